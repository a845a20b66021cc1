"""Money and animals: every flow has a name, two accounts and, where a programme causes it, that programme.

Amounts are whole fen and whole head.  A rule moves money only through `receive`, `pay` and `spend`, and every flow is
counted where it happens; each month the books are closed, so a yuan or a calf that came from nowhere stops the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.rule import rule

HOUSEHOLDS = "households"
PUBLIC = "fund:"
COLLECTIVE = PUBLIC + "collective"  # the funds of all villages together
BOOKS = ("cash", "loan", "debt", "shares")
CLASSES = ("cows", "heifers", "steers", "calves", "trusted")


class BooksDoNotClose(AssertionError):
    """Money or animals appeared or vanished: a bug in a rule, never a warning."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One kind of movement from an account to another within a book."""

    book: str
    source: str
    target: str
    programme: str = ""


MONEY: list[Flow] = []
ANIMALS: list[Flow] = []
TOUCHES: dict[str, list[tuple[int, int]]] = {}  # book or class -> (flow, +1 where it adds and -1 where it takes away)


def _entered(chart: list[Flow], flow: Flow) -> int:
    for account, sign in ((flow.target, 1), (flow.source, -1)):
        stock = flow.book if account == HOUSEHOLDS else account
        TOUCHES.setdefault(stock, []).append((len(chart), sign))
    chart.append(flow)
    return len(chart) - 1


def cash(source: str, target: str, programme: str = "") -> int:
    """Open a flow of cash and return its number; households are one account, `HOUSEHOLDS`."""
    return _entered(MONEY, Flow("cash", source, target, programme))


def owed(book: str, source: str, target: str, programme: str = "") -> int:
    """Open a flow of claims: what households owe (`loan`, `debt`) or own (`shares`), without cash moving."""
    return _entered(MONEY, Flow(book, source, target, programme))


def head(source: str, target: str) -> int:
    """Open a flow of animals between classes, or between a class and the world outside."""
    return _entered(ANIMALS, Flow("animals", source, target))


