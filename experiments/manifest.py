"""What a study is, beside its rows: what was asked, of which model, on which machine, when.

Here too: the version of the model, a hash of the sources that can change a result, and the key of a run, by which a
finished run is known and never run again.
"""

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from experiments.design import Design, Run
from experiments.manifest_cases import packed, unpacked
from experiments.store import PARTS, Store, StudyError
from model.messages import _
from model.scenario import Scenario
from model.scenario_file import documents

MANIFEST = "manifest.json"
RUNNING, FINISHED = "running", "done"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of manifest.json, but that there a case is told by its difference from another (`manifest_cases`).

    Place, future and sample_fraction are those of the first case.  `cases` hold point, policy, future, titles, the
    scenario's key and the whole resolved scenario.  `inputs` are the hashes of the scenario files; `model_version` is
    empty where a part of the model has no source to be hashed.  `refused` lists the costs that could not be told,
    with the reason; `failed` counts runs; `left_out` names tables that are not kept, as in a study pared down
    (`experiments.pared`).
    """

    command: str
    place: str
    future: str
    sample_fraction: float
    baseline: str
    seed: int
    replicates: int
    model_version: str
    cases: tuple[Mapping[str, Any], ...]
    inputs: Mapping[str, str]
    versions: Mapping[str, str]
    machine: Mapping[str, Any]
    started: str
    status: str = RUNNING
    ended: str = ""
    failed: int = 0
    refused: tuple[Mapping[str, Any], ...] = ()
    left_out: tuple[str, ...] = ()

    def finished(self, failed: int, refused: Iterable[Mapping[str, Any]]) -> "Manifest":
        """The manifest of the study once it is done, now."""
        return replace(self, status=FINISHED, ended=now(), failed=failed, refused=tuple(refused))

    def save(self, store: Store) -> None:
        """Write manifest.json. Raises StudyError."""
        content = self.content() | {"cases": list(packed(self.cases))}
        store.write(MANIFEST, json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")

    def content(self) -> dict[str, Any]:
        """Everything by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def question(self) -> tuple[Any, ...]:
        """What makes two studies the same but for how far they go."""
        return self.baseline, self.seed, self.model_version

    def scenarios(self) -> dict[tuple[int, str, str], str]:
        """The key of each case's scenario by point, policy and future."""
        return {(case["point"], case["policy"], case["future"]): case["key"] for case in self.cases}

    def contains(self, other: "Manifest") -> bool:
        """Whether every run of the other study is a run of this one, of the same model."""
        cases = other.scenarios().items() <= self.scenarios().items()
        known = bool(self.model_version) and self.question() == other.question()
        return known and cases and other.replicates <= self.replicates


def manifest_of(design: Design, command: str, inputs: Mapping[str, str], model_version: str) -> Manifest:
    """The manifest of a study about to start."""
    cases = (
        {
            "point": case.point,
            "policy": case.policy,
            "future": case.future,
            "titles": {name: dict(title) for name, title in case.scenario.titles.items()},
            "key": case.scenario.key(),
            "scenario": case.scenario.resolved(),
        }
        for case in design.cases
    )
    machine = {"cores": os.cpu_count(), "system": platform.system(), "processor": platform.machine()}
    first = design.cases[0].scenario
    return Manifest(
        command=command,
        place=first.place,
        future=first.future,
        sample_fraction=first.sample_fraction,
        baseline=design.baseline,
        seed=design.seed,
        replicates=design.replicates,
        model_version=model_version,
        cases=tuple(unpacked(packed(cases))),  # thousands of cases are much alike
        inputs=inputs,
        versions=versions(),
        machine=machine,
        started=now(),
    )


