"""What a month does to the persons of a household. Births, deaths, school, illness, work."""

from __future__ import annotations

from typing import Any

from model.arithmetic import fen
from model.interventions.chronic_care import drugs_paid, stays_spared
from model.interventions.courtyard import labour_in_courtyard
from model.interventions.ecological_work import labour_taken
from model.interventions.education_support import aided, graduate_channel, grant_of, help_with_school
from model.interventions.infrastructure import illness_spared, roads_to_work, stays_near
from model.interventions.photovoltaic import effort_for_dividends
from model.interventions.points_supermarket import effort_for_points
from model.interventions.public_posts import labour_of_post
from model.interventions.relocation import find_jobs_nearer
from model.interventions.tourism import labour_with_guests
from model.interventions.training import trained_to_earn, trained_to_find
from model.interventions.treat_first import advance_share
from model.interventions.village_helpers import help_with_work
from model.luck import draw4, family
from model.phases.ages import row_of_age
from model.phases.hiring import Seekers, ask_for_work
from model.phases.newcomers import give_birth, marry, marry_out
from model.phases.stage import FORGONE, HOSPITAL, PAID_WORK, Stage
from model.processes.cattle_market import price_of_calf, price_of_steer
from model.processes.credit import credit_room
from model.processes.departure import leave
from model.processes.health import (
    DISABLED,
    FELL_ACUTE,
    FELL_CHRONIC,
    NOTHING,
    affordable_running_cost,
    care_given,
    cost_of_recovery,
    cost_of_stay,
    death_from_illness,
    fall_ill,
    go_without_care,
    insured_share,
    onset,
    strength,
)
from model.processes.living import CUT
from model.processes.marriage import weds
from model.processes.school import (
    TERM_STARTS,
    beyond_compulsory,
    drops_out,
    leave_school,
    new_school_year,
    school_cost,
)
from model.processes.work import earned, looks_for_work, loses_job, time_taken
from model.records import (
    COMPULSORY,
    DISSOLVED,
    DROPPED_OUT,
    MOVED_AWAY,
    NO_JOB,
    NOBODY,
    ORGANISED_JOB,
    AtAge,
    County,
    Household,
    Person,
)
from model.rule import rule
from model.targeting import support

PERSON_MONTH = family("person.month", "death", "birth", "illness", "job")
PERSON_HOSPITAL = family("person.hospital", "cost", "outside", "severity", "sequel")
PERSON_SCHOOL = family("person.school", "goes_on")

YEAR = 12


@rule
def live_through(s: Stage, h: Household, ages: Any, luck: Any, at: int, seekers: Seekers) -> int:
    """The month of every member; sums up what the household can do and must pay.

    The luck of its living members stands in the columns of `luck` from `at` on; returns where that of the next ones is.
    """
    numbers, month = s.numbers[0], s.county[0].month
    begin_month(h)
    share = support(h, month, numbers.register)
    stays, chronic = 1.0 - stays_spared(h, numbers.chronic_care, share), 1.0 - illness_spared(h, numbers.infrastructure)
    wanted, hands, groom = 0.0, 0.0, NOBODY
    for k in range(h.slots):
        p = s.persons[h.first + k]
        if p.alive == 1 and p.born < month:
            age = month - p.born
            a = ages[row_of_age(age, p.chronic)]
            one, at = at, at + 1
            if luck[0, one] < a.death + death_from_illness(p, month, numbers.health):
                die(s, h, p, a)
                continue
            if luck[1, one] < a.birth and p.female == 1:
                give_birth(s, h, p)
            if p.married == 0 and weds(p, a, luck[1, one]):
                if p.female == 1:
                    marry_out(p)
                    continue
                groom = k
            go_to_school(s, h, p, age, share)
            event = onset(a, chronic, stays if p.chronic == 1 else 1.0, luck[2, one])
            if event != NOTHING:
                need_care(s, h, p, event, share)
                a = ages[row_of_age(age, p.chronic)]
            wanted += a.drugs + cost_of_recovery(p, month, numbers.health)
            capacity = able_to(s, p, a)
            count_member(h, p, capacity, age)
            if luck[3, one] < a.seeks and capacity >= numbers.work.hires_from and p.job == NO_JOB and p.acute == 0:
                look_for_work(s, h, h.first + k, hands, seekers, luck[3, one])
            hands += lend_a_hand(s, h, p, capacity, luck[3, one])
    if groom != NOBODY:
        marry(s, h, groom)
    make_an_effort(h, hands, share, numbers, s.county[0])
    own = 1.0 - drugs_paid(h, numbers.chronic_care, share)
    h.drugs = affordable_running_cost(h, wanted * own * s.county[0].prices, numbers.health)
    h.quits = 0
    return at


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
def count_member(h: Household, p: Person, capacity: float, age: int) -> None:
    """One more member, by age, health and capacity."""
    h.members += 1
    h.able += capacity > 0.0
    h.incapable += (capacity == 0.0) & (age >= 16 * YEAR) & (not beyond_compulsory(p))
    h.elders += age >= 60 * YEAR
    h.ill += (p.chronic > 0) | (p.disability > 0) | (p.major > 0)


