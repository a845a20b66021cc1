"""Who pays a hospital bill, what illness leaves behind, and what the state of 2013 paid: to the fen, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.arithmetic import fen, yearly_to_monthly
from model.interventions import KINDS
from model.ledger import (
    DIBAO,
    GRAIN_SUBSIDY,
    GRASS_SUBSIDY,
    HOSPITAL_BILLS,
    INSURER_TO_HOSPITALS,
    PENSION,
    PREMIUMS,
    REIMBURSED,
)
from model.phases.bills import settle_bills
from model.processes.health import (
    DISABLED,
    FELL_ACUTE,
    FELL_CHRONIC,
    FELL_MAJOR,
    Health,
    affordable_running_cost,
    cost_of_recovery,
    cost_of_stay,
    death_from_illness,
    fall_ill,
    go_without_care,
    insured_share,
)
from model.processes.safety_net import SafetyNet, draw_guarantee, draw_pension, draw_subsidies, insure
from model.records import FULL, PARTIAL, County, Household, Person
from tests.handmade_county import START, county_of, enrol
from tests.test_household_rules import books, one

HEALTH = Health()


def patient(mix=None, **fields):
    """An insured household with 10,000 yuan that counts on 1,000 a month, and nothing owed."""
    world = county_of(mix or {}, 1)
    h = world.households[0]
    for name in ("medical", "refund", "drugs", "bill", "away_bill", "bill_month", "programme"):
        h[name] = 0
    h.cash, h.usual, h.insured = 1_000_000, 1000.0, 1
    for name, value in fields.items():
        h[name] = value
    return world, h


def test_the_insurers_part_is_advanced_and_comes_back_next_month():
    world, h = patient(bill=200_000, drugs=3_000)
    own = fen(2000 * HEALTH.own_share)
    settle_bills(world.stage, h, 0.0)
    assert (h.cash, h.refund, h.medical) == (1_000_000 - 203_000, 200_000 - own, own + 3_000)
    assert world.ledger[HOSPITAL_BILLS] == 203_000
    h.bill = h.drugs = 0
    settle_bills(world.stage, h, 0.0)
    assert (h.cash, h.refund, h.medical) == (1_000_000 - 3_000 - own, 0, own + 3_000)
    assert world.ledger[REIMBURSED] == 200_000 - own


def test_the_uninsured_pay_all_themselves():
    world, h = patient(bill=200_000, insured=0)
    settle_bills(world.stage, h, 0.0)
    assert (h.cash, h.refund, h.medical) == (800_000, 0, 200_000)
    assert (insured_share(h, HEALTH), world.ledger[REIMBURSED]) == (0.0, 0)


def test_settled_in_one_stop_nothing_is_advanced():
    world, h = patient({"treat_first": KINDS["treat_first"](start=START)}, bill=200_000, register=1)
    enrol(world)
    own = fen(2000 * HEALTH.own_share)
    settle_bills(world.stage, h, 1.0)
    assert (h.cash, h.refund, h.medical) == (1_000_000 - own, 0, own)
    assert world.ledger[INSURER_TO_HOSPITALS] == 200_000 - own


def test_cover_and_assistance_pay_from_what_is_left_one_after_the_other():
    kinds = ("health_cover", "medical_assistance")
    world, h = patient({kind: KINDS[kind](start=START) for kind in kinds}, bill=1_000_000, register=1)
    enrol(world)
    settle_bills(world.stage, h, 1.0)
    left = fen(0.12 * 10_000)
    assert h.medical == left - left // 2
    assert h.cash == 1_000_000 - h.refund - h.medical
    assert h.refund == 1_000_000 - fen(10_000 * HEALTH.own_share)


def test_a_large_bill_is_remembered_by_its_month():
    large = fen(county_of({}, 1).numbers[0].assessment.large_bill * 1000.0)
    for own, month in ((large, 0), (large + 1, START)):
        world, h = patient(bill=own, insured=0)
        settle_bills(world.stage, h, 0.0)
        assert h.bill_month == month


def test_what_befalls_a_body():
    p = one(Person, untreated=1)
    fall_ill(p, FELL_MAJOR, START, HEALTH, 0.0)
    assert (p.major, p.untreated) == (START, 0)
    fall_ill(p, DISABLED, START, HEALTH, HEALTH.disability_full)
    assert p.disability == PARTIAL
    fall_ill(p, DISABLED, START, HEALTH, HEALTH.disability_full)
    assert p.disability == FULL
    other = one(Person)
    fall_ill(other, DISABLED, START, HEALTH, HEALTH.disability_full - 1e-9)
    fall_ill(other, FELL_CHRONIC, START, HEALTH, 0.0)
    fall_ill(other, FELL_ACUTE, START, HEALTH, 0.0)
    assert (other.disability, other.chronic, other.acute, other.major) == (FULL, 1, 1, 0)


def test_care_that_was_not_paid_for_leaves_worse_health():
    p = one(Person)
    go_without_care(p, FELL_ACUTE, HEALTH, HEALTH.untreated_chronic)
    assert (p.chronic, p.untreated) == (0, 0)
    go_without_care(p, FELL_ACUTE, HEALTH, HEALTH.untreated_chronic - 1e-9)
    assert (p.chronic, p.untreated) == (1, 0)
    go_without_care(p, FELL_MAJOR, HEALTH, 0.9)
    assert p.untreated == 1


def test_a_major_illness_may_kill_for_a_year_and_costs_for_some_after_it():
    monthly = yearly_to_monthly(HEALTH.major_death)
    for since, death, cost in ((0, monthly, 0.0), (11, monthly, 0.0), (12, 0.0, HEALTH.cost_major_later / 12)):
        p = one(Person, major=START)
        assert death_from_illness(p, START + since, HEALTH) == death
        assert cost_of_recovery(p, START + since, HEALTH) == cost
        p.untreated = 1
        assert death_from_illness(p, START + since, HEALTH) == death * HEALTH.untreated_death
        assert cost_of_recovery(p, START + since, HEALTH) == 0.0
    last = int(12 * (1 + HEALTH.major_later_years))
    p.untreated = 0
    assert cost_of_recovery(p, START + last - 1, HEALTH) > 0.0 == cost_of_recovery(p, START + last, HEALTH)
    assert death_from_illness(one(Person), START, HEALTH) == cost_of_recovery(one(Person), START, HEALTH) == 0.0


def test_a_stay_costs_its_mean_on_average_and_running_costs_have_a_bound():
    grid = (np.arange(20_000) + 0.5) / 20_000
    for event, mean in ((FELL_MAJOR, HEALTH.cost_major), (FELL_ACUTE, HEALTH.cost_stay)):
        assert np.mean([cost_of_stay(event, HEALTH, 1.2, u) for u in grid]) == pytest.approx(120 * mean, rel=0.01)
    h = one(Household, usual=1000.0)
    assert affordable_running_cost(h, 50.0, HEALTH) == 5_000
    assert affordable_running_cost(h, 500.0, HEALTH) == fen(1000.0 * HEALTH.running_share)


def test_pension_and_guarantee_come_by_the_month_to_those_still_there():
    h, (ledger, _), county = (
        one(Household, members=2, elders=2, dibao=3),
        books(),
        one(County, pension=70.0, dibao=150.0),
    )
    draw_pension(h, county, ledger)
    assert (h.cash, h.transfers, ledger[PENSION]) == (14_000, 14_000, 14_000)
    draw_guarantee(h, county, ledger)
    assert (h.cash, h.transfers, ledger[DIBAO]) == (44_000, 44_000, 30_000)


def test_land_and_pasture_are_subsidised_once_a_year():
    h, (ledger, _) = one(Household, land=20.0, pasture=40.0), books()
    for season in range(1, 13):
        draw_subsidies(h, SafetyNet(), one(County, season=season, grain_subsidy=60.0), ledger)
        due = (season >= 6) * 120_000 + (season >= 9) * 10_000
        assert (h.cash, h.transfers) == (due, due)
    assert (ledger[GRAIN_SUBSIDY], ledger[GRASS_SUBSIDY]) == (120_000, 10_000)


@pytest.mark.parametrize(
    ("cash", "helped", "insured", "left"),
    [(30_000, 0, 1, 0), (29_999, 0, 0, 29_999), (25_000, 5_000, 1, 0), (10, 90_000, 1, 10)],
)
def test_who_cannot_pay_the_premium_goes_without(cash, helped, insured, left):
    h, (ledger, _) = one(Household, members=2, cash=cash, insured=1), books()
    insure(h, helped, one(County, premium=150.0), ledger)
    assert (h.insured, h.cash, ledger[PREMIUMS]) == (insured, left, cash - left)
