"""The languages of the page: English as written, Chinese from `chinese.toml`, and units in either."""

import re
import tomllib
from functools import cache
from gettext import NullTranslations
from importlib.resources import files

from model.messages import CATALOGUE


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
    return tomllib.loads(files("experiments.page").joinpath("chinese.toml").read_text("utf-8"))


def speak(lang: str) -> None:
    """Set the language of this thread or request."""
    CATALOGUE.set(Chinese(chinese()["sentences"]) if lang == "zh" else None)


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
    parts = [known.get(part, part) for part in re.split(r"/", text)]
    return "/".join(parts)


def lever(path: str, lang: str) -> str:
    """The name of a lever, its programme left out."""
    name = path.partition(".")[2]
    plain = name.removeprefix("target.").replace("_", " ")
    return chinese()["levers"].get(name, plain) if lang == "zh" else plain
