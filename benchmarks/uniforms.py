"""What luck costs: a block of households at once, as the phases draw it; one household at a time; NumPy's own."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.small_rules import BLOCK, PEOPLE, SEED
from benchmarks.timing import UNIFORM, Task
from model.luck import draw4, fill
from model.rule import phase

ENTITIES, MONTHS = 97_200, 12
DRAWN = 4 * ENTITIES * MONTHS


@phase
def by_blocks(ids: Any, months: int, seed: Any, luck: Any) -> float:
    """Draw four uniforms for each entity and month, by blocks into luck: float64[4, BLOCK]; returns a sum of some."""
    total = 0.0
    for month in range(months):
        for start in range(0, len(ids), BLOCK):
            count = min(BLOCK, len(ids) - start)
            fill(luck, ids[start:], count, (PEOPLE.number, month, 0, seed))
            total += luck[0, 0] + luck[1, count - 1] + luck[2, 0] + luck[3, count - 1]
    return total


@phase
def one_by_one(ids: Any, months: int, seed: Any) -> float:
    """Draw the same uniforms where they are needed, entity by entity; their sum."""
    total = 0.0
    for month in range(months):
        for i in range(len(ids)):
            a, b, c, d = draw4(seed, 0, PEOPLE.number, ids[i], month)
            total += a + b + c + d
    return total


def tasks() -> list[Task]:
    """The ways to draw."""
    ids, seed = np.arange(ENTITIES) + 1, np.uint64(SEED)
    stream = np.random.Generator(np.random.Philox(SEED))
    block = np.empty((4, ENTITIES))

    def by_numpy() -> None:
        for _ in range(MONTHS):
            stream.random(out=block)

    ways = {
        "filled by blocks": partial(by_blocks, ids, MONTHS, seed, np.empty((4, BLOCK))),
        "drawn one by one": partial(one_by_one, ids, MONTHS, seed),
        "NumPy's Philox, a stream": by_numpy,
    }
    return [Task("luck", name, UNIFORM, DRAWN, lambda run=run: run) for name, run in ways.items()]
