"""What one household costs the budget of a programme in a year: by hand, from the numbers of each kind."""

from __future__ import annotations

import pytest

from model.interventions import KINDS
from model.number import Yearly
from model.records import EXITED, UNSAFE
from tests.handmade_county import START, deal, enrol, programme_for_all

MEMBERS, ABLE, INCAPABLE, COWS, YOUNG = 3, 2, 2, 4, 5  # of each household
AVERAGE = 3.2  # members that a budget reckons with
# Of each kind: numbers unlike the declared ones, so that none is one, and what they make of a household's year.
COSTS = {
    "asset_income": ({"setup": 700.0, "over": 1}, 700.0),
    "cattle_loan": (
        {"principal": 4000.0, "rate": 0.03, "shed": 250.0, "starts": Yearly({2014: 1.0})},
        4000 * 0.03 + 250,
    ),
    "chronic_care": ({"fee": 70.0, "beds": 0}, 70.0),
    "collective_dividend": ({"most": 300.0}, 300.0 * AVERAGE),
    "courtyard": ({"setup": 800.0, "over": 1}, 800.0),
    "custom_reform": ({"cost": 60.0}, 60.0),
    "debt_resolution": ({"delivery": 250.0}, 250.0),
    "disability_supplement": ({"amount": 110.0}, 12 * 110.0 * INCAPABLE),
    "disaster_relief": ({"amount": 400.0}, 0.5 * 400.0 * AVERAGE),
    "drip_irrigation": ({"setup": 900.0, "over": 1}, 900.0),
    "ecological_work": ({"wage": 800.0, "persons": 2.5}, 800 * 2.5),
    "ecommerce": ({"setup": 600.0, "over": 1}, 600.0),
    "education_support": ({"senior": 1500.0}, 1500.0),
    "external_aid": ({"gift": 2000.0, "donation": 700.0}, 2700.0),
    "health_cover": ({"cost": 350.0}, 350.0),
    "house_renovation": ({"grant": 9000.0}, 9000.0),
    "infrastructure": ({"setup": 600.0, "over": 1}, 600.0),
    "labour_transfer": ({"cost": 1100.0}, 1100.0),
    "leader_firm": ({"setup": 500.0, "over": 1}, 500.0),
    "livestock_insurance": ({"subsidy": 120.0, "premium": 1.0, "take_up": Yearly({2014: 1.0})}, 120.0 * COWS),
    "medical_assistance": ({"cost": 450.0}, 450.0),
    "minimum_living": ({"persons": 2.5}, 12 * 200.0 * 2.5),
    "monitoring": ({"relief": 1500.0, "delivery": 70.0, "find": 1.0}, 1570.0),
    "photovoltaic": ({"dividend": 2500.0, "central_places": 9, "village_start": START + 99}, 2500.0),
    "points_supermarket": ({"goods": 30.0}, 12 * 30.0),
    "price_insurance": ({"subsidy": 80.0, "premium": 1.0}, 80.0 * YOUNG),
    "public_posts": ({"pay": 7000.0}, 7000.0),
    "relocation": ({"cost": 20_000.0, "persons": 2.5}, 20_000 * 2.5),
    "temporary_relief": ({"amount": 1200.0}, 1200.0),
    "tourism": ({"setup": 750.0, "over": 1}, 750.0),
    "training": ({"cost": 350.0}, 350.0 * ABLE),
    "treat_first": ({"delivery": 35.0}, 35.0),
    "village_helpers": ({"cost": 9000.0, "paired": 4.0}, 9000 / 4.0),
    "winter_fodder": ({"cost": 500.0, "cows": 2.0}, 500 * 2.0),
}
each_kind = pytest.mark.parametrize("kind", COSTS)


def asked(kind, **target):
    """A county of nine like households who all wish for a programme, in the month in which it first admitted some."""
    world = programme_for_all(kind, 9, target, **COSTS[kind][0])
    h = world.households
    h.members, h.able, h.incapable, h.ill, h.house, h.building, h.dibao = MEMBERS, ABLE, INCAPABLE, 1, UNSAFE, 0, 0
    h.cows, h.heifers, h.steers, h.calves, h.labour, h.fodder = COWS, 2, 1, 2, 3.0, 30.0
    h.cash, h.debt, h.usual, h.bill_month, h.pupils = 9_000_000, 100_000, 10_000.0, START + 3, 2
    world.yearbook.income = MEMBERS * 1_000_00
    if kind == "monitoring":
        h.register = EXITED
    world.numbers["adoption"]["chooses"] = 0
    for _ in range(13):
        deal(world)
        world.county[0].drought = 0.5
        world.menu.clear()
        enrol(world)
        if world.treasury.spent.get(f"{kind}.target", 0.0) > 0.0:
            break
        world.month += 1
    (need,) = [need for (_, name), need in world.treasury.needs.items() if name == f"{kind}.target" and need.admitted]
    return world, need


def test_every_kind_that_a_budget_can_limit_is_here():
    assert set(COSTS) == {kind for kind, cls in KINDS.items() if hasattr(cls, "target")}


@each_kind
def test_a_household_costs_its_budget_what_the_numbers_say(kind):
    world, need = asked(kind)
    assert need.admitted == 9
    assert world.treasury.spent[f"{kind}.target"] / 9 == pytest.approx(COSTS[kind][1])


@each_kind
def test_a_budget_pays_for_whole_households_and_what_lacks_is_need(kind):
    cost = COSTS[kind][1]
    _, need = asked(kind, budget=4.5 * cost)
    assert (need.wished, need.admitted) == (9, 4)
    assert need.yuan == pytest.approx(5 * cost)
