"""Education support: grants, loans and boarding money, visits to those who drop out, and jobs for graduates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import BOARDING_AID, SCHOOL_AID, STUDENT_LOANS, receive, spend
from model.livelihoods import SUPPORTED_PUPILS
from model.luck import family
from model.number import date, number
from model.records import UNIVERSITY, County, Household, Person
from model.rolls import PUPILS, renew
from model.rule import rule
from model.targeting import DECISIONS, Target, entitled, reached, yearly_review

TARGETING = family("education_support.target", *DECISIONS)
TERMS = (3, 9)
MONTHS_AT_SCHOOL = 10.0
GRADUATE, YOUNG = 16, 26  # years of schooling, and of age


@dataclass(frozen=True, slots=True)
class EducationSupport:
    """Support for every pupil of the households on the roll; what it pays meets a cost, so it is no income.

    The graduate repays a student loan, not the household.  `prevents` is the share of drop-outs that visits, help at
    home and money keep at school.  The channel for graduates stays open to a household once supported.
    """

    senior: float = number(2500.0, unit="yuan/pupil/year", low=1500, high=5000, source="F195", confidence="derived")
    university: float = number(4000.0, unit="yuan/pupil/year", low=2000, high=8000, source="V091", confidence="guess")
    boarding: float = number(1000.0, unit="yuan/pupil/year", low=500, high=1250, source="V054", confidence="recalled")
    lends: float = number(8000.0, unit="yuan/pupil/year", low=0, high=12000, source="V054", confidence="recalled")
    prevents: float = number(0.8, unit="share", low=0.0, high=1.0, source="V102, F099", confidence="guess")
    graduates: float = number(0.5, unit="ratio", low=0.0, high=1.0, source="V067", confidence="guess")
    start: int = date("2016-01", source="V054", confidence="guess")
    end: int = date("never", source="V054", confidence="guess")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "rolls", "livelihoods"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "教育扶贫“双线四包”"
    TITLE: ClassVar[str] = "education support"

    def enrol(self, world: Any) -> None:
        """In the first month and each January, enter the households with pupils."""
        if yearly_review(world, self.start):
            h = world.households
            wishes = reached(world, self.target, TARGETING)
            wishes = wishes[h.learners[wishes] + h.pupils[wishes] + h.dropouts[wishes] > 0]
            rows = renew(world, PUPILS, self.target, TARGETING, wishes, self.senior)
            h.livelihoods[rows] |= SUPPORTED_PUPILS


@rule
def aided(h: Household, education: Any, share: float) -> float:
    """The share of full support that the household's pupils get this month."""
    if education.active == 0 or h.rolls & PUPILS == 0:
        return 0.0
    return entitled(h, share)


@rule
def deliver_education_support(h: Household, education: Any, share: float, county: County, ledger: Any) -> None:
    """Boarding money of children in their compulsory years, in each of two terms."""
    if county.season == TERMS[0] or county.season == TERMS[1]:
        receive(h, ledger, BOARDING_AID, fen(0.5 * aided(h, education, share) * education.boarding * h.learners))


@rule
def grant_of(p: Person, education: Any) -> float:
    """Yuan a year that a pupil beyond the compulsory years gets."""
    grant: float = education.university if p.school == UNIVERSITY else education.senior
    return grant


@rule
def help_with_school(h: Household, p: Person, education: Any, share: float, cost: int, ledger: Any) -> int:
    """Fen of this month's `cost` of a pupil that grant and student loan pay to the school; booked here."""
    part = aided(h, education, share)
    if cost == 0 or part == 0.0:
        return 0
    granted = min(cost, fen(part * grant_of(p, education) / MONTHS_AT_SCHOOL))
    lent = min(cost - granted, fen(part * education.lends / MONTHS_AT_SCHOOL)) if p.school == UNIVERSITY else 0
    spend(ledger, SCHOOL_AID, granted)
    spend(ledger, STUDENT_LOANS, lent)
    return granted + lent


@rule
def graduate_channel(h: Household, p: Person, age: int, education: Any) -> float:
    """Ratio by which a young graduate once supported, `age` months old, looks for work more successfully."""
    supported = education.active == 1 and h.livelihoods & SUPPORTED_PUPILS != 0
    if supported and p.schooling >= GRADUATE and age < 12 * YOUNG:
        ratio: float = 1.0 + education.graduates
        return ratio
    return 1.0
