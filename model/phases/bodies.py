"""First phase of the month: what happens to persons. Births, deaths, school, illness, work."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.arithmetic import fen, normal_quantile
from model.interventions.ecological_work import labour_taken
from model.interventions.relocation import find_jobs_nearer
from model.interventions.treat_first import advance_share
from model.interventions.village_helpers import help_with_work
from model.luck import draw4, family, fill, lineage
from model.phases.stage import FORGONE, HOSPITAL, JOBS, UNBORN, Stage
from model.processes.credit import credit_room
from model.processes.departure import leave
from model.processes.health import (
    DISABLED,
    FELL_ACUTE,
    FELL_CHRONIC,
    NOTHING,
    affordable_running_cost,
    care_given,
    cost_of_stay,
    death_from_illness,
    fall_ill,
    go_without_care,
    insured_share,
    onset,
    running_cost,
    strength,
)
from model.processes.life import NO_DEADLIER, be_born, death_hazard, fertile, leaving_hazard, merging_hazard
from model.processes.register import support
from model.processes.school import (
    TERM_STARTS,
    beyond_compulsory,
    leave_school,
    new_school_year,
    school_cost,
)
from model.processes.work import earned, employable, looks_for_work, loses_job, meet_fortune
from model.records import DISSOLVED, DROPPED_OUT, HERE, MOVED_AWAY, NO_JOB, Household, Person
from model.rule import phase, rule

PERSON_MONTH = family("person.month", "death", "birth", "illness", "job")
PERSON_HOSPITAL = family("person.hospital", "cost", "outside", "severity", "sequel")
PERSON_SCHOOL = family("person.school", "goes_on")
NEWBORN = family("person.newborn", "sex", "talent")
HOUSEHOLD_MONTH = family("household.month", "shock", "leave")

BLOCK = 256
MOST_SLOTS = 12
YEAR = 12
TOO_ILL = 0.3  # capacity below which no employer keeps a worker
TYING_LAND = 5.0  # mu of land from which a farm needs someone at home


@phase
def bodies(s: Stage, wishes: Any, persistence: float, spread: float, buffers: Any) -> int:
    """One month in the life of every person; returns how many look for work, their rows written to `wishes`.

    `persistence` and `spread` are the monthly AR(1) of labour productivity, `buffers` what `luck_buffers` makes.
    """
    asked = 0
    ids, luck, own_ids, own_luck = buffers
    month = s.county[0].month
    for start in range(0, len(s.households), BLOCK):
        stop = min(len(s.households), start + BLOCK)
        first = s.households[start].first
        count = s.households[stop - 1].first + s.households[stop - 1].slots - first
        for k in range(count):
            ids[k] = s.persons[first + k].id
        for k in range(stop - start):
            own_ids[k] = s.households[start + k].id
        fill(luck, ids, count, (PERSON_MONTH.number, month, s.replicate, s.seed))
        fill(own_luck, own_ids, stop - start, (HOUSEHOLD_MONTH.number, month, s.replicate, s.seed))
        for i in range(start, stop):
            h = s.households[i]
            if h.where == HERE:
                meet_fortune(h, s.numbers[0].work, persistence, spread, own_luck[0, i - start])
                asked = live_through(s, h, luck[:, h.first - first :], wishes, asked)
                end_household(s, h, own_luck[1, i - start])
    return asked


def luck_buffers() -> tuple[Any, Any, Any, Any]:
    """Room for the ids and the luck of one block: of its person slots, and of its households."""
    slots = BLOCK * MOST_SLOTS
    return np.empty(slots, np.int64), np.empty((4, slots)), np.empty(BLOCK, np.int64), np.empty((4, BLOCK))


@rule
def live_through(s: Stage, h: Household, luck: Any, wishes: Any, asked: int) -> int:
    """The month of every member; sums up what the household can do and must pay."""
    numbers, month = s.numbers[0], s.county[0].month
    begin_month(h)
    share = support(h, month, numbers.register)
    means = means_to_pay(s, h)
    helped = help_with_work(h, numbers.village_helpers, share) * find_jobs_nearer(h, numbers.relocation)
    tied = h.land > TYING_LAND or h.cows > 0
    wanted = 0.0
    for k in range(h.slots):
        p = s.persons[h.first + k]
        if p.alive == 1 and p.born < month:
            age = month - p.born
            if dies(s, h, p, age, luck[0, k]):
                continue
            if fertile(p, age, numbers.life) and luck[1, k] < numbers.life.birth / 12.0:
                give_birth(s, h, p)
            go_to_school(s, h, p, age)
            event = onset(p, age, numbers.health, luck[2, k])
            if event != NOTHING:
                need_care(s, h, p, event, means, share)
            wanted += running_cost(p, month, numbers.health)
            capacity = able_to(s, h, p, age)
            spare_for_farm = h.labour
            if works(s, h, p, capacity, luck[3, k]):
                continue
            h.labour += capacity
            needed = tied and spare_for_farm < 0.5
            if employable(p, age, capacity, numbers.work) and looks_for_work(needed, helped, numbers.work, luck[3, k]):
                wishes[asked] = h.first + k
                asked += 1
    h.labour = max(0.0, h.labour - labour_taken(h, numbers.ecological_work, share))
    h.drugs = affordable_running_cost(h, wanted * s.county[0].prices, numbers.health)
    h.quits = 0
    return asked


@rule
def begin_month(h: Household) -> None:
    """Clear what is counted anew each month."""
    h.members = 0
    h.able = 0
    h.elders = 0
    h.pupils = 0
    h.dropouts = 0
    h.incapable = 0
    h.ill = 0
    h.jobs = 0
    h.labour = 0.0
    h.bill = 0
    h.away_bill = 0
    h.drugs = 0
    h.school_due = 0
    h.wages_due = 0


@rule
def means_to_pay(s: Stage, h: Household) -> int:
    """Fen the household could lay on a hospital's counter: cash, credit, and its herd at a distress price."""
    county, keep = s.county[0], 1.0 - s.numbers[0].herd.distress
    stock = (
        h.cows * county.cow_price
        + (h.heifers + h.steers) * 0.8 * county.steer_price
        + h.calves * 0.6 * county.calf_price
    )
    return max(0, h.cash) + credit_room(h, s.numbers[0].credit) + fen(keep * stock)


