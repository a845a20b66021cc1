"""People without a life of their own: one member a household, nothing else, for worlds of outside processes only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.records import SAFE, Household, Person, Village, Yearbook, blank
from model.scenario import Scenario

ARRAYS = ("households", "yearbook", "persons", "villages")


@dataclass(frozen=True, slots=True)
class People:
    """Record arrays of the first month, and how many households of the county each stands for."""

    households: NDArray[Any]
    yearbook: NDArray[Any]
    persons: NDArray[Any]
    villages: NDArray[Any]
    weight: float

    def copy(self) -> People:
        """The same people in arrays of their own."""
        return replace(self, **{name: getattr(self, name).copy() for name in ARRAYS})

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(getattr(self, name).nbytes for name in ARRAYS)


def plain_people(scenario: Scenario) -> People:
    """`population.households` households of one person each, all listed at the start, with the guarantees held."""
    count = int(scenario.processes["population"].households * scenario.sample_fraction)
    households, yearbook = blank(Household, count), blank(Yearbook, count)
    persons, villages = blank(Person, count), blank(Village, 1)
    villages["water"] = 1
    households["id"] = np.arange(1, count + 1)
    households["first"] = np.arange(count)
    households["slots"] = 1
    households["members"] = 1
    households["house"] = SAFE
    households["insured"] = 1
    yearbook["cohort"] = 1
    yearbook["ever"] = 1
    yearbook["members"] = 1
    persons["id"] = np.arange(1, count + 1)
    persons["alive"] = 1
    return People(households, yearbook, persons, villages, 1.0)
