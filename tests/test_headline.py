"""The headline measures of a run, of a policy against the baseline, and of a study, each against hand calculation."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.design import Case, Design
from experiments.executor import conduct
from experiments.headline import against, inflation, of_cohort, of_spells, outlays, split
from experiments.survival import FirstExits
from model.number import Yearly
from model.series import Series
from tests.made_up_study import MadeUpRun, made_up_run, made_up_scenario

PRICES = {2016: 2.0, 2017: 1.6, 2018: 2.1, 2019: 2.9, 2020: 2.5}


def spells(*rows):
    """Spells from (household, first, exit month, end month, outcome, cause), of weight 10."""
    frame = pd.DataFrame(rows, columns=["household", "first", "exit_month", "end_month", "outcome", "cause"])
    same = {"any_end_month": frame["end_month"], "any_outcome": frame["outcome"]}
    return frame.assign(listed=True, cohort=True, weight=10.0, **same)


def ledger(*rows):
    return pd.DataFrame(rows, columns=["year", "account_from", "account_to", "programme", "yuan"])


def two_policies(other, baseline, replicates=3):
    """A study of hand-made runs: `other` and `baseline` give a run's spells and ledger for each replicate."""

    def run(scenario, seed, replicate):
        own_spells, own_ledger, poor_years = (baseline if scenario.policy == "none" else other)(replicate)
        starts = pd.DataFrame(
            {"household": [1, 2], "listed": True, "weight": 10.0, "end": "here", "poor_years": poor_years}
        )
        animals = pd.DataFrame(columns=["year", "account_from", "account_to", "programme", "head"])
        months = pd.DataFrame({"month": ["2014-12"], "measure": ["exits"], "value": [1.0]})
        needs = pd.DataFrame(columns=["year", "programme", "wished", "admitted", "yuan"])
        return MadeUpRun({}, months, own_spells, starts.assign(months_out_at_end=0), own_ledger, animals, needs)

    scenarios = (made_up_scenario("none"), made_up_scenario("mix"))
    return conduct(Design(tuple(Case(0, each) for each in scenarios), "none", 1, replicates), jobs=1, simulate=run)


def test_the_cohort_is_those_listed_at_the_start_whatever_became_of_them():
    households = pd.DataFrame(
        {
            "listed": [True, True, True, True, False],
            "weight": [1.0, 1.0, 1.0, 2.0, 50.0],
            "poor_years": [4, 8, 0, 2, 11],
            "end": ["here", "here", "moved_away", "here", "here"],
            "months_out_at_end": [24, 12, 60, 36, 99],
        }
    )
    values = of_cohort(households)
    assert values == {"poor_years": 16 / 5, "sustained_exit": 3 / 5, "listed_at_start": 5}
    assert np.isnan(of_cohort(households[households["listed"] < 0])["poor_years"])


def test_risks_of_a_run_are_those_of_its_first_exits():
    run = spells(
        (1, True, 11, 23, "returned", "illness"),
        (1, False, 35, 131, "censored", ""),
        (2, True, 11, 131, "censored", ""),
        (3, True, 23, 71, "returned", "debt"),
        (4, True, 11, 131, "censored", ""),
    )
    values = of_spells(run)
    assert [values[f"return_risk_{horizon}"] for horizon in (12, 24, 36, 60)] == [0.25, 0.25, 0.25, 0.5]
    assert values["returns"] == 20
    assert values["return_risk_any_60"] == values["return_risk_all_rural_60"] == 0.5


def test_a_run_without_exits_has_no_risk():
    values = of_spells(spells((1, False, 11, 23, "returned", ""))[:0])
    assert values["returns"] == 0
    assert np.isnan(values["return_risk_12"])


def test_public_cost_is_what_leaves_public_funds_and_does_not_come_back():
    rows = ledger(
        (2018, "fund:county", "builders", "relocation", 1000.0),
        (2018, "households", "builders", "relocation", 300.0),
        (2018, "fund:county", "bank", "cattle_loan", 200.0),
        (2018, "bank", "fund:county", "cattle_loan", 50.0),
        (2018, "fund:central", "fund:county", "cattle_loan", 10_000.0),
        (2018, "bank", "households", "cattle_loan", 9_000.0),
        (2018, "fund:civil_affairs", "households", "status_quo", 5_000.0),
    )
    assert outlays(rows, PRICES).to_dict() == {"cattle_loan": 150, "relocation": 1000}


def test_outlays_of_other_years_are_deflated_and_discounted_to_2018():
    rows = ledger(
        (2016, "fund:county", "builders", "relocation", 100.0),
        (2020, "fund:county", "builders", "photovoltaic", 100.0),
    )
    cost = outlays(rows, PRICES)
    assert cost["relocation"] == pytest.approx(100 * 1.016 * 1.021 * 1.03**2)
    assert cost["photovoltaic"] == pytest.approx(100 / (1.029 * 1.025) / 1.03**2)
    assert outlays(rows, PRICES, rate=0.0)["photovoltaic"] == pytest.approx(100 / (1.029 * 1.025))


def test_a_path_of_prices_covers_every_year_to_2018():
    assert inflation({2014: 2.0, 2020: 2.5}, [2021]) == {2018: 2.0, 2019: 2.0, 2020: 2.5, 2021: 2.5}
    assert list(inflation({2014: 2.0}, [2015])) == [2015, 2016, 2017, 2018]


