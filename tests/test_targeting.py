"""Who is reached: errors and coverage are each household's own luck, and places are given out exactly."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from model.luck import family
from model.processes import PROCESSES
from model.records import (
    DISSOLVED,
    EXITED,
    HERE,
    LISTED,
    MONITORED,
    NEVER_LISTED,
    REMOVED,
    SAFE,
    UNSAFE,
    Household,
    Person,
    Village,
    Yearbook,
    blank,
)
from model.scenario import Scenario
from model.targeting import (
    DECISIONS,
    NO_LIMIT,
    Target,
    admitted,
    eligible,
    entitled,
    january,
    mean_of,
    reached,
    scaled_places,
    supported,
    yearly_review,
)
from model.world import World

LUCK = family("tests.target", *DECISIONS)
OTHER = family("tests.other_target", *DECISIONS)
MONTH = 175
LINE = 2800.0


def county_of(households: int = 400, replicate: int = 0, *, hold_shared: bool = False, fraction: float = 1.0):
    """A county whose first half is listed; nobody is helped, everybody earns the line."""
    h, y = blank(Household, households), blank(Yearbook, households)
    h.id, h.where, h.members, h.able = np.arange(households) * 7 + 3, HERE, 2, 1
    h.register[: households // 2] = LISTED
    y.ever[: households // 2] = 1
    y.income = 100 * LINE * h.members
    processes = {name: process() for name, process in PROCESSES.items()}
    scenario = Scenario("made", sample_fraction=fraction, hold_shared=hold_shared, processes=processes)
    world = World(scenario, 1, replicate, MONTH, h, y, blank(Person, 1), blank(Village, 4), 1.0)
    world.county.line, world.county.month = LINE, MONTH
    return world


def mask(rows, households=400):
    """Whether each household is among some rows: bool[households]."""
    return np.isin(np.arange(households), rows)


def test_a_target_reaches_those_it_names():
    world = county_of()
    h, y = world.households, world.yearbook
    h.register[:6] = [EXITED, EXITED, MONITORED, REMOVED, LISTED, LISTED]
    h.support_until[:2] = [MONTH, MONTH - 1]
    h.where[5] = DISSOLVED
    y.ever[3] = 1
    y.income[-1] = 0
    world.numbers[0].register.after_exit, world.numbers[0].register.strength = 36, 1.0
    named = {who: mask(eligible(world, Target(who=who))) for who in ("listed", "supported", "ever_listed", "rural")}
    assert named["listed"][:6].tolist() == [False, False, False, False, True, False]
    assert named["supported"][:6].tolist() == [True, False, True, False, True, False]
    assert named["ever_listed"][:6].tolist() == [True, True, True, False, True, False]
    assert named["rural"].sum() == len(h) - 1
    y.income = 100 * 2 * LINE * h.members
    y.income[-1] = 100 * 1.4 * LINE * h.members[-1]
    assert eligible(world, Target(who="marginal")).tolist() == [len(h) - 1]


@pytest.mark.parametrize(("name", "value"), [("after_exit", 0), ("strength", 0.0)])
def test_without_continuity_nobody_is_supported_after_exit(name, value):
    world = county_of()
    world.households.register[:] = EXITED
    world.households.support_until[:] = MONTH + 12
    register = world.numbers[0].register
    register.after_exit, register.strength = 36, 1.0
    assert len(supported(world)) == 400
    register[name], world.on_file = value, None
    assert len(supported(world)) == 0


def test_hands_and_houses_narrow_a_target():
    world = county_of()
    world.households.able[::2] = 0
    world.households.house[:] = SAFE
    world.households.house[::3] = UNSAFE
    able = mask(eligible(world, Target(who="rural", able_to_work="yes")))
    unable = mask(eligible(world, Target(who="rural", able_to_work="no")))
    unsafe = mask(eligible(world, Target(who="rural", unsafe_house=True)))
    assert (able ^ unable).all()
    assert not able[0]
    assert unsafe.tolist() == [row % 3 == 0 for row in range(len(able))]


def test_zero_coverage_reaches_nobody():
    assert len(reached(county_of(), Target(who="rural", coverage=0.0, leaked=1.0), LUCK)) == 0


def test_a_target_without_error_reaches_exactly_those_it_names():
    assert reached(county_of(), Target(who="listed"), LUCK).tolist() == list(range(200))


def test_who_is_covered_at_a_lower_share_is_covered_at_a_higher_one():
    world = county_of()
    few, many = (mask(reached(world, Target(who="rural", coverage=share), LUCK)) for share in (0.3, 0.6))
    assert (many >= few).all()
    assert 0.2 < few.mean() < 0.4
    assert 0.5 < many.mean() < 0.7


def test_errors_leave_out_the_named_and_let_in_the_others():
    world = county_of(4000)
    inside = mask(reached(world, Target(who="listed", missed=0.4, leaked=0.1), LUCK), 4000)
    assert inside[:2000].mean() == pytest.approx(0.6, abs=0.03)
    assert inside[2000:].mean() == pytest.approx(0.1, abs=0.03)
    assert len(reached(world, Target(who="listed", missed=1.0), LUCK)) == 0
    assert len(reached(world, Target(who="listed", leaked=1.0), LUCK)) == 4000


def test_nobody_who_has_left_is_reached():
    world = county_of()
    world.households.where[::2] = DISSOLVED
    assert (reached(world, Target(who="listed", leaked=1.0), LUCK) % 2 == 1).all()


def test_real_help_misses_fewer_and_moves_more_to_take_part():
    world, target = county_of(4000), Target(who="rural", missed=0.5, coverage=0.5)
    without = mask(reached(world, target, LUCK), 4000)
    for name, value in (("active", 1), ("finds", 0.5), ("take_up", 0.2)):
        world.numbers["village_helpers"][name] = value
    world.households.helped[:2000] = 1
    world.households.helped[2000:] = 2  # helped in name only
    helped = mask(reached(world, target, LUCK), 4000)
    assert (helped >= without).all()
    assert helped[:2000].mean() == pytest.approx(0.75 * 0.6, abs=0.03)
    assert (helped[2000:] == without[2000:]).all()


def test_luck_belongs_to_the_household_and_the_programme():
    target = Target(who="rural", coverage=0.5)
    one, more = county_of(400), county_of(401)
    rows = reached(one, target, LUCK).tolist()
    assert rows == [row for row in reached(more, target, LUCK).tolist() if row < 400]
    assert rows != reached(one, target, OTHER).tolist()
    later = county_of(400)
    later.month += 30
    assert rows == reached(later, target, LUCK).tolist()


def chosen(world, rank, places=50):
    """Whom a target of few places admits among all, as a list of rows."""
    target = Target(who="rural", rank=rank, places=places)
    return admitted(world, target, LUCK, reached(world, target, LUCK)).tolist()


def test_rank_says_who_comes_first():
    world = county_of()
    h, y = world.households, world.yearbook
    y.income[:] = np.arange(400)[::-1] * 100_00
    h.ill[100:150] = 2
    assert chosen(world, "need") == list(range(350, 400))
    assert chosen(world, "richest") == list(range(50))
    assert chosen(world, "vulnerable") == list(range(100, 150))
    h.ill[100:150], h.incapable[200:250] = 0, 1
    assert chosen(world, "vulnerable") == list(range(200, 250))
    assert max(chosen(world, "listed")) < 200
    assert min(chosen(world, "draw")) < 200 <= max(chosen(world, "draw"))


def test_a_draw_is_the_same_every_year_and_a_rotation_is_not():
    now, next_month, next_year = county_of(), county_of(), county_of()
    next_month.month, next_year.month = MONTH + 1, MONTH + 12
    assert chosen(now, "draw") == chosen(next_year, "draw")
    assert chosen(now, "rotation") == chosen(next_month, "rotation")
    assert chosen(now, "rotation") != chosen(next_year, "rotation")


def test_a_budget_is_places_at_their_cost():
    everyone = np.arange(400)
    for target, taken, places in (
        (Target(budget=100_000.0), 0, 25),
        (Target(budget=103_999.0), 0, 25),
        (Target(budget=100_000.0, places=10), 0, 10),
        (Target(places=10), 7, 3),
        (Target(budget=0.0), 0, 0),
    ):
        assert len(admitted(county_of(), target, LUCK, everyone, 4000.0, taken)) == places


def test_what_a_year_has_granted_is_taken_off_its_budget():
    world, everyone = county_of(), np.arange(400)
    granted = [len(admitted(world, Target(budget=100_000.0), LUCK, everyone, cost)) for cost in (9000.0, 400.0, 1.0)]
    assert granted == [11, 2, 200]
    world.treasury.open_year(2015)
    assert len(admitted(world, Target(budget=100_000.0), LUCK, everyone, 9000.0)) == 11


def test_a_household_is_reckoned_to_have_the_mean_of_those_who_wish_and_one_at_least():
    assert [mean_of(np.array(heads)) for heads in ([], [0, 1], [1, 1], [3, 5])] == [1.0, 1.0, 1.0, 4.0]


def test_no_limit_is_no_limit():
    world, everyone = county_of(), np.arange(400)
    assert len(admitted(world, Target(), LUCK, everyone, 4000.0)) == 400


def test_places_of_a_whole_county_are_exact_and_those_of_a_sample_right_on_average():
    assert scaled_places(303, county_of(), LUCK) == 303
    sampled = [scaled_places(303, county_of(4, replicate, fraction=0.05), LUCK) for replicate in range(600)]
    assert set(sampled) == {15, 16}
    assert np.mean(sampled) == pytest.approx(15.15, abs=0.05)
    assert scaled_places(NO_LIMIT, county_of(fraction=0.05), LUCK) >= 400


def test_where_nothing_is_shared_one_household_more_changes_nobody():
    target = Target(who="rural", places=3, admits=0.4, rank="need")
    one, more = county_of(400, hold_shared=True), county_of(401, hold_shared=True)
    few = admitted(one, target, LUCK, np.arange(400))
    assert few.tolist() == [row for row in admitted(more, target, LUCK, np.arange(401)).tolist() if row < 400]
    assert len(few) / 400 == pytest.approx(0.4, abs=0.1)


def test_the_january_of_a_month_is_that_of_its_year():
    assert [january(month) for month in (1, 2, 11, 12, 13, 23, 24, 25)] == [1, 1, 1, 1, 13, 13, 13, 25]


def test_places_are_given_out_at_the_start_and_each_january():
    world, asked = county_of(), []
    for month in range(169, 169 + 30):
        world.month = month
        if yearly_review(world, 174):
            asked.append(month)
    assert [month for month in asked if month >= 174] == [174, 181, 193]


def test_a_run_that_begins_later_gives_out_places_at_once():
    world = county_of()
    world.scenario = replace(world.scenario, start=200)
    world.month = 200
    assert yearly_review(world, 174)


def test_who_was_never_listed_keeps_what_a_programme_gave():
    share = {place: entitled(SimpleNamespace(register=place), 0.25) for place in (NEVER_LISTED, LISTED, EXITED)}
    assert share == {NEVER_LISTED: 1.0, LISTED: 0.25, EXITED: 0.25}


def test_a_target_is_a_value():
    assert replace(Target(), coverage=0.5) == Target(coverage=0.5)
