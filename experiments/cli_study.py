"""`fanpin resume` and `fanpin verify`: a study in a folder finished, or held against the model."""

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.cli_output import (
    FAILED,
    WRONG_INPUT,
    Executor,
    Jobs,
    Json,
    Scheduler,
    TimeLimit,
    end,
    print_json,
    progress_bar,
    say,
    screen,
    told,
)
from experiments.cli_run import answer, end_if_failed, print_answer, print_one, write
from model.messages import _

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=_("The folder of a study, as given to --out."))]
Runs = Annotated[int, typer.Option(help=_("How many runs to do again, at most."))]
Choice = Annotated[int, typer.Option("--seed", min=0, help=_("Decides which runs; the runs keep their own seed."))]


@told
def resume(
    folder: Folder,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    time_limit: TimeLimit = None,
    as_json: Json = False,
) -> None:
    from experiments.resume import command_in, resume

    work: dict[str, Any] = {"jobs": jobs, "executor": executor, "scheduler": scheduler}
    words = command_in(folder)
    if again := _question(words):
        if time_limit is not None:
            end(_("{command} has no time limit for a run").format(command=shlex.join(words)), WRONG_INPUT)
        again(words[2], out=folder, **work, as_json=as_json)
        return
    work["time_limit"] = time_limit
    with progress_bar() as tell:
        study = resume(folder, **work, progress=tell)
    many = len({case["point"] for case in study.manifest["cases"]}) > 1
    if many:  # a report is of one point; what is asked of many, the command that began them says
        say(_("all runs are there; what comes of them: {command}").format(command=study.manifest["command"]))
    finished = not many and write(study, folder)
    if as_json:
        print_json(answer(study, study.manifest["command"]))
    elif finished and len(study.runs) == 1:
        print_one(study)
    elif finished:
        print_answer(study)
    end_if_failed(study)


def _question(words: Sequence[str]) -> Callable[..., None] | None:
    """The command to be given again, of those that ask something of a file; None for a plain study's."""
    from experiments import cli_calibration, cli_designs, cli_discovery, cli_search

    questions = {
        "sweep": cli_designs.sweep, "sensitivity": cli_designs.sensitivity, "discover": cli_discovery.discover,
        "calibrate": cli_calibration.calibrate, "search": cli_search.search,
    }  # fmt: skip
    return questions.get(words[1]) if words[:1] == ["fanpin"] and len(words) == 3 else None


@told
def verify(
    folder: Folder,
    runs: Runs = 5,
    seed: Choice = 1,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    as_json: Json = False,
) -> None:
    from experiments.verify import verify

    with progress_bar() as tell:
        found = verify(folder, runs=runs, seed=seed, jobs=jobs, executor=executor, scheduler=scheduler, progress=tell)
    if found.model:
        say(_("the model is another one than the study's: {how}").format(how=found.model))
    if as_json:
        print_json(document(folder, seed, found))
    elif found.difference is None:
        count = _("{count} runs done again, seed {seed}: every row of theirs is as it is stored, to the last bit.")
        screen().print(count.format(count=len(found.runs), seed=seed), markup=False)
    if found.left_out:
        said = _("not kept by the study, so not compared but by the digest of each run: {names}")
        say(said.format(names=", ".join(found.left_out)))
    if found.difference is not None:
        end(_("the first difference: {difference}").format(difference=found.difference), FAILED)


def document(folder: Path, seed: int, found: Any) -> dict[str, Any]:
    """What verify found, for programs."""
    names = ("point", "policy", "future", "replicate")
    difference = found.difference
    return {
        "folder": folder, "seed": seed, "same_model": not found.model, "model": found.model, "left_out": found.left_out,
        "runs": [dict(zip(names, run.labels, strict=True)) for run in found.runs],
        "difference": difference and {name: getattr(difference, name) for name in difference.__slots__},
    }  # fmt: skip
