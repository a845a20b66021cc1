"""Who has paid work on the eve of the first month, what it brought last year and what it may bring in the next.

A worker's months in and out of work are a Markov chain: hired at a rate that talent and schooling raise, work lost at
the rate of the months to come. In its long run it is the same backwards, so last year's months are drawn back from
the eve, and those to come are expected from it.
"""

from __future__ import annotations

from typing import Any

from model.arithmetic import exp_
from model.luck import draw4, family
from model.processes.population import Population
from model.processes.work import Work, earned, employable, kind_of_job, time_taken, usual_time
from model.records import LOCAL_JOB, MIGRANT_JOB, NO_JOB, County, Household, Person
from model.rule import rule
from model.synthesis.persons import YEAR, capacity_of
from model.synthesis.start import Budget, Start

WORK = family("start.work", "job", "kind")
QUARTER = family("start.quarter", "third", "second", "first")


@rule
def share_in_work(p: Person, h: Household, before: float, capacity: float, numbers: Any, month: int) -> float:
    """Share of the time in which a person has paid work; the first pair of hands of a farm is tied to it.

    `before`: adults among earlier members who are left for the farm.
    """
    n: Population = numbers.population
    work: Work = numbers.work
    if not employable(p, month - p.born, capacity, work):
        return 0.0
    usual = min(0.5, work.job_months / (12.0 * n.workers))  # n.workers counts them by the time their jobs take
    found = work.lose * usual / (1.0 - usual)
    found *= exp_(work.search_talent * p.talent + work.schooling * (p.schooling - work.schooling_mean))
    if before < 0.5 and (h.land > work.tying_land or h.cows > 0):
        found *= work.search_tied
    return found / (found + work.lose)


@rule
def work_last_year(s: Start, h: Household, b: Budget) -> None:
    """Some members are in work on the eve; months and wages of the year that ends."""
    numbers, county = s.numbers[0], s.county[0]
    b.wages = 0.0
    b.paid_months = 0.0
    b.lasting_wages = 0.0
    before = 0.0
    for k in range(h.members):
        p = s.persons[h.first + k]
        capacity = capacity_of(p, county.month, numbers.health)
        share = share_in_work(p, h, before, capacity, numbers, county.month)
        if share > 0.0:
            u = draw4(s.seed, s.replicate, WORK.number, p.id, 0)
            p.job = kind_of_job(county.month - p.born, numbers.work, u[1]) if u[0] < share else NO_JOB
            months = months_before(s, p, share, numbers.work)
            b.lasting_wages += YEAR * share * capacity * pay_found(p, h, county, numbers.work)
            b.wages += months * capacity * pay_now(p, h, county, numbers.work)
            b.paid_months += months * usual_time(county.month - p.born, numbers.work)
        h.jobs += 1 if p.job != NO_JOB else 0
        taken = capacity * time_taken(p, numbers.work)
        before += capacity - taken
        h.labour -= taken


@rule
def work_next_year(s: Start, h: Household, b: Budget, county: County) -> None:
    """Months and wages to expect of the year to come, at its wages."""
    numbers = s.numbers[0]
    b.wages = 0.0
    b.paid_months = 0.0
    before = 0.0
    for k in range(h.members):
        p = s.persons[h.first + k]
        capacity = capacity_of(p, s.county[0].month, numbers.health)
        share = share_in_work(p, h, before, capacity, numbers, s.county[0].month)
        if share > 0.0:
            months = months_after(p.job != NO_JOB, share, numbers.work)
            b.wages += months * capacity * pay_now(p, h, county, numbers.work)
            b.paid_months += months * usual_time(s.county[0].month - p.born, numbers.work)
        before += capacity * (1.0 - time_taken(p, numbers.work))


@rule
def months_before(s: Start, p: Person, share: float, work: Work) -> float:
    """Months in work of the last twelve, drawn back from the eve: hired or not in each, work lost or not."""
    found, month = work.lose * share / (1.0 - share), s.county[0].month
    employed, months = p.job != NO_JOB, 0.0
    for quarter in range(4):
        u = draw4(s.seed, s.replicate, QUARTER.number, p.id, month - 3 * quarter)
        for k in range(3):
            months += 1.0 if employed else 0.0
            employed = u[k] >= work.lose if employed else u[k] < found
    return months


@rule
def months_after(employed: bool, share: float, work: Work) -> float:
    """Months of the next twelve that a worker may expect: its share of the time, and what today's state adds."""
    stays = 1.0 - work.lose / (1.0 - share)
    kept, power = 0.0, 1.0
    for _ in range(12):
        power *= stays
        kept += power
    return 12.0 * share + ((1.0 if employed else 0.0) - share) * kept


@rule
def pay_now(p: Person, h: Household, county: County, work: Work) -> float:
    """Yuan a month in the job a person has, or in the one it would find."""
    return pay_found(p, h, county, work) if p.job == NO_JOB else earned(p, h, county, work)


@rule
def pay_found(p: Person, h: Household, county: County, work: Work) -> float:
    """Yuan a month, on average, of the jobs a person may find."""
    has = p.job
    p.job = LOCAL_JOB
    pay = earned(p, h, county, work)
    if county.month - p.born < work.migrant_until * YEAR:
        p.job = MIGRANT_JOB
        pay = (1.0 - work.migrant) * pay + work.migrant * earned(p, h, county, work)
    p.job = has
    return pay
