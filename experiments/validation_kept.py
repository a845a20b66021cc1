"""What is kept under docs/validation, read back; and the predictions that follow from it, as rows with intervals."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.rows import read_parquet
from experiments.validation import AFTER_EXIT, BASELINE, FOLDER, MIX, PLACE, STUDIES, TRANSFERS
from experiments.variance_split import VarianceSplit, variance_split

DECEMBERS, PATTERNS = "decembers.parquet", "patterns.csv"
AT = ["point", "policy", "future", "replicate"]
COLUMNS = ("place", "policy", "less", "quantity", "year", "unit", "estimate", "low", "high", "low_luck", "high_luck",
           "draws", "replicates")  # fmt: skip
BY_YEAR = {"registered_households": "households", "poverty_headcount": "share of rural persons"}
OF_A_RUN = {
    "exits": "households", "returns": "households", "recorded_returns": "households", "return_risk_36": "share",
    "return_risk_60": "share",
}  # fmt: skip
OF_THE_COHORT = {"poor_years": "Decembers a household", "sustained_exit": "share", "return_risk_36": "share",
                 "return_risk_60": "share", "public_cost": "yuan of 2018"}  # fmt: skip


def runs_of(name: str, folder: Path = FOLDER) -> pd.DataFrame:
    """The rows of runs of a study that is kept."""
    return read_parquet(folder / name / "runs.parquet")


def decembers_of(name: str, folder: Path = FOLDER) -> pd.DataFrame:
    """Its measures by December: point, policy, future, replicate, year, measure, value."""
    return read_parquet(folder / name / DECEMBERS)


def values_of(name: str, folder: Path = FOLDER) -> pd.DataFrame:
    """All of it as AT, quantity, value: columns of runs, measures as "poverty_headcount 2018", and patterns if kept."""
    runs, months = runs_of(name, folder), decembers_of(name, folder)
    measures = [each for each in runs if runs[each].dtype.kind == "f"]
    tables = [
        runs.melt(AT, measures, "quantity"),
        months.assign(quantity=months["measure"] + " " + months["year"].astype(str))[[*AT, "quantity", "value"]],
    ]
    path = folder / name / PATTERNS
    return pd.concat([*tables, *([pd.read_csv(path)] if path.is_file() else [])], ignore_index=True)


def crossed(values: pd.DataFrame, policy: str, quantity: str) -> np.ndarray:
    """A quantity under a policy, float64[points, replicates]."""
    rows = values[(values["policy"] == policy) & (values["quantity"] == quantity)]
    return rows.pivot(index="point", columns="replicate", values="value").to_numpy(np.float64)


def predictions(folder: Path = FOLDER) -> pd.DataFrame:
    """Every prediction: a row a place, policy, quantity and year; intervals of numbers and luck, and of luck alone.

    `less` names the policy that is taken off, on the same luck; empty for levels.
    """
    return pd.DataFrame([*_transfer(folder), *_withdrawal(folder)], columns=list(COLUMNS))


def _transfer(folder: Path) -> Iterator[tuple[object, ...]]:
    for place in TRANSFERS:
        values = values_of(place, folder)
        years = sorted(decembers_of(place, folder)["year"].unique())
        for policy in (MIX, BASELINE):
            for measure, unit in BY_YEAR.items():
                if measure == "registered_households" and policy == BASELINE:
                    continue  # without programmes the list is only kept
                for year in years:
                    split = variance_split(crossed(values, policy, f"{measure} {year}"))
                    yield _row(place, policy, "", measure, int(year), unit, split)
            for measure, unit in OF_A_RUN.items():
                if policy == MIX or measure.startswith("return_risk"):
                    yield _row(place, policy, "", measure, "", unit, variance_split(crossed(values, policy, measure)))


def _withdrawal(folder: Path) -> Iterator[tuple[object, ...]]:
    (asked,) = (each for each in STUDIES.values() if each.name == "withdrawal")
    values = values_of(asked.name, folder)
    for policy in (BASELINE, *AFTER_EXIT):
        for measure, unit in OF_THE_COHORT.items():
            level = crossed(values, policy, measure)
            yield _row(PLACE, policy, "", measure, "", unit, variance_split(level))
            if policy not in (BASELINE, MIX):
                other = level - crossed(values, MIX, measure)
                yield _row(PLACE, policy, MIX, measure, "", unit, variance_split(other))


def _row(*told: object) -> tuple[object, ...]:
    *labels, split = told
    assert isinstance(split, VarianceSplit)
    estimates = (split.estimate, split.low, split.high, split.low_luck, split.high_luck)
    return (*labels, *estimates, split.draws, split.replicates)