# Earned and sold.
WAGES = cash("employers", HOUSEHOLDS)
CROP_SALES = cash("market", HOUSEHOLDS)
CROP_INPUTS = cash(HOUSEHOLDS, "market")
RENT = cash("tenants", HOUSEHOLDS)
STOCK_SALES = cash("market", HOUSEHOLDS)
BREEDING_SALES = cash("market", HOUSEHOLDS)
BREEDING_PURCHASES = cash(HOUSEHOLDS, "market")
HERD_COSTS = cash(HOUSEHOLDS, "market")
CONSUMPTION = cash(HOUSEHOLDS, "market")
SCHOOL_COSTS = cash(HOUSEHOLDS, "schools")
WEDDINGS = cash(HOUSEHOLDS, "weddings")
# The status quo of 2013 goes on under every policy.
PENSION = cash(PUBLIC + "pension", HOUSEHOLDS, "status_quo")
DIBAO = cash(PUBLIC + "civil_affairs", HOUSEHOLDS, "status_quo")
GRAIN_SUBSIDY = cash(PUBLIC + "agriculture", HOUSEHOLDS, "status_quo")
GRASS_SUBSIDY = cash(PUBLIC + "agriculture", HOUSEHOLDS, "status_quo")
# Health.
PREMIUMS = cash(HOUSEHOLDS, "insurer")
HOSPITAL_BILLS = cash(HOUSEHOLDS, "hospitals")
REIMBURSED = cash("insurer", HOUSEHOLDS)
INSURER_TO_HOSPITALS = cash("insurer", "hospitals")
# Credit.
BORROWED = cash("informal lenders", HOUSEHOLDS)
DEBT_REPAID = cash(HOUSEHOLDS, "informal lenders")
INTEREST_PAID = cash(HOUSEHOLDS, "informal lenders")
DEBT_INCURRED = owed("debt", "informal lenders", HOUSEHOLDS)
DEBT_CAPITALISED = owed("debt", "informal interest", HOUSEHOLDS)
DEBT_REDUCED = owed("debt", HOUSEHOLDS, "informal lenders")
DEBT_LOST = owed("debt", HOUSEHOLDS, "informal losses")
LOAN_INCURRED = owed("loan", "bank", HOUSEHOLDS)
LOAN_REDUCED = owed("loan", HOUSEHOLDS, "bank")
LOAN_LOST = owed("loan", HOUSEHOLDS, "bank losses")
# Among kin; what each is owed by the others is its claim, and all claims add up to nothing.
KIN_LOANS = cash(HOUSEHOLDS, HOUSEHOLDS)
KIN_GIVEN_BACK = cash(HOUSEHOLDS, HOUSEHOLDS)
# Leaving.
CASH_LEFT = cash(HOUSEHOLDS, "departed")
SHARES_LEFT = owed("shares", HOUSEHOLDS, "departed")
# Cattle loans.
LOAN_PAID_OUT = cash("bank", HOUSEHOLDS, "cattle_loan")
LOAN_REPAID = cash(HOUSEHOLDS, "bank", "cattle_loan")
LOAN_INTEREST_SUBSIDY = cash(PUBLIC + "county", "bank", "cattle_loan")
LOAN_INTEREST = cash(HOUSEHOLDS, "bank", "cattle_loan")
GUARANTEE_LOSSES = cash(PUBLIC + "county", "bank", "cattle_loan")
SHED_GRANTS = cash(PUBLIC + "county", "builders", "cattle_loan")
TRUSTEE_DIVIDENDS = cash("trustees", HOUSEHOLDS, "cattle_loan")
TRUSTEE_REPAYS = cash("trustees", HOUSEHOLDS, "cattle_loan")
ENTERPRISE_CAPITAL = cash(HOUSEHOLDS, "enterprises", "cattle_loan")
ENTERPRISE_DIVIDENDS = cash("enterprises", HOUSEHOLDS, "cattle_loan")
ENTERPRISE_REPAYS = cash("enterprises", HOUSEHOLDS, "cattle_loan")
SHARES_BOUGHT = owed("shares", "enterprises", HOUSEHOLDS, "cattle_loan")
SHARES_REDEEMED = owed("shares", HOUSEHOLDS, "enterprises", "cattle_loan")
SHARES_LOST = owed("shares", HOUSEHOLDS, "failed enterprises", "cattle_loan")
CATTLE_LOAN_DELIVERY = cash(PUBLIC + "county", "delivery", "cattle_loan")
# Photovoltaic.
PV_DIVIDENDS = cash("photovoltaic plants", HOUSEHOLDS, "photovoltaic")
PV_TO_VILLAGES = cash("photovoltaic plants", COLLECTIVE, "photovoltaic")
PV_BUILT = cash(PUBLIC + "central", "builders", "photovoltaic")
# Relocation and houses.
RELOCATION_GRANTS = cash(PUBLIC + "central", "builders", "relocation")
RELOCATION_OWN_SHARE = cash(HOUSEHOLDS, "builders", "relocation")
RENOVATION_GRANTS = cash(PUBLIC + "county", "builders", "house_renovation")
RENOVATION_OWN_SHARE = cash(HOUSEHOLDS, "builders", "house_renovation")
# Health programmes.
COVER_PAYS = cash(PUBLIC + "region", "hospitals", "health_cover")
PREMIUM_SUBSIDY = cash(PUBLIC + "county", "insurer", "health_cover")
ASSISTANCE_PAYS = cash(PUBLIC + "civil_affairs", "hospitals", "medical_assistance")
ONE_STOP_DELIVERY = cash(PUBLIC + "county", "delivery", "treat_first")
# Living relief, work and administration.
GUARANTEE_PAID = cash(PUBLIC + "civil_affairs", HOUSEHOLDS, "minimum_living")
SUPPLEMENT_PAID = cash(PUBLIC + "civil_affairs", HOUSEHOLDS, "disability_supplement")
ECOLOGY_WAGES = cash(PUBLIC + "central", HOUSEHOLDS, "ecological_work")
HELPER_DELIVERY = cash(PUBLIC + "county", "delivery", "village_helpers")
# Debts and emergencies.
DEBT_WAIVED = owed("debt", HOUSEHOLDS, "informal lenders", "debt_resolution")
MEDIATION = cash(PUBLIC + "county", "delivery", "debt_resolution")
RELIEF_PAID = cash(PUBLIC + "civil_affairs", HOUSEHOLDS, "temporary_relief")
# Livelihoods.
COURTYARD_SETUP = cash(PUBLIC + "county", "suppliers", "courtyard")
COURTYARD_SALES = cash("market", HOUSEHOLDS, "courtyard")
DRIP_SETUP = cash(PUBLIC + "central", "suppliers", "drip_irrigation")
DRIP_GAINS = cash("market", HOUSEHOLDS, "drip_irrigation")
ECOMMERCE_SETUP = cash(PUBLIC + "central", "suppliers", "ecommerce")
ECOMMERCE_GAINS = cash("market", HOUSEHOLDS, "ecommerce")
TOURISM_SETUP = cash(PUBLIC + "county", "suppliers", "tourism")
GUESTS_PAY = cash("guests", HOUSEHOLDS, "tourism")
CONTRACT_PREMIUMS = cash("firms", HOUSEHOLDS, "leader_firm")
CONTRACT_LOSSES = cash(HOUSEHOLDS, "failed firms", "leader_firm")
FIRM_SETUP = cash(PUBLIC + "county", "firms", "leader_firm")
# Shares, posts and points.
ASSET_CAPITAL = cash(PUBLIC + "central", "enterprises", "asset_income")
ASSET_DIVIDENDS = cash("enterprises", HOUSEHOLDS, "asset_income")
VILLAGE_INCOME = cash("village enterprises", COLLECTIVE, "collective_dividend")
VILLAGE_DIVIDENDS = cash(COLLECTIVE, HOUSEHOLDS, "collective_dividend")
POST_WAGES = cash(PUBLIC + "county", HOUSEHOLDS, "public_posts")
POINTS_GOODS = cash(PUBLIC + "donations", HOUSEHOLDS, "points_supermarket")
AID_GIFTS = cash(PUBLIC + "donations", HOUSEHOLDS, "external_aid")
AID_DONATIONS = cash(PUBLIC + "donations", COLLECTIVE, "external_aid")
AID_PROJECTS = cash(PUBLIC + "beijing", COLLECTIVE, "external_aid")
# Skills, jobs, school.
TRAINING_COURSES = cash(PUBLIC + "county", "trainers", "training")
JOB_PLACEMENT = cash(PUBLIC + "county", "delivery", "labour_transfer")
SCHOOL_AID = cash(PUBLIC + "county", "schools", "education_support")
BOARDING_AID = cash(PUBLIC + "county", HOUSEHOLDS, "education_support")
STUDENT_LOANS = cash("bank", "schools", "education_support")
CUSTOM_DELIVERY = cash(PUBLIC + "county", "delivery", "custom_reform")
# Care of the chronically ill.
CARE_CONTRACTS = cash(PUBLIC + "region", "clinics", "chronic_care")
DRUG_SUPPORT = cash(PUBLIC + "region", "clinics", "chronic_care")
HOME_BEDS = cash(PUBLIC + "region", "sick-beds", "chronic_care")
# Cover against shocks.
LIVESTOCK_PREMIUMS = cash(HOUSEHOLDS, "livestock insurer", "livestock_insurance")
LIVESTOCK_SUBSIDY = cash(PUBLIC + "central", "livestock insurer", "livestock_insurance")
LIVESTOCK_PAYS = cash("livestock insurer", HOUSEHOLDS, "livestock_insurance")
PRICE_PREMIUMS = cash(HOUSEHOLDS, "price insurer", "price_insurance")
PRICE_SUBSIDY = cash(PUBLIC + "county", "price insurer", "price_insurance")
PRICE_PAYS = cash("price insurer", HOUSEHOLDS, "price_insurance")
FODDER_AID = cash(PUBLIC + "county", "suppliers", "winter_fodder")
DISASTER_AID = cash(PUBLIC + "civil_affairs", HOUSEHOLDS, "disaster_relief")
# Roads, water, power, clinics.
INFRASTRUCTURE_BUILT = cash(PUBLIC + "region", "builders", "infrastructure")
# Watching over returns.
MONITORING_DELIVERY = cash(PUBLIC + "county", "delivery", "monitoring")
MONITORING_RELIEF = cash(PUBLIC + "county", HOUSEHOLDS, "monitoring")

