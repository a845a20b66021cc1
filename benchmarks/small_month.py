"""The small month of rules in all its forms: what each takes and what a household weighs."""

import tracemalloc
from collections.abc import Callable
from functools import partial
from statistics import median

from benchmarks import columns, objects
from benchmarks.forms import Form, forms, live
from benchmarks.small_rules import first_households
from benchmarks.timing import BYTE, HOUSEHOLD_MONTH, Measurement, Task

MONTHS, HOUSEHOLDS, OBJECTS = 12, 97_200, 2_000  # objects are slow, and as slow per household in any number
C, NUMBA, NUMPY, MESA = "C", "Numba over records", "NumPy columns", "Mesa objects"
NUMPY_OWN, MESA_OWN = "NumPy columns, own luck", "Mesa objects, own luck"
RECORD, AGENT = "record, small rules", "Mesa agent, small rules"
TITLES = {"c": C, "numba": NUMBA, "numpy": NUMPY, "mesa": MESA}
OWN_LUCK: dict[str, type[Form]] = {NUMPY_OWN: columns.OwnLuck, MESA_OWN: objects.OwnLuck}
RATIOS = {
    "Numba / C": (NUMBA, C),
    "NumPy columns / Numba": (NUMPY, NUMBA),
    "NumPy columns, own luck / Numba": (NUMPY_OWN, NUMBA),
    "Mesa objects / Numba": (MESA, NUMBA),
    "Mesa objects, own luck / Numba": (MESA_OWN, NUMBA),
    "Mesa agent / record": (AGENT, RECORD),
}


def tasks() -> list[Task]:
    """A year of the small month in each form that this machine can run."""
    same = {TITLES[name]: form for name, form in forms().items()}
    return [task(name, form) for name, form in (same | OWN_LUCK).items()]


def task(name: str, form: type[Form]) -> Task:
    """A year of the small month in one form."""
    count = OBJECTS if issubclass(form, objects.SameBits) else HOUSEHOLDS
    start = first_households(count)

    def prepare() -> Callable[[], None]:
        return partial(live, form(start), MONTHS)

    return Task("small rules", name, HOUSEHOLD_MONTH, count * MONTHS, prepare)


def memory() -> list[Measurement]:
    """Bytes that a household of the small rules takes, as a record and as a Mesa agent with the same fields."""
    start = first_households(OBJECTS)
    tracemalloc.start()
    county = objects.SameBits(start)
    taken = tracemalloc.get_traced_memory()[0] / len(county.agents)
    tracemalloc.stop()
    sizes = {RECORD: float(start.dtype.itemsize), AGENT: taken}
    return [Measurement("memory", name, BYTE, (size,)) for name, size in sizes.items()]


def ratios(measured: list[Measurement]) -> dict[str, float]:
    """Median of the quotients of each round; a form that this machine cannot run has none."""
    values = {measurement.name: measurement.values for measurement in measured}
    return {
        name: median(a / b for a, b in zip(values[top], values[bottom], strict=True))
        for name, (top, bottom) in RATIOS.items()
        if {top, bottom} <= {*values}
    }
