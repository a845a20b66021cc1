"""The first month's people: what the evidence says of them holds jointly, and everyone is drawn by who they are."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from model import load_scenario
from model.luck import NEWBORN
from model.population import expect, first_people, whole_county
from model.processes.work import log_productivity
from model.records import COMPULSORY, LISTED, NO_JOB, SENIOR_HIGH, UNIVERSITY, UNSAFE
from model.synthesis.persons import capacity_of

COUNTY = load_scenario("kezuohou")
NUMBERS = COUNTY.processes["population"]
EVE = COUNTY.start - 1
LUCK = [(1, 0), (2024, 7), (3, 11)]
SOURCES = ("crops", "rent", "wages", "herd", "pension", "dibao", "subsidies")
each_luck = pytest.mark.parametrize("luck", LUCK, ids=str)


@dataclass(frozen=True)
class County:
    """Columns of one county: households `h`, yearbook `y`, coming budgets `b`; persons `p` with `home` and `age`."""

    h: Any
    y: Any
    b: Any
    p: Any
    home: Any
    age: Any
    listed: Any
    seen: Any

    def a_head(self, source, among):
        """Yuan a head and year from one source among some households."""
        return self.b[source][among].sum() / self.h["members"][among].sum()

    def income(self):
        """Yuan a household expects of the coming year."""
        return sum(self.b[source] for source in SOURCES) - self.b["interest"]

    def persons_of(self, among):
        """Persons of some households: bool[persons]."""
        return among[self.home]


@cache
def county(luck):
    s = whole_county(COUNTY, *luck)
    budgets = expect(s, COUNTY)
    alive = s.persons["alive"] == 1
    home = np.repeat(np.arange(len(s.households)), s.households["slots"])[alive]
    persons = s.persons[alive]
    age = (EVE - persons["born"]) // 12
    listed = s.households["register"] == LISTED
    return County(s.households, s.yearbook, budgets, persons, home, age, listed, s.seen)


def log_sd(values, weight):
    """Standard deviation of logs, values below 100 yuan counted as 100."""
    logs = np.log(np.maximum(100.0, values))
    return float(np.sqrt(np.average((logs - np.average(logs, weights=weight)) ** 2, weights=weight)))


# --- what the evidence says ---------------------------------------------------------------------------------------


@each_luck
def test_the_county_has_as_many_people_as_it_had(luck):
    c = county(luck)
    assert len(c.h) == 97200
    assert c.h["members"].sum() == pytest.approx(311_000, rel=0.01)


@each_luck
def test_the_list_has_its_households_persons_and_share(luck):
    c = county(luck)
    assert c.listed.sum() == 13065
    assert c.h["members"][c.listed].mean() == pytest.approx(2.62, abs=0.06)
    assert c.h["members"][c.listed].sum() / c.h["members"].sum() == pytest.approx(0.11, abs=0.004)


@each_luck
def test_income_a_head_has_the_mean_and_the_spread_of_the_place(luck):
    c = county(luck)
    assert 7000 < c.income().sum() / c.h["members"].sum() < 8500
    assert 0.60 < log_sd(c.income() / c.h["members"], c.h["members"]) < 0.72
    assert 0.60 < log_sd(c.y["income"] / 100.0 / c.h["members"], c.h["members"]) < 0.72


@each_luck
def test_the_list_misses_and_leaks_as_first_identifications_do(luck):
    c = county(luck)
    poor = c.y["poor"] == 1
    assert (poor & ~c.listed).sum() / poor.sum() == pytest.approx(0.25, abs=0.06)
    assert (c.listed & ~poor).sum() / c.listed.sum() == pytest.approx(0.20, abs=0.06)


BUDGET = {"crops": 1110, "rent": 230, "wages": 875, "pension": 270, "dibao": 230, "interest": 170}


@each_luck
@pytest.mark.parametrize("source", BUDGET)
def test_a_listed_household_has_the_budget_of_2014(luck, source):
    c = county(luck)
    assert c.a_head(source, c.listed) == pytest.approx(BUDGET[source], rel=0.2)


@each_luck
def test_a_listed_household_draws_the_grain_subsidy_of_2014(luck):
    c = county(luck)
    drawn = c.h["land"][c.listed].sum() * COUNTY.series["grain_subsidy"].at(COUNTY.start)
    assert drawn / c.h["members"][c.listed].sum() == pytest.approx(100, rel=0.2)


@each_luck
def test_a_listed_household_lives_near_the_line_in_2014(luck):
    c = county(luck)
    income = c.income()[c.listed].sum() / c.h["members"][c.listed].sum()
    assert income == pytest.approx(2650, rel=0.1)


@each_luck
def test_the_listed_are_old_ill_and_short_of_hands(luck):
    c = county(luck)
    among = c.persons_of(c.listed)
    assert (c.age[among] >= 60).mean() == pytest.approx(0.30, abs=0.03)
    assert (c.p["disability"][among] > 0).mean() == pytest.approx(0.12, abs=0.02)
    assert (c.h["ill"][c.listed] > 0).mean() == pytest.approx(0.64, abs=0.04)


@each_luck
def test_half_of_the_listed_can_do_at_least_half_an_adults_work(luck):
    c = county(luck)
    rows = np.flatnonzero(c.persons_of(c.listed))[:4000]
    able = [capacity_of(c.p[k], EVE, COUNTY.processes["health"]) >= 0.5 for k in rows]
    assert np.mean(able) == pytest.approx(0.52, abs=0.07)


@each_luck
def test_chronic_illness_has_its_share_at_each_age(luck):
    c = county(luck)
    shares = {(15, 24): "25", (25, 34): "35", (35, 44): "45", (45, 54): "55", (55, 64): "65", (65, 99): "old"}
    for (youngest, oldest), name in shares.items():
        among = (c.age >= max(16, youngest)) & (c.age <= oldest)
        share = getattr(NUMBERS, f"chronic_{name}") * NUMBERS.chronic_then
        assert c.p["chronic"][among].mean() == pytest.approx(share, abs=0.04)


@each_luck
def test_adults_on_the_list_have_six_years_of_school(luck):
    c = county(luck)
    assert c.p["schooling"][c.persons_of(c.listed) & (c.age >= 22)].mean() == pytest.approx(6.0, abs=0.4)


@each_luck
def test_land_is_either_a_farm_or_a_plot(luck):
    c = county(luck)
    farm = c.h["land"] > 5.0
    assert farm[c.listed].mean() == pytest.approx(0.42, abs=0.04)
    assert c.h["land"][c.listed & farm].mean() == pytest.approx(21, abs=1.5)
    assert c.h["land"][~c.listed & farm].mean() == pytest.approx(22, abs=1.5)
    assert c.h["land"][c.listed].mean() == pytest.approx(10, abs=1.5)
    assert c.h["let"][c.listed].mean() == pytest.approx(4, abs=0.5)
    assert c.h["pasture"][c.h["pasture"] > 0].mean() == pytest.approx(60, rel=0.05)


@each_luck
def test_farms_of_the_listed_yield_three_quarters(luck):
    c = county(luck)
    farm = c.listed & (c.h["land"] > 5.0)
    assert np.exp(0.5 * log_productivity(c.h[farm], COUNTY.processes["work"])).mean() == pytest.approx(0.75, abs=0.08)


@each_luck
def test_most_cattle_are_kept_by_the_unlisted(luck):
    c = county(luck)
    head = c.h["cows"] + c.h["heifers"] + c.h["steers"] + c.h["calves"]
    assert head[c.listed].mean() == pytest.approx(1.0, abs=0.25)
    assert head[~c.listed].mean() == pytest.approx(8.8, abs=0.5)
    assert (head[~c.listed] > 0).mean() == pytest.approx(0.5, abs=0.05)


@each_luck
def test_paid_work_is_rare_on_the_list(luck):
    c = county(luck)
    months = COUNTY.processes["work"].job_months
    assert c.b["paid_months"].mean() == pytest.approx(months, rel=0.06)
    assert c.b["paid_months"][c.listed].mean() == pytest.approx(0.5 * months, rel=0.3)


@each_luck
def test_unsafe_houses_debt_and_cash_are_those_of_2014(luck):
    c = county(luck)
    assert (c.h["house"] == UNSAFE)[c.listed].mean() == pytest.approx(0.50, abs=0.03)
    assert (c.h["house"] == UNSAFE)[~c.listed].mean() == pytest.approx(0.06, abs=0.015)
    indebted = c.listed & (c.h["debt"] > 0)
    assert indebted.sum() / c.listed.sum() == pytest.approx(0.30, abs=0.03)
    assert c.h["debt"][indebted].mean() / 100 == pytest.approx(20_000, rel=0.1)
    assert c.h["cash"][c.listed].mean() / 100 == pytest.approx(2000, rel=0.1)


@each_luck
def test_most_who_draw_the_guarantee_are_not_on_the_list(luck):
    c = county(luck)
    recipients, members = c.h["dibao"], c.h["members"]
    assert recipients[c.listed].sum() / members[c.listed].sum() == pytest.approx(0.16, abs=0.02)
    assert recipients.sum() / members.sum() == pytest.approx(0.10, abs=0.01)
    assert recipients[~c.listed].sum() > recipients[c.listed].sum()


@each_luck
def test_ability_has_its_declared_variance(luck):
    c, work = county(luck), COUNTY.processes["work"]
    assert c.h["ability"].var() == pytest.approx(work.ability_variance, rel=0.03)
    assert c.h["shock"].var() == pytest.approx(work.shock_variance, rel=0.03)
    assert np.exp(log_productivity(c.h, work)).mean() == pytest.approx(1.0, abs=0.01)


# --- how records hang together -------------------------------------------------------------------------------------


def test_people_live_in_slots_of_their_own_households():
    c = county(LUCK[0])
    assert (c.h["first"][1:] == (c.h["first"] + c.h["slots"])[:-1]).all()
    old = np.bincount(c.home, c.age >= 60) == c.h["members"]
    assert (old | (c.h["slots"] == 10) | (c.h["slots"] > c.h["members"])).all()
    assert c.h["slots"].max() <= 10
    assert (np.bincount(c.home) == c.h["members"]).all()


def test_ids_are_one_persons_own_and_leave_room_for_descendants():
    c = county(LUCK[0])
    for ids in (c.h["id"], c.p["id"]):
        assert len(np.unique(ids)) == len(ids)
        assert ids.min() > 0
        assert ids.max() < NEWBORN
    assert (c.p["id"] // 100 == c.h["id"][c.home]).all()


def test_pupils_are_of_school_age_and_workers_are_not_pupils():
    c = county(LUCK[0])
    assert (c.age[c.p["school"] == COMPULSORY] <= 15).all()
    beyond = (c.p["school"] == SENIOR_HIGH) | (c.p["school"] == UNIVERSITY)
    assert beyond.any()
    assert (c.p["job"][beyond] == NO_JOB).all()
    working = c.p["job"] != NO_JOB
    assert c.age[working].min() >= 18
    assert c.age[working].max() < 60
    assert (c.h["jobs"] == np.bincount(c.home[working], minlength=len(c.h))).all()


def test_no_stock_is_negative_or_larger_than_its_whole():
    h = county(LUCK[0]).h
    for name in ("cash", "debt", "land", "let", "pasture", "fodder", "labour", "usual", "habit", "cows", "calves"):
        assert h[name].min() >= 0, name
    assert (h["in_calf"] <= h["cows"]).all()
    assert (h["heifers_in_calf"] <= h["heifers"]).all()
    assert (h["dibao"] <= h["members"]).all()
    assert (h["able"] <= h["members"]).all()


def test_last_december_is_remembered_but_no_spell_has_begun():
    c = county(LUCK[0])
    assert (c.y["cohort"] == c.listed).all()
    assert (c.y["ever"] == c.listed).all()
    line = COUNTY.series["exit_line"].at(EVE)
    assert ((c.y["income"] / 100.0 / c.h["members"] < line) == (c.y["poor"] == 1)).mean() > 0.9999
    assert (c.y["good_members"][c.y["poor"] == 0] > 0).all()
    assert (c.y["poor_any"] >= c.y["poor"]).all()
    for name in ("exits", "returns", "poor_years", "exit_month", "any_exit_month", "event"):
        assert not c.y[name].any(), name
    for name in ("wages", "crops", "herd", "transfers", "rent", "interest", "spent"):
        assert not c.h[name].any(), name


def test_kin_are_eight_to_twelve_neighbours_of_one_village():
    h = county(LUCK[0]).h
    sizes = np.bincount(h["kin"])
    assert (np.diff(h["kin"]) >= 0).all()
    assert set(sizes[:-1]) <= set(range(8, 13))
    assert sizes.mean() == pytest.approx(10, abs=0.2)
    assert (np.diff(h["village"])[np.diff(h["kin"]) == 0] == 0).all()


def test_work_of_the_last_year_and_of_the_next_is_alike():
    before = whole_county(COUNTY, 1, 0).budgets["paid_months"].mean()
    assert county((1, 0)).b["paid_months"].mean() == pytest.approx(before, rel=0.05)


def test_villages_differ_around_their_mean():
    villages = first_people(COUNTY, 1, 0).villages
    assert len(villages) == 262
    assert villages["exposure"].mean() == pytest.approx(1.0, abs=0.05)
    assert villages["helper"].mean() == pytest.approx(0.6, abs=0.05)
    assert not villages["station"].any()
