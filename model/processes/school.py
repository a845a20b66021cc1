"""School: nine compulsory years, then senior high and university for those who can pay."""

from __future__ import annotations

from dataclasses import dataclass

from model.number import number
from model.records import COMPULSORY, DROPPED_OUT, NO_SCHOOL, SENIOR_HIGH, UNIVERSITY, Person
from model.rule import rule

YEAR = 12
TERM_STARTS = 9
SCHOOL_AGE, SENIOR_AGE, UNIVERSITY_AGE, GRADUATE_AGE = 6, 15, 18, 22
BOARDING_MONTHS = 10.0


@dataclass(frozen=True, slots=True)
class School:
    """Who goes on after nine years, and what it costs."""

    senior: float = number(0.55, unit="share", low=0.3, high=0.8, source="design", confidence="guess")
    university: float = number(0.45, unit="share", low=0.2, high=0.6, source="design", confidence="guess")
    leaves_unwilling: float = number(0.003, unit="share/year", low=0.0, high=0.02, source="V133", confidence="guess")
    leaves_poor: float = number(0.007, unit="share/year", low=0.0, high=0.03, source="V133", confidence="guess")
    leaves_ill: float = number(0.03, unit="share/year", low=0.0, high=0.10, source="V133", confidence="guess")
    cost_senior: float = number(
        5000.0, unit="yuan/pupil/year", low=3000, high=8000, source="school_cost", confidence="guess"
    )
    cost_university: float = number(
        14000.0, unit="yuan/pupil/year", low=9000, high=20000, source="school_cost", confidence="guess"
    )


@rule
def drops_out(p: Person, poor: bool, school: School) -> float:
    """Yearly chance to stop before nine years are over: unwilling, in a household that cut its spending, or ill."""
    chance = school.leaves_unwilling
    if poor:
        chance += school.leaves_poor
    if p.chronic == 1 or p.disability > 0 or p.major > 0:
        chance += school.leaves_ill
    return chance


@rule
def new_school_year(p: Person, age: int, affordable: bool, leaves: float, school: School, u: float) -> None:
    """September: start, finish a year, go on or stop; a child drops out before nine years by the chance `leaves`."""
    years = age // YEAR
    if p.school == COMPULSORY:
        p.schooling += 1
        if years >= SENIOR_AGE:
            p.school = SENIOR_HIGH if affordable and u < school.senior else NO_SCHOOL
        elif u < leaves:
            p.school = DROPPED_OUT
    elif p.school == SENIOR_HIGH:
        p.schooling += 1
        if years >= UNIVERSITY_AGE:
            p.school = UNIVERSITY if affordable and u < school.university else NO_SCHOOL
    elif p.school == UNIVERSITY:
        p.schooling += 1
        if years >= GRADUATE_AGE:
            p.school = NO_SCHOOL
    elif p.school == DROPPED_OUT:
        if years >= SENIOR_AGE:
            p.school = NO_SCHOOL
    elif SCHOOL_AGE <= years < SCHOOL_AGE + 1 and p.schooling == 0:
        p.school = COMPULSORY


@rule
def beyond_compulsory(p: Person) -> bool:
    """In senior high or at university."""
    return (p.school == SENIOR_HIGH) | (p.school == UNIVERSITY)


@rule
def school_cost(p: Person, season: int, school: School) -> float:
    """Yuan this month, at 2018 prices, outside the summer holidays."""
    if season == 7 or season == 8:
        return 0.0
    if p.school == SENIOR_HIGH:
        return school.cost_senior / BOARDING_MONTHS
    if p.school == UNIVERSITY:
        return school.cost_university / BOARDING_MONTHS
    return 0.0


@rule
def leave_school(p: Person) -> None:
    """A pupil beyond the compulsory years stops, for want of money."""
    if p.school == SENIOR_HIGH or p.school == UNIVERSITY:
        p.school = NO_SCHOOL
