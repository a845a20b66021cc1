"""docs/validation.md and its figures, from what is kept in docs/validation: `python -m experiments.report_validation`.

It takes seconds and runs nothing; `python -m experiments.validation_runs` runs the studies anew.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from experiments.charts_style import svg
from experiments.charts_validation import figures_of
from experiments.validation import FOLDER
from experiments.validation_foretold import doubts, layers, transfer, withdrawal
from experiments.validation_runs import INDEX
from experiments.validation_tables import blocks, studies

DOCUMENT = FOLDER.with_suffix(".md")
BLOCK = re.compile(r"(<!-- validation: (\w+) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)


def every_block(folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """The text of every block, by its name."""
    yield "studies", studies(folder, json.loads((folder / INDEX).read_text("utf-8")))
    yield from blocks(folder)
    for each in (transfer, doubts, withdrawal, layers):
        yield each.__name__, each(folder)


def refreshed(text: str, folder: Path = FOLDER) -> str:
    """The document with every block as the kept studies have it. Raises KeyError on a block there is none of."""
    found = dict(every_block(folder))
    return BLOCK.sub(lambda block: f"{block[1]}{found[block[2]]}{block[3]}", text)


def main() -> None:
    """Write the document's blocks and its figures."""
    DOCUMENT.write_text(refreshed(DOCUMENT.read_text("utf-8")), "utf-8", newline="\n")
    for name, figure in figures_of(FOLDER).items():
        path = DOCUMENT.parent / "figures" / f"{name}.svg"
        path.write_text(svg(figure), "utf-8", newline="\n")
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