@rule
def dies(s: Stage, h: Household, p: Person, age: int, u: float) -> bool:
    """Death by age or illness; a working member's death is a loss of labour."""
    if u >= NO_DEADLIER:
        return False
    numbers, month = s.numbers[0], s.county[0].month
    if u >= death_hazard(age, numbers.life) + death_from_illness(p, month, numbers.health):
        return False
    if strength(p, age, month, numbers.health) > 0.0:
        h.ill_month = month
    p.alive = 0
    p.job = NO_JOB
    return True


@rule
def give_birth(s: Stage, h: Household, mother: Person) -> None:
    """The child takes the household's first empty slot; without one it is not born, and counted."""
    month = s.county[0].month
    for k in range(h.slots):
        p = s.persons[h.first + k]
        if p.alive == 0:
            identity = lineage(mother.id, NEWBORN.number, month)
            u = draw4(s.seed, s.replicate, NEWBORN.number, identity, 0)
            be_born(p, identity, month, u[0] < 0.5, normal_quantile(u[1]))
            h.members += 1
            return
    s.tally[UNBORN] += 1


@rule
def go_to_school(s: Stage, h: Household, p: Person, age: int) -> None:
    """September decides; other months cost."""
    county, school = s.county[0], s.numbers[0].school
    if h.quits == 1:
        leave_school(p)
    if county.season == TERM_STARTS and age < 23 * YEAR:
        u = draw4(s.seed, s.replicate, PERSON_SCHOOL.number, p.id, county.month)
        affordable = h.cash + fen(3.0 * h.usual) > fen(county.prices * school.cost_senior)
        new_school_year(p, age, affordable, school, u[0])
    if beyond_compulsory(p):
        h.pupils += 1
        h.school_due += fen(county.prices * school_cost(p, county.season, school))
    elif p.school == DROPPED_OUT:
        h.dropouts += 1


@rule
def need_care(s: Stage, h: Household, p: Person, event: int, means: int, share: float) -> None:
    """Someone falls ill: the stay is paid for, or forgone when the counter asks for more than there is."""
    county, numbers = s.county[0], s.numbers[0]
    u = draw4(s.seed, s.replicate, PERSON_HOSPITAL.number, p.id, county.month)
    fall_ill(p, event, county.month, numbers.health, u[2])
    if event != FELL_ACUTE:
        h.ill_month = county.month
    if event == DISABLED or event == FELL_CHRONIC:
        return
    cost = cost_of_stay(event, numbers.health, county.prices, u[0])
    outside = u[1] < numbers.health.outside
    ahead = advance_share(h, numbers.treat_first, insured_share(h, numbers.health), share, outside)
    if fen(cost * ahead / 100.0) + h.bill > means:
        go_without_care(p, event, numbers.health, u[3])
        s.tally[FORGONE] += 1
        return
    s.tally[HOSPITAL] += 1
    h.bill += cost
    if outside:
        h.away_bill += cost


@rule
def able_to(s: Stage, h: Household, p: Person, age: int) -> float:
    """Counts a person among the household's able, old, ill and incapable; returns this month's capacity."""
    health = s.numbers[0].health
    capacity = strength(p, age, s.county[0].month, health)
    h.members += 1
    h.elders += 1 if age >= 60 * YEAR else 0
    h.ill += 1 if p.chronic == 1 or p.disability > 0 or p.major > 0 else 0
    if beyond_compulsory(p):
        capacity = 0.0
    elif capacity > 0.0:
        h.able += 1
    elif age >= 16 * YEAR:
        h.incapable += 1
    h.labour -= care_given(p, s.county[0].month, health)
    if p.acute > 0:
        capacity = max(0.0, capacity - health.lost_acute)
        p.acute -= 1
    return capacity


@rule
def works(s: Stage, h: Household, p: Person, capacity: float, u: float) -> bool:
    """Earns a month's pay where there is a job, and may lose it for the next; a worker too ill loses it at once."""
    if p.job == NO_JOB:
        return False
    if capacity < TOO_ILL:
        p.job = NO_JOB
        return False
    h.jobs += 1
    h.wages_due += fen(capacity * earned(p, h, s.county[0], s.numbers[0].work))
    if loses_job(p, s.county[0], s.numbers[0].work, u):
        p.job = NO_JOB
    else:
        s.tally[JOBS] += 1
    return True


@rule
def end_household(s: Stage, h: Household, u: float) -> None:
    """The last member has died, the elders have joined a child elsewhere, or the whole household moves away."""
    life = s.numbers[0].life
    away = leaving_hazard(h, life)
    if h.members == 0 or away <= u < away + merging_hazard(h, life):
        leave(h, DISSOLVED, s.county[0].month, s.ledger, s.animals)
    elif u < away:
        leave(h, MOVED_AWAY, s.county[0].month, s.ledger, s.animals)
