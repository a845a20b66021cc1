"""What a calibration is held against: a measure of a run, what was reported of it, and how far off it may be."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.headline import DONE
from experiments.plans import Sweep
from experiments.sensitivity import MEASURES

# Monthly measures, read in December.
MONTHLY = (
    "registered_households", "registered_persons", "ever_registered_households", "households", "persons",
    "poverty_headcount", "poverty_gap",
    "poverty_severity", "net_income_per_head", "unlisted_poor", "paper_exits", "over_indebtedness", "cliff",
    "cohort_poor", "cohort_poor_real", "cohort_cattle", "cattle_per_head", "cohort_on_guarantee",
    "cohort_households_on_guarantee", "cohort_income_per_head", "cohort_wages_per_head", "cohort_crops_per_head",
    "cohort_herd_per_head", "cohort_transfers_per_head", "cohort_programme_per_head", "cohort_rent_per_head",
    "cohort_interest_per_head",
)  # fmt: skip
OF_A_RUN = MEASURES

type Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Target:
    """A measure, its reported value, and the tolerance: one standard deviation of observation and model structure.

    `year`: whose December is read; None for a measure of the whole run.  `per` names a monthly measure to divide by.
    `value` is NaN where it is yet to be simulated at a known truth.  Only `fitted` ones are calibrated on; the others
    are compared.
    """

    name: str
    measure: str
    value: float
    tolerance: float
    year: int | None = None
    per: str = ""
    source: str = "design"
    fitted: bool = True

    def values(self, sweep: Sweep) -> Values:
        """The measure [points, replicates] of the runs of a sweep, NaN where a run failed or has none."""
        found = self._read(sweep, self.measure)
        return found / self._read(sweep, self.per) if self.per else found

    def misfit(self, simulated: Values | float) -> Values:
        """How far simulated values lie from the reported one, in tolerances."""
        return (np.asarray(simulated, np.float64) - self.value) / self.tolerance

    def _read(self, sweep: Sweep, measure: str) -> Values:
        if self.year is None:
            rows = sweep.study.runs
            rows, column = rows[rows["status"] == DONE], measure
            if measure not in rows:
                rows, column = rows.assign(**{measure: np.nan}), measure
        else:
            months = sweep.study.months
            rows = months[(months["measure"] == measure) & (months["month"] == f"{self.year}-12")]
            column = "value"
        table = rows.pivot(index="point", columns="replicate", values=column)
        replicates = pd.RangeIndex(sweep.study.manifest["replicates"])
        return table.reindex(index=sweep.points.index, columns=replicates).to_numpy(np.float64)


def read_all(targets: Iterable[Target], sweep: Sweep) -> Values:
    """Every target's values [targets, points, replicates]."""
    return np.array([target.values(sweep) for target in targets])


def overall(targets: Iterable[Target], means: Values) -> Values:
    """Root mean square misfit, in tolerances, of means [fitted targets, points]; infinite where one is missing."""
    misfits = np.array([target.misfit(values) for target, values in zip(targets, means, strict=True)])
    return np.nan_to_num(np.sqrt((misfits**2).mean(axis=0)), nan=np.inf)
