"""A county of a few households made by hand, on which programmes can be tried without the rest of the month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from model.calendar import season_of, year_of
from model.interventions import KINDS
from model.interventions.asset_income import deliver_asset_income
from model.interventions.cattle_loan import deliver_cattle_loan
from model.interventions.chronic_care import deliver_chronic_care, support_drugs
from model.interventions.courtyard import deliver_courtyard
from model.interventions.debt_resolution import deliver_debt_resolution
from model.interventions.disability_supplement import deliver_disability_supplement
from model.interventions.drip_irrigation import deliver_drip_irrigation
from model.interventions.ecological_work import deliver_ecological_work
from model.interventions.ecommerce import deliver_ecommerce
from model.interventions.education_support import deliver_education_support, help_with_school
from model.interventions.health_cover import cover_bill
from model.interventions.house_renovation import deliver_house_renovation
from model.interventions.leader_firm import deliver_leader_firm
from model.interventions.livestock_insurance import pay_for_dead_cows
from model.interventions.medical_assistance import assist_with_bill
from model.interventions.minimum_living import deliver_minimum_living
from model.interventions.monitoring import deliver_monitoring, take_in
from model.interventions.photovoltaic import deliver_photovoltaic
from model.interventions.points_supermarket import deliver_points_supermarket
from model.interventions.price_insurance import pay_for_low_price
from model.interventions.public_posts import deliver_public_posts
from model.interventions.relocation import deliver_relocation
from model.interventions.temporary_relief import deliver_temporary_relief
from model.interventions.tourism import deliver_tourism
from model.interventions.village_helpers import deliver_village_helpers
from model.ledger import BOOKS, CLASSES, MONEY, close
from model.number import Yearly
from model.processes import PROCESSES
from model.records import HERE, LISTED, SAFE, SENIOR_HIGH, UNSAFE, Household, Person, Village, Yearbook, blank
from model.scenario import Scenario
from model.world import World

START = 169  # January 2014
VILLAGES = 4
# Dates and places by which each kind has done what it does within a year and a half.
SOON = {
    "cattle_loan": {"starts": Yearly({2014: 0.5, 2015: 0.5})},
    "livestock_insurance": {"take_up": Yearly({2014: 1.0})},
    "photovoltaic": {"village_start": START + 8, "central_places": 4},
}
OWN = 42_000  # fen of the household's bill that basic insurance leaves


def records(record: type, rows: int) -> Any:
    """Zeroed records, as a run has them."""
    return blank(record, rows)


def county_of(mix: Mapping[str, object], households: int = 40, **settings: Any) -> Any:
    """A county with these programmes in January 2014; its households differ, three in four are listed."""
    processes = {name: process() for name, process in PROCESSES.items()}
    scenario = Scenario("handmade", "mix", "none", programmes=mix, processes=processes, **settings)
    h, y, rows = records(Household, households), records(Yearbook, households), np.arange(households)
    h.id, h.where, h.village = rows * 7 + 3, HERE, rows % VILLAGES
    h.register = np.where(rows % 4 < 3, LISTED, 0)
    h.members, h.able, h.incapable, h.elders = 1 + rows % 4, rows % 3, rows % 2, rows % 5 // 3
    h.ill, h.labour, h.fodder = rows % 3, (rows % 7) / 3.0, (rows % 5) / 2.0
    h.house, h.pasture, h.usual, h.insured = np.where(rows % 2 == 0, UNSAFE, SAFE), 60.0, 600.0, 1
    h.land, h.watered, h.bill_month = 21.0, 0.5, np.where(rows % 2 == 1, START + rows % 7, 0)
    h.cash, h.debt = 200_000, np.where(rows % 3 != 1, 1_500_000, 0)
    h.cows, h.in_calf, h.heifers, h.steers, h.calves = rows % 6, rows % 2 * (rows % 6), rows % 3, rows % 2, rows % 4
    y.ever, y.cohort = h.register == LISTED, h.register == LISTED
    y.income = (1500_00 + rows * 100_00) * h.members
    villages = records(Village, VILLAGES)
    villages.helper = 0.7
    h.learners, h.pupils, h.first, h.slots = rows % 3, 1, rows, 1
    world = World(scenario, 11, 2, START, h, y, adults(households), villages, 1.0)
    deal(world)
    return world


def adults(count: int) -> Any:
    """So many healthy persons of thirty without paid work."""
    persons = records(Person, count)
    persons.id, persons.alive, persons.born = np.arange(count), 1, START - 360
    return persons


def programme_for_all(kind: str, households: int = 1, target: Mapping[str, Any] | None = None, **values: Any) -> Any:
    """A county of listed households, all of them reached by one programme from its first month on."""
    programme = KINDS[kind]()
    who = {"target": replace(programme.target, who="rural", **(target or {}))} if hasattr(programme, "target") else {}
    soon = {"start": START} | ({"village_start": START} if kind == "photovoltaic" else {})
    world = county_of({kind: replace(programme, **(soon | who | values))}, households)
    world.households.register = LISTED
    return world


def treat(h: Any, numbers: Any, share: float, ledger: Any) -> None:
    """A month with 50 yuan of drugs to pay."""
    h.drugs = 5_000
    support_drugs(h, numbers, share, ledger)
    h.drugs = 0


def teach(h: Any, numbers: Any, share: float, ledger: Any) -> None:
    """A month of one pupil at senior high school."""
    pupil = records(Person, 1)[0]
    pupil.school = SENIOR_HIGH
    help_with_school(h, pupil, numbers, share, 50_000, ledger)


# How the month calls the rules of each kind; the health programmes settle a bill.
RULES: dict[str, Any] = {
    "asset_income": lambda h, n, share, c, y, v, m, a: deliver_asset_income(h, n, share, c, m),
    "cattle_loan": lambda h, n, share, c, y, v, m, a: deliver_cattle_loan(h, n, share, c, m, a),
    "chronic_care": lambda h, n, share, c, y, v, m, a: (deliver_chronic_care(h, n, share, m), treat(h, n, share, m)),
    "courtyard": lambda h, n, share, c, y, v, m, a: deliver_courtyard(h, n, c, m),
    "debt_resolution": lambda h, n, share, c, y, v, m, a: deliver_debt_resolution(h, n, m),
    "disability_supplement": lambda h, n, share, c, y, v, m, a: deliver_disability_supplement(h, n, share, m),
    "drip_irrigation": lambda h, n, share, c, y, v, m, a: deliver_drip_irrigation(h, n, c, m),
    "ecological_work": lambda h, n, share, c, y, v, m, a: deliver_ecological_work(h, n, share, m),
    "ecommerce": lambda h, n, share, c, y, v, m, a: deliver_ecommerce(h, n, c, m),
    "education_support": lambda h, n, share, c, y, v, m, a: (
        deliver_education_support(h, n, share, c, m),
        teach(h, n, share, m),
    ),
    "health_cover": lambda h, n, share, c, y, v, m, a: cover_bill(h, n, share, OWN, m),
    "house_renovation": lambda h, n, share, c, y, v, m, a: deliver_house_renovation(h, n, m),
    "leader_firm": lambda h, n, share, c, y, v, m, a: deliver_leader_firm(h, n, c, m),
    "livestock_insurance": lambda h, n, share, c, y, v, m, a: pay_for_dead_cows(h, n, 1, m),
    "medical_assistance": lambda h, n, share, c, y, v, m, a: assist_with_bill(h, n, share, OWN, m),
    "minimum_living": lambda h, n, share, c, y, v, m, a: deliver_minimum_living(h, n, share, c, m),
    "monitoring": lambda h, n, share, c, y, v, m, a: (take_in(h, n, c.month), deliver_monitoring(h, n, c, m)),
    "photovoltaic": lambda h, n, share, c, y, v, m, a: deliver_photovoltaic(h, n, share, c, v, m),
    "points_supermarket": lambda h, n, share, c, y, v, m, a: deliver_points_supermarket(h, n, share, m),
    "price_insurance": lambda h, n, share, c, y, v, m, a: pay_for_low_price(h, n, c, m),
    "public_posts": lambda h, n, share, c, y, v, m, a: deliver_public_posts(h, n, share, m),
    "relocation": lambda h, n, share, c, y, v, m, a: deliver_relocation(h, n, c, m, a),
    "temporary_relief": lambda h, n, share, c, y, v, m, a: deliver_temporary_relief(h, n, share, m),
    "tourism": lambda h, n, share, c, y, v, m, a: deliver_tourism(h, n, c, m),
    "village_helpers": lambda h, n, share, c, y, v, m, a: deliver_village_helpers(h, n, share, m),
}


def deal(world: Any) -> None:
    """This month's county: prices stand still."""
    county = world.county[0]
    county.month, county.season, county.year, county.start = (
        world.month,
        season_of(world.month),
        year_of(world.month),
        START,
    )
    county.line, county.monitoring_line = 2800.0, 5000.0
    county.cow_price, county.calf_price, county.steer_price = 10000.0, 5500.0, 10000.0
    county.dibao, county.premium, county.prices = 200.0, 150.0, 1.0
    county.drought, county.feed = 0.5, 1.0


