"""Paid work away from the farm: who looks, who is hired, what it pays, who loses it."""

from __future__ import annotations

from dataclasses import dataclass

from model.arithmetic import exp_, log_
from model.number import number
from model.records import LOCAL_JOB, MIGRANT_JOB, NO_JOB, County, Household, Person
from model.rule import rule

YEAR = 12
UNIFORM_SD = 0.28867513459481287  # of a uniform number between 0 and 1: the square root of 1/12


@dataclass(frozen=True, slots=True)
class Work:
    """Openings of the county, job finding and loss, and wages."""

    job_months: float = number(
        2.6, unit="months/household/year", low=1.5, high=3.5, source="job_months", confidence="derived"
    )
    job_growth: float = number(0.06, unit="share/year", low=0.0, high=0.06, source="job_months", confidence="guess")
    lose: float = number(0.04, unit="share/month", low=0.02, high=0.6, source="job_months", confidence="guess")
    search: float = number(0.07, unit="share/month", low=0.03, high=0.20, source="job_find", confidence="guess")
    search_tied: float = number(0.5, unit="ratio", low=0.2, high=1.0, source="design", confidence="guess")
    search_talent: float = number(0.7, unit="ratio/log", low=0.0, high=1.5, source="design", confidence="guess")
    held: float = number(0.4, unit="share", low=0.1, high=1.0, source="design", confidence="setting")
    keeps_from: float = number(0.3, unit="adults", low=0.1, high=0.5, source="design", confidence="guess")
    hires_from: float = number(0.5, unit="adults", low=0.3, high=0.8, source="design", confidence="guess")
    youngest: int = number(18, unit="years", low=16, high=18, source="design", confidence="guess")
    tying_land: float = number(5.0, unit="mu", low=0, high=15, source="design", confidence="guess")
    oldest: int = number(60, unit="years", low=55, high=65, source="design", confidence="guess")
    migrant: float = number(0.45, unit="share", low=0.2, high=0.7, source="design", confidence="guess")
    migrant_until: int = number(45, unit="years", low=40, high=55, source="design", confidence="guess")
    part_time: float = number(0.35, unit="share", low=0.15, high=1.0, source="design", confidence="guess")
    local_wage: float = number(0.8, unit="ratio", low=0.7, high=0.9, source="local_wage", confidence="guess")
    remit: float = number(0.5, unit="share", low=0.4, high=0.6, source="remit", confidence="guess")
    schooling: float = number(0.05, unit="ratio/year", low=0.03, high=0.07, source="r_edu", confidence="found")
    schooling_mean: float = number(7.0, unit="years", low=6, high=8, source="school_years", confidence="guess")
    talent_sd: float = number(0.3, unit="log", low=0.1, high=0.5, source="design", confidence="guess")
    rho: float = number(0.8, unit="autocorrelation/year", low=0.6, high=0.9, source="labour_rho", confidence="guess")
    shock_variance: float = number(0.05, unit="log^2", low=0.04, high=0.06, source="labour_var", confidence="guess")
    ability_variance: float = number(0.28, unit="log^2", low=0.2, high=0.35, source="household_var", confidence="guess")


@rule
def of_hiring_age(years: int, work: Work) -> bool:
    """Old enough and young enough to be hired."""
    return work.youngest <= years < work.oldest


@rule
def employable(p: Person, age: int, capacity: float, work: Work) -> bool:
    """Strong enough, old enough and young enough to be hired."""
    return capacity >= work.hires_from and of_hiring_age(age // YEAR, work)


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
def time_taken(p: Person, work: Work) -> float:
    """Share of the month that a job takes: a part of it where work is found near home, else all."""
    if p.job == NO_JOB:
        return 0.0
    return work.part_time if p.job == LOCAL_JOB else 1.0


@rule
def usual_time(age: int, work: Work) -> float:
    """The same of the jobs someone `age` months old would find, on average."""
    away = work.migrant if age < work.migrant_until * YEAR else 0.0
    return away + (1.0 - away) * work.part_time


@rule
def kind_of_job(age: int, work: Work, u: float) -> int:
    """A local or a migrant job."""
    return MIGRANT_JOB if age < work.migrant_until * YEAR and u < work.migrant else LOCAL_JOB


@rule
def earned(p: Person, h: Household, county: County, work: Work) -> float:
    """Yuan that reach the household from a person's job in a month: a wage, or what a migrant sends home."""
    if p.job == NO_JOB:
        return 0.0
    level = work.talent_sd * p.talent + work.schooling * (p.schooling - work.schooling_mean)
    share = work.remit * county.job_months if p.job == MIGRANT_JOB else work.local_wage * time_taken(p, work)
    return county.wage * share * exp_(level + log_productivity(h, work))


@rule
def meet_fortune(h: Household, persistence: float, spread: float, u: float) -> None:
    """The one exogenous income shock: labour productivity follows an AR(1) around the household's fixed effect.

    `persistence` is the monthly coefficient, `spread` the sd of the monthly innovation.  The innovation is uniform:
    the level sums up some fifty of them, and its excess kurtosis is 1.2 (1 - rho^2) / (1 + rho^2) below the normal one,
    .02 at a yearly rho of .8.
    """
    h.shock = persistence * h.shock + spread * (u - 0.5) / UNIFORM_SD


@rule
def log_productivity(h: Household, work: Work) -> float:
    """Log of labour productivity, whose mean over households is one."""
    return h.ability + h.shock - 0.5 * (work.ability_variance + work.shock_variance)


@rule
def farm_skill(h: Household, work: Work) -> float:
    """Factor on the yield of a household's land: the square root of its labour productivity."""
    return exp_(0.5 * log_productivity(h, work))
