"""Care of the ill, support of pupils, roads and water, and cover against what weather and prices do to a herd."""

from __future__ import annotations

import numpy as np
import pytest

from model.interventions.chronic_care import drugs_paid, stays_spared, support_drugs
from model.interventions.education_support import aided, graduate_channel, grant_of, help_with_school
from model.interventions.infrastructure import better_price, illness_spared, roads_to_work, stays_near
from model.interventions.livestock_insurance import pay_for_dead_cows
from model.interventions.price_insurance import pay_for_low_price
from model.interventions.winter_fodder import winter_spared
from model.livelihoods import CONNECTED
from model.number import Yearly
from model.processes.herd import Herd, monthly_loss
from model.processes.school import School, drops_out
from model.records import SENIOR_HIGH, UNIVERSITY, Person
from model.rolls import FODDERED, HERD_INSURED, HOME_BED
from tests.handmade_county import START, deal, enrol, flowed, live, programme_for_all, records

NOVEMBER, FEBRUARY, OCTOBER = START + 10, START + 13, START + 9


def standing(world, roll):
    """Households on a roll: rows."""
    return np.flatnonzero(world.households.rolls & roll).tolist()


def test_a_contract_spares_stays_and_pays_for_drugs_and_a_bed_at_home_spares_more():
    world = programme_for_all("chronic_care", 4, beds=1)
    world.households.ill, world.households.incapable = [0, 1, 1, 2], [1, 0, 1, 2]
    enrol(world)
    care = world.numbers[0].chronic_care
    assert [stays_spared(h, care, 1.0) for h in world.households] == [0.0, 0.15, 0.15, 0.3]
    assert [drugs_paid(h, care, 0.5) for h in world.households[:2]] == [0.0, 0.25]
    assert standing(world, HOME_BED) == [3]
    h = world.households[1]
    h.drugs = 10_000
    support_drugs(h, care, 1.0, world.ledger)
    assert flowed(world, "chronic_care") == {"clinics": 3 * 10_000 + 10_000}


def test_a_bed_costs_by_the_month():
    world = programme_for_all("chronic_care", fee=0.0, drugs=0.0)
    world.households.ill, world.households.incapable = 1, 1
    live(world, 12)
    assert flowed(world, "chronic_care")["sick-beds"] / 100 == pytest.approx(5100, abs=0.1)


@pytest.mark.parametrize(
    ("school", "cost", "left"),
    [
        (SENIOR_HIGH, 50_000, 25_000), (SENIOR_HIGH, 20_000, 0), (UNIVERSITY, 140_000, 20_000), (UNIVERSITY, 50_000, 0)
    ],
)  # fmt: skip
def test_grants_and_loans_take_their_part_of_what_a_pupil_costs(school, cost, left):
    world = programme_for_all("education_support")
    world.households.pupils = 1
    enrol(world)
    h, education, p = world.households[0], world.numbers[0].education_support, records(Person, 1)[0]
    p.school = school
    assert cost - help_with_school(h, p, education, 1.0, cost, world.ledger) == left
    assert flowed(world, "education_support") == {"schools": cost - left}
    assert grant_of(p, education) == (4000 if school == UNIVERSITY else 2500)


def test_boarding_money_is_paid_in_two_terms_and_is_no_income():
    world = programme_for_all("education_support")
    world.households.learners, world.households.pupils = 2, 0
    before = int(world.households[0].cash)
    h = live(world, 12).households[0]
    assert (int(h.cash) - before, int(h.programme)) == (200_000, 0)


def test_a_young_graduate_of_a_supported_household_finds_work_more_easily():
    world = programme_for_all("education_support")
    enrol(world)
    h, education, p = world.households[0], world.numbers[0].education_support, records(Person, 1)[0]
    assert aided(h, education, 1.0) == 1.0
    ratios = []
    for p.schooling, age in ((16, 25), (16, 26), (15, 25)):
        ratios.append(graduate_channel(h, p, 12 * age, education))
    assert ratios == [1.5, 1.0, 1.0]