def enrol(world: Any) -> None:
    """Programmes that run this month admit households, and look up anew whom they can ask."""
    world.on_file = world.holders = None
    world.treasury.open_year(year_of(world.month))
    for programme in world.programmes.values():
        kind = next(name for name, cls in KINDS.items() if cls is type(programme))
        running = programme.start <= world.month <= programme.end
        world.numbers[kind]["active"] = int(running)
        if running:
            for step in ("announce", "enrol"):
                getattr(programme, step, lambda world: None)(world)


def deliver(world: Any, row: int, share: float) -> None:
    """What the mix brings one household, with a hospital bill of 1,000 yuan, half of it outside the county."""
    h, y, numbers, books = world.households[row], world.yearbook[row], world.numbers[0], (world.ledger, world.animals)
    h.bill, h.away_bill = 100_000, 50_000
    for kind in (name for name in RULES if numbers[name].active):
        RULES[kind](h, numbers[kind], share, world.county[0], y, world.villages[h.village], *books)
    h.bill, h.away_bill = 0, 0


def live(world: Any, months: int, share: float = 1.0) -> Any:
    """Enrol and deliver month by month, closing the books of each; the whole run's flows stay in the ledger."""
    flows, herds = np.zeros_like(world.ledger), np.zeros_like(world.animals)
    for _ in range(months):
        before = stocks(world)
        world.ledger[:], world.animals[:] = 0, 0
        deal(world)
        enrol(world)
        for row in range(len(world.households)):
            deliver(world, row, share)
        after = stocks(world)
        close(world.ledger, before[0], after[0])
        close(world.animals, before[1], after[1])
        flows, herds, world.month = flows + world.ledger, herds + world.animals, world.month + 1
    world.ledger, world.animals = flows, herds
    return world


def stocks(world: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Fen by book and head by class."""
    sums = {name: int(world.households[name].sum()) for name in (*BOOKS, *CLASSES)}
    return {name: sums[name] for name in BOOKS}, {name: sums[name] for name in CLASSES}


def flowed(world: Any, programme: str) -> dict[str, int]:
    """Fen that flowed on account of a programme, by receiving account; nothing where nothing did."""
    found: dict[str, int] = {}
    for flow, fen in zip(MONEY, world.ledger, strict=True):
        if flow.programme == programme and fen:
            found[flow.target] = found.get(flow.target, 0) + int(fen)
    return found
