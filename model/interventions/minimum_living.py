"""The minimum living guarantee (dibao) opened to registered households; what was paid in 2013 goes on beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.allotment import Whole
from model.arithmetic import fen
from model.ledger import GUARANTEE_PAID, receive
from model.luck import family
from model.number import date, number
from model.on_file import on_file
from model.records import NEVER_LISTED, County, Household
from model.rule import rule
from model.targeting import (
    DECISIONS,
    Target,
    admitted,
    eligible,
    entitled,
    income_per_head,
    reached,
    supported,
    yearly_review,
)

TARGETING = family("minimum_living.target", *DECISIONS)


@dataclass(frozen=True, slots=True)
class MinimumLiving:
    """Brings supported households into the guarantee, the needy first, until `target.places` are in it at all.

    Every member is a recipient, and `persons` of them count as one place; supported recipients of the guarantee of
    2013 hold places too.  At the yearly review a household whose income per head is above `review_above` lines is
    given notice, and paid for `grace` months more.
    """

    review_above: float = number(1.5, unit="ratio to the line", low=1.0, high=2.5, source="design", confidence="guess")
    grace: int = number(12, unit="months", low=6, high=12, source="design", confidence="guess")
    persons: float = number(2.21, unit="persons/household", low=1.64, high=3.04, source="F140", confidence="derived")
    start: int = date("2016-01", source="F107", confidence="guess")
    end: int = date("never", source="F107", confidence="guess")
    target: Target = Target(who="supported", rank="need")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "guaranteed", "guarantee_until", "programme"})
    FUND: ClassVar[str] = "fund:civil_affairs"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "低保与扶贫衔接"
    TITLE: ClassVar[str] = "minimum living guarantee"

    def enrol(self, world: Any) -> None:
        """Each January: notices run out, incomes are reviewed, free places are given out."""
        if not yearly_review(world, self.start):
            return
        h, county = world.households, world.county[0]
        draws_on = supported(world)
        self._review(world, draws_on)
        rows = eligible(world, self.target if self.target.leaked == 0.0 else Target(who="rural"))
        rows = rows[(h.guaranteed[rows] == 0) & (h.dibao[rows] == 0)]
        poor = income_per_head(world, rows) <= 100.0 * self.review_above * county.line
        wishes = reached(world, self.target, TARGETING, among=rows[poor])
        drawing = np.minimum(h.guaranteed[draws_on] + h.dibao[draws_on], h.members[draws_on])
        taken = round(float(drawing.sum()) / self.persons)
        cost, going_on = 12.0 * county.dibao * self.persons, int((h.guaranteed[draws_on] > 0).sum()) * world.weight
        world.treasury.note(TARGETING.name, going_on, going_on, cost)
        chosen = admitted(world, self.target, TARGETING, wishes, cost, taken)
        h.guaranteed[chosen] = h.members[chosen]

    def _review(self, world: Any, draws_on: Whole) -> None:
        """Recipients whose notice has run out, or who left support, stop; those grown well off get notice."""
        h, rows = world.households, on_file(world).all
        rows = rows[h.guaranteed[rows] > 0]
        over = (h.guarantee_until[rows] > 0) & (h.guarantee_until[rows] < world.month)
        over = over | ~(np.isin(rows, draws_on) | (h.register[rows] == NEVER_LISTED))
        h.guaranteed[rows[over]] = 0
        h.guarantee_until[rows[over]] = 0
        rows = rows[~over]
        well_off = income_per_head(world, rows) > 100.0 * self.review_above * world.county[0].line
        notice = rows[well_off & (h.guarantee_until[rows] == 0)]
        h.guarantee_until[notice] = world.month + self.grace - 1


@rule
def deliver_minimum_living(h: Household, guarantee: Any, share: float, county: County, ledger: Any) -> None:
    """The month's guarantee for each recipient still there, at the rate all recipients are paid."""
    noticed = h.guarantee_until > 0 and county.month > h.guarantee_until
    if guarantee.active == 1 and h.guaranteed > 0 and not noticed:
        due = fen(entitled(h, share) * min(h.guaranteed, h.members) * county.dibao)
        receive(h, ledger, GUARANTEE_PAID, due)
        h.programme += due
