"""`fanpin run` and `fanpin compare`: runs of the model, ending in tables, and with --out in a study with a report."""

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments import language, words
from experiments.cli_draws import kept_over_draws, print_over_draws, read_draws
from experiments.cli_output import (
    FAILED,
    Executor,
    Future,
    Jobs,
    Json,
    Out,
    Place,
    Policies,
    Sample,
    Scheduler,
    Seed,
    TimeLimit,
    end,
    names_in,
    print_json,
    print_rows,
    print_table,
    progress_bar,
    say,
    screen,
    told,
)
from experiments.compare import compare as compare_policies
from model.messages import _

Months = Annotated[
    int | None, typer.Option(help=_("Months to simulate; the place says how many otherwise."), show_default=False)
]
Policy = Annotated[str, typer.Option(help=_("A policy: a name (`fanpin list policies`) or the path of a TOML file."))]
Baseline = Annotated[str, typer.Option(help=_("The policy that the others are compared with; one of --policies."))]
Replicates = Annotated[
    int, typer.Option(help=_("Runs of each policy; replicate by replicate, policies share their luck."))
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        help=_(
            "Run as many replicates, from --replicates on, as half an interval needs to be so narrow: "
            "poor_years=0.02 (differences from the baseline), as_reported:public_cost=5%. As often as wanted."
        ),
        show_default=False,
    ),
]
Most = Annotated[int, typer.Option(help=_("With --precision, the most replicates to run."))]
Draws = Annotated[
    Path | None,
    typer.Option(
        help=_("Draws of uncertain numbers: a place that was calibrated (kezuohou), the folder of `fanpin calibrate`, "
               "or a table with a column a path. Every policy is run at each, so that intervals hold what is not known "
               "of these numbers."),
        show_default=False,
    ),
]  # fmt: skip
DrawsUsed = Annotated[int, typer.Option(help=_("With --draws, how many of them to run; the first ones are taken."))]


@told
def run(
    place: Place,
    policy: Policy = "none",
    future: Future = "historical",
    seed: Seed = 1,
    out: Out = None,
    sample_fraction: Sample = 1.0,
    months: Months = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    time_limit: TimeLimit = None,
    as_json: Json = False,
) -> None:
    values = {} if months is None else {"months": months}
    command = written(
        "run", place, policy=policy, future=future, seed=seed, sample_fraction=sample_fraction, months=months
    )
    with progress_bar() as tell:
        study = compare_policies(
            place, [policy], baseline=Path(policy).name.removesuffix(".toml"), future=future, replicates=1, seed=seed,
            sample_fraction=sample_fraction, values=values, jobs=1, executor=executor, scheduler=scheduler,
            time_limit=time_limit, out=out, progress=tell, command=command,
        )  # fmt: skip
    finished = write(study, out)
    if as_json:
        print_json({"command": command, "seed": seed, "folder": out, "measures": measures_of(study)})
    elif finished:
        print_one(study)
    end_if_failed(study)


@told
def compare(
    place: Place,
    policies: Policies = "none,as_reported",
    baseline: Baseline = "none",
    future: Future = "historical",
    replicates: Replicates = 20,
    seed: Seed = 1,
    sample_fraction: Sample = 1.0,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    time_limit: TimeLimit = None,
    out: Out = None,
    as_json: Json = False,
    precision: Precision = None,
    most: Most = 200,
    draws: Draws = None,
    draws_used: DrawsUsed = 20,
) -> None:
    options = {"baseline": baseline, "future": future, "replicates": replicates, "seed": seed}
    command = written("compare", place, policies=policies, **options, sample_fraction=sample_fraction)
    command += "".join(f" --precision {shlex.quote(each)}" for each in precision or ())
    command += f" --most {most}" if precision else ""
    command += f" --draws {shlex.quote(str(draws))} --draws-used {draws_used}" if draws else ""
    wanted, drawn = read_precision(precision or []), read_draws(draws, draws_used)
    with progress_bar() as tell:
        study = compare_policies(
            place, names_in(policies), **options, sample_fraction=sample_fraction, jobs=jobs, executor=executor,
            scheduler=scheduler, time_limit=time_limit, out=out, progress=tell, command=command, precision=wanted,
            most=most, draws=drawn,
        )  # fmt: skip
    if drawn is not None:
        _tell_over_draws(study, drawn, command, as_json)
        return
    finished = write(study, out)
    say_how_precise(study, wanted)
    if as_json:
        print_json(answer(study, command))
    elif finished:
        print_answer(study)
    end_if_failed(study)


