"""Kin lend to each other without interest: who can spare something, how far a household may owe, who gives back.

What a household owes its kin, or they owe it, is one sum, its claim on the group: who lends is owed by the group, and
who gives back gives to those in it who are owed.  The claims of a group add up to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.arithmetic import fen
from model.number import number
from model.records import Household
from model.rule import rule

GIVES_BACK_FROM = 11  # after the autumn sales


@dataclass(frozen=True, slots=True)
class Kinship:
    """How much relatives help; with `lends` off nobody does."""

    lends: bool = number(True, source="r_inf, ins_vil", confidence="setting")
    share: float = number(0.2, unit="share", low=0.0, high=0.5, source="ins_vil", confidence="guess")
    buffer: float = number(12.0, unit="months of need", low=3, high=24, source="design", confidence="guess")
    limit: float = number(0.25, unit="years of income", low=0.05, high=1.0, source="design", confidence="guess")
    keeps: float = number(3.0, unit="months of need", low=1, high=12, source="design", confidence="guess")
    gives_back: float = number(0.5, unit="share", low=0.2, high=1.0, source="design", confidence="guess")


@rule
def can_lend(h: Household, needed: float, kinship: Kinship) -> int:
    """Fen that a household would still lend: part of its cash beyond a buffer, less what it is owed already."""
    spare = h.cash - fen(kinship.buffer * needed)
    return max(0, fen(kinship.share * spare / 100.0) - max(0, h.claim))


@rule
def may_borrow(h: Household, missing: int, kinship: Kinship) -> int:
    """Fen of what is missing that a household may ask its kin for."""
    return max(0, min(missing, fen(kinship.limit * 12.0 * h.usual) + h.claim))


@rule
def can_give_back(h: Household, needed: float, kinship: Kinship) -> int:
    """Fen that a household which owes its kin can give back now."""
    spare = h.cash - fen(kinship.keeps * needed)
    return max(0, min(-h.claim, fen(kinship.gives_back * spare / 100.0)))
