"""Loans for breeding cows, in four modes by whether a household can borrow and whether it can keep cattle.

`enrol` grants loans in spring and lets trustees and enterprises fail; the rules take the loan up, bear its interest,
pay what a trustee or an enterprise owes, and return their principal at maturity.  What a household must repay itself
is settled by credit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import floor
from typing import Any, ClassVar

import numpy as np

from model.allotment import Whole
from model.arithmetic import fen, fen_of
from model.ledger import (
    BREEDING_PURCHASES,
    CATTLE_LOAN_DELIVERY,
    COWS_BOUGHT,
    ENTERPRISE_CAPITAL,
    ENTERPRISE_DIVIDENDS,
    ENTERPRISE_REPAYS,
    LOAN_INCURRED,
    LOAN_INTEREST,
    LOAN_INTEREST_SUBSIDY,
    LOAN_PAID_OUT,
    LOAN_REDUCED,
    LOAN_REPAID,
    SHARES_BOUGHT,
    SHARES_LOST,
    SHARES_REDEEMED,
    SHED_GRANTS,
    TRUSTED_BOUGHT,
    TRUSTED_LOST,
    TRUSTED_SOLD,
    TRUSTEE_DIVIDENDS,
    TRUSTEE_REPAYS,
    pay,
    receive,
    spend,
)
from model.livelihoods import takers
from model.luck import draws, family
from model.number import Yearly, by_year, date, number, season_of, year_of
from model.prefetch import AHEAD, prefetch
from model.records import HERE, County, Household
from model.rule import phase, rule
from model.targeting import DECISIONS, TIMELESS, Target, admitted, entitled, january, reached

TARGETING = family("cattle_loan.target", *DECISIONS)
LOAN = family("cattle_loan.household", "year", "amount")
TRUSTEE_YEAR = family("cattle_loan.trustee_year", "trustee", "enterprise")
CATTLE = 1 << 10  # on the menu; the livelihoods have the bits below
NO_LOAN, OWN, GUARANTEED, TRUSTEE, SHARES = 0, 1, 2, 3, 4
SPRING = 3  # before calving, so that cows in calf bring a calf the same year


@dataclass(frozen=True, slots=True)
class CattleLoan:
    """Poverty microcredit for cows: who gets it in which mode, what it costs, who fails.

    `starts` gives the share of all loans that start in each year; a year not named has none, and a household is offered
    one from a year of its own on.  `target.places` and
    `target.budget` count the loans of all years together.  After exit a loan runs to its term, but its interest is the
    household's own affair as far as support is no longer owed.
    """

    principal: float = number(40000.0, unit="yuan", low=16700, high=47700, source="L_mean", confidence="derived")
    spread: float = number(0.25, unit="share", low=0.0, high=0.5, source="design", confidence="guess")
    cap: float = number(50000.0, unit="yuan", low=30000, high=50000, source="L_max", confidence="found")
    months: int = number(36, unit="months", low=12, high=36, source="T_L", confidence="found")
    rate: float = number(0.0475, unit="share/year", low=0.0365, high=0.0475, source="r_L", confidence="recalled")
    starts: Yearly = by_year(
        {2014: 0.05, 2015: 0.15, 2016: 0.35, 2017: 0.30, 2018: 0.15, 2019: 0.0},
        unit="share", low=0, high=1, source="cattle_loans_started", confidence="guess",
    )  # fmt: skip
    keeps_labour: float = number(0.5, unit="adults", low=0.2, high=1.0, source="mode_own", confidence="guess")
    keeps_fodder: float = number(0.2, unit="cows", low=0.0, high=2.0, source="mode_own", confidence="guess")
    borrows_debt: float = number(
        2.0, unit="years of income", low=0.1, high=3.0, source="mode_guaranteed", confidence="guess"
    )
    in_calf: float = number(0.9, unit="share", low=0.6, high=1.0, source="p_cow", confidence="guess")
    shed: float = number(5000.0, unit="yuan/household", low=2000, high=10000, source="s_shed", confidence="guess")
    dividend: float = number(1000.0, unit="yuan/cow/year", low=600, high=2500, source="r_trust", confidence="recalled")
    share_dividend: float = number(
        0.08, unit="share/year", low=0.06, high=0.10, source="r_trust", confidence="recalled"
    )
    trustees: int = number(42, unit="organisations", low=10, high=60, least=1, source="F130", confidence="found")
    fails: float = number(0.06, unit="share/year", low=0.03, high=0.10, source="r_trust", confidence="guess")
    delivery: float = number(400.0, unit="yuan/loan", low=100, high=1000, source="design", confidence="guess")
    start: int = date("2014-01", source="cattle_loans_started", confidence="guess")
    end: int = date("never", source="cattle_loans_started", confidence="guess")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({
        "cash", "loan", "loan_due", "loan_mode", "loan_offer", "rollovers", "trustee_failed", "shares", "cows",
        "in_calf", "trusted", "programme", "interest",
    })  # fmt: skip
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "runs out"
    TERM: ClassVar[str] = "贷款养牛"
    TITLE: ClassVar[str] = "loans for breeding cows"
    BIT: ClassVar[int] = CATTLE

    def faults(self) -> Iterator[tuple[str, str]]:
        """The shares of all loans that start in each year add up to one at most."""
        if sum(self.starts.values()) > 1.0 + 1e-9:
            yield "starts", "the shares of the years add up to more than one."

    def offers(self, world: Any) -> Whole:
        """The rows of those whose year has come, each by a draw of its own, and who have had no loan."""
        h, opened = world.households, sum(part for year, part in self.starts.items() if year <= year_of(world.month))
        rows = reached(world, self.target, TARGETING)
        rows = rows[(h.loan_mode[rows] == NO_LOAN) & (h.loan[rows] == 0)]
        turn = draws(world.seed, world.replicate, LOAN.number, h.id[rows], TIMELESS)[:, 0]
        wishes: Whole = rows[turn < opened]
        return wishes

    def enrol(self, world: Any) -> None:
        """Spring grants loans; January decides which trustees and enterprises fail this year."""
        if season_of(world.month) == SPRING:
            self._grant(world)
        if world.month == january(world.month):
            self._fail(world)

    def _grant(self, world: Any) -> None:
        """Grant this year's loans among those who take the offer; a household has one loan."""
        h, now = world.households, self.starts.get(year_of(world.month), 0.0)
        if now == 0.0:
            return
        wishes = takers(world, self)
        wishes = wishes[(h.where[wishes] == HERE) & (h.loan[wishes] == 0)]
        lends = world.treasury.affords(TARGETING.name, self.principal, "bank")
        places = floor(min(round(self.target.places * now), lends))
        part = replace(self.target, places=places, budget=self.target.budget * now)
        rows = admitted(world, part, TARGETING, wishes, self.principal * self.rate + self.shed)
        world.treasury.charge(TARGETING.name, len(rows) * world.weight, self.principal, "bank")
        lot = draws(world.seed, world.replicate, LOAN.number, h.id[rows], TIMELESS)[:, 1]
        amount = np.minimum(self.cap, self.principal * (1.0 + self.spread * (2.0 * lot - 1.0)))
        h.loan_offer[rows] = fen_of(amount)
        h.loan_mode[rows] = self._mode(h[rows])
        h.trustee_failed[rows] = 0
        h.rollovers[rows] = 0

    def _mode(self, h: Any) -> Any:
        """The mode that suits each household: int[households].

        Hands and fodder decide whether it can keep cows, debt and an earlier default whether it can borrow alone.
        """
        keeps = can_keep(h, self)
        borrows = (h.excluded == 0) & (h.debt <= 1200.0 * h.usual * self.borrows_debt)
        return np.where(keeps, np.where(borrows, OWN, GUARANTEED), np.where(borrows, TRUSTEE, SHARES))

    def _fail(self, world: Any) -> None:
        """A failure takes every household of the organisation with it; villages share organisations in turn."""
        h, organisations = world.households, np.arange(self.trustees)
        room = np.empty(len(h), np.int64)
        rows = room[: find_placed(h, room)]
        u = draws(world.seed, world.replicate, TRUSTEE_YEAR.number, organisations, world.month)
        u = u[h.village[rows] % self.trustees]
        failed = ((h.trusted[rows] > 0) & (u[:, 0] < self.fails)) | ((h.shares[rows] > 0) & (u[:, 1] < self.fails))
        h.trustee_failed[rows[failed]] = 1


