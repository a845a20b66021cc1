"""A calibration on disk: its runs, the journal of its search, its tables, what was asked, and what it says."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from experiments import language
from experiments.calibration import Calibration, question_key
from experiments.calibration_file import Question
from experiments.calibration_tables import emulator_errors, finding, parameters_table, points_table, targets_table
from experiments.executor import the_model
from experiments.manifest import FINISHED, RUNNING, model_version, now, versions
from experiments.store import StudyError
from model.messages import _

FACTS, DRAWS = "calibration.json", "draws.parquet"


def begin(question: Question, folder: Path, command: str = "") -> None:
    """Say in a folder what is calibrated there, before anything is run.

    Raises StudyError where it holds files that are no calibration, or the calibration of another question.
    """
    path = folder / FACTS
    try:
        known = json.loads(path.read_text("utf-8"))["question"] if path.is_file() else None
        if known is None and folder.is_dir() and any(folder.iterdir()):
            message = _("{folder} holds files that are no calibration; give an empty or a new folder.")
            raise StudyError(message.format(folder=folder))
        if known not in (None, question_key(question)):
            message = _("{folder} holds another calibration (another model, range, target, tolerance or effort); give "
                        "another folder, or remove it.")  # fmt: skip
            raise StudyError(message.format(folder=folder))
        if known is None:
            folder.mkdir(parents=True, exist_ok=True)
            _save(path, facts_of(question, command) | {"started": now(), "status": RUNNING})
    except (ValueError, KeyError, TypeError) as error:
        message = _("{path} is not what this version writes of a calibration: {why}.")
        raise StudyError(message.format(path=path, why=error)) from error


def facts_of(question: Question, command: str = "") -> dict[str, Any]:
    """What is calibrated: place, policy, luck, parameters, targets, version of the model, and how to do it again."""
    (scenario,), plan, synthetic = question.asked.plan.scenarios, question.asked.plan, question.synthetic
    return {
        "command": command, "question": question_key(question), "title": dict(question.asked.title),
        "place": scenario.place, "policy": scenario.policy, "future": scenario.future,
        "sample_fraction": scenario.sample_fraction, "seed": plan.seed, "replicates": plan.replicates,
        "parameters": [factor.path for factor in question.factors],
        "targets": {target.name: "calibrate" if target.fitted else "check" for target in question.targets},
        "truth": dict(synthetic.truth) if synthetic else None, "inputs": dict(question.asked.inputs),
        "model_version": model_version(plan.scenarios, the_model()), "versions": versions(),
    }  # fmt: skip


def tables_of(found: Calibration) -> dict[str, Any]:
    """Every table by the name of its file."""
    return {
        "parameters": parameters_table(found), "targets": targets_table(found), "points": points_table(found),
    }  # fmt: skip


def measures_of(found: Calibration) -> dict[str, float]:
    """How it went, in a few numbers."""
    return {
        "best_misfit": float(found.misfits[found.best]),
        "open_share": found.posterior.open_share,
        "effective_candidates": found.posterior.effective,
        "draws_run": found.question.effort.shown,
        "largest_emulator_error": float(np.nanmax(np.abs(emulator_errors(found)))),
    }


def write(found: Calibration, folder: Path) -> None:
    """Write every table as CSV, the draws as Parquet, what was found in words, and that it is done."""
    for name, table in tables_of(found).items():
        (folder / f"{name}.csv").write_text(table.to_csv(index=False, lineterminator="\n"), "utf-8")
    found.draws.reset_index().to_parquet(folder / DRAWS, index=False, compression="zstd")
    language.write_in_each(folder / "finding.md", lambda: finding(found))
    facts = json.loads((folder / FACTS).read_text("utf-8"))
    done = facts | measures_of(found) | {"status": FINISHED}
    if done != facts:
        _save(folder / FACTS, done | {"ended": now()})


def _save(path: Path, facts: dict[str, Any]) -> None:
    """Write aside, then rename."""
    aside = path.with_name(f".{path.name}")
    aside.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", "utf-8")
    aside.replace(path)
