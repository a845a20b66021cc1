"""Return to poverty, asked of the spells of a run: who counts, from when, against what."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments import survival


def spells_frame(rows):
    """A `.spells` frame from (household, exit month, end month, outcome), all listed at the start, first where new."""
    frame = pd.DataFrame(rows, columns=["household", "exit_month", "end_month", "outcome"])
    return frame.assign(
        listed=True,
        cohort=True,
        first=~frame["household"].duplicated(),
        cause="",
        any_end_month=frame["end_month"],
        any_outcome=frame["outcome"],
        weight=1.0,
    )


def a_run(households=100, seed=3):
    """Spells of one run: everybody exits in month 11 and ends at random, every way a spell can end among them."""
    luck = np.random.default_rng(seed)
    ends, outcomes = 11 + luck.integers(1, 60, households), luck.choice(survival.OUTCOMES, households)
    return spells_frame([(h, 11, end, outcome) for h, (end, outcome) in enumerate(zip(ends, outcomes, strict=True))])


def test_return_risk_counts_the_first_exit_of_the_ever_listed_by_time_since_exit():
    spells = spells_frame([(1, 11, 23, "returned"), (1, 35, 131, "censored"), (2, 23, 47, "returned")])
    others = spells_frame([(3, 11, 131, "censored"), (4, 11, 23, "returned")])
    others.loc[others["household"] == 4, ["listed", "cohort"]] = False
    risk = survival.return_risk(pd.concat([spells, others]))
    assert risk.index.name == "horizon_months"
    assert risk.tolist() == pytest.approx([1 / 3, 2 / 3, 2 / 3, 2 / 3])
    everyone = survival.return_risk_all_rural(pd.concat([spells, others]), horizons=[12])
    assert everyone[12] == pytest.approx(2 / 4)


def test_dissolution_and_departure_are_not_censoring():
    rows = [(1, 11, 23, "dissolved"), (2, 11, 23, "moved_away"), (3, 11, 35, "returned"), (4, 11, 131, "censored")]
    spells = spells_frame(rows)
    assert survival.return_risk(spells, [60])[60] == pytest.approx(1 / 4)
    assert survival.one_minus_kaplan_meier_risk(spells, [60])[60] == pytest.approx(1 / 2)
    assert survival.months_out_of_poverty(spells, 60).tolist() == pytest.approx([27, 9, 12, 12])


def test_losing_a_guarantee_is_a_return_only_under_its_own_name():
    spells = spells_frame([(1, 11, 131, "censored"), (2, 11, 131, "censored")])
    spells.loc[0, ["any_end_month", "any_outcome"]] = [23, "returned"]
    assert survival.return_risk(spells, [12])[12] == 0.0
    assert survival.return_risk_any(spells, [12])[12] == 0.5


def test_an_exit_near_the_end_of_the_run_is_at_risk_only_until_the_end():
    spells = spells_frame([(1, 11, 23, "returned"), (2, 11, 47, "censored"), (3, 35, 47, "censored")])
    assert survival.return_risk(spells, [12, 36, 48]).tolist() == pytest.approx([1 / 3, 1 / 3, np.nan], nan_ok=True)


def test_income_as_a_first_order_process_returns_as_the_theory_says():
    """Stationary log income, rho .5, line at the 20th percentile, first non-poor year an exit, assessed yearly."""
    luck, households, years = np.random.default_rng(11), 60_000, 16
    income = luck.standard_normal((years, households))
    for year in range(1, years):
        income[year] = 0.5 * income[year - 1] + np.sqrt(0.75) * income[year]
    poor = income < stats.norm.ppf(0.2)
    exited = poor[:-1] & ~poor[1:]
    who = np.flatnonzero(exited.any(axis=0))
    left = exited.argmax(axis=0)[who] + 1
    again = poor[:, who] & (np.arange(years)[:, None] > left)
    returned, back = again.any(axis=0), again.argmax(axis=0)
    end = np.where(returned, back, years - 1)
    outcome = np.where(returned, "returned", "censored")
    rows = zip(who, 12 * left, 12 * end, outcome, strict=True)
    risk = survival.return_risk(spells_frame(list(rows)), [12, 24, 36, 60, 120])
    assert risk.to_numpy() == pytest.approx([0.1886, 0.3092, 0.4034, 0.5498, 0.7752], abs=0.006)
    assert exited.sum() / poor[:-1].sum() == pytest.approx(0.5642, abs=0.006)


def test_return_risk_both_compares_only_households_that_exit_under_both():
    strong_only = spells_frame([(1, 11, 131, "censored"), (2, 23, 35, "returned")])
    everybody = spells_frame([(1, 11, 131, "censored"), (2, 11, 131, "censored"), (3, 11, 23, "returned")])
    both = survival.return_risk_both(everybody, strong_only, [12, 60])
    assert both["risk"].tolist() == [0.0, 0.0]
    assert both["baseline_risk"].tolist() == [0.5, 0.5]
    assert both["difference"].tolist() == [-0.5, -0.5]
    assert both["households"].tolist() == [2, 2]
    swapped = survival.return_risk_both(strong_only, everybody, [12, 60])
    assert (swapped["difference"] == -both["difference"]).all()


def test_a_policy_compared_with_itself_differs_nowhere():
    spells = a_run()
    assert (survival.return_risk_both(spells, spells)["difference"] == 0).all()
    assert survival.same_first_exits(spells, spells)
    assert not survival.same_first_exits(spells, spells.assign(exit_month=spells["exit_month"] - 1))


def test_the_order_of_the_rows_does_not_matter():
    spells = a_run()
    pd.testing.assert_series_equal(survival.return_risk(spells), survival.return_risk(spells[::-1]))


def test_every_return_counts_in_the_mean_number_of_returns():
    spells = spells_frame(
        [(1, 11, 23, "returned"), (1, 35, 47, "returned"), (2, 11, 35, "dissolved"), (3, 23, 59, "censored")]
    )
    mean = survival.mean_returns(spells, months=60)
    assert mean.at([12, 35, 36, 48]) == pytest.approx([1 / 3, 1 / 3, 2 / 3, 2 / 3])


def test_the_spells_of_several_runs_are_never_pooled():
    spells = spells_frame([(1, 11, 23, "returned")])
    with pytest.raises(ValueError, match="one run"):
        survival.return_risk(pd.concat([spells, spells]))


def test_an_unknown_outcome_or_subset_is_named():
    spells = spells_frame([(1, 11, 23, "vanished")])
    with pytest.raises(ValueError, match="vanished"):
        survival.return_risk(spells)
    with pytest.raises(ValueError, match="cohort"):
        survival.return_risk(spells_frame([(1, 11, 23, "returned")]), subset="everybody")
    assert survival.return_risk(spells.iloc[:0]).isna().all()


def test_hazards_by_year_are_numbered_from_the_first_year():
    spells = spells_frame([(1, 11, 23, "returned"), (2, 11, 35, "returned"), (3, 11, 131, "censored")])
    hazards = survival.return_hazards(spells, years=3)
    assert hazards.index.tolist() == [1, 2, 3]
    assert hazards.tolist() == pytest.approx([1 / 3, 1 / 2, 0])
