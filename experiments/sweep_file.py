"""Designs as files: `fanpin sweep DESIGN.toml`.  A vector is scanned, a scalar is held, a table is a range.

    place = "kezuohou"
    policies = ["none", "cattle_loan"]
    replicates = 5
    sample_fraction = 0.05

    [sampler]
    kind = "latin_hypercube"
    points = 40

    [levers]
    "cattle_loan.principal" = [20000, 35000, 50000]                   # scanned: each with every point of the sampler
    "cattle_loan.spread" = 0.0                                        # held

    [uncertainties]
    "herd.restock" = {}                                               # the range of its evidence
    "herd.death" = { low = 0.01, high = 0.05, log = true, source = "design" }
    "work.*" = { confidence = ["guess", "recalled"] }                 # every such number of a process

docs/designs.md tells all of it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.compare import MOST, MOST_SEED
from experiments.plans import Plan, files_behind, scenarios_of
from experiments.sampling import ANALYSERS, BY_TABLE, ONE_BY_ONE, SAMPLERS, Options, Sample, draw
from experiments.sensitivity import MEASURES, Analysis
from experiments.sweep_points import Entries, groups_of, listed_points, table_points
from model.declared import shown
from model.errors import Fault, ScenarioError, did_you_mean, unknown
from model.messages import _
from model.scenario_file import Document, read, shipped

SETTINGS = ("sample_fraction", "months", "start")
AXES = ("place", "policies", "futures", "baseline", "replicates", "seed")
TABLES = ("sampler", "levers", "uncertainties", "groups", "analysis")
OF_A_CALIBRATION = ("calibration", "targets", "synthetic")  # read by `experiments.calibration_file`
KEYS = ("title", *AXES, *SETTINGS, "leave_out", *TABLES, *OF_A_CALIBRATION)
LISTS = {"list": (), "table": ("file", "source")}  # samplers that draw nothing


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A design: its file, the plan, the analysis asked for, and the hashes of the files behind it."""

    document: Document
    title: Mapping[str, str]
    plan: Plan
    analysis: Analysis
    inputs: Mapping[str, str]


def designs() -> dict[str, Path]:
    """The designs that come with the package, by name."""
    return {path.stem: path for path in sorted((shipped() / "designs").glob("*.toml"))}


