"""The Chinese letters that ship with fanpin: for figures, for the page, and cut to what a report says.

A part of Noto Sans CJK SC under the SIL Open Font License (fonts/OFL.txt); `scripts/make_font.py` cut it out.
"""

from base64 import b64encode
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

FONT = Path(__file__).parent / "fonts" / "NotoSansSC.otf"
FAMILY = "Noto Sans CJK SC"
BOLD = 700


@cache
def letters() -> frozenset[str]:
    """Every letter that the font has."""
    from fontTools.ttLib import TTFont

    with TTFont(FONT, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@cache
def for_figures() -> str:
    """The name by which matplotlib has the letters, once they are known to it."""
    from matplotlib.font_manager import fontManager

    fontManager.addfont(FONT)
    regular = fontManager.ttflist[-1]
    fontManager.ttflist.append(replace(regular, weight=BOLD))  # one weight ships, and stands for bold as well
    return FAMILY


def face_of(text: str) -> str:
    """A CSS `@font-face` with the letters of a text in it, the same for the same letters; empty where it needs none."""
    needed = letters().intersection(each for each in text if not each.isascii())
    if not any("\u4e00" <= each <= "\u9fff" for each in needed):
        return ""
    data = b64encode(_cut("".join(sorted(needed)))).decode()
    return f'@font-face {{ font-family: "{FAMILY}"; src: url(data:font/woff;base64,{data}) format("woff"); }}'


def _cut(text: str) -> bytes:
    """The font with the letters of a text alone, as WOFF."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    with TTFont(FONT, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
        cutter.populate(text=text)
        cutter.subset(font)
        font.flavor = "woff"
        font.save(sink := BytesIO())
    return sink.getvalue()
