"""Who gains and who is left: households listed at the start beside their same-luck twins under the baseline, by kind.

The run is the unit: shares are made run by run, and intervals are over replicates.
"""

from typing import Any

import numpy as np
import pandas as pd

from experiments.design import KEYS
from experiments.tables import Cell, Table, cell, over_runs
from experiments.twins import kinds_of
from model.messages import _

TWIN = ["point", "future", "replicate", "household"]
SHARES = ("saved", "harmed", "unchanged")
FEWEST = 5.0  # households of a kind in a run, on average: fewer say nothing


def gains(study: Any) -> pd.DataFrame:
    """Of each kind of household (`twins.kinds_of`) and policy: measure, estimate, low, high, replicates, households.

    Measures are saved (poor in fewer Decembers than under the baseline), harmed (in more) and unchanged, as shares of
    the kind, and poor_years, the Decembers in poverty averted a household.  `households` is how many of the kind there
    are in a run, as simulated, not weighted up.
    """
    cohort = study.cohort
    twins = cohort.loc[cohort["policy"] == study.baseline, [*TWIN, "poor_years"]]
    own = cohort[cohort["policy"] != study.baseline].merge(twins, on=TWIN, suffixes=("", "_twin"))
    fewer = (own["poor_years_twin"] - own["poor_years"]).to_numpy(float)
    parts = {"saved": fewer > 0, "harmed": fewer < 0, "unchanged": fewer == 0, "poor_years": fewer}
    runs = own.groupby(list(KEYS), sort=True).ngroup().to_numpy()
    labels = own.assign(run=runs).drop_duplicates("run").set_index("run").sort_index()[list(KEYS)]
    start = {name: own[name].to_numpy() for name in ("able", "cows", "debt", "ill")}
    rows = []
    for trait, kind, here in kinds_of(start):
        size = np.bincount(runs[here], minlength=len(labels))
        several = np.maximum(size, 1)
        mean = {name: np.bincount(runs[here], part[here], len(labels)) / several for name, part in parts.items()}
        each = labels.assign(**mean, households=size)[size > 0]
        known = each.melt([*KEYS, "households"], list(parts), "measure")
        shares = known["measure"].isin(SHARES)
        found = pd.concat([over_runs(known[shares], ["policy", "measure"], "proportion"),
                           over_runs(known[~shares], ["policy", "measure"])])  # fmt: skip
        many = found["policy"].map(each.groupby("policy")["households"].mean())
        rows.append(found.assign(trait=trait, kind=kind, households=many))
    return pd.concat(rows, ignore_index=True)


def gains_tables(study: Any) -> list[Table]:
    """One table a policy: each kind of household a row."""
    found = gains(study)
    return [_table(found[found["policy"] == each], each, study) for each in study.policies if each != study.baseline]


def _table(found: pd.DataFrame, policy: str, study: Any) -> Table:
    columns = (
        (_("saved"), "%"), (_("harmed"), "%"), (_("unchanged"), "%"),
        (_("poor years averted"), _("years a household")), (_("households in a run"), _("as simulated")),
    )  # fmt: skip
    rows = []
    for (_trait, kind), own in found.groupby(["trait", "kind"], sort=False):
        known = own.set_index("measure")
        enough = float(own["households"].iloc[0])
        cells = [cell(known.loc[name], "estimate", "proportion") for name in SHARES]
        cells.append(cell(known.loc["poor_years"], "estimate", "years", signed=True))
        few = Cell("–", _("too few"))
        shown = tuple(cells) if enough >= FEWEST else (few,) * len(cells)
        rows.append((kind_name(kind), (*shown, Cell(f"{enough:,.0f}", _("mean over replicates")))))
    title = _("Who gains and who is left: {policy} beside {baseline}, same-luck twins")
    note = _(
        "Of households listed at the start, by what they were then. Saved: in fewer Decembers poor than the same "
        "household on the same luck under {baseline}; harmed: in more; unchanged: in as many."
    )
    names = {"policy": policy, "baseline": study.baseline}
    return Table(title.format(**names), columns, tuple(rows), note.format(**names))


def kind_name(kind: str) -> str:
    """A kind of household, as a table's row says it."""
    return {
        "all": _("all"), "nobody ill": _("nobody ill"), "somebody ill": _("somebody ill"),
        "nobody able to work": _("nobody able to work"), "one able to work": _("one able to work"),
        "two or more able": _("two or more able"), "no cattle": _("no cattle"),
        "one or two head": _("one or two head"), "three head or more": _("three head or more"),
        "no debt": _("no debt"), "up to 10,000 yuan": _("debt up to 10,000 yuan"),
        "more than 10,000 yuan": _("debt of more than 10,000 yuan"),
    }[kind]  # fmt: skip
