"""The December assessment of income: latent poverty, exit and return, and the proximate cause of a return.

Income is the register's definition: loan principal, breeding stock bought or sold, reimbursements and grants for
houses are not in it, medical bills are not deducted.  What the register records is another matter, in `register`.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.arithmetic import fen
from model.livelihoods import CONNECTED
from model.number import number
from model.records import HERE, UNSAFE, County, Household, Village, Yearbook
from model.rule import rule

CAUSES = (
    "",
    "illness",
    "job_loss",
    "crops",
    "herd_prices",
    "herd_loss",
    "debt",
    "support_ended",
    "demography",
    "line_rise",
    "herd_sales",
)
ILLNESS, JOB_LOSS, CROPS, HERD_PRICES, HERD_LOSS, DEBT, SUPPORT_ENDED, DEMOGRAPHY, LINE_RISE, HERD_SALES = range(1, 11)
LATENT_EXIT, LATENT_RETURN = 1, 2


@dataclass(frozen=True, slots=True)
class Assessment:
    """How often income is held against the line, how far back causes are looked for, and where two measures begin.

    A household is over-indebted whose debts come to more than `over_indebted` years of income; it is near the line
    where its income less that from programmes is, up to the share `near` of it.
    """

    every: int = number(12, unit="months", low=1, high=12, source="design", confidence="setting")
    look_back: int = number(24, unit="months", low=12, high=36, source="design", confidence="setting")
    large_bill: float = number(
        2.0, unit="months of usual income", low=1.0, high=6.0, source="design", confidence="setting"
    )
    mouths: float = number(0.6, unit="share", low=0.5, high=0.9, source="design", confidence="setting")
    herd_fell: float = number(0.75, unit="ratio", low=0.5, high=0.9, source="design", confidence="setting")
    cheaper: float = number(0.1, unit="share", low=0.05, high=0.3, source="design", confidence="setting")
    over_indebted: float = number(2.0, unit="years of income", low=1.0, high=4.0, source="design", confidence="setting")
    near: float = number(0.2, unit="share", low=0.05, high=0.5, source="design", confidence="setting")


@rule
def income_of_year(h: Household) -> int:
    """Fen of the calendar year so far, by the register's definition."""
    return h.wages + h.crops + h.herd + h.transfers + h.programme + h.rent - h.interest


@rule
def has_guarantees(h: Household) -> bool:
    """A safe house, health insurance, and no child out of school."""
    return h.house != UNSAFE and h.insured == 1 and h.dropouts == 0


@rule
def has_water(h: Household, village: Village) -> bool:
    """Safe water: the village's from the start, or connected since."""
    return village.water == 1 or h.livelihoods & CONNECTED != 0


@rule
def assess(h: Household, y: Yearbook, county: County, rules: Assessment, cattle: int, secured: bool) -> None:
    """Hold the year's income per head against the line; note latent exit and return.

    The same is noted a second time with a lost guarantee counting as poor; `secured` says whether all of them hold.
    """
    y.event = 0
    y.any_event = 0
    if h.where != HERE or h.members == 0:
        return
    y.income = income_of_year(h)
    keep_accounts(h, y)
    poor = 1 if y.income < fen(county.line * h.members) else 0
    poor_any = 1 if poor == 1 or not secured else 0
    y.poor_real = 1 if y.income < fen(county.real_line * h.members) else 0
    if y.poor == 1 and poor == 0:
        y.event = LATENT_EXIT
        y.exits += 1
        y.exit_month = county.month
    elif y.exit_month > 0 and y.poor == 0 and poor == 1:
        y.event = LATENT_RETURN
        y.returns += 1
        y.cause = cause_of_return(h, y, county, rules, cattle)
    if y.poor_any == 1 and poor_any == 0:
        y.any_event = LATENT_EXIT
        y.any_exit_month = county.month
    elif y.any_exit_month > 0 and y.poor_any == 0 and poor_any == 1:
        y.any_event = LATENT_RETURN
    y.poor_years += poor
    y.poor = poor
    y.poor_any = poor_any
    if poor == 0:
        remember_good_year(h, y, county, cattle)


@rule
def is_over_indebted(h: Household, y: Yearbook, rules: Assessment, least: float) -> bool:
    """Whether loan and informal debt exceed so many years of the year's income, reckoned at `least` yuan or more."""
    return h.loan + h.debt > fen(rules.over_indebted * max(y.income / 100.0, least))


@rule
def is_near_line(y: Yearbook, county: County, rules: Assessment) -> bool:
    """Whether the year's income, less what is booked as income from programmes, lies near the line, on either side."""
    line = fen(county.line * y.members)
    return abs(y.income - y.programme - line) <= fen(rules.near * line / 100.0)


@rule
def keep_accounts(h: Household, y: Yearbook) -> None:
    """Copy the year's accounts into the yearbook."""
    y.members = h.members
    y.wages = h.wages
    y.crops = h.crops
    y.herd = h.herd
    y.transfers = h.transfers
    y.programme = h.programme
    y.rent = h.rent
    y.interest = h.interest
    y.spent = h.spent
    y.medical = h.medical
    y.schooling = h.schooling
    y.coped = h.coped


@rule
def remember_good_year(h: Household, y: Yearbook, county: County, cattle: int) -> None:
    """Keep the year's income by source, to see later what fell away."""
    y.good_members = h.members
    y.good_wages = h.wages
    y.good_crops = h.crops
    y.good_herd = h.herd
    y.good_transfers = h.transfers + h.rent
    y.good_programme = h.programme
    y.good_interest = h.interest
    y.good_line = county.line
    y.good_cattle = cattle
    y.good_calf = fen(county.calf_price)


@rule
def cause_of_return(h: Household, y: Yearbook, county: County, rules: Assessment, cattle: int) -> int:
    """The source that fell most since the last year not poor, or more mouths; illness where it lies behind it.

    Of the fall of income per head, more mouths are what the incomes of then would have fallen by, and a source what it
    brings less, at the mouths of today.
    """
    then, now = max(1, y.good_members), max(1, h.members)
    wages = (y.good_wages - h.wages) / now
    crops = (y.good_crops - h.crops) / now
    stock = (y.good_herd - h.herd) / now
    support = (y.good_programme - h.programme) / now
    support += max(0.0, (y.good_transfers - h.transfers - h.rent) / now)
    interest = (h.interest - y.good_interest) / now
    line = 100.0 * (county.line - y.good_line)
    earlier = y.good_wages + y.good_crops + y.good_herd + y.good_transfers + y.good_programme - y.good_interest
    mouths = earlier / then - earlier / now
    most = max(max(max(wages, crops), max(stock, support)), max(interest, line))
    ill = h.ill_month > 0 and county.month - h.ill_month < rules.look_back
    billed = h.bill_month > 0 and county.month - h.bill_month < rules.look_back
    if mouths > rules.mouths * (mouths + most) and mouths > 0.0 and not (ill and most > 0.0):
        return DEMOGRAPHY
    if most == support:
        return SUPPORT_ENDED
    if most == line:
        return LINE_RISE
    if ill or (billed and (most == stock or most == interest)):
        return ILLNESS
    if most == wages:
        return JOB_LOSS
    if most == crops:
        return CROPS
    if most == interest:
        return DEBT
    if cattle == 0 or cattle < rules.herd_fell * y.good_cattle:
        return HERD_LOSS
    return HERD_PRICES if fen(county.calf_price) < (1.0 - rules.cheaper) * y.good_calf else HERD_SALES
