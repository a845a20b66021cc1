"""Public outlays by the fund that pays and the year in which it pays, with intervals over replicates."""

from typing import Any

import numpy as np
import pandas as pd

from experiments.design import KEYS
from experiments.headline import DONE, outlays
from experiments.tables import Cell, Table, cell, over_runs
from experiments.words import plain
from model.ledger import PUBLIC
from model.messages import _

YUAN_OF_2018 = "yuan of 2018"


def outlays_by(study: Any, *parts: str) -> pd.DataFrame:
    """Outlays by policy and `parts` ("fund", "year"): estimate, low, high in yuan of 2018, discounted; replicates.

    Where a run spends nothing, it counts as nothing spent.  Raises StudyError without a series of consumer prices.
    """
    ledger = study.ledger
    payer, receiver = ledger["account_from"], ledger["account_to"]
    paid = ledger.assign(fund=np.where(payer.str.startswith(PUBLIC), payer, receiver))
    keys = [*KEYS, *parts]
    spent = outlays(paid, study.inflation, by=keys).groupby(level=keys).sum().rename("value")
    spent = spent[spent.groupby(level=list(parts)).transform(lambda each: (each != 0).any())]
    runs = study.runs.loc[study.runs["status"] == DONE, list(KEYS)]
    every = spent.reset_index()[list(parts)].drop_duplicates()
    table = runs.merge(every, how="cross").merge(spent.reset_index(), on=keys, how="left")
    return over_runs(table.assign(value=table["value"].fillna(0.0)), ["policy", *parts], YUAN_OF_2018)


def funds_table(study: Any) -> Table:
    """What each fund pays under each policy, over the whole run."""
    found = outlays_by(study, "fund").set_index(["policy", "fund"])
    order = found["estimate"].groupby(level="fund").max().sort_values(ascending=False, kind="stable").index
    policies = [policy for policy in study.policies if policy != study.baseline]
    columns = tuple((policy, _("million yuan of 2018")) for policy in policies)
    rows = tuple((fund_name(fund), tuple(_found(found, policy, fund) for policy in policies)) for fund in order)
    note = _("Public outlays beyond the status quo of 2013, whose own are not counted; discounted at 3 % a year.")
    return Table(_("What each fund pays"), columns, rows, note)


def fund_year_tables(study: Any) -> list[Table]:
    """What each fund pays in each year, a table a policy."""
    found = outlays_by(study, "fund", "year")
    tables = []
    for policy in study.policies:
        own = found[found["policy"] == policy].set_index(["fund", "year"])
        own = own[(own["estimate"] != 0.0).groupby(level="fund").transform("any")]
        order = own["estimate"].groupby(level="fund").sum().sort_values(ascending=False, kind="stable").index
        years = sorted(own.index.get_level_values("year").unique())
        rows = tuple((str(year), tuple(_found(own, fund, year) for fund in order)) for year in years)
        columns = tuple((fund_name(fund), _("million yuan of 2018")) for fund in order)
        if rows:
            title = _("What each fund pays by year under {policy}").format(policy=policy)
            tables.append(Table(title, columns, rows))
    return tables


def _found(table: pd.DataFrame, *parts: Any) -> Cell:
    return cell(table.loc[parts], "estimate", YUAN_OF_2018) if parts in table.index else Cell()


def fund_name(account: str) -> str:
    """A public fund, as a table's row says it."""
    known = {
        "central": _("central funds"),
        "region": _("the region"),
        "county": _("the county"),
        "civil_affairs": _("civil affairs"),
        "donations": _("donations"),
        "beijing": _("Beijing"),
        "pension": _("pensions"),
        "agriculture": _("agriculture"),
    }
    name = account.removeprefix(PUBLIC)
    return known.get(name, plain(name))
