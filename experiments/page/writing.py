"""The templates of the page, and what they can say in either language."""

import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from experiments import language
from model.messages import _

OWN = ("life", "study")  # keys that only one screen has

TEMPLATES = Environment(
    loader=PackageLoader("experiments.page"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
TEMPLATES.globals |= {"_": _, "unit": language.unit, "lever_name": language.lever}


def written(template: str, lang: str, screen: str, query: str, **facts: Any) -> str:
    """A screen as HTML: `query` is the address of its state, which other screens and the other language keep."""
    state = "&".join(part for part in query.split("&") if part.partition(".")[0] not in OWN)
    screens = [("/", _("Mixes")), ("/life", _("A household's life")), ("/studies", _("Studies"))]
    tongues = [("en", "English", "en"), ("zh", "中文", "zh-CN")]
    return TEMPLATES.get_template(template).render(
        lang=lang,
        screens=[(f"{path}?{state}", text, path == screen) for path, text in screens],
        languages=[(f"{screen}?{in_language(query, to)}", text, tag, to == lang) for to, text, tag in tongues],
        query=query,
        **facts,
    )


def in_language(query: str, lang: str) -> str:
    """The same address in a language."""
    return re.sub(r"(^|&)lang=[a-z]+", rf"\1lang={lang}", query)
