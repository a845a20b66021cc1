"""`fanpin search`: the best mixes for a budget, as a table, a figure, a paragraph, and policies to go on with."""

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments import language
from experiments.cli_output import (
    FAILED,
    Executor,
    Json,
    Out,
    Scheduler,
    end,
    print_json,
    print_table,
    progress_bar,
    say,
    screen,
    told,
)
from experiments.cli_run import Jobs
from model.messages import _

SearchFile = Annotated[
    str, typer.Argument(help=_("A search: a TOML file, or the name of one that comes with fanpin."), metavar="SEARCH")
]


@told
def search(
    search: SearchFile,
    out: Out = None,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    as_json: Json = False,
) -> None:
    from experiments import search_files
    from experiments.search_file import read_search
    from experiments.search_findings import finding, pareto_table, tables_of

    asked, command = read_search(search), shlex.join(["fanpin", "search", search])
    try:
        found, runs = _carried_out(asked, command, out, jobs=jobs, executor=executor, scheduler=scheduler)
    except KeyboardInterrupt:
        end(_("stopped; the same command with the same --out goes on where it stopped"), FAILED)
    if out is not None:
        _write(asked, found, runs, out, command)
    if as_json:
        facts = search_files.facts_of(asked, found, command)
        print_json({**facts, "folder": out, "finding": finding(found), **tables_of(found)})
    else:
        print_table(pareto_table(found))
        screen().print(finding(found), markup=False)
    if runs.failed:
        end(_("{count} runs failed, and the mixes they belong to are left out").format(count=runs.failed), FAILED)


def _carried_out(asked: Any, command: str, out: Path | None, **pool: Any) -> Any:
    """The finalists, and what runs candidates."""
    from experiments.search import search as search_for
    from experiments.search_files import RUNS
    from experiments.search_finalists import run_anew
    from experiments.search_runs import ModelRuns, counting

    with progress_bar() as tell:
        told_of = counting(tell, asked.effort, len(asked.mixes))
        how = {**pool, "progress": told_of, "command": command, "inputs": asked.inputs}
        folder = None if out is None else out / RUNS
        runs = ModelRuns(asked.space, asked.mixes, asked.switches, asked.question.measures, folder, how)
        return run_anew(search_for(asked.space, asked.question, runs, asked.effort), runs), runs


def _write(asked: Any, found: Any, runs: Any, out: Path, command: str) -> None:
    """Everything into the folder, the figure last."""
    from experiments import search_files
    from experiments.charts_search import plot_search
    from experiments.charts_style import save

    search_files.write(asked, found, runs, out, command)
    if found.many:
        mix = asked.mixes[0]
        setting = _("{place}; futures: {futures}; {count} fresh replicates; {share:.3g} % sample of kin groups").format(
            place=language.title(mix.titles, "place", mix.place), futures=", ".join(asked.question.futures),
            count=asked.effort.fresh_replicates, share=100 * mix.sample_fraction,
        )  # fmt: skip
        for path in save(plot_search(found, setting), out / "figures", "search"):
            say(_("figure: {path}").format(path=path))
    say(_("written: {path}").format(path=out))
