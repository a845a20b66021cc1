"""The menu: who takes the projects that are offered."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from model.interventions import KINDS
from model.interventions.cattle_loan import CATTLE, cows_for_loan
from model.livelihoods import COURTYARD, DRIP_IRRIGATION, TOURISM
from model.number import Yearly
from model.phases.bodies import make_an_effort
from model.phases.menu import adults_for_cows, appeal, lay_out_menu
from model.processes.adoption import Adoption
from tests.handmade_county import START, county_of, deal, enrol, live, programme_for_all

MANY = 4000
CLOSE = 4 * 0.5 / MANY**0.5  # four standard errors of a share


def offered(kind, households=MANY, adoption=None, **values):
    """A county of like households who are all offered one project in its first month, and what they say."""
    world = programme_for_all(kind, households, **({"over": 1} | values))
    h = world.households
    h.able, h.labour, h.land, h.usual, h.cows, h.heifers, h.steers, h.calves = 2, 1.5, 20.0, 1000.0, 0, 0, 0, 0
    h.debt, h.in_calf = 0, 0
    for name, value in (adoption or {}).items():
        world.numbers["adoption"][name] = value
    lay_out_menu(world, list(world.programmes.values()))
    return world, who(world, KINDS[kind].BIT)


def who(world, bit):
    """Whether each household takes a project of the menu: bool[households]."""
    return np.isin(np.arange(len(world.households)), world.menu[bit])


def logit(odds):
    """Share at these log-odds."""
    return 1 / (1 + exp(-odds))


def test_as_many_say_yes_as_the_logit_of_gain_over_income():
    _, takes = offered("courtyard")
    assert takes.mean() == pytest.approx(logit(1.5 + 4.0 * 1500 / 12_000), abs=CLOSE)
    _, takes = offered("courtyard", adoption={"ready": -1.0, "optimism": 0.5})
    assert takes.mean() == pytest.approx(logit(-1.0 + 4.0 * 0.5 * 1500 / 12_000), abs=CLOSE)


def test_a_household_changes_its_mind_only_with_its_circumstances():
    _, hardly = offered("courtyard", adoption={"ready": -1.0})
    world, gladly = offered("courtyard", adoption={"ready": 1.0})
    assert (gladly | ~hardly).all()
    assert gladly.sum() > hardly.sum()
    assert (offered("courtyard", adoption={"ready": 1.0})[1] == gladly).all()
    world.month = START + 12
    deal(world)
    lay_out_menu(world, list(world.programmes.values()))
    assert (who(world, COURTYARD) == gladly).mean() > 0.99  # prices have moved a little


def test_only_those_who_say_yes_get_a_place():
    world, takes = offered("courtyard", 500, adoption={"ready": -1.0})
    enrol(world)
    assert ((world.households.livelihoods & COURTYARD > 0) == takes).all()


def test_with_choice_switched_off_every_offer_is_taken():
    world = programme_for_all("drip_irrigation", 50, over=1)
    adoption = Adoption(chooses=False)
    processes = dict(world.scenario.processes) | {"adoption": adoption}
    world.scenario = replace(world.scenario, processes=processes)
    lay_out_menu(world, list(world.programmes.values()))
    assert (who(world, DRIP_IRRIGATION) == (world.households.land >= 5.0)).all()


def odds_of(world, bit):
    """Log-odds of the first household for a project."""
    return appeal(world.stage, world.households[0], world.yearbook[0], bit)


def test_missing_hands_put_off_and_a_real_helper_persuades():
    world, _ = offered("tourism", 1)
    h, before = world.households[0], odds_of(world, TOURISM)
    h.labour = 0.3
    assert odds_of(world, TOURISM) == pytest.approx(before - 2.0 * 0.2)
    h.labour = -5.0  # no more hands can lack than the project asks for
    assert odds_of(world, TOURISM) == pytest.approx(before - 2.0 * 0.5)
    h.labour, h.helped = 1.5, 1
    assert odds_of(world, TOURISM) == pytest.approx(before)
    world.numbers["village_helpers"]["active"] = 1
    assert odds_of(world, TOURISM) == pytest.approx(before + 0.5)
    h.helped = 2  # help in name
    assert odds_of(world, TOURISM) == pytest.approx(before)


def test_debt_puts_off_from_more_of_it_and_from_nothing_else():
    once = {"starts": Yearly({2014: 1.0})}
    mix = {name: replace(KINDS[name](), start=START, **(once if name == "cattle_loan" else {}))
           for name in ("cattle_loan", "courtyard")}  # fmt: skip
    world = county_of(mix, 1)
    h = world.households[0]
    h.debt, h.usual = 0, 1000.0
    free = [odds_of(world, bit) for bit in (CATTLE, COURTYARD)]
    h.debt = 2_400_000
    assert odds_of(world, CATTLE) == pytest.approx(free[0] - 0.5 * 2)
    assert odds_of(world, COURTYARD) == free[1]


def test_cows_appeal_less_where_they_cost_more_than_their_calves_bring():
    world = programme_for_all("cattle_loan", 1, starts=Yearly({2014: 1.0}))
    h, county = world.households[0], world.county[0]
    h.labour, h.fodder, h.usual, h.debt, h.cows, h.heifers, h.steers, h.calves = 2.0, 5.0, 1000.0, 0, 0, 0, 0, 0
    high = odds_of(world, CATTLE)
    county.calf_price, county.steer_price = 0.6 * county.calf_price, 0.6 * county.steer_price
    assert odds_of(world, CATTLE) < min(high, 1.5)
    fed = odds_of(world, CATTLE)
    h.fodder = 0.2
    assert odds_of(world, CATTLE) < fed  # bought roughage
    h.labour = 0.0
    assert odds_of(world, CATTLE) > 1.5  # placed with a trustee, the cows ask for neither hands nor fodder


def test_the_yard_and_guests_keep_hands_from_farm_and_herd():
    for kind, bit, months in (("courtyard", COURTYARD, range(1, 13)), ("tourism", TOURISM, range(6, 10))):
        world = programme_for_all(kind, over=1)
        h, adults = world.households[0], world.programmes[kind].adults
        h.livelihoods = bit
        world.numbers[kind]["active"] = 1
        for season in range(1, 13):
            world.county[0].season = season
            make_an_effort(h, 2.0, 1.0, world.numbers[0], world.county[0])
            assert h.labour == pytest.approx(2.0 - (adults if season in months else 0.0))


def test_a_dividend_paid_for_a_post_moves_effort_and_one_paid_outright_does_not():
    for for_post, factor in ((False, 1.0), (True, 1.01)):
        world = live(programme_for_all("photovoltaic", for_post=for_post), 1)
        h = world.households[0]
        assert h.pv_kind > 0
        h.wages_due = 100_000
        make_an_effort(h, 2.0, 1.0, world.numbers[0], world.county[0])
        assert h.wages_due == round(100_000 * factor)
        assert h.labour == pytest.approx(2.0 * factor)


def test_offers_are_settled_in_january_and_when_a_project_opens():
    early, late = replace(KINDS["courtyard"](), start=START), replace(KINDS["tourism"](), start=START + 5)
    world = county_of({"courtyard": early, "tourism": late}, 40)
    seen = []
    for month in range(START, START + 18):
        world.month = month
        deal(world)
        before = world.menu
        lay_out_menu(world, [p for p in world.programmes.values() if p.start <= month])
        if world.menu is not before:
            seen.append((month - START, sorted(world.menu)))
    assert seen == [(0, [COURTYARD]), (5, [COURTYARD, TOURISM]), (12, [COURTYARD, TOURISM])]
    assert not np.array_equal(world.menu[COURTYARD], world.menu[TOURISM])


def test_hands_that_the_herd_takes_already_are_not_asked_for_twice():
    """Cows on loan beside five and a heifer ask for what they themselves take: a fixed part is given already."""
    world = programme_for_all("cattle_loan", 1, starts=Yearly({2014: 1.0}))
    h, herd, adoption = world.households[0], world.numbers[0].herd, world.numbers[0].adoption
    h.able, h.usual, h.cows, h.heifers, h.debt, h.loan, h.fodder = 2, 1000.0, 5, 1, 0, 0, 20.0
    world.numbers["cattle_loan"]["keeps_labour"] = 0.0  # it keeps them itself, however few hands it has
    cows = cows_for_loan(world.numbers[0].cattle_loan, world.county[0])
    more = adults_for_cows(h, herd, cows) - adults_for_cows(h, herd, 0.0)
    assert cows > 0
    assert more == pytest.approx(cows * herd.days_cow / (12 * 25))
    enough = adults_for_cows(h, herd, 0.0) + more
    odds = []
    for labour in (enough + 5.0, enough, enough - more / 2.0):
        h.labour = labour
        odds.append(appeal(world.stage, h, world.yearbook[0], CATTLE))
    assert odds[0] == odds[1]
    assert odds[1] - odds[2] == pytest.approx(adoption.labour * more / 2.0)
