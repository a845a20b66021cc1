"""The screen of a household's life, and its files."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from experiments.charts_life import plot_life
from experiments.lives import KINDS, kind_in_words
from experiments.page.addresses import language_of, query_of, read
from experiments.page.answers import QUICK_SAMPLE
from experiments.page.controls import Option
from experiments.page.exports import media_of
from experiments.page.life_words import told
from experiments.page.lives import Life, Lives, Look, command_of, look_of, parted, python_of
from experiments.page.mixes import BASELINE, Menu, file_of, names_of, scenarios_of
from experiments.page.pictures import drawn
from experiments.page.state import Refused, State
from experiments.page.writing import written
from experiments.trace import Trace
from model.messages import _

FILES = ("life.svg", "life.png", "events.csv", "months.csv")
MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "toml": "text/plain; charset=utf-8",
}


class LifeViews:
    """The answers about lives."""

    def __init__(self, lives: Lives) -> None:
        self._lives = lives

    async def page(self, request: Request) -> Response:
        """The screen; an address that is not the canonical one of its state is sent on to that."""
        query, lang = query_of(request), language_of(request)
        return await asyncio.to_thread(self._page, query, lang)

    async def file(self, request: Request) -> Response:
        """A file of a life: picture, events, months, policies."""
        query, lang, name = query_of(request), language_of(request), request.path_params["name"]
        body = await asyncio.to_thread(self._file, name, query, lang)
        given = {} if name == "life.svg" else {"content-disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=media_of(name), headers=given)

    def _page(self, query: str, lang: str) -> Response:
        state, menu, look = _read(query, lang)
        canonical = f"{state.query()}&{look.query()}"
        if canonical != query:
            return RedirectResponse(f"/life?{canonical}", 303)
        life = self._life(state, menu, look)
        return HTMLResponse(written("life.html.j2", lang, "/life", canonical, **facts_of(state, menu, life)))

    def _file(self, name: str, query: str, lang: str) -> str | bytes:
        """Raises Refused for a file that there is not."""
        state, menu, look = _read(query, lang)
        made = {f"{named}.toml": (state.mixes[letter], named) for letter, named in names_of(state.mixes).items()}
        if name in made:
            return file_of(menu, *made[name])
        trace = self._life(state, menu, look).trace if name in FILES else None
        if trace is None:
            raise Refused(_("there is nothing named {name} here.").format(name=repr(name)))
        return {"svg": lambda: drawn(plot_life, trace, "svg"), "png": lambda: drawn(plot_life, trace, "png"),
                "csv": lambda: _table(trace, name)}[name.rpartition(".")[2]]()  # fmt: skip

    def _life(self, state: State, menu: Menu, look: Look) -> Life:
        known = dict(zip((BASELINE, *state.mixes), scenarios_of(menu, state.mixes), strict=True))
        return self._lives.life(known[look.left], known[look.right], state.seed, look)


def _read(query: str, lang: str) -> tuple[State, Menu, Look]:
    rest, given = parted(query)
    state, menu = read(rest, lang)
    return state, menu, look_of(given, state)


def _table(trace: Trace, name: str) -> str:
    table = trace.events if name == "events.csv" else trace.months
    return str(table.to_csv(index=False, lineterminator="\n"))


def facts_of(state: State, menu: Menu, life: Life) -> dict[str, Any]:
    """What the template of a life tells."""
    look, trace, named = life.look, life.trace, {BASELINE: BASELINE, **names_of(state.mixes)}
    right, left = named[look.right], named[look.left]
    kinds = [
        (Option(kind, kind_in_words(kind, right, left), look.household is None and kind == look.who), life.counts[kind])
        for kind in KINDS
    ]
    facts = {
        "look": look, "life": trace, "hidden": parse_qsl(state.query(), keep_blank_values=True), "kinds": kinds,
        "sides": _sides(look, named),
        "another": _another(state, life), "place": menu.named("place", state.lang),
    }  # fmt: skip
    if trace is None:
        return facts
    files = {name: f"{name}.toml" for name in trace.policies if name.startswith("mix_")}
    return facts | {
        "told": told(trace), "chosen": _chosen(life, right, left), "setting": _setting(state, menu),
        "files": [*files.values(), *FILES], "command": command_of(trace, files), "python": python_of(trace, files),
    }  # fmt: skip


def _sides(look: Look, named: Mapping[str, str]) -> list[tuple[str, str, list[Option]]]:
    """The two choices of a mix."""
    texts = {"left": _("beside"), "right": _("looked at")}
    return [
        (side, text, [Option(each, _named(each, name), each == getattr(look, side)) for each, name in named.items()])
        for side, text in texts.items()
    ]


def _named(letter: str, name: str) -> str:
    return name if letter == BASELINE else f"{letter.upper()}: {name}"


def _another(state: State, life: Life) -> str:
    """The address of the next household of the kind; empty where there is no other."""
    if life.look.household is not None or life.of_kind < 2:
        return ""
    return f"{state.query()}&{replace(life.look, nth=(life.look.nth + 1) % life.of_kind).query()}"


def _chosen(life: Life, right: str, left: str) -> str:
    """Why this household."""
    if life.look.household is not None:
        return _("Chosen by its number.")
    text = _("Number {nth} of {all}, by how ordinary they are: {kind}.")
    return text.format(nth=life.look.nth + 1, all=life.of_kind, kind=kind_in_words(life.look.who, right, left))


def _setting(state: State, menu: Menu) -> str:
    text = _(
        "{place}; future: {future}; a {share} % sample of kin groups, seed {seed}, replicate 0; the same luck in both"
    )
    named = {axis: menu.named(axis, state.lang) for axis in ("place", "future")}
    return text.format(**named, share=f"{100 * QUICK_SAMPLE:.3g}", seed=state.seed)
