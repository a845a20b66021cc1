"""`fanpin sweep` and `fanpin sensitivity`: designs of many points, and which numbers matter."""

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments import language, words
from experiments.cli_output import (
    Executor,
    Json,
    Out,
    Scheduler,
    print_grid,
    print_json,
    print_rows,
    progress_bar,
    say,
    screen,
    told,
)
from experiments.cli_run import Jobs, end_if_failed
from model.messages import _

DesignFile = Annotated[
    str, typer.Argument(help=_("A design: a TOML file, or the name of one that comes with fanpin."), metavar="DESIGN")
]
FINDING = "finding.md"  # in English; finding.zh.md in Chinese
SHOWN = ("poor_years", "sustained_exit", "return_risk_36", "public_cost")
PRINTED = ("poor_years", "sustained_exit", "public_cost")  # there is no room for all
MOST_ROWS, MOST_PATHS = 24, 3  # of what is printed of a sweep


@told
def sweep(
    design: DesignFile,
    out: Out = None,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    as_json: Json = False,
) -> None:
    from experiments.sweep_file import read_design

    asked, command = read_design(design), shlex.join(["fanpin", "sweep", design])
    done = carried_out(asked, command, out, jobs=jobs, executor=executor, scheduler=scheduler)
    means = _means(done)
    if as_json:
        print_json({**facts(asked, done, command), "points": done.points.reset_index(), "means": means})
    elif len(means):
        _print_sweep(asked, done, means)
    end_if_failed(done.study)


@told
def sensitivity(
    design: DesignFile,
    out: Out = None,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    as_json: Json = False,
) -> None:
    from experiments.display import indices_grids
    from experiments.findings import Effort, finding, measure_next
    from experiments.sensitivity import indices, outputs_of
    from experiments.sweep_file import fits, read_design

    asked, command = read_design(design), shlex.join(["fanpin", "sensitivity", design])
    fits(asked.analysis, asked.plan.sample, asked.plan.points)
    done = carried_out(asked, command, out, jobs=jobs, executor=executor, scheduler=scheduler)
    sample = asked.plan.sample
    found = indices(sample, outputs_of(done, asked.analysis.measures), asked.analysis.methods)
    effort = Effort(len(done.points), len(done.study.runs), asked.plan.replicates)
    said, then = finding(sample, found, effort), measure_next(sample, found)
    if out is not None:
        _write(out, done.study, found.table, then)
        language.write_in_each(out / FINDING, lambda: finding(sample, found, effort))
    if as_json:
        refused = [{**each.output._asdict(), "reason": each.reason} for each in found.refused]
        print_json({**facts(asked, done, command), "finding": said, "indices": found.table, "measure_next": then,
                    "refused": refused})  # fmt: skip
    else:
        for grid in indices_grids(found.table):
            print_grid(grid)
        screen().print(said, markup=False)
    end_if_failed(done.study)


def carried_out(asked: Any, command: str, out: Path | None, **how: Any) -> Any:
    """The sweep of a design, run or taken up again, with a bar on standard error; `how` is that of `conduct`."""
    from experiments.plans import carry_out

    with progress_bar() as tell:
        return carry_out(asked.plan, out=out, progress=tell, command=command, inputs=asked.inputs, **how)


def facts(asked: Any, done: Any, command: str) -> dict[str, Any]:
    """What commands that run a design say for programs of what was run."""
    axes = asked.plan.axes()
    counted = {"points": len(axes["points"]), "replicates": len(axes["replicates"])}
    failed = [row._asdict() for row in done.study.failed]
    return {"command": command, "title": asked.title, **axes, **counted, "baseline": asked.plan.baseline,
            "seed": asked.plan.seed, "folder": done.study.folder, "failed": failed}  # fmt: skip


def _means(done: Any) -> Any:
    """The mean over replicates of the few measures shown, a row a point, policy and future."""
    runs = done.study.runs
    finished = runs[runs["status"] == "done"]
    kept = [name for name in SHOWN if name in finished]
    means = finished.groupby(["point", "policy", "future"], sort=False)[kept].mean().reset_index()
    return means.join(done.points, on="point")


def _print_sweep(asked: Any, done: Any, means: Any) -> None:
    """What was varied, and the first rows of what came of it."""
    from experiments.findings import scale_of
    from experiments.headline import split
    from experiments.sensitivity import Output

    counts = {name: len(values) for name, values in asked.plan.axes().items()}
    said = _("{points} points x {policies} policies x {futures} futures x {replicates} replicates; levers: {levers}, "
             "uncertainties: {uncertainties}; seed {seed}")  # fmt: skip
    screen().print(said.format(**counts, seed=asked.plan.seed) + "\n", markup=False)
    labels = ["point", "policy", *(["future"] if counts["futures"] > 1 else [])]
    paths = [str(path) for path in done.points][:MOST_PATHS]
    scales = {name: scale_of(Output(name)) for name in PRINTED if name in means}
    rows = [
        [*(str(row[name]) for name in labels), *(_short(row[path]) for path in paths),
         *(words.amount(factor * float(row[name]), 3) for name, (factor, _unit) in scales.items())]
        for row in means.head(MOST_ROWS).to_dict("records")
    ]  # fmt: skip
    measures = [_tall(*split(name), unit) for name, (_factor, unit) in scales.items()]
    headings = [*(_(name) for name in labels), *(path.replace(".", ".\n", 1) for path in paths), *measures]
    print_rows(headings, rows, right=range(len(labels), len(headings)))
    if len(means) > len(rows):
        left = _("and {count} rows more; all are in runs.parquet").format(count=len(means) - len(rows))
        screen().print(left, markup=False)


def _tall(measure: str, horizon: int | None, unit: str) -> str:
    """A heading over several lines, so that many columns find room."""
    lines = (words.measure(measure), words.within(horizon), unit.replace(" of ", "\nof "))
    return "\n".join(line for line in lines if line)


def _short(value: Any) -> str:
    return words.amount(value) if isinstance(value, float) else str(value)


def _write(out: Path, study: Any, table: Any, then: Any) -> None:
    """sensitivity.csv, measure_next.csv and the figures, beside the study."""
    from experiments.charts_sensitivity import figures_of
    from experiments.charts_style import save, setting_of

    for name, frame in (("sensitivity.csv", table), ("measure_next.csv", then)):
        (out / name).write_text(frame.to_csv(index=False, lineterminator="\n"), "utf-8")
    if len(table):
        for name, figure in figures_of(table, setting_of(study)).items():
            for path in save(figure, out / "figures", name):
                say(_("figure: {path}").format(path=path))
