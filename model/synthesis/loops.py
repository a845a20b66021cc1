"""The compiled loops over households that make the first month's people."""

from __future__ import annotations

from math import sqrt
from typing import Any

from model.arithmetic import fen, log_, normal_quantile
from model.luck import draw4, family
from model.processes.living import need
from model.processes.population import Population
from model.processes.school import beyond_compulsory
from model.records import COMPULSORY, DROPPED_OUT, UNSAFE, Household
from model.rule import phase, rule
from model.synthesis.homes import CHILD, age_of, is_female, make_home, role_of, spare_slots
from model.synthesis.income import income_but_wages, look_back
from model.synthesis.means import (
    draw_on_guarantee,
    graze,
    hold_cash,
    keep_herd,
    live_in_house,
    owe,
    settle_on_land,
)
from model.synthesis.persons import WORKING_AGE, YEAR, capacity_of, fall_ill_before, have_learnt, learn
from model.synthesis.start import Budget, Home, Start, lasting, leaning, total
from model.synthesis.work import work_last_year, work_next_year

HOME = family("start.home", "disadvantage", "kind", "age", "children")
NATURE = family("start.nature", "ability", "shock", "adults", "elders")
LAND = family("start.land", "farms", "size", "watered", "pastoral")
HERD = family("start.herd", "keeps", "cows", "young", "heifers")
MEANS = family("start.means", "pasture", "debtor", "debt", "cash")
STANDING = family("start.standing", "house", "guaranteed", "recipients", "seen")
PERSON = family("start.person", "age", "sex", "talent", "mind")
BODY = family("start.body", "chronic", "disability", "severity", "major")

MOST_SLOTS = 10
SLOT_IDS = 100


@phase
def find_homes(households: Any, homes: Any, numbers: Any, seed: int, replicate: int) -> None:
    """Who lives together, and how able they are: members and person slots of every household."""
    for i in range(len(households)):
        h = households[i]
        u = draw4(seed, replicate, HOME.number, h.id, 0)
        v = draw4(seed, replicate, NATURE.number, h.id, 0)
        h.members = make_home(homes[i], normal_quantile(u[0]), numbers[0].population, u, v)
        h.slots = min(MOST_SLOTS, h.members + spare_slots(homes[i].kind))
        endow(h, homes[i], numbers[0], v)


@phase
def make_people(s: Start) -> None:
    """Persons, means and last year's income of every household."""
    for i in range(len(s.households)):
        h, home, b = s.households[i], s.homes[i], s.budgets[i]
        land = draw4(s.seed, s.replicate, LAND.number, h.id, 0)
        herd = draw4(s.seed, s.replicate, HERD.number, h.id, 0)
        means = draw4(s.seed, s.replicate, MEANS.number, h.id, 0)
        standing = draw4(s.seed, s.replicate, STANDING.number, h.id, 0)
        bear_persons(s, h, home)
        count_hands(s, h, home)
        settle_on_land(s, h, home, land)
        graze(h, s.numbers[0].population, land[3], means[0])
        keep_herd(s, h, home, herd)
        work_last_year(s, h, b)
        settle_accounts(s, h, home, b, means, standing)
        look_back(h, s.yearbook[i], b, s.county[0], s.numbers[0].assessment)
        s.seen[i] = appear(s, h, home, b, standing[3])


@phase
def look_ahead(s: Start, county: Any) -> None:
    """The coming year's income of every household, at the prices of `county`."""
    for i in range(len(s.households)):
        h, b = s.households[i], s.budgets[i]
        income_but_wages(s, h, s.homes[i], b, county[0])
        work_next_year(s, h, b, county[0])


@rule
def endow(h: Household, home: Home, numbers: Any, u: Any) -> None:
    """Fixed ability, and the transitory part of productivity from its stationary distribution."""
    work = numbers.work
    h.ability = sqrt(work.ability_variance) * leaning(home.disadvantage, u[0], -numbers.population.ability_leans)
    h.shock = sqrt(work.shock_variance) * normal_quantile(u[1])


