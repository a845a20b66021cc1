"""How time grows with households and months, and what a second core brings: the whole mix in samples of Kezuohou."""

import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.full_model import SEED, everything_on
from benchmarks.timing import HOUSEHOLD_MONTH, Measurement
from model import simulate

FRACTIONS, MONTHS, ROUNDS = (0.01, 0.1, 0.5), (36, 132), 3
OF_A_THREAD = 0.1
TIMES = "times"


def measure() -> list[Measurement]:
    """Processor time a household-month by sample and by length, first people copied; what a second thread brings."""
    found = [_of_size(fraction, MONTHS[-1], f"sample of {fraction:.0%}") for fraction in FRACTIONS]
    found += [_of_size(OF_A_THREAD, months, f"sample of {OF_A_THREAD:.0%}, {months} months") for months in MONTHS[:-1]]
    return [*found, _of_threads()]


def _of_size(fraction: float, months: int, name: str) -> Measurement:
    scenario = everything_on().with_values({"sample_fraction": fraction, "months": months})
    households = len(simulate(scenario, SEED).households)  # from here on, first people are copied
    values = []
    for _round in range(ROUNDS):
        start = time.process_time()
        simulate(scenario, SEED)
        values.append(1e9 * (time.process_time() - start) / (households * months))
    return Measurement("scaling", name, HOUSEHOLD_MONTH, tuple(values))


def _of_threads() -> Measurement:
    """How many times as many runs two threads do in the time of one, by the clock on the wall."""
    scenario, values = everything_on().with_values({"sample_fraction": OF_A_THREAD}), []
    for _round in range(ROUNDS):
        taken = []
        for threads in (1, 2):
            start = time.perf_counter()
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(lambda _number: simulate(scenario, SEED), range(4)))
            taken.append(time.perf_counter() - start)
        values.append(taken[0] / taken[1])
    return Measurement("scaling", "two threads against one", TIMES, tuple(values))
