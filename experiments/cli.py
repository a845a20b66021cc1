"""The command `fanpin`: what people type, and where each command is.

A command's function turns words into a question, asks `experiments`, and prints the answer; nothing is worked out
here.  Results go to standard output, progress and messages to standard error.  Exit status: 0 done, 1 failed,
2 wrong input.
"""

import signal
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated

import typer

from experiments import (
    cli_attribution,
    cli_calibration,
    cli_designs,
    cli_discovery,
    cli_language,
    cli_look,
    cli_nation,
    cli_page,
    cli_report,
    cli_run,
    cli_search,
    cli_study,
)
from model.messages import _

app = typer.Typer(
    name="fanpin",
    cls=cli_language.Commands,
    help=_("Which measures against poverty last: households, programmes and the return to poverty, simulated."),
    epilog=_("Start with: fanpin compare kezuohou --policies none,as_reported --replicates 5 --sample-fraction 0.1"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS: dict[str, tuple[Callable[..., None], str, str]] = {
    "list": (
        cli_look.list_things,
        _("List places, policies, futures, interventions or parameters."),
        _("Example: fanpin list parameters --place kezuohou --policy as_reported"),
    ),
    "check": (
        cli_look.check,
        _("Check scenario files; each fault is told with its file, line and key, and what is allowed there."),
        _("Example: fanpin check my_policy.toml"),
    ),
    "run": (
        cli_run.run,
        _("Run one place under one policy once, and print what is measured; with --out, keep it as a study of one."),
        _("Example: fanpin run kezuohou --policy as_reported --sample-fraction 0.1 --seed 1"),
    ),
    "compare": (
        cli_run.compare,
        _("Compare policies on common luck: exit from poverty, return to it, and cost, with 95 % intervals."),
        _("Example: fanpin compare kezuohou --policies none,cattle_loan --replicates 20 --out results/mine"),
    ),
    "resume": (
        cli_study.resume,
        _("Finish an interrupted study; runs that are done are never run again, runs that failed are tried once more."),
        _("Example: fanpin resume results/mine"),
    ),
    "verify": (
        cli_study.verify,
        _("Run a few runs of a study again and compare every row with what is stored; names the first difference."),
        _("Example: fanpin verify results/mine --runs 5"),
    ),
    "report": (
        cli_report.report,
        _("Write the report of a study anew, as one HTML file and a PDF, in English or Chinese."),
        _("Example: fanpin report results/mine --language zh"),
    ),
    "sweep": (
        cli_designs.sweep,
        _("Run a design: points of levers and uncertainties, under every policy and future, on common luck."),
        _("Example: fanpin sweep sweep_demo --out results/sweep"),
    ),
    "sensitivity": (
        cli_designs.sensitivity,
        _("Find out which numbers matter, by Morris, Sobol or PAWN; ends in a table, a figure and a paragraph."),
        _("Example: fanpin sensitivity sensitivity_loan --out results/loan"),
    ),
    "discover": (
        cli_discovery.discover,
        _("Find out where a mix fails, by PRIM over numbers and futures; ends in a table, a figure and a paragraph."),
        _("Example: fanpin discover discover_demo --out results/discover"),
    ),
    "search": (
        cli_search.search,
        _("Search for the best mixes within a budget, over futures; ends in a table, a figure and policy files."),
        _("Example: fanpin search search_demo --out results/search"),
    ),
    "calibrate": (
        cli_calibration.calibrate,
        _("Find which values of uncertain numbers fit what was reported: best fit, posterior, and what stays unknown."),
        _("Example: fanpin calibrate calibrate_register --out results/calibrated"),
    ),
    "attribute": (
        cli_attribution.attribute,
        _("Share out what a mix of programmes does among them, and ask what returns to poverty hang on."),
        _("Example: fanpin attribute kezuohou --groups health=health_*,treat_* --sample-fraction 0.01 --replicates 2"),
    ),
    "trace": (
        cli_look.trace,
        _("Tell the life of one made-up household month by month, under each policy side by side."),
        _("Example: fanpin trace kezuohou --policies none,as_reported --out results/life"),
    ),
    "nation": (
        cli_nation.nation,
        _("Live many synthetic counties, on all cores or a cluster, and add up what becomes of them."),
        _("Example: fanpin nation --households 1000000 --months 84 --out results/nation"),
    ),
    "page": (
        cli_page.page,
        _("Open the planner's page: mixes of programmes side by side in a browser, on this machine alone."),
        _("Example: fanpin page --port 0 --no-browser"),
    ),
    "theory": (
        cli_look.theory,
        _("Run small worlds whose answers mathematics knows, and print answer, estimate and tolerance."),
        _("Example: fanpin theory --json"),
    ),
}
for name, (command, what, example) in COMMANDS.items():
    app.command(name, cls=cli_language.Command, help=what, epilog=example)(command)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"fanpin {version('fanpin')}")
        raise typer.Exit


@app.callback()
def fanpin(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help=_("Print the version."))
    ] = False,
    lang: cli_language.Lang = None,
) -> None:
    pass


def main() -> None:
    """Console script; told to end, as a cluster does when time is up, it stops as for Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()


if __name__ == "__main__":
    main()