def manifest_in(folder: Path) -> Manifest | None:
    """The manifest of the study in a folder, None where there is no file of that name. Raises StudyError."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text("utf-8"))
        lists = {name: tuple(content.get(name, ())) for name in ("refused", "left_out")}
        return Manifest(**{**content, **lists, "cases": tuple(unpacked(content["cases"]))})
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        message = _("{path} is not the manifest of a study that this version can read: {why}.")
        raise StudyError(message.format(path=path, why=error)) from error


def settle(folder: Path, manifest: Manifest) -> Manifest | None:
    """Make sure that a folder is empty, new, or holds a part of this same study, whose manifest is given back.

    Raises StudyError otherwise, having changed nothing.
    """
    try:
        known = manifest_in(folder)
        if known is None and folder.exists() and any(path.name != PARTS for path in folder.iterdir()):
            message = _("{folder} holds files that are no study; give an empty or a new folder.")
            raise StudyError(message.format(folder=folder))
    except OSError as error:
        message = _("{folder} cannot be used: {why}.").format(folder=folder, why=error.strerror)
        raise StudyError(message) from error
    if known is not None and not manifest.contains(known):
        message = _("{folder} holds another study ({difference}); give another folder, or remove it.")
        raise StudyError(message.format(folder=folder, difference=_difference(manifest, known)))
    return known


def _difference(wanted: Manifest, known: Manifest) -> str:
    """What keeps two studies apart, in a few words."""
    cases = {**known.scenarios(), **wanted.scenarios()} == wanted.scenarios()
    apart = {
        _("made by another version of the model"): wanted.model_version != known.model_version,
        _("its model has parts without source, or edited since they were loaded"): not wanted.model_version,
        _("its seed is {seed}").format(seed=known.seed): wanted.seed != known.seed,
        _("its baseline is {baseline}").format(baseline=known.baseline): wanted.baseline != known.baseline,
        _("its scenarios are others"): not cases,
        _("it has {count} replicates").format(count=known.replicates): wanted.replicates < known.replicates,
    }
    return ", ".join(words for words, holds in apart.items() if holds)


def run_key(run: Run, model_version: str) -> str:
    """The SHA-256 of all that a run's rows depend on; empty where the version of the model cannot be told."""
    return keys_of(model_version, {run.case.labels: run.case.scenario.key()})(run)


def keys_of(model_version: str, scenarios: Mapping[tuple[int, str, str], str]) -> Callable[[Run], str]:
    """`run_key` of many runs of one design, from the keys of its scenarios by point, policy and future."""

    def key(run: Run) -> str:
        if not model_version:
            return ""
        content = json.dumps([scenarios[run.case.labels], run.seed, run.replicate, model_version])
        return hashlib.sha256(content.encode()).hexdigest()

    return key


def model_version(scenarios: Iterable[Scenario], simulate: Callable[..., Any]) -> str:
    """A hash of the sources of `model/` and of every class from outside that the scenarios use.

    For an outside class the whole package it comes from counts, since its rules may be anywhere there.  Empty where
    one has no source file, as in a notebook, or was edited while this process ran: its runs cannot be known again.
    """
    parts = (part for scenario in scenarios for part in (*scenario.processes.values(), *scenario.programmes.values()))
    modules = {"model"} | {type(part).__module__ for part in parts} | {getattr(simulate, "__module__", "")}
    packages = sorted({name.partition(".")[0] for name in modules})
    found = {package: (sources_hash(package), hash_when_first_asked(package)) for package in packages}
    if any(now != before or not now for now, before in found.values()):
        return ""
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def sources_hash(package: str) -> str:
    """The SHA-256 of the source files of a module, or of a whole package; empty where there is none."""
    files = sources(package)
    content = [(name, hashlib.sha256(text).hexdigest()) for name, text in files.items()]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest() if files else ""


# What runs is what was loaded: sources edited since then are not its sources.
hash_when_first_asked = cache(sources_hash)


def sources(package: str) -> dict[str, bytes]:
    """The source files of a module, or of a whole package, by path within it; nothing where there is none."""
    module = sys.modules.get(package)
    file = getattr(module, "__file__", None)
    folders = [Path(folder) for folder in getattr(module, "__path__", ())]
    if file and not folders:
        return {Path(file).name: Path(file).read_bytes()}
    found = {path.relative_to(folder).as_posix(): path for folder in folders for path in folder.rglob("*.py")}
    return {name: path.read_bytes() for name, path in sorted(found.items())}


def inputs_of(names: Iterable[tuple[str, str | Path]], folder: str | Path | None = None) -> dict[str, str]:
    """The SHA-256 of every file behind places, policies and futures, by folder and name; `names` are (axis, name)."""
    files = {document.path for axis, name in names for document in documents(axis, name, folder)}
    hashes = {f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return dict(sorted(hashes.items()))


@cache
def versions() -> Mapping[str, str]:
    """Versions of this package, Python, and the packages it needs; looked up once."""
    try:
        needed = [line for line in requires("fanpin") or () if "extra ==" not in line]
        names = ["fanpin", *(re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in needed)]
        found = {name: version(name) for name in names}
    except PackageNotFoundError:
        found = {}
    return {"python": platform.python_version(), **found}


def now() -> str:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
