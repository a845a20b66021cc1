"""Aid from outside the county: firms and donors paired with households, a paired city's projects in their villages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.allotment import Whole
from model.arithmetic import fen, fen_of
from model.ledger import AID_DONATIONS, AID_GIFTS, AID_PROJECTS, spend
from model.luck import family
from model.number import date, number
from model.rolls import pay_out
from model.targeting import DECISIONS, Target, admitted, january, reached, shares_of

TARGETING = family("external_aid.target", *DECISIONS)
PROJECTS = family("external_aid.projects", *DECISIONS)


@dataclass(frozen=True, slots=True)
class ExternalAid:
    """Each January the paired households get a gift, which is income, and their villages' funds donations and projects.

    What a village does with its fund is the collective dividend's rule.  Projects are the paired city's own money: its
    fund pays for as many as it can, in the order of the target, and the budget and the fund of donations reckon with
    gift and donation alone.
    """

    gift: float = number(5000.0, unit="yuan/household/year", low=1000, high=11000, source="F071", confidence="guess")
    donation: float = number(
        5900.0, unit="yuan/household/year", low=0, high=10000, source="F070, F071", confidence="derived"
    )
    project: float = number(
        41700.0, unit="yuan/household/year", low=10000, high=42000, source="F070, F073", confidence="derived"
    )
    start: int = date("2016-01", source="F072", confidence="guess")
    end: int = date("2020-12", source="F072", confidence="guess")
    target: Target = Target(who="supported", rank="vulnerable")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "programme", "fund"})
    FUND: ClassVar[str] = "fund:donations"
    AFTER_EXIT: ClassVar[str] = "fades"
    OTHER_FUNDS: ClassVar[dict[str, str]] = {"external_aid.projects": "fund:beijing"}
    TERM: ClassVar[str] = "京蒙扶贫协作、社会帮扶"
    TITLE: ClassVar[str] = "aid from outside"

    def enrol(self, world: Any) -> None:
        """In January, give."""
        if world.month != january(world.month):
            return
        h = world.households
        wishes = reached(world, self.target, TARGETING)
        rows = admitted(world, self.target, TARGETING, wishes, self.gift + self.donation)
        pay_out(world, AID_GIFTS, rows, fen_of(self.gift * shares_of(world, rows)))
        np.add.at(world.villages["fund"], h.village[rows], fen(self.donation))
        spend(world.ledger, AID_DONATIONS, fen(self.donation) * len(rows))
        self._build(world, rows)

    def _build(self, world: Any, paired: Whole) -> None:
        """A project for each of the `paired` households whom the paired city's fund can pay for."""
        rows = admitted(world, Target(rank=self.target.rank), PROJECTS, paired, self.project)
        np.add.at(world.villages["fund"], world.households.village[rows], fen(self.project))
        spend(world.ledger, AID_PROJECTS, fen(self.project) * len(rows))
