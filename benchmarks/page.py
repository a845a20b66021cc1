"""docs/benchmarks.md, written from the stored results: `python -m benchmarks.page` after any of the benchmarks."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.run import RESULTS, readable
from experiments.markdown import table

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
START, END = "<!-- benchmarks -->\n", "<!-- end of benchmarks -->"
WHOLE, IN_ALL, RATIO, OBJECTS = "full model", "in all", "Numba / C", "Mesa objects, own luck / Numba"
DATED = r"\d{4}-\d\d-\d\d-\d{4}"

type Report = Mapping[str, Any]


def reports(kind: str = "") -> list[Report]:
    """Every stored result of a kind of benchmark, the newest last."""
    paths = sorted(path for path in RESULTS.glob("*.json") if re.fullmatch(kind + DATED, path.stem))
    return [json.loads(path.read_text("utf-8")) for path in paths]


def generated() -> str:
    """The part of the document between its markers."""
    return "\n".join(
        [*newest(reports()[-1]), *history(reports()), *batch(reports("batch-")), *storms(reports("storm-"))]
    )


def newest(report: Report) -> Iterator[str]:
    """Everything measured last."""
    where, versions = report["machine"], ", ".join(f"{name} {each}" for name, each in report["versions"].items())
    yield f"## As of {day(report)}\n"
    yield f"{where['processor']}, {where['cores']} cores, {where['system']}; {versions}.\n"
    for group, members in groupby(report["measurements"], key=lambda each: each["group"]):
        heads = (group, "median", "lowest", "highest", "unit", "rounds")
        rows = [(*_numbers(each), each["unit"], str(each["rounds"])) for each in members]
        yield table(heads, rows)
    yield table(
        ("ratios, medians over rounds", "times"), [(name, f"{each:,.2f}") for name, each in report["ratios"].items()]
    )


def _numbers(each: Report) -> tuple[str, ...]:
    return each["name"], *(readable(each[name]) for name in ("median", "lowest", "highest"))


def history(found: list[Report]) -> Iterator[str]:
    """The whole mix and the two ratios, by date."""
    yield "## History\n"
    rows = []
    for report in found:
        whole = [each for each in report["measurements"] if each["group"].startswith(WHOLE) and each["name"] == IN_ALL]
        spread = f"{readable(whole[0]['median'])} [{readable(whole[0]['lowest'])}, {readable(whole[0]['highest'])}]"
        ratios = (f"{report['ratios'][name]:,.2f}" if name in report["ratios"] else "" for name in (RATIO, OBJECTS))
        rows.append((moment(report), spread if whole else "", *ratios))
    yield table(("when", "full model, ns a household-month [lowest, highest]", RATIO, OBJECTS), rows)


def batch(found: list[Report]) -> Iterator[str]:
    """What many runs cost beside the runs."""
    if found:
        last = found[-1]
        seconds = [(name, f"{each:,.1f}") for name, each in last["processor seconds"].items()]
        yield f"## {last['runs']:,} runs ({day(last)})\n"
        setting = f"Five policies in samples of {last['sample_fraction']:.0%} on {last['jobs']} threads, kept on disk"
        beside = f"What is not the model took {last['overhead']:.1%} of the model's processor time"
        yield f"{setting}: {last['seconds passed']:,.0f} seconds. {beside}.\n"
        yield table(("processor time", "seconds"), seconds)


def storms(found: list[Report]) -> Iterator[str]:
    """Studies killed again and again."""
    if found:
        yield f"## Storm ({day(found[-1])})\n"
        heads = (
            "executor",
            "runs",
            "kills",
            "workers killed",
            "begun again, in flight at a kill",
            "lost",
            "tables equal",
        )
        rows = [tuple(_word(storm[name]) for name in heads) for storm in found[-1]["storms"]]
        yield table(heads, rows)


def _word(value: object) -> str:
    return {True: "yes", False: "**no**"}[value] if isinstance(value, bool) else str(value)


def day(report: Report) -> str:
    """The date of a result."""
    date = datetime.fromisoformat(report["date"])
    return f"{date.day} {date:%B %Y}"


def moment(report: Report) -> str:
    """Date and time of a result."""
    return f"{datetime.fromisoformat(report['date']):%Y-%m-%d %H:%M}"


def main() -> None:
    """Write the generated part anew."""
    before, rest = DOCUMENT.read_text("utf-8").split(START, 1)
    DOCUMENT.write_text(before + START + generated() + END + rest.split(END, 1)[1], "utf-8")


if __name__ == "__main__":
    main()
