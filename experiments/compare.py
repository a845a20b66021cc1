"""Policy mixes side by side on common luck: the same county, the same people, the same misfortunes, other policies.

This file is light to import: what runs and estimates is imported by the call.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.design import Case, Design
from model.errors import Fault, ScenarioError, unknown
from model.messages import _
from model.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    import pandas as pd

    from experiments.executor import Progress
    from experiments.one_run import Simulate
    from experiments.study import Study

MOST_SEED, MOST = 2**63 - 1, 2**31 - 1


def compare(
    place: str | Path,
    policies: Sequence[str | Path],
    *,
    baseline: str = "none",
    future: str | Path = "historical",
    replicates: int = 20,
    seed: int = 1,
    sample_fraction: float = 1.0,
    jobs: int | None = None,
    executor: str | Executor = "threads",
    scheduler: str | None = None,
    time_limit: float | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    values: Mapping[str, Any] | None = None,
    folder: str | Path | None = None,
    simulate: Simulate | None = None,
    command: str = "",
    precision: Mapping[str, float | str] | None = None,
    most: int = 200,
    draws: pd.DataFrame | None = None,
) -> Study:
    """Run each policy in each replicate, and keep the rows as a study: in the folder `out`, or in memory.

    A policy is a name, generated ones included ("cattle_loan", "as_reported_without_monitoring"), or the path of a
    file; `values` change every scenario by path, as `Scenario.with_values` does, those of a programme where the mix
    has it.  `folder` has places/, policies/ and futures/ of one's own, looked in first.  `progress` is called with runs
    done, runs in all, and the run just done.

    `jobs` (None: one a core), `executor` ("threads", "serial", "processes", "dask", or an executor of one's own) and
    `scheduler` (the address of a Dask scheduler, or "local") change nothing but the time.  A run that fails, or takes
    longer than `time_limit` seconds, is a row of `Study.failed`; the others go on.

    With `precision`, as {"poor_years": 0.02} or {"as_reported:public_cost": "5%"}, at least `replicates` and at most
    `most` are run, as many as half the interval of each needs to be so narrow (`experiments.precision`): that of the
    difference from the baseline, or of the baseline's level.

    With `draws` of uncertain numbers, a row a draw and a column a path (`experiments.draws`), every policy is run in
    every replicate at each draw, which is a point of the study; `draws.over_draws` says what comes of it.

    Runs that `out` already holds are not run again.  Raises ScenarioError, before anything is run or written, where
    a name, a value or a number cannot be; StudyError where `out` cannot be written or holds something else.
    """
    from experiments.executor import conduct
    from experiments.manifest import inputs_of

    given = [policies] if isinstance(policies, str | Path) else list(policies)
    check_work(jobs, executor, scheduler, time_limit)
    check_whole(replicates=(replicates, 1, MOST), most=(most, 1, MOST), seed=(seed, 0, MOST_SEED))
    changes = {"sample_fraction": sample_fraction, **(values or {})}
    scenarios = _changed(_loaded(place, given, future, folder), changes, baseline)
    design = Design(_cases(scenarios, draws), baseline, int(seed), int(replicates))
    names = [("place", place), *(("policy", policy) for policy in given), ("future", future)]
    inputs = inputs_of(names, folder)
    asked: dict[str, Any] = {"policies": [str(policy) for policy in given], "baseline": baseline, "future": str(future)}
    asked |= {"replicates": replicates, "seed": seed, "sample_fraction": sample_fraction, "values": dict(values or {})}
    asked |= {"precision": dict(precision), "most": most} if precision else {}
    asked |= {} if draws is None else {"draws": draws.to_dict("list")}
    command = command or f"compare({str(place)!r}, {', '.join(f'{name}={each!r}' for name, each in asked.items())})"
    how: dict[str, Any] = {"out": out, "jobs": jobs, "executor": executor, "scheduler": scheduler}
    how |= {"time_limit": time_limit, "progress": progress, "simulate": simulate}
    how |= {"command": command, "inputs": inputs}
    if not precision:
        return conduct(design, **how)
    if draws is not None:
        raise ScenarioError([Fault("precision", _("how many replicates a draw needs is not for precision to say."))])
    from experiments.precision import Rule, goals_of, until_precise

    goals = goals_of(precision, [scenario.policy for scenario in scenarios], baseline)
    return until_precise(design, goals, Rule(least=replicates, most=most), **how)


def _loaded(
    place: str | Path, policies: Sequence[str | Path], future: str | Path, folder: str | Path | None
) -> list[Scenario]:
    """The scenario of each policy. Raises ScenarioError with every fault, also where two have one name."""
    load = partial(load_scenario, folder=folder)
    scenarios = _collect(load, [(place, policy, future) for policy in policies])
    names = [scenario.policy for scenario in scenarios]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if repeated:
        raise ScenarioError(Fault("policies", _("'{name}' is given twice.").format(name=name)) for name in repeated)
    return scenarios


def _changed(scenarios: Sequence[Scenario], changes: Mapping[str, Any], baseline: str) -> list[Scenario]:
    """The scenarios with their changes. Raises ScenarioError with every fault, also where the baseline is missing."""
    names = [scenario.policy for scenario in scenarios]
    if not names:
        raise ScenarioError([Fault("policies", _("name at least one policy."))])
    if baseline not in names:
        what = _("'{name}' is not among the policies; add it to them, or name another baseline").format(name=baseline)
        raise ScenarioError([Fault("baseline", unknown(what, baseline, names))])
    programmes = {name for scenario in scenarios for name in scenario.programmes}
    return _collect(_with, [(scenario, changes, programmes) for scenario in scenarios])


def _cases(scenarios: Sequence[Scenario], draws: pd.DataFrame | None) -> tuple[Case, ...]:
    """Every scenario at every draw; without draws, as it is. Raises ScenarioError where a draw cannot be."""
    if draws is None:
        return tuple(Case(0, scenario) for scenario in scenarios)
    programmes = {name for scenario in scenarios for name in scenario.programmes}
    rows = [{str(path): value for path, value in row.items()} for row in draws.to_dict("records")]
    calls = [(scenario, row, programmes, True) for row in rows for scenario in scenarios]
    changed = _collect(_with, calls)
    return tuple(Case(place // len(scenarios), scenario) for place, scenario in enumerate(changed))


def _with(
    scenario: Scenario, changes: Mapping[str, Any], programmes: set[str], beyond_evidence: bool = False
) -> Scenario:
    """The scenario with all changes but those of programmes that only other mixes have."""
    absent = programmes - set(scenario.programmes)
    names = {path: path.removeprefix("programmes.").split(".")[0] for path in changes}
    own = {path: value for path, value in changes.items() if names[path] not in absent}
    return scenario.with_values(own, beyond_evidence=beyond_evidence)


def _collect(make: Callable[..., Scenario], calls: Iterable[tuple[Any, ...]]) -> list[Scenario]:
    """What each call makes. Raises ScenarioError with the faults of all of them, each told once."""
    made, faults = list[Scenario](), dict[Fault, None]()
    for arguments in calls:
        try:
            made.append(make(*arguments))
        except ScenarioError as error:
            faults |= dict.fromkeys(error.faults)
    if faults:
        raise ScenarioError(faults)
    return made


def check_work(jobs: int | None, executor: str | Executor, scheduler: str | None, time_limit: float | None) -> None:
    """Raises ScenarioError where how to carry out runs cannot be."""
    from experiments.workers import check_executor

    check_whole(jobs=(1 if jobs is None else jobs, 1, MOST))
    check_executor(executor, scheduler)
    if time_limit is not None and not (isinstance(time_limit, int | float) and 0 < time_limit < float("inf")):
        message = _("{value} cannot be. Allowed: a number of seconds above 0.").format(value=repr(time_limit)[:40])
        raise ScenarioError([Fault("time_limit", message)])


def check_whole(**given: tuple[Any, int, int]) -> None:
    """Raises ScenarioError where a number is not whole or not within its bounds."""
    faults = []
    for name, (value, least, most) in given.items():
        if isinstance(value, bool) or not hasattr(value, "__index__") or not least <= operator.index(value) <= most:
            message = _("{value} cannot be. Allowed: a whole number, {least} to {most}.")
            faults.append(Fault(name, message.format(value=repr(value)[:40], least=least, most=most)))
    if faults:
        raise ScenarioError(faults)