def _tell_over_draws(study: Any, drawn: Any, command: str, as_json: bool) -> None:
    """What a comparison over draws found; a report is of one point, so there is none."""
    if len(study.failed) == len(study.runs):
        end_if_failed(study)
    table = kept_over_draws(study, drawn)
    if as_json:
        print_json({**answer(study, command), "over_draws": table})
    else:
        print_over_draws(study, table)
    end_if_failed(study)


def read_precision(texts: list[str]) -> dict[str, str]:
    """What was asked of intervals."""
    if not texts:
        return {}
    from experiments.precision import wanted_in

    return wanted_in(texts)


def say_how_precise(study: Any, wanted: dict[str, str]) -> None:
    """What was asked of intervals, and whether it was reached, on standard error."""
    if wanted:
        from experiments.precision import goals_of, reached

        for row in reached(study, goals_of(wanted, study.policies, study.baseline)).itertuples(index=False):
            found = _("{policy}, {goal}: half the interval is {half:.3g}, wanted {wanted:.3g}, with {count} replicates")
            values = {"policy": row.policy, "goal": row.goal, "half": row.half, "wanted": row.wanted}
            text = found.format(**values, count=study.manifest["replicates"])
            say(text if row.met else text + _(": not reached; raise --most"))


def written(name: str, place: str, **options: Any) -> str:
    """The command that gives the same result again, as one would type it; what was not given is left out."""
    given = {option: value for option, value in options.items() if value is not None}
    parts = [part for option, value in given.items() for part in (f"--{option.replace('_', '-')}", str(value))]
    return shlex.join(["fanpin", name, place, *parts])


def write(study: Any, out: Path | None) -> bool:
    """With a folder, figures and report, made from the study's tables; whether there is any run to tell of."""
    finished = len(study.failed) < len(study.runs)
    if finished and out is not None:
        from experiments.report import write_report

        say(_("report: {path}").format(path=write_report(study, out, language.spoken())))
    return finished


def answer(study: Any, command: str) -> dict[str, Any]:
    """What compare found, for programs."""
    from experiments.tables import read_with_care

    case = study.manifest["cases"][0]["scenario"]
    return {
        "command": command, "place": case["place"], "future": case["future"], "baseline": study.baseline,
        "policies": study.policies, "replicates": study.manifest["replicates"], "seed": study.manifest["seed"],
        "sample_fraction": case["sample_fraction"], "folder": study.folder,
        "failed": [row._asdict() for row in study.failed], "paired": study.paired, "summary": study.summary,
        "cost_per_effect": study.cost_per_effect(), "note": read_with_care(),
    }  # fmt: skip


def print_answer(study: Any) -> None:
    """The tables of a comparison, after a line saying what was compared."""
    from experiments.charts_style import setting_of
    from experiments.tables import headline_tables

    seed = _("seed {seed}").format(seed=study.manifest["seed"])
    screen().print(words.listed([setting_of(study).sentence(), seed]) + "\n", markup=False)
    for table in headline_tables(study):
        print_table(table)


def measures_of(study: Any) -> Any:
    """The measures of a study of one run: measure, horizon_months, value, unit."""
    return study.summary[["measure", "horizon_months", "estimate", "unit"]].rename(columns={"estimate": "value"})


def print_one(study: Any) -> None:
    """The measures of a study of one run, which alone has no intervals."""
    from pandas import NA

    case, seed, measures = study.manifest["cases"][0], study.manifest["seed"], measures_of(study)
    names = (case["scenario"]["place"], case["policy"], case["future"])
    title = words.listed([", ".join(names), _("seed {seed}").format(seed=seed)])
    rows = []
    for row in measures.dropna(subset="value").itertuples(index=False):
        factor, unit = words.scale(row.unit)
        horizon = None if row.horizon_months is NA else int(row.horizon_months)
        rows.append((words.heading(row.measure, horizon), words.amount(factor * row.value, 4), unit))
    print_rows([_("measure"), _("value"), _("unit")], rows, title=title, right=[1])
    screen().print(_("One run, hence no intervals: `fanpin compare` gives them."), style="dim", markup=False)


def end_if_failed(study: Any) -> None:
    """Exit status 1 where runs failed, with the first reason."""
    if study.failed:
        first = study.failed[0]
        counts = _("{failed} of {total} runs failed").format(failed=len(study.failed), total=len(study.runs))
        where = _("the first, {policy}, replicate {replicate}").format(policy=first.policy, replicate=first.replicate)
        end(f"{counts}; {where}: {first.reason}", FAILED)