@phase
def find_placed(households: Any, rows: Any) -> int:
    """Write to `rows`, int64[households], who has cows or capital placed with others; returns how many they are."""
    count = 0
    for i in range(len(households)):
        h = households[i]
        prefetch(households, i + AHEAD)
        if h.trusted > 0 or h.shares > 0:
            rows[count] = i
            count += 1
    return count


@rule
def can_keep(h: Household, loans: Any) -> bool:
    """Whether a household has the hands and the fodder to keep cows itself."""
    keeps: bool = (h.labour >= loans.keeps_labour) & (h.fodder >= loans.keeps_fodder)
    return keeps


@rule
def cows_for_loan(loans: Any, county: County) -> float:
    """Whole cows that a loan of the mean size buys today."""
    return float(loans.principal // county.cow_price)


@rule
def promised_by_placing(h: Household, loans: Any, cows: float) -> float:
    """Yuan a year that a trustee pays for so many cows, or an enterprise to those whom no bank lends to."""
    gain: float = loans.dividend * cows if h.excluded == 0 else loans.share_dividend * loans.principal
    return gain


@rule
def deliver_cattle_loan(h: Household, loans: Any, share: float, county: County, ledger: Any, animals: Any) -> None:
    """A month of a cattle loan: taken up, its interest borne, and what was placed with others paid or lost."""
    if h.loan_offer > 0:
        take_loan(h, loans, county, ledger, animals)
    if h.loan > 0 and h.loan_mode != NO_LOAN:
        bear_interest(h, loans, share, ledger)
    if h.trusted > 0 or h.shares > 0:
        if h.trustee_failed == 1:
            lose_what_was_placed(h, ledger, animals)
        else:
            draw_dividend(h, loans, ledger)
            if county.month >= h.loan_due:
                take_back(h, ledger, animals)


@rule
def take_loan(h: Household, loans: Any, county: County, ledger: Any, animals: Any) -> None:
    """Borrow what was granted and buy whole cows with it, or place it; a trustee's loan is for whole cows only."""
    price = fen(county.cow_price)
    amount, cows = h.loan_offer, h.loan_offer // price
    h.loan_offer = 0
    if cows == 0:
        h.loan_mode = NO_LOAN
        return
    if h.loan_mode == TRUSTEE:
        amount = cows * price
    receive(h, ledger, LOAN_PAID_OUT, amount)
    ledger[LOAN_INCURRED] += amount
    spend(ledger, CATTLE_LOAN_DELIVERY, fen(loans.delivery))
    h.loan += amount
    h.loan_due = county.month + loans.months
    if h.loan_mode == SHARES:
        pay(h, ledger, ENTERPRISE_CAPITAL, amount)
        ledger[SHARES_BOUGHT] += amount
        h.shares += amount
    else:
        pay(h, ledger, BREEDING_PURCHASES, cows * price)
        house_cows(h, cows, loans, ledger, animals)


@rule
def house_cows(h: Household, cows: int, loans: Any, ledger: Any, animals: Any) -> None:
    """The cows go to the trustee, or into the yard, where a shed is built for them."""
    if h.loan_mode == TRUSTEE:
        animals[TRUSTED_BOUGHT] += cows
        h.trusted += cows
    else:
        animals[COWS_BOUGHT] += cows
        spend(ledger, SHED_GRANTS, fen(loans.shed))
        h.cows += cows
        h.in_calf += int(loans.in_calf * cows)


@rule
def bear_interest(h: Household, loans: Any, share: float, ledger: Any) -> None:
    """A month's interest: the county's affair while the household is supported and the loan not rolled over."""
    due = fen(h.loan * loans.rate / 1200.0)
    borne = 0 if h.rollovers > 0 else fen(due * entitled(h, share) / 100.0)
    spend(ledger, LOAN_INTEREST_SUBSIDY, borne)
    pay(h, ledger, LOAN_INTEREST, due - borne)
    h.interest += due - borne


@rule
def draw_dividend(h: Household, loans: Any, ledger: Any) -> None:
    """A month's return on cows kept by a trustee, or on capital with an enterprise."""
    cows, capital = fen(loans.dividend * h.trusted / 12.0), fen(loans.share_dividend * h.shares / 1200.0)
    receive(h, ledger, TRUSTEE_DIVIDENDS, cows)
    receive(h, ledger, ENTERPRISE_DIVIDENDS, capital)
    h.programme += cows + capital


@rule
def take_back(h: Household, ledger: Any, animals: Any) -> None:
    """At maturity the trustee keeps the cows and returns what they cost, the enterprise returns the capital."""
    if h.trusted > 0:
        receive(h, ledger, TRUSTEE_REPAYS, h.loan)
        animals[TRUSTED_SOLD] += h.trusted
        h.trusted = 0
    if h.shares > 0:
        receive(h, ledger, ENTERPRISE_REPAYS, h.shares)
        ledger[SHARES_REDEEMED] += h.shares
        h.shares = 0
    pay(h, ledger, LOAN_REPAID, h.loan)
    ledger[LOAN_REDUCED] += h.loan
    h.loan = 0


@rule
def lose_what_was_placed(h: Household, ledger: Any, animals: Any) -> None:
    """The trustee or the enterprise has failed: animals and capital are gone, the debt stays."""
    animals[TRUSTED_LOST] += h.trusted
    ledger[SHARES_LOST] += h.shares
    h.trusted = 0
    h.shares = 0
