"""Posts, training, organised jobs, and what shares, villages, points and donors bring."""

from __future__ import annotations

import numpy as np
import pytest

from model.interventions.points_supermarket import PointsSupermarket, effort_for_points
from model.interventions.public_posts import labour_of_post
from model.interventions.training import trained_to_earn, trained_to_find
from model.livelihoods import CONTRACT_FARMING
from model.phases.bodies import make_an_effort
from model.processes.work import Work, earned, time_taken
from model.records import DISSOLVED, LOCAL_JOB, NEVER_LISTED, NO_JOB, ORGANISED_JOB
from model.rolls import PLACED, POINTS, POST, TRAINED
from tests.handmade_county import START, county_of, deal, enrol, flowed, live, programme_for_all

MARCH, DECEMBER = START + 2, START + 11


def on(world, roll):
    """Households on a roll: rows."""
    return np.flatnonzero(world.households.rolls & roll).tolist()


def test_a_post_pays_by_the_month_and_takes_labour():
    world = programme_for_all("public_posts")
    world.households.able = 1
    h = live(world, 12).households[0]
    assert h.programme / 100 == pytest.approx(10_000, abs=0.1)
    assert labour_of_post(h, world.numbers[0].public_posts, 1.0) == pytest.approx(90 / 300)
    world.numbers["public_posts"]["active"] = 0
    assert labour_of_post(h, world.numbers[0].public_posts, 1.0) == 0.0


def test_who_has_a_post_keeps_it_and_free_ones_go_to_the_poorest():
    world = programme_for_all("public_posts", 10, {"places": 3, "rank": "need"})
    world.households.able, world.households.members = 1, 1
    world.yearbook.income = np.arange(10) * 100_000
    enrol(world)
    assert on(world, POST) == [0, 1, 2]
    world.yearbook.income = np.arange(10)[::-1] * 100_000
    world.households.where[1] = DISSOLVED
    world.month += 12
    enrol(world)
    assert on(world, POST) == [0, 2, 9]


def test_who_leaves_the_register_leaves_the_rolls():
    world = county_of({"points_supermarket": PointsSupermarket(start=START)}, 3)
    enrol(world)
    assert on(world, POINTS) == [0, 1, 2]
    world.households.register[1] = NEVER_LISTED
    world.month = START + 12
    enrol(world)
    assert on(world, POINTS) == [0, 2]


def test_the_posts_held_count_against_the_years_budget():
    world = programme_for_all("public_posts", 10, {"budget": 50_000.0})
    world.households.able = 1
    for year in range(3):
        world.month = START + 12 * year
        enrol(world)
        assert len(on(world, POST)) == 5
        assert world.treasury.spent == {"public_posts.target": 50_000.0}


def test_training_is_paid_by_the_person_and_lasts():
    world = programme_for_all("training", end=START + 11)
    world.households.able = 3
    live(world, 12)
    assert flowed(world, "training") == {"trainers": 3 * 50_000}
    live(world, 12)
    h, training = world.households[0], world.numbers[0].training
    assert flowed(world, "training") == {}
    assert (trained_to_find(h, training), trained_to_earn(h, training)) == (1.2, 1.05)
    h.rolls = 0
    assert (trained_to_find(h, training), trained_to_earn(h, training)) == (1.0, 1.0)


def test_over_the_years_all_have_their_turn_in_a_course():
    world = programme_for_all("training", 60, {"places": 10, "rank": "rotation"})
    world.households.able = 1
    counts = []
    for year in range(40):
        world.month = START + 12 * year
        enrol(world)
        counts.append(len(on(world, TRAINED)))
    assert counts[0] == 10 < counts[1] < 21
    assert counts[-1] == 60


def test_training_and_points_raise_wages_and_points_labour():
    world = programme_for_all("points_supermarket")
    enrol(world)
    h, numbers = world.households[0], world.numbers[0]
    numbers.training.wage = 0.05
    h.rolls |= TRAINED
    h.wages_due = 100_000
    make_an_effort(h, 2.0, 1.0, numbers, world.county[0])
    assert (int(h.wages_due), h.labour) == (round(100_000 * 1.05 * 1.015), pytest.approx(2.0 * 1.015))
    assert effort_for_points(h, numbers.points_supermarket, 1.0) == 1.015
    world.numbers["points_supermarket"]["active"] = 0
    assert effort_for_points(h, numbers.points_supermarket, 1.0) == 1.0


