"""What a finding shows of itself: tables of words, the same in a terminal and in a notebook, to the last digit."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from experiments import words
from experiments.summary import UNITS
from experiments.tables import Table, headline_tables
from model.calendar import month_name
from model.messages import _
from model.number import CONFIDENCE
from model.result import Result
from model.scenario import Scenario

MOST_OUTPUTS, MOST_ROWS = 4, 10  # of what is shown of a sensitivity analysis


class Grid(NamedTuple):
    """Plain rows under headings; columns whose place is in `right` are numbers."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    right: Sequence[int] = ()


def parameters_grid(found: Any) -> Grid:
    """What a calibration says of each parameter: range, best fit, median and 90 % interval, unit."""
    from experiments.calibration_tables import parameters_table

    headings = [_("number"), _("range"), _("best fit"), _("median"), _("90 % interval"), _("narrowed by"), _("unit")]
    rows = [
        [row.path, _between(row.low, row.high), words.amount(row.best), words.amount(row.median),
         _between(row.low_90, row.high_90), f"{100 * row.narrowed:.0f} %", row.unit]
        for row in parameters_table(found).itertuples()
    ]  # fmt: skip
    return Grid(headings, rows, _("Parameters"), range(1, 6))


def targets_grid(found: Any) -> Grid:
    """What a calibration says of each target and check: reported, simulated, and the misfit in tolerances."""
    from experiments.calibration_tables import targets_table

    headings = [_("target"), _("use"), _("reported"), _("tolerance"), _("simulated"), _("95 % interval"),
                _("luck alone"), _("misfit")]  # fmt: skip
    rows = [
        [row.target, _(row.use), words.amount(row.reported), words.amount(row.tolerance), words.amount(row.simulated),
         _between(row.low, row.high), _between(row.low_luck, row.high_luck),
         words.amount(row.misfit, signed=True, places=1)]
        for row in targets_table(found).itertuples()
    ]  # fmt: skip
    return Grid(headings, rows, _("Reported against simulated; misfit in tolerances"), range(2, 8))


def limits_grid(limits: pd.DataFrame) -> Grid:
    """The limits of every box of a discovery, from its table of limits."""
    rows = [
        [row.policy, row.factor, _(row.side), row.at if isinstance(row.at, str) else words.amount(row.at), row.unit,
         f"{100 * row.found_again:.0f} %", words.interval(row.low, row.high, places=words.significant(3, row.high)),
         words.amount(row.quasi_p, 2)]
        for row in limits.itertuples()
    ]  # fmt: skip
    headings = [_("policy"), _("number"), _("side"), _("limit"), _("unit"), _("found again"), _("between"),
                _("quasi-p")]  # fmt: skip
    return Grid(headings, rows, right=(3, 5, 6, 7))


def indices_grids(table: pd.DataFrame) -> Iterator[Grid]:
    """What ranks highest for the first outputs of a table of indices, a grid an output and method."""
    from experiments.findings import as_rows, heading, leading, outputs, rows_of, scale_of

    ranked = leading(table)
    headings = [_("number"), _("index"), _("estimate"), _("95 % interval"), _("luck alone")]
    for output in list(outputs(ranked))[:MOST_OUTPUTS]:
        own = rows_of(ranked, output)
        for method in dict.fromkeys(own["method"]):
            scale = scale_of(output, method)
            rows = as_rows(own[own["method"] == method].head(MOST_ROWS), scale)
            yield Grid(headings, rows, f"{heading(output)} ({method}; {scale[1]})", range(2, 5))


def grid_of(table: Table) -> Grid:
    """A table of the answer, the unit below each title and the interval below each number."""
    headings = ["", *(f"{title}, {unit}" if unit else title for title, unit in table.columns)]
    rows = [[name, *("\n".join(filter(None, cell)) for cell in cells)] for name, cells in table.rows]
    return Grid(headings, rows, table.title, range(1, len(headings)))


