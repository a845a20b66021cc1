"""Many scenarios from one shared past: a run is lived once up to the month in which they part, and goes on under each.

A scenario is taken apart into facts, each with the month from which it can matter: a number of a process before the
first month, since the first people are made with it; one of a programme when that starts; the end of a programme in
the month after it; a value of a path of the future in its January.  Two runs on the same luck are the same up to the
first month of a fact that only one of them has.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.calendar import month_name, month_number, year_of
from model.declared import Date
from model.errors import Fault, ScenarioError, Unfit
from model.frozen import Yearly
from model.messages import _
from model.number import parts, plain
from model.observe import Observer
from model.result import Result
from model.scenario import Scenario
from model.simulate import BUILT_IN, check_run, live_until, new_world
from model.world import World, numbers_of_scenario

LOOKED_AHEAD = frozenset({"cpi", "exit_line"})  # read for years to come as well: the level of prices is that of 2018


class Fact(NamedTuple):
    """Something a scenario says, and the first month in which it can matter to a run."""

    month: int
    path: str
    value: Any


type Facts = frozenset[Fact]


@dataclass(frozen=True, slots=True)
class Past:
    """What some of a list of scenarios share: their places in the list, until when, and how they part then."""

    members: tuple[int, ...]
    until: int
    branches: tuple[Past, ...] = ()


def facts_of(scenario: Scenario) -> Facts:
    """Everything a scenario says that can matter to a run, with the month from which it does."""
    eve = scenario.start - 1
    found = [Fact(eve, name, value) for name, value in plain(scenario.settings()).items()]
    for name, series in scenario.series.items():
        path = f"series.{name}"
        ahead = (Fact(eve, path, tuple(series.values.items())),)
        found += ahead if name in LOOKED_AHEAD else _in_force(path, series.values, eve)
    for name, part in scenario.parts().items():
        if type(part) not in BUILT_IN:
            text = json.dumps(plain(part), sort_keys=True)
            found.append(Fact(eve, name, (id(type(part)), text)))
        elif name in scenario.programmes:
            begun = max(scenario.start, part.start)
            found += [Fact(begun, name, scenario.kinds[name]), *_facts(name, part, begun)]
        else:
            found += _facts(name, part, eve)
    return frozenset(found)


def _facts(path: str, part: Any, since: int) -> Iterator[Fact]:
    """Each number of a part that is there from `since` on; a date matters when it comes, an end in the month after."""
    for name, declared in parts(type(part)).items():
        here, value = f"{path}.{name}", getattr(part, name)
        if isinstance(declared, type):
            yield from _facts(here, value, since)
        elif isinstance(value, Yearly):
            yield from _year_by_year(here, value, since)
        elif isinstance(declared, Date):
            yield Fact(max(since, value + (name == "end" or name.endswith("_end"))), here, value)
        else:
            yield Fact(since, here, value)


def _year_by_year(path: str, values: Yearly, since: int) -> Iterator[Fact]:
    """Every value given; the first may hold for the years before it too."""
    first = next(iter(values))
    for year, value in values.items():
        yield Fact(since if year == first else max(since, _january(year)), f"{path}.{year}", value)


def _in_force(path: str, values: Yearly, since: int) -> Iterator[Fact]:
    """The value in force the year before, which a winter may still be of, and each change of it."""
    first = year_of(since) - 1
    known = values.at(first)
    yield Fact(since, path, known)
    for year, value in values.items():
        if year > first and value != known:
            yield Fact(max(since, _january(year)), f"{path}.{year}", value)
            known = value


def _january(year: int) -> int:
    return month_number(f"{year}-01")


def parting(one: Scenario, other: Scenario) -> Fact | None:
    """The first fact that only one of two scenarios states; None where they say the same.

    On the same luck their runs are the same before its month.  A month before the first means that not even the first
    people need be the same.
    """
    apart = facts_of(one) ^ facts_of(other)
    return min(apart, key=lambda fact: fact[:2], default=None)


def shared_past(scenarios: Sequence[Scenario], *, people_of: Scenario | None = None) -> Past:
    """How scenarios part: the tree of what they share.  Worth keeping where the same ones meet many lucks.

    With the first people of one scenario, nothing parts them before their first month.  Raises ScenarioError where a
    scenario cannot have these people.
    """
    facts = {place: facts_of(scenario) for place, scenario in enumerate(scenarios)}
    if people_of is not None:
        theirs = facts_of(people_of)
        for place, scenario in enumerate(scenarios):
            _check_people(facts[place] ^ theirs, scenario, people_of)
            facts[place] = frozenset(Fact(max(scenario.start, fact.month), *fact[1:]) for fact in facts[place])
    return _past(facts, max(scenario.start + scenario.months for scenario in scenarios))


def _past(facts: Mapping[int, Facts], end: int) -> Past:
    """The tree of some members; what all of them state can part none of them."""
    common = frozenset.intersection(*facts.values())
    left = {place: each - common for place, each in facts.items()}
    until = min((fact.month for each in left.values() for fact in each), default=end)
    if until >= end:
        return Past(tuple(facts), end)
    now = {place: frozenset(fact for fact in each if fact.month == until) for place, each in left.items()}
    groups: dict[Facts, dict[int, Facts]] = {}
    for place, each in left.items():
        groups.setdefault(now[place], {})[place] = each - now[place]
    return Past(tuple(facts), until, tuple(_past(group, end) for group in groups.values()))


def simulate_branches(
    scenarios: Sequence[Scenario],
    seed: int,
    replicate: int = 0,
    *,
    people_of: Scenario | None = None,
    branch: str | None = None,
) -> list[Result]:
    """Run every scenario, and what they share only once; each `Result` is to the bit that of `simulate`.

    `branch` ("2018-01") is the month before which none may differ from another: where one does, it is refused.  With
    `people_of` every run starts with the first people of that scenario, whatever its own are, so that a changed
    number acts from the first month on and not before; such a result is no longer that of `simulate`.  Scenarios that
    say the same share one `Result`.  Raises ScenarioError as `simulate` does, and where scenarios part too early.
    """
    for scenario in scenarios:
        _check_branch(scenarios[0], scenario, branch)
    found = dict(each_branch(scenarios, seed, replicate, people_of=people_of))
    return [found[place] for place in range(len(scenarios))]


def each_branch(
    scenarios: Sequence[Scenario],
    seed: int,
    replicate: int = 0,
    *,
    people_of: Scenario | None = None,
    past: Past | None = None,
) -> Iterator[tuple[int, Result]]:
    """As `simulate_branches`: each result as soon as it is there, after the scenario's place in the list.

    So that of many results none need be kept.  `past` is `shared_past` of the same scenarios, where it is known.
    """
    if not scenarios:
        return
    for scenario in scenarios:
        check_run(scenario, seed, replicate)
    past = past or shared_past(scenarios, people_of=people_of)
    people_differ = past.branches and past.until < scenarios[past.members[0]].start
    for root in past.branches if people_differ else (past,):
        first = scenarios[root.members[0]]
        world = new_world(people_of or first, seed, replicate)
        observer = Observer.of(world, ())
        _take_up(world, first)
        yield from _grown(world, observer, root, scenarios)


def _grown(world: World, observer: Observer, past: Past, scenarios: Sequence[Scenario]) -> Iterator[tuple[int, Result]]:
    """The results of all members of a past, from a world in it.  The world given is used up."""
    for _month in live_until(world, min(past.until, world.scenario.start + world.scenario.months)):
        observer.observe(world)
    if not past.branches:
        result = observer.result(world)
        yield from ((place, result) for place in past.members)
    for branch in past.branches:
        last = branch is past.branches[-1]
        twin, seen = (world, observer) if last else (world.snapshot(), copy.deepcopy(observer))
        _take_up(twin, scenarios[branch.members[0]])
        yield from _grown(twin, seen, branch, scenarios)


def go_on_under(world: World, scenario: Scenario) -> World:
    """A copy of a world that goes on under another scenario.

    Raises ScenarioError where the two part before the world's month: the copy's past would then not be its own.
    """
    apart = parting(world.scenario, scenario)
    if apart is not None and apart.month < world.month:
        raise ScenarioError([_too_early(world.scenario, scenario, apart, world.month)])
    twin = world.snapshot()
    _take_up(twin, scenario)
    return twin


def _take_up(world: World, scenario: Scenario) -> None:
    """Put a world under another scenario from this month on.  Last month's numbers hold until programmes enrol."""
    if scenario is world.scenario:
        return
    world.scenario, world.given = scenario, numbers_of_scenario(scenario)
    world.treasury.envelopes = scenario.processes["funds"].envelopes
    if world.month == scenario.start:
        world.numbers = world.given.copy()


