"""A calibration as a file: a design of `fanpin sweep`, with what it is held against.

    place = "kezuohou"
    policies = "as_reported"
    replicates = 4
    months = 60

    [sampler]
    kind = "latin_hypercube"
    points = 48

    [uncertainties]
    register.exit_pressure = {}

    [calibration]                  # how much work; every number may be left out
    trials = 24                    # of the search for the best fit
    wave = 24                      # points more where the first runs leave it open
    draws = 200                    # of the posterior
    shown = 24                     # of these that are run

    [targets.registered_2018]
    measure = "registered_households"
    year = 2018
    value = 1375
    tolerance = 140
    source = "W053"
    use = "calibrate"              # or "check": compared, never fitted

Instead of values, `[synthetic]` with a `truth` makes them by the model itself, on other luck, to see what a calibration
can recover.  docs/calibration.md tells all of it.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from experiments.calibration_targets import MONTHLY, OF_A_RUN, Target
from experiments.compare import MOST_SEED
from experiments.design_reading import only_keys, whole
from experiments.factors import Factor, unknown_path
from experiments.sweep_file import Asked, read_design
from model.calendar import year_of
from model.declared import shown
from model.errors import Fault, ScenarioError, unknown
from model.messages import _
from model.scenario_file import Document

CALIBRATE, CHECK = "calibrate", "check"
TARGET = ("measure", "year", "per", "value", "tolerance", "source", "use")
SYNTHETIC = ("truth", "seed", "replicates")
SPACE_FILLING = "latin_hypercube"
MOST_WORK = 100_000


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a calibration does beyond the first points: see the head of this file."""

    trials: int = 24
    wave: int = 24
    draws: int = 200
    shown: int = 24


@dataclass(frozen=True, slots=True)
class Synthetic:
    """Parameters that are known, by path, and the luck on which their data are made."""

    truth: Mapping[str, float]
    seed: int
    replicates: int


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A calibration as asked: the design, the targets, how much work, and the truth where it is known."""

    asked: Asked
    targets: tuple[Target, ...]
    effort: Effort
    synthetic: Synthetic | None = None

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The parameters calibrated."""
        sample = self.asked.plan.sample
        assert sample is not None  # read_calibration takes no other design
        return sample.factors

    @property
    def fitted(self) -> tuple[Target, ...]:
        """The targets that are calibrated on."""
        return tuple(target for target in self.targets if target.fitted)


def read_calibration(name: str | Path) -> Question:
    """The calibration of a design file, or of the name of one that comes with the package.

    Raises ScenarioError with the faults found: file, line, key, what is allowed and what was meant.
    """
    asked = read_design(name)
    _fits(asked)
    document, plan = asked.document, asked.plan
    effort = _effort(document)
    synthetic = _synthetic(document, plan.sample.factors, plan.seed)  # type: ignore[union-attr]
    targets = _targets(document, synthetic is not None, _years(asked))
    return Question(asked, targets, effort, synthetic)


def _fits(asked: Asked) -> None:
    """Raises ScenarioError where a design is none that can be calibrated."""
    document, plan, sample = asked.document, asked.plan, asked.plan.sample
    faults = []
    if sample is None or sample.sampler != SPACE_FILLING or sample.grouped:
        message = _("a calibration starts from points that fill the ranges one by one. Allowed: {0}, without groups.")
        faults.append(document.fault(("sampler", "kind"), message.format(SPACE_FILLING)))
    elif listed := [str(path) for path in plan.points if path not in {factor.path for factor in sample.factors}]:
        message = _("listed values are no range, so they cannot be calibrated; hold one, or give a range.")
        faults += [document.fault(_given_at(document, path), message) for path in listed]
    if len(plan.scenarios) != 1:
        message = _("a calibration has one policy and one future, those under which the targets were observed.")
        faults.append(document.fault(("policies",), message))
    if plan.replicates < 2:
        faults.append(document.fault(("replicates",), _("at least 2, for luck to be told from parameters.")))
    if faults:
        raise ScenarioError(faults)
    least = 3 * len(sample.factors)  # type: ignore[union-attr]
    if len(plan.points) < least:
        message = _("{count} points are too few for so many parameters; at least {least}.")
        raise ScenarioError(
            [document.fault(("sampler", "points"), message.format(count=len(plan.points), least=least))]
        )


def _given_at(document: Document, path: str) -> tuple[str, ...]:
    """The key under which a file gives a path: quoted, or written as tables."""
    tables = ("uncertainties", "levers")
    keys = [key for table in tables for key in ((table, path), (table, *path.split(".")))]
    return next((key for key in keys if key in document.lines), keys[0])


def _effort(document: Document) -> Effort:
    given = document.content.get("calibration", {})
    only_keys(document, ("calibration",), given, [each.name for each in fields(Effort)])
    least = {"trials": 0, "wave": 0, "draws": 20, "shown": 2}
    counts = {
        name: whole(document, ("calibration", name), lowest, (lowest, MOST_WORK))
        for name, lowest in least.items() if name in given
    }  # fmt: skip
    effort = Effort(**counts)
    if effort.shown > effort.draws:
        message = _("{shown} draws cannot be run, where only {draws} are drawn.")
        raise ScenarioError(
            [
                document.fault(
                    ("calibration", "shown"), message.format(**counts | {"shown": effort.shown, "draws": effort.draws})
                )
            ]
        )
    return effort


