"""The small month of rules in all its forms: what each takes and what a household weighs."""

import tracemalloc
from collections.abc import Callable
from functools import partial

from benchmarks import columns, objects
from benchmarks.forms import Form, forms, live
from benchmarks.small_rules import first_households
from benchmarks.timing import BYTE, HOUSEHOLD_MONTH, Measurement, Task

MONTHS, HOUSEHOLDS, OBJECTS = 12, 97_200, 2_000  # objects are slow, and as slow per household in any number
TITLES = {
    "c": "small rules: C",
    "numba": "small rules: Numba over records",
    "numpy": "small rules: NumPy columns",
    "mesa": "small rules: Mesa objects",
}
OWN_LUCK: dict[str, type[Form]] = {
    "small rules: NumPy columns, own luck": columns.OwnLuck,
    "small rules: Mesa objects, own luck": objects.OwnLuck,
}


def tasks() -> list[Task]:
    """A year of the small month in each form that this machine can run."""
    same = {TITLES[name]: form for name, form in forms().items()}
    return [task(name, form) for name, form in (same | OWN_LUCK).items()]


def task(name: str, form: type[Form]) -> Task:
    """A year of the small month in one form."""
    count = OBJECTS if "Mesa" in name else HOUSEHOLDS
    start = first_households(count)

    def prepare() -> Callable[[], None]:
        return partial(live, form(start), MONTHS)

    return Task(name, HOUSEHOLD_MONTH, count * MONTHS, prepare)


def memory() -> list[Measurement]:
    """Bytes that a household of the small rules takes, as a record and as a Mesa agent with the same fields."""
    start = first_households(OBJECTS)
    tracemalloc.start()
    county = objects.SameBits(start)
    taken = tracemalloc.get_traced_memory()[0] / len(county.agents)
    tracemalloc.stop()
    record = float(start.dtype.itemsize)
    return [
        Measurement("small rules: one record", BYTE, (record,)),
        Measurement("small rules: one Mesa agent", BYTE, (taken,)),
    ]
