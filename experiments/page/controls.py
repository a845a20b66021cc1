"""What the form of the page is made of: places, futures, presets, mixes, and each programme's switches and sliders."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from experiments.catalogue import futures, places
from experiments.page.mixes import LETTERS, Menu, Mix
from experiments.page.state import State, written
from model.declared import Number
from model.messages import _


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose from a list."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Slider:
    """One lever in one mix; without a value where the mix does not have the programme."""

    letter: str
    name: str
    value: str | None
    usual: str


@dataclass(frozen=True, slots=True)
class Lever:
    """A number of a programme: range and source, and where it stands in each mix."""

    path: str
    leaf: Number
    sliders: tuple[Slider, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme: which mixes have it, and its levers where they are laid open."""

    name: str
    title: str
    on: Mapping[str, bool]
    moved: bool
    open: bool
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True)
class Controls:
    """All of the form."""

    places: tuple[Option, ...]
    futures: tuple[Option, ...]
    presets: tuple[tuple[str, str], ...]
    policies: Mapping[str, tuple[Option, ...]]
    letters: tuple[str, ...]
    programmes: tuple[Programme, ...]
    hidden: tuple[tuple[str, str], ...]


def controls_of(state: State, menu: Menu) -> Controls:
    """The form in the state it is in."""
    letters = tuple(state.mixes)
    programmes = tuple(_programme(name, state, menu) for name in sorted(menu.pool.programmes))
    return Controls(
        places=_options(places().to_dict("records"), state.place, state.lang),
        futures=_options(futures().to_dict("records"), state.future, state.lang),
        presets=presets(state, menu),
        policies={letter: _policies(letter, state, menu) for letter in LETTERS},
        letters=letters,
        programmes=programmes,
        hidden=tuple(
            (f"{letter}.{path}", written(value))
            for letter, mix in state.mixes.items()
            for path, value in mix.values
            if path.partition(".")[0] not in state.open
        ),
    )


def presets(state: State, menu: Menu) -> tuple[tuple[str, str], ...]:
    """Comparisons to begin with: what they are called, and their addresses; those that the place can have."""
    offered: list[tuple[str, list[tuple[str, str]]]] = [
        (_("Loans for cows or solar stations"), [("a", "cattle_loan"), ("b", "photovoltaic")]),
        (_("All as reported, and without the cattle loans"),
         [("a", "as_reported"), ("b", "as_reported"), ("b.without", "cattle_loan")]),
        (_("Support that goes on, stops or tapers after exit"),
         [("a", "support_kept"), ("b", "stop_at_exit"), ("c", "taper_after_exit")]),
        (_("Health: cover, assistance, one-stop settlement"),
         [("a", "health_cover"), ("b", "medical_assistance"), ("c", "treat_first")]),
        (_("Cash or work: guaranteed living, paid posts, organised jobs"),
         [("a", "minimum_living"), ("b", "public_posts"), ("c", "labour_transfer")]),
        (_("All as reported, and without monitoring against return"),
         [("a", "as_reported"), ("b", "as_reported"), ("b.without", "monitoring")]),
        (_("All as reported, and everything stopped in 2020"), [("a", "as_reported"), ("b", "stop_in_2020")]),
        (_("Loans for cows in a slump of cattle prices: alone, and with the price insured"),
         [("future", "cattle_slump"), ("a", "cattle_loan"), ("b", "cattle_loan"), ("b.with", "price_insurance")]),
        (_("Loans for cows with trustees that fail seldom, or often"),
         [("a", "cattle_loan"), ("a.cattle_loan.fails", "0.03"), ("b", "cattle_loan"), ("b.cattle_loan.fails", "0.1")]),
    ]  # fmt: skip
    kept = {"place": state.place, "future": state.future, "lang": state.lang}
    return tuple(
        (text, urlencode(kept | dict(mixes)))
        for text, mixes in offered
        if all(policy in menu.policies for name, policy in mixes if name in LETTERS)
        and all(value in menu.pool.programmes for name, value in mixes if name.endswith((".with", ".without")))
    )


def _options(rows: list[dict[str, str]], chosen: str, lang: str) -> tuple[Option, ...]:
    key = "title_zh" if lang == "zh" else "title"
    return tuple(Option(row["name"], row[key] or row["name"], row["name"] == chosen) for row in rows)


def _policies(letter: str, state: State, menu: Menu) -> tuple[Option, ...]:
    chosen = state.mixes[letter].policy if letter in state.mixes else ""
    none = Option("", _("no mix here"), not chosen)
    titles = sorted((titles.get(state.lang) or name, name) for name, titles in menu.policies.items())
    own = tuple(Option(name, text, name == chosen) for text, name in titles)
    return own if letter == "a" else (none, *own)


def _programme(name: str, state: State, menu: Menu) -> Programme:
    on = {letter: _has(mix, name, menu) for letter, mix in state.mixes.items()}
    moved = any(path.partition(".")[0] == name for mix in state.mixes.values() for path, _value in mix.values)
    is_open = name in state.open
    levers = tuple(_levers(name, state, menu, on)) if is_open else ()
    return Programme(name, menu.title(name, state.lang), on, moved, is_open, levers)


def _has(mix: Mix, name: str, menu: Menu) -> bool:
    return name in mix.added or (name in menu.base(mix.policy).programmes and name not in mix.left_out)


def _levers(name: str, state: State, menu: Menu, on: Mapping[str, bool]) -> list[Lever]:
    """Every lever of a programme, with one slider for each mix."""
    of_mix = {letter: (menu.whole(mix.policy), dict(mix.values)) for letter, mix in state.mixes.items()}
    first = next(iter(of_mix.values()))[0]
    found = []
    for path, leaf in first.items():
        if path.partition(".")[0] == name:
            sliders = [
                Slider(
                    letter,
                    f"{letter}.{path}",
                    written(values.get(path, leaves[path].default)) if on[letter] else None,
                    written(leaves[path].default),
                )
                for letter, (leaves, values) in of_mix.items()
                if path in leaves
            ]
            found.append(Lever(path, leaf, tuple(sliders)))
    return found