@rule
def begin_month(h: Household) -> None:
    """Clear what is counted anew each month."""
    h.members = 0
    h.ill = 0
    h.incapable = 0
    h.elders = 0
    h.able = 0
    h.pupils = 0
    h.learners = 0
    h.dropouts = 0
    h.jobs = 0
    h.bill = 0
    h.away_bill = 0
    h.drugs = 0
    h.school_due = 0
    h.wages_due = 0


@rule
def means_to_pay(s: Stage, h: Household) -> int:
    """Fen the household could lay on a hospital's counter: cash, credit, and its herd at a distress price."""
    county, keep = s.county[0], 1.0 - s.numbers[0].herd.distress
    stock = h.cows * county.cow_price + (h.heifers + h.steers) * price_of_steer(county)
    stock += h.calves * price_of_calf(county)
    return max(0, h.cash) + credit_room(h, s.numbers[0].credit) + fen(keep * stock)


@rule
def die(s: Stage, h: Household, p: Person, a: AtAge) -> None:
    """Death by age or illness; a working member's death is a loss of labour."""
    month = s.county[0].month
    if strength(p, a.strength, month, s.numbers[0].health) > 0.0:
        h.ill_month = month
    p.alive = 0
    p.job = NO_JOB


@rule
def go_to_school(s: Stage, h: Household, p: Person, age: int, share: float) -> None:
    """September decides; other months cost."""
    county, school, education = s.county[0], s.numbers[0].school, s.numbers[0].education_support
    if h.quits == 1:
        leave_school(p)
    if county.season == TERM_STARTS and age < 23 * YEAR:
        decide_on_school(s, h, p, age, share)
    if beyond_compulsory(p):
        h.pupils += 1
        cost = fen(county.prices * school_cost(p, county.season, school))
        h.school_due += cost - help_with_school(h, p, education, share, cost, s.ledger)
    elif p.school == COMPULSORY:
        h.learners += 1
    elif p.school == DROPPED_OUT:
        h.dropouts += 1


@rule
def decide_on_school(s: Stage, h: Household, p: Person, age: int, share: float) -> None:
    """A new school year: what it would cost the household, and whether a child drops out."""
    county, school, education = s.county[0], s.numbers[0].school, s.numbers[0].education_support
    u = draw4(s.seed, s.replicate, PERSON_SCHOOL.number, p.id, county.month)
    cost = county.prices * school.cost_senior
    leaves = drops_out(p, h.coped & (1 << CUT) != 0, school)
    part = aided(h, education, share)
    if part > 0.0:
        cost -= part * grant_of(p, education)
        leaves *= 1.0 - part * education.prevents
    new_school_year(p, age, h.cash + fen(3.0 * h.usual) > fen(cost), leaves, school, u[0])


@rule
def need_care(s: Stage, h: Household, p: Person, event: int, share: float) -> None:
    """Someone falls ill: the stay is paid for, or forgone when the counter asks for more than there is."""
    county, numbers = s.county[0], s.numbers[0]
    u = draw4(s.seed, s.replicate, PERSON_HOSPITAL.number, p.id, county.month)
    fall_ill(p, event, county.month, numbers.health, u[2])
    if event != FELL_ACUTE:
        h.ill_month = county.month
    if event == DISABLED or event == FELL_CHRONIC:
        return
    cost = cost_of_stay(event, numbers.health, county.prices, u[0])
    outside = u[1] < numbers.health.outside * (1.0 - stays_near(h, numbers.infrastructure))
    ahead = advance_share(h, numbers.treat_first, insured_share(h, numbers.health), share, outside)
    if fen(cost * ahead / 100.0) + h.bill > means_to_pay(s, h):
        go_without_care(p, event, numbers.health, u[3])
        s.tally[FORGONE] += 1
        return
    s.tally[HOSPITAL] += 1
    h.bill += cost
    if outside:
        h.away_bill += cost


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


@rule
def end_household(s: Stage, h: Household, leaves: float, merges: float, u: float) -> None:
    """The last member has died, the elders have joined a child elsewhere, or the whole household moves away."""
    if h.members == 0 or leaves <= u < leaves + merges:
        leave(h, DISSOLVED, s.county[0].month, s.ledger, s.animals)
    elif u < leaves:
        leave(h, MOVED_AWAY, s.county[0].month, s.ledger, s.animals)
