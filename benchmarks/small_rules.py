"""A small but real household-month, written as the model's rules are: illness, work, cattle, a loan, living.

The same bits come out of these rules compiled over records (`Compiled`), as Mesa objects (`objects.py`), in C
(`small_rules.c`) and as NumPy columns (`columns.py`).  The values are plausible, not evidence.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.arithmetic import exp_, fen, lognormal, normal_quantile, whole
from model.luck import draws, family, fill
from model.records import blank, column
from model.rows import rows_of
from model.rule import phase, rule

PEOPLE = family("benchmark.people", "illness", "recovery", "bill", "work")
CATTLE = family("benchmark.cattle", "cows", "calves", "breeding", "price")
START = family("benchmark.start", "persons", "ability", "cash", "cows")
CALVING, LENDING, MATING, MARKET = 4, 5, 7, 10
BLOCK = 256
SEED, REPLICATE, FIRST_MONTH = 7, 0, 169

type Four = tuple[float, float, float, float]


class Smallholder:
    """One household."""

    id: int = column("i8", "", "identity")
    cash: int = column("i8", "fen", "money in hand; below zero it is owed to neighbours")
    loan: int = column("i8", "fen", "owed to the bank")
    ability: float = column("f8", "log", "fixed effect on wages")
    shock: float = column("f8", "log", "transitory effect on wages, AR(1)")
    habit: float = column("f8", "yuan/month", "what it is used to spending")
    persons: int = column("i2", "persons", "members")
    ill: int = column("i2", "persons", "of these, ill")
    cows: int = column("i2", "head", "breeding cows")
    in_calf: int = column("i2", "head", "of these, in calf")
    calves: int = column("i2", "head", "born this spring")


class Numbers(NamedTuple):
    """What the rules need to know; shares are per month, money is in yuan."""

    onset: float = 0.012
    recovery: float = 0.2
    stay: float = 4000.0
    stay_spread: float = 1.0
    persistence: float = 0.95
    shock_spread: float = 0.1
    wage: float = 420.0
    cow_death: float = 0.002
    calf_death: float = 0.006
    born: float = 0.94
    conceive: float = 0.85
    calf_price: float = 5000.0
    cow_price: float = 11000.0
    feed: float = 230.0
    most_cows: float = 12.0
    few_cows: float = 3.0
    lent_cows: float = 2.0
    interest: float = 0.004
    instalment: float = 800.0
    need: float = 260.0
    least: float = 150.0
    habit_kept: float = 0.7
    spent_share: float = 0.8
    distress: float = 0.2


@rule
def fall_ill(h: Smallholder, numbers: Numbers, u: float, v: float) -> int:
    """Members fall ill and others recover; returns how many fell ill."""
    fallen = whole((h.persons - h.ill) * numbers.onset, u)
    h.ill += fallen - whole(h.ill * numbers.recovery, v)
    return fallen


@rule
def hospital_bill(numbers: Numbers, fallen: int, u: float) -> int:
    """Fen for the stays of those who fell ill."""
    return fen(fallen * lognormal(numbers.stay, numbers.stay_spread, u)) if fallen > 0 else 0


@rule
def work(h: Smallholder, numbers: Numbers, u: float) -> int:
    """Fen earned by those who are well, after this month's fortune."""
    h.shock = numbers.persistence * h.shock + numbers.shock_spread * normal_quantile(u)
    return fen((h.persons - h.ill) * numbers.wage * exp_(h.ability + h.shock))


@rule
def keep_cattle(h: Smallholder, numbers: Numbers, season: int, u: Four) -> int:
    """Deaths, calving, mating and the autumn market; returns fen earned, less feed."""
    h.cows -= whole(h.cows * numbers.cow_death, u[0])
    h.calves -= whole(h.calves * numbers.calf_death, u[1])
    h.in_calf = min(h.in_calf, h.cows)
    sales = 0
    if season == CALVING:
        h.calves += whole(h.in_calf * numbers.born, u[2])
        h.in_calf = 0
    elif season == MATING:
        h.in_calf = whole(h.cows * numbers.conceive, u[2])
    elif season == MARKET:
        kept = h.calves // 2 if h.cows < numbers.most_cows else 0
        sales = fen((h.calves - kept) * numbers.calf_price * (0.8 + 0.4 * u[3]))
        h.cows += kept
        h.calves = 0
    return sales - fen(h.cows * numbers.feed)


