"""What the keys of scenario files mean: settings, processes, programmes and series, every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model.declared import shown
from model.errors import Fault, ScenarioError, did_you_mean, unknown
from model.given import Given
from model.messages import _
from model.number import date, number, parts
from model.scenario_file import SIZES_OF, Document, documents, placed, reported
from model.scenario_place import PlaceWords, resize
from model.series import Series, read_series

LANGUAGES = ("en", "zh")
TOP = ("title", "extends")
RURAL = "rural"  # a target of all rural households: its sizes grow with them, others with the listed
PROGRAMME = ("kind", "title", "alone", "reported")
TABLES = {"place": ("programmes", "series"), "policy": ("programmes", SIZES_OF), "future": ("series",)}


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
    listed: Mapping[str, Any] = field(default_factory=dict)
    place: PlaceWords = field(default_factory=PlaceWords)
    left_out: dict[str, Fault] = field(default_factory=dict)

    def document(self, document: Document) -> None:
        """Read one file over what is known."""
        settings = parts(Settings) if document.axis == "place" else {}
        own = (*settings, *TABLES[document.axis])
        if document.axis == "place":
            self.place.names.add(document.path.stem)
        for name, given in document.content.items():
            if name == "title":
                self._title(document, (name,), given)
            elif name in settings:
                self.faults += self.settings.take({name: given}, (), document.fault)
            elif name not in own and name not in self.processes and name not in TOP:
                self._blame(document, (name,), unknown(_("unknown key"), name, (*TOP, *own, *self.processes)))
            elif name not in ("extends", SIZES_OF) and not isinstance(given, Mapping):
                self._blame(document, (name,), _("must be a table, [{0}].").format(name))
            elif name in self.processes:
                self.faults += self.processes[name].take(given, (name,), document.fault)
            elif name in TABLES["place"]:
                self._tables(document, name, given)

    def _tables(self, document: Document, name: str, given: Mapping[str, Any]) -> None:
        """Programmes or series: a place's wait for the policy or the future that they change."""
        if document.axis == "place":
            self.faults += self.place.keep(document, name, given)
            return
        for each, table in given.items():
            if name == "programmes":
                self._programme(document, each, table)
            else:
                self._series(document, each, table)
        if name == "series" and "extends" not in document.content:
            for each, (place, table) in self.place.series.items():
                self._series(place, each, table)

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
        key, known = ("programmes", name), self.programmes.get(name)
        if not isinstance(table, Mapping):
            self._blame(document, key, _("must be a table, [{0}].").format(".".join(key)))
        elif not re.fullmatch("[a-z][a-z0-9_]*", name):
            self._blame(document, key, _("a programme's name has small letters, digits and _ only."))
        elif name in self.processes or name in ("series", "programmes"):
            self._blame(document, key, _("a part of the model has this name; choose another."))
        elif not self._leaves_out(document, name, table) and self._kind(document, name, table):
            if "title" in table:
                self._title(document, (*key, "title"), table["title"])
            for switch in ("alone", "reported"):
                if not isinstance(table.get(switch, True), bool):
                    self._blame(document, (*key, switch), _("must be true or false."))
            self.faults += self.programmes[name].take(table, key, document.fault, PROGRAMME)
            if SIZES_OF in document.content:
                self._fit(document, name, made=self.programmes[name] is not known)

    def _leaves_out(self, document: Document, name: str, table: Mapping[str, Any]) -> bool:
        """Whether the place leaves a programme out; a file of other sizes may take it in, with its kind."""
        reason = self.place.leaves_out(name)
        if reason is None or (SIZES_OF not in document.content and "kind" in table):
            return False
        self.left_out[name] = reason
        return True

    def _fit(self, document: Document, name: str, *, made: bool) -> None:
        """Turn sizes of another place, those that this file gives or makes by naming a kind, into those of this one."""
        given, home = self.programmes[name], document.content[SIZES_OF]
        if self.place.names and home not in self.place.names:
            here, there = self.processes["population"].instance, self.listed[home]
            rural = getattr(getattr(given.instance, "target", None), "who", "") == RURAL
            share = here.households / there.households if rural else here.listed / there.listed
            resize(given, share, lambda path: made or given.blame.get(path) == document.fault)
        for place, table in self.place.tables_of(name):
            self.faults += given.take(table, ("programmes", name), place.fault)

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
        """A place, or a file that extends another, changes series that are there; it cannot name new ones."""
        key = ("series", name)
        if (document.axis == "place" or "extends" in document.content) and name not in self.series:
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
    listed: Mapping[str, Any] | None = None,
) -> Reading:
    """Everything the documents say, the first ones overruled by the later; faults between values come last.

    `listed` are the populations of the places that policies name by `sizes_of`.
    """
    parts_of_life = {name: Given(process(), beyond_evidence) for name, process in processes.items()}
    reading = Reading(kinds, parts_of_life, beyond_evidence=beyond_evidence, listed=listed or {})
    for document in documents:
        reading.document(document)
    if reading.left_out and not reading.programmes:  # else the policy would pass for one that does nothing
        reading.faults += reading.left_out.values()
    if not reading.faults:
        reading.faults += reading.settings.faults(())
        for name, given in reading.processes.items():
            reading.faults += given.faults((name,))
        for name, given in reading.programmes.items():
            reading.faults += given.faults(("programmes", name))
    return reading


def read_scenario(
    found: Iterable[Document],
    folder: Path | str | None,
    processes: Mapping[str, type],
    kinds: Mapping[str, type],
) -> Reading:
    """`read_documents`, with what the documents need of other files. Raises ScenarioError where these are wrong."""
    found = tuple(found)
    sized = [document for document in found if document.axis == "policy" and SIZES_OF in document.content]
    listed = dict(_listed_elsewhere(document, folder, processes) for document in sized)
    reading = read_documents(found, processes, kinds, listed=listed)
    reading.faults += _strangers(found, folder)
    return reading


def _listed_elsewhere(document: Document, folder: Path | str | None, processes: Mapping[str, type]) -> tuple[str, Any]:
    """The place whose sizes a policy has, and its population. Raises ScenarioError."""
    home = document.content[SIZES_OF]
    if not isinstance(home, str):
        raise ScenarioError([document.fault((SIZES_OF,), _("{0} is not a name.").format(shown(home)))])
    try:
        reading = read_documents(documents("place", home, folder), processes, {})
    except ScenarioError as error:
        raise ScenarioError(placed(fault, document, SIZES_OF) for fault in error.faults) from None
    population = reading.processes.get("population")
    if population is None or reading.faults or not population.instance.listed:
        nobody = document.fault((SIZES_OF,), _("nobody is listed in {0}.").format(shown(home)))
        raise ScenarioError(reading.faults or [nobody])
    return home, population.instance


def _strangers(found: Iterable[Document], folder: Path | str | None) -> list[Fault]:
    """Faults of the programmes in a place's files that as_reported does not have."""
    places = [document for document in found if document.axis == "place" and document.programmes()]
    known = tuple(reported(folder)) if places else ()
    what = _("as_reported has no programme of this name")
    return [
        document.fault(("programmes", name), unknown(what, name, known))
        for document in places
        for name in document.programmes()
        if name not in known
    ]
