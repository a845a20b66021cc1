"""The numbers behind the figures and the printed tables, from the frames of a study.

The run is the unit of replication: each curve first makes one number per run and then a mean with its 95 % t interval
over runs; with one run the bounds are NaN.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments import words
from experiments.estimates import bounds_of
from experiments.rows import PAIRED, SUMMARY
from experiments.summary import UNITS
from experiments.survival import RETURNED, spell_curve
from model.messages import _

HORIZON = 60


def over_runs(frame: pd.DataFrame, keys: Sequence[str], unit: str = "") -> pd.DataFrame:
    """Mean of `value` over replicates within each group of `keys`: estimate, low, high, replicates; sorted by keys.

    Intervals of a level end where its `unit` does (`estimates.RANGES`).
    """
    known = frame.dropna(subset="value")
    table = known.groupby(list(keys), sort=True)["value"].agg(["mean", "std", "size"]).reset_index()
    low, high = bounds_of(table["mean"], table["std"], table["size"], unit)
    bounds = table.assign(estimate=table["mean"], low=low, high=high)
    return bounds.rename(columns={"size": "replicates"})[[*keys, "estimate", "low", "high", "replicates"]]


def poverty_path(months: pd.DataFrame, measure: str = "poverty_headcount") -> pd.DataFrame:
    """A measure as each December leaves it: policy, year, estimate, low, high, replicates."""
    chosen = months[months["measure"] == measure]
    chosen = chosen[chosen["month"].str.endswith("-12")]
    chosen = chosen.assign(year=chosen["month"].str[:4].astype(int))
    return over_runs(chosen, ["policy", "year"], UNITS.get(measure, ""))


def return_curve(spells: pd.DataFrame, horizon: int = HORIZON) -> pd.DataFrame:
    """Cumulative return after the first exit of ever-listed households, by policy and months since exit.

    The Aalen-Johansen estimate of each run, averaged over runs; a month to which a run follows nobody is left out of
    it.  Columns: policy, since_exit, estimate, low, high, replicates.
    """
    since = np.arange(horizon + 1)
    parts = [
        pd.DataFrame({"policy": policy, "since_exit": since, "value": spell_curve(run).at(since)[RETURNED - 1]})
        for (policy, _replicate), run in spells.groupby(["policy", "replicate"], sort=True)
    ]
    empty = pd.DataFrame({"policy": [], "since_exit": [], "value": []})
    return over_runs(pd.concat(parts) if parts else empty, ["policy", "since_exit"], "proportion")


def returns_per_run(spells: pd.DataFrame) -> pd.Series:
    """Mean weighted number, by policy, of first exits of ever-listed households that end in return, in one run."""
    returned = spells["first"].astype(bool) & spells["listed"].astype(bool) & (spells["outcome"] == "returned")
    weight = spells["weight"].where(returned, 0.0)
    return weight.groupby([spells["policy"], spells["replicate"]]).sum().groupby(level="policy").mean()


class Cell(NamedTuple):
    """A number in words and, below it, its interval (or a remark) in words; both may be empty."""

    value: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a terminal and a page print alike: columns as (title, unit), rows as (policy, cells)."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    note: str = ""


def headline_tables(study: Any) -> list[Table]:
    """The answer of a study, in the order in which to read it: fixed cohort, return after exit, cost."""
    return [cohort_table(study), return_table(study), cost_table(study)]


def cohort_table(study: Any) -> Table:
    """Each policy against the baseline in measures of households that no policy chooses."""
    measures = [("poor_years", None), ("sustained_exit", None), ("return_risk_both", 36), ("return_risk_both", HORIZON)]
    units = [_("years a household"), *[_("%, differences in points")] * 3]
    levels = [level_cell(study, study.baseline, *measure) for measure in measures]
    rows = [(_("{policy} (level)").format(policy=study.baseline), tuple(levels))]
    for policy in study.policies:
        if policy != study.baseline:
            rows.append((policy, tuple(difference_cell(study, policy, *measure) for measure in measures)))
    columns = tuple((words.heading(*measure), unit) for measure, unit in zip(measures, units, strict=True))
    note = _(
        "Differences on common luck. Poor years: Decembers in poverty of a household listed at the start. Sustained "
        "exit: out of poverty for 24 months or more at the end. Exits under both: households that leave poverty under "
        "the policy and under {baseline} alike."
    )
    title = _("Households listed at the start: difference from {baseline}")
    return Table(title.format(baseline=study.baseline), columns, tuple(rows), note.format(baseline=study.baseline))


def return_table(study: Any) -> Table:
    """Return risk after the first exit, of whoever exits."""
    horizons = (12, 24, 36, HORIZON)
    columns = tuple((words.within(horizon), _("% of first exits")) for horizon in horizons)
    rows = tuple(
        (p, tuple(level_cell(study, p, "return_risk", horizon) for horizon in horizons)) for p in study.policies
    )
    return Table(_("Ever-listed households: poor again after the first exit"), columns, rows, read_with_care())


def read_with_care() -> str:
    """Why return risks do not compare policies."""
    return _(
        "Return risk is that of the households that exit, and policies change who exits: one that lifts the weakest "
        "too can show the higher risk. Compare policies by poor years, sustained exit and exits under both."
    )


def cost_table(study: Any) -> Table:
    """Public outlays and what a poor-year averted costs."""
    costs = study.cost_per_effect()
    ratios = costs[costs["measure"] == "cost_per_poor_year_averted"].set_index("policy")
    columns = (
        (_("public cost"), _("million yuan of 2018")),
        (_("more than {baseline}").format(baseline=study.baseline), _("million yuan of 2018")),
        (_("cost per poor-year averted"), _("yuan of 2018")),
    )
    rows = []
    for policy in study.policies:
        more, ratio = difference_cell(study, policy, "public_cost", None), Cell()
        if policy in ratios.index:
            found = ratios.loc[policy]
            ratio = cell(found, "estimate", found["unit"])
            ratio = Cell(ratio.value, found["reason"] or ratio.interval)
        rows.append((policy, (level_cell(study, policy, "public_cost", None), more, ratio)))
    note = _(
        "Public outlays of programmes over the whole run, in prices of 2018, discounted at 3 % a year. Loan principal "
        "is not a cost; the status quo of 2013 is not counted."
    )
    return Table(_("Cost"), columns, tuple(rows), note)


def chosen_table(study: Any, title: str, measures: Sequence[str], note: str = "") -> Table:
    """A few measures of every policy: levels, and below the baseline's the differences from it."""
    units = {row.measure: words.scale(row.unit)[1] for row in study.summary.itertuples(index=False)}
    columns = tuple((words.measure(name), units.get(name, "")) for name in measures)
    rows = [
        (_("{policy} (level)").format(policy=policy), tuple(level_cell(study, policy, name, None) for name in measures))
        for policy in study.policies
    ]
    for policy in study.policies:
        if policy != study.baseline:
            cells = tuple(difference_cell(study, policy, name, None) for name in measures)
            rows.append((_("{policy} − {baseline}").format(policy=policy, baseline=study.baseline), cells))
    return Table(title, columns, tuple(rows), note)


