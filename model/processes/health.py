"""Illness, disability, hospital bills, and what they take from a person's strength."""

from __future__ import annotations

from dataclasses import dataclass

from model.arithmetic import fen, lognormal, yearly_to_monthly
from model.number import number
from model.records import FULL, PARTIAL, AtAge, Household, Person
from model.rule import rule

YEAR = 12
NOTHING, FELL_MAJOR, DISABLED, FELL_CHRONIC, FELL_ACUTE = 0, 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Health:
    """Onset by age, cost of care, labour lost, and the insurance of 2013."""

    admission: float = number(
        0.131, unit="admissions/person/year", low=0.096, high=0.14, source="h_inp", confidence="found"
    )
    admission_young: float = number(0.5, unit="ratio", low=0.3, high=0.8, source="h_inp60", confidence="guess")
    admission_old: float = number(1.6, unit="ratio", low=1.3, high=2.1, source="h_inp60", confidence="derived")
    admission_chronic: float = number(2.0, unit="ratio", low=1.3, high=2.5, source="h_inp_poor", confidence="guess")
    major_young: float = number(0.002, unit="share/year", low=0.001, high=0.004, source="h_major", confidence="guess")
    major_middle: float = number(0.010, unit="share/year", low=0.006, high=0.018, source="h_major", confidence="guess")
    major_old: float = number(0.025, unit="share/year", low=0.015, high=0.045, source="h_major", confidence="guess")
    chronic_young: float = number(
        0.006, unit="share/year", low=0.003, high=0.01, source="chronic_young", confidence="guess"
    )
    chronic_middle: float = number(
        0.018, unit="share/year", low=0.012, high=0.025, source="h_chron", confidence="guess"
    )
    chronic_old: float = number(0.035, unit="share/year", low=0.02, high=0.05, source="chronic_old", confidence="guess")
    disability_working: float = number(
        0.003, unit="share/year", low=0.001, high=0.006, source="disability_on", confidence="guess"
    )
    disability_old: float = number(
        0.012, unit="share/year", low=0.004, high=0.024, source="disability_on", confidence="guess"
    )
    disability_full: float = number(0.3, unit="share", low=0.1, high=0.5, source="design", confidence="guess")
    cost_stay: float = number(3500.0, unit="yuan/stay", low=2500, high=6000, source="cost_inp", confidence="derived")
    cost_stay_sd: float = number(0.8, unit="log", low=0.6, high=1.0, source="cost_inp", confidence="derived")
    cost_major: float = number(
        50000.0, unit="yuan/case", low=30000, high=120000, source="cost_major", confidence="guess"
    )
    cost_major_sd: float = number(0.9, unit="log", low=0.7, high=1.1, source="cost_major", confidence="guess")
    cost_major_later: float = number(
        15000.0, unit="yuan/year", low=10000, high=20000, source="cost_major", confidence="guess"
    )
    major_later_years: float = number(1.0, unit="years", low=0, high=3, source="design", confidence="guess")
    cost_chronic: float = number(
        2000.0, unit="yuan/person/year", low=1000, high=4000, source="cost_chr", confidence="guess"
    )
    running_share: float = number(0.08, unit="share", low=0.04, high=0.15, source="design", confidence="guess")
    outside: float = number(0.25, unit="share", low=0.15, high=0.35, source="care_outside", confidence="guess")
    own_share: float = number(0.419, unit="share", low=0.4, high=0.47, source="oop_pre", confidence="found")
    lost_acute: float = number(1.0, unit="months", low=0.5, high=1.5, source="loss_acute", confidence="guess")
    lost_carer: float = number(0.5, unit="share", low=0.0, high=1.0, source="loss_carer", confidence="guess")
    lost_carer_full: float = number(0.5, unit="share", low=0.0, high=1.0, source="design", confidence="guess")
    lost_chronic: float = number(0.15, unit="share", low=0.08, high=0.25, source="loss_chronic", confidence="guess")
    lost_partial: float = number(
        0.5, unit="share", low=0.3, high=0.7, source="loss_disability_partial", confidence="guess"
    )
    major_months: int = number(12, unit="months", low=6, high=18, source="loss_major", confidence="guess")
    major_after: float = number(0.5, unit="share", low=0.25, high=0.75, source="loss_major_after", confidence="guess")
    major_death: float = number(0.15, unit="share", low=0.08, high=0.25, source="death_major", confidence="guess")
    untreated_death: float = number(2.5, unit="ratio", low=1.5, high=4.0, source="design", confidence="guess")
    untreated_after: float = number(0.5, unit="ratio", low=0.3, high=0.9, source="design", confidence="guess")
    untreated_chronic: float = number(0.1, unit="share", low=0.0, high=0.3, source="design", confidence="guess")
    strength_60: float = number(0.6, unit="adults", low=0.4, high=0.8, source="design", confidence="guess")
    strength_70: float = number(0.25, unit="adults", low=0.1, high=0.4, source="design", confidence="guess")


