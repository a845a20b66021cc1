"""Families divide: a married son's family leaves with its persons and its part of land, herd, money and informal debts.

Of these the old home has no longer what the new one has.  Places in programmes, claims on kin and the guarantee stay
where they were; house, water and a place on the register, with the support that goes with it, both have.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.arithmetic import fen
from model.livelihoods import CONNECTED, THRIFTY
from model.luck import draw4, family, lineage
from model.phases.bodies import begin_month, count_member
from model.phases.stage import Stage
from model.processes.school import beyond_compulsory
from model.processes.splitting import may_split
from model.records import COMPULSORY, DROPPED_OUT, HERE, MONITORED, NO_JOB, NOBODY, Household, Yearbook
from model.rule import phase, rule
from model.synthesis.persons import capacity_of

SPLIT = family("household.split", "leaves")
SPARE_SLOTS = 3  # as in a home of a young family at the start


class Leaving(NamedTuple):
    """Rows of the households that divide, the number of the family that leaves each, and its persons."""

    parents: NDArray[np.int64]
    couples: NDArray[np.int64]
    persons: NDArray[np.int64]


def room_for_leaving(households: int) -> Leaving:
    """Buffers for as many as there are households."""
    return Leaving(*(np.empty(households, np.int64) for _ in range(3)))


@phase
def find_leaving(s: Stage, leaving: Leaving, chance: float) -> int:
    """Write down who divides; returns how many households do.  Nobody does before a formal loan is repaid."""
    count = 0
    for i in range(len(s.households)):
        h = s.households[i]
        if h.where == HERE and h.wed_month > 0 and h.loan == 0:
            couple = next_to_leave(s, h)
            u = draw4(s.seed, s.replicate, SPLIT.number, h.id, s.county[0].month)[0]
            if couple > 0 and u < chance:
                leaving.parents[count] = i
                leaving.couples[count] = couple
                leaving.persons[count] = who_would_go(s, h, couple)
                count += 1
    return count


@rule
def next_to_leave(s: Stage, h: Household) -> int:
    """Number of the first family, of those that weddings have founded in the household, that may leave; 0 for none."""
    for couple in range(1, h.slots + 1):
        if who_would_go(s, h, couple) > 0:
            return couple
    return 0


@rule
def who_would_go(s: Stage, h: Household, couple: int) -> int:
    """Persons of a family that may leave; 0 where one side would have nobody able to work."""
    go, stay, able_go, able_stay = 0, 0, 0, 0
    for k in range(h.slots):
        p = s.persons[h.first + k]
        if p.alive == 1:
            able = 1 if capacity_of(p, s.county[0].month, s.numbers[0].health) > 0.0 else 0
            if p.couple == couple:
                go += 1
                able_go += able
            else:
                stay += 1
                able_stay += able
    return go if may_split(stay, able_stay, able_go) else 0


@phase
def found_homes(s: Stage, leaving: Leaving, row: int) -> None:
    """Fill the new households from `row` on, whose slots are known; one for each of those that divide."""
    for k in range(len(leaving.parents)):
        parent = leaving.parents[k]
        h, own = s.households[parent], s.households[row + k]
        own.id = lineage(h.id, SPLIT.number, s.county[0].month)
        h.split_month = s.county[0].month
        own.split_month = s.county[0].month
        part = leaving.persons[k] / max(1, h.members)
        take_after(h, own)
        move_persons(s, h, own, leaving.couples[k])
        divide_money(h, own, part)
        divide_land(h, own, part)
        divide_herd(h, own, part)
        divide_last_year(s.yearbook[parent], s.yearbook[row + k], part)
        recount(s, h)
        recount(s, own)


@rule
def move_persons(s: Stage, h: Household, own: Household, couple: int) -> None:
    """The family takes the first slots of its new home, in which it is the oldest."""
    taken = 0
    for k in range(h.slots):
        p = s.persons[h.first + k]
        if p.alive == 1 and p.couple == couple:
            moved = s.persons[own.first + taken]
            moved.id, moved.born, moved.alive, moved.female, moved.married = p.id, p.born, 1, p.female, p.married
            moved.schooling, moved.school, moved.job, moved.talent = p.schooling, p.school, p.job, p.talent
            moved.chronic, moved.disability, moved.acute = p.chronic, p.disability, p.acute
            moved.major, moved.untreated, moved.couple = p.major, p.untreated, 0
            p.alive = 0
            p.job = NO_JOB
            p.id = NOBODY
            taken += 1


@rule
def take_after(h: Household, own: Household) -> None:
    """What the new home has in common with the old one."""
    own.village = h.village
    own.kin = h.kin
    own.register = h.register
    own.support_until = h.support_until
    own.at_risk_since = h.at_risk_since if h.register == MONITORED else 0
    own.mediated = h.mediated
    own.house = h.house
    own.insured = h.insured
    own.livelihoods = h.livelihoods & (CONNECTED | THRIFTY)
    own.watered = h.watered
    own.ability = h.ability
    own.shock = h.shock
    own.quits = h.quits
    own.ill_month = h.ill_month
    own.bill_month = h.bill_month


@rule
def divide_money(h: Household, own: Household, part: float) -> None:
    """Cash and informal debts, and what each side is used to."""
    own.cash = fen(part * h.cash / 100.0)
    own.debt = fen(part * h.debt / 100.0)
    own.inputs_due = fen(part * h.inputs_due / 100.0)
    own.usual = part * h.usual
    own.habit = part * h.habit
    h.cash -= own.cash
    h.debt -= own.debt
    h.inputs_due -= own.inputs_due
    h.usual -= own.usual
    h.habit -= own.habit


@rule
def divide_land(h: Household, own: Household, part: float) -> None:
    """Fields, pasture, grain in store and the winter's fodder."""
    own.land = part * h.land
    own.let = part * h.let
    own.pasture = part * h.pasture
    own.grain = part * h.grain
    own.fodder = part * h.fodder
    h.land -= own.land
    h.let -= own.let
    h.pasture -= own.pasture
    h.grain -= own.grain
    h.fodder -= own.fodder