def _check_branch(one: Scenario, other: Scenario, branch: str | None) -> None:
    """Raises ScenarioError where two scenarios part before a month, or where it is no month."""
    if branch is None:
        return
    try:
        month = month_number(branch)
    except Unfit as unfit:
        raise ScenarioError([Fault("branch", str(unfit))]) from None
    apart = parting(one, other)
    if apart is not None and apart.month < month:
        raise ScenarioError([_too_early(one, other, apart, month)])


def _too_early(one: Scenario, other: Scenario, apart: Fact, month: int) -> Fault:
    message = _("{one} and {other} part in {found}, before {month}: only what is the same until then can be shared.")
    names = (f"{each.policy}, {each.future}" for each in (one, other))
    one_name, other_name = names
    found = month_name(max(apart.month, one.start))
    return Fault(apart.path, message.format(one=one_name, other=other_name, found=found, month=month_name(month)))


def _check_people(apart: Facts, scenario: Scenario, people_of: Scenario) -> None:
    """Raises ScenarioError where a setting or a part from outside, which first people cannot change, is apart."""
    outside = {name for name, part in (scenario.parts() | people_of.parts()).items() if type(part) not in BUILT_IN}
    fixed = outside | plain(scenario.settings()).keys()
    found = sorted({fact.path for fact in apart if fact.path in fixed})
    if found:
        message = _("differs from that of the scenario whose first people are wanted; it must be the same.")
        raise ScenarioError([Fault(found[0], message)])
