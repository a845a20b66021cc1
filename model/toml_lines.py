"""On which line each key of a TOML text stands: `tomllib` gives the values, this scanner the lines.

It reads only text that `tomllib` has accepted, so it looks for keys and skips values without judging them.
"""

import re
import tomllib
from bisect import bisect_right
from collections import Counter

type Path = tuple[str | int, ...]

GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
KEY = re.compile(r"""[ \t]*("(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
TEXT = re.compile(
    r'''"""(?:\\[\s\S]|[^\\])*?"""(?:"{0,2})'''
    r"""|'''[\s\S]*?'''(?:'{0,2})"""
    r'''|"(?:\\.|[^"\\\n])*"'''
    r"""|'[^'\n]*'"""
)
PLAIN = re.compile(r"[^,\]}\n#]+")


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of every key path of a valid TOML text; elements of a list count from 0 in the path."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.lines


class _Scanner:
    """A position in the text, and the keys met so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.breaks = [found.start() for found in re.finditer("\n", text)]
        self.elements: Counter[Path] = Counter()

    def document(self) -> None:
        """Every statement: a header `[a.b]` or `[[a.b]]`, or `key = value` under the header before it."""
        table: Path = ()
        while self._skip():
            if self._take("["):
                many = self._take("[")
                table = self._header(self._keys(), many)
                self.at += 2 if many else 1
            else:
                self._pair(table)

    def _header(self, keys: list[tuple[str, int]], many: bool) -> Path:
        """The path a header opens; a name that is a list of tables means its last element."""
        path: Path = ()
        for place, (key, line) in enumerate(keys):
            path = (*path, key)
            self.lines.setdefault(path, line)
            if many and place == len(keys) - 1:
                self.elements[path] += 1
            if path in self.elements:
                path = (*path, self.elements[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        path = table
        for key, line in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        if self._take("["):
            self._list(path)
        elif self._take("{"):
            self._inline_table(path)
        else:
            found = TEXT.match(self.text, self.at) or PLAIN.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)

    def _list(self, path: Path) -> None:
        place = 0
        while self._skip() and not self._take("]"):
            if not self._take(","):
                self._value((*path, place))
                place += 1

    def _inline_table(self, path: Path) -> None:
        while self._skip() and not self._take("}"):
            if not self._take(","):
                self._pair(path)

    def _keys(self) -> list[tuple[str, int]]:
        """The parts of a dotted key, each with its line; quoted parts are decoded."""
        keys = []
        while found := KEY.match(self.text, self.at):
            line = bisect_right(self.breaks, found.start(1)) + 1
            keys.append((_decoded(found[1]), line))
            self.at = found.end()
            if not self._take("."):
                break
        return keys

    def _skip(self) -> bool:
        """Pass blanks, line ends and comments; whether anything is left."""
        gap = GAP.match(self.text, self.at)
        self.at = gap.end() if gap else self.at
        return self.at < len(self.text)

    def _take(self, mark: str) -> bool:
        taken = self.text.startswith(mark, self.at)
        self.at += len(mark) if taken else 0
        return taken


def _decoded(key: str) -> str:
    """A key without its quotes and escapes."""
    return str(tomllib.loads(f"key = {key}")["key"]) if key[0] in "\"'" else key
