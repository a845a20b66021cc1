"""The few numbers a run comes down to, and what they say of one policy against another.

In `runs.parquet` each measure is a column; one with a horizon is `return_risk_60`.  The model counts what a run shows
by itself; here are the measures of exit spells, of the fixed cohort listed at the start, and of public outlays, and
those that need the run of the baseline on the same luck.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.columns import Columns, codes, texts
from experiments.costs import BASE_YEAR, DISCOUNT_RATE, present_value
from experiments.design import KEYS
from experiments.summary import COSTED, UNITS, cost_table, paired_table, summary_table
from experiments.survival import HORIZONS, RETURNED, FirstExits, risk_of_both, same_exits
from model.frozen import Yearly
from model.ledger import COLLECTIVE, PUBLIC
from model.result import ENDS

RISKS = ("return_risk", "return_risk_any", "return_risk_all_rural")
BOTH, BOTH_BASELINE = "return_risk_both", "return_risk_both_baseline"
LASTING = 24
HERE = ENDS.index("here")
CPI = "cpi"
STATUS_QUO = "status_quo"
DONE, FAILED = "done", "failed"
# Columns of `runs` that are no measures.
FACTS = ("key", "status", "error", "digest", "listed_at_start", "same_first_exits")
# `poor_years` is told per household of the cohort; costs are per household-year, so there the cohort's total counts.
OWN_UNITS = {"poor_years": "years/household"}
TIDY = [*KEYS, "measure", "horizon_months", "value"]
# The measures that a run has by itself, as columns of `runs` name them.
PAIRED_ONLY = (BOTH, "cost_per_poor_year_averted", "cost_per_return_averted")
MEASURES = tuple(
    name
    for measure in UNITS
    if measure not in PAIRED_ONLY
    for name in ([f"{measure}_{horizon}" for horizon in HORIZONS] if measure in RISKS else [measure])
)


def headline(
    counted: Mapping[str, float], tables: Mapping[str, Columns], series: Mapping[str, Any]
) -> dict[str, float]:
    """The measures of one run by column name, from what the model counted, its tables and its scenario's series.

    Without a series of consumer prices there is no `public_cost`.
    """
    values = {name: float(value) for name, value in counted.items()}
    values |= of_cohort(tables["households"]) | of_spells(tables["spells"])
    if CPI in series:
        prices = inflation(series[CPI].values, np.unique(tables["ledger"]["year"]))
        values["public_cost"] = public_cost(tables["ledger"], prices)
    return values


def inflation(values: Mapping[int, float], years: Iterable[int]) -> dict[int, float]:
    """Price change in percent of every year from 2018 to those of `years`; a value holds until the next year given."""
    path, needed = Yearly(values), {BASE_YEAR, *(int(year) for year in years)}
    return {year: path.at(year) for year in range(min(needed), max(needed) + 1)}


def of_cohort(households: Columns) -> dict[str, float]:
    """Mean poor-years of the households listed at the start, and their share out for 24 months or more at the end.

    A household that dissolved or moved away stays in the denominator; `listed_at_start` is the size of the cohort.
    """
    listed = np.asarray(households["listed"], bool)
    here, out = codes(households["end"], ENDS) == HERE, np.asarray(households["months_out_at_end"])
    weight = np.asarray(households["weight"], float)[listed]
    size = float(weight.sum())
    shares = {"poor_years": np.asarray(households["poor_years"]), "sustained_exit": here & (out >= LASTING)}
    means = {
        name: float((weight * each[listed]).sum()) / size if size else float("nan") for name, each in shares.items()
    }
    return means | {"listed_at_start": size}


def of_spells(spells: Columns) -> dict[str, float]:
    """Risks of return at each horizon, and how many first exits of ever-listed households ended in return."""
    everybody = FirstExits.of(spells)
    listed = everybody.within("listed")
    values = {"returns": float(listed.weight[listed.outcome == RETURNED].sum())}
    risks = (listed.risk(), listed.risk(any_guarantee=True), everybody.risk())
    for measure, risk in zip(RISKS, risks, strict=True):
        values |= {f"{measure}_{horizon}": float(value) for horizon, value in zip(HORIZONS, risk, strict=True)}
    return values


def outlays(
    ledger: Columns, inflation: Mapping[int, float], rate: float = DISCOUNT_RATE, by: Sequence[str] = ()
) -> pd.Series:
    """Public outlays of each programme in yuan of 2018, discounted; a Series by `by` and programme.

    What leaves a public fund less what comes back.  What villages earn and share is no public money, and the status
    quo of 2013 goes on under every policy and is no part of it.  `inflation` maps a year to its price change in
    percent.
    """
    rows, spent = _spent(ledger, inflation, rate)
    columns = {name: np.asarray(ledger[name])[rows] for name in by}
    kept = pd.DataFrame({**columns, "programme": texts(ledger["programme"])[rows], "outlay": spent})
    return kept.groupby([*by, "programme"])["outlay"].sum()


def public_cost(ledger: Columns, inflation: Mapping[int, float], rate: float = DISCOUNT_RATE) -> float:
    """All `outlays` together."""
    _rows, spent = _spent(ledger, inflation, rate)
    return float(spent.sum())


def _spent(
    ledger: Columns, inflation: Mapping[int, float], rate: float
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The rows of a ledger that are public outlays, and the yuan of 2018 that each is, discounted."""
    net = _is_public(ledger["account_from"]).astype(int) - _is_public(ledger["account_to"])
    rows = np.flatnonzero((net != 0) & (texts(ledger["programme"]) != STATUS_QUO))
    years = np.asarray(ledger["year"])[rows]
    factor = {year: present_value({year: 1.0}, inflation, rate) for year in sorted(set(years.tolist()))}
    real = np.array([factor[year] for year in years.tolist()], np.float64)
    return rows, net[rows] * np.asarray(ledger["yuan"])[rows] * real


