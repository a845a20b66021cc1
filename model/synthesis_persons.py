"""The first month's persons: who lives together, how old, how schooled, how well, and who has a job."""

from __future__ import annotations

from math import sqrt
from typing import Any

from model.arithmetic import exp_, normal_quantile
from model.processes.health import Health
from model.processes.population import Population
from model.processes.school import GRADUATE_AGE, SCHOOL_AGE, SENIOR_AGE, UNIVERSITY_AGE, School
from model.processes.work import Work, kind_of_job
from model.records import (
    ABLE,
    COMPULSORY,
    DROPPED_OUT,
    FULL,
    NO_JOB,
    NO_SCHOOL,
    PARTIAL,
    SENIOR_HIGH,
    UNIVERSITY,
    Person,
)
from model.rule import rule

YEAR = 12
ELDERS, ALONE, COUPLE, FAMILY, GROWN, GENERATIONS = range(6)
ADULT, ELDER, CHILD = range(3)
MONTHS_SINCE_SEPTEMBER = 4


@rule
def leaning(disadvantage: float, u: float, correlation: float) -> float:
    """A standard normal that is correlated with the household's disadvantage."""
    return correlation * disadvantage + sqrt(1.0 - correlation * correlation) * normal_quantile(u)


@rule
def befalls(share: float, leans: float) -> bool:
    """Whether something that happens to a share of all happens to this one, given its standard normal."""
    return share >= 1.0 or (share > 0.0 and leans > normal_quantile(1.0 - share))


@rule
def kind_of_home(disadvantage: float, n: Population, u: float) -> int:
    """Which of six kinds of home this is; elders and people alone are found more among the disadvantaged."""
    elders = n.elders * exp_(n.elders_lean * disadvantage)
    alone = n.alone * exp_(n.alone_lean * disadvantage)
    couple = n.couple * exp_(n.couple_lean * disadvantage)
    family = n.family * exp_(n.family_lean * disadvantage)
    grown = n.grown * exp_(n.grown_lean * disadvantage)
    rest = 1.0 - n.elders - n.alone - n.couple - n.family - n.grown
    at = u * (elders + alone + couple + family + grown + rest)
    if at < elders:
        return ELDERS
    if at < elders + alone:
        return ALONE
    if at < elders + alone + couple:
        return COUPLE
    if at < elders + alone + couple + family:
        return FAMILY
    return GROWN if at < elders + alone + couple + family + grown else GENERATIONS


@rule
def age_of_head(kind: int, u: float) -> float:
    """Years; the range follows from the kind of home."""
    if kind == ELDERS:
        return 60.0 + 25.0 * u * sqrt(u)
    if kind == ALONE:
        return 35.0 + 25.0 * u
    if kind == FAMILY:
        return 24.0 + 21.0 * u
    if kind == GENERATIONS:
        return 28.0 + 22.0 * u
    return 44.0 + 16.0 * u


@rule
def adults_of(kind: int, n: Population, u: float) -> int:
    """Head and, mostly, a spouse; none in a home of elders."""
    if kind == ELDERS:
        return 0
    if kind == ALONE:
        return 1
    return 1 if kind != COUPLE and u < n.lone_parent else 2


@rule
def elders_of(kind: int, n: Population, u: float) -> int:
    """Elders who live alone or as a pair, or with a child's family."""
    if kind == ELDERS or kind == GENERATIONS:
        return 2 if u < n.paired else 1
    return 0


@rule
def children_of(kind: int, n: Population, u: float) -> int:
    """Children at home, small or grown."""
    if kind < FAMILY:
        return 0
    return 1 + (1 if u < n.second_child else 0) + (1 if u < n.third_child else 0)


@rule
def role_of(slot: int, adults: int, elders: int) -> int:
    """Adults take the first slots, then elders, then children."""
    if slot < adults:
        return ADULT
    return ELDER if slot < adults + elders else CHILD


@rule
def age_of(role: int, slot: int, kind: int, head: float, u: float) -> float:
    """Years; a spouse is near the head's age, a parent or a child a generation away."""
    if role == ADULT:
        return head if slot == 0 else max(20.0, head - 4.0 + 6.0 * u)
    if role == ELDER:
        if kind == ELDERS:
            return head if slot == 0 else max(60.0, head - 4.0 + 8.0 * u)
        return min(88.0, head + 22.0 + 10.0 * u)
    if kind == GROWN:
        return min(16.0 + 12.0 * u, head - 20.0)
    return min(18.0, head - 21.0) * u


@rule
def is_female(role: int, slot: int, paired: bool, u: float) -> bool:
    """A man heads a couple and a woman is his spouse; of others half are women."""
    if paired and role != CHILD:
        return slot == 1
    return u < 0.5


@rule
def go_to_school(p: Person, years: float, mind: float, n: Population, school: School, u: float) -> None:
    """Schooling so far; `mind` is the standard normal that decides who goes on, and how far elders went."""
    last = int(years - MONTHS_SINCE_SEPTEMBER / 12.0)
    p.school = NO_SCHOOL
    senior = befalls(school.senior, mind)
    degree = befalls(school.senior * school.university, mind)
    if last < SCHOOL_AGE:
        p.schooling = 0
    elif last < SENIOR_AGE:
        p.schooling = last - SCHOOL_AGE
        p.school = DROPPED_OUT if u < school.leaves_early * (last - SCHOOL_AGE) else COMPULSORY
    elif last < UNIVERSITY_AGE and senior:
        p.schooling = 9 + last - SENIOR_AGE
        p.school = SENIOR_HIGH
    elif last < GRADUATE_AGE and degree:
        p.schooling = 12 + last - UNIVERSITY_AGE
        p.school = UNIVERSITY
    else:
        level = n.schooling_young - n.schooling_rise * max(0.0, years - 25.0) + n.schooling_sd * mind
        p.schooling = int(min(16.0, max(0.0, level + 0.5)))


@rule
def chronic_share(years: float, n: Population) -> float:
    """Share of the chronically ill at an age at the start."""
    if years < 16.0:
        return 0.0
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
    """Share of the disabled at an age: what the onset of a lifetime has left."""
    working = min(max(0.0, years - 16.0), 44.0) * health.disability_working
    return min(0.5, n.disabled * (working + max(0.0, years - 60.0) * health.disability_old))


@rule
def fall_ill_before(p: Person, years: float, disadvantage: float, numbers: Any, month: int, u: Any) -> None:
    """Chronic illness, in part left by a major one, and disability; `u` are four draws."""
    n, health = numbers.population, numbers.health
    p.chronic = 1 if befalls(chronic_share(years, n), leaning(disadvantage, u[0], n.chronic_leans)) else 0
    p.disability = ABLE
    if befalls(disabled_share(years, n, health), leaning(disadvantage, u[1], n.disabled_leans)):
        p.disability = FULL if u[2] < health.disability_full else PARTIAL
    p.major = 0
    if p.chronic == 1 and u[3] < n.major:
        p.major = max(1, month - int(n.major_years * YEAR * u[3] / n.major))


@rule
def chance_of_job(p: Person, tied: bool, n: Population, work: Work) -> float:
    """Share of the time that a person of this talent and schooling has had paid work: hired against lost."""
    found = n.hired * exp_(work.search_talent * p.talent + work.schooling * (p.schooling - work.schooling_mean))
    if tied:
        found *= work.search_tied
    return found / (found + work.lose)


@rule
def take_job(p: Person, age: int, share: float, work: Work, u: Any) -> None:
    """In or out of paid work on the eve of the first month; `share` is the chance of being in."""
    p.job = kind_of_job(age, work, u[1]) if u[0] < share else NO_JOB
