"""What the keys of scenario files mean: settings, processes, programmes and series, every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from model.declared import shown
from model.errors import Fault, did_you_mean, unknown
from model.given import Given
from model.messages import _
from model.number import date, number, parts
from model.scenario_file import Document
from model.series import Series, read_series

LANGUAGES = ("en", "zh")
TOP = ("title", "extends")
PROGRAMME = ("kind", "title", "alone", "reported")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is, apart from what happens in it; a place file may give them."""

    start: int = date("2014-01", source="design", confidence="setting")
    months: int = number(
        132, unit="months", low=1, high=1200, least=1, most=1200, source="design", confidence="setting"
    )
    sample_fraction: float = number(
        1.0, unit="share", low=1e-6, high=1, least=1e-6, source="design", confidence="setting"
    )
    hold_shared: bool = number(False, source="design", confidence="setting")
    everyday: bool = number(True, source="design", confidence="setting")


@dataclass(slots=True)
class Reading:
    """What the documents of a scenario say when read in order of precedence, and their faults."""

    kinds: Mapping[str, type]
    processes: dict[str, Given]
    settings: Given = field(default_factory=lambda: Given(Settings()))
    programmes: dict[str, Given] = field(default_factory=dict)
    kind_of: dict[str, str] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    titles: dict[str, Mapping[str, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    beyond_evidence: bool = False

    def document(self, document: Document) -> None:
        """Read one file over what is known."""
        own = {"place": parts(Settings), "policy": ("programmes",), "future": ("series",)}[document.axis]
        for name, given in document.content.items():
            if name == "title":
                self._title(document, (name,), given)
            elif name in own and document.axis == "place":
                self.faults += self.settings.take({name: given}, (), document.fault)
            elif name not in own and name not in self.processes and name not in TOP:
                self._blame(document, (name,), unknown(_("unknown key"), name, (*TOP, *own, *self.processes)))
            elif name != "extends" and not isinstance(given, Mapping):
                self._blame(document, (name,), _("must be a table, [{0}].").format(name))
            elif name in self.processes:
                self.faults += self.processes[name].take(given, (name,), document.fault)
            elif name == "programmes":
                for programme, table in given.items():
                    self._programme(document, programme, table)
            elif name == "series":
                for path, table in given.items():
                    self._series(document, path, table)

    def _blame(self, document: Document, key: tuple[str, ...], message: str) -> None:
        self.faults.append(document.fault(key, message))

    def _title(self, document: Document, key: tuple[str, ...], given: object) -> None:
        if not isinstance(given, Mapping):
            self._blame(document, key, _('must be a table such as { en = "..", zh = ".." }.'))
            return
        for language, text in given.items():
            if language not in LANGUAGES:
                self._blame(document, (*key, language), unknown(_("unknown language"), language, LANGUAGES))
            elif not isinstance(text, str):
                self._blame(document, (*key, language), _("must be a text."))
        self.titles[".".join(key[:-1]) or document.axis] = given

    def _programme(self, document: Document, name: str, table: Any) -> None:
        key = ("programmes", name)
        if not isinstance(table, Mapping):
            self._blame(document, key, _("must be a table, [{0}].").format(".".join(key)))
        elif not re.fullmatch("[a-z][a-z0-9_]*", name):
            self._blame(document, key, _("a programme's name has small letters, digits and _ only."))
        elif name in self.processes or name in ("series", "programmes"):
            self._blame(document, key, _("a part of the model has this name; choose another."))
        elif self._kind(document, name, table):
            if "title" in table:
                self._title(document, (*key, "title"), table["title"])
            for switch in ("alone", "reported"):
                if not isinstance(table.get(switch, True), bool):
                    self._blame(document, (*key, switch), _("must be true or false."))
            self.faults += self.programmes[name].take(table, key, document.fault, PROGRAMME)

    def _kind(self, document: Document, name: str, table: Mapping[str, Any]) -> bool:
        """Settle the kind of a programme; whether its fields can be read."""
        key = ("programmes", name)
        if "kind" not in table:
            if name not in self.kind_of:
                what = _("has no kind, and no file it extends has a programme of that name")
                meant = "" if did_you_mean(name, self.kinds) else did_you_mean(name, self.kind_of)
                self._blame(document, key, unknown(what, name, self.kinds) + meant)
            return name in self.programmes
        kind = table["kind"]
        changed = kind != self.kind_of.get(name)
        self.kind_of[name] = kind if isinstance(kind, str) else ""
        if not isinstance(kind, str) or kind not in self.kinds:
            what = _("there is no kind {0}").format(shown(kind))
            self._blame(document, (*key, "kind"), unknown(what, kind, self.kinds))
            self.programmes.pop(name, None)
        elif changed:
            self.programmes[name] = Given(self.kinds[kind](), self.beyond_evidence)
        return name in self.programmes

    def _series(self, document: Document, name: str, table: Any) -> None:
        """A file that extends another changes series of that one; it cannot name new ones."""
        key = ("series", name)
        if "extends" in document.content and name not in self.series:
            self._blame(document, key, unknown(_("unknown series"), name, self.series))
            return
        series, faults = read_series(table, self.series.get(name), key, document.fault)
        self.faults += faults
        if series:
            self.series[name] = series


def read_documents(
    documents: Iterable[Document],
    processes: Mapping[str, type],
    kinds: Mapping[str, type],
    *,
    beyond_evidence: bool = False,
) -> Reading:
    """Everything the documents say, the first ones overruled by the later; faults between values come last."""
    parts_of_life = {name: Given(process(), beyond_evidence) for name, process in processes.items()}
    reading = Reading(kinds, parts_of_life, beyond_evidence=beyond_evidence)
    for document in documents:
        reading.document(document)
    if not reading.faults:
        reading.faults += reading.settings.faults(())
        for name, given in reading.processes.items():
            reading.faults += given.faults((name,))
        for name, given in reading.programmes.items():
            reading.faults += given.faults(("programmes", name))
    return reading