def _is_public(accounts: Any) -> NDArray[np.bool_]:
    """Whether each account is a public fund."""
    names = texts(accounts)
    known = {name: name.startswith(PUBLIC) and name != COLLECTIVE for name in set(names)}
    return np.array([known[name] for name in names], bool)


def against(ours: FirstExits, baseline: FirstExits) -> dict[str, float | bool]:
    """What the first exits of a run say beside those of the baseline's run on the same luck, by column name."""
    values: dict[str, float | bool] = {"same_first_exits": same_exits(ours.within("listed"), baseline.within("listed"))}
    risks, _households = risk_of_both(ours.within("cohort"), baseline.within("cohort"))
    for name, risk in zip((BOTH, BOTH_BASELINE), risks, strict=True):
        values |= {f"{name}_{horizon}": float(value) for horizon, value in zip(HORIZONS, risk, strict=True)}
    return values


def in_order(columns: Iterable[str]) -> list[str]:
    """Columns of `runs`: keys, facts, then measures as the summary orders them, by horizon."""
    first, known = [*KEYS, *FACTS], set(columns)
    places = {name: place for place, name in enumerate(UNITS)}

    def place(column: str) -> tuple[int, str, int]:
        measure, horizon = split(column)
        near = BOTH if measure == BOTH_BASELINE else measure
        return places.get(near, len(places)), measure, horizon or 0

    return [*(name for name in first if name in known), *sorted(known - set(first), key=place)]


def split(column: str) -> tuple[str, int | None]:
    """Measure and horizon in months (or None) of a column of `runs`."""
    found = re.fullmatch(r"(return_risk\w*)_([0-9]+)", column)
    return (found[1], int(found[2])) if found else (column, None)


def tidy(runs: pd.DataFrame) -> pd.DataFrame:
    """The measures of finished runs, one a row: `KEYS`, measure, horizon_months, value."""
    return _melted(runs, [name for name in map(str, runs) if name not in (*KEYS, *FACTS) and not name.startswith(BOTH)])


def both(runs: pd.DataFrame) -> pd.DataFrame:
    """Rows of `return_risk_both`, one a run and horizon: `KEYS`, horizon_months, value, baseline_value."""
    ours = [name for name in map(str, runs) if split(name)[0] == BOTH]
    theirs = _melted(runs, [name.replace(BOTH, BOTH_BASELINE) for name in ours])
    pairs = _melted(runs, ours).drop(columns="measure").assign(baseline_value=theirs["value"])
    return pairs.dropna(subset=["value", "baseline_value"], ignore_index=True)


def tables(runs: pd.DataFrame, baseline: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """`summary.csv`, `paired.csv` and `cost_table`, which says why a cost is refused, of the rows of `runs`."""
    measures, pairs = tidy(runs), both(runs)
    costs = cost_table(_in_total(runs), baseline, same_first_exits=_alike(runs))
    summary = summary_table(measures, baseline, both=pairs, units=OWN_UNITS, costs=costs)
    return summary, paired_table(measures, baseline, both=pairs), costs


def _melted(runs: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    names = pd.DataFrame([split(name) for name in columns], columns=["measure", "horizon_months"])
    done = runs[runs["status"] == DONE]
    labels = done[list(KEYS)].take(np.tile(np.arange(len(done)), len(columns))).reset_index(drop=True)
    kinds = names.astype({"horizon_months": "Int64"}).take(np.repeat(np.arange(len(names)), len(done)))
    values = done[columns].to_numpy(float).ravel("F")
    return labels.join(kinds.reset_index(drop=True)).assign(value=values)


def _in_total(runs: pd.DataFrame) -> pd.DataFrame:
    """The measures of which costs per effect are made, `poor_years` summed over the cohort."""
    known = [name for name in COSTED if name in runs]
    total = {"poor_years": runs["poor_years"] * runs["listed_at_start"]} if "poor_years" in runs else {}
    return _melted(runs.assign(**total), known)


def _alike(runs: pd.DataFrame) -> dict[Any, bool]:
    """Of each case that has pairs: whether its first exits were the baseline's in every one of them."""
    pairs = runs.dropna(subset="same_first_exits").astype({"same_first_exits": bool})
    found: dict[Any, bool] = pairs.groupby(list(KEYS[:3]))["same_first_exits"].all().to_dict()
    return found