def html(grids: Iterable[Grid], text: str = "") -> str:
    """Grids, and the paragraphs of a text below them, as HTML; names between backticks are code, all else is text."""
    paragraphs = [Markup(re.sub("`([^`]*)`", r"<code>\1</code>", escape(each))) for each in text.split("\n\n") if each]
    return _template().render(grids=list(grids), paragraphs=paragraphs)


def scenario_html(found: Scenario) -> str:
    """A scenario: where, what is done and when, what comes, and how sure its numbers are."""
    titles = {name: each.get("en", "") for name, each in found.titles.items()}
    sure = Counter(each.confidence for each in found.numbers().values())
    last = found.start + found.months - 1
    rows = [
        *([_(axis), getattr(found, axis), titles.get(axis, "")] for axis in ("place", "policy", "future")),
        [_("months"), str(found.months), _span(found.start, last)],
        [_("sample"), f"{100 * found.sample_fraction:.3g} %", _("of kin groups; totals are weighted up to the county")],
        [_("numbers"), str(sure.total()), ", ".join(f"{sure[name]} {name}" for name in CONFIDENCE)],
    ]
    programmes = [
        [name, titles.get(f"programmes.{name}", ""), _span(each.start, min(each.end, last))]
        for name, each in found.programmes.items()
    ]
    return html([Grid(["", "", ""], rows), Grid([_("programme"), _("what"), _("when")], programmes)])


def result_html(found: Result) -> str:
    """One run: its measures, with units; a single run has no interval."""
    rows = []
    for name, value in found.headline.items():
        factor, unit = words.scale(UNITS[name])
        rows.append([words.measure(name), words.amount(factor * value), unit])
    grid = Grid([_("measure"), _("this run"), _("unit")], rows, right=(1,))
    return html([grid], _("One run has no interval; `compare` runs several."))


def load_ipython_extension(ipython: Any) -> None:
    """`%load_ext experiments.display`: scenarios and results, which know nothing of screens, show themselves too."""
    formatter = ipython.display_formatter.formatters["text/html"]
    formatter.for_type(Scenario, scenario_html)
    formatter.for_type(Result, result_html)


def study_html(study: Any) -> str:
    """A study: the answer in the order in which to read it, and where it is kept."""
    tables = headline_tables(study)
    return html(map(grid_of, tables), "\n\n".join([*filter(None, (table.note for table in tables)), repr(study)]))


def calibration_html(found: Any) -> str:
    """A calibration: parameters, targets, and what it found in words."""
    from experiments.calibration_tables import finding

    return html([parameters_grid(found), targets_grid(found)], finding(found))


def finalists_html(found: Any) -> str:
    """A search: its finalists on fresh seeds, and what it found in words."""
    from experiments.search_findings import finding, pareto_table

    return html([grid_of(pareto_table(found))], finding(found))


def discovery_html(found: Any) -> str:
    """A discovery: the limits of its box, if there is one, and what it found in words."""
    from experiments.discovery_findings import in_words, tables_of

    limits = tables_of([found])["limits"]
    return html([limits_grid(limits)] if len(limits) else [], in_words([found]))


def indices_html(found: Any) -> str:
    """The indices of a sensitivity analysis, and why some outputs have none."""
    return html(indices_grids(found.table), "\n\n".join(f"{each.output}: {each.reason}" for each in found.refused))


def trace_html(found: Any) -> str:
    """A life: which household, why it, and its events under each policy side by side."""
    beside = found.side_by_side()
    rows = [[str(month), *events] for month, *events in beside.itertuples()]
    title = _("household {household}").format(household=found.household)
    return html([Grid([_("month"), *beside], rows, title)], found.chosen)


def _span(first: int, last: int) -> str:
    return _("{} to {}").format(month_name(first), month_name(last))


def _between(low: float, high: float) -> str:
    return _("{} to {}").format(words.amount(low), words.amount(high))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("experiments"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("display.html.j2")
