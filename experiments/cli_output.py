"""What commands have in common: where they print, how wrong input and failure end, progress, tables, JSON."""

import functools
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import numpy as np
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table as Grid
from rich.text import Text

from model.errors import ScenarioError
from model.messages import _

if TYPE_CHECKING:
    from experiments.display import Grid as Words
    from experiments.tables import Table

DONE, FAILED, WRONG_INPUT = 0, 1, 2
LOOK: dict[str, Any] = {"box": SIMPLE_HEAD, "title_justify": "left", "title_style": "bold", "pad_edge": False}
SHORT = 24  # characters of a cell that is not broken over lines
WINDOW = 600.0  # seconds over which rate and time left are estimated
WIDTH = 120  # of what is printed into a file or a pipe

type Tell = Callable[[int, int, str], None]

Place = Annotated[str, typer.Argument(help=_("A place: a name (`fanpin list places`) or the path of a TOML file."))]
Policies = Annotated[str, typer.Option(help=_("Policies, with commas between them: names or paths of TOML files."))]
Future = Annotated[str, typer.Option(help=_("A future: a name (`fanpin list futures`) or the path of a TOML file."))]
Seed = Annotated[int, typer.Option(min=0, help=_("Decides all luck; the same seed gives the same result, to the bit."))]
Sample = Annotated[
    float, typer.Option(help=_("Share of kin groups to simulate; totals are weighted up to the county."))
]
Out = Annotated[Path | None, typer.Option(help=_("Folder to write to."), show_default=False)]
Jobs = Annotated[int | None, typer.Option(help=_("Runs at a time; one a core unless given."), show_default=False)]
Executor = Annotated[
    str, typer.Option(help=_("What carries out the runs: threads, serial, processes or dask; no result depends on it."))
]
Scheduler = Annotated[
    str | None,
    typer.Option(help=_("Address of a Dask scheduler, or 'local' to start one here."), show_default=False),
]
TimeLimit = Annotated[
    float | None, typer.Option(help=_("Seconds that one run may take; longer ones fail."), show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document and nothing else."))]


def told[**P](command: Callable[P, None]) -> Callable[P, None]:
    """The command, ending in a message and an exit status where input is wrong or something fails."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        from experiments.store import StudyError  # late: `fanpin --help` needs no tables

        try:
            command(*args, **kwargs)
        except ScenarioError as error:
            end(str(error), WRONG_INPUT)
        except StudyError as error:
            end(str(error), FAILED if isinstance(error.__cause__, OSError) else WRONG_INPUT)
        except KeyboardInterrupt:
            end(_("stopped; `fanpin resume DIR`, with the folder given to --out, takes the study up again"), FAILED)
        except BrokenPipeError:
            raise
        except OSError as error:
            end(": ".join(str(part) for part in (error.filename, error.strerror or error) if part), FAILED)

    return run


def end(message: str, status: int) -> NoReturn:
    """Say why on standard error and leave with an exit status."""
    say(message)
    raise typer.Exit(status)


def say(message: str) -> None:
    """A message on standard error, as it is, however wide."""
    print(message, file=sys.stderr)


def screen() -> Console:
    """Standard output: as wide as the terminal, or `WIDTH` where there is none."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False)


class Rate(ProgressColumn):
    """How much is done a minute, of late; what was there at the start does not count."""

    def render(self, task: Task) -> Text:
        """Nothing until it can be told."""
        return Text("" if task.speed is None else _("{rate:.3g} a minute").format(rate=60 * task.speed))


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """A bar on standard error; gives the function to call with what is done, what there is in all, and a word."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeElapsedColumn(),
        TimeRemainingColumn(),
    )  # fmt: skip
    look: dict[str, Any] = {"console": Console(file=sys.stderr), "transient": not sys.stderr.isatty()}
    with Progress(*columns, **look, speed_estimate_period=WINDOW) as bar:
        task = bar.add_task(_("starting"), total=None)

        def tell(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what or _("running"))

        yield tell


def print_table(table: "Table") -> None:
    """A table of the answer, its interval below each number, and its note."""
    grid = Grid(title=table.title, **LOOK)
    grid.add_column("", no_wrap=True)
    for title, unit in table.columns:
        grid.add_column(Text.assemble(title, ("\n" + unit, "dim")), justify="right")
    for name, cells in table.rows:
        grid.add_row(Text(name), *(Text.assemble(cell.value, ("\n" + cell.interval, "dim")) for cell in cells))
    screen().print(grid)
    if table.note:
        screen().print(Text(table.note, style="dim"))
    screen().print()


def print_rows(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "", right: Sequence[int] = ()
) -> None:
    """Plain rows under headings; columns whose place is in `right` are numbers."""
    grid = Grid(title=title or None, **LOOK)
    for place, heading in enumerate(headings):
        short = place == 0 or max((len(row[place]) for row in rows), default=0) <= SHORT
        justify = "right" if place in right else "left"
        grid.add_column(heading, justify=justify, overflow="fold", no_wrap=short)
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    screen().print(grid)


def print_grid(grid: "Words") -> None:
    """A grid of words as a table."""
    print_rows(grid.headings, grid.rows, title=grid.title, right=grid.right)


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output; numbers that are not finite are null."""
    print(json.dumps(plain(document), indent=2, ensure_ascii=False, allow_nan=False))


def plain(value: Any) -> Any:
    """The value as JSON can hold it: tables as lists of rows, what is missing as null."""
    import pandas as pd

    if isinstance(value, pd.DataFrame):
        return [plain(row) for row in value.to_dict("records")]
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if value is None or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, Path) else value


def names_in(text: str) -> list[str]:
    """The names between commas."""
    return [name.strip() for name in text.split(",") if name.strip()]
