"""Processes and kinds of programme that other packages bring, found by entry point and imported when first named.

A package offers a class (see `model.side`) under a name of its own, in its pyproject.toml:

    [project.entry-points."fanpin.interventions"]
    school_meals = "their_package:SchoolMeals"

Installing a package changes no run: what it offers takes part only where a scenario file names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from model.errors import Fault, ScenarioError
from model.messages import _
from model.number import parts
from model.scenario_file import SIZES_OF
from model.scenario_reading import TOP, Settings

PROCESSES, INTERVENTIONS = "fanpin.processes", "fanpin.interventions"
TAKEN = frozenset({*TOP, SIZES_OF, "programmes", "series", *parts(Settings)})  # words of scenario files


class Outside(Mapping[str, type]):
    """The classes that installed packages offer in one group, by name; looking for names imports none of them.

    Asking for one raises ScenarioError where it cannot be imported, brings no RULE, or two packages offer that name.
    """

    def __init__(self, group: str) -> None:
        self.group = group

    @cached_property
    def _offers(self) -> dict[str, list[EntryPoint]]:
        offers: dict[str, list[EntryPoint]] = {}
        for entry in sorted(entry_points(group=self.group), key=lambda each: (each.name, each.value)):
            offers.setdefault(entry.name, []).append(entry)
        return offers

    def __getitem__(self, name: str) -> type:
        entry, *others = self._offers[name]
        if others:
            places = ", ".join(each.value for each in (entry, *others))
            raise _refused(self.group, name, _("more than one package offers it: {0}.").format(places))
        try:
            found = entry.load()
        except (ImportError, AttributeError) as error:
            raise _refused(self.group, name, _("{0} cannot be imported: {1}.").format(entry.value, error)) from error
        if not (isinstance(found, type) and hasattr(found, "RULE")):
            raise _refused(self.group, name, _("{0} is no class with a RULE; see model.side.").format(entry.value))
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._offers

    def __iter__(self) -> Iterator[str]:
        return iter(self._offers)

    def __len__(self) -> int:
        return len(self._offers)


class Joined(Mapping[str, type]):
    """The model's own classes, which go first, and those from outside."""

    def __init__(self, own: Mapping[str, type], more: Mapping[str, type]) -> None:
        self.own, self.more = own, more

    def __getitem__(self, name: str) -> type:
        return self.own[name] if name in self.own else self.more[name]

    def __contains__(self, name: object) -> bool:
        return name in self.own or name in self.more

    def __iter__(self) -> Iterator[str]:
        yield from self.own
        yield from (name for name in self.more if name not in self.own)

    def __len__(self) -> int:
        return len(set(self.own) | set(self.more))


def with_kinds(own: Mapping[str, type]) -> Mapping[str, type]:
    """The kinds of programme there are: the model's own, and those that installed packages offer."""
    return Joined(own, Outside(INTERVENTIONS))


def with_processes(own: Mapping[str, type], contents: Iterable[Mapping[str, Any]]) -> Mapping[str, type]:
    """The model's own processes, and of those that installed packages offer the ones for which a file has a table.

    `contents` are the scenario files, each as its keys and values.
    """
    offered = Outside(PROCESSES)
    tables = {name for content in contents for name, table in content.items() if isinstance(table, Mapping)}
    named = sorted(tables - TAKEN - set(own))
    return {**own, **{name: offered[name] for name in named if name in offered}}


def _refused(group: str, name: str, why: str) -> ScenarioError:
    return ScenarioError([Fault(f"{group}.{name}", why)])
