"""What a month does to the persons of a household. Births, deaths, school, illness, work."""

from __future__ import annotations

from typing import Any, NamedTuple

from model.arithmetic import fen
from model.interventions.chronic_care import drugs_paid, stays_spared
from model.interventions.education_support import aided, grant_of, help_with_school
from model.interventions.infrastructure import illness_spared, stays_near
from model.interventions.treat_first import advance_share
from model.luck import draw4, family
from model.phases.ages import row_of_age
from model.phases.hiring import Seekers
from model.phases.labour import able_to, lend_a_hand, look_for_work, make_an_effort
from model.phases.newcomers import give_birth, marry, marry_out
from model.phases.stage import FORGONE, HOSPITAL, Stage
from model.processes.cattle_market import price_of_calf, price_of_steer
from model.processes.credit import credit_room
from model.processes.departure import leave
from model.processes.health import (
    DISABLED,
    FELL_ACUTE,
    FELL_CHRONIC,
    NOTHING,
    affordable_running_cost,
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
from model.records import (
    COMPULSORY,
    DISSOLVED,
    DROPPED_OUT,
    MOVED_AWAY,
    NO_JOB,
    NOBODY,
    AtAge,
    Household,
    Person,
)
from model.rule import rule
from model.targeting import support

PERSON_MONTH = family("person.month", "death", "birth", "illness", "job")
PERSON_HOSPITAL = family("person.hospital", "cost", "outside", "severity", "sequel")
PERSON_SCHOOL = family("person.school", "goes_on")

YEAR = 12


class Members(NamedTuple):
    """The living members of a household: their `rows`, and their luck in the same columns, from `begin` to `end`."""

    rows: Any
    luck: Any
    begin: int
    end: int


@rule
def live_through(s: Stage, h: Household, ages: Any, members: Members, seekers: Seekers) -> None:
    """The month of every member; sums up what the household can do and must pay."""
    numbers, month, luck = s.numbers[0], s.county[0].month, members.luck
    begin_month(h)
    share = support(h, month, numbers.register)
    stays, chronic = 1.0 - stays_spared(h, numbers.chronic_care, share), 1.0 - illness_spared(h, numbers.infrastructure)
    wanted, hands, groom = 0.0, 0.0, NOBODY
    for one in range(members.begin, members.end):
        row = members.rows[one]
        p = s.persons[row]
        age = month - p.born
        a = ages[row_of_age(age, p.chronic)]
        if luck[0, one] < a.death + death_from_illness(p, month, numbers.health):
            die(s, h, p, a)
            continue
        if luck[1, one] < a.birth and p.female == 1:
            give_birth(s, h, p)
        if p.married == 0 and weds(p, a, luck[1, one]):
            if p.female == 1:
                marry_out(p)
                continue
            groom = row - h.first
        go_to_school(s, h, p, age, share)
        event = onset(a, chronic, stays if p.chronic == 1 else 1.0, luck[2, one])
        if event != NOTHING:
            need_care(s, h, p, event, share)
            a = ages[row_of_age(age, p.chronic)]
        wanted += a.drugs + cost_of_recovery(p, month, numbers.health)
        capacity = able_to(s, p, a)
        count_member(h, p, capacity, age)
        if luck[3, one] < a.seeks and capacity >= numbers.work.hires_from and p.job == NO_JOB and p.acute == 0:
            look_for_work(s, h, row, hands, seekers, luck[3, one])
        hands += lend_a_hand(s, h, p, capacity, luck[3, one])
    if groom != NOBODY:
        marry(s, h, groom)
    make_an_effort(h, hands, share, numbers, s.county[0])
    own = 1.0 - drugs_paid(h, numbers.chronic_care, share)
    h.drugs = affordable_running_cost(h, wanted * own * s.county[0].prices, numbers.health)
    h.quits = 0


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
def end_household(s: Stage, h: Household, leaves: float, merges: float, u: float) -> None:
    """The last member has died, the elders have joined a child elsewhere, or the whole household moves away."""
    if h.members == 0 or leaves <= u < leaves + merges:
        leave(h, DISSOLVED, s.county[0].month, s.ledger, s.animals)
    elif u < leaves:
        leave(h, MOVED_AWAY, s.county[0].month, s.ledger, s.animals)
