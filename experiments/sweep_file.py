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
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.design_reading import COUNT, SEED, names, only_keys, placing, whole
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
TABLES = ("sampler", "levers", "uncertainties", "groups", "analysis", "failure", "discovery")
OF_A_CALIBRATION = ("calibration", "targets", "synthetic")  # read by `experiments.calibration_file`
KEYS = ("title", *AXES, *SETTINGS, "leave_out", *TABLES, *OF_A_CALIBRATION)
LISTS = {"list": (), "table": ("file", "source")}  # samplers that draw nothing


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A design as its file has it: the plan, the analysis asked for, and the hashes of the files behind it.

    `document` is the file, in which other questions have tables of their own ([failure]: `experiments.discovery_file`).
    """

    title: Mapping[str, str]
    plan: Plan
    analysis: Analysis
    inputs: Mapping[str, str]
    document: Document


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
    only_keys(document, (), content, KEYS)
    policies, futures = (names(document, *each) for each in (("policies", "none"), ("futures", "historical")))
    counts = {key: whole(document, (key,), 1, bounds) for key, bounds in (("replicates", COUNT), ("seed", SEED))}
    place, *others = names(document, "place", "kezuohou")
    if others:
        raise ScenarioError([document.fault(("place",), _("a design has one place."))])
    held = {key: content[key] for key in SETTINGS if key in content}
    with placing(document, {"policy": ("policies",), "future": ("futures",)}):
        scenarios = scenarios_of(place, policies, futures, held)
    baseline = _baseline(document, [scenario.policy for scenario in scenarios])
    entries = Entries.of(document, scenarios)
    sampler = _sampler(document, entries)
    with placing(document, entries.keys):
        points, sample = _points(document, entries, sampler)
        fixed = scenarios_of(place, policies, futures, {**held, **entries.held})
    plan = Plan(fixed, points, entries.kinds, baseline, **counts, sample=sample)
    analysis = _analysis(document, sampler)
    inputs = files_behind(place, policies, futures)
    inputs[f"designs/{path.name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return Asked(content.get("title", {}), plan, analysis, dict(sorted(inputs.items())), document)


def _path(name: str | Path) -> Path:
    path, known = Path(name), designs()
    if path.is_file():
        return path
    if str(name) in known:
        return known[str(name)]
    near = did_you_mean(str(name), [*known, *(str(each) for each in path.parent.glob("*.toml"))])
    message = _("there is no file {path}, and no design of that name. Designs that come with it: {known}.")
    raise ScenarioError([Fault("design", message.format(path=shown(str(name)), known=", ".join(known)) + near)])


def _baseline(document: Document, policies: list[str]) -> str:
    """The policy that the others are held against: the first, unless said."""
    baseline = document.content.get("baseline", policies[0])
    if baseline not in policies:
        what = _("{name} is not among the policies").format(name=shown(baseline))
        raise ScenarioError([document.fault(("baseline",), unknown(what, baseline, policies))])
    return str(baseline)


def _sampler(document: Document, entries: Entries) -> dict[str, Any]:
    """The table [sampler], its kind filled in where there is nothing to draw."""
    given = document.content.get("sampler", {})
    kinds = (*SAMPLERS, *LISTS)
    only_keys(
        document, ("sampler",), given, ("kind", "groups", "file", "source", *(each.name for each in fields(Options)))
    )
    kind = given.get("kind", "" if entries.factors else "grid")
    if kind not in kinds:
        what = _("there is no sampler {name}").format(name=shown(kind)) if kind else _("say which sampler draws")
        raise ScenarioError([document.fault(("sampler", "kind"), unknown(what, kind, kinds))])
    reads = LISTS[kind] if kind in LISTS else ("groups", "seed", *SAMPLERS[kind].least)
    only_keys(document, ("sampler",), given, ("kind", *reads))
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
    only_keys(document, ("analysis",), given, ("methods", "measures"))
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
