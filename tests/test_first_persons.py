"""What the first month's persons have learnt, suffered and found as work before it, in numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.luck import draw4
from model.processes.population import Population
from model.processes.school import School
from model.processes.work import Work, log_productivity
from model.records import (
    COMPULSORY,
    DROPPED_OUT,
    FULL,
    LOCAL_JOB,
    MIGRANT_JOB,
    NO_JOB,
    PARTIAL,
    SENIOR_HIGH,
    UNIVERSITY,
    Person,
)
from model.synthesis.persons import (
    capacity_of,
    chronic_share,
    disabled_share,
    fall_ill_before,
    have_learnt,
    learn,
)
from model.synthesis.start import Budget, Home, Start
from model.synthesis.work import (
    QUARTER,
    months_after,
    months_before,
    pay_found,
    pay_now,
    share_in_work,
    work_last_year,
    work_next_year,
)
from tests.handmade_county import START, county_of, records
from tests.test_household_rules import one

N, SCHOOL, WORK = Population(), School(), Work()
NEVER = -9.0  # standard normals by which a share below one befalls nobody, or everybody
ALWAYS = 9.0


def start(members=1, **fields):
    """One household of so many adults of thirty as the synthesis has it, in January 2014."""
    world = county_of({}, 1)
    h = world.households[0]
    for name in ("land", "cows", "jobs", "labour", "ability", "shock"):
        h[name] = 0
    h.members, h.first = members, 0
    for name, value in fields.items():
        h[name] = value
    persons = records(Person, members)
    for k in range(members):
        persons[k].id, persons[k].alive, persons[k].born, persons[k].schooling = k + 1, 1, START - 360, 7
    world.county[0].wage, world.county[0].job_months = 4000.0, 1.0
    rest = records(Home, 1), records(Budget, 1), np.zeros(1)
    return Start(world.households, world.yearbook, persons, *rest, world.county, world.numbers, 3, 1)


@pytest.mark.parametrize(
    ("years", "mind", "school", "schooling"),
    [
        (16.1, ALWAYS, SENIOR_HIGH, 9), (16.4, ALWAYS, SENIOR_HIGH, 10), (18.3, ALWAYS, SENIOR_HIGH, 11),
        (18.4, ALWAYS, UNIVERSITY, 12), (22.3, ALWAYS, UNIVERSITY, 15), (22.4, ALWAYS, 0, 16), (17.5, NEVER, 0, 0),
        (19.5, 0.1, 0, 9), (25.0, 0.0, 0, 9), (45.0, 0.0, 0, 7), (45.0, 1.0, 0, 10),
    ],
)  # fmt: skip
def test_who_is_sixteen_is_still_at_school_or_has_learnt_by_cohort_and_mind(years, mind, school, schooling):
    s, p = start(), one(Person)
    have_learnt(p, years, mind, s.numbers[0])
    assert (p.school, p.schooling) == (school, schooling)


def test_a_child_has_been_at_school_since_it_was_old_enough_and_each_year_a_few_have_left():
    left = SCHOOL.leaves_unwilling + SCHOOL.leaves_poor
    for years, schooling in ((6.3, 0), (6.4, 0), (9.4, 3), (15.4, 9)):
        for more, school in ((-1e-6, DROPPED_OUT), (1e-6, COMPULSORY)):
            p = one(Person)
            learn(p, years, SCHOOL, max(0.0, left * schooling + more))
            expected = 0 if years == 6.3 else COMPULSORY if schooling == 0 else school
            assert (p.schooling, p.school) == (schooling, expected)


def test_the_chronically_ill_are_as_many_at_each_age_as_in_2018_but_for_the_years_between():
    told = [N.chronic_25, N.chronic_35, N.chronic_45, N.chronic_55, N.chronic_65, N.chronic_old]
    for years, share in zip((16, 25, 35, 45, 55, 65), told, strict=True):
        assert chronic_share(years, N) == chronic_share(years + 8.9, N) == pytest.approx(share * N.chronic_then)


def test_the_disabled_are_what_a_lifetime_has_left():
    health = start().numbers[0].health
    assert disabled_share(16.0, N, health) == 0.0
    assert disabled_share(36.0, N, health) == pytest.approx(N.disabled * 20 * health.disability_working)
    at_70 = N.disabled * (44 * health.disability_working + 10 * health.disability_old)
    assert disabled_share(70.0, N, health) == pytest.approx(min(0.5, at_70))
    assert disabled_share(400.0, N, health) == 0.5


def test_illness_and_disability_before_the_first_month_follow_from_four_draws():
    numbers, half = start().numbers[0], N.major / 2
    for u, chronic, disability, major in (
        ((0.999999, 0.999999, 0.0, half), 1, FULL, START - int(N.major_years * 12 * 0.5)),
        ((0.999999, 0.999999, 0.999, N.major), 1, PARTIAL, 0),
        ((0.000001, 0.000001, 0.0, half), 0, 0, 0),
    ):
        p = one(Person)
        fall_ill_before(p, 50.0, 0.0, numbers, START, u)
        assert (p.chronic, p.disability, p.major) == (chronic, disability, major)


def test_a_pupil_beyond_the_compulsory_years_has_no_strength_for_work_and_the_ill_have_less():
    health, born = start().numbers[0].health, START - 360
    assert capacity_of(one(Person, alive=1, born=born), START, health) == 1.0
    assert capacity_of(one(Person, alive=1, born=born, school=SENIOR_HIGH), START, health) == 0.0
    ill = capacity_of(one(Person, alive=1, born=born, chronic=1), START, health)
    assert ill == pytest.approx(1.0 - health.lost_chronic)


def test_the_first_hands_of_a_farm_are_tied_to_it_and_talent_frees_for_work():
    s = start(land=WORK.tying_land + 1.0)
    usual = WORK.job_months / (12.0 * N.workers)

    def share(before=1.0, capacity=1.0, talent=0.0, years=30):
        p = one(Person, alive=1, born=START - 12 * years, schooling=7, talent=talent)
        return share_in_work(p, s.households[0], before, capacity, s.numbers[0], START)

    def odds(part):
        return part / (1.0 - part)

    assert share() == pytest.approx(usual)
    assert odds(share(talent=1.0)) == pytest.approx(odds(usual) * np.exp(WORK.search_talent))
    assert odds(share(before=0.4)) == pytest.approx(odds(usual) * WORK.search_tied)
    s.households[0].land = WORK.tying_land
    assert share(before=0.4) == pytest.approx(usual)
    s.households[0].cows = 1
    assert odds(share(before=0.4)) == pytest.approx(odds(usual) * WORK.search_tied)
    assert share(capacity=WORK.hires_from) > 0.0
    assert share(capacity=0.49) == share(years=WORK.youngest - 1) == share(years=WORK.oldest) == 0.0


def test_a_year_ahead_has_a_workers_share_of_months_and_what_todays_job_adds():
    assert months_after(True, 0.25, WORK) + months_after(False, 0.25, WORK) * 3 == pytest.approx(4 * 12 * 0.25)
    stays = 1.0 - WORK.lose - WORK.lose * 0.25 / 0.75  # nobody lost it or, without one, found it
    kept = sum(stays**month for month in range(1, 13))
    assert months_after(True, 0.25, WORK) == pytest.approx(12 * 0.25 + 0.75 * kept)
    assert months_after(False, 0.25, WORK) == pytest.approx(12 * 0.25 - 0.25 * kept)


def test_the_year_behind_is_drawn_back_month_by_month_from_the_eve():
    s, share = start(), 0.3
    for number in range(1, 40):
        p, found = one(Person, id=number, job=LOCAL_JOB if number % 2 else NO_JOB), WORK.lose * share / (1 - share)
        works, months = number % 2 == 1, 0
        for quarter in range(4):
            for u in draw4(3, 1, QUARTER.number, number, START - 3 * quarter)[:3]:
                months += works
                works = u >= WORK.lose if works else u < found
        assert months_before(s, p, share, WORK) == months


def test_who_has_no_job_would_find_a_local_or_a_migrant_one():
    s = start()
    h, county, migrant = s.households[0], s.county[0], WORK.migrant
    young, old = (one(Person, born=START - 12 * years, schooling=7) for years in (30, WORK.migrant_until))
    wage = 4000.0 * np.exp(log_productivity(h, WORK))
    local, away = wage * WORK.local_wage * WORK.part_time, wage * WORK.remit
    assert pay_found(young, h, county, WORK) == pytest.approx((1 - migrant) * local + migrant * away)
    assert pay_found(old, h, county, WORK) == pay_now(old, h, county, WORK) == pytest.approx(local)
    assert young.job == old.job == NO_JOB
    young.job = MIGRANT_JOB
    assert pay_now(young, h, county, WORK) == pytest.approx(away)
    pay_found(young, h, county, WORK)
    assert young.job == MIGRANT_JOB


def test_the_year_behind_leaves_wages_jobs_and_the_hands_that_are_left():
    s = start(40, labour=40.0)
    h, b = s.households[0], s.budgets[0]
    work_last_year(s, h, b)
    jobs = [p.job for p in s.persons]
    assert h.jobs == sum(job != NO_JOB for job in jobs) > 0
    taken = jobs.count(LOCAL_JOB) * WORK.part_time + jobs.count(MIGRANT_JOB)
    assert h.labour == pytest.approx(40.0 - taken)
    share = WORK.job_months / (12.0 * N.workers)
    months = [months_before(s, p, share, WORK) for p in s.persons]
    pay = [pay_now(p, h, s.county[0], WORK) for p in s.persons]
    usual = WORK.migrant + (1 - WORK.migrant) * WORK.part_time
    assert b.wages == pytest.approx(np.dot(months, pay))
    assert b.paid_months == pytest.approx(sum(months) * usual)
    assert b.lasting_wages == pytest.approx(
        40 * 12 * share * pay_found(one(Person, born=START - 360, schooling=7), h, s.county[0], WORK)
    )
    work_next_year(s, h, b, s.county[0])
    ahead = [months_after(job != NO_JOB, share, WORK) for job in jobs]
    assert b.wages == pytest.approx(np.dot(ahead, pay))
    assert b.paid_months == pytest.approx(sum(ahead) * usual)
