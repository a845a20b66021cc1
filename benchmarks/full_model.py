"""The model with everything on: every programme as reported, over the whole rural population of Kezuohou."""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmarks.timing import BYTE, HOUSEHOLD_MONTH, SECOND, Measurement, Stopwatch
from model import Scenario, load_scenario, simulate
from model.month import enrol_programmes
from model.simulate import new_world

PLACE, POLICY, SEED = "kezuohou", "as_reported", 1
WARM_UP = 0.01  # share of the households that compiles every phase
PEOPLE, PHASES, PROGRAMMES, REST = "first people", "in phases", "in programmes' admissions", "in other Python"
PHASE, SMALL = "phase ", 0.5  # ns below which phases are told together


@contextmanager
def watched() -> Iterator[Stopwatch]:
    """Time each call that the model makes from Python of a compiled phase, of its first people and its programmes.

    Every phase must have been compiled before: a compiled function cannot call a timed one.
    """
    watch = Stopwatch()
    modules = [module for name, module in sys.modules.items() if name.startswith("model.")]
    with ExitStack() as patches:
        for module in modules:
            for name, value in list(vars(module).items()):
                account = account_of(value)
                if account is not None:
                    patches.enter_context(patch.object(module, name, watch.timed(value, account)))
        yield watch


def account_of(value: Any) -> str | None:
    """Under what a function is timed, if at all; phases release the interpreter's lock, rules do not."""
    if value is new_world:
        return PEOPLE
    if value is enrol_programmes:
        return PROGRAMMES
    return f"{PHASE}{value.__name__}" if getattr(value, "targetoptions", {}).get("nogil", False) else None


def everything_on() -> Scenario:
    """The whole county under all programmes as reported."""
    return load_scenario(PLACE, POLICY)


def measure(rounds: int, progress: Callable[[int], None]) -> list[Measurement]:
    """Runs of the whole county, the first people apart, and what of their months went where.

    A household-month is one household of the start in one month, whether or not it has left by then.
    """
    scenario = everything_on().with_values({"sample_fraction": 1.0})
    simulate(scenario.with_values({"sample_fraction": WARM_UP}), SEED)
    values: dict[str, list[float]] = defaultdict(list)
    for done in range(1, rounds + 1):
        with watched() as watch:
            start = time.process_time()
            households = len(simulate(scenario, SEED).households)
            seconds = time.process_time() - start - watch.seconds[PEOPLE]
        phases = {name: taken for name, taken in watch.seconds.items() if name.startswith(PHASE)}
        rest = seconds - sum(phases.values()) - watch.seconds[PROGRAMMES]
        parts = {PHASES: sum(phases.values()), PROGRAMMES: watch.seconds[PROGRAMMES], REST: rest}
        for part, taken in {"in all": seconds, **parts, **phases}.items():
            values[part].append(1e9 * taken / (households * scenario.months))
        values[PEOPLE].append(watch.seconds[PEOPLE])
        progress(done)
    size = f"{households:,} households, {scenario.months} months"
    told = {name: each for name, each in values.items() if not name.startswith(PHASE)}
    units = {PEOPLE: SECOND}
    whole = [
        Measurement(f"full model, {size}", name, units.get(name, HOUSEHOLD_MONTH), tuple(each))
        for name, each in told.items()
    ]
    return [*whole, *by_phase(values, f"its phases, {size}")]


def by_phase(values: Mapping[str, Sequence[float]], group: str) -> list[Measurement]:
    """Each phase that takes something, longest first, then the others together."""
    phases = {name.removeprefix(PHASE): each for name, each in values.items() if name.startswith(PHASE)}
    large = {name: each for name, each in phases.items() if median(each) >= SMALL}
    small = [each for name, each in phases.items() if name not in large]
    ordered = dict(sorted(large.items(), key=lambda pair: -median(pair[1])))
    together = {f"{len(small)} others": [sum(each) for each in zip(*small, strict=True)]} if small else {}
    return [Measurement(group, name, HOUSEHOLD_MONTH, tuple(each)) for name, each in {**ordered, **together}.items()]


def memory() -> Measurement:
    """Bytes of records that a household of the full model takes, its persons included."""
    world = new_world(everything_on().with_values({"sample_fraction": WARM_UP}), SEED)
    taken = world.households.nbytes + world.yearbook.nbytes + world.persons.nbytes
    return Measurement("memory", "records, full model", BYTE, (taken / len(world.households),))
