"""Who lives together, and how old they are."""

from __future__ import annotations

from math import sqrt
from typing import Any

from model.arithmetic import exp_
from model.processes.population import Population
from model.rule import rule
from model.synthesis.start import Home

ELDERS, ALONE, COUPLE, FAMILY, GROWN, GENERATIONS = range(6)
ADULT, ELDER, CHILD = range(3)


@rule
def make_home(home: Home, disadvantage: float, n: Population, u: Any, v: Any) -> int:
    """Choose the kind of home and fill it; returns its members. `u` and `v` are four draws each."""
    home.disadvantage = disadvantage
    home.kind = kind_of_home(disadvantage, n, u[1])
    home.adults = adults_in(home.kind, n, v[2])
    home.elders = elders_in(home.kind, n, v[3])
    home.head = age_of_head(home.kind, u[2])
    return home.adults + home.elders + children_in(home.kind, n, u[3])


@rule
def kind_of_home(disadvantage: float, n: Population, u: float) -> int:
    """Which of six kinds of home this is; some are found more among the disadvantaged."""
    elders = n.elders * exp_(n.elders_lean * disadvantage)
    alone = elders + n.alone * exp_(n.alone_lean * disadvantage)
    couple = alone + n.couple * exp_(n.couple_lean * disadvantage)
    family = couple + n.family * exp_(n.family_lean * disadvantage)
    grown = family + n.grown * exp_(n.grown_lean * disadvantage)
    at = u * (grown + 1.0 - n.elders - n.alone - n.couple - n.family - n.grown)
    if at < alone:
        return ELDERS if at < elders else ALONE
    if at < family:
        return COUPLE if at < couple else FAMILY
    return GROWN if at < grown else GENERATIONS


@rule
def adults_in(kind: int, n: Population, u: float) -> int:
    """Head and, mostly, a spouse; none in a home of elders."""
    if kind == ELDERS:
        return 0
    if kind == ALONE:
        return 1
    return 1 if kind != COUPLE and u < n.lone_parent else 2


@rule
def elders_in(kind: int, n: Population, u: float) -> int:
    """Elders who live by themselves, or with a child's family: one or a pair."""
    if kind == ELDERS or kind == GENERATIONS:
        return 2 if u < n.paired else 1
    return 0


@rule
def children_in(kind: int, n: Population, u: float) -> int:
    """Children at home, small or grown."""
    if kind < FAMILY:
        return 0
    return 1 + (1 if u < n.second_child else 0) + (1 if u < n.third_child else 0)


@rule
def spare_slots(kind: int) -> int:
    """Empty person slots for children yet to be born: young families have most, homes of elders none."""
    if kind < FAMILY:
        return 0 if kind == ELDERS else 1
    return 3 if kind == FAMILY else 2


@rule
def role_of(slot: int, home: Home) -> int:
    """Adults take the first slots, then elders, then children."""
    if slot < home.adults:
        return ADULT
    return ELDER if slot < home.adults + home.elders else CHILD


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
def age_of(role: int, slot: int, home: Home, u: float) -> float:
    """Years; a spouse is near the head's age, a parent or a child a generation away."""
    head = home.head
    if slot == 0 and role != CHILD:
        return head
    if home.kind == ELDERS:
        return max(60.0, head - 4.0 + 8.0 * u)
    if role == ADULT:
        return max(20.0, head - 4.0 + 6.0 * u)
    if role == ELDER:
        return min(88.0, head + 22.0 + 10.0 * u)
    if home.kind == GROWN:
        return min(16.0 + 12.0 * u, head - 20.0)
    return min(18.0, head - 21.0) * u


@rule
def is_female(role: int, slot: int, home: Home, u: float) -> bool:
    """In a pair the first is a man and the second a woman; of all others half are women."""
    if role == ADULT and home.adults == 2:
        return slot == 1
    if role == ELDER and home.elders == 2:
        return slot == home.adults + 1
    return u < 0.5
