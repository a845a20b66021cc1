"""`fanpin attribute`: what each part of a mix did, as tables, and with --out as files and figures."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli_output import (
    Executor,
    Future,
    Json,
    Out,
    Place,
    Sample,
    Scheduler,
    Seed,
    names_in,
    print_json,
    print_table,
    progress_bar,
    say,
    screen,
    told,
)
from experiments.cli_run import Jobs, written
from model.messages import _

Mix = Annotated[str, typer.Option(help=_("The mix: a policy by name (`fanpin list policies`) or path."))]
Measures = Annotated[str, typer.Option(help=_("Measures to share out, with commas between them."))]
Grouped = Annotated[
    list[str] | None,
    typer.Option(
        "--groups",
        help=_(
            "A group of programmes, as health=health_cover,treat_first (patterns as *_insurance too), or a TOML file "
            "of such lists; as often as wanted. The rest make up one more group; without any, each programme is one."
        ),
        show_default=False,
    ),
]
Pairs = Annotated[
    int | None,
    typer.Option(
        help=_("Pairs of orders sampled a replicate; 0: all coalitions. Unless given: 0 up to eight groups, else 2."),
        show_default=False,
    ),
]
Hazards = Annotated[bool, typer.Option(help=_("Take hazards away one at a time, and see which returns do not occur."))]
Lots = Annotated[int, typer.Option(help=_("Replicates; every coalition of groups is run in each."))]


@told
def attribute(
    place: Place,
    policy: Mix = "as_reported",
    groups: Grouped = None,
    measures: Measures = "poor_years,public_cost",
    future: Future = "historical",
    replicates: Lots = 10,
    seed: Seed = 1,
    sample_fraction: Sample = 0.05,
    pairs: Pairs = None,
    hazards: Hazards = True,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    from experiments import attribution, attribution_files, attribution_tables
    from experiments import groups as grouping

    given = grouping.groups_written(groups or [])
    options = {"policy": policy, "future": future, "replicates": replicates, "seed": seed}
    command = written("attribute", place, **options, measures=measures, pairs=pairs, sample_fraction=sample_fraction)
    command += "".join(f" --groups {shlex.quote(f'{name}={",".join(names)}')}" for name, names in given.items())
    command += "" if hazards else " --no-hazards"
    with progress_bar() as tell:
        found = attribution.attribute(
            place, **options, sample_fraction=sample_fraction, jobs=jobs, executor=executor, scheduler=scheduler,
            progress=tell, groups=given, pairs=pairs, measures=names_in(measures), hazards=hazards,
        )  # fmt: skip
    if out is not None:
        _write(found, out, command)
    if as_json:
        tables = attribution_files.tables_of(found)
        print_json({**attribution_files.facts_of(found, command), "folder": out, **tables})
        return
    for table in attribution_tables.printed(found):
        print_table(table)
    for paragraph in attribution_tables.in_words(found):
        screen().print(paragraph + "\n", markup=False)


def _write(found: object, out: Path, command: str) -> None:
    """Tables, words and figures, into a folder."""
    from experiments.attribution_files import write
    from experiments.charts_attribution import figures_of
    from experiments.charts_style import save

    write(found, out, command)  # type: ignore[arg-type]
    for name, figure in figures_of(found).items():  # type: ignore[arg-type]
        save(figure, out, name)
    say(_("written: {path}").format(path=out))
