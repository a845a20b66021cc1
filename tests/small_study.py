"""A small study for tests: the status quo beside the whole mix, few households, long enough for every programme."""

from __future__ import annotations

import sys
from pathlib import Path

from experiments import Study, compare


def few(households: int) -> dict[str, object]:
    """A number of households as a scenario takes it, beyond what the evidence of a place supports."""
    return {"value": households, "low": 10, "high": 100_000, "source": "design", "confidence": "setting"}


def small_study(out: Path) -> Study:
    """January 2017 to June 2020, in which every programme of the mix runs for a while, with half of 60 households."""
    values = {"population.households": few(60), "population.listed": few(30), "start": "2017-01", "months": 42}
    options = {"replicates": 2, "seed": 8, "sample_fraction": 0.5, "jobs": 1, "values": values}
    return compare("kezuohou", ["none", "as_reported"], out=out, **options)


if __name__ == "__main__":  # run in other processes, compiled or not
    small_study(Path(sys.argv[1]))
