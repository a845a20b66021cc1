"""Twelve small runs of the model: a study for tests to kill."""

from __future__ import annotations

import sys
from pathlib import Path

from experiments import Study, compare
from tests.small_study import few


def small_batch(out: Path) -> Study:
    """Two policies in six replicates of two years of 60 households."""
    values = {"population.households": few(60), "population.listed": few(30), "months": 24}
    return compare("kezuohou", ["none", "cattle_loan"], replicates=6, values=values, jobs=2, out=out)


if __name__ == "__main__":
    small_batch(Path(sys.argv[1]))
