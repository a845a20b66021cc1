"""What a month does to the land, the herd and the money of a household."""

from __future__ import annotations

from typing import Any

from model.arithmetic import fen
from model.interventions.debt_resolution import rate_of_debt
from model.interventions.drip_irrigation import drought_spared
from model.interventions.health_cover import help_with_premium
from model.interventions.infrastructure import better_price
from model.interventions.livestock_insurance import pay_for_dead_cows
from model.interventions.price_insurance import pay_for_low_price
from model.interventions.winter_fodder import winter_spared
from model.ledger import PREMIUM_SUBSIDY, WAGES, receive, spend
from model.luck import draw4, family
from model.phases import stage
from model.phases.bills import settle_bills
from model.phases.delivery import deliver_programmes
from model.phases.stage import Stage, count_registered
from model.processes.cattle_market import (
    fattening_pays,
    give_up,
    heifers_to_keep,
    restock,
    sell_calves_for_feed,
    sell_cows_for,
    sell_in_autumn,
    sell_weaned,
    sell_young_for,
)
from model.processes.credit import (
    REPAY_FROM,
    borrow,
    credit_room,
    give_up_debt,
    pay_interest,
    repay_debt,
    repay_loan,
    roll_over_or_default,
)
from model.processes.crops import (
    HARVEST,
    LAST_SALE,
    PLANTING,
    RENT_DAY,
    harvest,
    let_land,
    plant,
    sell_grain,
)
from model.processes.herd import (
    CALVING,
    MARKET,
    MATING,
    calve,
    feed,
    grow,
    in_yard,
    lose,
    mate,
    monthly_loss,
    tending,
    winter_bill,
)
from model.processes.living import (
    ARREARS,
    BREEDING_STOCK,
    CUT,
    INFORMAL_CREDIT,
    LEAVE_SCHOOL,
    YOUNG_STOCK,
    consume,
    coping_step,
    least_to_live_on,
    need,
    pay_school,
    wish_to_spend,
)
from model.processes.safety_net import (
    PREMIUM_DAY,
    draw_guarantee,
    draw_pension,
    draw_subsidies,
    insure,
)
from model.processes.work import farm_skill
from model.records import HERE, Household
from model.rule import rule
from model.targeting import support

HERD_HABIT = family("household.herd_habit", "fattens")
HERD_SEASON = family("household.season", "first", "second", "give_up", "loan")

ONCE = 0  # the month of draws that are made once for all


@rule
def keep_house(s: Stage, h: Household, u: Any) -> None:
    """What comes in and falls due in a month, in the order of the ODD; `u` are the two draws of the herd's deaths."""
    share = support(h, s.county[0].month, s.numbers[0].register)
    farm(s, h)
    if in_yard(h) > 0:
        keep_cattle(s, h, share, u)
    come_in(s, h, share)
    deliver_programmes(s, h, share)
    settle_bills(s, h, share)
    if h.debt > 0:
        rate = rate_of_debt(h, s.numbers[0].debt_resolution, s.numbers[0].credit.rate)
        pay_interest(h, s.numbers[0].credit, rate, s.ledger)
        give_up_debt(h, s.numbers[0].credit, s.ledger)


@rule
def shortfall(h: Household, needed: float) -> int:
    """Fen that cash falls short of living and school this month; below zero what is left."""
    return fen(needed) + h.school_due - h.cash


@rule
def make_ends_meet(s: Stage, h: Household, needed: float, habit_kept: float) -> None:
    """Live, settle what falls due, and use what is left."""
    live(s, h, needed, habit_kept)
    settle_loan(s, h)
    invest(s, h, needed)


@rule
def farm(s: Stage, h: Household) -> None:
    """The land's calendar."""
    county, crops = s.county[0], s.numbers[0].crops
    if county.season == RENT_DAY and h.let > 0.0:
        let_land(h, crops, s.ledger)
    elif county.season == PLANTING and h.land > 0.0:
        plant(h, crops, s.ledger)
    elif county.season >= HARVEST:
        if county.season == HARVEST:
            skill = farm_skill(h, s.numbers[0].work)
            spared = drought_spared(h, s.numbers[0].drip_irrigation)
            harvest(h, crops, county, s.villages[h.village].exposure, skill, spared)
        if h.grain > 0.0 or h.inputs_due > 0:
            sell_grain(h, county, better_price(h, s.numbers[0].infrastructure), s.ledger)


@rule
def keep_cattle(s: Stage, h: Household, share: float, u: Any) -> None:
    """The herd's calendar: losses, calving, mating, feed, the autumn market."""
    county, herd, month = s.county[0], s.numbers[0].herd, s.county[0].month
    cared, cows = tending(h, herd), h.cows
    spared = winter_spared(h, s.numbers[0].winter_fodder, share)
    lose(h, monthly_loss(herd, county, cared, spared), s.animals, u[0], u[1])
    pay_for_dead_cows(h, s.numbers[0].livestock_insurance, cows - h.cows, s.ledger)
    if county.season == CALVING or county.season == MATING or county.season == MARKET:
        v = draw4(s.seed, s.replicate, HERD_SEASON.number, h.id, month)
        if county.season == CALVING:
            grow(h, s.animals, v[0])
            calve(h, herd, s.animals, v[1])
        elif county.season == MATING:
            mate(h, herd, cared, heifers_to_keep(h, herd, v[2]), v)
        else:
            pay_for_low_price(h, s.numbers[0].price_insurance, county, s.ledger)
            sell_in_autumn(h, herd, county, s.ledger, s.animals, v)
            fattens = draw4(s.seed, s.replicate, HERD_HABIT.number, h.id, ONCE)[0] < herd.fattens
            if h.calves > 0 and not (fattens and fattening_pays(herd, county)):
                sell_weaned(h, herd, county, s.ledger, s.animals, v)
            sell_calves_for_feed(
                h, fen(herd.sells_ahead * winter_bill(h, herd, county) / 100.0), county, s.ledger, s.animals
            )
            give_up(h, herd, county, s.ledger, s.animals, v[2])
    feed(h, herd, county, s.ledger)


