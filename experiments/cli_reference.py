"""Every command with its arguments and options, and what a first one prints, as Markdown, from the commands."""

import re
import shlex

import typer
from typer.cli import get_docs_for_click
from typer.testing import CliRunner

from experiments.cli import app

FIRST = "compare kezuohou --policies none,cattle_loan --replicates 6 --sample-fraction 0.01"


def commands(_name: str = "") -> str:
    """What `--help` says of each command, a section each, examples in blocks of their own."""
    group = typer.main.get_command(app)
    with typer.Context(group, info_name="fanpin") as context:
        text = get_docs_for_click(obj=group, ctx=context, name="fanpin", indent=1)
    sections = text[text.index("### ") :].replace("\n### ", "\n## ").removeprefix("#")
    examples = re.sub(r"^Example: (fanpin .*)$", r"For example:\n\n```sh\n\1\n```", sections, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", examples).strip() + "\n"


def first_comparison(_name: str = "") -> str:
    """A small comparison and what it prints, run as a person would run it. Raises RuntimeError where it fails."""
    done = CliRunner().invoke(app, shlex.split(FIRST))
    if done.exit_code:
        raise RuntimeError(f"fanpin {FIRST}: {done.output}")
    return f"```sh\n.venv/bin/fanpin {FIRST}\n```\n\n```text\n{printed(done.stdout)}\n```\n"


def printed(screen: str) -> str:
    """What a screen shows, without spaces at the ends of its lines."""
    return "\n".join(line.rstrip() for line in screen.strip().splitlines())
