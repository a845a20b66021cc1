"""Asset income: public money becomes capital of an enterprise, and households without labour draw its dividends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.allotment import Mask, Whole
from model.arithmetic import fen
from model.ledger import ASSET_CAPITAL, ASSET_DIVIDENDS, receive
from model.livelihoods import ASSETS, Livelihood, fail
from model.luck import Family, family
from model.number import date, number
from model.records import County, Household
from model.rule import rule
from model.targeting import DECISIONS, Target, entitled

PAYDAY = 12
ENTERPRISE_YEAR = family("asset_income.enterprise_year", "fails")


@dataclass(frozen=True, slots=True)
class AssetIncome(Livelihood):
    """Each household's part of the capital, `setup`, stays public; an enterprise that fails pays no more.

    Better supervision of the assets is a lower share that `fails`.
    """

    rate: float = number(0.08, unit="share/year", low=0.06, high=0.10, source="r_trust", confidence="recalled")
    fails: float = number(0.06, unit="share/year", low=0.03, high=0.10, source="r_trust", confidence="guess")
    enterprises: int = number(42, unit="organisations", low=10, high=60, least=1, source="F130", confidence="found")
    setup: float = number(10000.0, unit="yuan/household", low=3000, high=20000, source="design", confidence="guess")
    start: int = date("2016-01", source="V003", confidence="guess")
    target: Target = Target(who="supported", rank="vulnerable")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "livelihoods", "programme"})
    FUND: ClassVar[str] = "fund:central"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "资产收益"
    TITLE: ClassVar[str] = "asset income"
    BIT: ClassVar[int] = ASSETS
    SETUP: ClassVar[int] = ASSET_CAPITAL
    TARGETING: ClassVar[Family] = family("asset_income.target", *DECISIONS)

    def enrol(self, world: Any) -> None:
        """Places that are open and free are given out; in January some enterprises fail, and pay nothing this year."""
        Livelihood.enrol(self, world)
        failed = fail(world, self.BIT, self.fails, self.enterprises, ENTERPRISE_YEAR)
        world.households.livelihoods[failed] &= ~self.BIT

    def can(self, world: Any, rows: Whole) -> Mask:
        """Everyone: dividends ask for no labour: bool[rows]."""
        return np.ones(len(rows), bool)


@rule
def promised_by_assets(assets: Any) -> float:
    """Yuan a year of dividends."""
    gain: float = assets.rate * assets.setup
    return gain


@rule
def deliver_asset_income(h: Household, assets: Any, share: float, county: County, ledger: Any) -> None:
    """The year's dividend, in December, while the household is supported."""
    if assets.active == 1 and h.livelihoods & ASSETS and county.season == PAYDAY:
        due = fen(entitled(h, share) * assets.rate * assets.setup)
        receive(h, ledger, ASSET_DIVIDENDS, due)
        h.programme += due
