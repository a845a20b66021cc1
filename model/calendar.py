"""Months as numbers: 2000-01 is 1, so that 0 is left to mean "no month"."""

import re

from model.errors import Unfit
from model.messages import _

FIRST_YEAR, LAST_YEAR = 1950, 2199
NEVER = (9999 - 2000) * 12 + 12


def month_number(text: str) -> int:
    """The number of a month written "2017-07"; "never" is `NEVER`. Raises Unfit on anything else."""
    if text == "never":
        return NEVER
    found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Unfit(_('{text!r} is not a month. Write it as "2017-07", or "never".').format(text=text))
    return (int(found[1]) - 2000) * 12 + int(found[2])


def month_name(month: int) -> str:
    """A month number as people write it: 211 is "2017-07"."""
    return "never" if month >= NEVER else f"{year_of(month):04d}-{season_of(month):02d}"


def year_of(month: int) -> int:
    """The calendar year of a month number."""
    return 2000 + (month - 1) // 12


def season_of(month: int) -> int:
    """The month of the year, 1 (January) to 12."""
    return (month - 1) % 12 + 1


def year_number(year: object) -> int:
    """A calendar year from 2014 or "2014". Raises Unfit on anything else."""
    if not re.fullmatch(r"[0-9]{4}", str(year)) or not FIRST_YEAR <= int(str(year)) <= LAST_YEAR:
        message = _("{year!r} is not a year between {first} and {last}.")
        raise Unfit(message.format(year=year, first=FIRST_YEAR, last=LAST_YEAR))
    return int(str(year))
