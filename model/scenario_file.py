"""Scenario files as they stand: found by name or path, read, and joined along `extends`.

What the keys in them mean is no business of this file; see `model/scenario_reading.py`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from model.declared import shown
from model.errors import Fault, ScenarioError, did_you_mean, unknown
from model.messages import _
from model.toml_lines import lines_of

AXES = {"place": "places", "policy": "policies", "future": "futures"}
WITHOUT, WITH = "as_reported_without_", "as_reported_with_"
LARGEST_FILE = 2_000_000
SIZES_OF = "sizes_of"  # in a policy: the place whose sizes its programmes have


@dataclass(frozen=True, slots=True)
class Document:
    """One scenario file: its axis ("place", "policy" or "future"), content, and the line of every key."""

    axis: str
    path: Path
    content: Mapping[str, Any]
    lines: Mapping[tuple[str | int, ...], int]

    def fault(self, key: tuple[str, ...], message: str) -> Fault:
        """A fault at a key of this file; where the key is missing, on the line of the table it belongs to."""
        known = next((key[:size] for size in range(len(key), 0, -1) if key[:size] in self.lines), ())
        return Fault(".".join(key), message, self.path.name, self.lines.get(known, 1 if self.lines else 0))

    def programmes(self) -> Mapping[str, Any]:
        """The programme tables, or none."""
        found = self.content.get("programmes", {})
        return found if isinstance(found, Mapping) else {}

    def only(self, programme: str) -> Document:
        """The file with nothing in it but one programme, whose title becomes the file's."""
        kept = {name: table for name, table in self.programmes().items() if name == programme}
        sizes = {name: value for name, value in self.content.items() if name == SIZES_OF}
        return replace(self, content={"programmes": kept, "title": self._title(programme), **sizes})

    def without(self, programme: str) -> Document:
        """The file with everything in it but one programme."""
        kept = {name: table for name, table in self.programmes().items() if name != programme}
        return replace(self, content={**self.content, "programmes": kept, **self._changed("−", programme)})

    def with_what_if(self, programme: str) -> Document:
        """The file with one of its what-ifs in the mix."""
        tables = dict(self.programmes())
        if programme in tables:
            tables[programme] = {key: value for key, value in tables[programme].items() if key != "reported"}
        return replace(self, content={**self.content, "programmes": tables, **self._changed("+", programme)})

    def reported(self) -> Document:
        """The file without its what-ifs: programmes that say `reported = false` are in no mix but their own."""
        tables = {name: table for name, table in self.programmes().items() if not is_what_if(table)}
        whole = len(tables) == len(self.programmes())
        return self if whole else replace(self, content={**self.content, "programmes": tables})

    def _changed(self, sign: str, programme: str) -> dict[str, Any]:
        """The title of the file with one programme more or less."""
        whole, part = self.content.get("title"), self._title(programme)
        if not isinstance(whole, Mapping):
            return {}
        return {"title": {each: f"{text} {sign} {part.get(each, programme)}" for each, text in whole.items()}}

    def _title(self, programme: str) -> Mapping[str, Any]:
        table = self.programmes().get(programme)
        title = table.get("title") if isinstance(table, Mapping) else None
        return title if isinstance(title, Mapping) else {"en": programme}


def is_what_if(table: Any) -> bool:
    """Whether a programme's table is in the file for policies of its own only."""
    return isinstance(table, Mapping) and table.get("reported", True) is False


def shipped() -> Path:
    """The folder of the scenarios that come with the package."""
    return Path(next(iter(import_module("scenarios").__path__)))


def label(name: Path | str) -> str:
    """The name of a scenario given by its name or path."""
    return Path(name).name.removesuffix(".toml")


def axis_of(path: Path) -> str:
    """Whether a file is a place, a policy or a future: by its folder, else by its keys. Raises ScenarioError."""
    for axis, folder in AXES.items():
        if path.resolve().parent.name == folder:
            return axis
    content = read("place", path).content if path.is_file() else {}
    if "start" in content or "months" in content:
        return "place"
    return "policy" if "programmes" in content else "future" if "series" in content else "place"


def available(axis: str, folder: Path | str | None = None) -> tuple[str, ...]:
    """The names that a place, policy or future can have, generated policies included, in alphabetical order."""
    try:
        generated = _alone_or_left_out(folder) if axis == "policy" else ()
    except ScenarioError:  # an as_reported that cannot be read
        generated = ()
    return tuple(sorted({*_files(axis, folder), *generated}))


def documents(axis: str, name: Path | str, folder: Path | str | None = None) -> tuple[Document, ...]:
    """The files behind a name or a path, the one extended first. Raises ScenarioError, also on a cycle.

    A policy may be generated: X, a programme of as_reported, is `none` and X; as_reported_without_X leaves X out.
    A programme that says `alone = false` has no policy of its own name; one that says `reported = false` is a what-if,
    which as_reported leaves out and as_reported_with_X puts in.
    """
    return tuple(document.reported() for document in _chain(axis, name, folder, ()))


def _chain(axis: str, name: Path | str, folder: Path | str | None, behind: tuple[Path, ...]) -> tuple[Document, ...]:
    """The documents behind a name; `behind` are the files that led here by `extends`."""
    path = _located(axis, name, folder, behind[-1].parent if behind else None)
    if path is None:
        return _generated(axis, str(name), folder, behind)
    if path in behind:
        circle = " -> ".join(each.stem for each in (*behind[behind.index(path) :], path))
        raise ScenarioError([Fault(axis, _("the files extend each other in a circle: {0}.").format(circle))])
    document = read(axis, path)
    extended = document.content.get("extends")
    if extended is None:
        return (document,)
    if not isinstance(extended, str):
        raise ScenarioError([document.fault(("extends",), _("{0} is not a name.").format(shown(extended)))])
    try:
        return (*_chain(axis, extended, folder, (*behind, path)), document)
    except ScenarioError as error:
        raise ScenarioError(placed(fault, document, "extends") for fault in error.faults) from None


