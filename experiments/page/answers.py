"""One step of an answer: a comparison of the mixes with so large a sample and so many replicates.

It is the study that `compare` would make, from the same runs and through the same estimates, but runs are kept from
step to step by all that they depend on, and nothing is written: after a lever was moved, only the runs of its mix are
run.
"""

import shlex
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from experiments.columns import columns_of
from experiments.design import Case, Design, Run
from experiments.executor import Progress
from experiments.headline import DONE, against, headline
from experiments.page.live import LiveStudy
from experiments.page.mixes import BASELINE
from experiments.page.runner import Stopped
from experiments.survival import FirstExits
from experiments.workers import cores
from model.result import Result
from model.scenario import Scenario
from model.simulate import simulate

QUICK_SAMPLE, QUICK_REPLICATES = 0.01, 2
MOST_BYTES = 400 << 20


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


@dataclass(slots=True, eq=False)
class Kept:
    """A finished run: what it left behind, its measures and first exits, and its measures beside a baseline, by key."""

    key: str
    result: Result
    measures: dict[str, Any]
    exits: FirstExits
    beside: dict[str, dict[str, Any]] = field(default_factory=dict)

    def against(self, other: "Kept") -> dict[str, Any]:
        """What the run says beside the baseline's on the same luck."""
        if other.key not in self.beside:
            self.beside[other.key] = against(self.exits, other.exits)
        return self.beside[other.key]


class Answers:
    """Carries out steps; keeps the runs of steps before, the least recently used ones let go."""

    def __init__(self, run: Callable[..., Result] = simulate, jobs: int | None = None) -> None:
        self._run, self._jobs = run, jobs or cores()
        self._kept: OrderedDict[tuple[str, int, int], Kept] = OrderedDict()
        self._bytes, self._lock = 0, Lock()

    def answer(self, asked: Asked, step: Step, go_on: Callable[[], bool], progress: Progress) -> LiveStudy:
        """The study of one step. Raises Stopped as soon as `go_on` says no; finished runs are kept."""
        cases = tuple(Case(0, each.with_values({"sample_fraction": step.sample})) for each in asked.scenarios)
        design = Design(cases, BASELINE, asked.seed, step.replicates)
        total, found = len(cases) * step.replicates, dict[tuple[Any, ...], Kept]()
        nameless = {case.policy: replace(case.scenario, policy="") for case in cases}  # a name changes no run
        keys = {policy: scenario.key() for policy, scenario in nameless.items()}
        with ThreadPoolExecutor(self._jobs) as pool:
            under_way = {
                pool.submit(self._kept_run, nameless[run.case.policy], keys[run.case.policy], run, go_on): run
                for run in design.in_turn()
            }
            for future in as_completed(under_way):
                found[under_way[future].labels] = future.result()
                progress(len(found), total, str(under_way[future]))
        rows = [_row(run, design, found) for run in design.runs()]
        results = {run.labels: found[run.labels].result for run in design.runs()}
        return LiveStudy.of(design, rows, results, shlex.join(command_of(asked, step)))

    def _kept_run(self, scenario: Scenario, named: str, run: Run, go_on: Callable[[], bool]) -> Kept:
        """A run as it was kept, or made now; `named` is the key of its scenario."""
        if not go_on():
            raise Stopped
        key = named, run.seed, run.replicate
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]

        def look(_world: Any) -> None:
            if not go_on():
                raise Stopped

        result = self._run(scenario, run.seed, run.replicate, each_month=look)
        tables = columns_of(result)
        measures = headline(result.headline, tables, scenario.series)
        kept = Kept(key[0], result, {"digest": result.digest} | measures, FirstExits.of(tables["spells"]))
        self._keep(key, kept)
        return kept

    def _keep(self, key: tuple[str, int, int], kept: Kept) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = kept
                self._bytes += size_of(kept)
            while self._bytes > MOST_BYTES and len(self._kept) > 1:
                self._bytes -= size_of(self._kept.popitem(last=False)[1])


def _row(run: Run, design: Design, found: dict[tuple[Any, ...], Kept]) -> dict[str, Any]:
    """The row of a run in `runs`, beside the baseline's."""
    own, twin = found[run.labels], design.against(run)
    beside = own.against(found[twin.labels]) if twin else {}
    point, policy, future, replicate = run.labels
    first = {"point": point, "policy": policy, "future": future, "replicate": replicate, "key": own.key}
    return {**first, "status": DONE, "error": "", **own.measures, **beside}


def size_of(kept: Kept) -> int:
    """Bytes of what a run leaves behind."""
    result = kept.result
    tables = (result.series, result.spell_rows, result.start_rows, result.flows, result.herd_flows)
    arrays = sum(array.nbytes for table in tables for array in table.values())
    return int(arrays + result.poor.nbytes + kept.exits.nbytes)


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
    how = {"future": first.future, "replicates": step.replicates, "seed": asked.seed, "sample_fraction": step.sample}
    given = ", ".join(f"{name}={value!r}" for name, value in how.items())
    call = f"study = compare({first.place!r}, {files_or_names(asked)!r},\n                {given})"
    return f"from experiments import compare\n\n{call}\nstudy.summary, study.paired"


def files_or_names(asked: Asked) -> list[str]:
    """Each policy as `compare` takes it: a mix made on the page is a file."""
    names = [each.policy for each in asked.scenarios]
    return [f"{name}.toml" if name.startswith("mix_") else name for name in names]
