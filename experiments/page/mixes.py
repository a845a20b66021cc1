"""What can be mixed in a place, and a mix as the scenario that is run: a policy, programmes in or out, levers moved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import floor, log10
from typing import Any

from experiments.catalogue import futures, places, policies
from experiments.search_policies import policy_text
from model.declared import Number
from model.errors import ScenarioError
from model.scenario import Scenario, load_scenario

LETTERS = ("a", "b", "c")
BASELINE = "none"
WHOLE = "as_reported"
NO_LIMIT = 1e9  # a lever that could go so far limits nothing
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Mix:
    """A policy and what differs from it: programmes added and left out by name, levers by path."""

    policy: str
    added: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    values: tuple[tuple[str, float], ...] = ()

    @property
    def untouched(self) -> bool:
        """Whether it is the policy itself."""
        return not (self.added or self.left_out or self.values)


class Menu:
    """What there is to mix in one place under one future: policies, programmes and levers, as its files have them."""

    def __init__(self, place: str, future: str) -> None:
        self.place, self.future = place, future
        self.pool = load_scenario(place, WHOLE, future)
        self.nothing = self.base(BASELINE)
        listed = policies()
        names = [name for name in listed["name"] if not name.startswith(f"{WHOLE}_with")]
        titles = {row["name"]: {"en": row["title"], "zh": row["title_zh"]} for row in listed.to_dict("records")}
        self.policies = {name: titles[name] for name in names if _exists(place, name)}

    def base(self, policy: str) -> Scenario:
        """A policy here. Raises ScenarioError where there is none of the name."""
        return _base(self.place, policy, self.future)

    def whole(self, policy: str) -> dict[str, Number]:
        """The levers of a policy and of all programmes that could be added to it, by path, with the values it has."""
        return _whole(self.place, policy, self.future)

    def scenario(self, mix: Mix) -> Scenario:
        """The mix as a scenario under the name of its policy. Raises ScenarioError where it cannot be."""
        base = self.base(mix.policy)
        scenario = _joined(base, self.pool, mix.added).without(*mix.left_out)
        return scenario.with_values(dict(mix.values))

    def named(self, axis: str, lang: str) -> str:
        """The title of the place or of the future in a language."""
        titles = self.pool.titles.get(axis, {})
        return str(titles.get(lang) or titles.get("en") or getattr(self, axis))

    def title(self, programme: str, lang: str) -> str:
        """A programme's title in a language."""
        titles = self.pool.titles.get(f"programmes.{programme}", {})
        return str(titles.get(lang) or titles.get("en") or programme)


@lru_cache(maxsize=1024)
def _exists(place: str, policy: str) -> bool:
    try:
        load_scenario(place, policy)
    except ScenarioError:  # a programme that this place leaves out
        return False
    return True


@lru_cache(maxsize=64)
def menu_of(place: str, future: str) -> Menu | None:
    """The menu of a place under a future; None where there is no such place or future."""
    if place not in set(places()["name"]) or future not in set(futures()["name"]):
        return None
    return Menu(place, future)


@lru_cache(maxsize=2048)
def _base(place: str, policy: str, future: str) -> Scenario:
    return load_scenario(place, policy, future)


@lru_cache(maxsize=2048)
def _whole(place: str, policy: str, future: str) -> dict[str, Number]:
    pool, base = load_scenario(place, WHOLE, future), _base(place, policy, future)
    added = [name for name in pool.programmes if name not in base.programmes]
    whole = _joined(base, pool, added)
    programmes = set(whole.programmes)
    return {
        path: leaf for path, leaf in whole.numbers().items() if path.partition(".")[0] in programmes and is_lever(leaf)
    }


def is_lever(leaf: Number) -> bool:
    """Whether a number has a range of evidence to move in."""
    return not leaf.switch and leaf.low < leaf.high < NO_LIMIT


def lever_value(value: float, leaf: Number) -> float:
    """A value brought into the range of its evidence, with few digits; the lever's own value is left as it is."""
    if value == leaf.default:
        return leaf.default
    value = min(max(value, leaf.low), leaf.high)
    if leaf.integer:
        value = round(value)
    elif value:
        value = round(value, DIGITS - 1 - floor(log10(abs(value))))
    return min(max(value, leaf.low), leaf.high)


def _joined(base: Scenario, pool: Scenario, added: tuple[str, ...] | list[str]) -> Scenario:
    """A scenario with programmes of another one added, their sizes and evidence as they are there."""
    if not added:
        return base

    def of_those(mapping: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
        return {key: each for key, each in mapping.items() if key.removeprefix(prefix).partition(".")[0] in added}

    return replace(
        base,
        programmes={**base.programmes, **of_those(pool.programmes)},
        kinds={**base.kinds, **of_those(pool.kinds)},
        titles={**base.titles, **of_those(pool.titles, "programmes.")},
        evidence={**base.evidence, **of_those(pool.evidence)},
    )


def names_of(mixes: Mapping[str, Mix]) -> dict[str, str]:
    """The name of each mix in tables and files, by letter: that of its policy where it is the policy itself."""
    names: dict[str, str] = {}
    for letter, mix in mixes.items():
        own = mix.untouched and mix.policy not in (BASELINE, *names.values())
        names[letter] = mix.policy if own else f"mix_{letter}"
    return names


def scenarios_of(menu: Menu, mixes: Mapping[str, Mix]) -> tuple[Scenario, ...]:
    """The baseline and every mix, each under its name, in the order of the page. Raises ScenarioError."""
    return _scenarios(menu, tuple(mixes.items()))


@lru_cache(maxsize=256)
def _scenarios(menu: Menu, mixes: tuple[tuple[str, Mix], ...]) -> tuple[Scenario, ...]:
    named = names_of(dict(mixes))
    own = [replace(menu.scenario(mix), policy=named[letter]) for letter, mix in mixes]
    return (menu.nothing, *own)


def file_of(menu: Menu, mix: Mix, name: str) -> str:
    """The policy file that gives this mix to every command."""
    title = {"en": name.replace("_", " "), "zh": name}
    return policy_text(menu.scenario(mix), menu.nothing, title, "Written by fanpin page.")
