"""How long does leaving poverty last?  The questions asked of the `.spells` frame of one run.

A row of `spells` is one spell out of poverty: household, listed, cohort, first, exit_month, end_month, outcome,
any_end_month, any_outcome, weight.  Return competes with dissolution and departure; a run that ends censors.  A spell
starts the month its exit was assessed.  The estimators are in `experiments.incidence`, intervals over runs in
`experiments.estimates`: never pool the households of several runs here.

Policies change who leaves poverty, so `return_risk` under two policies speaks of two different groups.  To compare,
use `return_risk_both`, or measures of a fixed cohort.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.incidence import (
    CENSORED,
    CumulativeIncidence,
    MeanNumber,
    cumulative_incidence,
    hazard_by_year,
    mean_cumulative_number,
    one_minus_kaplan_meier,
    restricted_mean,
)

HORIZONS = (12, 24, 36, 60)
# How a spell ends; a cause's place in this list is its code, 0 being censored.
OUTCOMES = ("censored", "returned", "dissolved", "moved_away")
RETURNED = OUTCOMES.index("returned")
SUBSETS = ("listed", "cohort", "all_rural")


def return_risk(spells: pd.DataFrame, horizons: Sequence[int] = HORIZONS, subset: str = "listed") -> pd.Series:
    """Risk of being poor again within each horizon of the first exit, income only; a Series by horizon_months.

    `subset`: the ever `listed` (the headline), the `cohort` listed at the start, or `all_rural` households.  NaN
    where no spell is followed that long.
    """
    return _risk(first_exits(spells, subset), horizons, "return_risk")


def return_risk_any(spells: pd.DataFrame, horizons: Sequence[int] = HORIZONS, subset: str = "listed") -> pd.Series:
    """As `return_risk`, but losing a guarantee (food, clothing, school, health cover, safe house) is a return too."""
    spells = spells.assign(end_month=spells["any_end_month"], outcome=spells["any_outcome"])
    return _risk(first_exits(spells, subset), horizons, "return_risk_any")


def return_risk_all_rural(spells: pd.DataFrame, horizons: Sequence[int] = HORIZONS) -> pd.Series:
    """As `return_risk`, for the first exits of all rural households, listed or not."""
    return _risk(first_exits(spells, "all_rural"), horizons, "return_risk_all_rural")


def return_risk_both(
    spells: pd.DataFrame, baseline_spells: pd.DataFrame, horizons: Sequence[int] = HORIZONS, subset: str = "cohort"
) -> pd.DataFrame:
    """Return risks of the households that exit under both policies on the same luck, each by its own exit time.

    Rows by horizon_months; columns risk, baseline_risk, difference (risk minus baseline_risk) and households, how
    many exit under both.  The default subset is fixed at the start, so that no policy chooses who is compared.
    """
    first, second = first_exits(spells, subset), first_exits(baseline_spells, subset)
    both = np.intersect1d(first["household"], second["household"])
    risk, baseline_risk = (_risk(f[f["household"].isin(both)], horizons, "risk") for f in (first, second))
    return pd.DataFrame(
        {"risk": risk, "baseline_risk": baseline_risk, "difference": risk - baseline_risk, "households": both.size}
    )


def same_first_exits(spells: pd.DataFrame, baseline_spells: pd.DataFrame, subset: str = "listed") -> bool:
    """Whether two policies have the same first exits, household by household and month by month.

    Only then may returns averted be counted: otherwise the policy also changed who could return at all.
    """
    exits = (first_exits(each, subset)[["household", "exit_month"]] for each in (spells, baseline_spells))
    first, second = (each.to_numpy()[np.argsort(each["household"].to_numpy())] for each in exits)
    return np.array_equal(first, second)


def spell_curve(spells: pd.DataFrame, subset: str = "listed") -> CumulativeIncidence:
    """The whole cumulative incidence of return (row 0), dissolution (1) and departure (2) after the first exit."""
    return _curve(first_exits(spells, subset))


def return_hazards(spells: pd.DataFrame, years: int = 5, subset: str = "listed") -> pd.Series:
    """Probability of return within each year since the first exit, given still out at its start; by year 1.."""
    hazards = hazard_by_year(spell_curve(spells, subset), years)[RETURNED - 1]
    return pd.Series(hazards, index=pd.RangeIndex(1, years + 1, name="year"), name="return_hazard")


def months_out_of_poverty(spells: pd.DataFrame, horizon: int = 60, subset: str = "listed") -> pd.Series:
    """Restricted mean months within `horizon` of the first exit, by state: out, returned, dissolved, moved_away."""
    months = restricted_mean(spell_curve(spells, subset), horizon)
    return pd.Series(months, index=pd.Index(("out", *OUTCOMES[1:]), name="state"), name="months")


def one_minus_kaplan_meier_risk(
    spells: pd.DataFrame, horizons: Sequence[int] = HORIZONS, subset: str = "listed"
) -> pd.Series:
    """What `return_risk` would wrongly be if dissolution and departure were censoring; shown beside it in the docs."""
    first = first_exits(spells, subset)
    curve = one_minus_kaplan_meier(_durations(first), _codes(first), RETURNED, first["weight"])
    return _by_horizon(curve.at(horizons)[0], horizons, "one_minus_kaplan_meier")


def mean_returns(spells: pd.DataFrame, months: int, subset: str = "listed") -> MeanNumber:
    """Mean cumulative number of returns per household by months since its first exit, in a run of `months` months.

    Every spell counts, not the first alone.  A household dissolved or gone stays in the denominator with no further
    returns, up to the month at which the run would have censored it (see `mean_cumulative_number`).
    """
    first = first_exits(spells, subset).set_index("household")
    returns = spells[(spells["outcome"] == "returned") & spells["household"].isin(first.index)]
    row = first.index.get_indexer(pd.Index(returns["household"]))
    since_exit = returns["end_month"].to_numpy() - first["exit_month"].to_numpy()[row]
    follow_up = months - 1 - first["exit_month"].to_numpy()
    return mean_cumulative_number(since_exit, row, follow_up, weights=first["weight"].to_numpy())


def first_exits(spells: pd.DataFrame, subset: str = "listed") -> pd.DataFrame:
    """The rows of `spells` that are a household's first exit, within `listed`, `cohort` or `all_rural`.

    Raises ValueError on an unknown subset, and where a household has two first exits, as the frames of several runs
    put together would have.
    """
    if subset not in SUBSETS:
        raise ValueError(f"subset {subset!r} is none of {', '.join(SUBSETS)}")
    chosen = spells["first"].astype(bool)
    if subset != "all_rural":
        chosen &= spells[subset].astype(bool)
    first = spells[chosen]
    if first["household"].duplicated().any():
        raise ValueError("a household has two first exits: give the spells of one run at a time")
    return first


def _risk(first: pd.DataFrame, horizons: Sequence[int], name: str) -> pd.Series:
    return _by_horizon(_curve(first).at(horizons)[RETURNED - 1], horizons, name)


def _curve(first: pd.DataFrame) -> CumulativeIncidence:
    return cumulative_incidence(_durations(first), _codes(first), first["weight"], causes=len(OUTCOMES) - 1)


def _durations(spells: pd.DataFrame) -> NDArray[np.int64]:
    return (spells["end_month"] - spells["exit_month"]).to_numpy(dtype=np.int64)


def _codes(spells: pd.DataFrame) -> NDArray[np.int64]:
    codes = pd.Index(OUTCOMES).get_indexer(pd.Index(spells["outcome"]))
    if (codes < CENSORED).any():
        unknown = sorted(set(spells["outcome"].astype(str)) - set(OUTCOMES))
        raise ValueError(f"outcome {unknown} is none of {', '.join(OUTCOMES)}")
    return codes.astype(np.int64)


def _by_horizon(values: NDArray[np.float64], horizons: Sequence[int], name: str) -> pd.Series:
    return pd.Series(values, index=pd.Index(list(horizons), name="horizon_months"), name=name)
