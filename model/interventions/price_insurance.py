"""Insurance against a fall of cattle prices from one autumn market to the next: nobody offered it, so a what-if."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.allotment import Whole
from model.arithmetic import fen
from model.ledger import PRICE_PAYS, PRICE_PREMIUMS, PRICE_SUBSIDY, receive, spend
from model.luck import family
from model.number import date, number, season_of
from model.records import County, Household
from model.rolls import PRICE_INSURED, charge, renew
from model.rule import rule
from model.targeting import DECISIONS, Target, mean_of, reached

TARGETING = family("price_insurance.target", *DECISIONS)
SIGNING, MARKET = 11, 10


@dataclass(frozen=True, slots=True)
class PriceInsurance:
    """In November young stock is insured at `floor` of that month's price; next October pays what lacks, as income."""

    floor: float = number(0.9, unit="ratio", low=0.7, high=1.0, source="design", confidence="setting")
    premium: float = number(100.0, unit="yuan/head/year", low=0, high=400, source="design", confidence="guess")
    subsidy: float = number(300.0, unit="yuan/head/year", low=0, high=800, source="design", confidence="guess")
    start: int = date("2016-01", source="design", confidence="setting")
    end: int = date("never", source="design", confidence="setting")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "herd", "rolls"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "runs out"
    TERM: ClassVar[str] = "肉牛价格指数保险"
    TITLE: ClassVar[str] = "insurance of cattle prices"

    def enrol(self, world: Any) -> None:
        """In November, write the policies of the year to come."""
        if season_of(world.month) != SIGNING:
            return
        h, county = world.households, world.county[0]
        county.insured_price = self.floor * county.steer_price
        premium, wishes = fen(self.premium), reached(world, self.target, TARGETING)
        young = young_stock(h, wishes)
        insures = (young > 0) & (h.cash[wishes] >= premium * young)
        cost = self.subsidy * mean_of(young[insures])
        rows = renew(world, PRICE_INSURED, self.target, TARGETING, wishes[insures], cost)
        young = young_stock(h, rows)
        charge(world, PRICE_PREMIUMS, rows, premium * young)
        h.herd[rows] -= premium * young
        spend(world.ledger, PRICE_SUBSIDY, fen(self.subsidy) * int(young.sum()))


def young_stock(h: Any, rows: Whole) -> Whole:
    """Heifers, steers and calves of the households in `rows`."""
    young: Whole = (h.heifers[rows] + h.steers[rows] + h.calves[rows]).astype(np.int64)
    return young


@rule
def pay_for_low_price(h: Household, insurance: Any, county: County, ledger: Any) -> None:
    """In October, before the market, what the price lacks, for the young stock of that day; calves in proportion."""
    lacks = county.insured_price - county.steer_price
    if insurance.active == 1 and h.rolls & PRICE_INSURED and county.season == MARKET and lacks > 0.0:
        units = h.heifers + h.steers + h.calves * county.calf_price / county.steer_price
        due = fen(lacks * units)
        receive(h, ledger, PRICE_PAYS, due)
        h.herd += due
