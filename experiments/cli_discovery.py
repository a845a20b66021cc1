"""`fanpin discover`: where a mix fails, as a table, a figure and a paragraph."""

import shlex
from pathlib import Path
from typing import Any

from experiments import language
from experiments.cli_designs import FINDING, DesignFile, carried_out, facts
from experiments.cli_output import Executor, Json, Out, Scheduler, print_grid, print_json, say, screen, told
from experiments.cli_run import Jobs, end_if_failed
from model.messages import _


@told
def discover(
    design: DesignFile,
    out: Out = None,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    as_json: Json = False,
) -> None:
    from experiments.discovery_file import discoveries, question_of
    from experiments.discovery_findings import in_words, tables_of
    from experiments.display import limits_grid
    from experiments.sweep_file import read_design

    asked, command = read_design(design), shlex.join(["fanpin", "discover", design])
    question = question_of(asked)
    done = carried_out(asked, command, out, jobs=jobs, executor=executor, scheduler=scheduler)
    found = discoveries(asked, question, done)
    tables, said = tables_of(found) if found else {}, in_words(found)
    if out is not None:
        _write(out, done.study, found, tables)
        language.write_in_each(out / FINDING, lambda: in_words(found))
    if as_json:
        criterion = {name: getattr(question.criterion, name) for name in ("measure", "side", "threshold", "against")}
        print_json({**facts(asked, done, command), "failure": criterion, "finding": said, **tables})
    elif found:
        if len(tables["limits"]):
            print_grid(limits_grid(tables["limits"]))
        screen().print(said, markup=False)
    end_if_failed(done.study)


def _write(out: Path, study: Any, found: Any, tables: Any) -> None:
    """The tables as CSV and a figure a policy, beside the study."""
    from experiments.charts_discovery import plot_discovery
    from experiments.charts_style import save, setting_of

    for name, table in tables.items():
        (out / f"{name}.csv").write_text(table.to_csv(index=False, lineterminator="\n"), "utf-8")
    for each in found:
        if len(each.judged.failed):
            figure = plot_discovery(each, setting_of(study))
            for path in save(figure, out / "figures", f"discovery_{each.policy}"):
                say(_("figure: {path}").format(path=path))