def _synthetic(document: Document, factors: tuple[Factor, ...], seed: int) -> Synthetic | None:
    """The truth that is known. Raises ScenarioError where it is not one value within the range of each parameter."""
    given = document.content.get("synthetic")
    if given is None:
        return None
    at = ("synthetic",)
    only_keys(document, at, given, SYNTHETIC)
    truth = dict(_flat(given.get("truth", {})))
    ranges = {factor.path: factor for factor in factors}
    faults = [document.fault((*at, "truth", path), unknown_path(path, ranges)) for path in truth if path not in ranges]
    for path, factor in ranges.items():
        value = truth.get(path)
        if not _is_number(value) or not factor.low <= value <= factor.high:
            message = _("{value} cannot be. Allowed: a number within its range, {low:g} to {high:g}.")
            text = message.format(
                value=shown(value) if path in truth else _("nothing"), low=factor.low, high=factor.high
            )
            faults.append(document.fault((*at, "truth", path), text))
    if faults:
        raise ScenarioError(faults)
    other = whole(document, (*at, "seed"), seed + 1, (0, MOST_SEED))
    if other == seed:
        message = _("must differ from the seed of the runs, or the data would know their luck.")
        raise ScenarioError([document.fault((*at, "seed"), message)])
    replicates = whole(document, (*at, "replicates"), 8, (2, MOST_WORK))
    return Synthetic({path: float(truth[path]) for path in ranges}, other, replicates)


def _flat(table: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Paths and values; a dotted path may be quoted, or written as tables."""
    for name, value in table.items() if isinstance(table, Mapping) else ():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}".removeprefix("programmes."), value


def _targets(document: Document, simulated: bool, years: range) -> tuple[Target, ...]:
    """Every target of the file. Raises ScenarioError with the faults of all, and where none is to be fitted."""
    given = document.content.get("targets", {})
    if not isinstance(given, Mapping) or not given:
        raise ScenarioError([document.fault(("targets",), _("name at least one: [targets.NAME]."))])
    found, faults = list[Target](), list[Fault]()
    for name, table in given.items():
        try:
            found.append(_target(document, name, table, simulated, years))
        except ScenarioError as error:
            faults += error.faults
    if not faults and not any(target.fitted for target in found):
        faults.append(
            document.fault(("targets",), _('nothing is fitted; at least one target needs use = "calibrate".'))
        )
    if faults:
        raise ScenarioError(faults)
    return tuple(found)


def _target(document: Document, name: str, table: Any, simulated: bool, years: range) -> Target:
    at = ("targets", name)
    only_keys(document, at, table, TARGET)
    use, year, source = table.get("use", CALIBRATE), table.get("year"), table.get("source", "")
    faults = list[Fault]()

    def wrong(key: str, message: str) -> None:
        faults.append(document.fault((*at, key), message))

    if use not in (CALIBRATE, CHECK):
        wrong("use", unknown(_("unknown use {0}").format(shown(use)), use, (CALIBRATE, CHECK)))
    if year is not None and year not in years:
        wrong(
            "year",
            _("{0} has no December in these runs. Allowed: {1} to {2}.").format(shown(year), years[0], years[-1]),
        )
    for key, known in {"measure": OF_A_RUN if year is None else MONTHLY, "per": MONTHLY}.items():
        if (key == "measure" or key in table) and table.get(key) not in known:
            what = (
                _("there is no measure {0} of a run as a whole")
                if known is OF_A_RUN
                else _("there is no monthly measure {0}")
            )
            hint = _(" A monthly one needs its year.") if known is OF_A_RUN and table.get(key) in MONTHLY else ""
            wrong(key, unknown(what.format(shown(table.get(key))), table.get(key), known) + hint)
    if simulated and "value" in table:
        wrong("value", _("the data are synthetic, so the model gives the value; leave it out."))
    if not simulated and not _is_number(table.get("value")):
        wrong("value", _("{0} is no finite number.").format(shown(table.get("value"))))
    if not _is_number(table.get("tolerance")) or table["tolerance"] <= 0:
        wrong("tolerance", _("say, before fitting, how far off it may be: one standard deviation, a number above 0."))
    if not simulated and (not isinstance(source, str) or not source):
        wrong("source", _("say where the value is from: an id of docs/evidence."))
    if faults:
        raise ScenarioError(faults)
    value = math.nan if simulated else float(table["value"])
    return Target(
        name, table["measure"], value, float(table["tolerance"]), year, table.get("per", ""), source or "synthetic",
        use == CALIBRATE,
    )  # fmt: skip


def _years(asked: Asked) -> range:
    """The years whose December is among the months of the runs."""
    (scenario,) = asked.plan.scenarios
    last = scenario.start + scenario.months - 1
    return range(year_of(scenario.start), year_of(last + 1))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
