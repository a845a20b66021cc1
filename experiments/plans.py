"""A plan: points x policies x futures x replicates, all met by the same luck, and what comes of carrying it out.

Axes have names: levers and uncertainties are the columns of the points, policies and futures make the scenarios that
each point changes, and replicates repeat all of it.  A path that a mix does not have (a number of a programme that
only another mix holds) changes nothing there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from experiments.design import KEYS, Case, Design
from experiments.executor import conduct
from experiments.factors import LEVER, UNCERTAINTY
from experiments.manifest import inputs_of
from experiments.sampling import Sample
from experiments.store import StudyError
from experiments.study import Study
from model.errors import Fault, ScenarioError
from model.messages import _
from model.scenario import Scenario, load_scenario

POINTS = "designs.parquet"
TOLD = 3  # points that cannot be which are told one by one


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What to try, with how much luck.

    `points` has one row a point and one column a path, listed values included; `kinds` says of each path whether it
    is a lever or an uncertainty; `sample` is how the ranges among them were drawn, None where nothing was drawn.
    """

    scenarios: tuple[Scenario, ...]
    points: pd.DataFrame
    kinds: Mapping[str, str]
    baseline: str = "none"
    replicates: int = 1
    seed: int = 1
    sample: Sample | None = None

    def axes(self) -> dict[str, Sequence[Any]]:
        """What is on each axis, by name."""
        return {
            "levers": [path for path in self.points if self.kinds[str(path)] == LEVER],
            "uncertainties": [path for path in self.points if self.kinds[str(path)] == UNCERTAINTY],
            "points": range(len(self.points)),
            "policies": list(dict.fromkeys(scenario.policy for scenario in self.scenarios)),
            "futures": list(dict.fromkeys(scenario.future for scenario in self.scenarios)),
            "replicates": range(self.replicates),
        }

    def design(self) -> Design:
        """Every case: point after point, under each scenario. Raises ScenarioError, naming points that cannot be."""
        names = {name for scenario in self.scenarios for name in scenario.programmes}
        columns = {str(path): self.points[path].tolist() for path in self.points}
        cases, faults = list[Case](), dict[int, tuple[Fault, ...]]()
        for point in range(len(self.points)):
            values = {path: column[point] for path, column in columns.items()}
            try:
                cases += [Case(point, changed(scenario, values, names)) for scenario in self.scenarios]
            except ScenarioError as error:
                faults[point] = error.faults
        if faults:
            raise ScenarioError(_of_points(faults, len(self.points)))
        return Design(tuple(cases), self.baseline, self.seed, self.replicates)


class Sweep:
    """A plan carried out: the study, whose rows carry the number of their point, and what each point is."""

    def __init__(self, study: Study, points: pd.DataFrame) -> None:
        self.study = study
        self.points = points

    @classmethod
    def open(cls, folder: str | Path) -> "Sweep":
        """The sweep in a folder. Raises StudyError where there is none."""
        study, path = Study.open(folder), Path(folder) / POINTS
        try:
            return cls(study, pd.read_parquet(path).set_index("point"))
        except (OSError, ValueError, KeyError) as error:
            raise StudyError(_("{path} cannot be read: {why}").format(path=path, why=error)) from error

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """The rows of `study.runs`, each beside the values of its point; rows begin with point, policy, future."""
        runs = self.study.runs
        beside = runs[list(KEYS)].join(self.points, on="point")
        return pd.concat([beside, runs.drop(columns=list(KEYS))], axis=1)

    def __repr__(self) -> str:
        return f"<Sweep of {len(self.points)} points: {self.study!r}>"


def carry_out(plan: Plan, *, out: str | Path | None = None, **how: Any) -> Sweep:
    """Run every case of a plan, and keep its points beside the study: in `out` as designs.parquet, else in memory.

    `how` goes to `conduct`: jobs, progress, simulate, command, inputs.  Raises ScenarioError before anything runs where
    a point cannot be; StudyError as `conduct` does.
    """
    study = conduct(plan.design(), out=out, **how)
    if study.folder is not None:
        _write(plan.points, study.folder)
    return Sweep(study, plan.points)


def scenarios_of(
    place: str | Path, policies: Sequence[str], futures: Sequence[str], held: Mapping[str, Any]
) -> tuple[Scenario, ...]:
    """The scenarios of every policy under every future, with values that are held everywhere.

    Raises ScenarioError with every fault, each told once.
    """
    found, faults = list[Scenario](), dict[Fault, None]()
    for policy in policies:
        for future in futures:
            try:
                found.append(load_scenario(place, policy, future))
            except ScenarioError as error:
                faults |= dict.fromkeys(error.faults)
    names = {name for scenario in found for name in scenario.programmes}
    done = list[Scenario]()
    for scenario in found if not faults else ():
        try:
            done.append(changed(scenario, held, names, beyond_evidence=False))
        except ScenarioError as error:
            faults |= dict.fromkeys(error.faults)
    if faults:
        raise ScenarioError(faults)
    return tuple(done)


def files_behind(place: str | Path, policies: Sequence[str], futures: Sequence[str]) -> dict[str, str]:
    """The hashes of the scenario files that a plan rests on, for the manifest of its study."""
    policy, future = [("policy", name) for name in policies], [("future", name) for name in futures]
    return inputs_of([("place", place), *policy, *future])


def changed(
    scenario: Scenario, values: Mapping[str, Any], programmes: set[str], *, beyond_evidence: bool = True
) -> Scenario:
    """The scenario with values by path, those of programmes that only other mixes have left out.

    What a design varies was held against the evidence, or given a source, when it was read; here what exists counts.
    """
    absent = programmes - set(scenario.programmes)
    own = {path: value for path, value in values.items() if path.split(".")[0] not in absent}
    return scenario.with_values(own, beyond_evidence=beyond_evidence)


def _of_points(faults: Mapping[int, tuple[Fault, ...]], many: int) -> list[Fault]:
    """The first points that cannot be, told one by one, and how many more there are."""
    told = [
        Fault(_("point {point}").format(point=point), f"{fault.key}: {fault.message}")
        for point, found in list(faults.items())[:TOLD]
        for fault in found
    ]
    message = _("{count} of {many} points cannot be; give narrower ranges, or leave one of these numbers out.")
    return [*told, Fault("sampler", message.format(count=len(faults), many=many))]


def _write(points: pd.DataFrame, folder: Path) -> None:
    """Keep the points as designs.parquet, written aside, then renamed. Raises StudyError."""
    aside = folder / f".{POINTS}.{uuid4().hex}"
    try:
        points.rename_axis(index="point").reset_index().to_parquet(aside, index=False, compression="zstd")
        aside.replace(folder / POINTS)
    except OSError as error:
        why = error.strerror or error
        raise StudyError(_("cannot write to {folder}: {why}.").format(folder=folder, why=why)) from error
    finally:
        aside.unlink(missing_ok=True)
