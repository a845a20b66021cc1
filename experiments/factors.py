"""What a design varies: numbers of the model by path, each with its range, its unit and how sure we are of it.

A lever is what somebody decides (the principal of a loan), an uncertainty what nobody knows (how many cows die): the
model cannot tell them apart, so whoever asks says which.  Ranges are those of the evidence, as `number()` declares
them or a scenario file has put in their place; another range stays within what can exist, and a wider one needs its
source.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.declared import Number, shown
from model.errors import Fault, ScenarioError, Unfit, unknown
from model.messages import _
from model.number import CONFIDENCE, leaves_of
from model.scenario import Scenario

LEVER, UNCERTAINTY = "lever", "uncertainty"
KINDS = (LEVER, UNCERTAINTY)
GUESSED = ("guess", "derived", "recalled")


@dataclass(frozen=True, slots=True)
class Factor:
    """One number that a design varies between `low` and `high`, both reached; on a scale of logarithms where `log`.

    Raises ScenarioError where that is no range.  A `whole` one takes each whole number of its range equally often.
    """

    path: str
    low: float
    high: float
    kind: str = UNCERTAINTY
    unit: str = ""
    whole: bool = False
    confidence: str = "setting"
    source: str = "design"
    log: bool = False

    def __post_init__(self) -> None:
        wrong = self._wrong()
        if wrong:
            raise ScenarioError([Fault(self.path, wrong)])

    def at(self, shares: ArrayLike) -> NDArray[np.float64]:
        """Values at shares of the range, from 0 (`low`) to 1 (`high`), in the shape given."""
        share = np.clip(np.asarray(shares, dtype=np.float64), 0.0, 1.0)
        low, high = (math.ceil(self.low), math.floor(self.high) + 1) if self.whole else (self.low, self.high)
        found = low * np.exp(share * math.log(high / low)) if self.log else low + share * (high - low)
        return np.clip(np.floor(found) if self.whole else found, self.low, self.high)

    def share(self, values: ArrayLike) -> NDArray[np.float64]:
        """The shares of the range at which values lie, in the shape given; of a whole number, the middle of its own."""
        value = np.asarray(values, dtype=np.float64) + (0.5 if self.whole else 0.0)
        low, high = (math.ceil(self.low), math.floor(self.high) + 1) if self.whole else (self.low, self.high)
        found = np.log(value / low) / math.log(high / low) if self.log else (value - low) / (high - low)
        return np.clip(found, 0.0, 1.0)

    def _wrong(self) -> str:
        """What is wrong with it, or nothing."""
        if self.kind not in KINDS:
            return unknown(_("unknown kind {kind}").format(kind=shown(self.kind)), self.kind, KINDS)
        bounds = {"low": self.low, "high": self.high}
        for name, value in bounds.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                return _("{name} {value} is not a finite number.").format(name=name, value=shown(value))
        if self.low >= self.high:
            return _("low {low:g} is not below high {high:g}.").format(**bounds)
        if self.log and self.low <= 0:
            return _("low {low:g} has no logarithm; a log scale needs a range above 0.").format(**bounds)
        if self.whole and math.ceil(self.low) >= math.floor(self.high):
            return _("there are no two whole numbers in {low:g} .. {high:g}.").format(**bounds)
        return ""


def factors_of(
    scenarios: Scenario | Sequence[Scenario],
    paths: str | Iterable[str],
    *,
    kind: str = UNCERTAINTY,
    confidence: Collection[str] = CONFIDENCE,
) -> tuple[Factor, ...]:
    """The factors behind paths of one scenario or of several together, in the order of `numbers`, each once.

    A path may be a pattern: "cattle_loan.*" is every number of that programme that has a range and one of these
    degrees of `confidence`, "*" every number there is.  Raises ScenarioError with the nearest name where a path or a
    pattern meets nothing, and where a path named in full is a switch or has no range.
    """
    numbers, faults = numbers_of_all(scenarios), list[Fault]()
    found: dict[str, Factor] = {}
    for path in [paths] if isinstance(paths, str) else paths:
        try:
            met = _matching(numbers, path, confidence) if "*" in path else [path]
            found |= {each: factor_of(numbers, each, kind) for each in met}
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    return tuple(found[path] for path in numbers if path in found)


def guessed(scenarios: Scenario | Sequence[Scenario], *, kind: str = UNCERTAINTY) -> tuple[Factor, ...]:
    """Every continuous number with a range whose confidence is guess, derived or recalled."""
    return tuple(each for each in factors_of(scenarios, "*", kind=kind, confidence=GUESSED) if not each.whole)


def factor_of(
    numbers: Mapping[str, Number],
    path: str,
    kind: str = UNCERTAINTY,
    *,
    low: float | None = None,
    high: float | None = None,
    log: bool = False,
    source: str = "",
) -> Factor:
    """The factor of one path, in the range of its evidence or in the one given.

    Raises ScenarioError where there is no such number, where it is a switch, and where the range cannot exist, is no
    range, or is wider than the evidence without a source.
    """
    if path not in numbers:
        raise ScenarioError([Fault(path, unknown_path(path, numbers))])
    number = numbers[path]
    if number.switch:
        raise ScenarioError([Fault(path, _("a switch has no range; list its values: [false, true]."))])
    low, high = (number.low if low is None else low), (number.high if high is None else high)
    given = Factor(path, low, high, kind, number.unit, number.integer, number.confidence, source or number.source, log)
    try:
        for bound in (low, high):
            number.convert(bound)
            if not source:
                number.within(bound)
    except Unfit as unfit:
        raise ScenarioError([Fault(path, str(unfit))]) from None
    return given


def numbers_of_all(scenarios: Scenario | Sequence[Scenario]) -> dict[str, Number]:
    """Every single number of some scenarios by path; the settings of a run ("months", "sample_fraction") come last."""
    given = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    numbers = {path: number for scenario in reversed(given) for path, number in scenario.numbers().items()}
    settings = ((path, leaf) for scenario in given for path, leaf in leaves_of(scenario.settings()))
    return numbers | {path: leaf for path, leaf in settings if isinstance(leaf, Number)}


def unknown_path(path: str, numbers: Iterable[str]) -> str:
    """The sentence for a path that is no number: which tables there are, and the nearest path."""
    known = list(numbers)
    tables = {f"{each.split('.')[0]}.FIELD" if "." in each else each for each in known}
    return unknown(_("unknown path"), path, tables, known)


def _matching(numbers: Mapping[str, Number], pattern: str, confidence: Collection[str]) -> list[str]:
    """The paths that a pattern means. Raises ScenarioError where it means none."""
    met = [path for path in numbers if fnmatchcase(path, pattern) and "." in path]
    if not met:
        raise ScenarioError([Fault(pattern, unknown_path(pattern, numbers))])
    return [path for path in met if _varies(numbers[path]) and numbers[path].confidence in confidence]


def _varies(number: Number) -> bool:
    return not number.switch and number.low < number.high
