"""Poverty, inequality, health spending and targeting: textbook fixtures, closed forms and the axioms themselves."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm

from model.measures import health_spending, inequality, poverty, targeting_accuracy, work_incentives
from model.measures.weighted import mean, quantile

COUNTRY_C = np.array([100.0, 110.0, 150.0, 160.0])
LINE = 125.0
MEASURES = (
    poverty.headcount,
    poverty.poverty_gap,
    poverty.poverty_severity,
    poverty.watts,
    poverty.sen,
    poverty.sen_shorrocks_thon,
)

incomes = st.lists(st.integers(1, 400), min_size=1, max_size=12).map(lambda yuan: np.array(yuan, dtype=float))
measures = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)


@pytest.mark.parametrize(
    ("measure", "expected"), list(zip(MEASURES, [0.5, 0.08, 0.0136, 0.0877442307, 0.09, 0.125], strict=True))
)
def test_the_world_banks_country_c_has_the_handbooks_answers(measure, expected):
    assert measure(COUNTRY_C, LINE) == pytest.approx(expected, abs=1e-10)


def test_poor_means_strictly_below_the_line():
    assert poverty.headcount([99.99, 100.0, 100.01], 100.0) == pytest.approx(1 / 3)


@measures
@given(income=incomes)
def test_money_needs_no_unit(measure, income):
    assert measure(income * 8, LINE * 8) == pytest.approx(measure(income, LINE))


@measures
@given(income=incomes, copies=st.integers(2, 5))
def test_writing_everybody_down_again_changes_nothing(measure, income, copies):
    assert measure(np.tile(income, copies), LINE) == pytest.approx(measure(income, LINE))


@measures
@given(counted=st.lists(st.tuples(st.integers(1, 400), st.integers(0, 4)), min_size=1, max_size=10))
def test_a_weight_is_that_many_people(measure, counted):
    income, weight = np.array(counted, dtype=float).T
    if weight.sum() == 0:
        assert np.isnan(measure(income, LINE, weight))
    else:
        people = np.repeat(income, weight.astype(int))
        assert measure(income, LINE, weight) == pytest.approx(measure(people, LINE))


@measures
@given(income=incomes, others=st.lists(st.integers(125, 10_000), min_size=1, max_size=4))
def test_what_the_non_poor_earn_does_not_matter(measure, income, others):
    rich = np.array(others, dtype=float)
    assert measure(np.append(income, rich), LINE) == pytest.approx(measure(np.append(income, rich * 2), LINE))


@measures
@given(income=incomes, who=st.integers(0, 11), loss=st.integers(1, 100))
def test_a_loss_never_reduces_poverty(measure, income, who, loss):
    poorer = income.copy()
    poorer[who % income.size] = max(1.0, poorer[who % income.size] - loss)
    # Sen's index is not continuous where somebody crosses the line.
    assume(measure is not poverty.sen or (income < LINE).sum() == (poorer < LINE).sum())
    assert measure(poorer, LINE) >= measure(income, LINE) - 1e-12


def test_falling_below_the_line_raises_every_measure():
    for measure in MEASURES:
        assert measure([100.0, 124.0, 150.0, 160.0], LINE) > measure([100.0, 125.0, 150.0, 160.0], LINE)


@given(low=st.integers(2, 100), gap=st.integers(1, 20), amount=st.integers(1, 4))
def test_taking_from_the_poorer_for_the_less_poor_raises_what_weighs_the_poorest_more(low, gap, amount):
    amount = min(amount, low - 1)
    before, after = [low, low + gap, 300.0], [low - amount, low + gap + amount, 300.0]
    for measure in (poverty.poverty_severity, poverty.watts, poverty.sen, poverty.sen_shorrocks_thon):
        assert measure(after, LINE) > measure(before, LINE)
    assert poverty.poverty_gap(after, LINE) == pytest.approx(poverty.poverty_gap(before, LINE))


def test_log_normal_incomes_meet_their_closed_forms():
    mu, sigma, line = 8.9, 0.6, 4000.0
    people = 400_000
    income = np.exp(mu + sigma * norm.ppf((np.arange(people) + 0.5) / people))
    d = (np.log(line) - mu) / sigma
    gap = norm.cdf(d) - np.exp(mu + sigma**2 / 2) / line * norm.cdf(d - sigma)
    squares = np.exp(2 * mu + 2 * sigma**2) / line**2 * norm.cdf(d - 2 * sigma)
    severity = norm.cdf(d) - 2 * (norm.cdf(d) - gap) + squares
    assert poverty.headcount(income, line) == pytest.approx(norm.cdf(d), abs=1e-5)
    assert poverty.poverty_gap(income, line) == pytest.approx(gap, abs=1e-6)
    assert poverty.poverty_severity(income, line) == pytest.approx(severity, abs=1e-6)
    assert poverty.watts(income, line) == pytest.approx(sigma * (d * norm.cdf(d) + norm.pdf(d)), abs=1e-6)
    assert inequality.gini(income) == pytest.approx(2 * norm.cdf(sigma / np.sqrt(2)) - 1, abs=1e-5)


def test_sen_is_headcount_times_gap_and_gini_of_the_poor():
    income = np.array([20.0, 70.0, 110.0, 124.0, 125.0, 300.0])
    poor = income[income < LINE]
    shortfall = 1 - poor.mean() / LINE
    expected = poor.size / income.size * (shortfall + (1 - shortfall) * inequality.gini(poor))
    assert poverty.sen(income, LINE) == pytest.approx(expected)


def test_a_line_for_each_household_is_allowed():
    for measure in MEASURES:
        assert measure(COUNTRY_C * [1, 2, 3, 4], LINE * np.arange(1, 5)) == pytest.approx(measure(COUNTRY_C, LINE))


def test_watts_refuses_an_income_of_zero_unless_given_a_floor():
    with pytest.raises(ValueError, match="floor"):
        poverty.watts([0.0, 200.0], LINE)
    assert poverty.watts([0.0, 200.0], LINE, floor=1.0) == pytest.approx(np.log(125) / 2)


def test_negative_incomes_have_a_gap_beyond_the_line():
    assert poverty.poverty_gap([-125.0, 200.0], LINE) == 1.0
    assert poverty.sen([-125.0, -125.0], LINE) == 2.0


def test_a_missing_income_or_a_negative_weight_is_refused():
    for wrong in (lambda: poverty.headcount([np.nan], 1.0), lambda: poverty.headcount([1.0], 1.0, [-1.0])):
        with pytest.raises(ValueError, match=r"missing|weights"):
            wrong()
    with pytest.raises(ValueError, match="line"):
        poverty.headcount([1.0], 0.0)


def test_chronic_poverty_is_the_poverty_of_mean_income_and_the_rest_is_transient():
    always, sometimes, never = [50.0, 50.0], [50.0, 250.0], [200.0, 200.0]
    parts = poverty.chronic_and_transient([always, sometimes, never], 100.0)
    assert parts.total == pytest.approx((0.25 + 0.125) / 3)
    assert parts.chronic == pytest.approx(0.25 / 3)
    assert parts.transient == pytest.approx(0.125 / 3)


@given(panel=st.lists(st.lists(st.integers(0, 300), min_size=3, max_size=3), min_size=1, max_size=8))
def test_transient_poverty_is_never_negative_and_vanishes_when_incomes_never_change(panel):
    assert poverty.chronic_and_transient(panel, [100.0, 110.0, 120.0]).transient >= -1e-12
    steady = np.outer(np.array(panel)[:, 0], [1.0, 1.1, 1.2])
    parts = poverty.chronic_and_transient(steady, [100.0, 110.0, 120.0])
    assert parts.transient == pytest.approx(0.0, abs=1e-12)
    assert parts.total == pytest.approx(poverty.poverty_severity(np.array(panel)[:, 0], 100.0))


def test_gini_of_one_owner_among_n_is_one_minus_one_over_n():
    assert inequality.gini([0, 0, 0, 1]) == pytest.approx(0.75)
    assert inequality.gini([3, 3, 3]) == 0.0
    assert np.isnan(inequality.gini([0, 0]))


@given(income=incomes)
def test_the_mean_difference_is_the_mean_over_all_pairs(income):
    pairs = np.abs(income[:, None] - income[None, :]).mean()
    assert inequality.mean_difference(income) == pytest.approx(pairs, abs=1e-9)


def test_a_population_of_nobody_has_no_measure():
    assert all(np.isnan(measure([], LINE)) for measure in MEASURES)
    assert np.isnan(mean([]))
    assert np.isnan(quantile([], 0.5))
    assert np.isnan(inequality.gini([]))


def test_a_weighted_quantile_is_the_quantile_of_the_people():
    assert quantile([10, 20, 30], 0.5, [1, 1, 1]) == 20
    assert quantile([30, 10, 20], 0.5, [1, 5, 1]) == 10
    assert quantile([1, 2, 3, 4], 0.0) == 1
    assert quantile([1, 2, 3, 4], 1.0) == 4


def test_the_former_health_indicator_counts_strictly_above_the_threshold():
    assert health_spending.large_budget_share([10, 11, 0, 30], [100, 100, 0, 100], 0.10) == 0.5
    assert health_spending.large_budget_share([10, 11, 0, 30], [100, 100, 0, 100], 0.25) == 0.25


def test_capacity_to_pay_sets_subsistence_or_food_aside():
    assert list(health_spending.capacity_to_pay([1000, 1000], [600, 200], [400, 400])) == [600, 800]
    assert health_spending.catastrophic([240, 319, 0], [600, 800, 0]) == pytest.approx(1 / 3)


def test_subsistence_is_typical_food_per_equivalent_person():
    size = np.array([1, 2, 4, 3, 5])
    subsistence = health_spending.subsistence_spending(
        consumption=[1000, 1000, 1000, 1000, 1000], food=[300, 400, 500, 600, 700], size=size
    )
    assert subsistence == pytest.approx(500 / 4**0.56 * size**0.56)


def test_hardship_since_2025_is_more_than_forty_percent_of_what_the_societal_line_leaves():
    # Per household: 2 people, societal line 1,000 a head, so the first has a discretionary budget of 1,000.
    found = health_spending.financial_hardship(
        out_of_pocket=[400, 401, 1001, 1, 0],
        consumption=[3000, 3000, 3000, 1900, 1900],
        size=[2] * 5,
        societal_line=1000,
    )
    assert found.hardship == pytest.approx(3 / 5)
    assert found.impoverishing == pytest.approx(2 / 5)
    assert found.large == pytest.approx(1 / 5)


def test_the_new_health_indicator_counts_people_not_households():
    found = health_spending.financial_hardship([500, 0], [2000, 9000], [1, 3], 1000.0)
    assert found.hardship == pytest.approx(1 / 4)


def test_the_societal_line_is_the_higher_of_a_floor_and_one_that_rises_with_the_median():
    assert health_spending.societal_poverty_line(1.0) == 2.15
    assert health_spending.societal_poverty_line(10.0) == pytest.approx(6.15)


def test_targeting_errors_are_shares_of_the_poor_and_of_the_served():
    poor, served = [1, 1, 1, 0, 0], [1, 1, 0, 1, 0]
    assert targeting_accuracy.exclusion_error(poor, served) == pytest.approx(1 / 3)
    assert targeting_accuracy.inclusion_error(poor, served) == pytest.approx(1 / 3)
    assert targeting_accuracy.exclusion_error(poor, served, [1, 1, 4, 1, 1]) == pytest.approx(4 / 6)


def test_equal_benefits_for_all_are_neutral_and_all_for_the_poorest_is_perfect():
    welfare = np.arange(10.0)
    assert targeting_accuracy.coady_grosh_hoddinott(np.ones(10), welfare) == pytest.approx(1.0)
    assert targeting_accuracy.coady_grosh_hoddinott(welfare < 4, welfare) == pytest.approx(2.5)
    assert targeting_accuracy.coady_grosh_hoddinott(welfare >= 4, welfare) == 0.0
    # The published example: 60 % of the benefits to the poorest 40 % scores 1.5.
    assert targeting_accuracy.coady_grosh_hoddinott([1.5] * 4 + [4 / 6] * 6, welfare) == pytest.approx(1.5)


@given(benefit=st.lists(st.integers(0, 9), min_size=2, max_size=9), seed=st.integers(0, 99))
def test_the_order_of_equally_poor_people_does_not_change_the_targeting_ratio(benefit, seed):
    paid = np.array(benefit, dtype=float)
    shuffled = np.random.default_rng(seed).permutation(paid)
    same = np.ones(paid.size)
    ratios = [targeting_accuracy.coady_grosh_hoddinott(b, same) for b in (paid, shuffled)]
    assert ratios[0] == pytest.approx(ratios[1], nan_ok=True)
    assert paid.sum() == 0 or ratios[0] == pytest.approx(1.0)


def test_support_that_stops_at_the_line_taxes_the_next_yuan_at_more_than_all_of_it():
    earned = np.array([0.0, 1000.0, 2000.0, 3000.0])
    topped_up = np.maximum(earned, 2000.0)
    assert work_incentives.effective_marginal_tax_rate(earned, topped_up) == pytest.approx([1.0, 1.0, 0.0])
    cliff = earned + 1500.0 * (earned < 2500.0)
    assert work_incentives.effective_marginal_tax_rate(earned, cliff) == pytest.approx([0.0, 0.0, 1.5])
    assert work_incentives.deepest_cliff(cliff) == 500.0
    assert work_incentives.deepest_cliff(earned) == 0.0


def test_a_schedule_on_which_earnings_stand_still_has_no_tax_rate():
    with pytest.raises(ValueError, match="must increase"):
        work_incentives.effective_marginal_tax_rate([1000.0, 2000.0, 2000.0], [0.0, 0.0, 0.0])
