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
from model.scenario_file import AXES, shipped

FILE, TABLE, POSTERIOR = "draws.parquet", "over_draws.csv", "{place}_posterior.csv"
MEASURES = ("poor_years", "sustained_exit", "return_risk_36", "public_cost")
COLUMNS = ("policy", "future", "against", "measure", "estimate", "low", "high", "low_luck", "high_luck",
           "variance_between_draws", "variance_common_luck", "variance_own_luck", "variance_of_mean_by_luck",
           "draws", "replicates")  # fmt: skip


def read_draws(path: str | Path, most: int | None = None) -> pd.DataFrame:
    """The first `most` draws of a table, or of the folder of a calibration: a row a draw, a column a path.

    A table is a Parquet or CSV file; the name of a place stands for the draws that were shipped with it.

    A calibration leaves its draws in no order, so the first few are a fair sample.  Raises ScenarioError where there
    is no such table, or fewer than two draws in it.
    """
    path = Path(path)
    file = path / FILE if path.is_dir() else _of_place(path)
    read = pd.read_csv if file.suffix == ".csv" else pd.read_parquet
    try:
        table = read(file).drop(columns="draw", errors="ignore")
    except (OSError, ValueError, pa.ArrowException) as error:
        message = _("{path} cannot be read: {why}. Allowed: the folder of a finished `fanpin calibrate`, a table, or a "
                    "place that was calibrated ({places}).")  # fmt: skip
        why = _("there is none") if isinstance(error, FileNotFoundError) else error
        told = message.format(path=file, why=why, places=", ".join(calibrated()))
        raise ScenarioError([Fault("draws", told)]) from None
    if most is not None and not 2 <= most <= len(table):
        message = _("{most} draws cannot be had. Allowed: 2 to {count}, as many as there are in {path}.")
        raise ScenarioError([Fault("draws", message.format(most=most, count=len(table), path=file))])
    if len(table) < 2 or not len(table.columns):
        raise ScenarioError([Fault("draws", _("{path} holds no two draws of any number.").format(path=file))])
    return table.head(most if most is not None else len(table)).reset_index(drop=True)


def calibrated() -> list[str]:
    """The places with which draws of their calibration are shipped."""
    ending = POSTERIOR.format(place="")
    return sorted(path.name.removesuffix(ending) for path in _places().glob(f"*{ending}"))


def _of_place(path: Path) -> Path:
    """The draws shipped with a place, where there is no file of that name."""
    known = not path.exists() and str(path) in calibrated()
    return _places() / POSTERIOR.format(place=path) if known else path


def _places() -> Path:
    return shipped() / AXES["place"]


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
