"""What is written down of a run: monthly measures, and at the end the tables of a `Result`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.calendar import month_name, season_of, year_of
from model.errors import Fault, ScenarioError
from model.ledger import CLASSES
from model.measures.health_spending import catastrophic
from model.measures.poverty import headcount, poverty_gap, poverty_severity
from model.messages import _
from model.phases.assessed import Assessed, last_assessment
from model.phases.stage import TALLY
from model.processes.assessment import LATENT_EXIT
from model.records import REMOVED, Household, Person, Yearbook, columns_of
from model.result import Result
from model.spells import Spells, first_rows, last_rows
from model.world import World

AT_THE_END = (
    "poverty_headcount", "poverty_gap", "poverty_severity", "registered_households", "registered_persons",
    "net_income_per_head", "cattle_per_head",
)  # fmt: skip
OVER_DECEMBERS = ("over_indebtedness", "cliff")
COUNTED = ("households", "persons", "registered_households", "registered_persons")
WATCHED = (
    "cash", "debt", "loan", "members", "able", "ill", "cows", "heifers", "steers", "calves", "trusted", "jobs",
    "wages", "crops", "herd", "transfers", "programme", "rent", "interest", "spent", "medical", "register", "house",
    "coped", "where", "dibao", "pv_kind", "loan_mode", "eco_worker", "ill_month", "bill_month", "excluded", "pupils",
    "livelihoods", "mediated", "rolls", "wed_month", "split_month", "claim",
)  # fmt: skip
WATCHED_YEARBOOK = ("poor", "exit_month", "exits", "returns", "cause", "income")
SOURCES = ("wages", "crops", "herd", "transfers", "programme", "rent", "interest")
COUNT_OF_STOCK = 6  # the month in which the region counts its livestock
ROWS_AT_ONCE = 4096  # so many records stay in the processor's cache while one field after another is read
Column = NDArray[Any]


@dataclass(slots=True)
class Observer:
    """Collects what `Result` shows; reads the world and never writes to it."""

    start_rows: dict[str, Column]
    watched_index: list[int]
    series: dict[str, list[float]] = field(default_factory=dict)
    flows: dict[int, NDArray[np.int64]] = field(default_factory=dict)
    herd_flows: dict[int, NDArray[np.int64]] = field(default_factory=dict)
    spells: Spells = field(default_factory=Spells)
    watched: list[dict[str, Any]] = field(default_factory=list)
    assessed: dict[str, float] = field(default_factory=dict)
    midyear_cattle: float = 0.0
    first_poor: float = 0.0
    recorded_returns: int = 0
    latent_exits: int = 0
    catastrophic: list[float] = field(default_factory=list)
    paper_exits: float = 0.0
    each_december: dict[str, list[float]] = field(default_factory=dict)
    poor: list[NDArray[np.bool_]] = field(default_factory=list)

    @classmethod
    def of(cls, world: World, watch: tuple[int, ...]) -> Observer:
        """An observer of a world not yet begun."""
        observer = cls(first_rows(world), [_row_of(world, household) for household in watch])
        line = world.scenario.series["exit_line"].at(world.month - 1)
        observer.assessed = assessed_measures(world, last_assessment(world.stage), line)
        observer.first_poor = observer.assessed.get("cohort_poor", 0.0)
        observer.midyear_cattle = cattle_told(world)
        return observer

    def observe(self, world: World) -> None:
        """Write down the month that has just passed."""
        year = year_of(world.month - 1)
        for kept, moved in ((self.flows, world.ledger), (self.herd_flows, world.animals)):
            kept[year] = kept[year] + moved if year in kept else moved.copy()
        if world.assessed:
            self._assess(world)
        if season_of(world.month - 1) == COUNT_OF_STOCK:
            self.midyear_cattle = cattle_told(world)
        counts = {name: world.weight * float(world.tally[TALLY.index(name)]) for name in COUNTED}
        counts["midyear_cattle"] = self.midyear_cattle
        passed = world.month - world.scenario.start - 1
        nobody = dict.fromkeys(self.series, float("nan"))  # a measure of people who are no more
        for name, value in {**nobody, **counts, **self.assessed, **side_measures(world)}.items():
            self.series.setdefault(name, [float("nan")] * passed).append(value)
        for row in self.watched_index:
            self.watched.append(_record(world, row))

    def _assess(self, world: World) -> None:
        month, y = world.month - 1, last_assessment(world.stage)
        self.spells.note(world, y, month)
        self.poor.append(((y.poor == 1) & (y.members > 0))[: world.at_start])
        self.recorded_returns += int((y.recorded_return == month).sum())
        self.latent_exits += int(((y.event == LATENT_EXIT) & (y.ever == 1)).sum())
        self.assessed = assessed_measures(world, y, float(world.county["line"][0]))
        self.catastrophic.append(catastrophic_share(world, y))
        self.paper_exits += self.assessed.get("paper_exits", 0.0)
        for name in OVER_DECEMBERS:
            self.each_december.setdefault(name, []).append(self.assessed.get(name, float("nan")))

    def result(self, world: World) -> Result:
        """The run as a `Result`; the world stays as it is."""
        series = {name: np.array(values) for name, values in self.series.items()}
        headline = {name: float(series[name][-1]) for name in AT_THE_END if name in series}
        headline["recorded_returns"] = world.weight * self.recorded_returns
        headline["exits"] = world.weight * self.latent_exits
        headline["paper_exits"] = self.paper_exits
        headline |= {name: mean_of_known(self.each_december.get(name, [])) for name in OVER_DECEMBERS}
        headline["catastrophic_health_spending"] = float(np.mean(self.catastrophic)) if self.catastrophic else 0.0
        return Result(
            start=world.scenario.start,
            weight=world.weight,
            series=series,
            headline=headline,
            spell_rows=self.spells.rows(world),
            start_rows=self.start_rows | last_rows(world, self.spells),
            flows=self.flows,
            herd_flows=self.herd_flows,
            needs_met=needs_met(world),
            first_poor=self.first_poor,
            poor=np.array(self.poor, np.bool_),
            digest=digest(world),
            watched_rows={name: np.array([row[name] for row in self.watched]) for name in self.watched[0]}
            if self.watched
            else {},
        )


def digest(world: World) -> str:
    """A hash of every record, field after field; the same whether integers are stored narrow or wide.

    Rows are taken some thousand at a time, so that they stay in the processor's cache while their fields are read.
    """
    hashed = hashlib.sha256()
    for record, rows in ((Household, world.households), (Yearbook, world.yearbook), (Person, world.persons)):
        layouts = [(name, np.dtype(column.layout)) for name, column in columns_of(record).items()]
        plain = np.asarray(rows)
        for start in range(0, len(plain), ROWS_AT_ONCE):
            part = plain[start : start + ROWS_AT_ONCE]
            for name, layout in layouts:
                hashed.update(part[name].astype(layout, order="C", casting="same_kind"))
    return hashed.hexdigest()


def assessed_measures(world: World, y: Assessed, line: float) -> dict[str, float]:
    """Measures of the last assessment; persons count, but for shares of the cohort, where households do."""
    members = y.members.astype(np.float64)
    if members.sum() == 0:
        return {}
    per_head = y.income / np.maximum(1, members) / 100.0
    cohort = np.flatnonzero((y.cohort == 1) & (members > 0))
    measures = {
        "poverty_headcount": headcount(per_head, line, members),
        "poverty_gap": poverty_gap(per_head, line, members),
        "poverty_severity": poverty_severity(per_head, line, members),
        "net_income_per_head": float(np.average(per_head, weights=members)),
    }
    measures["ever_registered_households"] = world.weight * ever_registered(world, y)
    unlisted = members * (y.ever == 0)
    if unlisted.sum() > 0:
        measures["unlisted_poor"] = float(np.average(y.poor, weights=unlisted))
    measures |= counted_in_december(world)
    return measures | (cohort_measures(world, cohort) if len(cohort) else {})


def ever_registered(world: World, y: Assessed) -> int:
    """Households of the start that were ever listed and not taken off as listed in error, here or gone.

    It is what a register that was cleaned afterwards says of its beginning.
    """
    removed = world.households["register"][: world.at_start] == REMOVED
    return int(np.count_nonzero((y.ever[: world.at_start] == 1) & ~removed))


def counted_in_december(world: World) -> dict[str, float]:
    """What the December phase has just counted: exits on paper, and of two measures that need somebody, NaN for nobody.

    `over_indebtedness` is a share of the cohort still here; `cliff` yuan a person by which households near the line,
    by what they have without programmes, are ahead where they are supported of where they were never listed.
    """
    names = ("paper_exits", "over_indebted", "listed_households")
    paper, indebted, households = (int(world.tally[TALLY.index(name)]) for name in names)
    sides = ("near_on_income", "near_on_persons", "near_off_income", "near_off_persons")
    on, persons_on, off, persons_off = (int(world.tally[TALLY.index(name)]) for name in sides)
    ahead, pairs = on * persons_off - off * persons_on, persons_on * persons_off
    return {
        "paper_exits": world.weight * paper,
        "over_indebtedness": indebted / households if households else float("nan"),
        "cliff": ahead / (100 * pairs) if pairs else float("nan"),
    }


def mean_of_known(values: list[float]) -> float:
    """The mean of those that are numbers; NaN where none is."""
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


def cohort_measures(world: World, rows: Column) -> dict[str, float]:
    """Of those listed at the start, in `rows`: poverty, cattle, recipients of the guarantee, the budget a head."""
    y, h = world.yearbook, world.households
    persons = float(y["members"][rows].sum())
    cattle = sum(int(h[name][rows].sum()) for name in CLASSES)
    recipients = np.minimum(h["members"][rows], h["dibao"][rows] + h["guaranteed"][rows])
    measures = {
        "cohort_poor": float(y["poor"][rows].mean()),
        "cohort_poor_real": float(y["poor_real"][rows].mean()),
        "cattle_per_head": cattle / persons,
        "cohort_cattle": world.weight * cattle,
        "cohort_on_guarantee": world.weight * int(recipients.sum()),
        "cohort_households_on_guarantee": world.weight * int((recipients > 0).sum()),
        "cohort_income_per_head": float(y["income"][rows].sum()) / persons / 100.0,
    }
    for source in SOURCES:
        measures[f"cohort_{source}_per_head"] = float(y[source][rows].sum()) / persons / 100.0
    return measures


def cattle_told(world: World) -> float:
    """Cattle of those listed at the start, with what the capital they placed with enterprises would buy today."""
    h, rows = world.households, np.flatnonzero(world.yearbook["cohort"][: world.at_start] == 1)
    capital, price = int(h["shares"][rows].sum()), float(world.county["cow_price"][0])
    owned = sum(int(h[name][rows].sum()) for name in CLASSES)
    return world.weight * (owned + (capital / 100.0 / price if price > 0.0 else 0.0))


def catastrophic_share(world: World, y: Assessed) -> float:
    """Share of households paying 40 % or more of capacity to pay, need standing for subsistence (WHO)."""
    need = world.scenario.processes["living"].need * float(world.county["line"][0])
    paid, consumed = y.medical / 100.0, (y.spent + y.medical + y.schooling) / 100.0
    return catastrophic(paid, np.maximum(0.0, consumed - need * y.members), y.members > 0)


def needs_met(world: World) -> list[tuple[int, str, float, float, float]]:
    """Year, programme, households that wished and were admitted, yuan not granted; in the order of these."""
    needs = sorted(world.treasury.needs.items())
    return [(year, name.removesuffix(".target"), need.wished, need.admitted, need.yuan) for (year, name), need in needs]


def side_measures(world: World) -> dict[str, float]:
    """Measures that processes from outside add, under their own names."""
    measures: dict[str, float] = {}
    for name, side in world.sides.items():
        measures |= {f"{name}.{measure}": value for measure, value in side.measures(world).items()}
    return measures


def _row_of(world: World, household: int) -> int:
    rows = np.flatnonzero(world.households["id"] == household)
    if len(rows) == 0:
        example = int(world.households["id"][0])
        message = _("no household {0} in this place and sample; a household that is there: {1}.")
        raise ScenarioError([Fault("watch", message.format(household, example))])
    return int(rows[0])


def _record(world: World, row: int) -> dict[str, Any]:
    h, y = world.households[row], world.yearbook[row]
    record = {"month": month_name(world.month - 1), "household": int(h.id)}
    record |= {name: int(h[name]) for name in WATCHED}
    record |= {f"year_{name}": int(y[name]) for name in WATCHED_YEARBOOK}
    return record
