"""The first month's people: every rural household of the county, made bottom up, and the list that is made of them.

Everything drawn for a household or a person depends on (seed, replicate, its id) alone.  What they share is the act of
listing: candidates are ranked by the income others see, with allowance for illness, an unsafe house and missing hands,
and the list takes the lowest.  A run that holds what is shared lists below a fixed line instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from model.arithmetic import exp_, fen, log_, lognormal, normal_quantile
from model.luck import draw4, draws, family
from model.phases.county import deal_county_month, turn_page
from model.processes.assessment import has_guarantees
from model.processes.herd import cattle
from model.processes.living import need
from model.records import (
    DROPPED_OUT,
    LISTED,
    NEVER_LISTED,
    NO_JOB,
    UNSAFE,
    County,
    Household,
    Person,
    Village,
    Yearbook,
    blank,
)
from model.rule import phase, rule
from model.sample import Sample, kin_groups, sample_kin_groups
from model.scenario import Scenario
from model.synthesis_income import (
    Budget,
    capacity_of,
    expect_from_herd,
    expect_from_land,
    expect_from_state,
    expect_from_work,
    share_in_work,
    total,
)
from model.synthesis_means import (
    draw_on_guarantee,
    hold_cash,
    keep_herd,
    lay_in_fodder,
    live_in_house,
    owe,
    settle_on_land,
)
from model.synthesis_persons import (
    YEAR,
    adults_of,
    age_of,
    age_of_head,
    befalls,
    children_of,
    elders_of,
    fall_ill_before,
    go_to_school,
    is_female,
    kind_of_home,
    leaning,
    role_of,
    take_job,
)
from model.world import numbers_of_scenario

HOME = family("start.home", "disadvantage", "kind", "age", "children")
NATURE = family("start.nature", "ability", "shock", "adults", "elders")
LAND = family("start.land", "farms", "land", "watered", "pastoral")
HERD = family("start.herd", "keeps", "cows", "young", "heifers")
MEANS = family("start.means", "pasture", "debtor", "debt", "cash")
STANDING = family("start.standing", "house", "guaranteed", "recipients", "seen")
PERSON = family("start.person", "age", "sex", "talent", "mind")
BODY = family("start.body", "chronic", "disability", "severity", "major")
DAYS = family("start.days", "job", "kind", "dropout")
PLACE = family("start.village", "exposure", "helper")

SPARE, MOST_SLOTS = 2, 10
VILLAGE_IDS, SLOT_IDS = 10_000, 100
LEAST_SEEN = 100.0  # yuan a head: what is seen of an income that is nothing or less


@dataclass(frozen=True, slots=True)
class People:
    """Record arrays of the first month; each household stands for `weight` ones."""

    households: NDArray[Any]
    yearbook: NDArray[Any]
    persons: NDArray[Any]
    villages: NDArray[Any]
    weight: float


class Start(NamedTuple):
    """The arrays as the phases take them; `seen` is the log income a head by which households are ranked."""

    households: Any
    yearbook: Any
    persons: Any
    budgets: Any
    seen: Any
    county: Any
    numbers: Any
    seed: int
    replicate: int


def first_people(scenario: Scenario, seed: int, replicate: int) -> People:
    """The people of a scenario's first month, sampled by its `sample_fraction`.

    Whole kin groups are kept, by their share of listed households; a larger fraction contains a smaller one, and
    ids, villages and kin keep their numbers. `weight` is households over households kept.
    """
    s = whole_county(scenario, seed, replicate)
    enlist(s, scenario)
    sample = sample_kin_groups(s.households, s.persons, scenario, seed, replicate)
    villages = villages_of(scenario, seed, replicate, s.households["village"], sample)
    return People(sample.households, s.yearbook[sample.rows], sample.persons, villages, sample.weight)


def whole_county(scenario: Scenario, seed: int, replicate: int) -> Start:
    """Every household and person on the eve of the first month, before anyone is listed."""
    n = scenario.processes["population"]
    households = blank(Household, n.households)
    number = np.arange(n.households)
    households["village"] = number // n.per_village
    households["id"] = (households["village"] + 1) * VILLAGE_IDS + number % n.per_village + 1
    households["kin"] = kin_groups(number, n, seed, replicate)
    numbers = numbers_of_scenario(scenario)
    find_homes(households, numbers, seed, replicate)
    households["first"] = np.cumsum(households["slots"]) - households["slots"]
    s = Start(
        households, blank(Yearbook, n.households), blank(Person, int(households["slots"].sum())),
        blank(Budget, n.households), np.empty(n.households), county_in(scenario, scenario.start - 1),
        numbers, seed, replicate,
    )  # fmt: skip
    make_people(s)
    return s


def county_in(scenario: Scenario, month: int) -> NDArray[Any]:
    """Prices, wages, payments and line of a month: one `County` row."""
    eve = SimpleNamespace(county=blank(County, 1), scenario=scenario, month=month, seed=0, replicate=0)
    turn_page(cast(Any, eve))
    turn_page(cast(Any, eve))
    deal_county_month(cast(Any, eve))
    return eve.county


@phase
def find_homes(households: Any, numbers: Any, seed: int, replicate: int) -> None:
    """Who lives together: members and person slots of every household."""
    for i in range(len(households)):
        h = households[i]
        home = draw4(seed, replicate, HOME.number, h.id, 0)
        nature = draw4(seed, replicate, NATURE.number, h.id, 0)
        n = numbers[0].population
        kind = kind_of_home(normal_quantile(home[0]), n, home[1])
        members = adults_of(kind, n, nature[2]) + elders_of(kind, n, nature[3]) + children_of(kind, n, home[3])
        h.members = members
        h.slots = min(MOST_SLOTS, members + SPARE)


@phase
def make_people(s: Start) -> None:
    """Persons, means and last year's income of every household."""
    for i in range(len(s.households)):
        h = s.households[i]
        home = draw4(s.seed, s.replicate, HOME.number, h.id, 0)
        disadvantage = normal_quantile(home[0])
        nature = draw4(s.seed, s.replicate, NATURE.number, h.id, 0)
        endow(s, h, disadvantage, nature)
        bear_persons(s, h, disadvantage, home, nature)
        hands, young = count_hands(s, h)
        acquire(s, h, disadvantage, hands, young)
        seek_work(s, h)
        settle_accounts(s, h, disadvantage, (hands, young), s.budgets[i])
        look_back(s, h, s.yearbook[i], s.budgets[i])
        s.seen[i] = appear(s, h, young, s.budgets[i])


