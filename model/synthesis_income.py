"""Income of a year as a household may expect it, source by source, by the rules that the months will follow."""

from __future__ import annotations

from math import sqrt
from typing import Any

from model.processes.crops import WORKING_DAYS
from model.processes.health import Health, strength
from model.processes.herd import Herd, winter_units
from model.processes.school import beyond_compulsory
from model.processes.work import Work, earned, employable
from model.records import LOCAL_JOB, MIGRANT_JOB, NO_JOB, County, Household, Person, column
from model.rule import rule
from model.synthesis_persons import YEAR, chance_of_job


class Budget:
    """Income of a household in a year, by source."""

    crops: float = column("f8", "yuan/year", "crops, net of inputs")
    rent: float = column("f8", "yuan/year", "rent of land let")
    wages: float = column("f8", "yuan/year", "wages and remittances")
    herd: float = column("f8", "yuan/year", "stock sold, net of feed and upkeep")
    pension: float = column("f8", "yuan/year", "basic pensions")
    dibao: float = column("f8", "yuan/year", "minimum living guarantee")
    subsidies: float = column("f8", "yuan/year", "for grain and grass")
    interest: float = column("f8", "yuan/year", "interest paid in cash")
    paid_months: float = column("f8", "months/year", "of paid work away from the farm")
    lasting_wages: float = column("f8", "yuan/year", "wages in a year like any other")


@rule
def expect_from_land(b: Budget, h: Household, hands: float, numbers: Any, county: County) -> None:
    """Crops of a normal year, rent, and the subsidies for land and pasture."""
    crops = numbers.crops
    planted = min(h.land, hands * WORKING_DAYS * 12.0 / crops.days)
    grain = planted * (h.watered * crops.yield_watered + (1.0 - h.watered) * crops.yield_rainfed) * sqrt(h.productivity)
    b.crops = grain * county.maize_price - crops.inputs * planted
    b.rent = crops.rent * h.let
    b.subsidies = h.land * county.grain_subsidy + h.pasture * numbers.safety_net.grass


@rule
def expect_from_herd(b: Budget, h: Household, herd: Herd, county: County) -> None:
    """A year of a herd that keeps its size: last year's calves sold as steers and heifers, culls, feed."""
    b.herd = 0.0
    if h.cows + h.heifers + h.calves == 0:
        return
    lost = herd.death + 1.0 / herd.calvings
    sold = h.calves * 0.5 + max(0.0, h.calves * 0.5 + h.heifers * 0.25 - lost * h.cows)
    culls = h.cows / herd.calvings * herd.cull_price * county.cow_price
    feed = herd.feed_cow * (h.cows + herd.feed_heifer * h.heifers) + herd.feed_calf * h.calves
    feed += herd.feed_steer * 0.5 * h.calves + herd.roughage * max(0.0, winter_units(h, herd) - h.fodder)
    b.herd = sold * county.steer_price + culls - county.prices * (feed + herd.fixed_cost)


@rule
def expect_from_state(b: Budget, h: Household, county: County) -> None:
    """Pensions and the guarantee."""
    b.pension = 12.0 * h.elders * county.pension
    b.dibao = 12.0 * h.dibao * county.dibao


@rule
def capacity_of(p: Person, month: int, health: Health) -> float:
    """Adults' strength that a person has for work of any kind; a pupil beyond the compulsory years has none."""
    return 0.0 if beyond_compulsory(p) else strength(p, month - p.born, month, health)


@rule
def share_in_work(p: Person, h: Household, before: float, capacity: float, numbers: Any, month: int) -> float:
    """Share of the time in which a person has paid work; the first pair of hands of a farm is tied to it.

    `before`: adults among earlier members who are left for the farm.
    """
    if not employable(p, month - p.born, capacity, numbers.work):
        return 0.0
    tied = (h.land > 5.0 or h.cows > 0) and before < 0.5
    return chance_of_job(p, tied, numbers.population, numbers.work)


@rule
def expect_from_work(b: Budget, h: Household, persons: Any, numbers: Any, county: County, ahead: bool) -> None:
    """Wages of all members, over the twelve months to now, or `ahead` over the next twelve."""
    work, before = numbers.work, 0.0
    b.wages = 0.0
    b.paid_months = 0.0
    b.lasting_wages = 0.0
    for k in range(h.members):
        p = persons[h.first + k]
        capacity = capacity_of(p, county.month, numbers.health)
        share = share_in_work(p, h, before, capacity, numbers, county.month)
        if share > 0.0:
            away = work.migrant if county.month - p.born < work.migrant_until * YEAR else 0.0
            local, migrant = pay_in(LOCAL_JOB, p, h, county, work), pay_in(MIGRANT_JOB, p, h, county, work)
            usual = capacity * ((1.0 - away) * local + away * migrant)
            months = months_worked(p.job != NO_JOB, share, work, ahead)
            b.paid_months += months
            b.lasting_wages += 12.0 * share * usual
            b.wages += months * (usual if p.job == NO_JOB else capacity * (migrant if p.job == MIGRANT_JOB else local))
        if p.job == NO_JOB:
            before += capacity


@rule
def months_worked(now: bool, share: float, work: Work, ahead: bool) -> float:
    """Of twelve, for a worker in or out of a job now who has one for `share` of the time: months are a Markov chain."""
    stays = 1.0 - work.lose / (1.0 - share)
    powers = stays if ahead else 1.0
    kept = 0.0
    for _ in range(12):
        kept += powers
        powers *= stays
    return 12.0 * share + ((1.0 if now else 0.0) - share) * kept


@rule
def pay_in(job: int, p: Person, h: Household, county: County, work: Work) -> float:
    """Yuan a month that a person would earn in a kind of job."""
    has = p.job
    p.job = job
    pay = earned(p, h, county, work)
    p.job = has
    return pay


@rule
def total(b: Budget) -> float:
    """Yuan a year, by the register's definition of income."""
    return b.crops + b.rent + b.wages + b.herd + b.pension + b.dibao + b.subsidies - b.interest
