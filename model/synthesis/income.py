"""Income of a year, source by source, by the rules that the months will follow."""

from __future__ import annotations

from model.arithmetic import fen
from model.processes.assessment import Assessment, assess, has_guarantees
from model.processes.crops import WORKING_DAYS
from model.processes.herd import Herd, cattle, winter_units
from model.processes.work import farm_skill
from model.records import County, Household, Yearbook
from model.rule import rule
from model.synthesis.start import Budget, Home, Start


@rule
def income_but_wages(s: Start, h: Household, home: Home, b: Budget, county: County) -> None:
    """Land, herd, pensions and the guarantee at the county's prices; interest stands as it was."""
    expect_from_land(s, h, home.hands, b, county)
    expect_from_herd(h, s.numbers[0].herd, b, county)
    b.pension = 12.0 * h.elders * county.pension
    b.dibao = 12.0 * h.dibao * county.dibao


@rule
def expect_from_land(s: Start, h: Household, hands: float, b: Budget, county: County) -> None:
    """Crops of a normal year, rent, and the subsidies for land and pasture."""
    crops = s.numbers[0].crops
    planted = min(h.land, hands * WORKING_DAYS * 12.0 / crops.days)
    normal = h.watered * crops.yield_watered + (1.0 - h.watered) * crops.yield_rainfed
    grain = planted * normal * farm_skill(h, s.numbers[0].work)
    b.crops = grain * county.maize_price - crops.inputs * planted
    b.rent = crops.rent * h.let
    b.subsidies = h.land * county.grain_subsidy + h.pasture * s.numbers[0].safety_net.grass


@rule
def expect_from_herd(h: Household, herd: Herd, b: Budget, county: County) -> None:
    """A year of a herd that keeps its size: last year's calves sold as steers and heifers, culls, feed."""
    b.herd = 0.0
    if cattle(h) == 0:
        return
    kept = (herd.death + 1.0 / herd.calvings) * h.cows
    sold = h.calves * 0.5 + max(0.0, h.calves * 0.5 - kept)
    culls = h.cows / herd.calvings * herd.cull_price * county.cow_price
    feed = herd.feed_cow * (h.cows + herd.feed_heifer * h.heifers) + herd.feed_calf * h.calves
    feed += herd.feed_steer * 0.5 * h.calves + herd.roughage * max(0.0, winter_units(h, herd) - h.fodder)
    b.herd = sold * county.steer_price + culls - county.prices * (feed + herd.fixed_cost)


@rule
def look_back(h: Household, y: Yearbook, b: Budget, county: County, rules: Assessment) -> None:
    """Last year's accounts, held against its line as each December will hold them; none of it counts as a spell."""
    h.wages = fen(b.wages)
    h.crops = fen(b.crops)
    h.herd = fen(b.herd)
    h.transfers = fen(b.pension + b.dibao + b.subsidies)
    h.rent = fen(b.rent)
    h.interest = fen(b.interest)
    h.spent = fen(12.0 * h.habit)
    assess(h, y, county, rules, cattle(h), has_guarantees(h))
    y.poor_years = 0
