"""What a person sees of a finding in a notebook: its HTML without the markup."""

import html
import re
from typing import Any


def seen(finding: Any) -> str:
    """The words of what a finding shows of itself, code without its backticks."""
    return html.unescape(re.sub("<[^>]*>", " ", re.sub("</?code>", "", finding._repr_html_())))
