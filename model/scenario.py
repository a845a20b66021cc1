"""A scenario: where, what is done, what comes; a frozen value that says everything a run depends on, except luck."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from model.declared import Declared, Number
from model.errors import Fault, ScenarioError, Unfit, unknown
from model.frozen import Frozen
from model.given import Given, nested
from model.messages import _
from model.number import by_text, check, leaves_of, plain
from model.outside import with_kinds, with_processes
from model.scenario_file import Document, axis_of, documents, label
from model.scenario_reading import TABLES, Reading, Settings, read_documents, read_scenario
from model.series import Series, path_values

__all__ = ["Scenario", "ScenarioError", "Series", "check_file", "load_scenario", "scenario_of"]

UNSET = Settings()


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """Everything a run depends on, except the seed and the replicate.

    `start` is a month number, `months` the length of the run, `sample_fraction` the share of kin groups simulated;
    `hold_shared` keeps what households share (prices, places, budgets) at its path, so that none affects another.
    Without `everyday` life only processes from outside act, as in the theory worlds.
    `processes` and `programmes` hold frozen instances by name, programmes sorted by (kind, name); `kinds` names each
    programme's kind.  `series` are the yearly paths of the future.  `titles` ("place", "policy", "future",
    "programmes.NAME") and `evidence` (ranges and sources that files put in place of the declared ones, by path) are
    for people: they do not count for equality or for `key`.  Raises ScenarioError where a value cannot be.
    """

    place: str
    policy: str = "none"
    future: str = "historical"
    start: int = UNSET.start
    months: int = UNSET.months
    sample_fraction: float = UNSET.sample_fraction
    hold_shared: bool = UNSET.hold_shared
    everyday: bool = UNSET.everyday
    processes: Mapping[str, Any] = field(default_factory=dict)
    programmes: Mapping[str, Any] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    evidence: Mapping[str, Declared] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check(self.settings(), "")
        for name, part in self.parts().items():
            check(part, name)
        kinds = {name: self.kinds.get(name, name) for name in self.programmes}
        held: dict[str, Mapping[str, Any]] = {
            "processes": dict(sorted(self.processes.items())),
            "programmes": dict(sorted(self.programmes.items(), key=lambda each: (kinds[each[0]], each[0]))),
            "series": dict(sorted(self.series.items())),
            "kinds": dict(sorted(kinds.items())),
            "titles": {name: Frozen(title) for name, title in sorted(self.titles.items())},
            "evidence": dict(sorted(self.evidence.items())),
        }
        for name, mapping in held.items():
            object.__setattr__(self, name, Frozen(mapping))

    def settings(self) -> Settings:
        """Start, length, sample and coupling of the run."""
        return Settings(self.start, self.months, self.sample_fraction, self.hold_shared, self.everyday)

    def parts(self) -> dict[str, Any]:
        """Every process and programme by name; no programme has the name of a process."""
        return {**self.processes, **self.programmes}

    def numbers(self) -> dict[str, Number]:
        """Every single number by path, as `with_values` takes it: the value here as default, its range and source."""
        found = {}
        for name, part in self.parts().items():
            for path, leaf in leaves_of(part):
                ruling = self.evidence.get(f"{name}.{path}", leaf)
                if isinstance(ruling, Number) and isinstance(leaf, Number):
                    found[f"{name}.{path}"] = replace(ruling, default=leaf.default)
        return found

    def with_values(self, changes: Mapping[str, Any], *, beyond_evidence: bool = False) -> Scenario:
        """A copy with values changed, by path: "months", "NAME.field", "NAME.target.field", "series.NAME".

        The same rules hold as in a file: a bare value must lie in the range of its evidence, a table
        { value, low, high, source } may bring another.  `beyond_evidence` lifts that range, for what-ifs; what cannot
        exist at all is always refused.  Raises ScenarioError with every fault, and the nearest name of an unknown path.
        """
        settings, series = Given(self.settings(), beyond_evidence), dict(self.series)
        given = {
            name: Given(part, beyond_evidence, evidence=self._evidence(name)) for name, part in self.parts().items()
        }
        faults: list[Fault] = []
        for path, value in changes.items():
            name, *rest = path.removeprefix("programmes.").split(".")
            if not rest and name in asdict(UNSET):
                faults += settings.take({name: value}, (), _unplaced)
            elif rest and name in given:
                faults += given[name].take(nested(rest, value), (name,), _unplaced)
            elif len(rest) == 1 and name == "series" and rest[0] in series:
                faults += _change_series(series, rest[0], value)
            else:
                faults.append(Fault(path, self._unknown(path)))
        faults = faults or [*settings.faults(()), *(each for name in given for each in given[name].faults((name,)))]
        if faults:
            raise ScenarioError(faults)
        return replace(
            self,
            **asdict(settings.instance),
            series=series,
            evidence=_evidence(given),
            processes={name: given[name].instance for name in self.processes},
            programmes={name: given[name].instance for name in self.programmes},
        )

    def adding(self, **outside: Any) -> Scenario:
        """A copy with processes or programmes from outside the package, each an instance under its name.

        One with a `start` and an `end` is a programme.  See `model.side` for what such a class may bring.
        """
        programmes = {name: each for name, each in outside.items() if hasattr(each, "start") and hasattr(each, "end")}
        processes = {name: each for name, each in outside.items() if name not in programmes}
        return replace(self, processes={**self.processes, **processes}, programmes={**self.programmes, **programmes})

    def without(self, *names: str) -> Scenario:
        """A copy with these programmes left out of the mix.  Raises ScenarioError where one is not in it."""
        what = _("no programme of this mix")
        faults = [Fault(name, unknown(what, name, self.programmes)) for name in names if name not in self.programmes]
        if faults:
            raise ScenarioError(faults)
        kept = {name: each for name, each in self.programmes.items() if name not in names}
        return replace(self, programmes=kept, kinds={name: self.kinds[name] for name in kept})

    def _evidence(self, name: str) -> dict[str, Declared]:
        start = f"{name}."
        return {path.removeprefix(start): leaf for path, leaf in self.evidence.items() if path.startswith(start)}

    def _unknown(self, path: str) -> str:
        names = (*asdict(UNSET), *(f"series.{name}" for name in self.series))
        fields = (f"{name}.{leaf}" for name, part in self.parts().items() for leaf, each in leaves_of(part))
        tables = (f"{name}.FIELD" for name in self.parts())
        return unknown(_("unknown path"), path, (*names, *tables), (*names, *fields))

    def resolved(self) -> dict[str, Any]:
        """All that a run depends on as plain values that JSON can hold, in one canonical form."""
        return {
            "place": self.place,
            "policy": self.policy,
            "future": self.future,
            **plain(self.settings()),
            "processes": {name: plain(process) for name, process in self.processes.items()},
            "programmes": {name: {"kind": self.kinds[name], **plain(each)} for name, each in self.programmes.items()},
            "series": {name: {"unit": each.unit, "values": by_text(each.values)} for name, each in self.series.items()},
        }

    def key(self) -> str:
        """The SHA-256 of `resolved`: equal for scenarios that say the same, in whatever files."""
        text = json.dumps(self.resolved(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.resolved() == other.resolved()

    def __hash__(self) -> int:
        return hash(self.key())


def _unplaced(key: tuple[str, ...], message: str) -> Fault:
    return Fault(".".join(key), message)


def _change_series(series: dict[str, Series], name: str, value: object) -> list[Fault]:
    """Give a series other values by year, or one for every year; what is wrong with them."""
    years = value if isinstance(value, Mapping) else dict.fromkeys(series[name].values, value)
    try:
        series[name] = replace(series[name], values=path_values(series[name].unit, years))
    except Unfit as unfit:
        return [Fault(f"series.{name}", str(unfit))]
    return []


def _evidence(given: Mapping[str, Given]) -> dict[str, Declared]:
    return {f"{name}.{path}": leaf for name, each in given.items() for path, leaf in each.evidence.items()}


def load_scenario(
    place: str | Path,
    policy: str | Path = "none",
    future: str | Path = "historical",
    *,
    folder: str | Path | None = None,
    processes: Mapping[str, type] | None = None,
    kinds: Mapping[str, type] | None = None,
) -> Scenario:
    """The scenario of a place, a policy and a future, each the name of a shipped one or the path of a TOML file.

    `folder` has places/, policies/ and futures/ of its own, looked in first.  `processes` and `kinds` replace the
    registries of processes and of interventions.  Values of the policy overrule those of the place, values of the
    future both; but a place's own series and sizes of programmes stand in for those of elsewhere
    (`model.scenario_place`).  Raises ScenarioError with every fault found: file, line, key and what is allowed.
    """
    names = {"place": place, "policy": policy, "future": future}
    found, faults = list[Document](), list[Fault]()
    for axis, name in names.items():
        try:
            found += documents(axis, name, folder)
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    reading = read_scenario(found, folder, *_registries(found, processes, kinds))
    return _scenario(reading, label(place), label(policy), label(future))


def _scenario(reading: Reading, place: str, policy: str, future: str) -> Scenario:
    """The value of what was read. Raises ScenarioError with its faults."""
    if reading.faults:
        raise ScenarioError(reading.faults)
    return Scenario(
        place,
        policy,
        future,
        **asdict(reading.settings.instance),
        processes={name: each.instance for name, each in reading.processes.items()},
        programmes={name: each.instance for name, each in reading.programmes.items()},
        series=reading.series,
        kinds=reading.kind_of,
        titles=reading.titles,
        evidence=_evidence(reading.processes | reading.programmes),
    )


def check_file(
    path: str | Path,
    *,
    folder: str | Path | None = None,
    processes: Mapping[str, type] | None = None,
    kinds: Mapping[str, type] | None = None,
) -> str:
    """The axis ("place", "policy", "future") of one file, known by its keys or its folder, with all it extends.

    A place that has programmes or series is read with `as_reported` and `historical`, which they change.  Raises
    ScenarioError with every fault found.
    """
    path = Path(path)
    axis = axis_of(path)
    found = documents(axis, path, folder)
    if axis == "place" and any(document.content.keys() & {*TABLES["place"]} for document in found):
        found = (*found, *documents("policy", "as_reported", folder), *documents("future", "historical", folder))
    reading = read_scenario(found, folder, *_registries(found, processes, kinds))
    if reading.faults:
        raise ScenarioError(reading.faults)
    return axis


def _registries(
    found: Iterable[Document], processes: Mapping[str, type] | None, kinds: Mapping[str, type] | None
) -> tuple[Mapping[str, type], Mapping[str, type]]:
    """The registries given, or the model's own with what installed packages add, of processes only those named."""
    if processes is None:
        from model.processes import PROCESSES

        processes = with_processes(PROCESSES, [document.content for document in found])
    if kinds is None:
        from model.interventions import KINDS

        kinds = with_kinds(KINDS)
    return processes, kinds


def scenario_of(
    resolved: Mapping[str, Any], *, processes: Mapping[str, type] | None = None, kinds: Mapping[str, type] | None = None
) -> Scenario:
    """The scenario that `Scenario.resolved` wrote down, as a study's manifest keeps it.

    Raises ScenarioError where the model has no process, kind or field of that name any more, or refuses a value.
    """
    own = {name: resolved[name] for name in asdict(UNSET)}
    series = {name: {"source": "design", "confidence": "setting", **each} for name, each in resolved["series"].items()}
    policy, future = {"programmes": resolved["programmes"]}, {"series": series}
    contents = {"place": own | resolved["processes"], "policy": policy, "future": future}
    found = [Document(axis, Path("resolved"), content, {}) for axis, content in contents.items()]
    reading = read_documents(found, *_registries(found, processes, kinds), beyond_evidence=True)
    return _scenario(reading, resolved["place"], resolved["policy"], resolved["future"])