def test_return_under_both_policies_follows_the_same_households():
    ours = spells((1, True, 11, 23, "returned", "debt"), (2, True, 11, 131, "censored", ""))
    theirs = spells((2, True, 35, 47, "returned", "debt"), (3, True, 11, 23, "returned", "debt"))
    ours, theirs = FirstExits.of(ours), FirstExits.of(theirs)
    values = against(ours, theirs)
    assert values["return_risk_both_12"] == 0
    assert values["return_risk_both_baseline_12"] == 1
    assert values["same_first_exits"] is False
    assert against(ours, ours)["same_first_exits"] is True


def test_a_column_of_runs_names_measure_and_horizon():
    assert split("return_risk_any_36") == ("return_risk_any", 36)
    assert split("poor_years") == ("poor_years", None)
    assert split("income_2018") == ("income_2018", None)


def test_cost_per_poor_year_counts_the_poor_years_of_the_whole_cohort():
    nothing = spells((1, True, 11, 131, "censored", ""))
    study = two_policies(
        lambda replicate: (nothing, ledger((2018, "fund:county", "builders", "relocation", 600.0)), [1, 2]),
        lambda replicate: (nothing, ledger()[:0], [3, 3]),
    )
    (row,) = study.measure("cost_per_poor_year_averted").itertuples()
    assert row.estimate == pytest.approx(600 / (10 * (2 + 1)))
    assert study.poor_years().set_index("policy").loc["mix", ["estimate", "difference"]].tolist() == [1.5, -1.5]
    assert set(study.measure("poor_years")["unit"]) == {"years/household"}


def test_cost_per_return_averted_is_told_where_first_exits_are_the_same():
    stays = spells((1, True, 11, 131, "censored", ""), (2, True, 11, 131, "censored", ""))
    falls = spells((1, True, 11, 23, "returned", "debt"), (2, True, 11, 131, "censored", ""))
    paid = ledger((2018, "fund:county", "builders", "relocation", 600.0))
    study = two_policies(lambda replicate: (stays, paid, [1, 1]), lambda replicate: (falls, paid[:0], [2, 2]))
    (row,) = study.measure("cost_per_return_averted").itertuples()
    assert row.estimate == pytest.approx(600 / 10)


def test_cost_per_return_averted_is_refused_where_one_replicate_has_another_first_exit():
    stays = spells((1, True, 11, 131, "censored", ""))
    falls = spells((1, True, 11, 23, "returned", "debt"))
    later = spells((1, True, 23, 131, "censored", ""))
    paid = ledger((2018, "fund:county", "builders", "relocation", 600.0))
    study = two_policies(
        lambda replicate: (stays if replicate else later, paid, [1, 1]), lambda replicate: (falls, paid[:0], [2, 2])
    )
    (row,) = study.measure("cost_per_return_averted").itertuples()
    assert np.isnan(row.estimate)
    (refused,) = study.manifest["refused"]
    assert (refused["policy"], refused["measure"]) == ("mix", "cost_per_return_averted")
    assert "changes who leaves poverty" in refused["reason"]
    assert refused["reason"] in set(study.cost_per_effect()["reason"])


def test_costs_by_programme_add_up_to_the_public_cost(tmp_path):
    cases = tuple(Case(0, made_up_scenario(policy)) for policy in ("none", "as_reported"))
    study = conduct(Design(cases, "none", 1, 4), out=tmp_path, jobs=1, simulate=made_up_run)
    cost = study.cost().set_index(["policy", "programme"])["estimate"]
    total = study.measure("public_cost").set_index("policy")["estimate"]
    assert cost["as_reported", "total"] == pytest.approx(total["as_reported"])
    assert cost["none", "total"] == total["none"] == 0
    parts = cost["as_reported"].drop("total")
    assert set(parts.index) == {"cattle_loan", "photovoltaic", "relocation"}
    assert parts.sum() == pytest.approx(total["as_reported"])
    undiscounted = study.cost(rate=0.0).set_index(["policy", "programme"])["estimate"]
    assert undiscounted["as_reported", "total"] != total["as_reported"]


def test_shares_of_causes_are_means_over_runs_with_returns():
    runs = [
        spells((1, True, 11, 23, "returned", "debt"), (2, True, 11, 23, "returned", "illness")),
        spells((1, True, 11, 23, "returned", "debt"), (1, False, 35, 47, "returned", "crops")),
        spells((1, True, 11, 131, "censored", "")),
    ]
    study = two_policies(lambda r: (runs[r], ledger()[:0], [1, 1]), lambda r: (runs[r], ledger()[:0], [1, 1]))
    causes = study.causes()
    shares = causes.set_index(["policy", "cause"])["estimate"]
    assert shares["mix"].to_dict() == shares["none"].to_dict() == {"debt": 0.75, "illness": 0.25}
    assert set(causes["replicates"]) == {2}
    assert list(causes["policy"].unique()) == ["none", "mix"]


def test_prices_come_from_the_scenario_that_was_run():
    scenario = replace(made_up_scenario("none"), series={"cpi": Series("percent", Yearly({2014: 5.0}))})
    study = conduct(Design((Case(0, scenario),), "none", 1, 1), jobs=1, simulate=made_up_run)
    assert set(study.inflation.values()) == {5.0}
