"""The December phase: income is held against the line, and the register is reviewed."""

from __future__ import annotations

from model.luck import draw4, family
from model.phases import stage
from model.phases.stage import Stage, count_registered
from model.prefetch import AHEAD, prefetch
from model.processes.assessment import assess, has_guarantees, has_water, income_of_year
from model.processes.herd import cattle
from model.processes.living import count_on
from model.processes.register import review
from model.records import HERE
from model.rule import phase

REGISTER = family("household.register", "seen", "pressed")


@phase
def december(s: Stage) -> None:
    """Assess every household still here, review the register."""
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
            if numbers.register.acts:
                u = draw4(s.seed, s.replicate, REGISTER.number, h.id, county.month)
                review(h, y, secured, county, numbers.register, u)
            count_registered(s, h)
            if y.cohort == 1:
                s.tally[stage.LISTED_HOUSEHOLDS] += 1
                s.tally[stage.LISTED_PERSONS] += h.members
                s.tally[stage.LISTED_CATTLE] += owned
