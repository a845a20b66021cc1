"""The two tables every study ends in: `summary.csv` (each policy) and `paired.csv` (each policy against the baseline).

Both are built from one tidy frame of per-run measures: point, policy, future, replicate, measure, horizon_months (NA
where the measure has none), value.  Rows come sorted by point, policy, future, then measure as in `UNITS`, then
horizon, whatever the order of the runs.
"""

from collections.abc import Hashable, Mapping

import pandas as pd

from experiments.costs import CostPer, cost_per, cost_per_return_averted
from experiments.estimates import bounds_of, paired_by

UNITS: Mapping[str, str] = {
    "poverty_headcount": "proportion",
    "poverty_gap": "proportion",
    "poverty_severity": "proportion",
    "registered_households": "households",
    "registered_persons": "persons",
    "exits": "households",
    "poor_years": "household-years",
    "sustained_exit": "proportion",
    "return_risk": "proportion",
    "return_risk_both": "proportion",
    "return_risk_any": "proportion",
    "return_risk_all_rural": "proportion",
    "recorded_returns": "households",
    "paper_exits": "households",
    "returns": "households",
    "public_cost": "yuan of 2018",
    "cost_per_poor_year_averted": "yuan of 2018/household-year",
    "cost_per_return_averted": "yuan of 2018/household",
    "net_income_per_head": "yuan/person/year",
    "cattle_per_head": "head/person",
    "over_indebtedness": "proportion",
    "cliff": "yuan/person/year",
    "catastrophic_health_spending": "proportion",
}

CASE = ["point", "policy", "future"]
MEASURE = ["measure", "horizon_months"]
SUMMARY = [*CASE, *MEASURE, "estimate", "low", "high", "unit", "replicates"]
PAIRED = [*CASE, "baseline", *MEASURE, "difference", "low", "high", "wrong_sign_share", "variance_reduction"]
COSTED = ("public_cost", "poor_years", "returns")  # what costs per effect are made of
COSTS = [*SUMMARY, "baseline", "reason"]


def summary_table(
    measures: pd.DataFrame,
    baseline: str,
    *,
    both: pd.DataFrame | None = None,
    same_first_exits: Mapping[Hashable, bool] | None = None,
    units: Mapping[str, str] | None = None,
    costs: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """`summary.csv`: the mean of each measure over replicates with its t interval, and costs per effect.

    `both`: rows of `return_risk_both`, one per run and horizon, with value and baseline_value.  `units` adds those of
    measures from outside.  Cost rows are those of `costs`, by default the `cost_table` of the measures; its `reason`
    column explains a missing number.
    """
    known = _tidy(_with_both(measures, both)).dropna(subset="value")
    table = known.groupby([*CASE, *MEASURE], dropna=False)["value"].agg(["mean", "std", "size"]).reset_index()
    table = table.assign(replicates=table["size"], unit=table["measure"].map({**UNITS, **(units or {})}).fillna(""))
    low, high = bounds_of(table["mean"], table["std"], table["size"], table["unit"].tolist())
    table = table.assign(estimate=table["mean"], low=low, high=high)
    if costs is None:
        costs = cost_table(measures, baseline, same_first_exits=same_first_exits)
    return _ordered(pd.concat([table[SUMMARY], costs[SUMMARY]]) if len(costs) else table[SUMMARY])


def paired_table(measures: pd.DataFrame, baseline: str, *, both: pd.DataFrame | None = None) -> pd.DataFrame:
    """`paired.csv`: each policy minus the baseline on common luck, over the replicates that both finished.

    `return_risk_both` has its own baseline value for every pair and comes from `both`, as in `summary_table`.
    """
    tidy = _tidy(measures)
    match = ["point", "future", "replicate", *MEASURE]
    others, ours = tidy[tidy["policy"] != baseline], tidy[tidy["policy"] == baseline]
    pairs = others.merge(ours[[*match, "value"]].rename(columns={"value": "baseline_value"}), on=match)
    if both is not None and len(both):
        pairs = pd.concat([pairs, _tidy(both.assign(measure="return_risk_both"))])
    table = paired_by(pairs, [*CASE, *MEASURE])
    return _ordered(table.assign(baseline=baseline)[PAIRED])


def cost_table(
    measures: pd.DataFrame, baseline: str, *, same_first_exits: Mapping[Hashable, bool] | None = None
) -> pd.DataFrame:
    """Cost per poor-year and per return averted against the baseline, with the reason where one is refused.

    `same_first_exits` says of a (point, policy, future) whether its first exits equal the baseline's in every run;
    where it says nothing, no.  Needs the measures `public_cost` and `poor_years`, and for the second row `returns`;
    without them there are no rows.
    """
    tidy = _tidy(measures)
    tidy = tidy[tidy["horizon_months"].isna() & tidy["measure"].isin(COSTED)]
    if not {"public_cost", "poor_years"} <= set(tidy["measure"]):
        return pd.DataFrame(columns=COSTS)
    wide = tidy.pivot(index=[*CASE, "replicate"], columns="measure", values="value").reset_index()
    match = ["point", "future", "replicate"]
    pairs = wide[wide["policy"] != baseline].merge(
        wide[wide["policy"] == baseline].drop(columns="policy"), on=match, suffixes=("", "_baseline")
    )
    same = same_first_exits or {}
    rows = [
        (*case, measure, pd.NA, *found[:3], UNITS[measure], found.replicates, baseline, found.reason)
        for case, runs in pairs.groupby(CASE)
        for measure, found in _costs(runs, same.get(case, False)).items()
    ]
    return _ordered(pd.DataFrame(rows, columns=COSTS))


def _costs(runs: pd.DataFrame, same_first_exits: bool) -> dict[str, CostPer]:
    cost = runs["public_cost"] - runs["public_cost_baseline"]
    costs = {"cost_per_poor_year_averted": cost_per(cost, runs["poor_years_baseline"] - runs["poor_years"])}
    if "returns" in runs:
        averted = runs["returns_baseline"] - runs["returns"]
        costs["cost_per_return_averted"] = cost_per_return_averted(cost, averted, same_first_exits)
    return costs


def _with_both(measures: pd.DataFrame, both: pd.DataFrame | None) -> pd.DataFrame:
    if both is None or both.empty:
        return measures
    return pd.concat([measures, both.drop(columns="baseline_value").assign(measure="return_risk_both")])


def _tidy(measures: pd.DataFrame) -> pd.DataFrame:
    tidy = measures.assign(horizon_months=measures["horizon_months"].astype("Int64"))
    repeated = tidy.duplicated([*CASE, "replicate", *MEASURE])
    if repeated.any():
        twice = tidy.loc[repeated, [*CASE, "replicate", *MEASURE]].iloc[0].to_dict()
        raise ValueError(f"{int(repeated.sum())} measures appear twice for one run, the first: {twice}")
    return tidy


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    names = [*UNITS, *sorted(set(table["measure"]) - set(UNITS))]
    place = pd.Categorical(table["measure"], categories=names, ordered=True)
    table = table.assign(place=place, horizon_months=table["horizon_months"].astype("Int64"))
    order = [*CASE, "place", "horizon_months"]
    return table.sort_values(order, na_position="first").drop(columns="place").reset_index(drop=True)
