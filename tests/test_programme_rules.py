"""What each programme does to a household, in amounts worked out by hand; cattle loans have a file of their own."""

from __future__ import annotations

import numpy as np
import pytest

from model.calendar import month_number
from model.interventions.continuity import Continuity
from model.interventions.ecological_work import labour_taken
from model.interventions.health_cover import cover_bill, help_with_premium
from model.interventions.medical_assistance import assist_with_bill
from model.interventions.photovoltaic import CENTRAL, STATION_SHARE
from model.interventions.relocation import find_jobs_nearer
from model.interventions.treat_first import advance_share, settles_at_once
from model.interventions.village_helpers import help_with_work
from model.records import EXITED, MONITORED, NEVER_LISTED, RESETTLED, SAFE, UNSAFE
from tests.handmade_county import START, county_of, enrol, flowed, live, programme_for_all

FULL_STATION = 6967 * 0.97 * 0.43  # yuan a year to a household: revenue, less curtailment, the households' share


def test_a_central_plant_pays_a_fixed_sum_and_a_station_part_of_what_it_earns():
    world = programme_for_all("photovoltaic", 10, central_places=4, fails=0.0, delay=0, degrades=0.0)
    live(world, 12)
    paid = world.households.programme
    assert (paid[world.households.pv_kind == CENTRAL] == 300_000).all()
    assert (world.households.pv_kind == STATION_SHARE).sum() == 6
    assert paid[world.households.pv_kind == STATION_SHARE] / 100 == pytest.approx(FULL_STATION, abs=0.02)
    assert flowed(world, "photovoltaic")["fund:collective"] / 100 == pytest.approx(6 * 6967 * 0.97 * 0.57, abs=0.1)


def test_a_late_subsidy_and_old_panels_lower_the_dividend():
    world = programme_for_all("photovoltaic", central_places=0, fails=0.0)
    paid = [int(live(world, 6).households[0].programme) / 100 for _ in range(3)]
    worn = [1 - 0.007 * age / 12 for age in (5, 11, 17)]
    halves = [0.4 * worn[0], 0.4 * worn[1], worn[2]]
    assert np.diff(paid, prepend=0) == pytest.approx(np.array(halves) * FULL_STATION / 2, abs=0.02)


def test_a_future_can_make_the_subsidy_later_still():
    world = programme_for_all("photovoltaic", central_places=0, fails=0.0, degrades=0.0)
    world.county[0].subsidy_late = 6
    paid = [int(live(world, 6).households[0].programme) / 100 for _ in range(4)]
    assert np.diff(paid, prepend=0) == pytest.approx(np.array([0.4, 0.4, 0.4, 1.0]) * FULL_STATION / 2, abs=0.02)


def test_a_station_out_of_order_pays_nothing():
    world = programme_for_all("photovoltaic", central_places=0, fails=1.0)
    assert flowed(live(world, 8), "photovoltaic") == {"builders": 3_933_000}


def test_a_contract_ends():
    world = programme_for_all("photovoltaic", years=15)
    world.month = START + 12 * 15 + 5
    world.households.pv_kind = CENTRAL
    assert flowed(live(world, 1), "photovoltaic") == {}


def test_a_contract_outlives_the_exit_and_a_post_needs_hands():
    for values, paid in (({}, True), ({"contract": False}, False), ({"for_post": True}, False)):
        world = programme_for_all("photovoltaic", **values)
        world.households.able, world.households.register = 0, EXITED
        assert bool(live(world, 6, share=0.0).households[0].programme) is paid


def test_a_house_is_made_safe_and_its_own_share_paid():
    world = programme_for_all("house_renovation", 200)
    unsafe = world.households.house == UNSAFE
    live(world, 5)
    assert (world.households.house == SAFE).all()
    own = 200_000 - world.households.cash
    assert (own[~unsafe] == 0).all()
    assert own[unsafe].mean() / 100 == pytest.approx(5000, rel=0.15)
    assert flowed(world, "house_renovation")["builders"] == own.sum() + 2_005_100 * unsafe.sum()


