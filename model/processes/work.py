"""Paid work away from the farm: who looks, who is hired, what it pays, who loses it."""

from __future__ import annotations

from dataclasses import dataclass

from model.arithmetic import exp_, log_, normal_quantile
from model.number import number
from model.records import LOCAL_JOB, MIGRANT_JOB, NO_JOB, County, Household, Person
from model.rule import rule

YEAR = 12


@dataclass(frozen=True, slots=True)
class Work:
    """Openings of the county, job finding and loss, and wages."""

    job_months: float = number(
        2.5, unit="months/household/year", low=1.5, high=3.5, source="job_months", confidence="derived"
    )
    job_growth: float = number(0.06, unit="share/year", low=0.0, high=0.06, source="job_months", confidence="guess")
    lose: float = number(0.20, unit="share/month", low=0.02, high=0.6, source="job_months", confidence="guess")
    search: float = number(0.07, unit="share/month", low=0.03, high=0.20, source="job_find", confidence="guess")
    search_tied: float = number(0.5, unit="ratio", low=0.2, high=1.0, source="design", confidence="guess")
    search_talent: float = number(0.7, unit="ratio/log", low=0.0, high=1.5, source="design", confidence="guess")
    held: float = number(0.4, unit="share", low=0.1, high=1.0, source="design", confidence="setting")
    oldest: int = number(60, unit="years", low=55, high=65, source="design", confidence="guess")
    migrant: float = number(0.45, unit="share", low=0.2, high=0.7, source="design", confidence="guess")
    migrant_until: int = number(45, unit="years", low=40, high=55, source="design", confidence="guess")
    local_wage: float = number(0.8, unit="ratio", low=0.7, high=0.9, source="local_wage", confidence="guess")
    remit: float = number(0.5, unit="share", low=0.4, high=0.6, source="remit", confidence="guess")
    schooling: float = number(0.05, unit="ratio/year", low=0.03, high=0.07, source="r_edu", confidence="found")
    schooling_mean: float = number(7.0, unit="years", low=6, high=8, source="school_years", confidence="guess")
    talent_sd: float = number(0.3, unit="log", low=0.1, high=0.5, source="design", confidence="guess")
    rho: float = number(0.8, unit="autocorrelation/year", low=0.6, high=0.9, source="labour_rho", confidence="guess")
    shock_variance: float = number(0.05, unit="log^2", low=0.04, high=0.06, source="labour_var", confidence="guess")
    ability_variance: float = number(0.28, unit="log^2", low=0.2, high=0.35, source="household_var", confidence="guess")


@rule
def employable(p: Person, age: int, capacity: float, work: Work) -> bool:
    """Strong enough, old enough and young enough to be hired."""
    return capacity >= 0.5 and 18 * YEAR <= age < work.oldest * YEAR


@rule
def looks_for_work(tied: bool, helped: float, work: Work, u: float) -> bool:
    """Would take paid work this month; someone the farm cannot spare looks less, someone helped looks more."""
    chance = work.search * helped
    return u < (chance * work.search_tied if tied else chance)


@rule
def wait(p: Person, work: Work, u: float) -> float:
    """An exponential waiting time, shorter for the able and the schooled; those who wait least are hired."""
    appeal = work.search_talent * p.talent + work.schooling * (p.schooling - work.schooling_mean)
    return -log_(u) / exp_(appeal)


@rule
def loses_job(p: Person, county: County, work: Work, u: float) -> bool:
    """The job ends by chance; a year with less migrant work ends more migrant jobs."""
    hazard = work.lose
    if p.job == MIGRANT_JOB and county.job_months < 1.0:
        hazard += (1.0 - county.job_months) * (1.0 - hazard)
    return u < hazard


@rule
def kind_of_job(age: int, work: Work, u: float) -> int:
    """A local or a migrant job."""
    return MIGRANT_JOB if age < work.migrant_until * YEAR and u < work.migrant else LOCAL_JOB


@rule
def earned(p: Person, h: Household, county: County, work: Work) -> float:
    """Yuan that reach the household from a person's job in a full month: a wage, or what a migrant sends home."""
    if p.job == NO_JOB:
        return 0.0
    level = work.talent_sd * p.talent + work.schooling * (p.schooling - work.schooling_mean)
    share = work.remit * county.job_months if p.job == MIGRANT_JOB else work.local_wage
    return county.wage * share * h.productivity * exp_(level)


@rule
def meet_fortune(h: Household, work: Work, persistence: float, spread: float, u: float) -> None:
    """The one exogenous income shock: labour productivity follows an AR(1) around the household's fixed effect.

    `persistence` is the monthly coefficient, `spread` the sd of the monthly innovation; the mean of the level is one.
    """
    h.shock = persistence * h.shock + spread * normal_quantile(u)
    h.productivity = exp_(h.ability + h.shock - 0.5 * (work.ability_variance + work.shock_variance))