@rule
def endow(s: Start, h: Household, disadvantage: float, nature: Any) -> None:
    """Fixed ability, and the transitory part of productivity from its stationary distribution."""
    work = s.numbers[0].work
    h.ability = work.ability_variance**0.5 * leaning(disadvantage, nature[0], -s.numbers[0].population.ability_leans)
    h.shock = work.shock_variance**0.5 * normal_quantile(nature[1])
    h.productivity = exp_(h.ability + h.shock - 0.5 * (work.ability_variance + work.shock_variance))


@rule
def bear_persons(s: Start, h: Household, disadvantage: float, home: Any, nature: Any) -> None:
    """Members in their slots: adults, elders, children."""
    numbers, month = s.numbers[0], s.county[0].month
    n = numbers.population
    kind = kind_of_home(disadvantage, n, home[1])
    adults, elders = adults_of(kind, n, nature[2]), elders_of(kind, n, nature[3])
    head = age_of_head(kind, home[2])
    for k in range(h.members):
        p = s.persons[h.first + k]
        p.id = h.id * SLOT_IDS + k + 1
        u = draw4(s.seed, s.replicate, PERSON.number, p.id, 0)
        role = role_of(k, adults, elders)
        years = age_of(role, k, kind, head, u[0])
        p.born = month - int(years * YEAR)
        p.alive = 1
        p.female = 1 if is_female(role, k, adults == 2 or (kind == 0 and elders == 2), u[1]) else 0
        p.talent = normal_quantile(u[2])
        days = draw4(s.seed, s.replicate, DAYS.number, p.id, 0)
        go_to_school(p, years, leaning(disadvantage, u[3], -n.schooling_leans), n, numbers.school, days[2])
        body = draw4(s.seed, s.replicate, BODY.number, p.id, 0)
        fall_ill_before(p, years, disadvantage, numbers, month, body)


