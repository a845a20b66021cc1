"""Who comes into a household: children who are born, and the brides of its sons; who marries out of it."""

from __future__ import annotations

from typing import Any

from model.arithmetic import normal_quantile
from model.interventions.custom_reform import most_for_wedding
from model.ledger import WEDDINGS, pay
from model.luck import draw4, family, lineage
from model.phases.stage import UNBORN, Stage
from model.processes.credit import borrow, credit_room
from model.processes.life import be_born
from model.processes.marriage import can_spend, custom_asks
from model.records import NO_JOB, Household, Person
from model.rule import rule

NEWBORN = family("person.newborn", "sex", "talent")
WEDDING = family("person.wedding", "affords", "bride")
NO_SLOT = -1


@rule
def empty_slot(s: Stage, h: Household) -> int:
    """Row of the household's first empty person slot, or `NO_SLOT`."""
    for k in range(h.slots):
        if s.persons[h.first + k].alive == 0:
            row: int = h.first + k
            return row
    return NO_SLOT


@rule
def give_birth(s: Stage, h: Household, mother: Person) -> None:
    """The child takes the household's first empty slot; without one it is not born, and counted."""
    month, row = s.county[0].month, empty_slot(s, h)
    if row == NO_SLOT:
        s.tally[UNBORN] += 1
        return
    identity = lineage(mother.id, NEWBORN.number, month)
    u = draw4(s.seed, s.replicate, NEWBORN.number, identity, 0)
    be_born(s.persons[row], identity, month, u[0] < 0.5, normal_quantile(u[1]))
    s.persons[row].couple = mother.couple
    h.members += 1


@rule
def marry_out(p: Person) -> None:
    """A daughter goes to her husband's household, which is elsewhere."""
    p.alive = 0
    p.job = NO_JOB


@rule
def pay_for_wedding(h: Household, cost: int, ledger: Any) -> None:
    """Out of cash, and what is missing on credit."""
    missing = cost - max(0, h.cash)
    if missing > 0:
        borrow(h, missing, ledger)
    pay(h, ledger, WEDDINGS, cost)


@rule
def marry(s: Stage, h: Household, slot: int) -> None:
    """The wedding of the son in a `slot` of the household.

    The smaller the part that the family can spend of what is asked for, the less likely it is.  His bride, healthy and
    as schooled as he, takes the first empty slot; without one the couple leaves the county.
    """
    county, numbers, groom = s.county[0], s.numbers[0], s.persons[h.first + slot]
    asked = custom_asks(county, most_for_wedding(h, numbers.custom_reform))
    cost = can_spend(h, credit_room(h, numbers.credit), asked, numbers.marriage)
    u = draw4(s.seed, s.replicate, WEDDING.number, groom.id, county.month)
    if cost < asked * u[0]:
        return
    pay_for_wedding(h, cost, s.ledger)
    groom.married = 1
    groom.couple = slot + 1
    h.wed_month = county.month
    row = empty_slot(s, h)
    if row == NO_SLOT:
        marry_out(groom)
        h.members -= 1
        return
    bride, identity = s.persons[row], lineage(groom.id, WEDDING.number, county.month)
    be_born(bride, identity, groom.born + 12 * numbers.marriage.younger, True, normal_quantile(u[1]))
    bride.married = 1
    bride.couple = groom.couple
    bride.schooling = groom.schooling
    h.members += 1
