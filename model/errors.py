"""Errors for the person who made the mistake: where, what, what is allowed, what was probably meant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from model.messages import _


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake. `file` and `line` (from 1) are empty and 0 where the value did not come from a file."""

    key: str
    message: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.message) if part)


class ScenarioError(ValueError):
    """Wrong input, refused before it reaches the model; `faults` lists every mistake found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class Unfit(ValueError):
    """A value that its declaration refuses; the message says why and what is allowed."""


def nearest(word: str, allowed: Iterable[str]) -> str:
    """The allowed word most like this one, or "" when none is near."""
    by_lower = {name.lower(): name for name in allowed}
    close = get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[close[0]] if close else ""


def unknown(what: str, word: object, allowed: Collection[str], meant: Iterable[str] = ()) -> str:
    """The sentence for a word that does not exist: what is allowed and what was probably meant.

    `meant` gives the words to look for the nearest one in, where they are more than the sentence lists.
    """
    choices = ", ".join(sorted(allowed)) or _("none")
    sentence = _("{what}. Allowed: {choices}.").format(what=what, choices=choices)
    return sentence + did_you_mean(word, meant or allowed)


def did_you_mean(word: object, allowed: Iterable[str]) -> str:
    """A closing sentence with the nearest allowed word, or nothing."""
    close = nearest(word, allowed) if isinstance(word, str) else ""
    return _(" Did you mean '{close}'?").format(close=close) if close else ""
