"""Weddings: daughters marry out, brides come in, and a groom's household spends what it has on it, and more.

Brides and grooms come from everywhere, so that no household's wedding waits for another's.  What the bride's family is
given goes with her as her dowry; so it is spent here, and nobody receives it.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.arithmetic import fen, yearly_to_monthly
from model.number import number
from model.records import NO_SCHOOL, AtAge, County, Household, Person
from model.rule import rule


@dataclass(frozen=True, slots=True)
class Marriage:
    """How fast the young marry, what custom asks for, and what families can spend."""

    men: float = number(0.12, unit="share/year", low=0.05, high=0.2, source="design", confidence="guess")
    men_from: int = number(22, unit="years", low=20, high=24, source="design", confidence="guess")
    men_until: int = number(36, unit="years", low=30, high=45, source="design", confidence="guess")
    women: float = number(0.15, unit="share/year", low=0.05, high=0.25, source="design", confidence="guess")
    women_from: int = number(20, unit="years", low=19, high=23, source="design", confidence="guess")
    women_until: int = number(32, unit="years", low=28, high=40, source="design", confidence="guess")
    younger: int = number(2, unit="years", low=0, high=4, source="design", confidence="guess")
    custom: float = number(80000.0, unit="yuan/wedding", low=40000, high=150000, source="c_wed", confidence="guess")
    rises: float = number(0.11, unit="share/year", low=0.0, high=0.15, source="c_wed", confidence="guess")
    of_wealth: float = number(3.0, unit="ratio to cash", low=1.0, high=4.0, source="c_wed", confidence="guess")


@rule
def marriage_rates(a: AtAge, years: int, marriage: Marriage) -> None:
    """Monthly chances to marry at an age, of a man and of a woman who are single."""
    a.wed_man = yearly_to_monthly(marriage.men) if marriage.men_from <= years < marriage.men_until else 0.0
    a.wed_woman = yearly_to_monthly(marriage.women) if marriage.women_from <= years < marriage.women_until else 0.0


@rule
def weds(p: Person, a: AtAge, u: float) -> bool:
    """Whether someone single and out of school would marry this month; births are at the other end of the draw."""
    return p.school == NO_SCHOOL and u >= 1.0 - (a.wed_woman if p.female == 1 else a.wed_man)


@rule
def custom_asks(county: County, most: float) -> int:
    """Fen that a wedding should cost: what custom asks for, or the `most` yuan that a village has agreed on."""
    return fen(min(county.wedding, most))


@rule
def can_spend(h: Household, room: int, asked: int, marriage: Marriage) -> int:
    """Fen that a household spends on a wedding: no more than custom, a multiple of its cash, or cash and credit."""
    cash = max(0, h.cash)
    return min(asked, min(fen(marriage.of_wealth * cash / 100.0), cash + room))