def placed(fault: Fault, document: Document, key: str) -> Fault:
    """A fault of a name, which is in no file yet, put on the line of the key that gave the name."""
    return fault if fault.file else document.fault((key,), fault.message)


def _generated(axis: str, name: str, folder: Path | str | None, behind: tuple[Path, ...]) -> tuple[Document, ...]:
    """A policy made from as_reported, which itself can extend none of these. Raises ScenarioError for other names."""
    possible = axis == "policy" and all(path.stem != "as_reported" for path in behind)
    generated = _alone_or_left_out(folder) if possible else ()
    if name in generated:
        whole = _chain(axis, "as_reported", folder, behind)
        if name.startswith(WITH):
            return tuple(document.with_what_if(name.removeprefix(WITH)) for document in whole)
        if name.startswith(WITHOUT):
            return tuple(document.without(name.removeprefix(WITHOUT)) for document in whole)
        alone = (document.with_what_if(name).only(name) for document in whole)
        return (*_chain(axis, "none", folder, behind), *alone)
    files = _files(axis, folder)
    listed = (*files, _("NAME or as_reported_without_NAME of a programme of as_reported")) if generated else files
    sentence = _("there is no {axis} '{name}'").format(axis=_(axis), name=name)
    raise ScenarioError([Fault(axis, unknown(sentence, name, listed, (*files, *generated)))])


def _files(axis: str, folder: Path | str | None) -> tuple[str, ...]:
    folders = [Path(folder)] if folder is not None else []
    return tuple(sorted({path.stem for each in (*folders, shipped()) for path in (each / AXES[axis]).glob("*.toml")}))


def _alone_or_left_out(folder: Path | str | None) -> tuple[str, ...]:
    """The policies made from the programmes of as_reported; none where there is no such file."""
    tables = reported(folder)
    alone = [name for name, table in tables.items() if table.get("alone", True) is not False]
    changed = ((WITH if is_what_if(table) else WITHOUT) + name for name, table in tables.items())
    return (*alone, *changed)


def reported(folder: Path | str | None = None) -> dict[str, dict[str, Any]]:
    """The programmes of as_reported and their tables; none where there is no such file."""
    found = _chain("policy", "as_reported", folder, ()) if "as_reported" in _files("policy", folder) else ()
    tables: dict[str, dict[str, Any]] = {}
    for document in found:
        for name, table in document.programmes().items():
            tables.setdefault(name, {}).update(table if isinstance(table, Mapping) else {})
    return tables


def _located(axis: str, name: Path | str, folder: Path | str | None, beside: Path | None) -> Path | None:
    """The file of a path, or of a name: beside the file that extends it, in `folder`, or shipped. None if not found."""
    if isinstance(name, Path) or name.endswith(".toml") or "/" in name or "\\" in name:
        return _existing(axis, (beside or Path()) / name)
    folders = [beside] if beside else []
    folders += [Path(folder) / AXES[axis]] if folder is not None else []
    found = (each / f"{name}.toml" for each in (*folders, shipped() / AXES[axis]))
    return next((path.resolve() for path in found if re.fullmatch(r"[\w-]{1,100}", name) and path.is_file()), None)


def _existing(axis: str, path: Path) -> Path:
    """The path in full, if a file is there. Raises ScenarioError with the nearest name if not."""
    near = ""
    try:
        if path.is_dir():
            raise ScenarioError([Fault(axis, _("{0} is a folder; name a .toml file in it.").format(repr(str(path))))])
        if path.is_file():
            return path.resolve()
        near = did_you_mean(path.name, [each.name for each in path.parent.glob("*.toml")])
    except OSError:  # a name that no file system takes
        pass
    raise ScenarioError([Fault(axis, _("there is no file {0}.").format(repr(str(path))) + near)])


def read(axis: str, path: Path) -> Document:
    """One file as it stands. Raises ScenarioError where it cannot be read or is not TOML."""
    text = _text(path)
    try:
        return Document(axis, path, tomllib.loads(text), lines_of(text))
    except RecursionError:
        raise ScenarioError([Fault("", _("tables or lists are nested too deeply."), path.name, 1)]) from None
    except ValueError as error:
        raise ScenarioError([_syntax(str(error), text, path.name)]) from None


def _text(path: Path) -> str:
    """The text of a file, a byte order mark dropped."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ScenarioError([Fault("", _("is too large for a scenario file (2 MB at most)."), path.name)])
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError([Fault("", _("is not a UTF-8 text; save it as UTF-8."), path.name)]) from None
    except OSError as error:
        raise ScenarioError([Fault("", str(error.strerror), path.name)]) from None


def _syntax(complaint: str, text: str, name: str) -> Fault:
    """What `tomllib` complained about, with the line and, for a key given twice, the key."""
    found = re.search(r" \(at (?:line ([0-9]+), column [0-9]+|end of document)\)$", complaint)
    line = int(found[1]) if found and found[1] else len(text.rstrip().splitlines()) if found else 1
    reason = complaint[: found.start()] if found else _("a number has too many digits")
    if not re.match("Cannot overwrite|Cannot declare|Duplicate", reason):
        return Fault("", _("this is not valid TOML: {reason}.").format(reason=reason), name, max(line, 1))
    statement = text.splitlines()[line - 1].split("=")[0].strip(" []")
    return Fault(statement, _("given twice; keep one of them."), name, line)
