"""The state of the page: what its address says, read with suspicion, clamped, and written in one canonical form.

A key that does not exist and a name that does not exist are refused; a number beyond its range is brought into it.
Everything that changes a result stands in the address, so that a link that is passed on gives the same result.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from experiments.compare import MOST_SEED
from experiments.page.mixes import LETTERS, Menu, Mix, lever_value, menu_of
from model.messages import _

LANGUAGES = ("en", "zh")
LEAST_SAMPLE, MOST_SAMPLE = 0.01, 1.0
LEAST_REPLICATES, MOST_REPLICATES = 5, 40
MOST_FIELDS, LONGEST_VALUE = 4000, 100
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,19}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
SETTINGS = ("place", "future", "sample", "replicates", "seed", "lang", "open", "shut", "form", "was")


class Refused(ValueError):
    """An address that means nothing; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class State:
    """What the page shows: where, under which future, which mixes, with how much luck; and how it is looked at."""

    place: str = "kezuohou"
    future: str = "historical"
    mixes: Mapping[str, Mix] = field(default_factory=lambda: {"a": Mix("as_reported"), "b": Mix("cattle_loan")})
    sample: float = 0.1
    replicates: int = 20
    seed: int = 1
    lang: str = "en"
    open: tuple[str, ...] = ()

    def query(self) -> str:
        """The canonical query of the address: equal states have equal ones."""
        pairs = [("place", self.place), ("future", self.future)]
        for letter, mix in self.mixes.items():
            pairs.append((letter, mix.policy))
            pairs += [(f"{letter}.with", name) for name in mix.added]
            pairs += [(f"{letter}.without", name) for name in mix.left_out]
            pairs += [(f"{letter}.{path}", written(value)) for path, value in mix.values]
        pairs += [("sample", written(self.sample)), ("replicates", str(self.replicates)), ("seed", str(self.seed))]
        pairs += [("lang", self.lang), *(("open", name) for name in self.open)]
        return urlencode(pairs)

    def question(self) -> str:
        """What decides the numbers, and nothing of how they are looked at."""
        return replace(self, lang="en", open=()).query()


def read_state(query: str, lang: str = "en") -> State:
    """The state that a query names, clamped; `lang` where it says none. Raises Refused."""
    given = _fields(query)
    place, future = _last(given, "place", "kezuohou"), _last(given, "future", "historical")
    menu = menu_of(place, future)
    if menu is None:
        raise Refused(_("there is no place or no future of this name."))
    _refuse_unknown(given)
    shut = set(given.get("shut", ()))
    if "form" in given and _last(given, "was", place) != place:
        given = _policies_alone(given, menu)
    state = State(
        place,
        future,
        sample=round(_number(given, "sample", 0.1, (LEAST_SAMPLE, MOST_SAMPLE)), 3),
        replicates=round(_number(given, "replicates", 20, (LEAST_REPLICATES, MOST_REPLICATES))),
        seed=_whole(given, "seed", 1),
        lang=_one_of(_last(given, "lang", lang), LANGUAGES),
        open=tuple(sorted({_one_of(name, menu.pool.programmes) for name in given.get("open", ())} - shut)),
    )
    mixes = {letter: _mix(given, letter, menu) for letter in LETTERS if _last(given, letter, "")}
    return replace(state, mixes=mixes) if mixes else _first_mixes(state, menu)


def _policies_alone(given: Mapping[str, list[str]], menu: Menu) -> dict[str, list[str]]:
    """What a form says once another place is chosen: each mix begins as its policy, if there is that one there."""
    kept = {name: given[name] for name in SETTINGS if name in given and name not in ("open", "form")}
    return kept | {letter: given[letter] for letter in LETTERS if _last(given, letter, "") in menu.policies}


def _first_mixes(state: State, menu: Menu) -> State:
    """The mixes of a state that names none; without those that the place does not have."""
    return replace(state, mixes={a: mix for a, mix in state.mixes.items() if mix.policy in menu.policies})


def written(value: float) -> str:
    """A number as the address has it: exact, and as short as can be."""
    return str(int(value)) if value == int(value) and abs(value) < MOST_SEED else repr(float(value))


def _fields(query: str) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Refused(_("the address is longer than any this page makes, or is not text.")) from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if len(value) > LONGEST_VALUE or len(name) > LONGEST_VALUE:
            raise Refused(_("the address has a value that is too long."))
        found.setdefault(name, []).append(value)
    return found


def _refuse_unknown(given: Iterable[str]) -> None:
    for name in given:
        letter, dot, rest = name.partition(".")
        if name not in SETTINGS and not (letter in LETTERS and (rest or not dot)):
            raise Refused(_("the address has a key that does not exist: {name}.").format(name=name))


def _mix(given: Mapping[str, list[str]], letter: str, menu: Menu) -> Mix:
    """One mix.  A form says which programmes it has, an address what differs from its policy."""
    policy = _one_of(_last(given, letter, ""), menu.policies)
    own = {name.partition(".")[2]: each for name, each in given.items() if name.startswith(f"{letter}.")}
    if "form" in given and own.get("was", [""])[-1] != policy:
        return Mix(policy)  # chosen just now: it begins as it is
    names = {
        kind: {_one_of(name, menu.pool.programmes) for name in own.pop(kind, ())} for kind in ("with", "without", "has")
    }
    own.pop("was", None)
    base = set(menu.base(policy).programmes)
    holds = names["has"] if "form" in given else (base | names["with"]) - names["without"]
    mix = Mix(policy, tuple(sorted(holds - base)), tuple(sorted(base - holds)))
    values = {}
    whole = menu.whole(policy)
    for path, texts in own.items():
        if path not in whole:
            raise Refused(_("there is no lever {name}.").format(name=path))
        value = lever_value(_parsed(path, texts[-1]), whole[path])
        if value != whole[path].default and path.partition(".")[0] in holds:
            values[path] = value
    return replace(mix, values=tuple(sorted(values.items())))


def _last(given: Mapping[str, list[str]], name: str, default: str) -> str:
    return given.get(name, [default])[-1]


def _one_of(name: str, allowed: Iterable[str]) -> str:
    if name not in allowed:
        raise Refused(_("there is nothing named {name} here.").format(name=repr(name)))
    return name


def _parsed(name: str, text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise Refused(_("{name} is not a number.").format(name=name))
    return float(text)


def _number(given: Mapping[str, list[str]], name: str, default: float, bounds: tuple[float, float]) -> float:
    value = _parsed(name, given[name][-1]) if name in given else default
    return min(max(value, bounds[0]), bounds[1])


def _whole(given: Mapping[str, list[str]], name: str, default: int) -> int:
    """A whole number of any size the model takes, kept to the last digit."""
    if name not in given:
        return default
    text = given[name][-1]
    if not re.fullmatch(r"[0-9]{1,19}", text, re.ASCII):
        raise Refused(_("{name} is not a whole number.").format(name=name))
    return min(int(text), MOST_SEED)
