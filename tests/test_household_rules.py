"""What single rules do to one household, in amounts worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from model.arithmetic import fen
from model.interventions.education_support import YOUNG
from model.ledger import (
    CALVES_DIED,
    CALVES_SOLD,
    COWS_DIED,
    CROP_INPUTS,
    HEIFERS_DIED,
    HEIFERS_SOLD,
    STEERS_DIED,
    STEERS_SOLD,
)
from model.phases.ages import most_likely_to_look, whole_years
from model.processes.cattle_market import (
    fattening_pays,
    heads_for,
    price_of_calf,
    price_of_steer,
    room_to_grow,
    sell_weaned,
    sell_young_for,
)
from model.processes.crops import Crops, pay_for_inputs, plant
from model.processes.health import Health, health_rates, onset
from model.processes.herd import Herd, lose
from model.processes.life import Life, vital_rates
from model.processes.work import Work, earned, log_productivity, looks_for_work, meet_fortune, time_taken, usual_time
from model.records import LOCAL_JOB, MIGRANT_JOB, NO_JOB, AtAge, County, Household, Person, blank


def one(record: type, **fields: Any) -> Any:
    """One record with these fields; the others are zero."""
    row = blank(record, 1)[0]
    for name, value in fields.items():
        row[name] = value
    return row


def county(season: int) -> Any:
    """Prices of 2018 in one month of the year."""
    return one(
        County, season=season, calf_price=5500.0, yearling_price=7500.0, steer_price=10000.0, prices=1.0, feed=1.0,
        wage=4000.0, job_months=1.0,
    )  # fmt: skip


def books() -> tuple[np.ndarray, np.ndarray]:
    """Empty books of money and animals."""
    return np.zeros(200, np.int64), np.zeros(200, np.int64)


def test_young_stock_gains_value_month_by_month_and_a_calf_has_none_before_it_is_weaned():
    calves = [price_of_calf(county(season)) for season in (10, 11, 12, 1, 2, 3)]
    assert calves == pytest.approx([5500 + 2000 * months / 6 for months in range(6)])
    assert [price_of_calf(county(season)) for season in range(4, 10)] == [0.0] * 6
    steers = [price_of_steer(county(season)) for season in range(4, 11)]
    assert steers == pytest.approx([7500 + 2500 * months / 6 for months in range(7)])
    assert {price_of_steer(county(season)) for season in (10, 11, 12, 1, 2, 3)} == {10000.0}


def test_as_many_heads_go_as_it_takes():
    assert [heads_for(missing, 100.0, 3) for missing in (-5, 0, 1, 10_000, 10_001, 99_999)] == [0, 0, 1, 1, 2, 3]
    assert heads_for(1, 0.0, 3) == 0


def test_young_stock_is_sold_in_order_and_what_is_in_calf_is_no_income():
    herd = {"steers": 1, "heifers": 2, "heifers_in_calf": 1, "calves": 1}
    ledger, animals = books()
    h = one(Household, **herd)
    sell_young_for(h, 10**9, county(1), 0.8, ledger, animals)
    calf = fen(0.8 * price_of_calf(county(1)))
    assert h.cash == 3 * 8000_00 + calf
    assert h.herd == 2 * 8000_00 + calf
    assert (animals[STEERS_SOLD], animals[HEIFERS_SOLD], animals[CALVES_SOLD]) == (1, 2, 1)
    h = one(Household, **herd)
    sell_young_for(h, 8000_00, county(6), 1.0, ledger, animals)
    assert (h.steers, h.heifers, h.calves) == (0, 2, 1)


def test_who_owes_money_sells_its_heifers_and_who_does_not_may_grow():
    herd = Herd()
    free = one(Household, cows=2, labour=2.0, fodder=5.0)
    assert room_to_grow(free, herd) == int(herd.stretch * 5.0) - 2
    for owed in ("loan", "debt"):
        assert room_to_grow(one(Household, cows=2, labour=2.0, fodder=5.0, **{owed: 1}), herd) == 0


def test_calves_go_weaned_where_fattening_is_not_worth_it():
    herd = Herd()
    assert fattening_pays(herd, county(10))
    cheap = county(10)
    cheap.steer_price = 9100.0
    assert not fattening_pays(herd, cheap)
    h = one(Household, cows=4, calves=4, debt=1)
    sell_weaned(h, herd, county(10), *books(), (0.5, 0.5, 0.99))
    assert (h.calves, h.herd) == (1, 3 * 5500_00)


def test_inputs_on_account_are_owed_until_the_harvest():
    crops, (ledger, _) = Crops(), books()
    h = one(Household, land=10.0, labour=1.0)
    plant(h, crops, ledger)
    assert (h.planted, h.cash, h.inputs_due) == (10.0, -1110_00, 2590_00)
    pay_for_inputs(h, h.inputs_due, ledger)
    assert (h.cash, h.crops, h.inputs_due, ledger[CROP_INPUTS]) == (-3700_00, -3700_00, 0, 3700_00)


def test_a_job_near_home_takes_part_of_the_month_and_pays_for_it():
    work = Work()
    h = one(Household, ability=0.3, shock=0.1)
    mean = {"talent": 0.0, "schooling": 7}
    local, migrant = one(Person, job=LOCAL_JOB, **mean), one(Person, job=MIGRANT_JOB, **mean)
    skill = np.exp(log_productivity(h, work))
    assert earned(local, h, county(1), work) == pytest.approx(4000 * 0.8 * work.part_time * skill)
    assert earned(migrant, h, county(1), work) == pytest.approx(4000 * 0.5 * skill)
    assert (time_taken(local, work), time_taken(migrant, work)) == (work.part_time, 1.0)
    assert earned(one(Person, job=NO_JOB), h, county(1), work) == time_taken(one(Person), work) == 0.0
    assert usual_time(30 * 12, work) == pytest.approx(0.45 + 0.55 * work.part_time)
    assert usual_time(50 * 12, work) == work.part_time


def test_the_shock_is_an_autoregression_with_the_spread_it_is_given():
    rng, h, seen = np.random.default_rng(1), SimpleNamespace(shock=0.0), []
    for u in rng.random(200_000):
        meet_fortune(h, 0.98, 0.05, u)
        seen.append(h.shock)
    shocks = np.array(seen[1000:])
    assert shocks.std() == pytest.approx(0.05 / np.sqrt(1 - 0.98**2), rel=0.03)
    assert np.corrcoef(shocks[:-1], shocks[1:])[0, 1] == pytest.approx(0.98, abs=0.002)
    assert ((shocks - shocks.mean()) ** 4).mean() / shocks.var() ** 2 == pytest.approx(3.0, abs=0.2)


def yearly(monthly: float) -> float:
    """What twelve months of a hazard come to."""
    return 1.0 - (1.0 - monthly) ** 12


def test_twelve_months_of_a_hazard_make_the_yearly_share():
    a, health, life = one(AtAge), Health(), Life()
    vital_rates(a, 58, life)
    assert yearly(a.death) == pytest.approx(life.death_at_40 * 2 ** (18 / life.death_doubles))
    assert a.birth == 0.0
    vital_rates(a, 30, life)
    assert 12 * a.birth == pytest.approx(life.birth)
    health_rates(a, 50, False, health)
    assert yearly(a.major) == pytest.approx(health.major_middle)
    assert yearly(a.chronic) == pytest.approx(health.chronic_middle)
    assert 12 * a.stay == pytest.approx(health.admission)
    assert (a.strength, a.drugs) == (1.0, 0.0)
    health_rates(a, 72, True, health)
    assert 12 * a.stay == pytest.approx(health.admission * health.admission_old * health.admission_chronic)
    assert (a.chronic, a.strength) == (0.0, pytest.approx(health.strength_70 * (1 - health.lost_chronic)))
    assert a.drugs == pytest.approx(health.cost_chronic / 12)


def test_at_most_one_thing_befalls_a_person_in_a_month_each_with_its_hazard():
    a = one(AtAge, major=0.1, disability=0.2, chronic=0.3, stay=0.2)
    fallen = np.bincount([onset(a, 1.0, 1.0, (k + 0.5) / 1000) for k in range(1000)], minlength=5)
    assert fallen.tolist() == [200, 100, 200, 300, 200]


@pytest.mark.parametrize("years", [22, 30])
@pytest.mark.parametrize("helpers", [-0.5, 0.0, 0.3])
@pytest.mark.parametrize("tied_ratio", [0.2, 1.0, 2.0])
def test_nobody_is_likelier_to_look_for_work_than_the_bound_by_which_most_are_passed_over(years, helpers, tied_ratio):
    work = Work(search_tied=tied_ratio)
    training, school = SimpleNamespace(finds=0.2), SimpleNamespace(graduates=0.5)
    numbers = SimpleNamespace(
        work=work, village_helpers=SimpleNamespace(search=helpers), relocation=SimpleNamespace(jobs_nearer=0.5),
        training=training, infrastructure=SimpleNamespace(jobs=0.1), education_support=school,
    )  # fmt: skip
    bound = most_likely_to_look(years, numbers)
    graduate = 1.5 if years < YOUNG else 1.0
    for helped in (1.0, 1.0 + helpers, 1.5, (1.0 + helpers) * 1.5 * (1.2 * 1.1) * graduate):
        assert not any(looks_for_work(tied, helped, work, bound) for tied in (False, True))
    assert most_likely_to_look(17, numbers) == most_likely_to_look(60, numbers) == 0.0


def test_a_share_of_the_yard_dies_and_every_animal_runs_the_same_risk():
    herd = {"cows": 4, "in_calf": 4, "heifers": 2, "heifers_in_calf": 1, "steers": 3, "calves": 1}
    grid = (np.arange(100) + 0.5) / 100
    died = np.zeros(4)
    for u in grid:
        for v in grid:
            h, (_, animals) = one(Household, **herd), books()
            lose(h, 0.13, animals, u, v)
            died += animals[[COWS_DIED, HEIFERS_DIED, STEERS_DIED, CALVES_DIED]]
            assert [h.cows, h.heifers, h.steers, h.calves] == [
                4 - animals[COWS_DIED], 2 - animals[HEIFERS_DIED], 3 - animals[STEERS_DIED], 1 - animals[CALVES_DIED]
            ]  # fmt: skip
            assert h.in_calf <= h.cows
            assert h.heifers_in_calf <= h.heifers
            assert animals.sum() in (1, 2)
    assert died / 10_000 == pytest.approx(0.13 * np.array([4, 2, 3, 1]))


@pytest.mark.parametrize(
    ("herd", "died"),
    [
        ({"cows": 1, "heifers": 1}, HEIFERS_DIED), ({"heifers": 1, "steers": 1}, STEERS_DIED),
        ({"steers": 1, "calves": 1}, CALVES_DIED), ({"cows": 2}, COWS_DIED),
    ],
)  # fmt: skip
def test_a_place_between_two_classes_belongs_to_the_second(herd, died):
    h, (_, animals) = one(Household, **herd), books()
    lose(h, 0.5, animals, 0.5, 0.5)  # the one at place 1 of 2
    assert np.flatnonzero(animals).tolist() == [died]


def test_a_whole_yard_can_die():
    h, (_, animals) = one(Household, cows=2, in_calf=1, calves=3), books()
    lose(h, 1.0, animals, 0.5, 0.999)
    assert (h.cows, h.in_calf, h.calves) == (0, 0, 0)
    assert (animals[COWS_DIED], animals[CALVES_DIED]) == (2, 3)


def test_whole_years_are_those_of_a_division():
    assert [whole_years(months) for months in range(100_001)] == [months // 12 for months in range(100_001)]
