"""The first month's people: every rural household of the county, made bottom up, and the list that is made of them.

Everything drawn for a household or a person depends on (seed, replicate, its id) alone.  What they share is the act of
listing: candidates are ranked by the income others see, with allowance for illness, an unsafe house and missing hands,
and the list takes the lowest.  A run that holds what is shared lists below a fixed line instead.
"""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from model.arithmetic import log_, lognormal
from model.luck import draws, family
from model.phases.accounts import empty_accounts
from model.phases.county import deal_county_month, turn_page
from model.plain_people import People
from model.processes import PROCESSES
from model.records import LISTED, NEVER_LISTED, County, Household, Person, Village, Yearbook, blank
from model.sample import kin_groups, sample_kin_groups
from model.scenario import Scenario
from model.synthesis.loops import find_homes, look_ahead, make_people
from model.synthesis.start import Budget, Home, Start
from model.world import numbers_of_scenario

PLACE = family("start.village", "exposure", "helper", "water")
VILLAGE_IDS = 10_000
MOST_KEPT = 1 << 25  # bytes of the first people lately made, all together

_made: dict[Hashable, People] = {}
_making = Lock()


def first_people(scenario: Scenario, seed: int, replicate: int) -> People:
    """The people of a scenario's first month, sampled by its `sample_fraction`.

    Whole kin groups are kept, by their share of listed households; a larger fraction contains a smaller one, and
    ids, villages and kin keep their numbers. `weight` is households over households kept.

    Programmes and the rules of the register change nothing in them.  So samples made of late are kept, and who
    compares policies gets copies.
    """
    processes = tuple(scenario.processes[name] for name in PROCESSES if name != "register")
    key = (scenario.settings(), processes, scenario.series, seed, replicate)
    people = _made.get(key)
    if people is None:
        people = make_first_people(scenario, seed, replicate)
        if people.nbytes > MOST_KEPT:
            return people
        with _making:
            while _made and people.nbytes + sum(each.nbytes for each in _made.values()) > MOST_KEPT:
                del _made[max(_made, key=lambda each: _made[each].nbytes)]  # a small sample takes as long to make
            _made[key] = people
    return people.copy()


def make_first_people(scenario: Scenario, seed: int, replicate: int) -> People:
    """The same, made anew."""
    s = whole_county(scenario, seed, replicate)
    rows = like_beside_like(s, sample_kin_groups(s.households, scenario, (seed, replicate)))
    villages = villages_of(scenario, seed, replicate, int(s.households["village"][-1]) + 1)
    households, persons = moved(s, rows)
    kept = np.bincount(households["village"], minlength=len(villages))
    if scenario.hold_shared:
        kept = np.full(len(villages), scenario.processes["population"].per_village * scenario.sample_fraction)
    villages["common_fodder"] *= kept
    return People(households, s.yearbook.take(rows), persons, villages, len(s.households) / max(1, len(rows)))


def like_beside_like(s: Start, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The `rows` of a county in an order that brings households of one kind together.

    No result hangs on the order; a processor that meets the same kind again foresees its branches.
    """
    h, kind = s.households, np.zeros(len(rows), np.int64)
    cattle = h["cows"] + h["heifers"] + h["steers"] + h["calves"] > 0
    for trait in (h["register"], cattle, h["members"], h["elders"], h["able"]):
        kind = kind * (int(trait.max()) + 1) + trait[rows]
    return rows[np.argsort(kind, kind="stable")]


def moved(s: Start, rows: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """These households, and their persons in the same order."""
    h = s.households.take(rows)
    slots = h["slots"].astype(np.int64)
    first = np.cumsum(slots) - slots
    persons = s.persons.take(np.repeat(h["first"] - first, slots) + np.arange(int(slots.sum())))
    h["first"] = first
    return h, persons


def whole_county(scenario: Scenario, seed: int, replicate: int) -> Start:
    """Every household and person on the eve of the first month, and who of them is listed.

    Budgets are those of the year that ends; `expect` gives those of the year that begins.
    """
    n, number = scenario.processes["population"], np.arange(scenario.processes["population"].households)
    households, homes = blank(Household, len(number)), blank(Home, len(number))
    households["village"] = number // n.per_village
    households["id"] = (households["village"] + 1) * VILLAGE_IDS + number % n.per_village + 1
    households["kin"] = kin_groups(number, n, seed, replicate)
    numbers = numbers_of_scenario(scenario)
    find_homes(households, homes, numbers, seed, replicate)
    households["first"] = np.cumsum(households["slots"]) - households["slots"]
    people = blank(Yearbook, len(number)), blank(Person, int(households["slots"].sum()))
    seen, county = np.empty(len(number)), county_in(scenario, scenario.start - 1)
    s = Start(households, *people, homes, blank(Budget, len(number)), seen, county, numbers, seed, replicate)
    make_people(s)
    empty_accounts(households)
    enlist(s, scenario)
    return s


def expect(s: Start, scenario: Scenario) -> NDArray[Any]:
    """Budgets that the households of a county may expect of the year that begins: one `Budget` a household."""
    look_ahead(s, county_in(scenario, scenario.start + 1))
    budgets: NDArray[Any] = s.budgets
    return budgets


def county_in(scenario: Scenario, month: int) -> NDArray[Any]:
    """Prices, wages, payments and line of a month without weather of its own: one `County` row."""
    eve = SimpleNamespace(county=blank(County, 1), scenario=scenario, month=month, seed=0, replicate=0)
    turn_page(cast(Any, eve))
    deal_county_month(cast(Any, eve))
    return cast("NDArray[Any]", eve.county)


def enlist(s: Start, scenario: Scenario) -> None:
    """Put the households that seem poorest on the list."""
    n = scenario.processes["population"]
    if scenario.hold_shared:
        chosen = s.seen < log_(n.held_line)
    else:
        chosen = np.zeros(len(s.seen), bool)
        chosen[np.argsort(s.seen, kind="stable")[: n.listed]] = True  # among equals, the first id
    s.households["register"] = np.where(chosen, LISTED, NEVER_LISTED)
    s.yearbook["cohort"] = chosen
    s.yearbook["ever"] = chosen


def villages_of(scenario: Scenario, seed: int, replicate: int, count: int) -> NDArray[Any]:
    """Every village; its common fodder is still that of one household."""
    n, villages = scenario.processes["population"], blank(Village, count)
    u = draws(seed, replicate, PLACE.number, np.arange(1, count + 1), 0)
    villages["exposure"] = [lognormal(1.0, n.exposure_sd, each) for each in u[:, 0]]
    villages["water"] = u[:, 2] < n.water
    villages["helper"] = n.helper + n.helper_varies * (2.0 * u[:, 1] - 1.0)
    villages["common_fodder"] = n.common_fodder
    return villages
