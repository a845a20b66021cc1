"""What a life comes to: how it begins, when two lives part, how each ends, and its events side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments import words
from experiments.tables import Cell, Table
from experiments.trace import Trace
from experiments.trace_events import events_of
from model.messages import _
from model.records import DISSOLVED, HERE

FEN = 100.0


@dataclass(frozen=True, slots=True)
class Row:
    """A month in which something happened: under each policy, its events; whether they differ."""

    month: str
    events: tuple[tuple[str, ...], ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A life as the page tells it, in the language of the current catalogue."""

    begins: str
    parts: str
    ends: Table
    rows: Sequence[Row]


def told(trace: Trace) -> Told:
    """The life in words."""
    months = {policy: trace.months[trace.months["policy"] == policy] for policy in trace.policies}
    events = {policy: events_of(own) for policy, own in months.items()}
    first = next(iter(events.values()))
    return Told(first["event"].iloc[0], parting(list(months.values())), how_it_ends(months), rows_of(events))


def parting(months: Sequence[pd.DataFrame]) -> str:
    """Until when two lives are the same."""
    one, other = (each.drop(columns="policy").reset_index(drop=True) for each in months)
    differ = ~((one == other) | (one.isna() & other.isna())).all(axis=1)
    if not differ.any():
        return _("The two lives are the same in every month.")
    month = one["month"][differ.idxmax()]
    return _("Until {month} the two lives are the same in all that the model records of them.").format(month=month)


def rows_of(events: dict[str, pd.DataFrame]) -> list[Row]:
    """Events by month, side by side."""
    by_month = {
        policy: own.groupby("month", sort=False)["event"].agg(tuple).to_dict() for policy, own in events.items()
    }
    months = sorted({month for own in by_month.values() for month in own})
    cells = [(month, tuple(own.get(month, ()) for own in by_month.values())) for month in months]
    return [Row(month, each, len(set(each)) > 1) for month, each in cells]


def how_it_ends(months: dict[str, pd.DataFrame]) -> Table:
    """A few numbers of each life; one household in one run, so no intervals."""
    lives = [_numbers(own) for own in months.values()]
    rows = tuple((name, tuple(Cell(life[name]) for life in lives)) for name in lives[0])
    note = _("One household in one run: there is no interval, and nothing follows from it for others.")
    return Table(_("What it came to"), tuple((policy, "") for policy in months), rows, note)


def _numbers(months: pd.DataFrame) -> dict[str, str]:
    here = months[months["where"] == HERE]
    assessed = here[here["assessed"]]
    last, final = here.iloc[-1], assessed.iloc[-1] if len(assessed) else None
    income = _("yuan a head in {year}, line {line}")
    poor, times = _("{count} of {all}"), len(assessed)
    return {
        _("Decembers in poverty"): poor.format(count=int((assessed["year_poor"] == 1).sum()), all=times),
        _("times out of poverty, times poor again"): f"{_rise(here, 'year_exits')}, {_rise(here, 'year_returns')}",
        _("last income assessed"): "–" if final is None else (
            f"{words.amount(final['income_per_head'], 4)} "
            + income.format(year=final["month"][:4], line=words.amount(final["line"], 4))
        ),
        _("cattle at the end, head"): str(int(last["cattle"])),
        _("cash, loans and informal debt at the end, yuan"): ", ".join(
            f"{last[name] / FEN:,.0f}" for name in ("cash", "loan", "debt")
        ),
        _("in the last month"): _ending(months.iloc[-1], last),
    }  # fmt: skip


def _rise(months: pd.DataFrame, counter: str) -> int:
    return int(months[counter].iloc[-1] - months[counter].iloc[0])


def _ending(end: Any, last: Any) -> str:
    if end["where"] == HERE:
        return _("here; members: {members}").format(members=int(last["members"]))
    gone = _("dissolved in {month}") if end["where"] == DISSOLVED else _("moved away in {month}")
    return gone.format(month=last["month"])
