"""How long does leaving poverty last?  The questions asked of the `.spells` frame of one run.

A row of `spells` is one spell out of poverty: household, listed, cohort, first, exit_month, end_month, outcome,
any_end_month, any_outcome, weight.  Return competes with dissolution and departure; a run that ends censors.  A spell
starts the month its exit was assessed.  The estimators are in `experiments.incidence`, intervals over runs in
`experiments.estimates`: never pool the households of several runs here.

Policies change who leaves poverty, so `return_risk` under two policies speaks of two different groups.  To compare,
use `return_risk_both`, or measures of a fixed cohort.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.columns import Columns, codes
from experiments.incidence import (
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


@dataclass(frozen=True, slots=True)
class FirstExits:
    """The first exits of one run as arrays, a place a household: who, when, how the spell ended, and what it counts.

    `months` and `outcome` (a place in `OUTCOMES`) are of income alone, those with `any_` of guarantees as well.
    """

    household: NDArray[np.int64]
    exit_month: NDArray[np.int64]
    months: NDArray[np.int64]
    outcome: NDArray[np.int64]
    any_months: NDArray[np.int64]
    any_outcome: NDArray[np.int64]
    weight: NDArray[np.float64]
    listed: NDArray[np.bool_]
    cohort: NDArray[np.bool_]

    @classmethod
    def of(cls, spells: Columns) -> "FirstExits":
        """Those of the spells of a run. Raises ValueError on an unknown outcome, and as `first_exits` does."""
        rows = _rows_of_first_exits(spells, "all_rural")

        def months(name: str) -> NDArray[np.int64]:
            return np.asarray(spells[name], np.int64)[rows]

        began = months("exit_month")
        return cls(
            months("household"),
            began,
            months("end_month") - began,
            codes(spells["outcome"], OUTCOMES)[rows],
            months("any_end_month") - began,
            codes(spells["any_outcome"], OUTCOMES)[rows],
            np.asarray(spells["weight"], float)[rows],
            np.asarray(spells["listed"], bool)[rows],
            np.asarray(spells["cohort"], bool)[rows],
        )

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(getattr(self, each.name).nbytes for each in fields(self))

    def within(self, subset: str) -> "FirstExits":
        """Those of the ever `listed`, of the `cohort` listed at the start, or of `all_rural` households."""
        return self if subset == "all_rural" else self.where(getattr(self, _known(subset)))

    def where(self, kept: NDArray[np.bool_] | NDArray[np.intp]) -> "FirstExits":
        """Some of them: whether each is, or the places of those that are."""
        return FirstExits(*(getattr(self, each.name)[kept] for each in fields(self)))

    def curve(self, *, any_guarantee: bool = False) -> CumulativeIncidence:
        """The cumulative incidence of return (row 0), dissolution (1) and departure (2)."""
        months, outcome = (self.any_months, self.any_outcome) if any_guarantee else (self.months, self.outcome)
        return cumulative_incidence(months, outcome, self.weight, causes=len(OUTCOMES) - 1)

    def risk(self, horizons: Sequence[int] = HORIZONS, *, any_guarantee: bool = False) -> NDArray[np.float64]:
        """Risk of return within each horizon: float64[horizons], NaN where no spell is followed that long."""
        return self.curve(any_guarantee=any_guarantee).at(horizons)[RETURNED - 1]


def return_risk(spells: pd.DataFrame, horizons: Sequence[int] = HORIZONS, subset: str = "listed") -> pd.Series:
    """Risk of being poor again within each horizon of the first exit, income only; a Series by horizon_months.

    `subset`: the ever `listed` (the headline), the `cohort` listed at the start, or `all_rural` households.  NaN
    where no spell is followed that long.
    """
    return _by_horizon(FirstExits.of(spells).within(subset).risk(horizons), horizons, "return_risk")


def return_risk_any(spells: pd.DataFrame, horizons: Sequence[int] = HORIZONS, subset: str = "listed") -> pd.Series:
    """As `return_risk`, but losing a guarantee (food, clothing, school, health cover, safe house) is a return too."""
    risk = FirstExits.of(spells).within(subset).risk(horizons, any_guarantee=True)
    return _by_horizon(risk, horizons, "return_risk_any")


def return_risk_all_rural(spells: pd.DataFrame, horizons: Sequence[int] = HORIZONS) -> pd.Series:
    """As `return_risk`, for the first exits of all rural households, listed or not."""
    return _by_horizon(FirstExits.of(spells).risk(horizons), horizons, "return_risk_all_rural")


def return_risk_both(
    spells: pd.DataFrame, baseline_spells: pd.DataFrame, horizons: Sequence[int] = HORIZONS, subset: str = "cohort"
) -> pd.DataFrame:
    """Return risks of the households that exit under both policies on the same luck, each by its own exit time.

    Rows by horizon_months; columns risk, baseline_risk, difference (risk minus baseline_risk) and households, how
    many exit under both.  The default subset is fixed at the start, so that no policy chooses who is compared.
    """
    ours, theirs = (FirstExits.of(each).within(subset) for each in (spells, baseline_spells))
    risks, households = risk_of_both(ours, theirs, horizons)
    columns = {"risk": risks[0], "baseline_risk": risks[1], "difference": risks[0] - risks[1], "households": households}
    return pd.DataFrame(columns, index=pd.Index(list(horizons), name="horizon_months"))


def risk_of_both(
    first: FirstExits, second: FirstExits, horizons: Sequence[int] = HORIZONS
) -> tuple[NDArray[np.float64], int]:
    """Risks of return of the households in both: float64[2, horizons], and how many they are."""
    both, *rows = np.intersect1d(first.household, second.household, assume_unique=True, return_indices=True)
    risks = [each.where(np.sort(kept)).risk(horizons) for each, kept in zip((first, second), rows, strict=True)]
    return np.array(risks), both.size


def same_first_exits(spells: pd.DataFrame, baseline_spells: pd.DataFrame, subset: str = "listed") -> bool:
    """Whether two policies have the same first exits, household by household and month by month.

    Only then may returns averted be counted: otherwise the policy also changed who could return at all.
    """
    return same_exits(*(FirstExits.of(each).within(subset) for each in (spells, baseline_spells)))


def same_exits(first: FirstExits, second: FirstExits) -> bool:
    """The same of first exits at hand."""
    if first.household.size != second.household.size:
        return False
    one, other = np.argsort(first.household), np.argsort(second.household)
    same_households = np.array_equal(first.household[one], second.household[other])
    return same_households and np.array_equal(first.exit_month[one], second.exit_month[other])


def spell_curve(spells: pd.DataFrame, subset: str = "listed") -> CumulativeIncidence:
    """The whole cumulative incidence of return (row 0), dissolution (1) and departure (2) after the first exit."""
    return FirstExits.of(spells).within(subset).curve()


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
    first = FirstExits.of(spells).within(subset)
    curve = one_minus_kaplan_meier(first.months, first.outcome, RETURNED, first.weight)
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
    return spells.iloc[_rows_of_first_exits(spells, subset)]


def _rows_of_first_exits(spells: Columns, subset: str) -> NDArray[np.intp]:
    chosen = np.asarray(spells["first"], bool)
    if _known(subset) != "all_rural":
        chosen = chosen & np.asarray(spells[subset], bool)
    rows = np.flatnonzero(chosen)
    if not np.diff(np.sort(np.asarray(spells["household"])[rows])).all():
        raise ValueError("a household has two first exits: give the spells of one run at a time")
    return rows


def _known(subset: str) -> str:
    if subset not in SUBSETS:
        raise ValueError(f"subset {subset!r} is none of {', '.join(SUBSETS)}")
    return subset


def _by_horizon(values: NDArray[np.float64], horizons: Sequence[int], name: str) -> pd.Series:
    return pd.Series(values, index=pd.Index(list(horizons), name="horizon_months"), name=name)
