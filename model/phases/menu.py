"""The menu: which of the projects that a household is offered, and does not have yet, it would take up."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.interventions.asset_income import promised_by_assets
from model.interventions.cattle_loan import CATTLE, can_keep, cows_for_loan, promised_by_placing
from model.interventions.courtyard import promised_by_courtyard
from model.interventions.drip_irrigation import promised_by_drip_irrigation
from model.interventions.ecommerce import promised_by_ecommerce
from model.interventions.leader_firm import promised_by_firm
from model.interventions.tourism import promised_by_tourism
from model.interventions.village_helpers import real_help
from model.livelihoods import ASSETS, CONTRACT_FARMING, COURTYARD, DRIP_IRRIGATION, ECOMMERCE, TOURISM
from model.luck import draw4, family
from model.phases.stage import Stage
from model.processes.adoption import log_odds, share_taking
from model.processes.cattle_market import cow_margin
from model.processes.herd import DAYS_PER_ADULT, in_yard, winter_units
from model.records import County, Household, Yearbook
from model.rule import phase, rule
from model.targeting import support, yearly_review

TASTE = family("household.taste", "project")
PROJECTS = (CATTLE, COURTYARD, DRIP_IRRIGATION, TOURISM, ECOMMERCE, ASSETS, CONTRACT_FARMING)
NOTHING = 0


def lay_out_menu(world: Any, running: list[Any]) -> None:
    """In January, and when a project opens, settle who would take which; `world.menu` keeps it until the next time.

    Every project of those `running` says from the same state whom it makes an offer.  Whether there is a place is
    another matter: places and money are given out among those who say yes.
    """
    projects = [programme for programme in running if getattr(programme, "BIT", NOTHING) in PROJECTS]
    if not any(yearly_review(world, programme.start) for programme in projects):
        return
    world.menu = {programme.BIT: programme.offers(world) for programme in projects}
    if world.scenario.processes["adoption"].chooses:
        for bit, offers in world.menu.items():
            takes = np.empty(len(offers), bool)
            say_yes_or_no(world.stage, bit, offers, takes)
            world.menu[bit] = offers[takes]


@phase
def say_yes_or_no(s: Stage, bit: int, rows: Any, takes: Any) -> None:
    """Write to `takes`, bool[rows], whether each of `rows` would take the project `bit`.

    A household's taste for a project is its own for good: it changes its mind only with its circumstances.
    """
    for k in range(len(rows)):
        h, y = s.households[rows[k]], s.yearbook[rows[k]]
        u = draw4(s.seed, s.replicate, TASTE.number, h.id, bit)[0]
        takes[k] = u < share_taking(appeal(s, h, y, bit))


@rule
def gain_from_cows(h: Household, herd: Any, county: County, cows: float) -> float:
    """Yuan a year that so many cows more seem to bring: their margin less bought roughage, and a first herd's costs."""
    short = max(0.0, winter_units(h, herd) + cows - h.fodder) - max(0.0, winter_units(h, herd) - h.fodder)
    cost = county.feed * herd.roughage * short + (herd.fixed_cost if in_yard(h) == 0 else 0.0)
    gain: float = cows * cow_margin(herd, county) - county.prices * cost
    return gain


@rule
def adults_for_cows(h: Household, herd: Any, cows: float) -> float:
    """Adults whom the herd and so many cows more keep busy."""
    if in_yard(h) == 0 and cows == 0.0:
        return 0.0
    adults: float = (herd.days_fixed + herd.days_cow * (h.cows + h.heifers + cows)) / (12.0 * DAYS_PER_ADULT)
    return adults


@rule
def appeal(s: Stage, h: Household, y: Yearbook, bit: int) -> float:
    """Log-odds of a project against nothing, as today's prices and the household's hands and debts make them."""
    numbers, county = s.numbers[0], s.county[0]
    gain, adults, owed = 0.0, 0.0, 0.0
    if bit == CATTLE:
        loans, cows = numbers.cattle_loan, cows_for_loan(numbers.cattle_loan, county)
        owed = (h.loan + h.debt) / 100.0
        if can_keep(h, loans):
            gain = gain_from_cows(h, numbers.herd, county, cows)
            adults = adults_for_cows(h, numbers.herd, cows) - adults_for_cows(h, numbers.herd, 0.0)
        else:
            gain = promised_by_placing(h, loans, cows)
    elif bit == COURTYARD:
        gain, adults = promised_by_courtyard(numbers.courtyard, county), numbers.courtyard.adults
    elif bit == DRIP_IRRIGATION:
        gain = promised_by_drip_irrigation(h, numbers.drip_irrigation, county)
    elif bit == TOURISM:
        gain, adults = promised_by_tourism(numbers.tourism, county), numbers.tourism.adults
    elif bit == ECOMMERCE:
        gain = promised_by_ecommerce(y, numbers.ecommerce)
    elif bit == ASSETS:
        gain = promised_by_assets(numbers.asset_income)
    elif bit == CONTRACT_FARMING:
        gain = promised_by_firm(y, numbers.leader_firm)
    lacking = adults - (h.labour - adults_for_cows(h, numbers.herd, 0.0))
    helped = real_help(h, numbers.village_helpers, support(h, county.month, numbers.register))
    income = max(12.0 * h.usual, county.line)
    odds = log_odds(numbers.adoption, income, gain, max(0.0, min(adults, lacking)), owed)
    persuaded: float = odds + numbers.adoption.helper * helped
    return persuaded
