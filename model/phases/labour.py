"""What members of a household do with their strength: paid work, the search for it, and what is left for the farm."""

from __future__ import annotations

from typing import Any

from model.arithmetic import fen
from model.interventions.courtyard import labour_in_courtyard
from model.interventions.ecological_work import labour_taken
from model.interventions.education_support import graduate_channel
from model.interventions.infrastructure import roads_to_work
from model.interventions.photovoltaic import effort_for_dividends
from model.interventions.points_supermarket import effort_for_points
from model.interventions.public_posts import labour_of_post
from model.interventions.relocation import find_jobs_nearer
from model.interventions.tourism import labour_with_guests
from model.interventions.training import trained_to_earn, trained_to_find
from model.interventions.village_helpers import help_with_work
from model.phases.hiring import Seekers, ask_for_work
from model.phases.stage import PAID_WORK, Stage
from model.processes.health import care_given, strength
from model.processes.school import beyond_compulsory
from model.processes.work import earned, looks_for_work, loses_job, time_taken
from model.records import NO_JOB, ORGANISED_JOB, AtAge, County, Household, Person
from model.rule import rule
from model.targeting import support


@rule
def make_an_effort(h: Household, hands: float, share: float, numbers: Any, county: County) -> None:
    """What skill and will make of the month's work: wages, and the labour left for farm and herd."""
    effort = effort_for_points(h, numbers.points_supermarket, share)
    effort *= effort_for_dividends(h, numbers.photovoltaic, share)
    ratio = effort * trained_to_earn(h, numbers.training)
    if ratio != 1.0:
        h.wages_due = fen(h.wages_due * ratio / 100.0)
    taken = labour_taken(h, numbers.ecological_work, share) + labour_of_post(h, numbers.public_posts, share)
    if h.livelihoods != 0:
        taken += labour_in_courtyard(h, numbers.courtyard) + labour_with_guests(h, numbers.tourism, county)
    h.labour = max(0.0, effort * hands - taken)


@rule
def able_to(s: Stage, p: Person, a: AtAge) -> float:
    """This month's capacity to work; a pupil beyond the compulsory years has none."""
    return 0.0 if beyond_compulsory(p) else strength(p, a.strength, s.county[0].month, s.numbers[0].health)


@rule
def lend_a_hand(s: Stage, h: Household, p: Person, capacity: float, u: float) -> float:
    """Adults that a person leaves to the farm this month: a job comes first, and care for the ill takes some."""
    health = s.numbers[0].health
    care = care_given(p, s.county[0].month, health)
    if p.acute > 0:
        capacity = max(0.0, capacity - health.lost_acute)
        p.acute -= 1
    if p.job != NO_JOB:
        capacity *= 1.0 - work_for_pay(s, h, p, capacity, u)
    return capacity - care


@rule
def work_for_pay(s: Stage, h: Household, p: Person, capacity: float, u: float) -> float:
    """A month's pay, and perhaps the loss of the job for the next; a worker too ill loses it at once.

    Returns the share of the month it took.
    """
    work = s.numbers[0].work
    if capacity < work.keeps_from:
        p.job = NO_JOB
        return 0.0
    h.jobs += 1
    h.wages_due += fen(capacity * earned(p, h, s.county[0], work))
    taken = time_taken(p, work)
    if loses_job(p, s.county[0], work, u):
        p.job = NO_JOB
    elif p.job != ORGANISED_JOB:
        s.tally[PAID_WORK] += round(1000.0 * taken)
    return taken


@rule
def look_for_work(s: Stage, h: Household, row: int, hands: float, seekers: Seekers, u: float) -> None:
    """Whoever has no job may look for one; the farm holds back whom it needs beside the `hands` counted so far."""
    numbers, p = s.numbers[0], s.persons[row]
    tied = (h.land > numbers.work.tying_land or h.cows > 0) and hands < 0.5
    share = support(h, s.county[0].month, numbers.register)
    helped = help_with_work(h, numbers.village_helpers, share) * find_jobs_nearer(h, numbers.relocation)
    helped *= trained_to_find(h, numbers.training) * roads_to_work(h, numbers.infrastructure)
    helped *= graduate_channel(h, p, s.county[0].month - p.born, numbers.education_support)
    if looks_for_work(tied, helped, numbers.work, u):
        ask_for_work(s, p, row, seekers)
