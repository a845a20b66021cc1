"""Cut the Chinese letters that ship with fanpin out of Noto Sans CJK: `python -m scripts.make_font NotoSansCJK.ttc`.

Kept are the 3,755 most frequent characters of GB 2312 (its level 1), its punctuation, ASCII, and whatever else the
texts in Chinese have; so a new sentence seldom needs a new font.  The same source gives the same bytes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from experiments.language import chinese
from experiments.lettering import FONT

SIMPLIFIED = 2  # the place of Noto Sans CJK SC in the collection
PUNCTUATION, LEVEL_1 = range(0xA1, 0xA4), range(0xB0, 0xD8)  # rows of GB 2312
COLUMNS = range(0xA1, 0xFF)
NAMES = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
ENGLISH = 0x409
SCENARIOS = Path(__file__).parents[1] / "scenarios"


def every_text() -> Iterator[str]:
    """Everything that can be said in Chinese, the titles of scenario files among it."""
    for texts in chinese().values():
        yield from texts.values()
    for path in sorted(SCENARIOS.rglob("*.toml")):
        yield path.read_text("utf-8")


def letters() -> str:
    """Every letter of the font, each once."""
    rows = [*PUNCTUATION, *LEVEL_1]
    standard = [bytes([row, column]).decode("gb2312", "ignore") for row in rows for column in COLUMNS]
    ascii_letters = map(chr, range(0x20, 0x7F))
    return "".join(sorted({*"".join(standard), *ascii_letters, *"".join(every_text())}))


def main(source: Path) -> None:
    """Write the font."""
    font = TTFont(source, fontNumber=SIMPLIFIED, recalcTimestamp=False)
    options = subset.Options(
        layout_features=["kern"], hinting=False, desubroutinize=True, notdef_outline=True, name_IDs=NAMES,
        name_languages=[ENGLISH],
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters())
    cutter.subset(font)
    font.save(FONT)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
