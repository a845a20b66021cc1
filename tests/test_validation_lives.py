"""Lives followed December by December: what is asked of them, on lives made by hand; looking changes nothing."""

import numpy as np
import pytest

from experiments.validation_lives import (
    Decembers,
    Lives,
    exit_hazards,
    gap_in_returns,
    layers,
    poor_on_the_list,
    returned_within,
    seen_by_survey,
)
from model import simulate
from tests.small import small


def lives(poor, **more):
    """Lives made by hand: `poor` one string a household, a character a December ("p", "." or "-" for gone)."""
    marks = np.array([list(each) for each in poor]).T
    here, is_poor = marks != "-", marks == "p"
    shape, before = is_poor.shape, np.vstack([np.zeros((1, is_poor.shape[1]), np.bool_), is_poor[:-1]])
    left = before & ~is_poor & here
    ever_left = np.vstack([np.zeros((1, shape[1]), np.bool_), np.logical_or.accumulate(left)[:-1]])
    blank, one = np.zeros(shape, np.bool_), np.ones(shape)
    found = {
        "year": np.arange(2014, 2014 + shape[0]), "line": np.full(shape[0], 100.0), "here": here,
        "income": np.where(is_poor, 50.0, 200.0), "poor": is_poor, "exit": left, "back": is_poor & ~before & ever_left,
        "ever": ~blank, "listed": blank, "monitored": blank, "followed": blank, "relisted": blank, "cattle": 0 * one,
        "wage_share": one, "farm_share": 0 * one, "able": one, "ill": blank, "members": one,
    }  # fmt: skip
    return Lives(**(found | more))


def test_hazards_of_exit_count_spells_that_begin_within_the_run_by_how_long_they_have_lasted():
    found = exit_hazards(lives([".p....", ".pp...", ".ppp..", "ppp...", ".p-..."]), 3)
    # the fourth was poor from the first December, the fifth left before anybody knew
    assert found == pytest.approx([1 / 3, 1 / 2, 1.0])


def test_a_hazard_that_nobody_was_at_risk_of_is_no_number():
    assert np.isnan(exit_hazards(lives(["......"]), 1)).all()


def test_returns_are_counted_from_the_first_exit_among_those_still_here():
    found = lives(["p..p..", "p.....", "p.p...", "pp.---", "......"])
    assert returned_within(found, 1) == pytest.approx(1 / 3)
    assert returned_within(found, 2) == pytest.approx(2 / 3)
    assert returned_within(found, 2, among=np.array([False, True, True, True, True])) == pytest.approx(1 / 2)


def test_a_survey_sees_the_same_households_with_an_error_that_the_key_decides():
    true = lives([".p....", "......", "p....."])
    near = true._replace(income=np.full_like(true.income, 99.0))
    assert (seen_by_survey(true, 1).here == true.here).all()
    assert 0 < seen_by_survey(near, 1).poor.sum() < near.poor.size
    assert (seen_by_survey(near, 1).income == seen_by_survey(near, 1).income).all()
    assert (seen_by_survey(near, 1).income != seen_by_survey(near, 2).income).any()


def test_returns_are_compared_with_those_of_households_that_are_alike():
    poor = ["p..p..", "p..p..", "p.....", "p..p..", "p.....", "p....."]
    cattle = np.tile([1, 1, 1, 0, 0, 0], (6, 1))
    able = np.tile([2, 2, 1, 2, 1, 1], (6, 1))
    raw, alike = gap_in_returns(lives(poor, cattle=cattle, able=able), "cattle")
    assert raw == pytest.approx(2 / 3 - 1 / 3)
    assert alike == pytest.approx(0.0)  # with two hands all return, with one nobody does


def test_living_on_wages_is_compared_with_farming_and_with_nothing_else():
    poor = ["p..p..", "p.....", "p..p.."]
    wages, farm = np.tile([0.9, 0.1, 0.3], (6, 1)), np.tile([0.0, 0.8, 0.3], (6, 1))
    assert gap_in_returns(lives(poor, wage_share=wages, farm_share=farm), "wages") == (1.0, 1.0)


def at(when, households=4, decembers=6):
    """Marks at (December, household)."""
    marks = np.zeros((decembers, households), np.bool_)
    for december, household in when:
        marks[december, household] = True
    return marks


def test_each_layer_sees_its_share_of_returns_within_two_years():
    returns = ["p.p...", "p.p...", "p.p...", "p.p..."]
    found = layers(
        lives(returns, listed=at([(1, 0)]), followed=at([(4, 1)]), monitored=at([(4, 1)]), relisted=at([(5, 2)])),
        (2016, 2016),
    )
    # the third was listed again in the third year, which is too late
    assert found == {"still_listed": 0.25, "found": 0.25, "supported": 0.25, "relisted": 0.0, "unseen": 0.5}


def test_returns_that_cannot_be_followed_for_two_years_are_left_out():
    assert np.isnan(layers(lives(["...p.p"]), (2018, 2019))["unseen"])


def test_the_poor_on_the_list_are_a_share_of_all_poor():
    shares = list(poor_on_the_list(lives(["pppppp", ".ppppp"], listed=at([(0, 0), (1, 0)], 2))))
    assert shares[0] == (2014, 1.0, 0.0)
    assert shares[1] == (2015, 0.5, 0.0)


def test_looking_at_lives_changes_nothing_and_agrees_with_the_result():
    scenario, taken = small(months=40), Decembers()
    result = simulate(scenario, 5, each_month=taken)
    assert result.digest == simulate(scenario, 5).digest
    seen = taken.lives()
    assert seen.year.tolist() == [2014, 2015, 2016]
    assert (seen.poor == result.poor).all()
    rows = np.isin(result.spells["household"], result.households["household"])
    assert seen.exit.sum() == rows.sum()
    assert seen.back.sum() == (result.spells["outcome"][rows] == "returned").sum()
    assert seen.listed.sum() > 0
