"""`fanpin calibrate`: which values of uncertain numbers fit what was reported, as tables, figures and a paragraph."""

import shlex
from pathlib import Path
from typing import Any

from experiments.cli_designs import DesignFile
from experiments.cli_output import (
    FAILED,
    Executor,
    Json,
    Out,
    Scheduler,
    end,
    print_grid,
    print_json,
    progress_bar,
    say,
    screen,
    told,
)
from experiments.cli_run import Jobs
from model.messages import _


@told
def calibrate(
    design: DesignFile,
    out: Out = None,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    as_json: Json = False,
) -> None:
    from experiments import calibration, calibration_files
    from experiments.calibration_file import read_calibration

    question, command = read_calibration(design), shlex.join(["fanpin", "calibrate", design])
    if out is not None:
        calibration_files.begin(question, out, command)
    try:
        with progress_bar() as tell:
            found = calibration.calibrate(
                question, out=out, jobs=jobs, executor=executor, scheduler=scheduler, progress=tell, command=command
            )
    except calibration.RunsFailed as error:
        end(str(error), FAILED)
    except KeyboardInterrupt:
        again = _("stopped; the same command, with the same --out, takes it up where it stopped")
        end(again if out is not None else _("stopped; with --out, it could be taken up again"), FAILED)
    if out is not None:
        _write(found, out)
    if as_json:
        print_json({**calibration_files.facts_of(question, command), **calibration_files.measures_of(found),
                    "folder": out, "finding": calibration_files.finding(found), **calibration_files.tables_of(found),
                    "draws": found.draws.reset_index()})  # fmt: skip
    else:
        _print(found)
    if found.failed:
        said = _("{count} runs failed, and their points were left out; the first: {reason}")
        end(said.format(count=len(found.failed), reason=found.failed[0].reason), FAILED)


def _print(found: Any) -> None:
    """The tables of parameters and targets, and the paragraph."""
    from experiments.calibration_tables import finding
    from experiments.display import parameters_grid, targets_grid

    for grid in (parameters_grid(found), targets_grid(found)):
        print_grid(grid)
    screen().print(finding(found), markup=False)


def _write(found: Any, out: Path) -> None:
    """Tables, draws, words and figures."""
    from experiments.calibration_files import write
    from experiments.charts_calibration import figures_of
    from experiments.charts_style import save

    write(found, out)
    for name, figure in figures_of(found).items():
        for path in save(figure, out / "figures", name):
            say(_("figure: {path}").format(path=path))
