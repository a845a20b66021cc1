"""Exits on paper, over-indebtedness and the cliff at the line, in counties whose answers are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.summary import UNITS
from model import simulate
from model.observe import assessed_measures, cattle_told, counted_in_december, last_assessment
from model.phases.december import december
from model.records import DISSOLVED, EXITED, LISTED, MONITORED, NEVER_LISTED, REMOVED, SAFE, UNSAFE
from tests.handmade_county import county_of
from tests.small import small
from tests.small_study import small_study

LINE = 280_000  # fen a person and year in the hand-made county
MEASURES = ("paper_exits", "over_indebtedness", "cliff")


def county(income, register=LISTED, *, programme=0, members=1, acts=False):
    """Households of the hand-made county in December, with this income (in lines a head) beside `programme`, in fen."""
    world = county_of({}, len(income))
    h = world.households
    for name in ("wages", "crops", "herd", "transfers", "rent", "interest", "debt", "loan"):
        h[name] = 0
    h.register, h.members, h.house, h.programme = register, members, SAFE, programme
    h.wages = np.round(np.array(income) * LINE * h.members)
    world.villages.water = 1
    world.yearbook.cohort = world.yearbook.ever = h.register == LISTED
    rules = world.numbers["register"]
    rules["acts"], rules["see_exit"], rules["exit_pressure"] = acts, 1.0, 1.0
    return world


def measured(world):
    """The three measures after one December."""
    december(world.stage)
    return counted_in_december(world)


def test_an_exit_is_on_paper_where_income_is_below_the_line_or_a_guarantee_is_missing():
    world = county([1.2, 0.9, 1.2, 0.5, 0.9, 1.2], [LISTED] * 4 + [REMOVED, NEVER_LISTED], acts=True)
    world.households.house[2] = UNSAFE
    assert measured(world)["paper_exits"] == 2
    assert world.households.register.tolist() == [EXITED, EXITED, EXITED, LISTED, REMOVED, NEVER_LISTED]


def test_the_county_has_as_many_exits_on_paper_as_its_sample_stands_for():
    world = county([0.9, 0.9, 1.2], acts=True)
    world.weight = 5.0
    assert measured(world)["paper_exits"] == 10.0


def test_without_pressure_or_without_a_register_that_acts_nothing_is_on_paper():
    assert measured(county([0.9, 1.2]))["paper_exits"] == 0
    world = county([0.9, 1.2], acts=True)
    world.numbers["register"]["exit_pressure"] = 0.0
    assert measured(world)["paper_exits"] == 0
    assert world.households.register.tolist() == [LISTED, EXITED]


def test_a_register_cleaned_afterwards_tells_of_all_ever_listed_but_those_taken_off_by_error():
    world = county([1.0] * 6, [LISTED, EXITED, MONITORED, REMOVED, NEVER_LISTED, EXITED])
    world.yearbook.ever = [1, 1, 1, 1, 0, 1]
    world.households.where[1] = DISSOLVED
    world.at_start, world.weight = 5, 10.0  # the sixth came to be when a family divided
    december(world.stage)
    measures = assessed_measures(world, last_assessment(world.stage), LINE / 100)
    assert measures["ever_registered_households"] == 30.0


def test_the_cattle_told_are_those_of_the_cohort_and_what_its_capital_would_buy_at_an_enterprise():
    world = county([1.0] * 3, [LISTED, LISTED, NEVER_LISTED])
    h = world.households
    for name in ("cows", "heifers", "steers", "calves", "trusted", "shares"):
        h[name] = 0
    h.cows, h.calves, h.trusted = [2, 0, 9], [1, 0, 9], [0, 4, 0]
    h.shares, world.county.cow_price, world.weight = [0, 3_000_000, 0], 10_000.0, 10.0
    assert cattle_told(world) == 10.0 * (3 + 4 + 3)
    world.county.cow_price = 0.0
    assert cattle_told(world) == 10.0 * (3 + 4)


def test_livestock_is_counted_in_june_and_the_count_stands_until_the_next():
    run = simulate(small("cattle_loan", months=24), seed=1)
    told = run.series["midyear_cattle"]
    assert len(set(told[5:17])) == 1
    assert len({told[4], told[5], told[17]}) == 3


def test_who_owes_more_than_two_years_of_income_is_over_indebted_loan_and_debt_together():
    world = county([1.0] * 6, [LISTED] * 5 + [NEVER_LISTED], members=2)
    h = world.households
    h.loan = [2 * LINE, 2 * LINE, 0, 0, 9 * LINE, 9 * LINE]
    h.debt = [2 * LINE, 2 * LINE + 1, 9 * LINE, 0, 9 * LINE, 9 * LINE]
    h.where[4] = DISSOLVED
    assert measured(world)["over_indebtedness"] == 2 / 4  # of the cohort still here


def test_income_counts_as_three_thousand_yuan_at_least():
    world = county([0.0, 0.0, -3.0])
    world.households.debt = [600_000, 600_001, 600_000]
    assert measured(world)["over_indebtedness"] == 1 / 3


def test_more_years_of_income_make_fewer_over_indebted():
    shares = []
    for years in (1.0, 2.0, 4.0):
        world = county([1.5] * 40)
        world.households.debt = np.arange(40) * LINE // 5
        world.numbers["assessment"]["over_indebted"] = years
        shares.append(measured(world)["over_indebtedness"])
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1] > 0


def test_the_cliff_is_what_those_just_on_the_register_have_more_by_the_person():
    income = [0.9, 1.1, 1.2, 0.7, 1.3, 1.0, 0.8, 2.0]
    register = [LISTED, MONITORED, LISTED, LISTED, LISTED, NEVER_LISTED, NEVER_LISTED, NEVER_LISTED]
    world = county(income, register, programme=100_000, members=[1, 3, 2, 1, 1, 2, 1, 1])
    world.households.programme[5:] = 0
    on = (0.9 * 1 + 1.1 * 3 + 1.2 * 2) * LINE + 3 * 100_000
    off = (1.0 * 2 + 0.8 * 1) * LINE
    assert measured(world)["cliff"] == pytest.approx((on / 6 - off / 3) / 100)


def test_who_is_supported_after_exit_stands_above_the_cliff_and_who_is_no_longer_on_neither_side():
    world = county([1.0] * 4, [EXITED, EXITED, REMOVED, NEVER_LISTED], programme=[50_000, 90_000, 90_000, 0])
    rules, h = world.numbers["register"], world.households
    rules["after_exit"], rules["strength"] = 12, 1.0
    h.support_until = [world.month, world.month - 1, world.month + 9, 0]
    assert measured(world)["cliff"] == 500.0


def test_exits_of_this_december_were_supported_in_the_year():
    world = county([1.0, 1.0], [LISTED, NEVER_LISTED], programme=[70_000, 0], acts=True)
    assert measured(world)["cliff"] == 700.0
    assert world.households.register[0] == EXITED


def test_how_near_is_near_is_a_number():
    world = county([1.0, 1.4, 1.0], [LISTED, LISTED, NEVER_LISTED])
    assert measured(world)["cliff"] == 0.0
    world.tally[:], world.numbers["assessment"]["near"] = 0, 0.5
    assert measured(world)["cliff"] == pytest.approx(0.2 * LINE / 100)


@pytest.mark.parametrize("register", [LISTED, NEVER_LISTED])
def test_where_one_side_is_empty_there_is_no_cliff(register):
    assert np.isnan(measured(county([1.0, 1.0], register))["cliff"])


def test_where_nobody_was_listed_at_the_start_nobody_of_them_is_over_indebted():
    assert np.isnan(measured(county([1.0], NEVER_LISTED))["over_indebtedness"])


def test_the_order_of_households_does_not_matter():
    income, rng = np.linspace(0.5, 1.5, 40), np.random.default_rng(2)
    one, turned = (county(income, np.arange(40) % 5, programme=12_345, acts=True) for _ in range(2))
    order = rng.permutation(40)
    turned.households[:], turned.yearbook[:] = turned.households[order], turned.yearbook[order]
    for world in (one, turned):
        world.households.debt = world.households.id * 11_111
    assert measured(one) == measured(turned)


def test_the_measures_stand_beside_the_others_of_the_last_assessment():
    world = county([1.0, 1.0], [LISTED, NEVER_LISTED])
    december(world.stage)
    assert set(MEASURES) < set(assessed_measures(world, last_assessment(world.stage), 2800.0))


def test_a_run_tells_them_month_by_month_and_sums_them_up():
    result = simulate(small("as_reported", months=61), 7)
    months = {name: result.series[name] for name in MEASURES}
    assert {len(values) for values in months.values()} == {61}
    assert np.isnan(months["cliff"][:11]).all()  # no December has been counted yet
    for name in MEASURES:
        assert not np.isnan(months[name][11:]).any()
        assert set(months[name][12:23]) == {months[name][11]}  # until the next assessment
    decembers = slice(11, None, 12)
    assert result.headline["paper_exits"] == months["paper_exits"][decembers].sum() > 0
    for name in ("over_indebtedness", "cliff"):
        assert result.headline[name] == pytest.approx(months[name][decembers].mean())


def test_a_bolder_threshold_changes_the_measure_and_nobodys_life():
    scenario = small("cattle_loan", months=25)
    assessment = replace(scenario.processes["assessment"], over_indebted=1.0, near=0.5)
    changed = replace(scenario, processes={**scenario.processes, "assessment": assessment})
    one, other = simulate(scenario, 7), simulate(changed, 7)
    assert one.digest == other.digest
    assert one.headline["over_indebtedness"] < other.headline["over_indebtedness"]


def test_a_comparison_shows_them_with_units_intervals_and_differences(tmp_path):
    study = small_study(tmp_path / "study")
    for name in MEASURES:
        rows = study.summary[study.summary["measure"] == name]
        assert set(rows["policy"]) == {"none", "as_reported"}
        assert set(rows["unit"]) == {UNITS[name]}
        assert rows[["estimate", "low", "high"]].notna().all(axis=None)
        assert list(study.paired[study.paired["measure"] == name]["policy"]) == ["as_reported"]
