"""The December phase: income is held against the line, and the register is reviewed."""

from __future__ import annotations

from model.luck import draw4, family
from model.on_file import is_supported
from model.phases import stage
from model.phases.stage import Stage, count_registered
from model.prefetch import AHEAD, prefetch
from model.processes.assessment import (
    assess,
    has_guarantees,
    has_water,
    income_of_year,
    is_near_line,
    is_over_indebted,
)
from model.processes.herd import cattle
from model.processes.living import count_on
from model.processes.register import review
from model.records import EXITED, HERE, LISTED, NEVER_LISTED, Household, Yearbook
from model.rule import phase, rule

REGISTER = family("household.register", "seen", "pressed")


@phase
def december(s: Stage) -> None:
    """Assess every household still here, review the register, and count what is measured once a year."""
    county, numbers = s.county[0], s.numbers[0]
    s.tally[stage.REGISTERED_HOUSEHOLDS] = 0
    s.tally[stage.REGISTERED_PERSONS] = 0
    for i in range(len(s.households)):
        h, y = s.households[i], s.yearbook[i]
        prefetch(s.households, i + AHEAD)
        prefetch(s.yearbook, i + AHEAD)
        owned, secured = cattle(h), has_guarantees(h) and has_water(h, s.villages[h.village])
        assess(h, y, county, numbers.assessment, owned, secured)
        if h.where == HERE and h.members > 0:
            count_on(h, income_of_year(h), numbers.living)
            count_near_line(s, h, y)
            if numbers.register.acts:
                listed = h.register == LISTED
                u = draw4(s.seed, s.replicate, REGISTER.number, h.id, county.month)
                review(h, y, secured, county, numbers.register, u)
                if listed and h.register == EXITED and y.poor_any == 1:
                    s.tally[stage.PAPER_EXITS] += 1
            count_registered(s, h)
            if y.cohort == 1:
                s.tally[stage.LISTED_HOUSEHOLDS] += 1
                s.tally[stage.LISTED_PERSONS] += h.members
                s.tally[stage.LISTED_CATTLE] += owned
                s.tally[stage.OVER_INDEBTED] += is_over_indebted(h, y, numbers.assessment, numbers.credit.least)


@rule
def count_near_line(s: Stage, h: Household, y: Yearbook) -> None:
    """Sum up what households near the line have in all: those supported until now, and those never listed."""
    if not is_near_line(y, s.county[0], s.numbers[0].assessment):
        return
    if h.register == NEVER_LISTED:
        s.tally[stage.NEAR_OFF_INCOME] += y.income
        s.tally[stage.NEAR_OFF_PERSONS] += h.members
    elif is_supported(h, s.county[0].month, s.numbers[0].register):
        s.tally[stage.NEAR_ON_INCOME] += y.income
        s.tally[stage.NEAR_ON_PERSONS] += h.members
