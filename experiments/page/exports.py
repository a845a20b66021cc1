"""The files that the page gives: tables as CSV, made mixes as policy files, the report."""

from typing import Any

import pandas as pd

from experiments.charts import FIGURES
from experiments.funds import outlays_by
from experiments.page.answers import Asked
from experiments.page.engine import Question
from experiments.page.mixes import Menu, file_of, names_of
from experiments.page.pictures import drawn
from experiments.page.state import Refused, State
from experiments.report import page as report_page
from experiments.tables import poverty_path
from model.messages import _

TABLES = ("summary.csv", "paired.csv", "poverty.csv", "funds.csv")
REPORT = "report.html"


class FileNotReadyError(Exception):
    """A file of results that are not there yet."""


def files_for(asked: Asked) -> list[str]:
    """The names of all files of a comparison."""
    made = [each.policy for each in asked.scenarios if each.policy.startswith("mix_")]
    return [*(f"{name}.toml" for name in made), *TABLES, REPORT]


def text_of(name: str, state: State, menu: Menu, question: Question | None) -> str:
    """A file. Raises Refused for one that there is not, FileNotReadyError for one that is not there yet."""
    made = {f"{named}.toml": (state.mixes[letter], named) for letter, named in names_of(state.mixes).items()}
    if name in made:
        return file_of(menu, *made[name])
    if name not in (*TABLES, REPORT):
        raise Refused(_("there is nothing named {name} here.").format(name=repr(name)))
    word = None if question is None else question.word
    if word is None:
        raise FileNotReadyError(_("there are no results yet; open the page of this address first."))
    study = word.study.afresh()
    if name == REPORT:
        return report_page(study, {each: str(drawn(plot, study, "svg")) for each, plot in FIGURES.items()})
    tables = {"summary.csv": lambda: study.summary, "paired.csv": lambda: study.paired}
    tables |= {"poverty.csv": lambda: paths_of(study), "funds.csv": lambda: outlays_by(study, "fund", "year")}
    return str(tables[name]().to_csv(index=False, lineterminator="\n"))


def paths_of(study: Any) -> pd.DataFrame:
    """Poverty headcount and gap of each December: policy, measure, year, estimate, low, high, replicates."""
    measures = ("poverty_headcount", "poverty_gap")
    return pd.concat([poverty_path(study.months, name).assign(measure=name) for name in measures], ignore_index=True)