@rule
def take_loan(h: Smallholder, numbers: Numbers) -> None:
    """A household with few cows and no loan borrows for two more."""
    if h.loan == 0 and h.cows < numbers.few_cows:
        h.loan = fen(numbers.lent_cows * numbers.cow_price)
        h.cows += int(numbers.lent_cows)


@rule
def repay(h: Smallholder, numbers: Numbers) -> None:
    """Interest, then an instalment as far as the cash goes."""
    h.loan += fen(h.loan * numbers.interest / 100.0)
    paid = min(h.loan, max(0, min(h.cash, fen(numbers.instalment))))
    h.loan -= paid
    h.cash -= paid


@rule
def consume(h: Smallholder, numbers: Numbers, earned: int) -> None:
    """Spend by habit; for want of cash sell cows, then spend less, then owe."""
    wish = max(numbers.need * h.persons, numbers.spent_share * earned / 100.0)
    h.habit = numbers.habit_kept * h.habit + (1.0 - numbers.habit_kept) * wish
    spent = fen(h.habit)
    if spent > h.cash and h.cows > 0:
        price = fen(numbers.cow_price * (1.0 - numbers.distress))
        sold = min(h.cows, (spent - h.cash + price - 1) // price)
        h.cows -= sold
        h.in_calf = min(h.in_calf, h.cows)
        h.cash += sold * price
    if spent > h.cash:
        spent = min(spent, max(h.cash, fen(numbers.least * h.persons)))
    h.cash -= spent


@rule
def live_month(h: Smallholder, numbers: Numbers, season: int, people: Four, cattle: Four) -> None:
    """One month of one household, in order."""
    fallen = fall_ill(h, numbers, people[0], people[1])
    earned = work(h, numbers, people[3])
    if h.cows + h.calves > 0:
        earned += keep_cattle(h, numbers, season, cattle)
    h.cash += earned - hospital_bill(numbers, fallen, people[2])
    if season == LENDING:
        take_loan(h, numbers)
    if h.loan > 0:
        repay(h, numbers)
    consume(h, numbers, earned)


@phase
def everyone_lives(households: Any, ids: Any, numbers: Numbers, month: int, seed: int, luck: Any) -> None:
    """One month of all households; the luck of a block of them is drawn at once, into luck: float64[2, 4, BLOCK]."""
    season = (month - 1) % 12 + 1
    u, v = luck[0], luck[1]
    for start in range(0, len(households), BLOCK):
        count = min(BLOCK, len(households) - start)
        fill(u, ids[start:], count, (PEOPLE.number, month, REPLICATE, seed))
        fill(v, ids[start:], count, (CATTLE.number, month, REPLICATE, seed))
        for i in range(count):
            people = (u[0, i], u[1, i], u[2, i], u[3, i])
            cattle = (v[0, i], v[1, i], v[2, i], v[3, i])
            live_month(households[start + i], numbers, season, people, cattle)


def first_households(count: int) -> NDArray[Any]:
    """The households of the first month: `count` records, the first ones the same for every `count`."""
    households = blank(Smallholder, count)
    households["id"] = np.arange(count) + 1
    luck = draws(SEED, REPLICATE, START.number, households["id"], 0)
    households["persons"] = 1 + np.floor(5.0 * luck[:, 0])
    households["ability"] = luck[:, 1] - 0.5
    households["cash"] = np.floor(500_000.0 * luck[:, 2])
    households["cows"] = np.floor(np.maximum(0.0, 14.0 * luck[:, 3] - 7.0))
    households["habit"] = 300.0 * households["persons"]
    return households


class Compiled:
    """The rules compiled by Numba over records, as the model runs its own."""

    def __init__(self, households: NDArray[Any]) -> None:
        self._households = rows_of(households.copy())
        self._ids = np.ascontiguousarray(households["id"])
        self._luck = np.empty((2, 4, BLOCK))

    def live(self, month: int) -> None:
        """Move all households on by one month."""
        everyone_lives(self._households, self._ids, Numbers(), month, SEED, self._luck)

    def households(self) -> NDArray[Any]:
        """The records as they stand."""
        return self._households