@rule
def divide_herd(h: Household, own: Household, part: float) -> None:
    """Whole animals; the odd one stays."""
    own.cows = int(part * h.cows)
    own.in_calf = int(part * h.in_calf)
    own.heifers = int(part * h.heifers)
    own.heifers_in_calf = int(part * h.heifers_in_calf)
    own.steers = int(part * h.steers)
    own.calves = int(part * h.calves)
    h.cows -= own.cows
    h.in_calf -= own.in_calf
    h.heifers -= own.heifers
    h.heifers_in_calf -= own.heifers_in_calf
    h.steers -= own.steers
    h.calves -= own.calves


@rule
def divide_last_year(y: Yearbook, own: Yearbook, part: float) -> None:
    """Poor or not as before, and as often; the year's income is each side's part; exits and returns begin anew."""
    own.ever = y.ever
    own.poor = y.poor
    own.poor_any = y.poor_any
    own.poor_real = y.poor_real
    own.poor_years = y.poor_years
    own.recorded_exit = y.recorded_exit
    own.income = fen(part * y.income / 100.0)
    own.crops = fen(part * y.crops / 100.0)
    own.herd = fen(part * y.herd / 100.0)
    y.income -= own.income
    y.crops -= own.crops
    y.herd -= own.herd


@rule
def recount(s: Stage, h: Household) -> None:
    """Members and hands, until the month counts them again."""
    month, hands = s.county[0].month, 0.0
    begin_month(h)
    for k in range(h.slots):
        p = s.persons[h.first + k]
        if p.alive == 1:
            capacity = capacity_of(p, month, s.numbers[0].health)
            count_member(h, p, capacity, month - p.born)
            h.pupils += 1 if beyond_compulsory(p) else 0
            h.learners += 1 if p.school == COMPULSORY else 0
            h.dropouts += 1 if p.school == DROPPED_OUT else 0
            h.jobs += 1 if p.job != NO_JOB else 0
            hands += capacity if p.job == NO_JOB else 0.0
    h.labour = hands
