"""The small rules on NumPy columns: every branch is taken for all households and masked.

`SameBits` has its luck, exponential and quantile from the model, compiled for whole arrays, as NumPy's own are;
`OwnLuck` uses NumPy and SciPy alone.
"""

from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from benchmarks import small_rules
from benchmarks.small_rules import CALVING, CATTLE, LENDING, MARKET, MATING, PEOPLE, REPLICATE, SEED, Numbers
from model.luck import Family, draws
from model.rule import compiled


def of_columns(rule: Any) -> Any:
    """A rule of one number as a function of whole columns."""
    body = getattr(rule, "py_func", rule)
    return numba.vectorize(["f8(f8)"])(body) if compiled() else np.vectorize(body, otypes=[float])


def whole(x: Any, u: Any) -> Any:
    """Round a column to whole numbers without bias."""
    low = np.floor(x)
    return low.astype(np.int64) + (x - low >= 1.0 - u)


def fen(yuan: Any) -> Any:
    """A column in yuan as whole fen, ties to even."""
    return np.rint(np.asarray(yuan) * 100.0).astype(np.int64)


def fall_ill(h: Any, numbers: Numbers, u: Any, v: Any) -> Any:
    """Members fall ill and others recover; returns how many fell ill."""
    fallen = whole((h.persons - h.ill) * numbers.onset, u)
    h.ill += fallen - whole(h.ill * numbers.recovery, v)
    return fallen


def keep_cattle(h: Any, numbers: Numbers, season: int, u: Any) -> Any:
    """Deaths, calving, mating and the autumn market; returns fen earned, less feed."""
    h.cows -= whole(h.cows * numbers.cow_death, u[:, 0])
    h.calves -= whole(h.calves * numbers.calf_death, u[:, 1])
    h.in_calf = np.minimum(h.in_calf, h.cows)
    sales = 0
    if season == CALVING:
        h.calves += whole(h.in_calf * numbers.born, u[:, 2])
        h.in_calf[:] = 0
    elif season == MATING:
        h.in_calf = whole(h.cows * numbers.conceive, u[:, 2])
    elif season == MARKET:
        kept = np.where(h.cows < numbers.most_cows, h.calves // 2, 0)
        sales = fen((h.calves - kept) * numbers.calf_price * (0.8 + 0.4 * u[:, 3]))
        h.cows += kept
        h.calves[:] = 0
    return sales - fen(h.cows * numbers.feed)


def take_loan(h: Any, numbers: Numbers) -> None:
    """Households with few cows and no loan borrow for two more."""
    takers = (h.loan == 0) & (h.cows < numbers.few_cows)
    h.loan[takers] = fen(numbers.lent_cows * numbers.cow_price)
    h.cows[takers] += int(numbers.lent_cows)


def repay(h: Any, numbers: Numbers) -> None:
    """Interest, then an instalment as far as the cash goes."""
    h.loan += fen(h.loan * numbers.interest / 100.0)
    paid = np.minimum(h.loan, np.maximum(0, np.minimum(h.cash, fen(numbers.instalment))))
    h.loan -= paid
    h.cash -= paid


def consume(h: Any, numbers: Numbers, earned: Any) -> None:
    """Spend by habit; for want of cash sell cows, then spend less, then owe."""
    wish = np.maximum(numbers.need * h.persons, numbers.spent_share * earned / 100.0)
    h.habit = numbers.habit_kept * h.habit + (1.0 - numbers.habit_kept) * wish
    spent = fen(h.habit)
    price = fen(numbers.cow_price * (1.0 - numbers.distress))
    sold = np.minimum(h.cows, np.maximum(0, spent - h.cash + price - 1) // price)
    h.cows -= sold
    h.in_calf = np.minimum(h.in_calf, h.cows)
    h.cash += sold * price
    h.cash -= np.minimum(spent, np.maximum(h.cash, fen(numbers.least * h.persons)))


class SameBits:
    """The households as one array a field, with the model's luck and arithmetic."""

    exp_ = staticmethod(of_columns(small_rules.exp_))
    normal_quantile = staticmethod(of_columns(small_rules.normal_quantile))

    def __init__(self, households: NDArray[Any]) -> None:
        self._layout = households.dtype
        wide = {name: "f8" if self._layout[name].kind == "f" else "i8" for name in self._layout.names or ()}
        self._columns = SimpleNamespace(**{name: households[name].astype(kind) for name, kind in wide.items()})

    def live(self, month: int) -> None:
        """Move all households on by one month."""
        h, numbers, season = self._columns, Numbers(), (month - 1) % 12 + 1
        people, cattle = self.luck(PEOPLE, month), self.luck(CATTLE, month)
        fallen = fall_ill(h, numbers, people[:, 0], people[:, 1])
        earned = self.work(numbers, people[:, 3])
        earned += keep_cattle(h, numbers, season, cattle)
        h.cash += earned
        self.pay_hospitals(numbers, fallen, people[:, 2])
        if season == LENDING:
            take_loan(h, numbers)
        repay(h, numbers)
        consume(h, numbers, earned)

    def luck(self, drawn: Family, month: int) -> Any:
        """Four uniforms of one family for each household: float64[n, 4]."""
        return draws(SEED, REPLICATE, drawn.number, self._columns.id, month)

    def pay_hospitals(self, numbers: Numbers, fallen: Any, u: Any) -> None:
        """Bills for the stays of those who fell ill, worked out for these alone."""
        some, spread = np.flatnonzero(fallen), numbers.stay_spread
        stays = numbers.stay * self.exp_(spread * self.normal_quantile(u[some]) - 0.5 * spread * spread)
        self._columns.cash[some] -= fen(fallen[some] * stays)

    def work(self, numbers: Numbers, u: Any) -> Any:
        """Fen earned by those who are well, after this month's fortune."""
        h = self._columns
        h.shock = numbers.persistence * h.shock + numbers.shock_spread * self.normal_quantile(u)
        return fen((h.persons - h.ill) * numbers.wage * self.exp_(h.ability + h.shock))

    def households(self) -> NDArray[Any]:
        """The columns as records."""
        records = np.zeros(len(self._columns.id), self._layout)
        for name in self._layout.names or ():
            records[name] = getattr(self._columns, name)
        return records


class OwnLuck(SameBits):
    """The county as one would write it in NumPy: a generator's stream, and NumPy's and SciPy's functions."""

    exp_ = staticmethod(np.exp)
    normal_quantile = staticmethod(ndtri)

    def __init__(self, households: NDArray[Any]) -> None:
        super().__init__(households)
        self._generator = np.random.Generator(np.random.SFC64(SEED))

    def luck(self, drawn: Family, month: int) -> Any:
        """Four uniforms for each household, whatever they are for."""
        return self._generator.random((4, len(self._columns.id))).T
