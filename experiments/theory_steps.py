"""What becomes of the theory worlds' answers as the step is halved: `python -m experiments.theory_steps` (a minute).

Of each world and step there are two numbers: what its scheme must give, from mathematics, and what the engine gives.
The distance of the first to the answer in continuous time is the error of the step; it must fall as its order says.
The table is written into docs/theory.md.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import lfilter

from experiments.estimates import Interval, interval_of_mean
from experiments.markdown import table
from experiments.theory import ar1_return, competing, returned_by, returned_within, theory_scenario, trapped
from experiments.theory_worlds import Trapping
from model import simulate
from model.result import Result

DOCUMENT = Path(__file__).parents[1] / "docs" / "theory.md"
START, END = "<!-- steps -->\n", "<!-- end of steps -->\n"
HEADINGS = ("world", "steps a year", "the scheme must give", "error of the step", "order", "the engine gives [95 %]")
SEED, REPLICATES = 1, 4
STEPS = (12, 24, 48, 96)
YEARS, RHO, SHARE, RETURNS, DEPARTS = 5, 0.5, 0.2, 0.12, 0.24  # of AR(1) and of competing exits, a year
GRID, TOP, FINEST = 0.004, 14.0, 192


@dataclass(frozen=True, slots=True)
class Halving:
    """One world at one number of steps a year: scenario's changes, estimate, the scheme's and the true answer."""

    world: str
    title: str
    parts: int
    changes: dict[str, Any]
    estimate: Callable[[Result], float]
    scheme: float
    limit: float

    @property
    def error(self) -> float:
        """What the step adds to the answer in continuous time."""
        return self.scheme - self.limit


@cache
def trapped_in_steps(parts: int, years: int = 10) -> float:
    """Share trapped within `years` by the scheme: grow, perhaps one loss, look, `parts` times a year.

    The chance of staying above the critical level is carried back from the last step on a grid of capital above it;
    from beyond `TOP` nobody falls so far.  Losses are exponential, so their mean follows a recursion along the grid.
    """
    world = Trapping()
    above = np.arange(0.0, TOP, GRID)
    grown = np.exp(world.growth / parts) * above
    loss, decay = 1.0 - math.exp(-world.losses / parts), math.exp(-GRID / world.loss_size)
    stays = np.ones(len(above))
    for _ in range(years * parts):
        middle = np.concatenate([[0.0], (stays[1:] + stays[:-1]) / 2.0])
        after_loss = lfilter([1.0 - decay], [1.0, -decay], middle)
        stays = np.interp(grown, above, (1.0 - loss) * stays + loss * after_loss, right=1.0)
    return 1.0 - float(np.interp(world.capital - world.critical, above, stays))


def trapping_in_continuous_time() -> float:
    """The limit of ever smaller steps, from the two finest by Richardson's extrapolation."""
    return 2.0 * trapped_in_steps(FINEST) - trapped_in_steps(FINEST // 2)


def of_trapping() -> Iterator[Halving]:
    """At most one loss a step: an error of first order."""
    limit = trapping_in_continuous_time()
    for parts in STEPS:
        changes = {"trapping.step": 1.0 / parts, "months": 10 * parts}
        yield Halving("trapping", "trapped by year 10", parts, changes, trapped, trapped_in_steps(parts), limit)


def of_competing_exits() -> Iterator[Halving]:
    """Yearly rates divided by the steps: an error of first order; converted as hazards: none."""
    both = RETURNS + DEPARTS
    limit = RETURNS / both * (1.0 - math.exp(-both * YEARS))
    for way, steps in (("rates divided", STEPS), ("rates converted", STEPS[::2])):
        for parts in steps:
            each = (1.0 / parts) if way == "rates divided" else (1.0 - math.exp(-both / parts)) / both
            changes = {"returns": RETURNS * each, "departs": DEPARTS * each}
            scheme = competing(changes["returns"], changes["departs"], YEARS * parts)
            values = {f"competing_exits.{name}": value for name, value in changes.items()}
            values["months"] = YEARS * parts + 2
            estimate = returned_within(YEARS * parts)
            yield Halving("competing_exits", f"returned by year {YEARS}, {way}", parts, values, estimate, scheme, limit)


def of_ar1() -> Iterator[Halving]:
    """Persistence converted to the step: no error, whatever the step."""
    limit = ar1_return(RHO, SHARE, YEARS)
    for parts in (1, 6, 12):
        changes = {"ar1.steps": parts, "assessment.every": parts, "months": 60 * parts}
        title = f"returned by year {YEARS} of yearly assessments"
        yield Halving("ar1", title, parts, changes, returned_by(YEARS * parts), limit, limit)


def halvings() -> list[Halving]:
    """Every world and step, in the order printed."""
    return [*of_trapping(), *of_competing_exits(), *of_ar1()]


def estimated(case: Halving) -> Interval:
    """What the engine gives, with its interval over replicates."""
    scenario = theory_scenario(case.world).with_values(case.changes, beyond_evidence=True)
    return interval_of_mean([case.estimate(simulate(scenario, SEED, each)) for each in range(REPLICATES)])


def known(case: Halving, before: Halving | None) -> tuple[str, ...]:
    """What is known without a run: title, steps, the scheme's answer, its error, and the order it falls by."""
    same = before is not None and before.title == case.title and abs(case.error) > 1e-9
    order = f"{math.log2(before.error / case.error):.2f}" if same and before is not None else ""
    error = f"{case.error:+.4f}" if abs(case.error) > 1e-9 else "none"
    return case.title, str(case.parts), f"{case.scheme:.4f}", error, order


def known_rows(cases: list[Halving]) -> list[tuple[str, ...]]:
    """The columns of the table that need no run."""
    return [known(case, before) for case, before in zip(cases, [None, *cases[:-1]], strict=True)]


def main() -> None:
    """Run the engine at every step and write the table."""
    rows = []
    cases = halvings()
    for row, case in zip(known_rows(cases), cases, strict=True):
        found = estimated(case)
        rows.append((*row, f"{found.estimate:.4f} [{found.low:.4f}, {found.high:.4f}]"))
        sys.stderr.write(" ".join(rows[-1]) + "\n")
    before, rest = DOCUMENT.read_text("utf-8").split(START)
    DOCUMENT.write_text(before + START + table(HEADINGS, rows) + END + rest.split(END)[1], "utf-8")


if __name__ == "__main__":
    main()
