"""Estimators of spells: hand tables, closed forms, and three independent libraries."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from sksurv.nonparametric import cumulative_incidence_competing_risks
from statsmodels.duration.survfunc import CumIncidenceRight

from experiments import incidence
from experiments.incidence import cumulative_incidence, mean_cumulative_number

# Ten households, worked by hand: month, cause (0 censored, 1 returned, 2 left).  At risk 10, 8, 5, 2.
MONTHS = [12, 12, 24, 24, 24, 36, 36, 36, 48, 48]
CAUSES = [1, 2, 1, 1, 0, 1, 2, 0, 1, 0]

spell_lists = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 2)), min_size=2, max_size=40)


def months_and_causes(count=400, seed=3):
    """Monthly data full of ties: return .02, departure .01 a month, censored between months 20 and 60."""
    luck = np.random.default_rng(seed)
    ended = luck.geometric(0.03, count)
    cause = np.where(luck.random(count) < 2 / 3, 1, 2)
    censored = luck.integers(20, 61, count)
    return np.minimum(ended, censored), np.where(ended <= censored, cause, 0)


def test_incidence_of_a_table_worked_by_hand():
    curve = cumulative_incidence(MONTHS, CAUSES)
    assert curve.at_risk == pytest.approx([10, 8, 5, 2])
    assert curve.out == pytest.approx([0.8, 0.6, 0.36, 0.18])
    assert curve.incidence[0] == pytest.approx([0.1, 0.3, 0.42, 0.60])
    assert curve.incidence[1] == pytest.approx([0.1, 0.1, 0.22, 0.22])


def test_between_events_the_incidence_stands_still():
    curve = cumulative_incidence(MONTHS, CAUSES)
    assert curve.at([0, 11, 12, 23, 24])[0] == pytest.approx([0, 0, 0.1, 0.1, 0.3])


@given(spells=spell_lists)
def test_what_has_become_of_the_spells_adds_up_to_one(spells):
    months, causes = np.array(spells).T
    curve = cumulative_incidence(months, causes, causes=2)
    assert curve.incidence.sum(axis=0) + curve.out == pytest.approx(1.0)
    assert (np.diff(curve.incidence, axis=1) >= -1e-15).all()


@given(spells=spell_lists)
def test_scikit_survival_agrees_whatever_the_ties(spells):
    months, causes = np.array(spells).T
    assume({1, 2} <= set(causes))
    times, theirs = cumulative_incidence_competing_risks(causes, months)
    ours = cumulative_incidence(months, causes)
    assert ours.at(times) == pytest.approx(theirs[1:])


def test_statsmodels_agrees():
    months, causes = months_and_causes()
    theirs = CumIncidenceRight(months, causes)
    ours = cumulative_incidence(months, causes).at(theirs.times)
    assert ours == pytest.approx(np.array(theirs.cinc))


def test_statsmodels_agrees_with_weights():
    months, causes = months_and_causes()
    weights = np.random.default_rng(4).integers(1, 5, months.size)
    theirs = CumIncidenceRight(months, causes, freq_weights=weights)
    assert cumulative_incidence(months, causes, weights).at(theirs.times) == pytest.approx(np.array(theirs.cinc))


def test_a_weight_is_that_many_households():
    months, causes = months_and_causes(60)
    weights = np.random.default_rng(5).integers(0, 4, months.size)
    counted = cumulative_incidence(np.repeat(months, weights), np.repeat(causes, weights))
    weighted = cumulative_incidence(months, causes, weights)
    assert weighted.times == pytest.approx(counted.times)
    assert weighted.incidence == pytest.approx(counted.incidence)


def test_competing_exits_meet_their_closed_form_and_kaplan_meier_does_not():
    """A cohort of which exactly q returns and m leaves each month: q / (q + m) (1 - (1 - q - m)^n)."""
    q, m, horizon = 0.01, 0.006, 60
    month = np.arange(1, horizon + 1)
    still_out = (1 - q - m) ** (month - 1)
    months = np.concatenate([month, month, [horizon]])
    causes = np.repeat([1, 2, 0], [horizon, horizon, 1])
    weights = np.concatenate([q * still_out, m * still_out, [(1 - q - m) ** horizon]])
    horizons = np.array([12, 24, 36, 60])
    exact = q / (q + m) * (1 - (1 - q - m) ** horizons)
    assert cumulative_incidence(months, causes, weights).at(horizons)[0] == pytest.approx(exact, abs=1e-12)
    wrong = incidence.one_minus_kaplan_meier(months, causes, 1, weights).at(horizons)[0]
    assert wrong == pytest.approx(1 - (1 - q) ** horizons, abs=1e-12)
    assert (wrong > exact).all()


def test_one_minus_kaplan_meier_is_scipys():
    months, causes = months_and_causes()
    ended = causes == 1
    theirs = stats.ecdf(stats.CensoredData(uncensored=months[ended], right=months[~ended]))
    ours = incidence.one_minus_kaplan_meier(months, causes, 1)
    assert ours.at(theirs.cdf.quantiles)[0] == pytest.approx(theirs.cdf.probabilities)


def test_nothing_is_said_beyond_what_anyone_was_followed_for():
    assert np.isnan(cumulative_incidence([12, 24, 36], [1, 1, 0]).at([36, 37])[0]).tolist() == [False, True]
    assert cumulative_incidence([12, 24], [1, 2]).at([60])[:, 0] == pytest.approx([0.5, 0.5])
    assert np.isnan(cumulative_incidence([], [], causes=2).at([12, 24])).all()


def test_impossible_spells_are_refused():
    for months, causes in (([-1], [1]), ([1], [-1]), ([1, 2], [1]), ([np.nan], [1]), ([1.5], [1])):
        with pytest.raises(ValueError, match=r"durations"):
            cumulative_incidence(months, causes)
    with pytest.raises(ValueError, match="cause 3"):
        cumulative_incidence([1], [3], causes=2)


def test_movers_and_stayers_together_show_a_hazard_that_falls():
    """30 % return with .30 a year, 70 % with .03: the pooled hazard of the theory page."""
    year = np.arange(1, 11)
    ended = sum(share * p * (1 - p) ** (year - 1) for share, p in ((0.3, 0.3), (0.7, 0.03)))
    curve = cumulative_incidence(
        np.append(12 * year, 120), np.append(np.ones(10), 0), np.append(ended, 1 - ended.sum())
    )
    hazard = incidence.hazard_by_year(curve, 10)[0]
    assert hazard[[0, 4, 9]] == pytest.approx([0.1110, 0.0581, 0.0360], abs=5e-5)
    assert (np.diff(hazard) < 0).all()


def test_months_out_and_months_lost_to_each_cause_add_up_to_the_horizon():
    curve = cumulative_incidence(MONTHS, CAUSES)
    out, returned, left = incidence.restricted_mean(curve, 36)
    assert out == pytest.approx(12 * (1 + 0.8 + 0.6))
    assert returned == pytest.approx(12 * (0.1 + 0.3))
    assert left == pytest.approx(12 * (0.1 + 0.1))
    assert incidence.restricted_mean(curve, 40).sum() == pytest.approx(40)
    assert np.isnan(incidence.restricted_mean(curve, 60)).all()


def test_the_mean_number_of_returns_is_the_plain_mean_when_all_are_followed_equally_long():
    mean = mean_cumulative_number([12, 36, 24], [0, 0, 2], [60, 60, 60, 60])
    assert mean.at([11, 12, 24, 36, 60]) == pytest.approx([0, 0.25, 0.5, 0.75, 0.75])
    assert np.isnan(mean.at([61])[0])


def test_the_gone_count_as_having_no_further_returns():
    """By hand: one of four dies at 6 uncensored, one is censored at 12; events at 6 (tie: before death), 18 and 24."""
    mean = mean_cumulative_number([6, 18, 24], [0, 1, 2], [6, 24, 24, 12], [True, False, False, False])
    assert mean.at([6, 18, 24]) == pytest.approx([1 / 4, 1 / 4 + 0.75 / 2, 1 / 4 + 0.75])


def test_ghosh_and_lin_meet_their_closed_form_with_and_without_known_censoring():
    """Returns at rate a while here, departure at rate m: the mean by t is a (1 - exp(-m t)) / m."""
    luck = np.random.default_rng(8)
    count, rate, leaving, horizon = 20_000, 0.02, 0.015, 60.0
    gone, run_end = luck.exponential(1 / leaving, count), luck.uniform(40, 90, count)
    follow_up = np.minimum(gone, run_end)
    who = np.repeat(np.arange(count), luck.poisson(rate * follow_up))
    when = luck.uniform(0, follow_up[who])
    exact = rate * (1 - np.exp(-leaving * horizon)) / leaving
    estimated = mean_cumulative_number(when, who, follow_up, gone <= run_end).at([horizon])[0]
    administrative = mean_cumulative_number(when, who, run_end).at([horizon])[0]
    assert estimated == pytest.approx(exact, rel=0.02)
    assert administrative == pytest.approx(exact, rel=0.02)


def test_an_event_after_follow_up_is_refused():
    with pytest.raises(ValueError, match="after the end"):
        mean_cumulative_number([13], [0], [12])


@pytest.mark.parametrize("seed", range(5))
def test_the_log_rank_test_is_scipys(seed):
    first, second = months_and_causes(80, seed), months_and_causes(60, seed + 50)
    theirs = stats.logrank(
        *(
            stats.CensoredData(uncensored=months[causes == 1], right=months[causes != 1])
            for months, causes in (first, second)
        )
    )
    ours = incidence.log_rank(first[0], first[1] == 1, second[0], second[1] == 1)
    assert ours.p_value == pytest.approx(theirs.pvalue)
    assert abs(ours.statistic) == pytest.approx(abs(theirs.statistic))


def test_the_log_rank_test_is_positive_where_the_first_returns_sooner():
    assert incidence.log_rank([1, 2, 3], [1, 1, 1], [4, 5, 6], [1, 1, 1]).statistic > 0
    assert np.isnan(incidence.log_rank([1, 2], [0, 0], [1, 2], [0, 0]).p_value)
