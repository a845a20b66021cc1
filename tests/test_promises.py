"""What each project seems to bring and the hands it keeps, as households weigh it; by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.interventions import KINDS
from model.interventions.asset_income import promised_by_assets
from model.interventions.cattle_loan import NO_LOAN, OWN, deliver_cattle_loan, promised_by_placing
from model.interventions.courtyard import labour_in_courtyard, promised_by_courtyard
from model.interventions.drip_irrigation import promised_by_drip_irrigation
from model.interventions.ecommerce import deliver_ecommerce, promised_by_ecommerce
from model.interventions.leader_firm import deliver_leader_firm, promised_by_firm
from model.interventions.tourism import labour_with_guests, promised_by_tourism
from model.interventions.treat_first import pays_later
from model.livelihoods import CONTRACT_FARMING, COURTYARD, ECOMMERCE, TOURISM
from model.phases.menu import gain_from_cows
from model.processes.adoption import Adoption, log_odds, share_taking
from model.processes.cattle_market import cow_margin
from model.processes.herd import Herd
from model.records import LISTED, County, Household, Yearbook
from tests.handmade_county import START, county_of, live, programme_for_all
from tests.test_household_rules import books, one

HERD = Herd()
DEAR = {"season": 12, "prices": 1.2, "feed": 1.5, "cow_price": 10_000.0, "steer_price": 9000.0, "calf_price": 5000.0}


def numbers(kind, **values):
    """The numbers of a kind that runs."""
    world = programme_for_all(kind, **values)
    world.numbers[kind]["active"] = 1
    return world.numbers[0][kind]


def test_a_project_seems_to_bring_what_it_is_said_to_at_the_prices_of_the_day():
    county, h = one(County, **DEAR), one(Household, land=20.0)
    assert promised_by_assets(numbers("asset_income", rate=0.06, setup=5000.0)) == pytest.approx(300.0)
    assert promised_by_courtyard(numbers("courtyard", gain=1000.0), county) == pytest.approx(1200.0)
    assert promised_by_tourism(numbers("tourism", gain=4000.0), county) == pytest.approx(4800.0)
    assert promised_by_drip_irrigation(h, numbers("drip_irrigation", gain=50.0), county) == pytest.approx(1200.0)


def test_a_share_of_sales_is_of_crops_and_herd_that_brought_something():
    for crops, herd, sales in ((500_000, 300_000, 8000), (500_000, -100_000, 5000), (-1, 300_000, 3000), (-5, -5, 0)):
        y = one(Yearbook, crops=crops, herd=herd)
        assert promised_by_ecommerce(y, numbers("ecommerce", gain=0.04)) == pytest.approx(0.04 * sales)
        assert promised_by_firm(y, numbers("leader_firm", gain=0.06)) == pytest.approx(0.06 * sales)
        county, shop, firm = one(County, season=12), numbers("ecommerce", gain=0.04), numbers("leader_firm", gain=0.06)
        for rule, own, bit, gain in (
            (deliver_ecommerce, shop, ECOMMERCE, 0.04), (deliver_leader_firm, firm, CONTRACT_FARMING, 0.06)
        ):  # fmt: skip
            h = one(Household, livelihoods=bit, crops=crops, herd=herd)
            rule(h, own, county, books()[0])
            assert h.programme == round(100 * gain * sales)


def test_cows_placed_bring_a_dividend_and_to_those_whom_no_bank_lends_to_one_of_the_capital():
    loans = numbers("cattle_loan", dividend=900.0, share_dividend=0.05, principal=20_000.0)
    assert promised_by_placing(one(Household), loans, 3.0) == 2700.0
    assert promised_by_placing(one(Household, excluded=1), loans, 3.0) == 1000.0


def test_cows_seem_to_bring_their_margin_less_the_roughage_they_lack_and_a_first_herd_its_fixed_cost():
    county = one(County, **DEAR)
    margin = cow_margin(HERD, county)
    owner = one(Household, cows=2, fodder=3.0)
    assert gain_from_cows(owner, HERD, county, 1.0) == pytest.approx(margin)
    short = 1.2 * 1.5 * HERD.roughage
    assert gain_from_cows(owner, HERD, county, 2.0) == pytest.approx(2 * margin - short)
    owner.fodder = 0.0
    assert gain_from_cows(owner, HERD, county, 2.0) == pytest.approx(2 * margin - 2 * short)
    beginner = one(Household, fodder=9.0)
    assert gain_from_cows(beginner, HERD, county, 2.0) == pytest.approx(2 * margin - 1.2 * HERD.fixed_cost)


def test_an_offer_is_weighed_by_gain_hands_and_debt_against_income():
    adoption = Adoption(ready=0.5, gain=4.0, optimism=1.5, labour=2.0, debt=0.5)
    odds = log_odds(adoption, 10_000.0, 1000.0, 0.25, 4000.0)
    assert odds == pytest.approx(0.5 + 4.0 * 1.5 * 0.1 - 2.0 * 0.25 - 0.5 * 0.4)
    assert share_taking(odds) == pytest.approx(1 / (1 + np.exp(-odds)))
    assert share_taking(0.0) == 0.5


def test_yard_and_guests_keep_hands_only_while_they_run():
    yard, inn, h = numbers("courtyard", adults=0.3), numbers("tourism", adults=0.4), one(Household)
    assert labour_in_courtyard(h, yard) == labour_with_guests(h, inn, one(County, season=7)) == 0.0
    h.livelihoods = COURTYARD | TOURISM
    assert labour_in_courtyard(h, yard) == 0.3
    assert [labour_with_guests(h, inn, one(County, season=season)) for season in range(4, 12)] == [0, 0] + [0.4] * 4 + [
        0,
        0,
    ]
    yard.active = inn.active = 0
    assert labour_in_courtyard(h, yard) == labour_with_guests(h, inn, one(County, season=7)) == 0.0


def test_who_pays_later_is_in_the_programme_while_it_runs_and_is_entitled():
    treat = numbers("treat_first")
    for one_stop, share, later in ((1, 1.0, True), (1, 0.5, True), (1, 0.0, False), (0, 1.0, False)):
        assert pays_later(one(Household, one_stop=one_stop, register=LISTED), treat, share) == later
    treat.active = 0
    assert not pays_later(one(Household, one_stop=1), treat, 1.0)


@pytest.mark.parametrize(("mode", "loan", "bears"), [(OWN, 120_000, True), (NO_LOAN, 120_000, False), (OWN, 0, False)])
def test_interest_is_borne_by_those_who_have_a_cattle_loan(mode, loan, bears):
    loans, (ledger, animals) = numbers("cattle_loan", rate=0.05), books()
    h = one(Household, loan=loan, loan_mode=mode, rollovers=1, loan_due=START + 99)
    deliver_cattle_loan(h, loans, 1.0, one(County, month=START, cow_price=10_000.0), ledger, animals)
    assert -h.cash == h.interest == (500 if bears else 0)


def test_a_mix_of_all_projects_lives_a_year_and_a_half_with_closed_books():
    kinds = ("asset_income", "courtyard", "ecommerce", "leader_firm", "tourism", "drip_irrigation")
    world = county_of({kind: KINDS[kind](start=START) for kind in kinds}, 12)
    live(world, 18)
    assert world.households.livelihoods.any()
