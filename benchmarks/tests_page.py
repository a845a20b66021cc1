"""docs/tests.md, written from stored results: `python -m benchmarks.tests_page` after coverage or mutation."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from math import floor
from pathlib import Path
from typing import Any

from benchmarks.limits import PINNED
from benchmarks.page import Report, day, reports
from experiments.markdown import table

DOCUMENT = Path(__file__).parents[1] / "docs" / "tests.md"
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
START, END = "<!-- found -->\n", "<!-- end of found -->"
ENOUGH = 95.0


def generated() -> str:
    """The part of the document between its markers."""
    return "\n".join([*covered(reports("coverage-")), *killed(reports("mutation-"))])


def covered(found: list[Report]) -> Iterator[str]:
    """Lines that tests run, by folder, and the files below the aim; shares are rounded down, so that 100 means all."""
    if not found:
        return
    last = found[-1]
    files = last["files"]
    yield f"## Lines ({day(last)})\n"
    yield table(("folder", "lines", "run by tests, %"), [_folder(name, files) for name in last["percent"]])
    if last["tests failed"]:
        yield "Some tests failed in this run, so that it may have missed lines.\n"
    low = [
        (f"`{name}`", str(each["lines"]), f"{floor(_percent([each]))}", _spans(each["missing"]))
        for name, each in files.items()
    ]
    low = [row for row, each in zip(low, files.values(), strict=True) if _percent([each]) < ENOUGH]
    if low:
        yield f"Files below {ENOUGH:.0f} %:\n"
        yield table(("file", "lines", "run by tests, %", "not run"), low)


def _folder(name: str, files: Report) -> tuple[str, str, str]:
    chosen = [each for path, each in files.items() if path.startswith(f"{name}/")]
    return f"`{name}/`", f"{sum(each['lines'] for each in chosen):,}", f"{floor(10 * _percent(chosen)) / 10:.1f}"


def _percent(files: list[Any]) -> float:
    return 100.0 * (1.0 - sum(len(each["missing"]) for each in files) / sum(each["lines"] for each in files))


def _spans(lines: list[int]) -> str:
    """Runs of numbers as "3-5, 9"."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in spans)


def killed(found: list[Report]) -> Iterator[str]:
    """The score of the newest mutation run, and the mutants that live."""
    if not found:
        return
    last = found[-1]
    yield f"## Faults ({day(last)})\n"
    tried = f"Of a sample of {last['asked']} mutants (seed {last['seed']}), {last['tried']} were tried"
    yield f"{tried} and {last['killed']} killed: {last['score']:.1%} [{last['low']:.1%}, {last['high']:.1%}].\n"
    yield f"Of these, {last['killed by pinned results alone']} were noticed by `{PINNED}` alone.\n"
    yield f"Left out were {', '.join(f'`{name}`' for name in last['files of tests left out'])}.\n"
    rows = Counter(each["module"] for each in last["living"])
    yield f"Those that live, by module: {', '.join(f'`{name}` {many}' for name, many in rows.most_common())}.\n"
    words = equivalent()
    same = sum(each.get("key") in words for each in last["living"])
    yield f"Of these, {same} change nothing that a test could see, and the last column says why.\n"
    heads = ("where", "as it is", "the fault", "tests tried", "why it lives")
    cells = [(*_fault(each), str(each["tests"]), words.get(each.get("key", ""), "")) for each in last["living"]]
    yield table(heads, cells)


def equivalent() -> dict[str, str]:
    """Why no test can kill a mutant, by its key."""
    return tomllib.loads(EQUIVALENT.read_text("utf-8"))


def _fault(living: Report) -> tuple[str, str, str]:
    return f"`{living['module']}:{living['line']}`", _code(living["before"]), _code(living["after"])


def _code(text: str) -> str:
    short = text if len(text) <= 70 else text[:67] + "..."
    return f"`{short.replace('|', chr(92) + '|')}`"


def main() -> None:
    """Write the generated part anew."""
    before, rest = DOCUMENT.read_text("utf-8").split(START, 1)
    DOCUMENT.write_text(before + START + generated() + END + rest.split(END, 1)[1], "utf-8")


if __name__ == "__main__":
    main()
