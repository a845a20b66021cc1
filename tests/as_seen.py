"""What a person sees of a finding in a notebook: its HTML without the markup."""

import html
import re
from typing import Any


def seen(finding: Any) -> str:
    """The words of what a finding shows of itself, code without its backticks."""
    return words_of(finding._repr_html_())


def words_of(page: str) -> str:
    """The words of a piece of HTML."""
    return html.unescape(re.sub("<[^>]*>", " ", re.sub("</?code>", "", page)))
