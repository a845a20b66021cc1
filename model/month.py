"""The month, in order.  This file is the table of contents: what happens, and when.

1. weather and prices, alike for everyone
2. programmes admit households
3. persons: births, deaths, school, illness, work (phase `bodies`)
4. the county's openings are cleared among those who look for work
5. in November, a village's common fodder is cleared
6. processes and programmes from outside the package
7. households: land, herd, income, programmes, bills, credit, living, coping (phase `purse`)
8. in December, the assessment and the register (phase `december`)
9. the books are closed
"""

from __future__ import annotations

import math

import numpy as np

from model.allotment import allot
from model.arithmetic import exp_, log_
from model.luck import draws, family
from model.phases.bodies import bodies, luck_buffers
from model.phases.county import deal_county_month, turn_page
from model.phases.december import december
from model.phases.fodder import state_fodder_wishes
from model.phases.hiring import weigh_seekers
from model.phases.purse import count_all, purse
from model.phases.stage import JOBS, VACANCIES
from model.processes.herd import WINTER_STARTS
from model.records import LOCAL_JOB, MIGRANT_JOB
from model.world import World, kind_of

HIRED = family("person.hired", "rank", "kind")
FODDER = family("household.fodder", "rank")
YEAR = 12


def advance(world: World) -> None:
    """Move the world on by one month.  Raises `BooksDoNotClose` where money or animals were not conserved."""
    world.open_month()
    turn_page(world)
    if world.scenario.everyday:
        deal_county_month(world)
        enrol_programmes(world)
        hire(world, live_bodies(world))
        if world.county[0].season == WINTER_STARTS:
            share_fodder(world)
    for side in world.sides.values():
        side.step(world)
    if world.scenario.everyday:
        purse(world.stage, monthly(world.scenario.processes["living"].habit))
    else:
        count_all(world.stage)
    if (world.month - world.scenario.start + 1) % world.scenario.processes["assessment"].every == 0:
        december(world.stage)
        world.assessed = True
    world.close_books()
    world.month += 1


def monthly(yearly: float) -> float:
    """The monthly coefficient of an autoregression with this yearly one."""
    return exp_(log_(yearly) / 12.0) if yearly > 0.0 else 0.0


def enrol_programmes(world: World) -> None:
    """Each programme of the mix, in fixed order, admits households while it runs; those from outside follow later.

    Those that change the rules for others announce it first.  What a programme wrote to the numbers last month is
    undone before, so that it ends with the programme.
    """
    world.numbers[:] = world.given
    running = []
    for name, programme in world.programmes.items():
        if name not in world.sides and programme.start <= world.month <= programme.end:
            world.numbers[kind_of(programme)]["active"] = 1
            running.append(programme)
    for programme in running:
        if hasattr(programme, "announce"):
            programme.announce(world)
    for programme in running:
        if hasattr(programme, "enrol"):
            programme.enrol(world)


def live_bodies(world: World) -> np.ndarray:
    """Run the phase of persons; returns the rows of those who look for work."""
    work = world.scenario.processes["work"]
    persistence = monthly(work.rho)
    spread = math.sqrt(work.shock_variance * (1.0 - persistence * persistence))
    wishes = np.empty(len(world.persons), np.int64)
    asked = bodies(world.stage, wishes, persistence, spread, luck_buffers())
    return wishes[:asked]


def hire(world: World, seekers: np.ndarray) -> None:
    """Openings beyond today's jobs go to seekers by a weighted lot; the hired start next month."""
    work, tally = world.scenario.processes["work"], world.tally
    years = (world.month - world.scenario.start) / YEAR
    stock = len(world.households) * work.job_months / YEAR * (1.0 + work.job_growth) ** years
    vacancies = max(0, int(stock) - int(tally[JOBS]))
    tally[VACANCIES] = vacancies
    ids = world.persons["id"][seekers]
    luck = draws(world.seed, world.replicate, HIRED.number, ids, world.month)
    held = work.held if world.scenario.hold_shared else None
    asked = np.ones(len(seekers), bool)
    waits = np.empty(len(seekers))
    weigh_seekers(world.stage, seekers, np.ascontiguousarray(luck[:, 0]), waits)
    first = luck[:, 0] if world.scenario.hold_shared else waits
    hired = allot(asked, np.zeros(len(seekers)), first, ids, vacancies, held=held)
    ages = world.month - world.persons["born"][seekers]
    away = (ages < work.migrant_until * YEAR) & (luck[:, 1] < work.migrant)
    kinds = np.where(away, MIGRANT_JOB, LOCAL_JOB)
    world.persons["job"][seekers[hired]] = kinds[hired]


def share_fodder(world: World) -> None:
    """Winters of one cow that a village can spare go, by lot, to its households short of fodder."""
    households, short = world.households, np.zeros(len(world.households), np.int64)
    state_fodder_wishes(world.stage, short)
    rows = np.flatnonzero(short)
    ids = households["id"][rows]
    luck = draws(world.seed, world.replicate, FODDER.number, ids, world.month)[:, 0]
    spare = world.villages["common_fodder"].astype(np.int64)
    held = world.scenario.processes["herd"].fodder_held if world.scenario.hold_shared else None
    given = allot(short[rows], np.zeros(len(rows)), luck, ids, spare, group=households["village"][rows], held=held)
    households["fodder"][rows] += given
