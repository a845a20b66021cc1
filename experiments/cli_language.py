"""The command line in English or Chinese: the option that chooses, and the words that Typer puts around ours.

`--lang` (or `--language`) may stand anywhere in a line; without it FANPIN_LANG decides, then the locale as gettext
reads it.  Help, tables, progress and errors are in that language, and so is what is written for people to read.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from experiments import language
from model.messages import _

WRONG_INPUT = 2
VARIABLES = ("FANPIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that says something decides
FRAME = {
    "ARGUMENTS_PANEL_TITLE": "Arguments", "OPTIONS_PANEL_TITLE": "Options", "COMMANDS_PANEL_TITLE": "Commands",
    "ERRORS_PANEL_TITLE": "Error", "REQUIRED_LONG_STRING": "[required]", "DEFAULT_STRING": "[default: {}]",
    "RICH_HELP": "Try [blue]'{command_path} {help_option}'[/] for help.",
}  # fmt: skip
HELP = "Show this message and exit."
REFUSALS = (  # as Typer writes them; what fills a gap may be another of them
    "Missing argument {name}.", "Missing option {name}.", "Missing command.", "No such command {name}.",
    "No such command {name}. Did you mean {other}?", "No such option: {name} (Possible options: {other})",
    "No such option: {name}", "Option {name} requires an argument.", "Option {name} does not take a value.",
    "Got unexpected extra argument(s) ({name})", "Invalid value for {name}: {why}", "Value error, {why}",
    "{name} is not one of {other}.", "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    "Input should be greater than or equal to {name}", "Input should be less than or equal to {name}",
)  # fmt: skip
AROUND = (*FRAME.values(), HELP, *REFUSALS, "[OPTIONS]", "COMMAND [ARGS]...", "Usage: ")


class Language(StrEnum):
    """What can be spoken."""

    EN = "en"
    ZH = "zh"


Lang = Annotated[
    Language | None,
    typer.Option(
        "--lang", "--language", expose_value=False, show_default=False,
        help=_("Language of what is printed and written for people: English or Chinese."),
    ),
]  # fmt: skip


def wanted(words: Sequence[str], variables: Mapping[str, str]) -> str:
    """The language that a line asks for, else that of the variables of its environment, else English."""
    for place, word in enumerate(words):
        option, _equals, value = word.partition("=")
        if option in ("--lang", "--language"):
            value = value or "".join(words[place + 1 : place + 2])
            if value in language.LANGUAGES:
                return value
    return language.preferred(next((said for name in VARIABLES if (said := variables.get(name))), ""))


class Worded:
    """What a command and the group of all have in common: Typer's own words in the language spoken."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line of usage."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), _("Usage: "))  # type: ignore[attr-defined]

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help`."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _(HELP)
        return option


class Command(Worded, TyperCommand):
    """One command."""


class Commands(Worded, TyperGroup):
    """All of them; the option of languages that the group has is one of each command as well."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for command in self.commands.values():
            command.params += [each for each in self.params if "--lang" in each.opts]

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Carry out a line of words, or the command line, in the language that it asks for; ends by SystemExit."""
        with language.speaking(wanted(sys.argv[1:] if args is None else args, os.environ)), framed():
            for command in (self, *self.commands.values()):
                _translate(command)
            try:
                status = super().main(args, *rest, **named | {"standalone_mode": False})
            except TyperException as refusal:
                said = in_other_words(refusal.format_message())
                refusal.format_message = lambda: said  # type: ignore[method-assign]
                rich_utils.rich_format_error(refusal)  # type: ignore[arg-type]
                status = WRONG_INPUT
        sys.exit(status)


def in_other_words(refusal: str) -> str:
    """A refusal of Typer's in the language spoken; as it is where it is none that we know."""
    for sentence in REFUSALS:
        parts = re.split(r"{(\w+)}", sentence)
        pattern = "".join(f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
        if met := re.fullmatch(pattern, refusal, re.DOTALL):
            return _(sentence).format(**{name: in_other_words(value) for name, value in met.groupdict().items()})
    return refusal


def _translate(command: Any) -> None:
    """What a command says of itself and of its parameters."""
    command.help, command.epilog = _(command.help or ""), _(command.epilog or "")
    command.options_metavar = _(command.options_metavar)
    if isinstance(command, Commands):
        command.subcommand_metavar = _(command.subcommand_metavar)
    for parameter in command.params:
        parameter.help = _(parameter.help or "")


class Folding(rich_utils.OptionHighlighter):
    """Help is broken wherever a line ends, since Chinese has no spaces to break it at."""

    def __call__(self, text: Any) -> Any:
        """The text, its options marked."""
        marked = super().__call__(text)
        marked.overflow = "fold"
        return marked


@contextmanager
def framed() -> Iterator[None]:
    """Typer's headings in the language spoken, for a while."""
    ours = {name: _(text) for name, text in FRAME.items()} | {"highlighter": Folding()}
    before = {name: getattr(rich_utils, name) for name in ours}
    try:
        for name, each in ours.items():
            setattr(rich_utils, name, each)
        yield
    finally:
        for name, each in before.items():
            setattr(rich_utils, name, each)
