"""English as written, Chinese from `chinese.toml`, and units and names of levers in either."""

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from pathlib import Path

from model.messages import CATALOGUE

LANGUAGES = ("en", "zh")


class Chinese(NullTranslations):
    """Sentences in Chinese; what has no translation stays English."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def gettext(self, message: str) -> str:
        """The Chinese of a sentence."""
        return self._texts.get(message, message)


@cache
def chinese() -> dict[str, dict[str, str]]:
    """Sentences, units and names of levers in Chinese, by the English."""
    return tomllib.loads(files("experiments").joinpath("chinese.toml").read_text("utf-8"))


def speak(lang: str) -> None:
    """Set the language of this thread or request."""
    CATALOGUE.set(Chinese(chinese()["sentences"]) if lang == "zh" else None)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak a language for a while."""
    before = CATALOGUE.set(None)
    speak(lang)
    try:
        yield
    finally:
        CATALOGUE.reset(before)


def spoken() -> str:
    """The language spoken now."""
    return "zh" if isinstance(CATALOGUE.get(), Chinese) else "en"


def named(path: Path) -> Path:
    """A file as it is named in the language spoken now: NAME.md in English, NAME.zh.md in Chinese."""
    return path if spoken() == "en" else path.with_name(f"{path.stem}.{spoken()}{path.suffix}")


def in_english(name: str) -> str:
    """The name that the English one of a file in any language has."""
    stem, dot, suffix = name.rpartition(".")
    return stem.removesuffix(".zh") + dot + suffix


def write_in_each(path: Path, told: Callable[[], str]) -> list[Path]:
    """Write a text in every language, each into the file that `named` gives; `told` tells it in the one spoken."""
    written = []
    for lang in LANGUAGES:
        with speaking(lang):
            written.append(named(path))
            written[-1].write_text(told() + "\n", "utf-8")
    return written


def title(titles: dict[str, dict[str, str]], name: str, otherwise: str) -> str:
    """A title of a scenario file in the language spoken now; in English where it has none, else `otherwise`."""
    known = titles.get(name, {})
    return known.get(spoken()) or known.get("en") or otherwise


def preferred(accepted: str) -> str:
    """The language for a browser that accepts these."""
    first = accepted.split(",")[0].strip().lower()
    return "zh" if first.startswith("zh") else "en"


def unit(text: str, lang: str) -> str:
    """A unit, word by word."""
    if lang != "zh":
        return text
    known = chinese()["units"]
    if text in known:
        return known[text]
    if text.startswith("one of "):
        return text.replace("one of ", known["one of"], 1)
    parts = [known.get(part, part) for part in re.split(r"/", text)]
    return "/".join(parts)


def does(kind: str, otherwise: str) -> str:
    """What a kind of programme does, in the language spoken now; `otherwise` in English, or where nobody wrote it."""
    return chinese()["kinds"].get(kind, otherwise) if spoken() == "zh" else otherwise


def lever(path: str, lang: str) -> str:
    """The name of a lever, its programme left out."""
    name = path.partition(".")[2]
    known = chinese()["levers" if lang == "zh" else "levers_in_english"]
    return known.get(path) or known.get(name) or name.removeprefix("target.").replace("_", " ")