@rule
def health_rates(a: AtAge, years: int, chronic: bool, health: Health) -> None:
    """Hazards of illness, strength and running cost at an age, of someone with or without a chronic illness."""
    major, onset_of_chronic, disability, stay = health.major_young, health.chronic_young, health.disability_working, 1.0
    if years >= 65:
        major, onset_of_chronic = health.major_old, health.chronic_old
    elif years >= 45:
        major, onset_of_chronic = health.major_middle, health.chronic_middle
    if years >= 60:
        disability, stay = health.disability_old, health.admission_old
    elif years < 16:
        onset_of_chronic, disability, stay = 0.0, 0.0, health.admission_young
    a.major = yearly_to_monthly(major)
    a.disability = yearly_to_monthly(disability)
    a.chronic = 0.0 if chronic else yearly_to_monthly(onset_of_chronic)
    a.stay = stay * health.admission / 12.0 * (health.admission_chronic if chronic else 1.0)
    a.strength = strength_of_age(years, health) * (1.0 - health.lost_chronic if chronic else 1.0)
    a.drugs = health.cost_chronic / 12.0 if chronic else 0.0


@rule
def strength_of_age(years: int, health: Health) -> float:
    """Capacity to work of someone in good health, from 0 to 1 adult."""
    if years < 16 or years >= 75:
        return 0.0
    if years >= 70:
        return health.strength_70
    return health.strength_60 if years >= 60 else 1.0


@rule
def onset(a: AtAge, chronic: float, stay: float, u: float) -> int:
    """What befalls a person this month: major illness, disability, chronic illness, a hospital stay, or nothing.

    `chronic` and `stay` are the ratios to the hazards of its age that care and clean water leave; who is spared one
    of them has nothing instead.
    """
    grave = a.major + a.disability
    lasting = grave + a.chronic
    if u >= lasting + stay * a.stay:
        return NOTHING
    if u < a.major:
        return FELL_MAJOR
    if u < grave:
        return DISABLED
    if u >= lasting:
        return FELL_ACUTE
    return FELL_CHRONIC if u < grave + chronic * a.chronic else NOTHING


@rule
def cost_of_stay(event: int, health: Health, prices: float, u: float) -> int:
    """Gross hospital charges of a stay, in fen."""
    if event == FELL_MAJOR:
        return fen(prices * lognormal(health.cost_major, health.cost_major_sd, u))
    return fen(prices * lognormal(health.cost_stay, health.cost_stay_sd, u))


@rule
def fall_ill(p: Person, event: int, month: int, health: Health, u: float) -> None:
    """The body's side of it; a disability is full or partial by `u`."""
    if event == FELL_MAJOR:
        p.major = month
        p.untreated = 0
    elif event == DISABLED:
        p.disability = FULL if u < health.disability_full or p.disability == PARTIAL else PARTIAL
    elif event == FELL_CHRONIC:
        p.chronic = 1
    elif event == FELL_ACUTE:
        p.acute = 1


@rule
def go_without_care(p: Person, event: int, health: Health, u: float) -> None:
    """Care that could not be paid for leaves worse health behind."""
    if event == FELL_MAJOR:
        p.untreated = 1
    elif u < health.untreated_chronic:
        p.chronic = 1


@rule
def death_from_illness(p: Person, month: int, health: Health) -> float:
    """Extra monthly hazard of death in the first year of a major illness."""
    if p.major == 0 or month - p.major >= YEAR:
        return 0.0
    hazard = yearly_to_monthly(health.major_death)
    return hazard * health.untreated_death if p.untreated == 1 else hazard


@rule
def strength(p: Person, left: float, month: int, health: Health) -> float:
    """Capacity to work this month, before school and jobs are thought of; `left` is that of age and chronic illness."""
    if p.disability == FULL:
        return 0.0
    if p.disability == PARTIAL:
        left *= 1.0 - health.lost_partial
    if p.major > 0:
        if month - p.major < health.major_months:
            return 0.0
        left *= health.major_after
        if p.untreated == 1:
            left *= health.untreated_after
    return left


@rule
def care_given(p: Person, month: int, health: Health) -> float:
    """Months of an adult's work that caring for this person takes this month."""
    if p.disability == FULL:
        return health.lost_carer_full
    if p.acute > 0:
        return health.lost_carer * health.lost_acute
    return health.lost_carer if p.major > 0 and month - p.major < health.major_months // 2 else 0.0


@rule
def cost_of_recovery(p: Person, month: int, health: Health) -> float:
    """Yuan a month, at 2018 prices, of outpatient care and drugs in the years after a major illness."""
    if p.major > 0 and p.untreated == 0:
        since = month - p.major
        if YEAR <= since < YEAR * (1.0 + health.major_later_years):
            return health.cost_major_later / 12.0
    return 0.0


@rule
def affordable_running_cost(h: Household, wanted: float, health: Health) -> int:
    """Fen spent on outpatient care and drugs: what is wanted, but no more than a share of usual income."""
    return fen(min(wanted, health.running_share * h.usual))


@rule
def insured_share(h: Household, health: Health) -> float:
    """Share of a bill that the basic insurance of 2013 pays."""
    return 1.0 - health.own_share if h.insured == 1 else 0.0
