"""What a study says of a figure that the evidence knows: one value for each replicate, from the study's own tables.

Yuan come from the ledger, where money is counted by the accounts it moves between; households and persons that a
programme reached follow from what it spent on them, at its cost of one.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from experiments.estimates import interval_of_mean
from experiments.headline import DONE
from experiments.study import Study
from model.ledger import PUBLIC

TOLERANCE = 0.2
TO_2018 = (2014, 2018)

type Values = Callable[[Study, str], np.ndarray]


def near(value: float) -> tuple[float, float]:
    """The tolerance around a reported figure."""
    return value * (1 - TOLERANCE), value * (1 + TOLERANCE)


def verdict(met: bool) -> str:
    """Whether a figure is met, as the tables say it."""
    return "yes" if met else "**no**"


def december(measure: str, year: int) -> Values:
    """A monthly measure at the end of a year, one value a replicate."""

    def values(study: Study, policy: str) -> np.ndarray:
        months = study.months
        rows = (months["policy"] == policy) & (months["measure"] == measure) & (months["month"] == f"{year}-12")
        return months[rows].sort_values("replicate")["value"].to_numpy()

    return values


def risk(months: int) -> Values:
    """Return risk within so many months."""

    def values(study: Study, policy: str) -> np.ndarray:
        runs = study.runs
        return runs[runs["policy"] == policy][f"return_risk_{months}"].to_numpy()

    return values


def by_illness(study: Study, policy: str) -> np.ndarray:
    """Share of the returns of the listed whose proximate cause is illness."""
    spells = study.spells
    back = spells[(spells["policy"] == policy) & spells["listed"] & (spells["outcome"] == "returned")]
    return back.groupby("replicate")["cause"].agg(lambda causes: (causes == "illness").mean()).to_numpy()


def paid(programme: str, source: str = PUBLIC, target: str = "", years: tuple[int, int] = TO_2018) -> Values:
    """Million yuan for a programme from accounts so named, to accounts so named, in the first to the last year."""

    def values(study: Study, policy: str) -> np.ndarray:
        rows = study.ledger
        kept = (rows["policy"] == policy) & (rows["programme"] == programme) & rows["year"].between(*years)
        kept &= rows["account_from"].str.startswith(source) & rows["account_to"].str.startswith(target)
        return by_replicate(rows[kept], study, policy) / 1e6

    return values


def counted(
    programme: str, cost: str, source: str = PUBLIC, target: str = "", years: tuple[int, int] = TO_2018
) -> Values:
    """How many a programme reached: the yuan it moved between such accounts, at its number `cost` for one of them."""

    def values(study: Study, policy: str) -> np.ndarray:
        (case,) = (case for case in study.manifest["cases"] if case["policy"] == policy)
        each = case["scenario"]["programmes"][programme][cost]
        return paid(programme, source, target, years)(study, policy) * 1e6 / each

    return values


def together(one: Values, other: Values) -> Values:
    """The sum of two figures, replicate by replicate."""
    return lambda study, policy: one(study, policy) + other(study, policy)


def ratio(of: Values, to: Values) -> Values:
    """One figure for each of another, replicate by replicate."""
    return lambda study, policy: of(study, policy) / to(study, policy)


def times(factor: float, values: Values) -> Values:
    """A figure in another unit."""
    return lambda study, policy: factor * values(study, policy)


def one_stop(study: Study, policy: str) -> np.ndarray:
    """Million yuan that insurer, health cover and medical assistance paid straight to hospitals in 2017 and 2018."""
    rows = study.ledger
    layers = (rows["account_from"] == "insurer") | rows["programme"].isin(["health_cover", "medical_assistance"])
    kept = (rows["policy"] == policy) & layers & (rows["account_to"] == "hospitals") & rows["year"].between(2017, 2018)
    return by_replicate(rows[kept], study, policy) / 1e6


def by_replicate(rows: pd.DataFrame, study: Study, policy: str) -> np.ndarray:
    """Yuan of some rows of the ledger in each replicate that was run; where nothing moved it is zero."""
    runs = study.runs[(study.runs["policy"] == policy) & (study.runs["status"] == DONE)]
    replicates = runs["replicate"].sort_values()
    return rows.groupby("replicate")["yuan"].sum().reindex(replicates, fill_value=0.0).to_numpy()


def estimated(values: np.ndarray, digits: int) -> tuple[float, str]:
    """The mean over replicates, and it with its 95 % interval as text."""
    interval = interval_of_mean(values)
    mean, low, high = (f"{value:,.{digits}f}" for value in (interval.estimate, interval.low, interval.high))
    return interval.estimate, f"{mean} [{low}, {high}]"
