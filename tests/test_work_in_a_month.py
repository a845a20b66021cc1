"""What members of a household do with one month: jobs, the search for them, illness and care, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.arithmetic import fen
from model.interventions import KINDS
from model.luck import draw4
from model.month import hire
from model.phases.bodies import count_member
from model.phases.hiring import HIRED, ask_for_work, draw_lots, room_for_seekers, start_work
from model.phases.labour import able_to, lend_a_hand, look_for_work, work_for_pay
from model.phases.stage import PAID_WORK, VACANCIES
from model.processes.health import Health
from model.processes.work import Work, earned, kind_of_job, loses_job, wait
from model.records import (
    COMPULSORY,
    FULL,
    LOCAL_JOB,
    MIGRANT_JOB,
    NO_JOB,
    ORGANISED_JOB,
    PARTIAL,
    SENIOR_HIGH,
    UNIVERSITY,
    AtAge,
    County,
    Household,
    Person,
)
from model.rolls import TRAINED
from tests.handmade_county import START, county_of
from tests.test_household_rules import one

HEALTH, WORK = Health(), Work()
STAYS, LOSES = WORK.lose + 1e-6, WORK.lose - 1e-6


def at_work(households=1, mix=None):
    """A county whose wage is 4,000 yuan, and its first household without a job or a farm."""
    world = county_of(mix or {}, households)
    h, county = world.households[0], world.county[0]
    county.wage, county.job_months = 4000.0, 1.0
    for name in ("jobs", "wages_due", "land", "cows", "register"):
        h[name] = 0
    return world, h, world.persons[0]


def test_strength_is_that_of_age_less_disability_and_major_illness_and_none_in_a_pupil():
    world, _, p = at_work()
    s, a = world.stage, one(AtAge, strength=0.8)
    assert able_to(s, p, a) == 0.8
    for school, able in ((COMPULSORY, 0.8), (SENIOR_HIGH, 0.0), (UNIVERSITY, 0.0)):
        p.school = school
        assert able_to(s, p, a) == able
    p.school, p.disability = 0, PARTIAL
    assert able_to(s, p, a) == pytest.approx(0.8 * (1 - HEALTH.lost_partial))
    p.disability, p.major = 0, START - HEALTH.major_months + 1
    assert able_to(s, p, a) == 0.0
    p.major = START - HEALTH.major_months
    assert able_to(s, p, a) == pytest.approx(0.8 * HEALTH.major_after)
    p.untreated = 1
    assert able_to(s, p, a) == pytest.approx(0.8 * HEALTH.major_after * HEALTH.untreated_after)
    p.disability = FULL
    assert able_to(s, p, a) == 0.0


@pytest.mark.parametrize(
    ("job", "taken", "counted"),
    [(LOCAL_JOB, WORK.part_time, True), (MIGRANT_JOB, 1.0, True), (ORGANISED_JOB, 1.0, False)],
)
def test_a_job_pays_by_capacity_and_takes_its_time_and_is_counted_while_it_lasts(job, taken, counted):
    world, h, p = at_work()
    p.job = job
    assert work_for_pay(world.stage, h, p, 0.8, STAYS) == taken
    assert (h.jobs, p.job) == (1, job)
    assert h.wages_due == fen(0.8 * earned(p, h, world.county[0], WORK)) > 0
    assert world.tally[PAID_WORK] == (round(1000 * taken) if counted else 0)
    assert work_for_pay(world.stage, h, p, 0.8, LOSES) == taken
    assert (h.jobs, p.job) == (2, NO_JOB)
    assert world.tally[PAID_WORK] == (round(1000 * taken) if counted else 0)


def test_a_worker_too_ill_loses_the_job_at_once_and_earns_nothing():
    world, h, p = at_work()
    p.job = LOCAL_JOB
    assert work_for_pay(world.stage, h, p, WORK.keeps_from, STAYS) == WORK.part_time
    assert work_for_pay(world.stage, h, p, WORK.keeps_from - 0.01, STAYS) == 0.0
    assert (h.jobs, p.job) == (1, NO_JOB)


def test_a_bad_year_ends_migrant_jobs_and_no_others():
    year = one(County, job_months=0.75)
    for job, hazard in ((MIGRANT_JOB, WORK.lose + 0.25 * (1 - WORK.lose)), (LOCAL_JOB, WORK.lose)):
        p = one(Person, job=job)
        assert [loses_job(p, year, WORK, hazard + more) for more in (-1e-9, 1e-9)] == [True, False]
    year.job_months = 1.0
    assert not loses_job(one(Person, job=MIGRANT_JOB), year, WORK, STAYS)


def test_what_a_person_leaves_to_the_farm_is_what_job_illness_and_care_for_it_do_not_take():
    world, h, p = at_work()
    s = world.stage
    assert lend_a_hand(s, h, p, 1.0, STAYS) == 1.0
    p.job = LOCAL_JOB
    assert lend_a_hand(s, h, p, 0.8, STAYS) == pytest.approx(0.8 * (1 - WORK.part_time))
    p.job, p.acute = NO_JOB, 1
    care = HEALTH.lost_carer * HEALTH.lost_acute
    assert lend_a_hand(s, h, p, 1.0, STAYS) == pytest.approx(max(0.0, 1.0 - HEALTH.lost_acute) - care)
    assert p.acute == 0
    p.disability = FULL
    assert lend_a_hand(s, h, p, 0.0, STAYS) == -HEALTH.lost_carer_full
    p.disability, p.major = 0, START - HEALTH.major_months // 2 + 1
    assert lend_a_hand(s, h, p, 0.0, STAYS) == -care
    p.major -= 1
    assert lend_a_hand(s, h, p, 0.0, STAYS) == 0.0


def test_members_are_counted_by_age_health_and_capacity():
    h = one(Household)
    for p, capacity, years in (
        (one(Person), 1.0, 30), (one(Person, chronic=1), 0.5, 60), (one(Person, disability=FULL), 0.0, 16),
        (one(Person, school=SENIOR_HIGH), 0.0, 17), (one(Person), 0.0, 15), (one(Person, major=5), 0.0, 59),
    ):  # fmt: skip
        count_member(h, p, capacity, 12 * years)
    assert (h.members, h.able, h.incapable, h.elders, h.ill) == (6, 2, 2, 1, 3)


def test_a_seeker_is_written_down_with_its_wait_and_its_kind_of_job():
    world, _, p = at_work(3)
    seekers = room_for_seekers(3)
    for row in (2, 0):
        ask_for_work(world.stage, world.persons[row], row, seekers)
    assert seekers.count[0] == 2
    assert seekers.rows[:2].tolist() == [2, 0]
    assert seekers.ids[:2].tolist() == [2, 0]
    for place, row in enumerate((2, 0)):
        u = draw4(11, 2, HIRED.number, row, START)
        assert seekers.waits[place] == wait(p, WORK, u[0])
        assert seekers.kinds[place] == kind_of_job(360, WORK, u[1])
    lots = np.empty(2)
    draw_lots(world.stage, seekers.ids[:2], lots)
    assert lots.tolist() == [draw4(11, 2, HIRED.number, row, START)[0] for row in (2, 0)]
    start_work(world.persons, seekers, np.array([True, False]))
    assert world.persons["job"].tolist() == [NO_JOB, NO_JOB, seekers.kinds[0]]


def test_talent_and_schooling_shorten_the_wait():
    plain = wait(one(Person, schooling=7), WORK, 0.5)
    assert plain == pytest.approx(np.log(2.0))
    able = wait(one(Person, schooling=10, talent=0.5), WORK, 0.5)
    assert able == pytest.approx(plain / np.exp(0.5 * WORK.search_talent + 3 * WORK.schooling))


def looks(world, chance, hands=1.0):
    """Whether the first person looks for work just below a chance, and just above it."""
    found = []
    for u in (chance - 1e-9, chance + 1e-9):
        seekers = room_for_seekers(1)
        look_for_work(world.stage, world.households[0], 0, hands, seekers, u)
        found.append(int(seekers.count[0]))
    return found


def test_a_farm_holds_back_whom_it_needs():
    world, h, _ = at_work()
    tied = WORK.search * WORK.search_tied
    assert looks(world, WORK.search, hands=0.0) == [1, 0]
    h.land = WORK.tying_land
    assert looks(world, WORK.search, hands=0.0) == [1, 0]
    h.land += 1e-6
    assert looks(world, tied, hands=0.49) == [1, 0]
    assert looks(world, WORK.search, hands=0.5) == [1, 0]
    h.land, h.cows = 0.0, 1
    assert looks(world, tied, hands=0.0) == [1, 0]


def test_training_helps_to_look():
    world, h, _ = at_work(mix={"training": KINDS["training"]()})
    world.numbers["training"]["active"] = 1
    h.rolls = TRAINED
    assert looks(world, WORK.search * (1.0 + world.numbers[0].training.finds)) == [1, 0]


@pytest.mark.parametrize(("years", "taken"), [(0, 0.0), (2, 0.0), (2, 3.4)])
def test_openings_are_the_growing_stock_of_jobs_less_those_held(years, taken):
    world, _, _ = at_work(40)
    world.month = START + 12 * years
    world.tally[PAID_WORK] = round(1000 * taken)
    seekers = room_for_seekers(40)
    for row in range(40):
        ask_for_work(world.stage, world.persons[row], row, seekers)
    hire(world, seekers)
    stock = 40 * WORK.job_months / 12 * (1 + WORK.job_growth) ** years
    places = int((stock - taken) / (WORK.migrant + (1 - WORK.migrant) * WORK.part_time))
    assert world.tally[VACANCIES] == places > 0
    hired = world.persons["job"] != NO_JOB
    assert hired.sum() == places
    waits = seekers.waits[:40]
    assert waits[hired].max() < waits[~hired].min()
