"""Every benchmark in turn: measured, printed as a table, stored with its date, machine and versions."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from benchmarks import cold_start, full_model, scaling, small_month, uniforms
from benchmarks.machine import machine, versions
from benchmarks.timing import Measurement, interleaved

ROUNDS, FULL_ROUNDS = 15, 3
RESULTS = Path(__file__).with_name("results")


def main() -> None:
    """Measure, print, store."""
    console = Console()
    with console.status("cold start") as status:
        measured = measure(status.update)
    ratios = small_month.ratios(measured)
    stored = store(measured, ratios)
    console.print(table_of(measured), table_of_ratios(ratios))
    console.print(f"Stored in {stored.relative_to(RESULTS.parents[1])}")


def measure(tell: Callable[[str], object]) -> list[Measurement]:
    """All measurements, from cold to warm; `tell` is given a word on how far they are."""
    cold = cold_start.measure()
    full = full_model.measure(FULL_ROUNDS, lambda done: tell(f"full model, round {done} of {FULL_ROUNDS} done"))
    tasks = [*small_month.tasks(), *uniforms.tasks()]
    small = interleaved(tasks, ROUNDS, lambda done: tell(f"small rules and luck, round {done} of {ROUNDS} done"))
    tell("scaling")
    return [*cold, *full, *scaling.measure(), *small, full_model.memory(), *small_month.memory()]


def store(measured: list[Measurement], ratios: dict[str, float]) -> Path:
    """Write everything to a file named by the minute; returns its path."""
    now = datetime.now(UTC)
    report = {
        "date": now.isoformat(timespec="minutes"),
        "machine": machine(),
        "versions": versions(),
        "measurements": [measurement.record() for measurement in measured],
        "ratios": {name: float(f"{ratio:.4g}") for name, ratio in ratios.items()},
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{now:%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    return path


def table_of(measured: list[Measurement]) -> Table:
    """Every measurement, with its spread over rounds."""
    table = Table(title="Processor time of one core", box=SIMPLE)
    table.add_column("")
    for name in ("median", "lowest", "highest"):
        table.add_column(name, justify="right")
    table.add_column("unit")
    for group, members in groupby(measured, key=attrgetter("group")):
        table.add_section()
        table.add_row(f"[bold]{group}")
        for each in members:
            numbers = (readable(value) for value in (each.median, min(each.values), max(each.values)))
            table.add_row(f"  {each.name}", *numbers, each.unit)
    return table


def table_of_ratios(ratios: dict[str, float]) -> Table:
    """How the forms compare."""
    table = Table(title="Ratios, medians over rounds", box=SIMPLE)
    table.add_column("")
    table.add_column("times", justify="right")
    for name, ratio in ratios.items():
        table.add_row(name, f"{ratio:,.2f}")
    return table


def readable(value: float) -> str:
    """A number of four digits, or a whole one."""
    return f"{value:.4g}" if value < 1000 else f"{value:,.0f}"
