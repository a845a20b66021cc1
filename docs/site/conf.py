"""The site of the documents: Sphinx reads Markdown where it lies, and asks nothing of any other machine."""

import re
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

SETTINGS = tomllib.loads(Path(__file__).parents[2].joinpath("pyproject.toml").read_text("utf-8"))["project"]
SUBPAGES = {"docs/programmes/README": "docs/programmes/*", "docs/evidence/README": "docs/evidence/*"}

project, author, release, language = "fanpin", "fanpin contributors", SETTINGS["version"], "en"
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**"]
exclude_patterns = ["docs/site/**"]
html_theme = "furo"
html_title = "fanpin"
html_copy_source = html_show_copyright = False
html_additional_pages = {"index": "front.html"}
templates_path = ["templates"]
myst_heading_anchors = 4
suppress_warnings = ["misc.highlighting_failure"]  # the picture of the ODD, which a repository's pages draw, stays text


def with_tree(_app: Sphinx, page: str, source: list[str]) -> None:
    """The links of a section of the index are its branch of the navigation."""
    if page == root_doc:
        for part in re.split(r"^## ", source[0], flags=re.MULTILINE)[1:]:
            links = re.findall(r"^- \[(.*?)\]\((\S+)\.md\)", part, re.MULTILINE)
            entries = "\n".join(f"{title} <{path}>" for title, path in links)
            source[0] += tree(entries, f":caption: {part.partition('\n')[0]}\n")
    elif page in SUBPAGES:
        source[0] += tree("/" + SUBPAGES[page], ":glob:\n")


def tree(entries: str, option: str) -> str:
    """A branch of the navigation, which the page itself does not show."""
    return f"\n```{{toctree}}\n:hidden:\n{option}\n{entries}\n```\n"


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", with_tree)
