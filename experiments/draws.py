"""Comparisons over draws of uncertain numbers, so that intervals hold what is not known of them beside luck.

Each draw is a point, at which every policy is run in every replicate; replicates share their luck across draws and
policies.  Draws are rows of a table whose columns are paths, as `fanpin calibrate` leaves them.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments.plans import Sweep
from experiments.sensitivity import outputs_of
from experiments.variance_split import variance_split
from model.errors import Fault, ScenarioError
from model.messages import _

FILE, TABLE = "draws.parquet", "over_draws.csv"
MEASURES = ("poor_years", "sustained_exit", "return_risk_36", "public_cost")
COLUMNS = ("policy", "future", "against", "measure", "estimate", "low", "high", "low_luck", "high_luck",
           "variance_between_draws", "variance_common_luck", "variance_own_luck", "variance_of_mean_by_luck",
           "draws", "replicates")  # fmt: skip


def read_draws(path: str | Path, most: int | None = None) -> pd.DataFrame:
    """The first `most` draws of a table, or of the folder of a calibration: a row a draw, a column a path.

    A table is a Parquet or CSV file.

    A calibration leaves its draws in no order, so the first few are a fair sample.  Raises ScenarioError where there
    is no such table, or fewer than two draws in it.
    """
    path = Path(path)
    file = path / FILE if path.is_dir() else path
    read = pd.read_csv if file.suffix == ".csv" else pd.read_parquet
    try:
        table = read(file).drop(columns="draw", errors="ignore")
    except (OSError, ValueError, pa.ArrowException) as error:
        message = _("{path} cannot be read: {why}. Allowed: the folder of a finished `fanpin calibrate`, or a table.")
        raise ScenarioError([Fault("draws", message.format(path=file, why=error))]) from None
    if most is not None and not 2 <= most <= len(table):
        message = _("{most} draws cannot be had. Allowed: 2 to {count}, as many as there are in {path}.")
        raise ScenarioError([Fault("draws", message.format(most=most, count=len(table), path=file))])
    if len(table) < 2 or not len(table.columns):
        raise ScenarioError([Fault("draws", _("{path} holds no two draws of any number.").format(path=file))])
    return table.head(most if most is not None else len(table)).reset_index(drop=True)


def over_draws(study: Any, draws: pd.DataFrame, measures: tuple[str, ...] = MEASURES) -> pd.DataFrame:
    """Each measure of each policy, and of its difference from the baseline, over draws and replicates.

    `low`, `high` (95 %) hold the uncertainty of parameters and of luck, `low_luck`, `high_luck` that of luck alone.
    The variances are those of `variance_split`, unbiased, so they may be negative.
    """
    sweep = Sweep(study, draws)
    rows = []
    for output, values in outputs_of(sweep, measures).items():
        split = variance_split(values)
        rows.append((output.policy, output.future, output.against, output.measure, *split))
    return pd.DataFrame(rows, columns=list(COLUMNS))
