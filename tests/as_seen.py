"""What a person sees of a finding in a notebook: its HTML without the markup."""

import html
import re
from collections.abc import Callable
from typing import Any

from experiments import language


def seen(finding: Any) -> str:
    """The words of what a finding shows of itself, code without its backticks."""
    return words_of(finding._repr_html_())


def in_chinese(told: Callable[[], str]) -> str:
    """What is told in Chinese; it must hold no English sentence."""
    with language.speaking("zh"):
        text = told()
    assert "。" in text
    assert re.search(r"\b(?:the|of|and|is|are|with|each|was)\b", text) is None, text
    return text


def words_of(page: str) -> str:
    """The words of a piece of HTML."""
    return html.unescape(re.sub("<[^>]*>", " ", re.sub("</?code>", "", page)))
