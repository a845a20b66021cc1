"""The model with everything on: every programme as reported, over the whole rural population of Kezuohou."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from benchmarks.timing import BYTE, HOUSEHOLD_MONTH, SECOND, Measurement, Stopwatch
from model import Scenario, load_scenario, simulate
from model.simulate import new_world

PLACE, POLICY, SEED = "kezuohou", "as_reported", 1
PEOPLE, PHASES = "people", "phases"
WARM_UP = 0.01  # share of the households that compiles every phase


@contextmanager
def watched() -> Iterator[Stopwatch]:
    """Time each call that the model makes from Python of a compiled phase, and the making of its first people.

    Every phase must have been compiled before: a compiled function cannot call a timed one.
    """
    watch = Stopwatch()
    modules = [module for name, module in sys.modules.items() if name.startswith("model.")]
    with ExitStack() as patches:
        for module in modules:
            for name, value in list(vars(module).items()):
                account = PEOPLE if value is new_world else PHASES if is_phase(value) else None
                if account is not None:
                    patches.enter_context(patch.object(module, name, watch.timed(value, account)))
        yield watch


def is_phase(value: object) -> bool:
    """Whether Python calls this as a compiled loop: phases release the interpreter's lock, rules do not."""
    return bool(getattr(value, "targetoptions", {}).get("nogil", False))


def everything_on() -> Scenario:
    """The whole county under all programmes as reported."""
    return load_scenario(PLACE, POLICY)


def measure(rounds: int, progress: Callable[[int], None]) -> list[Measurement]:
    """Runs of the whole county, each split into first people, compiled phases and the Python around these."""
    scenario = everything_on().with_values({"sample_fraction": 1.0})
    simulate(scenario.with_values({"sample_fraction": WARM_UP}), SEED)
    parts: dict[str, list[float]] = {"in all": [], "in phases": [], "in Python between phases": [], PEOPLE: []}
    for done in range(1, rounds + 1):
        with watched() as watch:
            start = time.perf_counter()
            households = len(sys.modules["model.simulate"].simulate(scenario, SEED).households)
            months = time.perf_counter() - start - watch.seconds[PEOPLE]
        each = 1e9 / (households * scenario.months)
        parts["in all"].append(months * each)
        parts["in phases"].append(watch.seconds[PHASES] * each)
        parts["in Python between phases"].append((months - watch.seconds[PHASES]) * each)
        parts[PEOPLE].append(watch.seconds[PEOPLE])
        progress(done)
    people = Measurement(f"full model: first people, {households:,} households", SECOND, tuple(parts.pop(PEOPLE)))
    title = f"full model: {households:,} households, {scenario.months} months"
    split = [Measurement(f"{title}, {part}", HOUSEHOLD_MONTH, tuple(each)) for part, each in parts.items()]
    return [*split, people]


def memory() -> Measurement:
    """Bytes of records that a household of the full model takes, its persons included."""
    world = new_world(everything_on().with_values({"sample_fraction": WARM_UP}), SEED)
    taken = world.households.nbytes + world.yearbook.nbytes + world.persons.nbytes
    return Measurement("full model: records of a household", BYTE, (taken / len(world.households),))
