"""What a study says on the page: sentences, tables and figures, every number with its interval, unit and baseline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from experiments import words
from experiments.charts_style import setting_of
from experiments.funds import fund_year_tables, funds_table, outlays_by
from experiments.gains import gains_tables
from experiments.page.drawing import Line, line_chart
from experiments.report import in_short
from experiments.tables import (
    HORIZON,
    Cell,
    Table,
    cell,
    chosen_table,
    headline_tables,
    level_table,
    poverty_path,
    return_curve,
)
from model.messages import _

EXITS = ("exits", "recorded_returns", "paper_exits", "poverty_gap", "cliff")
FIGURES = ("poverty", "gap", "return", "outlays")
LONGEST_NAME = 16
SINCE = "since_exit"
MOST_TICKS = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its title and what must be known to read it."""

    title: str
    drawing: Markup
    note: str


@dataclass(frozen=True, slots=True)
class Results:
    """All that the page shows of a study, in order: sentences, tables with the heading of their rows, figures."""

    sentences: Sequence[str]
    tables: Sequence[tuple[Table, str]]
    figures: Sequence[Figure]
    more: Sequence[tuple[str, Sequence[tuple[Table, str]]]] = ()


def first_word(study: Any) -> Results:
    """What the first estimate shows, in the language of the current catalogue: few things, and soon."""
    return Results(in_short(study), _headlines(study), figures_of(study, ("poverty",)))


def results_of(study: Any) -> Results:
    """Everything, in the language of the current catalogue."""
    who = chosen_table(study, _("Who leaves poverty, and who is left"), EXITS, who_is_left())
    funds, causes = (funds_table(study), _("fund")), (causes_table(study), _("cause"))
    gained = [(table, _("kind of household")) for table in gains_tables(study)]
    tables = [*_headlines(study), (returns_cost_table(study), _("policy")), *gained, (who, _("policy")), causes, funds]
    return Results(in_short(study), tables, figures_of(study), more_of(study))


def more_of(study: Any) -> list[tuple[str, Sequence[tuple[Table, str]]]]:
    """What is laid open only when asked for: outlays by fund and year, every measure."""
    by_year = [(table, _("year")) for table in fund_year_tables(study)]
    return [(_("Public outlays by fund and year"), by_year),
            (_("Every measure of every policy"), [(level_table(study), _("measure"))])]  # fmt: skip


def _headlines(study: Any) -> list[tuple[Table, str]]:
    return [(table, _("policy")) for table in headline_tables(study)]


def who_is_left() -> str:
    """How to read the table of exits."""
    return _(
        "Exits and recorded returns are households of the register over the whole run; exits on paper were poor by "
        "income or without a guarantee when taken off. The poverty gap is that of the last December. The cliff is by "
        "how much the supported are ahead of those who just missed the list."
    )


def returns_cost_table(study: Any) -> Table:
    """Cost per return averted, or why it is not defined."""
    costs = study.cost_per_effect()
    rows = []
    for found in costs[costs["measure"] == "cost_per_return_averted"].to_dict("records"):
        ratio = cell(found, "estimate", found["unit"])
        rows.append((found["policy"], (Cell(ratio.value, found["reason"] or ratio.interval),)))
    note = _("Defined only where both policies have the very same first exits; else see cost per poor-year averted.")
    return Table(_("Cost per return averted"), ((_("cost per return averted"), _("yuan of 2018")),), tuple(rows), note)


def causes_table(study: Any) -> Table:
    """Why households return: the share of each proximate cause under each policy."""
    found = study.causes().set_index(["policy", "cause"])
    order = [name for name in words.CAUSES if name in found.index.get_level_values("cause")]
    columns = tuple((policy, _("% of returns")) for policy in study.policies)
    rows = tuple((words.cause(name), tuple(_share(found, policy, name) for policy in study.policies)) for name in order)
    note = _("Returns that end a first exit; the cause is what fell most since the last year out of poverty.")
    return Table(_("Why households return"), columns, rows, note)


def _share(found: pd.DataFrame, policy: str, cause: str) -> Cell:
    return cell(found.loc[(policy, cause)], "estimate", "proportion") if (policy, cause) in found.index else Cell("–")


def figures_of(study: Any, names: Sequence[str] = FIGURES) -> list[Figure]:
    """Poverty headcount and gap by year, cumulative return by month since exit, outlays by year."""
    look = _Look(study)
    december, year = _("each December"), "year"
    known: dict[str, Callable[[], tuple[str, pd.DataFrame, str, str, float]]] = {
        "poverty": lambda: (_("Poor, % of rural persons"), poverty_path(study.months), year, december, 100.0),
        "gap": lambda: (
            _("Poverty gap, % of the line"), poverty_path(study.months, "poverty_gap"), year, december, 100.0
        ),
        "return": lambda: (
            _("Poor again after the first exit, %"), return_curve(study.spells), SINCE, _("months since exit"), 100.0
        ),
        "outlays": lambda: (
            _("Public outlays a year, million yuan of 2018"), outlays_by(study, year), year, _("year"), 1e-6
        ),
    }  # fmt: skip
    found = [known[name]() for name in names]
    return [look.figure(title, table, *how) for title, table, *how in found if len(table)]


class _Look:
    """The colours, dashes and names of a study's policies, as its other figures have them."""

    def __init__(self, study: Any) -> None:
        self._setting = setting_of(study)

    def figure(self, title: str, table: pd.DataFrame, along: str, x_label: str, scale: float) -> Figure:
        """One chart of a table with policy, `along`, estimate, low and high."""
        lines = [
            self._line(table[table["policy"] == policy], policy, along, scale) for policy in self._setting.policies
        ]
        lines = [line.stepped() if along == SINCE else line for line in lines if len(line.x)]
        about = f"{title}. " + "; ".join(_last_word(line) for line in lines)
        ticks = _ticks(table[along])
        drawing = line_chart(lines, about=about, x_label=x_label, ticks=ticks)
        return Figure(title, drawing, _note(along, self._setting.baseline))

    def _line(self, rows: pd.DataFrame, policy: str, along: str, scale: float) -> Line:
        rows = rows.sort_values(along)
        path = [scale * rows[name].to_numpy(float) for name in ("estimate", "low", "high")]
        dash: Any = self._setting.dash(policy)
        pattern = "" if isinstance(dash, str) else " ".join(f"{2 * part:g}" for part in dash[1])
        return Line(_short(policy), self._setting.colour(policy), pattern, rows[along].to_numpy(float), *path)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _last_word(line: Line) -> str:
    """Where a line ends, in words."""
    places = words.significant(3, line.estimate[-1])
    bounds = words.interval(line.low[-1], line.high[-1], places=places)
    number = words.amount(float(line.estimate[-1]), places=places)
    text = _("{policy} ends at {number} ({bounds})") if bounds else _("{policy} ends at {number}")
    return text.format(policy=line.name, number=number, bounds=bounds)


def _ticks(along: pd.Series) -> list[float]:
    """Months by twelve; years, every second where there are many, the first and the last among them or nearly."""
    if along.name == SINCE:
        return [float(month) for month in range(0, HORIZON + 1, 12)]
    first, last = int(along.min()), int(along.max())
    return [float(year) for year in range(first, last + 1, 2 if last - first >= MOST_TICKS else 1)]


def _note(along: str, baseline: str) -> str:
    bands = _("Bands are 95 % intervals over replicates; the baseline is {baseline}.").format(baseline=baseline)
    if along == SINCE:
        return bands + " " + _("Policies change who exits: compare by poor years and sustained exit.")
    return bands
