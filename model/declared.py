"""What a declared value may be: numbers, dates, choices and values by year, and how each refuses a wrong one."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.calendar import month_name, month_number, year_number
from model.errors import Unfit, unknown
from model.frozen import Yearly
from model.messages import _

LARGEST = 1e15
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity, a whole number (`integer`) or a switch (`switch`).

    `low` to `high` is the range of the evidence, `least` to `most` what can exist at all.
    """

    default: float
    unit: str
    low: float
    high: float
    source: str
    confidence: str
    integer: bool = False
    switch: bool = False
    least: float = 0.0
    most: float = LARGEST

    @property
    def continuous(self) -> bool:
        """Whether it is neither a whole number nor a switch."""
        return not (self.integer or self.switch)

    def convert(self, value: object) -> float | int | bool:
        """The value as the model keeps it. Raises Unfit on a wrong type, NaN, or what cannot exist."""
        if self.switch:
            if isinstance(value, bool | np.bool_):
                return bool(value)
            raise Unfit(_("{value} is not a switch. Allowed: true or false.").format(value=shown(value)))
        if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
            raise self._unfit(_("{value} is not a number. Allowed: {allowed}."), value)
        if not -LARGEST <= value <= LARGEST:  # NaN fails this too
            raise self._unfit(_("{value} is not a finite number. Allowed: {allowed}."), value)
        if self.integer and value != int(value):
            raise self._unfit(_("{value} is not whole. Allowed: {allowed}."), value)
        if not self.least <= value <= self.most:
            raise self._unfit(_("{value} cannot be. Allowed: {allowed}."), value)
        return int(value) if self.integer else float(value) + 0.0

    def within(self, value: float) -> None:
        """Raises Unfit where a value lies outside the range of the evidence."""
        if not self.low <= value <= self.high:
            raise self._unfit(
                _(
                    "{value} is out of range. Allowed: {allowed} (source {source}). To go beyond, give "
                    "a table with value, low or high, and the source of that range."
                ),
                value,
            )

    def allowed(self) -> str:
        """The range of the evidence and the unit, as a person reads them."""
        kind = _("a whole number, ") if self.integer else ""
        return f"{kind}{self.low:.15g} .. {self.high:.15g} {self.unit}"

    def _unfit(self, message: str, value: object) -> Unfit:
        return Unfit(message.format(value=shown(value), allowed=self.allowed(), source=self.source))


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar month; the model keeps its month number."""

    default: int
    source: str
    confidence: str
    unit: str = "month"

    def convert(self, value: object) -> int:
        """The month number of "2017-07" or of a month number. Raises Unfit on anything else."""
        if isinstance(value, int | np.integer) and not isinstance(value, bool):
            return month_number(month_name(operator.index(value)))
        if isinstance(value, str):
            return month_number(value)
        message = _('{value} is not a month. Write it in quotes, as "2017-07", or "never".')
        raise Unfit(message.format(value=shown(value)))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; compiled code sees its position among them."""

    default: str
    allowed: tuple[str, ...]
    source: str
    confidence: str
    unit: str = "choice"

    def convert(self, value: object) -> str:
        """The word itself. Raises Unfit, with the nearest right word, on any other."""
        if not isinstance(value, str) or value not in self.allowed:
            raise Unfit(unknown(_("{value} is no choice here").format(value=shown(value)), value, self.allowed))
        return value


@dataclass(frozen=True, slots=True)
class ByYear:
    """A number for each calendar year; `number` says what a single year's value may be."""

    default: Yearly
    number: Number

    @property
    def unit(self) -> str:
        """The unit of each year's value."""
        return self.number.unit

    @property
    def source(self) -> str:
        """Where the values come from."""
        return self.number.source

    @property
    def confidence(self) -> str:
        """How sure we are of them."""
        return self.number.confidence

    def convert(self, value: object) -> Yearly:
        """The years in order. Raises Unfit on a year or a value that cannot be."""
        if not isinstance(value, Mapping) or not value:
            message = _("{value} is not a table of years. Write it as {{ 2014 = 0.05, 2017 = 0.1 }}.")
            raise Unfit(message.format(value=shown(value)))
        return Yearly({year_number(year): self.number.convert(each) for year, each in value.items()})

    def within(self, value: Yearly) -> None:
        """Raises Unfit where a year's value lies outside the range of the evidence."""
        for each in value.values():
            self.number.within(each)


type Declared = Number | Date | Choice | ByYear


def shown(value: object) -> str:
    """A value in a few characters, however long it is; words in quotes."""
    try:
        text = f"'{value}'" if isinstance(value, str) else str(value)
    except ValueError:  # Python writes no whole number of more than 4300 digits
        text = _("a number beyond {largest:g}").format(largest=LARGEST)
    return text if len(text) <= LONGEST else text[:LONGEST] + " ..."