def level_table(study: Any) -> Table:
    """Every measure of the summary, one a row, one column a policy."""
    summary = study.summary
    summary = summary[~summary["measure"].isin(["cost_per_poor_year_averted", "cost_per_return_averted"])]
    kinds = summary[["measure", "horizon_months", "unit"]].drop_duplicates()
    rows = []
    for kind in kinds.itertuples(index=False):
        horizon = None if pd.isna(kind.horizon_months) else int(kind.horizon_months)
        shown = words.scale(kind.unit)[1]
        name = " ".join(part for part in (words.heading(kind.measure, horizon), f"({shown})" if shown else "") if part)
        rows.append((name, tuple(level_cell(study, policy, kind.measure, horizon) for policy in study.policies)))
    return Table(_("Every measure of every policy"), tuple((policy, "") for policy in study.policies), tuple(rows))


def level_cell(study: Any, policy: str, measure: str, horizon: int | None) -> Cell:
    """A measure of a policy; a dash where there is none."""
    found = study.rows[SUMMARY].get((policy, measure, horizon))
    return Cell("–") if found is None else cell(found, "estimate", found["unit"])


def difference_cell(study: Any, policy: str, measure: str, horizon: int | None) -> Cell:
    """A measure of a policy less the baseline's on common luck; empty for the baseline."""
    found = study.rows[PAIRED].get((policy, measure, horizon))
    known = study.rows[SUMMARY].get((policy, measure, horizon))
    if found is None or known is None:
        return Cell("" if policy == study.baseline else "–")
    return cell(found, "difference", known["unit"], signed=True)


def cell(found: Mapping[str, Any] | pd.Series, name: str, unit: str, *, signed: bool = False) -> Cell:
    """A number and its interval, rounded alike, in the unit that `words.scale` gives."""
    value, low, high = numbers = [words.scale(unit)[0] * float(found[column]) for column in (name, "low", "high")]
    places = words.significant(3, *numbers)
    return Cell(
        words.amount(value, signed=signed, places=places), words.interval(low, high, signed=signed, places=places)
    )
