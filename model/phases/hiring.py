"""Who is hired first: a lottery in which the able and the schooled hold more tickets."""

from __future__ import annotations

from typing import Any

from model.phases.stage import Stage
from model.processes.work import wait
from model.rule import phase


@phase
def weigh_seekers(s: Stage, seekers: Any, luck: Any, waits: Any) -> None:
    """Write to `waits`, float64[n], how long each of the `seekers` (rows of persons) would wait; luck: float64[n]."""
    for k in range(len(seekers)):
        waits[k] = wait(s.persons[seekers[k]], s.numbers[0].work, luck[k])