@rule
def bear_persons(s: Start, h: Household, home: Home) -> None:
    """Members in their slots: adults, elders, children."""
    numbers, month = s.numbers[0], s.county[0].month
    for k in range(h.members):
        p = s.persons[h.first + k]
        p.id = h.id * SLOT_IDS + k + 1
        u = draw4(s.seed, s.replicate, PERSON.number, p.id, 0)
        role = role_of(k, home)
        years = age_of(role, k, home, u[0])
        p.born = month - int(years * YEAR)
        p.alive = 1
        p.female = 1 if is_female(role, k, home, u[1]) else 0
        p.married = 0 if role == CHILD else 1
        p.talent = normal_quantile(u[2])
        mind = leaning(home.disadvantage, u[3], -numbers.population.schooling_leans)
        body = draw4(s.seed, s.replicate, BODY.number, p.id, 0)
        if years < WORKING_AGE:
            learn(p, years, numbers.school, body[0])
        else:
            have_learnt(p, years, mind, numbers)
            fall_ill_before(p, years, home.disadvantage, numbers, month, body)


@rule
def count_hands(s: Start, h: Household, home: Home) -> None:
    """Strength of all members and of those below 60; how many are able, incapable, old, ill, in school or out."""
    month, health = s.county[0].month, s.numbers[0].health
    home.hands = 0.0
    home.young = 0.0
    for k in range(h.members):
        p = s.persons[h.first + k]
        capacity = capacity_of(p, month, health)
        home.hands += capacity
        h.ill += 1 if p.chronic == 1 or p.disability > 0 or p.major > 0 else 0
        h.dropouts += 1 if p.school == DROPPED_OUT else 0
        h.learners += 1 if p.school == COMPULSORY else 0
        if beyond_compulsory(p):
            h.pupils += 1
        elif capacity > 0.0:
            h.able += 1
        elif month - p.born >= 16 * YEAR:
            h.incapable += 1
        if month - p.born >= 60 * YEAR:
            h.elders += 1
        else:
            home.young += capacity
    h.labour = home.hands


@rule
def settle_accounts(s: Start, h: Household, home: Home, b: Budget, means: Any, standing: Any) -> None:
    """Last year's income, and the house, guarantee, debt, cash and habits that go with it."""
    numbers, county = s.numbers[0], s.county[0]
    n = numbers.population
    b.interest = 0.0
    income_but_wages(s, h, home, b, county)
    home.poverty = log_(n.typical / max(n.least_seen, lasting(b) / h.members)) / n.spread
    live_in_house(h, home, n, standing[0])
    draw_on_guarantee(h, home, n, standing[1], standing[2])
    b.dibao = 12.0 * h.dibao * county.dibao
    owe(h, total(b), n, numbers.credit, means[1], means[2])
    b.interest = h.debt / 100.0 * numbers.credit.rate * (1.0 - numbers.credit.capitalised)
    hold_cash(h, total(b), numbers, county, means[3])
    h.insured = 1 if h.cash >= fen(h.members * county.premium) else 0
    h.usual = max(0.0, total(b)) / 12.0
    needed = need(h, county, numbers.living)
    h.habit = needed + numbers.living.wants * max(0.0, h.usual - needed)


@rule
def appear(s: Start, h: Household, home: Home, b: Budget, u: float) -> float:
    """Log income a head as those see it who make the list: part of a usual year's wages, and with allowances."""
    n: Population = s.numbers[0].population
    income = lasting(b) - (1.0 - n.seen_wages) * b.lasting_wages
    seen = log_(max(n.least_seen, income / h.members)) + n.seen_sd * normal_quantile(u)
    if h.ill > 0:
        seen -= n.allow_ill
    if h.house == UNSAFE:
        seen -= n.allow_unsafe
    if home.young <= 0.0:
        seen -= n.allow_hands
    return seen
