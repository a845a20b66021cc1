"""The places that come with the model: each starts as its documents tell, and lives through every mix of policies."""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from model import ScenarioError, load_scenario, simulate
from model.number import CONFIDENCE
from model.population import whole_county
from model.records import LISTED, UNSAFE
from model.scenario_file import available

PLACES = available("place")
SAMPLED = 60_000
LEFT_OUT = {
    "kezuohou": set(),
    "xingan": set(),
    "neijiang": {
        "cattle_loan", "drip_irrigation", "ecological_work", "livestock_insurance", "photovoltaic", "price_insurance",
        "winter_fodder",
    },
}  # fmt: skip
each_place = pytest.mark.parametrize("place", PLACES)


@cache
def start_of(place):
    """A county like this one with `SAMPLED` households, on its eve; shares are those of the whole."""
    scenario = load_scenario(place)
    population = scenario.processes["population"]
    share = SAMPLED / population.households
    fewer = {"population.households": SAMPLED, "population.listed": round(population.listed * share)}
    s = whole_county(scenario.with_values(fewer, beyond_evidence=True), 1, 0)
    members = s.households["members"].astype(np.float64)
    listed = s.households["register"] == LISTED
    income = s.yearbook["income"] / 100.0 / members
    poor = income < scenario.series["exit_line"].at(scenario.start - 1)
    return SimpleNamespace(
        s=s, h=s.households, members=members, listed=listed, income=income, poor=poor, share=share, scenario=scenario
    )


def persons_in_place(c, among):
    """Persons of some households, in the whole place."""
    return c.members[among].sum() / c.share


def aged_60(c):
    """Share of the listed persons who are 60 or older."""
    alive = c.s.persons["alive"] == 1
    home = np.repeat(np.arange(len(c.h)), c.h["slots"])
    among = alive & c.listed[home]
    return ((c.scenario.start - 1 - c.s.persons["born"][among]) // 12 >= 60).mean()


# --- every mix, or why not -----------------------------------------------------------------------------------------


@each_place
def test_every_policy_can_be_had_in_every_place_or_the_place_says_why_not(place):
    for policy in available("policy"):
        if policy in LEFT_OUT[place]:
            with pytest.raises(ScenarioError, match="is left out here: "):
                load_scenario(place, policy)
        else:
            assert load_scenario(place, policy).place == place


@each_place
def test_the_reported_mix_has_all_but_what_the_place_leaves_out(place):
    whole = set(load_scenario("kezuohou", "as_reported").programmes)
    for policy in ("as_reported", "stop_at_exit"):
        assert set(load_scenario(place, policy).programmes) == whole - LEFT_OUT[place]


@each_place
@pytest.mark.parametrize("policy", ["none", "as_reported"])
def test_a_county_like_the_place_lives_for_three_years(place, policy):
    few = {"population.households": 300, "population.listed": 60, "months": 36}
    result = simulate(load_scenario(place, policy).with_values(few, beyond_evidence=True), seed=1)
    assert result.weight == 1
    assert len(result.series["poverty_headcount"]) == 36


@pytest.mark.parametrize("place", ["xingan", "neijiang"])
def test_sizes_from_elsewhere_are_guesses_in_proportion_to_the_list(place):
    there, home = load_scenario(place, "as_reported"), load_scenario("kezuohou", "as_reported")
    share = there.processes["population"].listed / home.processes["population"].listed
    assert there.programmes["courtyard"].target.places == round(5000 * share)
    assert there.numbers()["courtyard.target.places"].confidence == "guess"
    assert {each.confidence for each in there.numbers().values()} <= set(CONFIDENCE)


def test_houses_made_safe_in_the_league_are_those_reported_to_2019():
    programmes = load_scenario("xingan", "as_reported").programmes
    moved = 3 * programmes["relocation"].target.places
    assert 8 * programmes["house_renovation"].target.places + moved == pytest.approx(40_500, rel=0.02)


def test_helpers_of_the_city_are_those_reported():
    helpers = load_scenario("neijiang", "as_reported").programmes["village_helpers"]
    assert helpers.cadres == 1127 + 34_400
    assert helpers.cadres * helpers.paired == pytest.approx(47_500, rel=0.01)


# --- Xing'an League, 2012 ------------------------------------------------------------------------------------------


def test_two_in_five_of_the_league_are_listed_and_as_many_live_below_the_regional_line():
    c = start_of("xingan")
    assert persons_in_place(c, c.members > 0) == pytest.approx(1_110_000, rel=0.01)
    assert persons_in_place(c, c.listed) == pytest.approx(0.41 * 1_110_000, rel=0.01)
    assert c.members[c.poor].sum() / c.members.sum() == pytest.approx(0.41, abs=0.03)


def test_the_line_of_the_league_is_the_regions_until_the_national_one_overtakes_it():
    own, national = (load_scenario(place).series["exit_line"].values for place in ("xingan", "kezuohou"))
    assert [own.at(year) for year in (2012, 2013, 2014)] == [2850] * 3
    assert [own.at(year) for year in range(2015, 2026)] == [national.at(year) for year in range(2015, 2026)]


def test_unsafe_houses_of_the_leagues_list_are_those_that_were_mended():
    c = start_of("xingan")
    unsafe = c.h["house"] == UNSAFE
    assert unsafe[c.listed].sum() / c.share == pytest.approx(40_500, rel=0.06)


# --- Neijiang, 2016 ------------------------------------------------------------------------------------------------


def test_the_city_has_its_persons_and_its_list():
    c = start_of("neijiang")
    assert persons_in_place(c, c.members > 0) == pytest.approx(3_302_000, rel=0.01)
    assert persons_in_place(c, c.listed) == pytest.approx(95_000, rel=0.02)


def test_the_citys_listed_live_by_ones_and_twos_old_and_ill():
    c = start_of("neijiang")
    assert 1.64 < c.members[c.listed].mean() < 2.1
    assert 0.38 < aged_60(c) < 0.48
    assert (c.h["ill"][c.listed] > 0).mean() > 0.9


def test_wages_and_fields_have_their_national_shares_and_there_are_no_cattle():
    c = start_of("neijiang")
    a_head = {source: c.s.budgets[source].sum() / c.members.sum() for source in ("wages", "crops", "herd")}
    assert a_head["wages"] == pytest.approx(0.422 * 12_363, rel=0.15)
    assert a_head["crops"] == pytest.approx(0.343 * 12_363, rel=0.15)
    assert not (c.h["cows"] + c.h["calves"] + c.h["heifers"] + c.h["steers"]).any()
