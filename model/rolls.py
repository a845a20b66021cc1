"""Rolls: who has a place in a programme, as bits of one field, and sums that are paid out at once.

A programme that gives its places out anew empties its roll and writes the admitted on it.  What stands on a roll
counts only while the programme runs.
"""

from __future__ import annotations

from typing import Any

from model.allotment import Whole
from model.luck import Family
from model.on_file import on_file
from model.targeting import Target, admitted

# Bits of the record's `rolls`.
POST, CONTRACT, HOME_BED, TRAINED, PLACED, PUPILS, POINTS, HERD_INSURED, PRICE_INSURED, FODDERED = (
    1 << bit for bit in range(10)
)


def renew(world: Any, roll: int, target: Target, luck: Family, wishes: Whole, cost: float = 0.0) -> Whole:
    """Empty a roll and write on it those of `wishes` for whom there is a place; returns their rows.

    `cost` is what one household costs the budget in a year, in yuan.
    """
    strike_off(world, roll)
    rows = admitted(world, target, luck, wishes, cost)
    world.households.rolls[rows] |= roll
    return rows


def strike_off(world: Any, roll: int) -> None:
    """Nobody stands on the roll any more."""
    world.households.rolls[on_file(world).all] &= ~roll


def mark(world: Any, field: str, rows: Whole, value: Any = 1) -> None:
    """The households in `rows`, and nobody else, have this `value` in a field that marks a place in a programme."""
    world.households[field][on_file(world).all] = 0
    world.households[field][rows] = value


def pay_out(world: Any, flow: int, rows: Whole, fen: Whole) -> None:
    """Each household in `rows` gets its `fen` now, as income from a programme."""
    world.households.cash[rows] += fen
    world.households.programme[rows] += fen
    world.ledger[flow] += int(fen.sum())


def charge(world: Any, flow: int, rows: Whole, fen: Whole) -> None:
    """Each household in `rows` pays its `fen` now."""
    world.households.cash[rows] -= fen
    world.ledger[flow] += int(fen.sum())
