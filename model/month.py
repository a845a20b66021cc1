"""The month, in order.  This file is the table of contents: what happens, and when.

1. after an assessment, families divide; weather and prices, alike for everyone
2. programmes admit households
3. in November, a village's common fodder is cleared, and what is still lacking moves the price of feed
4. processes and programmes from outside the package
5. each household lives its month: its persons, then its land, herd and money; who falls short asks kin first
6. the county's openings are cleared among those who look for work; the hired start next month
7. in December, the assessment and the register
8. the books are closed
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from model.allotment import allot
from model.arithmetic import exp_, log_
from model.growth import split_households
from model.phases.county import answer_to_stocking, answer_to_trade, deal_county_month, note_trade, turn_page
from model.phases.december import december
from model.phases.fodder import Short, give_fodder, room_for_short, state_fodder_wishes
from model.phases.hiring import Seekers, draw_lots, room_for_seekers, start_work
from model.phases.households import Pace, buffers, count_all, help_kin, live_month
from model.phases.kin import empty_purses, give_back_to_kin
from model.phases.menu import lay_out_menu
from model.phases.stage import PAID_WORK, VACANCIES
from model.processes.herd import WINTER_STARTS
from model.processes.kinship import GIVES_BACK_FROM
from model.processes.work import usual_time
from model.world import World, kind_of

YEAR = 12


def advance(world: World) -> None:
    """Move the world on by one month.  Raises `BooksDoNotClose` where money or animals were not conserved."""
    new_year = world.assessed  # last month, so that every account begins anew
    world.open_month()
    turn_page(world)
    if world.scenario.everyday:
        if new_year:
            split_households(world)
        answer_to_trade(world)
        deal_county_month(world)
        enrol_programmes(world)
        if world.county[0].season == WINTER_STARTS:
            share_fodder(world)
    for side in world.sides.values():
        side.step(world)
    if world.scenario.everyday:
        hire(world, live_households(world))
        note_trade(world)
    else:
        count_all(world.stage)
    if (world.month - world.scenario.start + 1) % world.scenario.processes["assessment"].every == 0:
        december(world.stage)
        world.assessed = True
    world.close_books()
    world.month += 1


@cache
def monthly(yearly: float) -> float:
    """The monthly coefficient of an autoregression with this yearly one."""
    return exp_(log_(yearly) / 12.0) if yearly > 0.0 else 0.0


def enrol_programmes(world: World) -> None:
    """Each programme of the mix, in fixed order, admits households while it runs; those from outside follow later.

    Those that change the rules for others announce it first.  What a programme wrote to the numbers last month is
    undone before, so that it ends with the programme.
    """
    np.frombuffer(world.numbers, np.uint8)[:] = np.frombuffer(world.given, np.uint8)  # field by field takes long
    numbers, running = world.numbers.view(np.ndarray), []
    for name, programme in world.programmes.items():
        if name not in world.sides and programme.start <= world.month <= programme.end:
            numbers[kind_of(programme)]["active"] = 1
            running.append(programme)
    for programme in running:
        if hasattr(programme, "announce"):
            programme.announce(world)
    lay_out_menu(world, running)
    for programme in running:
        if hasattr(programme, "enrol"):
            programme.enrol(world)


def live_households(world: World) -> Seekers:
    """Every household's month; returns the persons who look for work.  Where what is shared is held, no kin lend."""
    work, living = world.scenario.processes["work"], world.scenario.processes["living"]
    persistence = monthly(work.rho)
    spread = math.sqrt(work.shock_variance * (1.0 - persistence * persistence))
    seekers, pace = room_for_seekers(len(world.persons)), Pace(persistence, spread, monthly(living.habit))
    lends = world.scenario.processes["kinship"].lends and not world.scenario.hold_shared
    purses = empty_purses(world.kin, lends=lends)
    live_month(world.stage, pace, buffers(), seekers, purses)
    if lends:
        help_kin(world.stage, pace, world.kin, purses)
        if world.county[0].season >= GIVES_BACK_FROM:
            give_back_to_kin(world.stage, world.kin, purses)
    asked = seekers.count[0]
    rows, ids, waits, kinds, count = seekers
    return Seekers(rows[:asked], ids[:asked], waits[:asked], kinds[:asked], count)


def hire(world: World, seekers: Seekers) -> None:
    """Openings beyond today's jobs go to seekers by a weighted lot; the hired start next month.

    They are counted in full-time jobs, and a seeker is reckoned to take up what a young one does on average.
    """
    work, tally = world.scenario.processes["work"], world.tally
    years = (world.month - world.scenario.start) / YEAR
    stock = world.at_start * work.job_months / YEAR * (1.0 + work.job_growth) ** years
    each = usual_time(0, work)
    vacancies = max(0, int((stock - int(tally[PAID_WORK]) / 1000.0) / each))
    tally[VACANCIES] = vacancies
    held, luck = None, seekers.waits
    if world.scenario.hold_shared:
        held, luck = work.held, np.empty(len(seekers.rows))
        draw_lots(world.stage, seekers.ids, luck)
    asked = np.ones(len(seekers.rows), bool)
    hired = allot(asked, np.zeros(len(asked)), luck, seekers.ids, vacancies, held=held)
    start_work(world.persons, seekers, hired)


def share_fodder(world: World) -> None:
    """Winters of one cow that a village can spare go, by lot, to its households short; the rest moves a price."""
    room = room_for_short(len(world.households))
    count = state_fodder_wishes(world.stage, room)
    short = Short(*(column[:count] for column in room))
    spare = world.villages["common_fodder"].astype(np.int64)
    held = world.scenario.processes["herd"].fodder_held if world.scenario.hold_shared else None
    given = allot(short.lacks, np.zeros(count), short.luck, short.ids, spare, group=short.villages, held=held)
    give_fodder(world.stage, short.rows, given)
    answer_to_stocking(world, int(short.lacks.sum()) - int(given.sum()))
