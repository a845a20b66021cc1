"""Families that divide: a married son's family sets up a home of its own, with its share of what there is."""

from __future__ import annotations

from dataclasses import dataclass

from model.number import number
from model.rule import rule


@dataclass(frozen=True, slots=True)
class Splitting:
    """How soon a son's family moves out once he has married."""

    yearly: float = number(0.2, unit="share/year", low=0.0, high=0.6, source="design", confidence="guess")


@rule
def may_split(stay: int, able_stay: int, able_go: int) -> bool:
    """Both sides need somebody able to work: the last son stays with parents who no longer are."""
    return stay > 0 and able_stay > 0 and able_go > 0
