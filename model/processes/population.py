"""Who lives here in the first month: the numbers from which `model.population` makes households, bottom up.

A household has one hidden trait, its disadvantage, standard normal.  A share "leans" on it by a correlation: the
share holds over all households, and the correlation says how far the disadvantaged have more, or less, of it.  House
and guarantee lean on how poor a household is instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.messages import _
from model.number import number


@dataclass(frozen=True, slots=True)
class Population:
    """Households, villages and kin; who they are, what they have and owe; who is listed."""

    households: int = number(
        97200, unit="households", low=80000, high=100000, least=1, source="rural_households", confidence="derived"
    )
    per_village: int = number(
        371, unit="households/village", low=300, high=400, least=12, source="villages", confidence="derived"
    )
    kin: float = number(10.0, unit="households", low=8, high=12, source="design", confidence="setting")
    kin_varies: float = number(1.9, unit="households", low=0, high=1.9, source="design", confidence="setting")
    listed: int = number(13065, unit="households", low=9000, high=16000, source="F056", confidence="found")

    # Homes: share of each kind at average disadvantage, the rest are three generations; and how it leans.
    elders: float = number(0.098, unit="share", low=0.03, high=0.2, source="design", confidence="guess")
    elders_lean: float = number(1.2, unit="ratio/sd", low=0, high=2, source="design", confidence="guess")
    alone: float = number(0.0727, unit="share", low=0.01, high=0.1, source="design", confidence="guess")
    alone_lean: float = number(1.95, unit="ratio/sd", low=0, high=2, source="design", confidence="guess")
    couple: float = number(0.107, unit="share", low=0.05, high=0.3, source="design", confidence="guess")
    couple_lean: float = number(-0.229, unit="ratio/sd", low=-1, high=1, source="design", confidence="guess")
    family: float = number(0.21, unit="share", low=0.15, high=0.5, source="design", confidence="guess")
    family_lean: float = number(0.372, unit="ratio/sd", low=-1, high=1, source="design", confidence="guess")
    grown: float = number(0.204, unit="share", low=0.1, high=0.4, source="design", confidence="guess")
    grown_lean: float = number(-0.844, unit="ratio/sd", low=-1, high=1, source="design", confidence="guess")
    paired: float = number(0.55, unit="share", low=0.3, high=0.8, source="design", confidence="guess")
    lone_parent: float = number(0.06, unit="share", low=0.02, high=0.15, source="design", confidence="guess")
    second_child: float = number(0.494, unit="share", low=0.2, high=0.7, source="design", confidence="guess")
    third_child: float = number(0.1, unit="share", low=0.0, high=0.3, source="design", confidence="guess")

    # Bodies and minds.
    ability_leans: float = number(0.0337, unit="correlation", low=0, high=0.9, source="design", confidence="guess")
    schooling_young: float = number(8.9, unit="years", low=8, high=11, source="design", confidence="guess")
    schooling_rise: float = number(0.0917, unit="years/year", low=0.05, high=0.15, source="design", confidence="guess")
    schooling_sd: float = number(2.5, unit="years", low=1.5, high=3.5, source="design", confidence="guess")
    schooling_leans: float = number(0.152, unit="correlation", low=0, high=0.8, source="design", confidence="guess")
    chronic_25: float = number(0.03, unit="share", low=0.02, high=0.04, source="prev_chr_age", confidence="guess")
    chronic_35: float = number(0.06, unit="share", low=0.04, high=0.08, source="prev_chr_age", confidence="guess")
    chronic_45: float = number(0.14, unit="share", low=0.11, high=0.17, source="prev_chr_age", confidence="guess")
    chronic_55: float = number(0.29, unit="share", low=0.24, high=0.33, source="prev_chr_age", confidence="guess")
    chronic_65: float = number(0.47, unit="share", low=0.40, high=0.52, source="prev_chr_age", confidence="guess")
    chronic_old: float = number(0.62, unit="share", low=0.54, high=0.80, source="prev_chr_age", confidence="guess")
    chronic_then: float = number(
        0.792, unit="ratio to 2018", low=0.7, high=1.0, source="prev_chr", confidence="derived"
    )
    chronic_leans: float = number(0.316, unit="correlation", low=0, high=0.8, source="design", confidence="guess")
    major: float = number(0.2, unit="share", low=0.05, high=0.4, source="h_major", confidence="guess")
    major_years: float = number(8.0, unit="years", low=3, high=15, source="h_major", confidence="guess")
    disabled: float = number(0.751, unit="ratio", low=0.5, high=1.5, source="disability_on", confidence="guess")
    disabled_leans: float = number(0.257, unit="correlation", low=0, high=0.8, source="design", confidence="guess")
    workers: float = number(
        0.9, unit="full-time workers/household", low=0.5, high=2.5, least=0.1, source="job_months", confidence="derived"
    )

    # Land.
    farms: float = number(0.971, unit="share", low=0.6, high=1, source="design", confidence="guess")
    farms_old: float = number(0.527, unit="share", low=0.1, high=0.6, source="design", confidence="guess")
    farms_leans: float = number(0.501, unit="correlation", low=0, high=0.8, source="design", confidence="guess")
    land: float = number(21.9, unit="mu", low=12, high=40, source="land", confidence="found")
    land_sd: float = number(0.22, unit="log", low=0.2, high=0.7, source="land", confidence="guess")
    land_members: float = number(0.742, unit="elasticity", low=0.5, high=1, source="design", confidence="guess")
    members: float = number(3.2, unit="persons/household", low=2.8, high=3.8, source="hh_size", confidence="guess")
    plot: float = number(2.0, unit="mu", low=0.5, high=4, source="land_listed", confidence="guess")
    let: float = number(9.77, unit="mu", low=3, high=15, source="land_listed", confidence="derived")
    watered: float = number(0.571, unit="share", low=0.1, high=0.95, source="design", confidence="guess")
    watered_part: float = number(0.725, unit="share", low=0.4, high=1, source="design", confidence="guess")
    watered_leans: float = number(0.882, unit="correlation", low=0, high=0.9, source="design", confidence="guess")
    pastoral: float = number(0.5, unit="share", low=0.2, high=0.8, source="design", confidence="guess")
    pasture: float = number(60.0, unit="mu", low=0, high=150, source="pasture", confidence="guess")
    pasture_sd: float = number(0.5, unit="log", low=0.2, high=1, source="pasture", confidence="guess")

    # Cattle.
    keeps: float = number(0.491, unit="share", low=0.3, high=0.65, source="herd_unlisted", confidence="derived")
    keeps_leans: float = number(0.183, unit="correlation", low=0, high=0.9, source="design", confidence="guess")
    cows: float = number(7.08, unit="cows", low=4, high=12, source="herd_unlisted", confidence="derived")
    cows_sd: float = number(0.674, unit="log", low=0.4, high=1.2, source="design", confidence="guess")
    cows_lean: float = number(0.734, unit="correlation", low=0, high=0.9, source="design", confidence="guess")
    heifers: float = number(0.3, unit="ratio to cows", low=0.1, high=0.45, source="design", confidence="guess")
    fodder_found: float = number(0.5, unit="share", low=0, high=1, source="fodder", confidence="guess")

    # House, debt, cash, guarantee.
    typical: float = number(
        6300.0,
        unit="yuan/person/year",
        low=5600,
        high=6800,
        least=1,
        source="y_kz_2014, sigma_kz",
        confidence="derived",
    )
    spread: float = number(0.67, unit="log", low=0.6, high=0.72, least=0.01, source="sigma_kz", confidence="derived")
    unsafe: float = number(
        0.109, unit="share", low=0.05, high=0.2, source="unsafe, unsafe_unlisted", confidence="derived"
    )
    unsafe_leans: float = number(0.606, unit="correlation", low=0, high=0.95, source="design", confidence="guess")
    debtors: float = number(0.192, unit="share", low=0.15, high=0.4, source="sh_inf", confidence="derived")
    debtors_ill: float = number(0.0658, unit="share", low=0, high=0.3, source="design", confidence="guess")
    debt: float = number(21100.0, unit="yuan", low=10000, high=30000, source="debt_2014_mean", confidence="derived")
    debt_rises: float = number(0.442, unit="elasticity", low=0, high=1, source="informal_farmer", confidence="derived")
    debt_most: float = number(0.7, unit="ratio to insolvency", low=0.3, high=1, source="design", confidence="guess")
    debt_sd: float = number(0.8, unit="log", low=0.4, high=1.2, source="design", confidence="guess")
    cash: float = number(1040.0, unit="yuan", low=500, high=5000, source="cash_2014", confidence="guess")
    cash_rises: float = number(1.3, unit="elasticity", low=0.8, high=2, source="design", confidence="guess")
    cash_sd: float = number(0.5, unit="log", low=0.4, high=1.4, source="design", confidence="guess")
    feed_saved: float = number(0.8, unit="share", low=0.3, high=1, source="design", confidence="guess")
    at_income: float = number(
        6900.0, unit="yuan/household/year", low=5500, high=8300, least=1, source="budgets", confidence="derived"
    )
    least_income: float = number(
        1000.0, unit="yuan/household/year", low=500, high=2000, least=1, source="design", confidence="guess"
    )
    guaranteed: float = number(0.153, unit="share", low=0.08, high=0.25, source="dibao_2013", confidence="guess")
    guaranteed_weak: float = number(0.263, unit="share", low=0.1, high=0.6, source="dibao_2013", confidence="guess")
    guaranteed_leans: float = number(0.343, unit="correlation", low=0, high=0.8, source="design", confidence="guess")
    recipients: float = number(0.6, unit="share", low=0.3, high=1, source="design", confidence="guess")

    # The list.
    seen_sd: float = number(0.265, unit="log", low=0.1, high=0.6, source="list_miss, list_leak", confidence="derived")
    least_seen: float = number(
        100.0, unit="yuan/person/year", low=50, high=300, least=1, source="design", confidence="guess"
    )
    seen_wages: float = number(0.0265, unit="share", low=0, high=1, source="design", confidence="guess")
    allow_ill: float = number(0.0065, unit="log", low=0, high=0.6, source="design", confidence="guess")
    allow_unsafe: float = number(0.245, unit="log", low=0, high=1, source="design", confidence="guess")
    allow_hands: float = number(0.209, unit="log", low=0, high=1, source="design", confidence="guess")
    held_line: float = number(
        1920.0, unit="yuan/person/year", low=1000, high=4000, source="design", confidence="setting"
    )

    # Villages.
    exposure_sd: float = number(0.25, unit="log", low=0, high=0.5, source="design", confidence="guess")
    helper: float = number(0.6, unit="share", low=0.3, high=0.9, source="design", confidence="guess")
    helper_varies: float = number(0.3, unit="share", low=0, high=0.4, source="design", confidence="guess")
    water: float = number(0.7, unit="share", low=0.4, high=0.95, source="F111", confidence="guess")
    common_fodder: float = number(2.5, unit="cows/household", low=1, high=5, source="fodder", confidence="guess")

    def faults(self) -> Iterator[tuple[str, str]]:
        """What does not hold between the numbers: the kinds of home are more than all."""
        kinds = self.elders + self.alone + self.couple + self.family + self.grown
        if kinds > 1.0:
            message = _("elders, alone, couple, family and grown are {kinds:g} together; allowed: at most 1.")
            yield "elders", message.format(kinds=kinds)