CALVES_BORN = head("born", "calves")
CALVES_TO_HEIFERS = head("calves", "heifers")
CALVES_TO_STEERS = head("calves", "steers")
HEIFERS_TO_COWS = head("heifers", "cows")
COWS_BOUGHT = head("market", "cows")
TRUSTED_BOUGHT = head("market", "trusted")
COWS_DIED = head("cows", "dead")
HEIFERS_DIED = head("heifers", "dead")
STEERS_DIED = head("steers", "dead")
CALVES_DIED = head("calves", "dead")
COWS_SOLD = head("cows", "market")
HEIFERS_SOLD = head("heifers", "market")
STEERS_SOLD = head("steers", "market")
CALVES_SOLD = head("calves", "market")
TRUSTED_SOLD = head("trusted", "market")
TRUSTED_LOST = head("trusted", "failed trustees")
COWS_LEFT = head("cows", "departed")
HEIFERS_LEFT = head("heifers", "departed")
STEERS_LEFT = head("steers", "departed")
CALVES_LEFT = head("calves", "departed")
TRUSTED_LEFT = head("trusted", "departed")


@rule
def receive(h: Any, ledger: Any, flow: int, fen: int) -> None:
    """A household gets `fen` of cash."""
    h.cash += fen
    ledger[flow] += fen


@rule
def pay(h: Any, ledger: Any, flow: int, fen: int) -> None:
    """A household gives `fen` of cash."""
    h.cash -= fen
    ledger[flow] += fen


@rule
def spend(ledger: Any, flow: int, fen: int) -> None:
    """Money moves between accounts outside the households."""
    ledger[flow] += fen


def close(moved: NDArray[np.int64], before: dict[str, int], after: dict[str, int]) -> None:
    """Check that every stock changed by exactly what flowed.

    `moved` holds this month's total of each flow; `before` and `after` the stocks (fen or head) by book or class.

    Raises:
        BooksDoNotClose: with the stock, the change seen and the change the flows explain.
    """
    flows: list[int] = moved.tolist()
    for name in before:
        explained = sum(sign * flows[number] for number, sign in TOUCHES.get(name, ()))
        if after[name] - before[name] != explained:
            seen = after[name] - before[name]
            raise BooksDoNotClose(f"{name}: changed by {seen}, but the flows explain {explained}")
