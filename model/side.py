"""Processes and programmes from outside the package: their own fields, their own rule, their own pass.

The household record never grows.  A class brings any of these, all optional but `RULE`:

    FIELDS    a record class, declared with `column`: its own fields, one row a household
    DRAWS     a `family` of luck, drawn for every household and month
    BEGIN     a rule like RULE, run once before the first month, with timeless luck
    RULE      a rule `(h, own, numbers, county, ledger, u)`, run every month for every household still here
    DIVIDES   the names of those FIELDS that a home founded by a family of the household takes its part of, by heads;
              all others it has as the old home has them
    enrol     of a programme: a method `(world, own)`, called each month before RULE, while it runs
    measures  a method `(own, world) -> {name: value}`, observed every month

`h` is the household, `own` its row of FIELDS, `numbers` the class's numbers, `u` four uniforms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.luck import draw4, family
from model.number import pack
from model.records import HERE, blank, column
from model.rows import rows_of
from model.rule import phase

if TYPE_CHECKING:
    from model.world import World

NO_DRAWS = family("side.none", "first", "second", "third", "fourth")


class NoFields:
    """For a process that keeps nothing of its own."""

    nothing: int = column("i8", "", "unused")


@dataclass(slots=True)
class Side:
    """A process or programme from outside, with its records and its compiled pass."""

    process: Any
    own: NDArray[Any]
    numbers: NDArray[Any]
    loop: Any
    draws: int

    @classmethod
    def of(cls, process: Any, world: World) -> Side:
        """Make its records and run its BEGIN.  Raises TypeError where the class has no RULE."""
        if not hasattr(process, "RULE"):
            raise TypeError(f"{type(process).__name__}: a process from outside needs a RULE; see model.side")
        own = blank(getattr(process, "FIELDS", NoFields), len(world.households))
        packed = pack(process)
        numbers = rows_of(np.array([packed], packed.dtype))
        draws = getattr(process, "DRAWS", NO_DRAWS).number
        side = cls(process, own, numbers, pass_over(process.RULE), draws)
        if hasattr(process, "BEGIN"):
            side._run(pass_over(process.BEGIN), world, 0)
        return side

    def step(self, world: World) -> None:
        """Run the rule for every household still here; a programme only while it runs."""
        if not getattr(self.process, "start", world.month) <= world.month <= getattr(self.process, "end", world.month):
            return
        if hasattr(self.process, "enrol"):
            self.process.enrol(world, self.own)
        self._run(self.loop, world, world.month)

    def divide(self, parents: NDArray[np.int64], parts: NDArray[np.float64]) -> None:
        """Rows for homes that families of the households `parents` found, each taking one of `parts` with it."""
        own = self.own[parents].copy()
        for name in getattr(self.process, "DIVIDES", ()):
            own[name] = (own[name] * parts).astype(own.dtype[name])
            self.own[name][parents] -= own[name]
        self.own = rows_of(np.concatenate([self.own, own]))

    def measures(self, world: World) -> dict[str, float]:
        """Its own measures of the month."""
        named: dict[str, float] = self.process.measures(self.own, world) if hasattr(self.process, "measures") else {}
        return named

    def _run(self, loop: Any, world: World, month: int) -> None:
        key = (world.stage.seed, world.replicate, self.draws, month)
        loop(world.households, self.own, self.numbers, world.county, world.ledger, key)


def pass_over(rule: Any) -> Any:
    """A compiled loop over households for one rule from outside."""

    @phase
    def loop(households: Any, own: Any, numbers: Any, county: Any, ledger: Any, key: Any) -> None:
        seed, replicate, number, month = key
        for i in range(len(households)):
            h = households[i]
            if h.where == HERE:
                u = draw4(seed, replicate, number, h.id, month)
                rule(h, own[i], numbers[0], county[0], ledger, u)

    return loop
