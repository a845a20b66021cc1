"""Spells out of poverty: when each began and ended, how, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.phases.assessed import Assessed
from model.processes.assessment import LATENT_EXIT, LATENT_RETURN
from model.records import DISSOLVED, HERE, MOVED_AWAY
from model.result import OUTCOMES
from model.world import World

Column = NDArray[Any]
RETURNED, ENDED_DISSOLVED, ENDED_MOVED, CENSORED = range(len(OUTCOMES))
NEVER = -1


@dataclass(slots=True)
class Spells:
    """Latent exits and returns as they are assessed; rows of households, calendar months."""

    exits: list[Column] = field(default_factory=list)
    returns: list[Column] = field(default_factory=list)
    losses: list[Column] = field(default_factory=list)

    def note(self, world: World, events: Assessed, month: int) -> None:
        """Take down this assessment's events; `events` is what the yearbook holds of it."""
        y = world.yearbook
        rows = np.flatnonzero(events.event == LATENT_EXIT)
        self.exits.append(_table(rows, month, y["ever"][rows], y["cohort"][rows], y["exits"][rows]))
        back = events.event == LATENT_RETURN
        rows = np.flatnonzero(back)
        self.returns.append(_table(rows, month, y["cause"][rows], y["exit_month"][rows]))
        rows = np.flatnonzero((events.any_event == LATENT_RETURN) | back)
        self.losses.append(_table(rows, month))

    def rows(self, world: World) -> dict[str, Column]:
        """Columns of `Result.spells`, by household row and exit; months count from the start of the run."""
        start, last = world.scenario.start, world.month - 1
        exits = _sorted(self.exits, 5)
        row, began = exits[:, 0], exits[:, 1]
        end, outcome = _ends_without_event(world, row, last)
        any_end, any_outcome = end.copy(), outcome.copy()
        cause = np.zeros(len(row), np.int64)
        returns, losses = _sorted(self.returns, 4), _sorted(self.losses, 2)
        found = _next_after(returns, row, began)
        back = found >= 0
        end[back], outcome[back], cause[back] = returns[found[back], 1], RETURNED, returns[found[back], 2]
        found = _next_after(losses, row, began)
        lost = found >= 0
        any_end[lost], any_outcome[lost] = losses[found[lost], 1], RETURNED
        return {
            "household": world.households["id"][row].astype(np.int64),
            "listed": exits[:, 2] == 1,
            "cohort": exits[:, 3] == 1,
            "first": exits[:, 4] == 1,
            "exit_month": began - start,
            "end_month": end - start,
            "outcome": outcome,
            "cause": cause,
            "any_end_month": any_end - start,
            "any_outcome": any_outcome,
            "weight": np.full(len(row), world.weight),
        }

    def first_exits(self, households: int) -> Column:
        """Calendar month of each household's first latent exit, -1 where there was none."""
        first = np.full(households, NEVER, np.int64)
        exits = _sorted(self.exits, 5)
        nth = exits[:, 4] == 1
        first[exits[nth, 0]] = exits[nth, 1]
        return first


def first_rows(world: World) -> dict[str, Column]:
    """What each household was at the start: columns of `Result.households`."""
    h, y = world.households, world.yearbook
    return {
        "household": h["id"].astype(np.int64),
        "listed": y["cohort"] == 1,
        "size": h["members"].astype(np.int64),
        "able": h["able"].astype(np.int64),
        "ill": h["ill"] > 0,
        "cows": (h["cows"] + h["heifers"] + h["steers"] + h["calves"] + h["trusted"]).astype(np.int64),
        "debt": h["debt"] / 100.0,
        "weight": np.full(len(h), world.weight),
    }


def last_rows(world: World, spells: Spells) -> dict[str, Column]:
    """What became of each of those who were there at the start: the remaining columns.

    `months_out_at_end` stops when a household leaves; one never assessed as poor is out from the start.
    """
    h, y, start = world.households[: world.at_start], world.yearbook[: world.at_start], world.scenario.start
    end = np.where(h["where"] == HERE, world.month - 1, h["left"])
    since = np.where(y["exit_month"] > 0, y["exit_month"], start - 1)
    first = spells.first_exits(len(world.households))[: world.at_start]
    return {
        "poor_years": y["poor_years"].astype(np.int64),
        "exits": y["exits"].astype(np.int64),
        "returns": y["returns"].astype(np.int64),
        "months_out_at_end": np.where(y["poor"] == 0, end - since, 0).astype(np.int64),
        "end": h["where"].astype(np.int64),
        "first_exit_month": np.where(first >= 0, first - start, NEVER),
    }


def _table(rows: Column, month: int, *columns: Column) -> Column:
    return np.column_stack([rows, np.full(len(rows), month), *columns]).astype(np.int64)


def _sorted(tables: list[Column], width: int) -> Column:
    """All rows of the tables by household row, then month."""
    whole = np.concatenate(tables) if tables else np.zeros((0, width), np.int64)
    return whole[np.lexsort((whole[:, 1], whole[:, 0]))]


def _next_after(events: Column, row: Column, began: Column) -> Column:
    """For each spell the index of the same household's first event after it began, -1 where there is none."""
    span = 1 << 20
    keys = events[:, 0] * span + events[:, 1]
    found = np.searchsorted(keys, row * span + began, side="right")
    same = found < len(keys)
    same[same] = events[found[same], 0] == row[same]
    return np.where(same, found, NEVER)


def _ends_without_event(world: World, row: Column, last: int) -> tuple[Column, Column]:
    """End month and outcome of spells in which nothing happens: departure, or the end of the run."""
    where, left = world.households["where"][row], world.households["left"][row]
    end = np.where(where == HERE, last, left).astype(np.int64)
    outcome = np.full(len(row), CENSORED, np.int64)
    outcome[where == DISSOLVED] = ENDED_DISSOLVED
    outcome[where == MOVED_AWAY] = ENDED_MOVED
    return end, outcome
