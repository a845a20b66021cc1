"""Insurance of breeding cows against death: most of the premium is public; it covers no price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.arithmetic import fen
from model.ledger import LIVESTOCK_PAYS, LIVESTOCK_PREMIUMS, LIVESTOCK_SUBSIDY, receive, spend
from model.luck import draws, family
from model.number import Yearly, by_year, date, number, year_of
from model.records import Household
from model.rolls import HERD_INSURED, charge, renew
from model.rule import rule
from model.targeting import DECISIONS, TIMELESS, Target, mean_of, reached, yearly_review

TARGETING = family("livestock_insurance.target", *DECISIONS)
TAKE_UP = family("livestock_insurance.household", "insures")


@dataclass(frozen=True, slots=True)
class LivestockInsurance:
    """Keepers who insure do so for all their cows, for a year, where they have the cash.

    The premium is a cost of the herd; what the insurer pays is no income.
    """

    sum_insured: float = number(12000.0, unit="yuan/head", low=10000, high=12000, source="ins_sum", confidence="found")
    premium: float = number(84.0, unit="yuan/head/year", low=84, high=126, source="ins_prem_hh", confidence="found")
    subsidy: float = number(336.0, unit="yuan/head/year", low=252, high=336, source="ins_prem_hh", confidence="derived")
    take_up: Yearly = by_year(
        {2014: 0.1, 2019: 0.5}, unit="share", low=0, high=0.9, source="ins_take", confidence="guess"
    )
    start: int = date("2014-01", source="ins_take", confidence="guess")
    end: int = date("never", source="ins_take", confidence="guess")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "herd", "rolls"})
    FUND: ClassVar[str] = "fund:central"
    AFTER_EXIT: ClassVar[str] = "runs out"
    TERM: ClassVar[str] = "基础母牛保险"
    TITLE: ClassVar[str] = "livestock insurance"

    def enrol(self, world: Any) -> None:
        """In the first month and each January, write the policies of the year."""
        if not yearly_review(world, self.start):
            return
        h, premium = world.households, fen(self.premium)
        wishes = reached(world, self.target, TARGETING)
        cows = h.cows[wishes].astype(np.int64)
        wishes = wishes[(cows > 0) & (h.cash[wishes] >= premium * cows)]
        u = draws(world.seed, world.replicate, TAKE_UP.number, h.id[wishes], TIMELESS)[:, 0]
        wishes = wishes[u < self.take_up.at(year_of(world.month))]
        cost = self.subsidy * mean_of(h.cows[wishes])
        rows = renew(world, HERD_INSURED, self.target, TARGETING, wishes, cost)
        cows = h.cows[rows].astype(np.int64)
        charge(world, LIVESTOCK_PREMIUMS, rows, premium * cows)
        h.herd[rows] -= premium * cows
        spend(world.ledger, LIVESTOCK_SUBSIDY, fen(self.subsidy) * int(cows.sum()))


@rule
def pay_for_dead_cows(h: Household, insurance: Any, dead: int, ledger: Any) -> None:
    """The sum insured for each cow that died this month."""
    if dead > 0 and insurance.active == 1 and h.rolls & HERD_INSURED:
        receive(h, ledger, LIVESTOCK_PAYS, dead * fen(insurance.sum_insured))