@rule
def come_in(s: Stage, h: Household, share: float) -> None:
    """Wages, then what the state paid already in 2013; in January, insurance."""
    county = s.county[0]
    receive(h, s.ledger, WAGES, h.wages_due)
    h.wages += h.wages_due
    draw_pension(h, county, s.ledger)
    if h.dibao > 0:
        draw_guarantee(h, county, s.ledger)
    draw_subsidies(h, s.numbers[0].safety_net, county, s.ledger)
    if county.season == PREMIUM_DAY:
        helped = help_with_premium(h, s.numbers[0].health_cover, share, county)
        insure(h, helped, county, s.ledger)
        if h.insured == 1:
            spend(s.ledger, PREMIUM_SUBSIDY, helped)


@rule
def live(s: Stage, h: Household, needed: float, habit_kept: float) -> None:
    """Spend on living and school; without the cash for need, cope."""
    living = s.numbers[0].living
    wish = fen(wish_to_spend(h, needed, living, habit_kept))
    least = fen(needed)
    missing = least + h.school_due - h.cash
    if missing > 0:
        missing = cope(s, h, missing)
        cut = max(0, min(missing, least - least_to_live_on(needed, living)))
        if cut > 0:
            h.coped |= 1 << CUT
        if missing > cut:
            h.coped |= 1 << ARREARS
            borrow(h, missing - cut, s.ledger)
        pay_school(h, s.ledger)
        consume(h, least - cut, s.ledger)
    else:
        pay_school(h, s.ledger)
        consume(h, min(wish, max(least, h.cash)), s.ledger)


@rule
def cope(s: Stage, h: Household, missing: int) -> int:
    """Try each step in the household's order until nothing is missing; returns the fen still missing."""
    before = h.cash - h.school_due
    for position in range(4):
        found = h.cash - h.school_due - before
        if found >= missing:
            break
        take_step(s, h, coping_step(position, s.numbers[0].living), missing - found)
    return max(0, missing - (h.cash - h.school_due - before))


@rule
def take_step(s: Stage, h: Household, step: int, missing: int) -> None:
    """One coping step; it leaves its mark in the trail only where it could be taken."""
    county, cash, due = s.county[0], h.cash, h.school_due
    if step == YOUNG_STOCK:
        sell_young_for(h, missing, county, 1.0 - s.numbers[0].herd.distress, s.ledger, s.animals)
    elif step == INFORMAL_CREDIT:
        room = credit_room(h, s.numbers[0].credit)
        if room > 0:
            borrow(h, min(missing, room), s.ledger)
    elif step == BREEDING_STOCK:
        sell_cows_for(h, missing, county.cow_price * (1.0 - s.numbers[0].herd.distress), s.ledger, s.animals)
    elif step == LEAVE_SCHOOL and h.school_due > 0:
        h.school_due = 0
        h.quits = 1
    if h.cash > cash or h.school_due < due:
        h.coped |= 1 << step


@rule
def settle_loan(s: Stage, h: Household) -> None:
    """At maturity: cash first, then young stock, then cows; what is left is rolled over or lost."""
    if h.loan == 0 or s.county[0].month < h.loan_due:
        return
    county, credit = s.county[0], s.numbers[0].credit
    reserve = fen(credit.reserve * need(h, county, s.numbers[0].living))
    repay_loan(h, h.cash - reserve, s.ledger)
    if h.loan > 0:
        sell_young_for(h, h.loan, county, 1.0, s.ledger, s.animals)
        repay_loan(h, h.cash - reserve, s.ledger)
    if h.loan > 0:
        sell_cows_for(h, h.loan, county.cow_price, s.ledger, s.animals)
        repay_loan(h, h.cash, s.ledger)
    if h.loan > 0:
        u = draw4(s.seed, s.replicate, HERD_SEASON.number, h.id, county.month)
        roll_over_or_default(h, county.month, credit, s.ledger, u[3])


@rule
def invest(s: Stage, h: Household, needed: float) -> None:
    """After the autumn sales: repay informal debt, then put savings into cows."""
    county, credit = s.county[0], s.numbers[0].credit
    if county.season < REPAY_FROM:
        return
    spare = h.cash - fen(credit.buffer * needed)
    if h.debt > 0 and spare > 0:
        repay_debt(h, spare, credit, s.ledger)
    elif county.season == LAST_SALE and h.debt == 0 and spare > h.loan:
        restock(h, s.numbers[0].herd, county, spare - h.loan, s.ledger, s.animals)


@rule
def count(s: Stage, h: Household) -> None:
    """Add the household to this month's totals."""
    tally = s.tally
    tally[stage.CASH] += h.cash
    tally[stage.LOAN] += h.loan
    tally[stage.DEBT] += h.debt
    tally[stage.SHARES] += h.shares
    tally[stage.CLAIMS] += h.claim
    tally[stage.COWS] += h.cows
    tally[stage.HEIFERS] += h.heifers
    tally[stage.STEERS] += h.steers
    tally[stage.CALVES] += h.calves
    tally[stage.TRUSTED] += h.trusted
    if h.where == HERE:
        tally[stage.HOUSEHOLDS] += 1
        tally[stage.PERSONS] += h.members
        count_registered(s, h)
