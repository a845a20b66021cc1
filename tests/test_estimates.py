"""Intervals over runs, paired differences on common luck, costs, and the two tables of a study."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments import costs, estimates, summary


def runs_of_households(luck, studies, runs, households, between=0.02, within=0.3):
    """Outcomes [studies, runs, households] around .2: a run shares prices and weather, households add their own."""
    shared = luck.normal(0.0, between, (studies, runs, 1))
    return 0.2 + shared + luck.normal(0.0, within, (studies, runs, households))


def coverage(intervals, truth):
    return np.mean([interval.low <= truth <= interval.high for interval in intervals])


def measures_frame(rows):
    return pd.DataFrame(rows, columns=["point", "policy", "future", "replicate", "measure", "horizon_months", "value"])


def small_study():
    """Two policies, four replicates on common luck; the last replicate of the policy failed."""
    rows = []
    for replicate, luck in enumerate([0.0, 1.0, 2.0, 3.0]):
        for policy, poor_years, cost in (("none", 100.0, 0.0), ("cattle_loan", 90.0, 5000.0)):
            if policy == "none" or replicate < 3:
                case = (0, policy, "historical", replicate)
                rows.append((*case, "poor_years", None, poor_years + luck + (0.5 if luck == 1.0 else 0.0)))
                rows.append((*case, "public_cost", None, cost + 10 * luck))
                rows.append((*case, "return_risk", 12, 0.1 + luck / 100))
                rows.append((*case, "return_risk", 60, 0.3 + luck / 100))
    return measures_frame(rows)


def test_the_interval_of_a_mean_is_students():
    values = [0.21, 0.19, 0.24, 0.2, 0.26]
    low, high = stats.t.interval(0.95, 4, loc=np.mean(values), scale=stats.sem(values))
    assert estimates.interval_of_mean(values) == pytest.approx((np.mean(values), low, high))


def test_one_run_has_an_estimate_and_no_interval():
    assert estimates.interval_of_mean([0.2]) == pytest.approx((0.2, np.nan, np.nan), nan_ok=True)
    assert estimates.interval_of_ratio([1.0], [2.0]) == pytest.approx((0.5, np.nan, np.nan), nan_ok=True)
    assert np.isnan(estimates.interval_of_mean([np.nan, np.nan]).estimate)


def test_a_missing_run_is_left_out():
    assert estimates.interval_of_mean([0.1, np.nan, 0.3]) == estimates.interval_of_mean([0.1, 0.3])


def test_intervals_over_runs_cover_and_intervals_over_pooled_households_do_not():
    luck = np.random.default_rng(1)
    outcomes = runs_of_households(luck, studies=600, runs=10, households=2000)
    over_runs = [estimates.interval_of_mean(study.mean(axis=1)) for study in outcomes]
    pooled = [estimates.interval_of_mean(study.ravel()) for study in outcomes]
    assert coverage(over_runs, 0.2) == pytest.approx(0.95, abs=0.025)
    assert coverage(pooled, 0.2) < 0.60


@pytest.mark.parametrize("runs", [8, 20])
def test_intervals_of_a_ratio_cover(runs):
    luck = np.random.default_rng(2)
    found = []
    for _ in range(400):
        averted = luck.normal(100.0, 25.0, runs)
        found.append(estimates.interval_of_ratio(900.0 * averted + luck.normal(30_000.0, 12_000.0, runs), averted))
    assert coverage(found, 1200.0) == pytest.approx(0.95, abs=0.025)


def test_the_bootstrap_of_a_ratio_is_the_same_every_time():
    luck = np.random.default_rng(3)
    cost, averted = luck.normal(10, 1, 20), luck.normal(5, 1, 20)
    assert estimates.interval_of_ratio(cost, averted) == estimates.interval_of_ratio(cost, averted)
    assert estimates.interval_of_ratio(cost, averted) != estimates.interval_of_ratio(cost, averted, key=1)


def test_a_ratio_to_one_has_the_interval_of_the_mean():
    values = np.random.default_rng(4).normal(10, 2, 30)
    ratio, mean = estimates.interval_of_ratio(values, np.ones(30)), estimates.interval_of_mean(values)
    assert ratio.estimate == pytest.approx(mean.estimate)
    assert ratio.low == pytest.approx(mean.low, abs=0.15)
    assert ratio.high == pytest.approx(mean.high, abs=0.15)


def test_a_ratio_whose_denominator_may_vanish_has_no_upper_bound():
    found = estimates.interval_of_ratio([10.0] * 5, [-1.0, 3.0, -2.0, 2.0, 0.5])
    assert found.estimate == pytest.approx(20.0)
    assert found.high == np.inf
    assert np.isnan(estimates.interval_of_ratio([1.0, 1.0], [-1.0, 1.0]).estimate)


def test_a_paired_difference_is_the_interval_of_the_differences():
    policy, baseline = np.array([1.0, 2.5, 2.9, 4.4]), np.array([1.2, 2.9, 3.0, 4.3])
    found = estimates.paired(policy, baseline)
    assert found[:3] == pytest.approx(estimates.interval_of_mean(policy - baseline))
    assert found.wrong_sign_share == 0.25
    assert found.replicates == 4
    spread = (policy - baseline).var(ddof=1) / (policy.var(ddof=1) + baseline.var(ddof=1))
    assert found.variance_reduction == pytest.approx(1 - spread)
    assert found.replicates_factor == pytest.approx(1 / spread)


def test_common_luck_saves_replicates_and_independent_luck_saves_none():
    luck = np.random.default_rng(5)
    shared, noise = luck.normal(0, 1, 4000), luck.normal(0, 0.1, (2, 4000))
    common = estimates.paired(shared + noise[0] - 0.05, shared + noise[1])
    assert common.variance_reduction == pytest.approx(0.99, abs=0.002)
    assert common.replicates_factor == pytest.approx(101, rel=0.1)
    assert common.wrong_sign_share == pytest.approx(stats.norm.cdf(-0.05 / np.sqrt(0.02)), abs=0.03)
    assert estimates.paired(noise[0], noise[1]).variance_reduction == pytest.approx(0, abs=0.05)


def test_only_replicates_that_both_finished_are_compared():
    policy = pd.Series([1.0, 2.0, np.nan, 9.0], index=[0, 1, 2, 3])
    baseline = pd.Series([3.0, 1.0, 0.5, 1.5], index=[1, 0, 2, 5])
    found = estimates.paired(policy, baseline)
    assert found.replicates == 2
    assert found.difference == pytest.approx(((1 - 1) + (2 - 3)) / 2)


def test_a_policy_paired_with_itself_differs_by_nothing_for_certain():
    values = [1.0, 2.0, 4.0]
    assert estimates.paired(values, values) == (0.0, 0.0, 0.0, 0.0, 1.0, 3)
    assert estimates.paired(values, values).replicates_factor == np.inf


def test_no_common_replicate_gives_no_difference():
    found = estimates.paired(pd.Series([1.0], index=[0]), pd.Series([1.0], index=[1]))
    assert found.replicates == 0
    assert np.isnan(found.difference)
    one = estimates.paired([2.0], [1.0])
    assert one.difference == 1.0
    assert np.isnan(one.low)
    assert np.isnan(one.variance_reduction)


def test_a_yuan_of_the_base_year_is_a_yuan():
    assert costs.present_value({2018: 100.0}, {}) == 100.0


def test_outlays_are_deflated_and_discounted_to_the_base_year():
    inflation = {2018: 2.0, 2019: 10.0, 2020: 0.0}
    assert costs.real_yuan(100.0, 2017, inflation) == pytest.approx(102.0)
    assert costs.real_yuan(110.0, 2019, inflation) == pytest.approx(100.0)
    value = costs.present_value({2017: 100.0, 2018: 50.0, 2020: 110.0}, inflation)
    assert value == pytest.approx(102 * 1.03 + 50 + 100 / 1.03**2)
    assert costs.present_value({2017: 100.0, 2020: 110.0}, inflation, rate=0.0) == pytest.approx(202.0)


def test_a_year_without_inflation_is_named():
    with pytest.raises(ValueError, match="2020"):
        costs.present_value({2020: 1.0}, {2019: 2.9})


def test_the_cost_per_effect_is_the_ratio_of_the_means():
    found = costs.cost_per([100.0, 120.0, 110.0, 110.0, 110.0], [10.0, 11.0, 12.0, 11.0, 11.0])
    assert found.estimate == pytest.approx(10.0)
    assert found.reason == ""
    assert found.replicates == 5
    assert found.low < 10.0 < found.high


def test_an_effect_that_may_be_zero_has_no_cost_per_unit():
    found = costs.cost_per([100.0, 100.0, 100.0], [1.0, -1.0, 0.5])
    assert np.isnan(found.estimate)
    assert np.isnan(found.high)
    assert "contains zero" in found.reason


def test_an_effect_that_vanishes_among_resamples_has_no_upper_bound():
    found = costs.cost_per([100.0] * 8, [1.0] * 7 + [-1.2])
    assert found.high == np.inf
    assert "resampled" in found.reason


def test_a_policy_that_does_harm_has_no_cost_per_unit():
    assert "the effect is -2" in costs.cost_per([1.0, 1.0, 1.0], [-2.0, -2.1, -1.9]).reason
    assert costs.cost_per([], []).reason == "no common replicates"


def test_too_few_replicates_and_a_saving_are_said_to_be_so():
    for few in (costs.cost_per([10.0], [2.0]), costs.cost_per([10.0, 10.0, 10.0], [2.0, 2.1, 1.9])):
        assert few.estimate == pytest.approx(5.0)
        assert np.isnan(few.low)
        assert "fewer than 5 replicates" in few.reason
    assert "saving" in costs.cost_per([-5.0, -6.0, -5.5, -5.1, -5.2], [2.0, 2.1, 1.9, 2.0, 2.1]).reason


def test_cost_per_return_averted_is_refused_when_policies_change_who_exits():
    refused = costs.cost_per_return_averted([10.0, 11.0], [2.0, 2.1], same_first_exits=False)
    assert np.isnan(refused.estimate)
    assert "who leaves poverty" in refused.reason
    given = costs.cost_per_return_averted([10.0] * 5, [2.0] * 5, same_first_exits=True)
    assert given[:3] == pytest.approx((5.0, 5.0, 5.0))


def test_the_summary_has_a_row_for_each_policy_measure_and_horizon():
    table = summary.summary_table(small_study(), "none")
    assert table.columns.tolist() == summary.SUMMARY
    none = table[table["policy"] == "none"]
    assert none["measure"].tolist() == ["poor_years", "return_risk", "return_risk", "public_cost"]
    row = table[(table["policy"] == "cattle_loan") & (table["measure"] == "poor_years")].iloc[0]
    assert row["estimate"] == pytest.approx(np.mean([90, 91.5, 92]))
    assert row["replicates"] == 3
    assert row["unit"] == "household-years"
    assert pd.isna(row["horizon_months"])
    assert none["horizon_months"].tolist()[1:3] == [12, 60]


def test_the_summary_gives_the_cost_per_poor_year_averted_over_common_replicates():
    table = summary.summary_table(small_study(), "none")
    row = table[table["measure"] == "cost_per_poor_year_averted"]
    assert len(row) == 1
    assert row.iloc[0]["estimate"] == pytest.approx(500.0)
    assert row.iloc[0]["replicates"] == 3


def test_the_paired_table_agrees_with_pairing_by_hand():
    study = small_study()
    table = summary.paired_table(study, "none")
    assert table.columns.tolist() == summary.PAIRED
    assert set(table["policy"]) == {"cattle_loan"}
    assert set(table["baseline"]) == {"none"}
    wide = study[study["measure"] == "public_cost"].pivot(index="replicate", columns="policy", values="value")
    by_hand = estimates.paired(wide["cattle_loan"], wide["none"])
    row = table[table["measure"] == "public_cost"].iloc[0]
    assert tuple(row[list(estimates.PairedDifference._fields[:5])]) == pytest.approx(by_hand[:5])


def test_the_order_of_the_runs_changes_no_row_and_no_digit():
    study = small_study()
    shuffled = study.sample(frac=1.0, random_state=6)
    for table in (summary.summary_table, summary.paired_table, summary.cost_table):
        pd.testing.assert_frame_equal(table(study, "none"), table(shuffled, "none"))


def test_risks_among_households_that_exit_under_both_have_a_baseline_of_their_own():
    both = pd.DataFrame(
        {
            "point": 0,
            "policy": "cattle_loan",
            "future": "historical",
            "replicate": [0, 1, 2],
            "horizon_months": 60,
            "value": [0.2, 0.3, 0.25],
            "baseline_value": [0.3, 0.35, 0.36],
        }
    )
    row = summary.paired_table(small_study(), "none", both=both).query("measure == 'return_risk_both'").iloc[0]
    assert row["difference"] == pytest.approx(np.mean([-0.1, -0.05, -0.11]))
    level = summary.summary_table(small_study(), "none", both=both).query("measure == 'return_risk_both'").iloc[0]
    assert level["estimate"] == pytest.approx(0.25)
    assert level["policy"] == "cattle_loan"


def test_a_refused_cost_has_its_reason_beside_it():
    study = small_study()
    returns = study[study["measure"] == "poor_years"].assign(measure="returns")
    table = summary.cost_table(pd.concat([study, returns]), "none").set_index("measure")
    assert "who leaves poverty" in table.loc["cost_per_return_averted", "reason"]
    same = {(0, "cattle_loan", "historical"): True}
    table = summary.cost_table(pd.concat([study, returns]), "none", same_first_exits=same).set_index("measure")
    assert table.loc["cost_per_return_averted", "estimate"] == pytest.approx(500.0)


def test_a_measure_from_outside_keeps_its_place_and_its_unit():
    extra = small_study().query("measure == 'public_cost'").assign(measure="happiness")
    table = summary.summary_table(pd.concat([small_study(), extra]), "none", units={"happiness": "points"})
    assert set(table.loc[table["measure"] == "happiness", "unit"]) == {"points"}


def test_a_run_that_appears_twice_is_refused():
    study = small_study()
    with pytest.raises(ValueError, match="twice"):
        summary.summary_table(pd.concat([study, study]), "none")


def test_a_study_of_the_baseline_alone_has_no_pairs():
    alone = small_study().query("policy == 'none'")
    assert summary.paired_table(alone, "none").empty
    assert summary.cost_table(alone, "none").empty
    assert len(summary.summary_table(alone, "none")) == 4


@pytest.mark.parametrize("measure", sorted(summary.UNITS))
def test_every_measure_has_a_unit(measure):
    assert summary.UNITS[measure]