def test_points_are_goods_by_the_month():
    h = live(programme_for_all("points_supermarket"), 12).households[0]
    assert h.programme / 100 == 240


def test_one_healthy_member_is_placed_in_march_and_none_beside_a_placed_one():
    world = programme_for_all("labour_transfer", 6)
    p = world.persons
    p.job[0], p.disability[1], p.born[2], p.school[3] = LOCAL_JOB, 1, START - 12 * 17, 2
    world.month = MARCH
    deal(world)
    enrol(world)
    assert np.flatnonzero(p.job == ORGANISED_JOB).tolist() == on(world, PLACED) == [4, 5]
    world.month += 12
    deal(world)
    enrol(world)
    assert np.flatnonzero(p.job == ORGANISED_JOB).tolist() == [2, 4, 5]  # who was seventeen is eighteen by now
    assert p.job[0] == LOCAL_JOB


def test_an_organised_job_is_full_time_at_the_local_wage():
    world, work = programme_for_all("labour_transfer"), Work()
    p, h, county = world.persons[0], world.households[0], world.county[0]
    county.wage, p.schooling = 4000.0, 7
    pay = {}
    for p.job in (NO_JOB, LOCAL_JOB, ORGANISED_JOB):
        pay[int(p.job)] = earned(p, h, county, work), time_taken(p, work)
    assert pay[NO_JOB] == (0.0, 0.0)
    assert pay[LOCAL_JOB][1] == work.part_time
    assert pay[ORGANISED_JOB] == (pytest.approx(pay[LOCAL_JOB][0] / work.part_time), 1.0)


def test_shares_in_assets_pay_each_december_until_their_enterprise_fails():
    world = programme_for_all("asset_income", over=1, fails=0.0)
    world.households.able = 0
    assert live(world, 12).households[0].programme / 100 == 800
    assert flowed(world, "asset_income") == {"enterprises": 1_000_000, "households": 80_000}
    world = programme_for_all("asset_income", 20, {"places": 10}, over=1, fails=1.0)
    live(world, 24)
    assert not world.households.programme.any()
    assert flowed(world, "asset_income")["enterprises"] == 2 * 10 * 1_000_000  # lost and given out anew


def test_a_firm_pays_a_premium_and_a_failed_one_leaves_crops_unpaid():
    paid, unpaid = (programme_for_all("leader_firm", over=1, fails=fails) for fails in (0.0, 1.0))
    for world in (paid, unpaid):
        world.households.able = 1
        live(world, 11)
    assert unpaid.households[0].livelihoods == CONTRACT_FARMING
    for world in (paid, unpaid):
        live(world, 11)
        world.households.crops, world.households.herd = 500_000, 300_000
        live(world, 2)
    assert (int(paid.households[0].programme), int(paid.households[0].crops)) == (40_000, 500_000)
    assert (int(unpaid.households[0].programme), int(unpaid.households[0].crops)) == (0, 350_000)
    assert unpaid.households[0].livelihoods == 0
    assert live(unpaid, 1).households[0].livelihoods == CONTRACT_FARMING  # a new contract


def test_a_village_shares_part_of_its_fund_by_heads():
    world = programme_for_all("collective_dividend", 8, income=1000.0 * 371 / 2, shared=0.5, most=200.0)
    world.villages.fund = [0, 100_000, 10_000_000, 0]
    world.month = DECEMBER
    h = live(world, 1).households  # two households a village, with 1, 2, 3 and 4 members
    each = (h.programme / h.members).reshape(2, 4)
    assert each[0].tolist() == pytest.approx(each[1].tolist(), abs=1)
    assert each[0].tolist() == pytest.approx([20_000, 20_000, 20_000, 6_250], abs=1)
    assert world.villages.fund.tolist() == pytest.approx([60_000, 120_000, 9_980_000, 50_000], abs=4)


def test_aid_goes_to_households_and_to_their_villages_funds():
    world = programme_for_all("external_aid", 8, {"places": 2, "rank": "need"})
    world.households.members, world.yearbook.income = 1, np.arange(8) * 100
    live(world, 12)
    assert world.households.programme.tolist() == [500_000] * 2 + [0] * 6
    assert world.villages.fund.tolist() == [4_760_000, 4_760_000, 0, 0]
    assert flowed(world, "external_aid") == {"households": 1_000_000, "fund:collective": 9_520_000}
