"""One step of an answer: a comparison of the mixes with so large a sample and so many replicates, as `compare` has it.

Runs are kept by all that they depend on, so that a step runs only what no step before it has run: after a lever was
moved, the mix that it belongs to.
"""

import functools
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from experiments.design import Case, Design
from experiments.executor import Progress, conduct
from experiments.page.mixes import BASELINE
from experiments.study import Study
from model.result import Result
from model.scenario import Scenario
from model.simulate import simulate

QUICK_SAMPLE, QUICK_REPLICATES = 0.01, 2
MOST_BYTES = 400 << 20


class Stopped(BaseException):
    """A step that nobody waits for any more, or that has to wait; no Exception, lest it pass for a run that failed."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far an answer goes: the share of kin groups simulated, and how many replicates."""

    sample: float
    replicates: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The baseline and the mixes to compare, the luck, and how exact the last word is to be."""

    scenarios: tuple[Scenario, ...]
    seed: int
    sample: float
    replicates: int

    def steps(self) -> tuple[Step, ...]:
        """From a first estimate on a small sample to the last word, each about twice the work of the one before."""
        quick = min(QUICK_SAMPLE, self.sample)
        found = [Step(quick, min(QUICK_REPLICATES, self.replicates)), Step(quick, min(5, self.replicates))]
        many = 5
        while many < self.replicates:
            found.append(Step(self.sample, many))
            many *= 2
        return tuple(dict.fromkeys([*found, Step(self.sample, self.replicates)]))


class Answers:
    """Carries out steps; keeps the runs of steps before, the least recently used ones let go."""

    def __init__(self, run: Callable[..., Result] = simulate, jobs: int | None = None) -> None:
        self._run, self._jobs = run, jobs
        self._kept: OrderedDict[tuple[str, int, int], Result] = OrderedDict()
        self._bytes, self._lock = 0, Lock()

    def answer(self, asked: Asked, step: Step, go_on: Callable[[], bool], progress: Progress) -> Study:
        """The study of one step. Raises Stopped as soon as `go_on` says no; finished runs are kept."""
        cases = tuple(Case(0, each.with_values({"sample_fraction": step.sample})) for each in asked.scenarios)
        design = Design(cases, BASELINE, asked.seed, step.replicates)

        @functools.wraps(simulate)  # its result is the model's own, so its version is the model's too
        def kept(scenario: Scenario, seed: int, replicate: int) -> Result:
            if not go_on():
                raise Stopped
            return self._kept_run(scenario, seed, replicate, go_on)

        return conduct(design, jobs=self._jobs, progress=progress, simulate=kept)

    def _kept_run(self, scenario: Scenario, seed: int, replicate: int, go_on: Callable[[], bool]) -> Result:
        key = replace(scenario, policy="").key(), seed, replicate  # a name changes no run
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]

        def look(_world: Any) -> None:
            if not go_on():
                raise Stopped

        result = self._run(scenario, seed, replicate, each_month=look)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = result
                self._bytes += size_of(result)
            while self._bytes > MOST_BYTES and len(self._kept) > 1:
                self._bytes -= size_of(self._kept.popitem(last=False)[1])
        return result


def size_of(result: Result) -> int:
    """Bytes of the arrays that a run leaves behind."""
    tables = (result.series, result.spell_rows, result.start_rows)
    flows = (result.flows, result.herd_flows)
    arrays = [array for table in (*tables, *flows) for array in table.values()]
    return int(sum(array.nbytes for array in arrays) + result.poor.nbytes)


def command_of(asked: Asked, step: Step) -> list[str]:
    """The words of the command that gives the numbers of a step, mixes that were made on the page as files."""
    first = asked.scenarios[0]
    options = {
        "policies": ",".join(files_or_names(asked)), "baseline": BASELINE, "future": first.future,
        "replicates": step.replicates, "seed": asked.seed, "sample-fraction": step.sample,
    }  # fmt: skip
    given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return ["fanpin", "compare", first.place, *given]


def python_of(asked: Asked, step: Step) -> str:
    """The lines of Python that give the numbers of a step."""
    first = asked.scenarios[0]
    policies = json.dumps(files_or_names(asked))
    options = (
        f"future={first.future!r}, replicates={step.replicates}, seed={asked.seed}, sample_fraction={step.sample!r}"
    )
    call = f"study = compare({first.place!r}, {policies},\n                {options})"
    return f"from experiments import compare\n\n{call}\nstudy.summary, study.paired"


def files_or_names(asked: Asked) -> list[str]:
    """Each policy as `compare` takes it: a mix made on the page is a file."""
    names = [each.policy for each in asked.scenarios]
    return [f"{name}.toml" if name.startswith("mix_") else name for name in names]
