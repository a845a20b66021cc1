"""The screen of stored studies: a list, one of them opened, several side by side, and their files."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from experiments.charts_style import setting_of
from experiments.page.addresses import language_of, query_of, read
from experiments.page.shelf import Entry, Shelf
from experiments.page.state import MOST_FIELDS, Refused
from experiments.page.study_words import Stored, provenance, side_by_side, stored
from experiments.page.writing import TEMPLATES, written
from experiments.study import Study
from model.messages import _

PREFIX = "study."
NAME, FILE = "study.name", "study.file"
MOST_BESIDE, MOST_KEPT = 4, 16
MEDIA = {".svg": "image/svg+xml", ".png": "image/png"}


class StudyViews:
    """The answers about the studies of one shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._kept: OrderedDict[tuple[Any, ...], str] = OrderedDict()
        self._opening = Lock()  # one at a time: a study on disk can be large

    async def page(self, request: Request) -> Response:
        """The screen; an address that is not the canonical one of its state is sent on to that."""
        return await asyncio.to_thread(self._page, query_of(request), language_of(request))

    async def file(self, request: Request) -> Response:
        """A file of a study, of those that the screen names."""
        return await asyncio.to_thread(self._file, query_of(request), language_of(request))

    def _page(self, query: str, lang: str) -> Response:
        state, names, _file = _read(query, lang)
        entries = self._shelf.entries()
        chosen = [_known(entries, name) for name in names]
        canonical = "&".join([state, *([urlencode([(NAME, name) for name in names])] if names else [])])
        if canonical != query:
            return RedirectResponse(f"/studies?{canonical}", 303)
        facts = {"entries": list(entries.values()), "names": names, "state": parse_qsl(state, keep_blank_values=True),
                 "root": self._shelf.root.name, "state_query": state, "most": MOST_BESIDE}  # fmt: skip
        body = Markup(self._told(chosen, lang, state)) if chosen else ""
        return HTMLResponse(written("studies.html.j2", lang, "/studies", canonical, body=body, **facts))

    def _told(self, chosen: list[Entry], lang: str, state: str) -> str:
        """What is told of the studies chosen, written once for each state of theirs."""
        key = (lang, state, *(entry.stamp for entry in chosen))
        with self._opening:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            template = TEMPLATES.get_template("stored.html.j2")
            text = template.render(lang=lang, state_query=state, **_facts(chosen))
            self._kept[key] = text
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return text

    def _file(self, query: str, lang: str) -> Response:
        _state, names, name = _read(query, lang)
        files = _known(self._shelf.entries(), names[0] if names else "").files()
        if name not in files:
            raise Refused(_("there is nothing named {name} here.").format(name=repr(name)))
        path = files[name]
        media = MEDIA.get(path.suffix)
        return FileResponse(
            path, media_type=media or "text/plain; charset=utf-8", filename=None if media else path.name
        )


def _read(query: str, lang: str) -> tuple[str, list[str], str]:
    """The state of the other screens, the names of the studies chosen, and that of a file. Raises Refused."""
    parts = query.split("&")
    own = "&".join(part for part in parts if part.startswith(PREFIX))
    state, _menu = read("&".join(part for part in parts if not part.startswith(PREFIX)), lang)
    try:
        pairs = parse_qsl(own, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Refused(_("the address is longer than any this page makes, or is not text.")) from error
    unknown = {name for name, _value in pairs} - {NAME, FILE}
    if unknown:
        raise Refused(_("the address has a key that does not exist: {name}.").format(name=min(unknown)))
    names = list(dict.fromkeys(value for name, value in pairs if name == NAME))[:MOST_BESIDE]
    files = [value for name, value in pairs if name == FILE]
    return state.query(), names, files[-1] if files else ""


def _known(entries: Mapping[str, Entry], name: str) -> Entry:
    if name not in entries:
        raise Refused(_("there is nothing named {name} here.").format(name=repr(name)))
    return entries[name]


def _facts(chosen: list[Entry]) -> dict[str, Any]:
    """What the template of stored studies tells."""
    facts: dict[str, Any] = {"provenance": provenance(chosen), "chosen": chosen, "beside": None, "one": None}
    if len(chosen) == 1:
        one: Stored = stored(chosen[0])
        setting = "" if one.shown is None else setting_of(Study.open(chosen[0].folder)).sentence()
        return facts | {"one": one, "shown": one.shown, "setting": setting}
    plain = [entry for entry in chosen if entry.plain and entry.finished]
    if plain:
        facts["beside"] = side_by_side({entry.name: Study.open(entry.folder) for entry in plain})
    return facts
