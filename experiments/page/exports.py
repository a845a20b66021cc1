"""The files that the page gives: tables as CSV, made mixes as policy files, the report as HTML and as PDF."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from experiments.charts import FIGURES
from experiments.funds import outlays_by
from experiments.gains import gains
from experiments.page.answers import Asked
from experiments.page.engine import Question
from experiments.page.mixes import Menu, file_of, names_of
from experiments.page.pictures import drawn
from experiments.page.printing import Printer, can_print
from experiments.page.state import Refused, State
from experiments.report import page as report_page
from experiments.tables import poverty_path, return_curve
from model.messages import _

TABLES: Mapping[str, Callable[[Any], pd.DataFrame]] = {
    "summary.csv": lambda study: study.summary,
    "paired.csv": lambda study: study.paired,
    "poverty.csv": lambda study: paths_of(study),
    "returns.csv": lambda study: return_curve(study.spells),
    "causes.csv": lambda study: study.causes(),
    "gains.csv": gains,
    "funds.csv": lambda study: outlays_by(study, "fund", "year"),
}
DRAWINGS = tuple(f"{name}.{form}" for name in FIGURES for form in ("svg", "png"))
REPORT, PDF = "report.html", "report.pdf"
MEDIA = {"html": "text/html", "pdf": "application/pdf", "csv": "text/csv", "svg": "image/svg+xml", "png": "image/png"}


class FileNotReadyError(Exception):
    """A file of results that are not there yet."""


def files_for(asked: Asked) -> list[str]:
    """The names of all files of a comparison."""
    made = [each.policy for each in asked.scenarios if each.policy.startswith("mix_")]
    return [*(f"{name}.toml" for name in made), *TABLES, *DRAWINGS, *reports()]


def reports() -> list[str]:
    """The names of the report: a PDF only where it can be made."""
    return [REPORT, PDF] if can_print() else [REPORT]


def file_named(name: str, state: State, menu: Menu, question: Question | None, printer: Printer) -> str | bytes:
    """A file. Raises Refused for one that there is not, FileNotReadyError for one that is not there yet.

    What `printer` raises is raised too.
    """
    made = {f"{named}.toml": (state.mixes[letter], named) for letter, named in names_of(state.mixes).items()}
    if name in made:
        return file_of(menu, *made[name])
    if name not in (*TABLES, *DRAWINGS, *reports()):
        raise Refused(_("there is nothing named {name} here.").format(name=repr(name)))
    word = None if question is None else question.word
    if word is None:
        raise FileNotReadyError(_("there are no results yet; open the page of this address first."))
    study = word.study.afresh()
    if name in (REPORT, PDF):
        page = report_page(study, {each: str(drawn(plot, study, "svg")) for each, plot in FIGURES.items()})
        return page if name == REPORT else printer.pdf(page)
    if name in DRAWINGS:
        figure, _dot, form = name.partition(".")
        return drawn(FIGURES[figure], study, form)
    return str(TABLES[name](study).to_csv(index=False, lineterminator="\n"))


def media_of(name: str) -> str:
    """The kind of content of a file."""
    kind = MEDIA.get(name.rpartition(".")[2], "text/plain")
    return f"{kind}; charset=utf-8" if kind.startswith("text") else kind


def paths_of(study: Any) -> pd.DataFrame:
    """Poverty headcount and gap of each December: policy, measure, year, estimate, low, high, replicates."""
    measures = ("poverty_headcount", "poverty_gap")
    return pd.concat([poverty_path(study.months, name).assign(measure=name) for name in measures], ignore_index=True)