def test_who_moves_has_a_safe_house_once_less_pasture_and_half_the_herd():
    world = programme_for_all("relocation")
    h = world.households[0]
    h.cows, h.in_calf, h.heifers, h.steers, h.calves = 5, 5, 2, 2, 3
    live(world, 27)
    assert (h.house, h.cows, h.in_calf, h.heifers, h.steers, h.calves) == (RESETTLED, 3, 3, 1, 1, 2)
    assert h.pasture == pytest.approx(18.0)
    assert h.herd == round(0.9 * (2 * 10000 + 5500) * 100)
    assert h.cash == 200_000 + h.herd + round(0.9 * 2 * 10000 * 100) - 250_000
    assert flowed(world, "relocation")["builders"] == 6_000_000
    assert find_jobs_nearer(h, world.numbers[0].relocation) == 1.5


def test_the_cover_leaves_a_small_own_share_to_the_insured():
    world = programme_for_all("health_cover")
    enrol(world)
    h, numbers, own = world.households[0], world.numbers[0].health_cover, 419_000
    h.bill, h.away_bill = 1_000_000, 400_000
    paid = cover_bill(h, numbers, 1.0, own, world.ledger)
    assert own - paid == round(0.12 * 600_000 + 0.35 * 400_000)
    assert cover_bill(h, numbers, 0.5, own, world.ledger) == pytest.approx(paid / 2, abs=1)
    h.insured = 0
    assert cover_bill(h, numbers, 1.0, own, world.ledger) == 0


def test_assistance_pays_half_of_what_is_left_up_to_a_yearly_sum():
    world = programme_for_all("medical_assistance")
    enrol(world)
    h, numbers = world.households[0], world.numbers[0].medical_assistance
    assert assist_with_bill(h, numbers, 1.0, 1000, world.ledger) == 500
    assert assist_with_bill(h, numbers, 1.0, 90_000_000, world.ledger) == 3_000_000 - 500
    live(world, 12)
    enrol(world)
    assert h.assistance == 0


def test_after_2020_the_cover_leaves_more():
    world = programme_for_all("health_cover")
    world.month = month_number("2021-01")
    enrol(world)
    assert world.numbers[0].health_cover.own_share == 0.2


def test_premiums_are_helped_with_while_covered():
    world = programme_for_all("health_cover")
    numbers = world.numbers[0].health_cover
    assert help_with_premium(world.households[0], numbers, 1.0, world.county[0]) == 0
    enrol(world)
    assert help_with_premium(world.households[0], numbers, 1.0, world.county[0]) == 7500


def test_who_pays_later_is_asked_for_the_own_part_only_and_only_in_the_county():
    world = programme_for_all("treat_first")
    h, numbers = world.households[0], world.numbers[0].treat_first
    assert advance_share(h, numbers, 0.58, 1.0, False) == 1.0
    enrol(world)
    assert advance_share(h, numbers, 0.58, 1.0, False) == pytest.approx(0.42)
    assert advance_share(h, numbers, 0.58, 1.0, True) == 1.0
    assert advance_share(h, numbers, 0.58, 0.0, False) == 1.0
    assert settles_at_once(h, numbers, 1.0)
    h.away_bill = 1
    assert not settles_at_once(h, numbers, 1.0)


def test_the_guarantee_is_paid_to_every_member_and_ends_after_notice_and_grace():
    world = programme_for_all("minimum_living")
    h, y = world.households[0], world.yearbook[0]
    h.members, y.income = 3, 3 * 2000_00
    live(world, 12)
    assert h.programme == 12 * 3 * 200_00
    y.income = 3 * 5000_00
    live(world, 12)
    assert h.guarantee_until == month_number("2015-12")
    assert h.programme == 24 * 3 * 200_00
    live(world, 1)
    assert h.guaranteed == 0


def test_recipients_of_2013_hold_places_of_the_guarantee():
    world = programme_for_all("minimum_living", 20, target={"places": 8})
    world.yearbook.income = 0
    world.households.dibao[:5], world.households.members[:5] = 2, 3  # ten persons: four and a half places
    enrol(world)
    assert (world.households.guaranteed > 0).sum() == 8 - round(10 / 2.21)
    assert not (world.households.guaranteed[:5] > 0).any()


