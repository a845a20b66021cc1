"""The one door between the model and everything outside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from model.errors import Fault, ScenarioError
from model.interventions import KINDS
from model.luck import key_of
from model.messages import _
from model.month import advance
from model.observe import Observer
from model.phases.county import turn_page
from model.phases.december import december
from model.plain_people import plain_people
from model.population import first_people
from model.processes import PROCESSES
from model.result import Result
from model.scenario import Scenario
from model.side import Side
from model.world import World

BUILT_IN = frozenset({*PROCESSES.values(), *KINDS.values()})


def new_world(scenario: Scenario, seed: int, replicate: int = 0) -> World:
    """The county on the eve of its first month; the people depend on seed and replicate only, never on the policy."""
    check_run(scenario, seed, replicate)
    people = first_people(scenario, seed, replicate) if scenario.everyday else plain_people(scenario)
    world = World(
        scenario=scenario,
        seed=seed,
        replicate=replicate,
        month=scenario.start,
        households=people.households,
        yearbook=people.yearbook,
        persons=people.persons,
        villages=people.villages,
        weight=people.weight,
    )
    for name, part in scenario.parts().items():
        if type(part) not in BUILT_IN:
            world.sides[name] = Side.of(part, world)
    if not scenario.everyday:
        look_back(world)
    return world


def check_run(scenario: Scenario, seed: int, replicate: int) -> None:
    """Refuse what no world can hold.

    Raises:
        ValueError: a seed, replicate or last month beyond the bits that luck has for it.
        ScenarioError: two programmes of one kind, which would share their numbers.
    """
    key_of(0, scenario.start + scenario.months, replicate, seed)
    kinds = [kind for name, kind in scenario.kinds.items() if type(scenario.programmes[name]) in BUILT_IN]
    for kind in kinds:
        if kinds.count(kind) > 1:
            names = sorted(name for name, other in scenario.kinds.items() if other == kind)
            message = _("a mix can hold one programme of kind {0}, and here are {1}.")
            raise ScenarioError([Fault(f"programmes.{names[1]}", message.format(kind, ", ".join(names)))])


def look_back(world: World) -> None:
    """In a world of outside processes, hold what their BEGIN dealt against the line, as the last assessment."""
    world.month -= 1
    turn_page(world)
    december(world.stage)
    for name in ("event", "any_event", "poor_years", "exits", "exit_month", "any_exit_month"):
        world.yearbook[name] = 0
    world.assessed = True
    world.month += 1


def simulate(
    scenario: Scenario,
    seed: int,
    replicate: int = 0,
    *,
    watch: Iterable[int] = (),
    each_month: Callable[[World], object] | None = None,
) -> Result:
    """Run a scenario from its first month to its last.

    `seed` (64 bits) and `replicate` (32 bits) decide all luck; `watch` names households (ids) whose records are kept
    month by month in `Result.watched`.  `each_month` is called with the world after every month; it may look and may
    raise, which ends the run, but not write.  The same arguments give the same result, to the bit, on any machine,
    compiled or not.  Raises `ScenarioError` for a household that is not there, `BooksDoNotClose` on a bug.
    """
    world = new_world(scenario, seed, replicate)
    observer = Observer.of(world, tuple(watch))
    for _month in live(world):
        observer.observe(world)
        if each_month is not None:
            each_month(world)
    return observer.result(world)


def live(world: World) -> Iterator[World]:
    """Advance a world month by month to the end of its scenario, yielding it after each."""
    return live_until(world, world.scenario.start + world.scenario.months)


def live_until(world: World, month: int) -> Iterator[World]:
    """Advance a world month by month to the eve of a month, yielding it after each."""
    while world.month < month:
        advance(world)
        yield world
