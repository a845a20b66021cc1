"""Births, deaths, leaving: what time does to persons and to whole households."""

from __future__ import annotations

from dataclasses import dataclass

from model.arithmetic import exp_, yearly_to_monthly
from model.number import number
from model.records import NO_SCHOOL, SAFE, UNSAFE, AtAge, Household, Person
from model.rule import rule

LN2 = 0.6931471805599453
YEAR = 12


@dataclass(frozen=True, slots=True)
class Life:
    """How fast people are born and die, whole households leave, and safe houses become unsafe."""

    birth: float = number(0.055, unit="births/woman/year", low=0.04, high=0.07, source="birth", confidence="guess")
    birth_from: int = number(20, unit="years", low=18, high=22, source="birth", confidence="guess")
    birth_until: int = number(40, unit="years", low=38, high=45, source="birth", confidence="guess")
    death_at_40: float = number(
        0.003, unit="share/year", low=0.002, high=0.004, source="death_adult", confidence="guess"
    )
    death_doubles: float = number(9.0, unit="years", low=8, high=10, source="death_adult", confidence="guess")
    leave: float = number(0.012, unit="share/year", low=0.005, high=0.02, source="leave", confidence="guess")
    decay: float = number(0.004, unit="share/year", low=0.0, high=0.015, source="design", confidence="guess")
    merge: float = number(0.03, unit="share/year", low=0.0, high=0.08, source="design", confidence="guess")


@rule
def vital_rates(a: AtAge, years: int, life: Life) -> None:
    """Births and deaths at an age: the hazard of death doubles every `death_doubles` years (Gompertz)."""
    a.death = yearly_to_monthly(life.death_at_40 * exp_(LN2 * (years - 40) / life.death_doubles))
    a.birth = life.birth / 12.0 if life.birth_from <= years < life.birth_until else 0.0


@rule
def be_born(p: Person, identity: int, month: int, female: bool, talent: float) -> None:
    """An empty slot becomes a child."""
    p.id = identity
    p.born = month
    p.alive = 1
    p.female = 1 if female else 0
    p.schooling = 0
    p.school = NO_SCHOOL
    p.chronic = 0
    p.disability = 0
    p.acute = 0
    p.major = 0
    p.untreated = 0
    p.married = 0
    p.couple = 0
    p.job = 0
    p.talent = talent


@rule
def may_merge(h: Household) -> bool:
    """Elders living alone without strength to work may join a child's household."""
    return h.able == 0 and h.elders > 0 and h.elders == h.members


@rule
def fall_into_disrepair(h: Household) -> None:
    """A house that was safe is so no longer; those of resettlement sites are new."""
    if h.house == SAFE:
        h.house = UNSAFE