def test_a_child_drops_out_unwilling_poor_or_ill():
    p, school = records(Person, 1)[0], School()
    unwilling, poor = drops_out(p, False, school), drops_out(p, True, school)
    p.chronic = 1
    assert (unwilling, poor) == (0.003, pytest.approx(0.01))
    assert drops_out(p, True, school) == pytest.approx(0.04)


def test_roads_and_water_reach_village_after_village():
    world = programme_for_all("infrastructure", 40, {"rank": "village", "places": 25}, over=1)
    enrol(world)
    connected = world.households.livelihoods & CONNECTED > 0
    by_village = np.bincount(world.households.village, connected, minlength=4)
    assert sorted(by_village) == [0, 5, 10, 10]
    infrastructure = world.numbers[0].infrastructure
    for h, reached in zip(world.households, connected, strict=True):
        effects = better_price(h, infrastructure), illness_spared(h, infrastructure)
        effects += stays_near(h, infrastructure), roads_to_work(h, infrastructure)
        assert effects == ((1.02, 0.05, 0.1, 1.05) if reached else (1.0, 0.0, 0.0, 1.0))


def test_insured_cows_are_paid_for_when_they_die_and_the_premium_is_a_cost_of_the_herd():
    world = programme_for_all("livestock_insurance", 3, take_up=Yearly({2014: 1.0}))
    h = world.households
    h.cows, h.cash = [5, 0, 5], [1_000_000, 1_000_000, 100]
    enrol(world)
    assert standing(world, HERD_INSURED) == [0]  # the second has no cow, the third no cash
    assert (int(h.cash[0]), int(h.herd[0])) == (1_000_000 - 42_000, -42_000)
    for row in range(3):
        pay_for_dead_cows(h[row], world.numbers[0].livestock_insurance, 2, world.ledger)
    assert flowed(world, "livestock_insurance") == {"livestock insurer": 5 * 42_000, "households": 2_400_000}
    assert (int(h.herd[0]), int(h.programme[0])) == (-42_000, 0)


@pytest.mark.parametrize(("price", "paid"), [(10_000.0, 0), (9000.0, 0), (8000.0, 2 * 100_000 + 27_500)])
def test_price_insurance_pays_what_the_autumn_price_lacks(price, paid):
    world = programme_for_all("price_insurance", start=START)
    h = world.households[0]
    h.heifers, h.steers, h.calves = 1, 1, 1
    world.month = NOVEMBER
    live(world, 1)
    herd, world.month = int(h.herd), OCTOBER + 12
    deal(world)
    county = world.county[0]
    county.steer_price, county.calf_price = price, 0.275 * price
    pay_for_low_price(h, world.numbers[0].price_insurance, county, world.ledger)
    assert int(h.herd) - herd == paid


def test_fodder_comes_after_a_drought_and_saves_animals_in_a_hard_winter():
    world = programme_for_all("winter_fodder", 2)
    world.households.cows, world.month = [3, 0], NOVEMBER
    for each in ("heifers", "steers", "calves"):
        world.households[each] = 0
    before = world.households.fodder.copy()
    live(world, 1)
    assert (world.households.fodder - before).tolist() == [1.0, 0.0]
    spared = [winter_spared(h, world.numbers[0].winter_fodder, 1.0) for h in world.households]
    county, herd = world.county[0], Herd()
    county.season, county.winter = 1, 1.0
    lost = [monthly_loss(herd, county, 1.0, each) - herd.death / 12 for each in spared]
    assert lost == pytest.approx([0.7 * herd.winter_loss / 3, herd.winter_loss / 3])


def test_fodder_is_used_up_by_the_next_november():
    world = programme_for_all("winter_fodder")
    world.households.cows, world.month = 3, NOVEMBER
    live(world, 1)
    world.month, world.county[0].drought = NOVEMBER + 12, 0.0
    enrol(world)
    assert standing(world, FODDERED) == []


def test_relief_follows_the_severity_of_the_disaster():
    world = programme_for_all("disaster_relief", 2)
    world.households.members = [1, 3]
    paid = []
    for world.month in (NOVEMBER - 1, NOVEMBER, FEBRUARY):
        before = world.households.programme.copy()
        deal(world)
        enrol(world)
        paid.append((world.households.programme - before).tolist())
    assert paid == [[0, 0], [15_000, 45_000], [0, 0]]
