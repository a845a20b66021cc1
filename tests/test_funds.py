"""Public funds with a yearly envelope: who is admitted when the money runs out, and what is written down of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model import simulate
from model.arithmetic import fen
from model.interventions.house_renovation import HouseRenovation
from model.ledger import AID_PROJECTS
from model.number import Yearly
from model.processes.funds import UNLIMITED, Funds
from model.treasury import Treasury
from model.world import funds_of_kinds
from tests.handmade_county import START, county_of, enrol, programme_for_all
from tests.small import small

MAY = START + 4
HOUSES = {"house_renovation": "county"}


def envelopes(**yuan):
    """A treasury opened in 2014 in which these funds have something, and others no envelope."""
    treasury = Treasury(HOUSES, lambda year: yuan)
    treasury.open_year(2014)
    return treasury


def test_a_fund_pays_for_as_many_as_it_can_and_is_filled_each_year():
    treasury = Treasury(HOUSES, {2014: {"county": 1000.0}, 2015: {"county": 300.0}}.__getitem__)
    left = []
    for year in (2014, 2014, 2015):
        treasury.open_year(year)
        left.append(treasury.affords("house_renovation.target", 100.0))
        treasury.charge("house_renovation.target", 4, 100.0)
    assert left == [10.0, 6.0, 3.0]
    assert treasury.left == {"county": 0.0}


def test_without_an_envelope_or_a_cost_there_is_no_limit():
    treasury = envelopes(county=1000.0)
    assert treasury.affords("training.target", 5.0) == treasury.affords("house_renovation.target", 0.0) == float("inf")
    treasury.charge("training.target", 5, 5.0)
    assert treasury.left == {"county": 1000.0}


def test_programmes_of_one_fund_share_its_envelope_by_their_order():
    both = {kind: programme_for_all(kind).programmes[kind] for kind in ("house_renovation", "training")}
    world = county_of(both, 40)
    world.households.house, world.households.able = 0, 1
    world.treasury = Treasury({"house_renovation": "county", "training": "county"}, lambda year: {"county": 5 * 500.0})
    world.treasury.open_year(2014)
    enrol(world)  # in January, courses only
    assert int((world.households.rolls > 0).sum()) == 5
    world.month = MAY
    enrol(world)
    assert not world.households.building.any()
    need = world.treasury.needs[2014, "house_renovation.target"]
    assert (need.wished, need.admitted, need.yuan) == (40, 0, 40 * HouseRenovation().grant)


def test_the_order_of_the_target_says_who_gets_the_last_money():
    world = programme_for_all("house_renovation", 10, {"rank": "need", "unsafe_house": True})
    world.households.members, world.yearbook.income = 1, [5, 3, 9, 1, 7, 2, 8, 4, 6, 0]
    world.households.house, world.month = 0, MAY
    world.treasury = envelopes(county=3 * HouseRenovation().grant)
    enrol(world)
    assert sorted(world.yearbook.income[world.households.building > 0].tolist()) == [0, 1, 2]


def test_the_bank_lends_by_what_the_risk_sharing_fund_adds():
    assert Funds(risk_sharing=Yearly({2014: 100.0})).envelopes(2016)["bank"] == 800.0
    assert Funds().envelopes(2014) == dict.fromkeys(
        ("central", "region", "county", "civil_affairs", "donations", "beijing"), UNLIMITED
    ) | {"bank": 8 * UNLIMITED}


@pytest.mark.parametrize(("projects", "left"), [(0, 0.0), (2, 0.0), (2.5, 0.5), (40, 30.0)])
def test_the_paired_city_builds_what_its_fund_pays_for_and_gifts_are_given_all_the_same(projects, left):
    world = programme_for_all("external_aid", 10)
    aid = world.programmes["external_aid"]
    world.treasury = Treasury(funds_of_kinds(), lambda year: {"donations": 1e6, "beijing": projects * aid.project})
    world.treasury.open_year(2014)
    enrol(world)
    built = min(10, int(projects))
    assert (world.households.programme == fen(aid.gift)).all()
    assert int(world.villages["fund"].sum()) == 10 * fen(aid.donation) + built * fen(aid.project)
    assert world.ledger[AID_PROJECTS] == built * fen(aid.project)
    assert world.treasury.left["beijing"] == pytest.approx(left * aid.project)
    gifts, needs = (world.treasury.needs[2014, f"external_aid.{part}"] for part in ("target", "projects"))
    assert (gifts.wished, gifts.admitted) == (10, 10)
    assert (needs.wished, needs.admitted, needs.yuan) == (10, built, pytest.approx((10 - built) * aid.project))


def test_the_weakest_get_the_last_project():
    world = programme_for_all("external_aid", 10)
    world.households.able, world.households.ill, world.households.incapable = np.arange(10) % 5, 0, 0
    project = world.programmes["external_aid"].project
    world.treasury = Treasury(funds_of_kinds(), lambda year: {"beijing": 4 * project})
    world.treasury.open_year(2014)
    world.villages["fund"] = 0
    enrol(world)
    weak = np.bincount(world.households.village[world.households.able < 2], minlength=len(world.villages))
    donated = np.bincount(world.households.village, minlength=len(world.villages)) * fen(5900.0)
    assert (world.villages["fund"] - donated == weak * fen(project)).all()


def test_a_city_without_money_shows_as_unmet_need_and_leaves_households_alone():
    mix = small("external_aid", months=36)
    empty = replace(
        mix, processes={**mix.processes, "funds": replace(mix.processes["funds"], beijing=Yearly({2014: 0.0}))}
    )
    rich, poor = simulate(mix, 7), simulate(empty, 7)
    assert rich.digest == poor.digest
    unmet = [dict(result.needs.groupby("programme")["yuan"].sum()) for result in (rich, poor)]
    assert unmet[0]["external_aid.projects"] == 0.0 < unmet[1]["external_aid.projects"]
    assert unmet[0]["external_aid"] == unmet[1]["external_aid"]


@pytest.mark.parametrize("fund", ["county", "risk_sharing"])
def test_what_a_fund_does_not_have_shows_as_unmet_need(fund):
    mix = small("cattle_loan", months=36)
    few = replace(
        mix, processes={**mix.processes, "funds": replace(mix.processes["funds"], **{fund: Yearly({2014: 1.0})})}
    )
    rich, poor = simulate(mix, 7), simulate(few, 7)
    for result in (rich, poor):
        assert (result.needs["wished"] >= result.needs["admitted"]).all()
    assert poor.needs["admitted"].sum() < rich.needs["admitted"].sum()
    assert poor.needs["yuan"].sum() > rich.needs["yuan"].sum()
    assert set(rich.needs["programme"]) == {"cattle_loan"}


def test_an_envelope_that_is_never_empty_changes_nothing():
    mix = small("as_reported", months=40)
    wide = mix.with_values({"funds.leverage": 10})
    assert simulate(wide, 7).digest == simulate(mix, 7).digest