@rule
def count_hands(s: Start, h: Household) -> tuple[float, float]:
    """Adults' strength of all members and of those below 60; counts the able, old, ill and incapable."""
    month, health = s.county[0].month, s.numbers[0].health
    hands, young = 0.0, 0.0
    for k in range(h.members):
        p = s.persons[h.first + k]
        capacity = capacity_of(p, month, health)
        age = month - p.born
        hands += capacity
        h.able += 1 if capacity > 0.0 else 0
        h.ill += 1 if p.chronic == 1 or p.disability > 0 or p.major > 0 else 0
        h.dropouts += 1 if p.school == DROPPED_OUT else 0
        if age >= 60 * YEAR:
            h.elders += 1
        else:
            young += capacity
    h.labour = hands
    return hands, young


@rule
def acquire(s: Start, h: Household, disadvantage: float, hands: float, young: float) -> None:
    """Land, pasture, cattle and the house."""
    numbers = s.numbers[0]
    n = numbers.population
    land = draw4(s.seed, s.replicate, LAND.number, h.id, 0)
    means = draw4(s.seed, s.replicate, MEANS.number, h.id, 0)
    settle_on_land(h, disadvantage, hands, young, s, land)
    if befalls(n.pastoral, normal_quantile(land[3])):
        h.pasture = lognormal(n.pasture, n.pasture_sd, means[0])
    keep_herd(h, disadvantage, hands, n, numbers.herd, draw4(s.seed, s.replicate, HERD.number, h.id, 0))
    lay_in_fodder(h, n, numbers.crops, numbers.herd)
    live_in_house(h, disadvantage, n, draw4(s.seed, s.replicate, STANDING.number, h.id, 0)[0])


@rule
def seek_work(s: Start, h: Household) -> None:
    """Some members are in paid work on the eve."""
    numbers, month = s.numbers[0], s.county[0].month
    before = 0.0
    for k in range(h.members):
        p = s.persons[h.first + k]
        capacity = capacity_of(p, month, numbers.health)
        share = share_in_work(p, h, before, capacity, numbers, month)
        if share > 0.0:
            take_job(p, month - p.born, share, numbers.work, draw4(s.seed, s.replicate, DAYS.number, p.id, 0))
        if p.job == NO_JOB:
            before += capacity
        else:
            h.jobs += 1
            h.labour -= capacity


@rule
def settle_accounts(s: Start, h: Household, disadvantage: float, strength: tuple[float, float], b: Budget) -> None:
    """Last year's income, and the guarantee, debt, cash and habits that go with it."""
    numbers, county = s.numbers[0], s.county[0]
    n = numbers.population
    means = draw4(s.seed, s.replicate, MEANS.number, h.id, 0)
    standing = draw4(s.seed, s.replicate, STANDING.number, h.id, 0)
    draw_on_guarantee(h, disadvantage, strength[1], n, standing[1], standing[2])
    expect_year(b, h, s, strength[0], county, False)
    owe(h, total(b), n, numbers.credit, means[1], means[2])
    b.interest = h.debt / 100.0 * numbers.credit.rate * (1.0 - numbers.credit.capitalised)
    hold_cash(h, total(b), n, means[3])
    h.insured = 1 if h.cash >= fen(h.members * county.premium) else 0
    h.usual = max(0.0, total(b)) / 12.0
    needed = need(h, county, numbers.living)
    h.habit = needed + numbers.living.wants * max(0.0, h.usual - needed)


