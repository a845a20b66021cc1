"""The first month's persons: schooling so far, illness and disability so far."""

from __future__ import annotations

from typing import Any

from model.processes.health import Health, strength, strength_of_age
from model.processes.population import Population
from model.processes.school import GRADUATE_AGE, SCHOOL_AGE, SENIOR_AGE, UNIVERSITY_AGE, School, beyond_compulsory
from model.records import COMPULSORY, DROPPED_OUT, FULL, PARTIAL, SENIOR_HIGH, UNIVERSITY, Person
from model.rule import rule
from model.synthesis.start import befalls, leaning

YEAR = 12
SINCE_SEPTEMBER = 4.0 / YEAR
WORKING_AGE, GROWN_UP = 16.0, 25.0


@rule
def learn(p: Person, years: float, school: School, u: float) -> None:
    """A child below 16: years of school so far; a few have left it early, each year as in a year of hardship."""
    last = int(years - SINCE_SEPTEMBER)
    if last >= SCHOOL_AGE:
        p.schooling = last - SCHOOL_AGE
        p.school = DROPPED_OUT if u < (school.leaves_unwilling + school.leaves_poor) * p.schooling else COMPULSORY


@rule
def have_learnt(p: Person, years: float, mind: float, numbers: Any) -> None:
    """From 16: still at school, or done with it; `mind` is the standard normal that decides who went on, how far."""
    n, school = numbers.population, numbers.school
    last = int(years - SINCE_SEPTEMBER)
    if last < SENIOR_AGE:
        p.schooling = last - SCHOOL_AGE
        p.school = COMPULSORY
    elif last < UNIVERSITY_AGE and befalls(school.senior, mind):
        p.schooling = 9 + last - SENIOR_AGE
        p.school = SENIOR_HIGH
    elif UNIVERSITY_AGE <= last < GRADUATE_AGE and befalls(school.senior * school.university, mind):
        p.schooling = 12 + last - UNIVERSITY_AGE
        p.school = UNIVERSITY
    else:
        level = n.schooling_young - n.schooling_rise * max(0.0, years - GROWN_UP) + n.schooling_sd * mind
        p.schooling = int(min(16.0, max(0.0, level + 0.5)))


@rule
def fall_ill_before(p: Person, years: float, disadvantage: float, numbers: Any, month: int, u: Any) -> None:
    """From 16: chronic illness, in part left by a major one, and disability; `u` are four draws."""
    n, health = numbers.population, numbers.health
    p.chronic = 1 if befalls(chronic_share(years, n), leaning(disadvantage, u[0], n.chronic_leans)) else 0
    if befalls(disabled_share(years, n, health), leaning(disadvantage, u[1], n.disabled_leans)):
        p.disability = FULL if u[2] < health.disability_full else PARTIAL
    if p.chronic == 1 and u[3] < n.major:
        p.major = max(1, month - int(n.major_years * YEAR * u[3] / n.major))


@rule
def chronic_share(years: float, n: Population) -> float:
    """Share of the chronically ill at an age from 16."""
    if years >= 65.0:
        return n.chronic_then * n.chronic_old
    if years >= 55.0:
        return n.chronic_then * n.chronic_65
    if years >= 45.0:
        return n.chronic_then * n.chronic_55
    if years >= 35.0:
        return n.chronic_then * n.chronic_45
    return n.chronic_then * (n.chronic_35 if years >= 25.0 else n.chronic_25)


@rule
def disabled_share(years: float, n: Population, health: Health) -> float:
    """Share of the disabled at an age from 16: what the onset of a lifetime has left."""
    working = min(years - WORKING_AGE, 44.0) * health.disability_working
    return min(0.5, n.disabled * (working + max(0.0, years - 60.0) * health.disability_old))


@rule
def capacity_of(p: Person, month: int, health: Health) -> float:
    """Adults' strength that a person has for work of any kind; a pupil beyond the compulsory years has none."""
    if beyond_compulsory(p):
        return 0.0
    at_best = strength_of_age((month - p.born) // YEAR, health)
    return strength(p, at_best * (1.0 - health.lost_chronic) if p.chronic == 1 else at_best, month, health)
