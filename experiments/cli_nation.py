"""`fanpin nation`: many synthetic counties over all cores or a cluster, in bounded memory."""

import json
import resource
import shlex
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments import words
from experiments.cli_output import (
    FAILED,
    Executor,
    Future,
    Json,
    Out,
    Scheduler,
    Seed,
    end,
    plain,
    print_json,
    print_rows,
    progress_bar,
    say,
    screen,
    told,
)
from experiments.cli_run import Months, Policy
from model.messages import _

RURAL_HOUSEHOLDS, TARGET_MONTHS = 29_480_000, 84  # of the poor registered in 2014, over seven years: theory's yardstick
Households = Annotated[int, typer.Option(min=1, help=_("Rural households of the nation."))]
Jobs = Annotated[int | None, typer.Option(help=_("Counties at a time; one a core unless given."), show_default=False)]


@told
def nation(
    households: Households,
    place: Annotated[str, typer.Option(help=_("The place that counties are like."))] = "kezuohou",
    policy: Policy = "as_reported",
    future: Future = "historical",
    months: Months = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    executor: Executor = "threads",
    scheduler: Scheduler = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    from experiments.nation import nation as live_nation

    asked: dict[str, Any] = {"place": place, "policy": policy, "future": future, "months": months, "seed": seed}
    given = [(name, value) for name, value in {"households": households, **asked}.items() if value is not None]
    command = shlex.join(["fanpin", "nation", *(part for name, value in given for part in (f"--{name}", str(value)))])
    began = time.monotonic()
    with progress_bar() as tell:
        found = live_nation(
            households, **asked, jobs=jobs, executor=executor, scheduler=scheduler, progress=tell
        )  # fmt: skip
    seconds, table = time.monotonic() - began, found.table()
    speed = pace(households, found.months, seconds)
    if out is not None:
        save(out, command, table, speed)
    if as_json:
        print_json({"command": command, "lost": found.lost, "folder": out, **speed, "measures": table})
    else:
        show(table, households, speed)
    if found.lost:
        end(_("{count} counties were lost with their workers").format(count=len(found.lost)), FAILED)


def pace(households: int, months: int, seconds: float) -> dict[str, float]:
    """How long it took, in what memory, and what that makes of all households registered poor over seven years."""
    each = seconds / (households * months)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {
        "seconds": seconds, "nanoseconds_a_household_month": 1e9 * each, "peak_memory_bytes": float(used),
        "seconds_for_the_yardstick": each * RURAL_HOUSEHOLDS * TARGET_MONTHS,
    }  # fmt: skip


def save(out: Path, command: str, table: Any, speed: dict[str, float]) -> None:
    """The table as nation.csv, and how it was made as nation.json."""
    out.mkdir(parents=True, exist_ok=True)
    table.to_csv(out / "nation.csv", index=False, lineterminator="\n")
    made = {"command": command, "seconds": speed["seconds"], "peak_memory_bytes": speed["peak_memory_bytes"]}
    (out / "nation.json").write_text(json.dumps(plain(made), indent=1) + "\n", "utf-8")
    say(_("table: {path}").format(path=out / "nation.csv"))


def show(table: Any, households: int, speed: dict[str, float]) -> None:
    """Measures of the whole run, then the yearly ones, and how fast it went."""
    from pandas import isna

    rows = []
    for row in table.itertuples(index=False):
        if isna(row.estimate):
            continue
        factor, unit = words.scale(row.unit)
        horizon = None if isna(row.horizon_months) else int(row.horizon_months)
        name = words.heading(row.measure, horizon) + ("" if isna(row.year) else f", {row.year}")
        estimate, low, high = (words.amount(factor * value, 4) if not isna(value) else "–" for value in row[3:6])
        between = "–" if isna(row.low) else _("{low} to {high}").format(low=low, high=high)
        rows.append((name, estimate, between, unit))
    counties = int(table["counties"].max())
    title = _("{households} households in {counties} counties; 95 % intervals over counties")
    print_rows(
        [_("measure"), _("nation"), _("interval"), _("unit")], rows, right=[1, 2],
        title=title.format(households=f"{households:,}", counties=counties),
    )  # fmt: skip
    told_speed = _(
        "{seconds} s and {memory} MB at the most; at this rate {all} million households over {months} months take "
        "{whole} s."
    )
    screen().print(
        told_speed.format(
            seconds=f"{speed['seconds']:.0f}", memory=f"{speed['peak_memory_bytes'] / 1e6:,.0f}",
            all=f"{RURAL_HOUSEHOLDS / 1e6:.2f}", months=TARGET_MONTHS,
            whole=f"{speed['seconds_for_the_yardstick']:,.0f}",
        ),
        style="dim", markup=False,
    )  # fmt: skip
