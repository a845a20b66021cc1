"""`fanpin list`, `check`, `trace` and `theory`: what there is, whether files are right, one life, known answers."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments import language
from experiments.cli_output import (
    FAILED,
    WRONG_INPUT,
    Future,
    Json,
    Out,
    Place,
    Policies,
    Sample,
    Seed,
    names_in,
    print_json,
    print_rows,
    progress_bar,
    say,
    screen,
    told,
)
from model.errors import Fault, ScenarioError
from model.messages import _
from model.scenario_file import WITHOUT

MANY = 10_000_000  # a limit that limits nothing


class Kind(StrEnum):
    """What can be listed."""

    PLACES = "places"
    POLICIES = "policies"
    FUTURES = "futures"
    INTERVENTIONS = "interventions"
    PARAMETERS = "parameters"


What = Annotated[Kind, typer.Argument(help=_("What to list."))]
OfPlace = Annotated[str | None, typer.Option(help=_("Parameters as this place has them."), show_default=False)]
OfPolicy = Annotated[str, typer.Option(help=_("With --place: as this policy has them."))]
OfFuture = Annotated[str, typer.Option(help=_("With --place: as this future has them."))]
Files = Annotated[list[Path], typer.Argument(help=_("Scenario files (TOML): places, policies or futures."))]
Household = Annotated[
    int | None, typer.Option(help=_("Its id; without one, a household is picked."), show_default=False)
]
Replicate = Annotated[int, typer.Option(min=0, help=_("Which replicate of the seed, from 0."))]


@told
def list_things(
    what: What, place: OfPlace = None, policy: OfPolicy = "none", future: OfFuture = "historical", as_json: Json = False
) -> None:
    from experiments import catalogue
    from model import load_scenario

    if what is Kind.PARAMETERS:
        table = catalogue.parameters(load_scenario(place, policy, future) if place else None)
    else:
        listing: dict[Kind, Callable[[], Any]] = {
            Kind.PLACES: catalogue.places, Kind.POLICIES: catalogue.policies, Kind.FUTURES: catalogue.futures,
            Kind.INTERVENTIONS: catalogue.interventions,
        }  # fmt: skip
        table = listing[what]()
    if as_json:
        print_json({what.value: table})
        return
    titles = {
        "title_zh": _("Chinese"), "term_zh": _("Chinese term"), "what": _("what it does"), "changes": _("sets"),
    }  # fmt: skip
    table = in_language(table)
    if what is Kind.POLICIES:
        table = few_policies(table)
    rows = [[_text(value) for value in row] for row in table.itertuples(index=False)]
    print_rows([titles.get(name, _(name)) for name in map(str, table)], rows)
    if what is Kind.POLICIES:
        screen().print(_("and as_reported_without_X for every programme X of as_reported"), style="dim", markup=False)


def in_language(table: Any) -> Any:
    """What is listed as it is read in the language spoken: in Chinese no English titles, units word by word."""
    if language.spoken() == "en":
        return table
    kept = table.drop(columns=["title"], errors="ignore")
    told: dict[str, Callable[[Any], Any]] = {
        "unit": lambda unit: language.unit(unit, language.spoken()), "confidence": _,
    }  # fmt: skip
    kept = kept.assign(**{name: kept[name].map(tell) for name, tell in told.items() if name in kept})
    if "what" in kept:
        kept["what"] = [language.does(*row) for row in zip(kept["name"], kept["what"], strict=True)]
    return kept


def few_policies(table: Any) -> Any:
    """Policies as a screen has room for them: those that leave one programme out go unsaid, long mixes are counted."""
    kept = table[~table["name"].str.startswith(WITHOUT)]
    counted = [
        names if names.count(",") < 3 else _("{count} programmes").format(count=names.count(",") + 1)
        for names in kept["programmes"]
    ]
    return kept.assign(programmes=counted)


@told
def check(files: Files, as_json: Json = False) -> None:
    from model.scenario import check_file

    rows, faulty = list[dict[str, Any]](), 0
    for path in files:
        axis, faults = "", tuple[Fault, ...]()
        try:
            axis = check_file(path)
        except ScenarioError as error:
            faults = error.faults
        faulty += bool(faults)
        rows.append({"file": str(path), "axis": axis, "faults": [_fault(fault) for fault in faults]})
        for fault in faults:
            say(str(fault) if fault.file else f"{path}: {fault}")
        if not faults and not as_json:
            print(_("{path}: a {axis}, without faults").format(path=path, axis=_(axis)))
    if as_json:
        print_json({"files": rows})
    if faulty:
        raise typer.Exit(WRONG_INPUT)


@told
def trace(
    place: Place,
    household: Household = None,
    policies: Policies = "none,as_reported",
    future: Future = "historical",
    seed: Seed = 1,
    replicate: Replicate = 0,
    sample_fraction: Sample = 1.0,
    out: Out = None,
    as_json: Json = False,
) -> None:
    from experiments.trace import trace as follow

    with progress_bar() as tell:
        found = follow(
            place, names_in(policies), household, future=future, seed=seed, replicate=replicate,
            sample_fraction=sample_fraction, progress=tell,
        )  # fmt: skip
    if out is not None:
        from experiments.charts_life import plot_life
        from experiments.charts_style import save

        for path in save(plot_life(found), out, f"household-{found.household}"):
            say(_("figure: {path}").format(path=path))
    facts = {
        "household": found.household,
        "place": found.place,
        "future": found.future,
        "seed": seed,
        "replicate": replicate,
    }
    if as_json:
        print_json({**facts, "chosen": found.chosen, "events": found.events, "months": found.months})
        return
    title = _("Household {household} of {place}; future: {future}; seed {seed}, replicate {replicate}").format(**facts)
    screen().print(title, style="bold", markup=False)
    if found.chosen:
        screen().print(_("picked: {why}").format(why=found.chosen), markup=False)
    life = found.side_by_side()
    print_rows(
        [_("month"), *life.columns],
        [[str(month), *row] for month, row in zip(life.index, life.to_numpy(), strict=True)],
    )


@told
def theory(as_json: Json = False) -> None:
    from experiments.theory import run_theory

    with progress_bar() as tell:
        table = run_theory(progress=tell)
    if as_json:
        print_json({"worlds": table})
    else:
        print_worlds(table)
    if not table["passed"].all():
        raise typer.Exit(FAILED)


def print_worlds(table: Any) -> None:
    """Answers and estimates, a row each."""
    numbers = ["answer", "estimate", "low", "high", "tolerance"]
    rows = [
        [
            row["world"],
            row["quantity"],
            *(f"{row[name]:.4f}" for name in numbers),
            _("yes") if row["passed"] else _("NO"),
        ]
        for _place, row in table.iterrows()
    ]
    headings = [_("world"), _("quantity"), *(_(name) for name in numbers), _("within")]
    print_rows(headings, rows, right=range(2, 7), title=_("Worlds with known answers"))


def _fault(fault: Fault) -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line or None, "key": fault.key, "message": fault.message}


def _text(value: Any) -> str:
    """A cell of a list."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value != value:  # NaN is not equal to itself
        return ""
    return f"{value:g}" if isinstance(value, float) or (isinstance(value, int) and value > MANY) else str(value)