@rule
def expect_year(b: Budget, h: Household, s: Start, hands: float, county: County, ahead: bool) -> None:
    """Every source of income but interest, over the past year or the year ahead."""
    numbers = s.numbers[0]
    expect_from_land(b, h, hands, numbers, county)
    expect_from_herd(b, h, numbers.herd, county)
    expect_from_state(b, h, county)
    expect_from_work(b, h, s.persons, numbers, county, ahead)


@rule
def look_back(s: Start, h: Household, y: Yearbook, b: Budget) -> None:
    """The assessment of last December, as the first of this run will remember it."""
    county = s.county[0]
    y.income = fen(total(b))
    y.poor = 1 if y.income < fen(county.line * h.members) else 0
    y.poor_any = 1 if y.poor == 1 or not has_guarantees(h) else 0
    y.poor_real = 1 if y.income < fen(county.real_line * h.members) else 0
    if y.poor == 0:
        y.good_members = h.members
        y.good_wages = fen(b.wages)
        y.good_crops = fen(b.crops)
        y.good_herd = fen(b.herd)
        y.good_transfers = fen(b.pension + b.dibao + b.subsidies + b.rent)
        y.good_interest = fen(b.interest)
        y.good_line = county.line
        y.good_cattle = cattle(h)


@rule
def appear(s: Start, h: Household, young: float, b: Budget) -> float:
    """Log income a head as those see it who make the list: not who has work just now, and with allowances."""
    n = s.numbers[0].population
    standing = draw4(s.seed, s.replicate, STANDING.number, h.id, 0)
    seen = log_(max(LEAST_SEEN, (total(b) - b.wages + b.lasting_wages) / h.members)) + n.seen_sd * normal_quantile(standing[3])
    if h.ill > 0:
        seen -= n.allow_ill
    if h.house == UNSAFE:
        seen -= n.allow_unsafe
    if young <= 0.0:
        seen -= n.allow_hands
    return seen


@phase
def expect_all(s: Start, county: Any) -> None:
    """The coming year's income of every household, at the prices of `county`."""
    for i in range(len(s.households)):
        h, b = s.households[i], s.budgets[i]
        hands = 0.0
        for k in range(h.members):
            hands += capacity_of(s.persons[h.first + k], s.county[0].month, s.numbers[0].health)
        interest = b.interest
        expect_year(b, h, s, hands, county[0], True)
        b.interest = interest


def enlist(s: Start, scenario: Scenario) -> None:
    """Put the households that seem poorest on the list."""
    n = scenario.processes["population"]
    if scenario.hold_shared:
        chosen = s.seen < log_(n.held_line)
    else:
        chosen = np.zeros(len(s.seen), bool)
        chosen[np.lexsort((s.households["id"], s.seen))[: n.listed]] = True
    s.households["register"] = np.where(chosen, LISTED, NEVER_LISTED)
    s.yearbook["cohort"] = chosen
    s.yearbook["ever"] = chosen


def villages_of(scenario: Scenario, seed: int, replicate: int, village: NDArray[Any], sample: Sample) -> NDArray[Any]:
    """Every village, with the fodder that its households in the sample can share. `village`: of each household."""
    n = scenario.processes["population"]
    villages = blank(Village, int(village[-1]) + 1)
    luck = draws(seed, replicate, PLACE.number, np.arange(1, len(villages) + 1), 0)
    for row, u in enumerate(luck):
        villages[row].exposure = lognormal(1.0, n.exposure_sd, u[0])
        villages[row].helper = n.helper + n.helper_varies * (2.0 * u[1] - 1.0)
    kept = np.bincount(sample.households["village"], minlength=len(villages))
    if scenario.hold_shared:
        kept = np.full(len(villages), n.per_village * scenario.sample_fraction)
    villages["common_fodder"] = n.common_fodder * kept
    return villages
