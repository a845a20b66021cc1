"""Timing in rounds: every task once a round, so that a busy moment of the machine falls on all of them alike.

Times are of the processor, not of the clock on the wall: everything here runs on one core and waits for nothing, and
so what else the machine is doing matters least.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from statistics import median
from typing import Any

HOUSEHOLD_MONTH, UNIFORM, SECOND, BYTE = "ns/household-month", "ns/uniform", "s", "bytes/household"


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured, in `unit`: one value a round."""

    group: str
    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle value."""
        return median(self.values)

    def record(self) -> dict[str, object]:
        """The measurement as it is stored."""
        three = {"median": self.median, "lowest": min(self.values), "highest": max(self.values)}
        rounded = {name: float(f"{value:.4g}") for name, value in three.items()}
        return {"group": self.group, "name": self.name, "unit": self.unit, **rounded, "rounds": len(self.values)}


@dataclass(frozen=True, slots=True)
class Task:
    """Something done `amount` times in one go; `prepare` makes, untimed, what is then called and timed."""

    group: str
    name: str
    unit: str
    amount: int
    prepare: Callable[[], Callable[[], object]]

    def once(self) -> float:
        """Nanoseconds for each of the `amount`."""
        run = self.prepare()
        start = time.process_time_ns()
        run()
        return (time.process_time_ns() - start) / self.amount


class Stopwatch:
    """Seconds spent in the functions it was given, by account; a call within a timed call belongs to the outer one."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._running = False

    def timed(self, function: Callable[..., Any], account: str) -> Callable[..., Any]:
        """The function, timed."""

        @wraps(function)
        def call(*args: Any, **named: Any) -> Any:
            if self._running:
                return function(*args, **named)
            self._running, start = True, time.process_time()
            try:
                return function(*args, **named)
            finally:
                self.seconds[account] += time.process_time() - start
                self._running = False

        return call


def interleaved(tasks: Sequence[Task], rounds: int, progress: Callable[[int], None]) -> list[Measurement]:
    """Each task in each of `rounds` rounds, after one round that only warms up; `progress` is told each round done."""
    for task in tasks:
        task.once()
    values: dict[str, list[float]] = {task.name: [] for task in tasks}
    for done in range(1, rounds + 1):
        for task in tasks:
            values[task.name].append(task.once())
        progress(done)
    return [Measurement(task.group, task.name, task.unit, tuple(values[task.name])) for task in tasks]
