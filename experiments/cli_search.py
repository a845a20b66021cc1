"""`fanpin search`: the best mixes for a budget, as a table, a figure, a paragraph, and policies to go on with."""

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments import words
from experiments.cli_output import FAILED, Json, Out, end, print_json, print_rows, progress_bar, say, screen, told
from experiments.cli_run import Jobs
from model.messages import _

SearchFile = Annotated[
    str, typer.Argument(help=_("A search: a TOML file, or the name of one that comes with fanpin."), metavar="SEARCH")
]


@told
def search(search: SearchFile, out: Out = None, jobs: Jobs = None, as_json: Json = False) -> None:
    from experiments import search_files
    from experiments.search_file import read_search
    from experiments.search_findings import finding, tables_of

    asked, command = read_search(search), shlex.join(["fanpin", "search", search])
    try:
        found, runs = _carried_out(asked, command, out, jobs)
    except KeyboardInterrupt:
        end(_("stopped; the same command with the same --out goes on where it stopped"), FAILED)
    if out is not None:
        _write(asked, found, runs, out, command)
    if as_json:
        facts = search_files.facts_of(asked, found, command)
        print_json({**facts, "folder": out, "finding": finding(found), **tables_of(found)})
    else:
        _print(found)
        screen().print(finding(found), markup=False)
    if runs.failed:
        end(_("{count} runs failed, and the mixes they belong to are left out").format(count=runs.failed), FAILED)


def _carried_out(asked: Any, command: str, out: Path | None, jobs: int | None) -> Any:
    """The finalists, and what runs candidates."""
    from experiments.search import search as search_for
    from experiments.search_files import RUNS
    from experiments.search_finalists import run_anew
    from experiments.search_runs import ModelRuns, counting

    with progress_bar() as tell:
        told_of = counting(tell, asked.effort, len(asked.mixes))
        how = {"jobs": jobs, "progress": told_of, "command": command, "inputs": asked.inputs}
        folder = None if out is None else out / RUNS
        runs = ModelRuns(asked.space, asked.mixes, asked.switches, asked.question.measures, folder, how)
        return run_anew(search_for(asked.space, asked.question, runs, asked.effort), runs), runs


def _print(found: Any) -> None:
    """A row a finalist: what it has, its objectives with intervals, regret, and whether it is enough."""
    from experiments.headline import split
    from experiments.search_finalists import ALL, estimates, summary, unit
    from experiments.search_findings import in_units

    objectives = [each.measure for each in found.searched.question.objectives]
    levels = estimates(found)
    levels = levels[levels["future"] == ALL].set_index(["measure", "mix"])
    rows = [
        [row.mix, *(in_units(levels.loc[measure].loc[row.mix], measure, named=False) for measure in objectives),
         words.amount(100 * row.regret, 2), words.amount(100 * row.enough, 3)]
        for row in summary(found).itertuples()
    ]  # fmt: skip
    titles = [f"{words.heading(*split(name))}\n{words.scale(unit(name))[1]}" for name in objectives]
    headings = [_("mix"), *titles, _("regret\n%"), _("enough\n% of futures")]
    print_rows(headings, rows, right=range(1, len(headings)))


def _write(asked: Any, found: Any, runs: Any, out: Path, command: str) -> None:
    """Everything into the folder, the figure last."""
    from experiments import search_files
    from experiments.charts_search import plot_search
    from experiments.charts_style import save

    search_files.write(asked, found, runs, out, command)
    if found.many:
        mix = asked.mixes[0]
        setting = _("{place}; futures: {futures}; {count} fresh replicates; {share:.3g} % sample of kin groups").format(
            place=mix.titles.get("place", {}).get("en", mix.place), futures=", ".join(asked.question.futures),
            count=asked.effort.fresh_replicates, share=100 * mix.sample_fraction,
        )  # fmt: skip
        for path in save(plot_search(found, setting), out / "figures", "search"):
            say(_("figure: {path}").format(path=path))
    say(_("written: {path}").format(path=out))
