"""One county in one replicate: its records, its books and its month."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.calendar import year_of
from model.interventions import KINDS
from model.ledger import ANIMALS, CLASSES, MONEY, PUBLIC, close
from model.number import dtype_of, pack
from model.phases.accounts import empty_accounts
from model.phases.kin import KinGroups, kin_groups_of
from model.phases.stage import TALLY, Stage
from model.processes import PROCESSES
from model.records import County, Household, Person, Village, Yearbook, as_records, blank
from model.rows import layout_of_rows, rows_of
from model.scenario import Scenario
from model.treasury import Treasury

KIND_OF = {cls: kind for kind, cls in KINDS.items()}
STOCKS = ("cash", "loan", "debt", "shares", "claim")


@dataclass(slots=True)
class World:
    """Everything that changes in a run.  `advance` in `model.month` moves it on by one month.

    Record arrays have one row a household (`households`, `yearbook`), a person slot, a village; `county` and
    `numbers` have one row; `given` keeps the scenario's numbers, from which `numbers` starts anew each month.
    `ledger` (fen) and `animals` (head) hold this month's total of each flow; `on_file` are the rows of those on the
    register or in a programme when this month's programmes first asked, `holders` how many then had each livelihood;
    `menu` the rows of those who take each project this year.
    There were `at_start` households in the first month; `room` holds the arrays of which households, yearbook and
    persons are the part in use, once there are more.
    """

    scenario: Scenario
    seed: int
    replicate: int
    month: int
    households: NDArray[Any]
    yearbook: NDArray[Any]
    persons: NDArray[Any]
    villages: NDArray[Any]
    weight: float
    county: NDArray[Any] = field(default_factory=lambda: blank(County, 1))
    numbers: NDArray[Any] = field(default_factory=lambda: blank(County, 1))
    given: NDArray[Any] = field(default_factory=lambda: blank(County, 1))
    ledger: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(MONEY), np.int64))
    animals: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(ANIMALS), np.int64))
    tally: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(TALLY), np.int64))
    stocks: dict[str, int] = field(default_factory=dict)
    head: dict[str, int] = field(default_factory=dict)
    sides: dict[str, Any] = field(default_factory=dict)
    treasury: Treasury = field(init=False)
    kin: KinGroups = field(init=False)
    at_start: int = field(init=False)
    room: dict[str, NDArray[Any]] = field(default_factory=dict)
    assessed: bool = False
    on_file: Any = None
    holders: NDArray[np.int64] | None = None
    menu: dict[int, NDArray[np.int64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.households = as_records(Household, self.households)
        self.yearbook = as_records(Yearbook, self.yearbook)
        self.persons = as_records(Person, self.persons)
        self.villages = as_records(Village, self.villages)
        self.given = numbers_of_scenario(self.scenario)
        self.numbers = self.given.copy()
        self.treasury = Treasury(funds_of_kinds(), self.scenario.processes["funds"].envelopes)
        self.at_start = len(self.households)
        self.kin = kin_groups_of(self.households["kin"])
        self.stocks = {name: int(self.households[name].sum()) for name in STOCKS}
        self.head = {name: int(self.households[name].sum()) for name in CLASSES}

    @property
    def programmes(self) -> Any:
        """The mix: name -> programme, in the fixed order of kind and name."""
        return self.scenario.programmes

    @property
    def stage(self) -> Stage:
        """The arrays as compiled phases take them."""
        return Stage(
            self.households, self.yearbook, self.persons, self.villages, self.county, self.numbers,
            self.ledger, self.animals, self.tally, self.seed, self.replicate,
        )  # fmt: skip

    def close_books(self) -> None:
        """Hold this month's stocks against what flowed.  Raises `BooksDoNotClose`."""
        stocks = {name: int(self.tally[TALLY.index(name)]) for name in STOCKS}
        head = {name: int(self.tally[TALLY.index(name)]) for name in CLASSES}
        close(self.ledger, self.stocks, stocks)
        close(self.animals, self.head, head)
        self.stocks, self.head = stocks, head

    def open_month(self) -> None:
        """Empty this month's books and counts, and the year's accounts after an assessment; January fills the funds."""
        self.treasury.open_year(year_of(self.month))
        self.ledger[:] = 0
        self.animals[:] = 0
        self.tally[:] = 0
        if self.assessed:
            empty_accounts(self.households)
        self.assessed = False
        self.on_file = self.holders = None

    def snapshot(self) -> World:
        """An independent copy, from which the run can be taken up again."""
        scenario, room = self.scenario, self.room
        self.scenario, self.room = None, {}  # type: ignore[assignment]  # frozen: shared; room: the twin makes its own
        try:
            twin = copy.deepcopy(self)
        finally:
            self.scenario, self.room = scenario, room
        twin.scenario = scenario
        return twin


def numbers_of_scenario(scenario: Scenario) -> NDArray[Any]:
    """One row of every number of every process and kind of programme, nested: `numbers[0].health.admission`.

    A kind has its numbers and `active`, set month by month; one that is not in the mix is all zero.  Processes and
    programmes from outside hold their numbers themselves.
    """
    numbers = rows_of(np.zeros(1, layout_of_numbers()))
    for name, process in scenario.processes.items():
        if name in PROCESSES:
            numbers[name][0] = pack(process)
    own = set(KINDS.values())
    for programme in scenario.programmes.values():
        if type(programme) not in own:
            continue
        kind, packed = kind_of(programme), pack(programme)
        for field_name in packed.dtype.names or ():
            numbers[kind][field_name][0] = packed[field_name]
    return numbers


def funds_of_kinds() -> dict[str, str]:
    """The fund of each kind of programme, and of what another fund pays for in one, by the name of its luck."""
    payers = {kind: getattr(cls, "FUND", "") for kind, cls in KINDS.items()}
    for cls in KINDS.values():
        payers |= getattr(cls, "OTHER_FUNDS", {})
    return {name: fund.removeprefix(PUBLIC) for name, fund in payers.items()}


@cache
def layout_of_numbers() -> np.dtype[Any]:
    """The layout of all numbers: one object, as `dtype_of` a record is."""
    layout = [(name, dtype_of(cls)) for name, cls in PROCESSES.items()]
    layout += [(kind, _with_active(dtype_of(cls))) for kind, cls in KINDS.items()]
    return layout_of_rows(layout)


def kind_of(programme: Any) -> str:
    """The name under which a programme's class is registered."""
    return KIND_OF[type(programme)]


def _with_active(layout: np.dtype[Any]) -> np.dtype[Any]:
    return layout_of_rows([*[(name, layout[name]) for name in layout.names or ()], ("active", "i8")])
