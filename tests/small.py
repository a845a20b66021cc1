"""A small county for tests: the real place, policies and futures, with few households and few months."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import Scenario, load_scenario, simulate

FEW = {"population.households": 300, "population.listed": 60, "months": 26}


def small(policy: str = "as_reported", future: str = "historical", **changes: Any) -> Scenario:
    """Kezuohou in a few hundred households; `changes` by path, with __ for the dot."""
    values = FEW | {path.replace("__", "."): value for path, value in changes.items()}
    return load_scenario("kezuohou", policy, future).with_values(values, beyond_evidence=True)


def whole_story(policy: str = "as_reported") -> Scenario:
    """Fewer households still, but long enough for every programme to have begun: to February 2022."""
    return small(policy, population__households=80, population__listed=40, months=98)


def shared_rows(one: Any, more: Any) -> NDArray[np.intp]:
    """Rows in `more` of the households of `one`, in their order there: who lives beside whom does not matter."""
    order = np.argsort(more.households["id"])
    found: NDArray[np.intp] = order[np.searchsorted(more.households["id"], one.households["id"], sorter=order)]
    return found


if __name__ == "__main__":  # run in other processes, compiled otherwise or not at all
    sys.stdout.write(simulate(whole_story(*sys.argv[1:2]), seed=7, replicate=3).digest)