def test_recipients_who_have_left_hold_no_places_of_the_guarantee():
    world = programme_for_all("minimum_living", 20, target={"places": 8})
    world.yearbook.income = 0
    world.households.dibao[:5], world.households.members[:5] = 4, 1  # twenty then, five now: two places
    enrol(world)
    assert (world.households.guaranteed > 0).sum() == 8 - round(5 / 2.21)


def test_the_supplement_counts_the_incapable_still_there():
    world = programme_for_all("disability_supplement")
    h = world.households[0]
    h.members, h.incapable = 4, 2
    live(world, 1)
    h.incapable = 1
    live(world, 1)
    assert h.programme == 3 * 100_00


def test_ecological_work_pays_by_member_and_takes_days_from_the_farm():
    world = programme_for_all("ecological_work")
    h = world.households[0]
    h.members, h.able = 4, 2
    live(world, 12)
    assert h.programme / 100 == pytest.approx(4 * 1157, abs=0.1)
    assert labour_taken(h, world.numbers[0].ecological_work, 1.0) == pytest.approx(25 / 300)
    h.able = 0
    before = int(h.programme)
    live(world, 12)
    assert h.programme == before


def test_help_is_real_for_a_share_of_those_paired_and_paid_for_all():
    world = programme_for_all("village_helpers", 2000)
    live(world, 1)
    real = world.households.helped == 1
    assert (world.households.helped > 0).all()
    assert real.mean() == pytest.approx(0.7, abs=0.04)
    assert flowed(world, "village_helpers")["delivery"] / 100 == pytest.approx(2000 * 12000 / 4.1 / 12, rel=1e-4)
    factors = [help_with_work(h, world.numbers[0].village_helpers, 1.0) for h in world.households[:50]]
    assert factors == pytest.approx(np.where(real[:50], 1.1, 1.0))


def test_monitoring_finds_waits_helps_and_lets_go():
    world = programme_for_all("monitoring", find=1.0)
    world.households.register = EXITED
    h, y = world.households[0], world.yearbook[0]
    y.income, y.recorded_exit = 3000_00, START - 1
    live(world, 3)
    assert (h.register, h.at_risk_since) == (EXITED, month_number("2014-03"))
    live(world, 3)
    assert (h.register, h.programme) == (MONITORED, 2000_00)
    y.income = 9000_00
    live(world, 8)
    assert h.register == MONITORED
    live(world, 1)
    assert (h.register, h.at_risk_since, h.programme) == (EXITED, 0, 2000_00)


def test_monitoring_lets_go_to_where_a_household_came_from():
    world = programme_for_all("monitoring", find=1.0)
    world.households.register = NEVER_LISTED
    world.yearbook.income = 3000_00
    live(world, 6)
    world.yearbook.income = 9000_00
    assert live(world, 9).households[0].register == NEVER_LISTED


def test_a_shock_widens_what_counts_as_risk():
    world = programme_for_all("monitoring", find=1.0)
    world.households.register, world.yearbook.income = EXITED, 6000_00
    live(world, 3)
    assert world.households[0].at_risk_since == 0
    world.households.bill_month = START + 7
    live(world, 6)
    assert world.households[0].at_risk_since == month_number("2014-09")


def test_continuity_tells_the_register_how_long_and_how_strongly():
    world = county_of({"continuity": Continuity(months=24, strength=0.5, taper=0.3)})
    enrol(world)
    register = world.numbers[0].register
    assert (register.after_exit, register.strength, register.taper) == (24, 0.5, 0.3)


@pytest.mark.parametrize("nothing", [{"months": 0}, {"strength": 0.0}])
def test_continuity_of_nothing_leaves_the_register_alone(nothing):
    world = county_of({"continuity": Continuity(**nothing)})
    before = world.numbers["register"].tobytes()
    enrol(world)
    assert world.numbers["register"].tobytes() == before
