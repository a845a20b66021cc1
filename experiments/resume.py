"""A study taken up again from its folder alone: what was asked stands, whole, in its manifest."""

import json
import shlex
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.compare import check_work
from experiments.design import Case, Design
from experiments.executor import Progress, conduct, the_model
from experiments.manifest import MANIFEST, Manifest, manifest_in, model_version
from experiments.manifest_cases import changes
from experiments.one_run import Simulate
from experiments.store import StudyError
from experiments.study import Study
from model.errors import ScenarioError
from model.messages import _
from model.scenario import Scenario, scenario_of

# Where a command is written down: a study's, a calibration's, a search's once it is done, and before in its lots.
RECORDS = (MANIFEST, "calibration.json", "search.json", f"runs/*/{MANIFEST}")

NAMED_PARTS = ("processes", "programmes")  # of a scenario; `with_values` knows what is in them by its own name


def resume(
    folder: str | Path,
    *,
    jobs: int | None = None,
    executor: str | Executor = "threads",
    scheduler: str | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
) -> Study:
    """Finish the study in a folder: run what is missing or failed, and nothing that is done.

    How to carry out the runs is as in `compare`; no result depends on it.  Raises StudyError where there is no study,
    where its scenarios cannot be made again from the manifest, or where the model is another one now.
    """
    check_work(jobs, executor, scheduler, time_limit)
    manifest = manifest_of_study(folder)
    design = design_in(manifest)
    now = model_version((case.scenario for case in design.cases), simulate or the_model())
    if now != manifest.model_version or not now:
        raise StudyError(_("{folder} cannot be resumed: ").format(folder=folder) + other_model(manifest, now))
    return conduct(
        design, out=folder, jobs=jobs, executor=executor, scheduler=scheduler, time_limit=time_limit,
        progress=progress, simulate=simulate, command=manifest.command, inputs=manifest.inputs,
    )  # fmt: skip


def command_in(folder: str | Path) -> list[str]:
    """The words of the command that began what is in a folder: a study, or a question that keeps studies in it.

    Raises StudyError where there is none, or its record cannot be read.
    """
    for path in (path for record in RECORDS for path in sorted(Path(folder).glob(record))):
        try:
            return shlex.split(json.loads(path.read_text("utf-8"))["command"])
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StudyError(_("{path} cannot be read: {why}").format(path=path, why=error)) from error
    raise StudyError(_("{folder} holds no study.").format(folder=folder))


def manifest_of_study(folder: str | Path) -> Manifest:
    """The manifest of the study in a folder, finished or not. Raises StudyError where there is none."""
    manifest = manifest_in(Path(folder))
    if manifest is None:
        raise StudyError(_("{folder} holds no study.").format(folder=folder))
    return manifest


def design_in(manifest: Manifest) -> Design:
    """The design of a study, made again from its manifest. Raises StudyError where a scenario cannot be."""
    first, cases = dict[tuple[str, str], tuple[Mapping[str, Any], Scenario]](), []
    for case in manifest.cases:
        kind = case["policy"], case["future"]
        scenario = (_like(*first[kind], case) if kind in first else None) or _scenario_in(case)
        first.setdefault(kind, (case, scenario))
        cases.append(Case(case["point"], scenario))
    return Design(tuple(cases), manifest.baseline, manifest.seed, manifest.replicates)


def other_model(manifest: Manifest, now: str) -> str:
    """In words, that a study was made by another version of the model than `now`'s."""
    if not manifest.model_version or not now:
        return _("its model has parts without source, or edited since they were loaded, so its runs cannot be known.")
    message = _("it was made by model version {then}, and this is {now}; fanpin was {fanpin} then.")
    fanpin = manifest.versions.get("fanpin", _("unknown"))
    return message.format(then=manifest.model_version[:12], now=now[:12], fanpin=fanpin)


def _like(other: Mapping[str, Any], scenario: Scenario, case: Mapping[str, Any]) -> Scenario | None:
    """The scenario of a case, to the key, from that of another with a few values changed; None where it is not so."""
    differing = changes(other["scenario"], case["scenario"])
    values = {".".join(where[1:] if where[0] in NAMED_PARTS else where): value for where, value in differing}
    try:
        found = scenario.with_values(values, beyond_evidence=True)
    except ScenarioError:  # it differs in more than values
        return None
    return found if found.key() == case["key"] and other["titles"] == case["titles"] else None


def _scenario_in(case: Mapping[str, Any]) -> Scenario:
    """The scenario of a case of a manifest, to the key the same. Raises StudyError."""
    try:
        scenario = replace(scenario_of(case["scenario"]), titles=case["titles"])
    except ScenarioError as error:
        raise StudyError(_cannot(case, map(str, error.faults))) from error
    if scenario.key() != case["key"]:
        raise StudyError(_cannot(case, [_("it comes out as another one")]))
    return scenario


def _cannot(case: Mapping[str, Any], why: Iterable[str]) -> str:
    message = _(
        "the scenario of policy {policy} cannot be made again from the manifest: {why}. Parts from outside the package "
        "have to be given again: make the call that began the study once more, with the same folder."
    )
    return message.format(policy=case["policy"], why="; ".join(why))