def read_design(name: str | Path) -> Asked:
    """The design of a file, or of the name of one that comes with the package.

    Raises ScenarioError with the faults found: file, line, key, what is allowed and what was meant.
    """
    path = _path(name)
    document = read("design", path)
    content = document.content
    known_keys(document, (), content, KEYS)
    policies, futures = (_names(document, *each) for each in (("policies", "none"), ("futures", "historical")))
    counts = {
        key: whole_number(document, (key,), content.get(key, default), least, most)
        for key, default, least, most in (("replicates", 1, 1, MOST), ("seed", 1, 0, MOST_SEED))
    }
    place, *others = _names(document, "place", "kezuohou")
    if others:
        raise ScenarioError([document.fault(("place",), _("a design has one place."))])
    held = {key: content[key] for key in SETTINGS if key in content}
    with _placing(document, {"policy": ("policies",), "future": ("futures",)}):
        scenarios = scenarios_of(place, policies, futures, held)
    baseline = _baseline(document, [scenario.policy for scenario in scenarios])
    entries = Entries.of(document, scenarios)
    sampler = _sampler(document, entries)
    with _placing(document, entries.keys):
        points, sample = _points(document, entries, sampler)
        fixed = scenarios_of(place, policies, futures, {**held, **entries.held})
    plan = Plan(fixed, points, entries.kinds, baseline, **counts, sample=sample)
    analysis = _analysis(document, sampler)
    inputs = files_behind(place, policies, futures)
    inputs[f"designs/{path.name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return Asked(document, content.get("title", {}), plan, analysis, dict(sorted(inputs.items())))


@contextmanager
def _placing(document: Document, keys: Mapping[str, tuple[str, ...]] | None = None) -> Iterator[None]:
    """Faults raised inside are put on the line of their key in the file; `keys` say where a path was given."""
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError(_placed(document, fault, keys or {}) for fault in error.faults) from None


def _placed(document: Document, fault: Fault, keys: Mapping[str, tuple[str, ...]]) -> Fault:
    if fault.file:
        return fault
    found = document.fault(keys.get(fault.key) or tuple(fault.key.split(".")), fault.message)
    return Fault(fault.key, found.message, found.file, found.line)


def _path(name: str | Path) -> Path:
    path, known = Path(name), designs()
    if path.is_file():
        return path
    if str(name) in known:
        return known[str(name)]
    near = did_you_mean(str(name), [*known, *(str(each) for each in path.parent.glob("*.toml"))])
    message = _("there is no file {path}, and no design of that name. Designs that come with it: {known}.")
    raise ScenarioError([Fault("design", message.format(path=shown(str(name)), known=", ".join(known)) + near)])


def known_keys(document: Document, at: tuple[str, ...], table: Any, allowed: Iterable[str]) -> None:
    """Raises ScenarioError where a table has a key that is not allowed, or is no table."""
    if not isinstance(table, Mapping):
        raise ScenarioError([document.fault(at, _("must be a table of: {0}.").format(", ".join(allowed)))])
    names = list(allowed)
    faults = [document.fault((*at, key), unknown(_("unknown key"), key, names)) for key in table if key not in names]
    if faults:
        raise ScenarioError(faults)


def _names(document: Document, key: str, default: str) -> list[str]:
    """A name, or a list of names, each once."""
    given = document.content.get(key, default)
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not names or not all(isinstance(each, str) for each in names):
        raise ScenarioError([document.fault((key,), _("{0} is no name, nor a list of names.").format(shown(given)))])
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if repeated:
        raise ScenarioError([document.fault((key,), _("'{name}' is given twice.").format(name=repeated[0]))])
    return names


def _baseline(document: Document, policies: list[str]) -> str:
    """The policy that the others are held against: the first, unless said."""
    baseline = document.content.get("baseline", policies[0])
    if baseline not in policies:
        what = _("{name} is not among the policies").format(name=shown(baseline))
        raise ScenarioError([document.fault(("baseline",), unknown(what, baseline, policies))])
    return str(baseline)


def whole_number(document: Document, at: tuple[str, ...], value: Any, least: int, most: int) -> int:
    """The value given at a key. Raises ScenarioError where it is not whole, or not within its bounds."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        message = _("{value} cannot be. Allowed: a whole number, {least} to {most}.")
        raise ScenarioError([document.fault(at, message.format(value=shown(value), least=least, most=most))])
    return value


def _sampler(document: Document, entries: Entries) -> dict[str, Any]:
    """The table [sampler], its kind filled in where there is nothing to draw."""
    given = document.content.get("sampler", {})
    kinds = (*SAMPLERS, *LISTS)
    known_keys(
        document, ("sampler",), given, ("kind", "groups", "file", "source", *(each.name for each in fields(Options)))
    )
    kind = given.get("kind", "" if entries.factors else "grid")
    if kind not in kinds:
        what = _("there is no sampler {name}").format(name=shown(kind)) if kind else _("say which sampler draws")
        raise ScenarioError([document.fault(("sampler", "kind"), unknown(what, kind, kinds))])
    reads = LISTS[kind] if kind in LISTS else ("groups", "seed", *SAMPLERS[kind].least)
    known_keys(document, ("sampler",), given, ("kind", *reads))
    if entries.factors and kind in LISTS:
        message = _("sampler '{kind}' draws nothing, so it knows no ranges; list values, or take another sampler.")
        raise ScenarioError([document.fault(entries.keys[entries.factors[0].path], message.format(kind=kind))])
    if kind == "table" and not isinstance(given.get("file"), str):
        raise ScenarioError(
            [document.fault(("sampler", "file"), _("say which table: the path of a CSV or Parquet file."))]
        )
    return {**given, "kind": kind}


def _points(document: Document, entries: Entries, sampler: Mapping[str, Any]) -> tuple[pd.DataFrame, Sample | None]:
    """The points of a design and, where ranges were drawn, how."""
    sample = None
    if sampler["kind"] == "table":
        return table_points(document, entries, sampler), None
    if entries.factors:
        options = Options(
            **{name: sampler[name] for name in (each.name for each in fields(Options)) if name in sampler}
        )
        groups = groups_of(document, entries.factors, _grouping(document, sampler))
        sample = draw(sampler["kind"], entries.factors, options, groups)
    return listed_points(entries, sample, side=sampler["kind"] == "list"), sample


def _grouping(document: Document, sampler: Mapping[str, Any]) -> str:
    grouping, allowed = sampler.get("groups", ONE_BY_ONE), (ONE_BY_ONE, BY_TABLE)
    if grouping not in allowed:
        what = _("unknown grouping {0}").format(shown(grouping))
        raise ScenarioError([document.fault(("sampler", "groups"), unknown(what, grouping, allowed))])
    return str(grouping)


def _analysis(document: Document, sampler: Mapping[str, Any]) -> Analysis:
    """What [analysis] asks for. Raises ScenarioError where the analyser does not fit the sampler."""
    given, kind = document.content.get("analysis", {}), sampler["kind"]
    known_keys(document, ("analysis",), given, ("methods", "measures"))
    found = {name: tuple(each) if isinstance(each, list) else (each,) for name, each in given.items()}
    for method in found.get("methods", ()):
        if method not in ANALYSERS.get(kind, ()):
            raise ScenarioError([document.fault(("analysis", "methods"), _unfit(method, kind))])
    for measure in found.get("measures", ()):
        if measure not in MEASURES:
            what = _("there is no measure {0}").format(shown(measure))
            raise ScenarioError([document.fault(("analysis", "measures"), unknown(what, measure, MEASURES))])
    return Analysis(**{"methods": ANALYSERS.get(kind, ()), **{name: each for name, each in found.items() if each}})


def _unfit(method: object, kind: str) -> str:
    """The sentence for an analysis that does not exist, or does not read a sampler's points."""
    known = sorted({each for names in ANALYSERS.values() for each in names})
    if method not in known:
        return unknown(_("there is no analysis {0}").format(shown(method)), method, known)
    where = ", ".join(sampler for sampler, names in ANALYSERS.items() if method in names)
    what = _("'{method}' cannot be read off the points of '{kind}', but off those of: {where}")
    return unknown(what.format(method=method, kind=kind, where=where), method, ANALYSERS.get(kind, ()))


def fits(analysis: Analysis, sample: Sample | None, points: pd.DataFrame) -> None:
    """Raises ScenarioError where a design has nothing that a sensitivity analysis could read."""
    if sample is None or not analysis.methods:
        message = _("no sensitivity analysis reads this sampler. Allowed: {0}.").format(", ".join(ANALYSERS))
        raise ScenarioError([Fault("sampler.kind", message)])
    listed = [str(path) for path in points if path not in {factor.path for factor in sample.factors}]
    if listed:
        message = _("listed values are no range; hold one of them, or give a range, to ask what it matters.")
        raise ScenarioError([Fault(path, message) for path in listed])
