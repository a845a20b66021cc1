"""What a month holds for someone of each age: worked out once a month, so that persons only look it up."""

from __future__ import annotations

from typing import Any

from model.interventions.education_support import YOUNG
from model.processes.health import health_rates
from model.processes.life import vital_rates
from model.processes.marriage import marriage_rates
from model.processes.work import of_hiring_age
from model.rule import rule

AGES = 121  # from 0 to 120 years; whoever is older counts as 120


@rule
def fill_ages(ages: Any, numbers: Any) -> None:
    """Every row of `ages`, AtAge[2 * AGES]: all ages without a chronic illness, then all ages with one."""
    for years in range(AGES):
        for chronic in range(2):
            row = ages[chronic * AGES + years]
            vital_rates(row, years, numbers.life)
            marriage_rates(row, years, numbers.marriage)
            health_rates(row, years, chronic == 1, numbers.health)
            row.seeks = most_likely_to_look(years, numbers)


@rule
def most_likely_to_look(years: int, numbers: Any) -> float:
    """A bound on the monthly chance to look for work at an age, with all the help there is."""
    if not of_hiring_age(years, numbers.work):
        return 0.0
    helped = at_most(numbers.village_helpers.search) * at_most(numbers.relocation.jobs_nearer)
    helped *= at_most(numbers.training.finds) * at_most(numbers.infrastructure.jobs)
    if years < YOUNG:
        helped *= at_most(numbers.education_support.graduates)
    chance: float = numbers.work.search * max(1.0, numbers.work.search_tied) * helped
    return chance


@rule
def at_most(more: float) -> float:
    """The ratio that a programme's help can be, whether it reaches someone or not."""
    return 1.0 + max(0.0, more)


@rule
def whole_years(months: int) -> int:
    """Years in a number of months from 0 to 100,000: `months // 12`, without the time that a division takes."""
    return (months * 43691) >> 19  # 43691 / 2**19 is a twelfth and 6e-7, too little to reach the next year


@rule
def row_of_age(age: int, chronic: int) -> int:
    """The row of `ages` for someone `age` months old."""
    return chronic * AGES + min(whole_years(age), AGES - 1)
