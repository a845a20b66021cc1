"""What a household does when the money is not there, when a loan falls due, and with what is left in autumn."""

from __future__ import annotations

import pytest

from model.ledger import CLASSES
from model.phases.purse import invest, settle_loan, take_step
from model.processes.credit import Credit
from model.processes.living import BREEDING_STOCK, INFORMAL_CREDIT, LEAVE_SCHOOL, YOUNG_STOCK, Living
from tests.handmade_county import START, county_of, stocks

CREDIT = Credit()
NEED = 100.0 * Living().need * 2_800.0 / 12.0  # fen a month, for one person
RESERVE, BUFFER = round(CREDIT.reserve * NEED), round(CREDIT.buffer * NEED)


def household(season=10, **fields):
    """A county of one household with these things and nothing else, in a month of 2014."""
    world = county_of({}, 1)
    h, county = world.households[0], world.county[0]
    for name in (
        *CLASSES,
        "cash",
        "debt",
        "loan",
        "claim",
        "shares",
        "in_calf",
        "heifers_in_calf",
        "usual",
        "school_due",
    ):
        h[name] = 0
    for name, value in ({"members": 1} | fields).items():
        h[name] = value
    county.month, county.season = START + season - 1, season
    county.line, county.cow_price, county.calf_price = 2_800.0, 10_000.0, 5_500.0
    county.yearling_price, county.steer_price = 7_500.0, 10_000.0
    return world, h


@pytest.mark.parametrize(
    ("step", "has", "missing", "left"),
    [
        (YOUNG_STOCK, {"steers": 3}, 900_000, {"cash": 1_600_000, "steers": 1}),
        (YOUNG_STOCK, {"steers": 3}, 800_000, {"cash": 800_000, "steers": 2}),
        (INFORMAL_CREDIT, {"usual": 500.0}, 400_000, {"cash": 400_000, "debt": 400_000}),
        (INFORMAL_CREDIT, {"usual": 500.0}, 900_000, {"cash": 600_000, "debt": 600_000}),
        (BREEDING_STOCK, {"cows": 3}, 900_000, {"cash": 1_600_000, "cows": 1}),
        (LEAVE_SCHOOL, {"school_due": 50_000}, 900_000, {"cash": 0, "school_due": 0, "quits": 1}),
    ],
)
def test_a_step_finds_what_it_can_and_leaves_its_mark(step, has, missing, left):
    """A sale in haste brings four fifths of the price; lenders give a year's income."""
    world, h = household(**has)
    take_step(world.stage, h, step, missing)
    assert {name: int(h[name]) for name in left} == left
    assert int(h.coped) == 1 << step


@pytest.mark.parametrize(
    ("step", "has"),
    [
        (YOUNG_STOCK, {"cows": 2}),
        (INFORMAL_CREDIT, {"excluded": 1}),
        (BREEDING_STOCK, {"steers": 2}),
        (LEAVE_SCHOOL, {}),
    ],
)
def test_a_step_that_cannot_be_taken_leaves_none(step, has):
    world, h = household(**has)
    before = stocks(world)
    take_step(world.stage, h, step, 900_000)
    assert (int(h.coped), int(h.quits), stocks(world)) == (0, 0, before)


def settled(**fields):
    """What is left after a month in which a loan of 10,000 yuan may fall due."""
    world, h = household(**({"loan": 1_000_000, "loan_due": START + 9} | fields))
    settle_loan(world.stage, h)
    return {name: int(h[name]) for name in ("loan", "cash", "steers", "cows", "rollovers", "excluded")}


def test_a_loan_is_left_alone_until_it_falls_due():
    assert settled(cash=9_000_000, loan_due=START + 10)["loan"] == 1_000_000
    assert settled(cash=9_000_000)["loan"] == 0


def test_a_loan_due_is_paid_from_cash_beyond_a_reserve_then_young_stock_then_cows():
    nothing = {"loan": 0, "rollovers": 0, "excluded": 0}
    has_cash = settled(cash=1_000_000 + RESERVE, steers=1, cows=1)
    assert has_cash == nothing | {"cash": RESERVE, "steers": 1, "cows": 1}
    assert settled(cash=RESERVE, steers=2, cows=1) == nothing | {"cash": RESERVE, "steers": 1, "cows": 1}
    assert settled(cash=0, cows=3)["cows"] == 2
    assert settled(cash=0, cows=3)["loan"] == 0


def test_what_stock_cannot_pay_is_rolled_over_or_lost():
    left = settled(cash=100_000, rollovers=CREDIT.most_rollovers)
    assert (left["loan"], left["cash"], left["excluded"]) == (0, 0, 1)
    fates = [settled(cash=0, id=each) for each in range(1, 60)]
    assert {(each["rollovers"], each["excluded"], each["loan"]) for each in fates} == {(1, 0, 1_000_000), (0, 1, 0)}


def test_savings_pay_debt_from_november_on_and_buy_cows_only_without_debt_and_in_december():
    rich = {"cash": 4_000_000 + BUFFER, "labour": 1.0, "fodder": 9.0}
    for season, debt, cows in ((10, 1_000_000, 0), (11, 0, 0), (12, 0, 1)):
        world, h = household(season, debt=1_000_000, **rich)
        invest(world.stage, h, NEED / 100.0)
        assert (int(h.debt), int(h.cows)) == (debt, 0)
        world, h = household(season, **rich)
        invest(world.stage, h, NEED / 100.0)
        assert (int(h.debt), int(h.cows)) == (0, cows)


def test_cash_within_the_buffer_or_owed_at_the_bank_is_not_invested():
    for fields in ({"cash": BUFFER, "debt": 500_000}, {"cash": 4_000_000 + BUFFER, "loan": 4_000_000}):
        world, h = household(12, labour=1.0, fodder=9.0, loan_due=START + 40, **fields)
        invest(world.stage, h, NEED / 100.0)
        assert {name: int(h[name]) for name in fields} == fields
        assert int(h.cows) == 0
