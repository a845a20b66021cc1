"""What the first month's households earned in the year before, and how poor they seem, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.processes.credit import Credit
from model.processes.crops import Crops
from model.processes.herd import Herd
from model.processes.population import Population
from model.processes.work import Work
from model.records import COMPULSORY, DROPPED_OUT, SAFE, SENIOR_HIGH, UNSAFE
from model.synthesis.income import expect_from_herd, expect_from_land, income_but_wages, look_back
from model.synthesis.loops import appear, bear_persons, count_hands, endow, settle_accounts
from model.synthesis.start import lasting, total
from tests.handmade_county import START
from tests.test_first_means import at_home
from tests.test_first_persons import start

N, HERD, CROPS, CREDIT, WORK = Population(), Herd(), Crops(), Credit(), Work()
SURELY = 1.0 - 1e-12  # a draw that leans all the way to a thing


def test_land_brings_its_crop_net_of_inputs_its_rent_and_its_subsidies():
    s, h, _ = at_home(4, land=30.0)
    h.let, h.pasture, h.watered = 4.0, 40.0, 0.25
    b, county = s.budgets[0], s.county[0]
    skill = np.exp(-0.25 * (WORK.ability_variance + WORK.shock_variance))
    for hands, planted in ((2.0, 30.0), (0.2, 0.2 * 300.0 / CROPS.days)):
        expect_from_land(s, h, hands, b, county)
        grain = planted * (0.25 * CROPS.yield_watered + 0.75 * CROPS.yield_rainfed)
        assert b.crops == pytest.approx(2.0 * grain * skill - CROPS.inputs * planted)
        assert (b.rent, b.subsidies) == pytest.approx((4.0 * CROPS.rent, 30 * 50.0 + 40 * 2.5))


def test_a_herd_that_keeps_its_size_sells_the_rest_of_its_calves_and_eats():
    s, h, _ = at_home(cows=8)
    h.heifers, h.calves, h.fodder, s.county[0].prices = 2, 6, 5.0, 1.1
    b, county = s.budgets[0], s.county[0]
    expect_from_herd(h, HERD, b, county)
    sold = 3.0 + 3.0 - 8 * (HERD.death + 1 / HERD.calvings)
    feed = HERD.feed_cow * (8 + HERD.feed_heifer * 2) + HERD.feed_calf * 6 + HERD.feed_steer * 3
    feed += HERD.roughage * (8 + HERD.feed_heifer * 2 + HERD.calf_mouth * 6 - 5.0)
    culls = 8 / HERD.calvings * HERD.cull_price * 10_000.0
    assert b.herd == pytest.approx(sold * 10_000.0 + culls - 1.1 * (feed + HERD.fixed_cost))
    h.calves, h.fodder = 1, 100.0
    expect_from_herd(h, HERD, b, county)
    feed = HERD.feed_cow * (8 + HERD.feed_heifer * 2) + HERD.feed_calf + HERD.feed_steer * 0.5
    assert b.herd == pytest.approx(0.5 * 10_000.0 + culls - 1.1 * (feed + HERD.fixed_cost))
    h.cows = h.heifers = h.calves = 0
    expect_from_herd(h, HERD, b, county)
    assert b.herd == 0.0


def test_pensions_and_the_guarantee_are_paid_by_the_month_to_elders_and_recipients():
    s, h, home = at_home()
    h.elders, h.dibao = 2, 3
    income_but_wages(s, h, home, s.budgets[0], s.county[0])
    assert (s.budgets[0].pension, s.budgets[0].dibao) == (12 * 2 * 60.0, 12 * 3 * 200.0)


def test_income_is_the_sum_of_its_sources_less_interest_and_a_lasting_one_has_usual_wages():
    b = start().budgets[0]
    for power, name in enumerate(("crops", "rent", "wages", "herd", "pension", "dibao", "subsidies", "interest")):
        b[name] = 2.0**power
    b.lasting_wages = 1000.0
    assert total(b) == 1 + 2 + 4 + 8 + 16 + 32 + 64 - 128
    assert lasting(b) == total(b) - 4 + 1000


def test_the_year_behind_is_held_against_the_line_and_is_no_spell():
    s, h, _ = at_home(2)
    b, y, rules = s.budgets[0], s.yearbook[0], s.numbers[0].assessment
    for power, name in enumerate(("crops", "rent", "wages", "herd", "pension", "dibao", "subsidies", "interest")):
        b[name] = 2.0**power
    h.habit = 10.0
    look_back(h, y, b, s.county[0], rules)
    assert [int(y[name]) for name in ("crops", "rent", "wages", "herd", "transfers", "interest", "spent")] == [
        100, 200, 400, 800, 11_200, 12_800, 12_000
    ]  # fmt: skip
    assert (y.income, y.poor, y.poor_years) == (-100, 1, 0)
    b.wages = 6000.0
    look_back(h, y, b, s.county[0], rules)
    assert (y.poor, y.poor_years) == (0, 0)


def test_ability_and_shock_have_their_variances():
    s, h, home = at_home()
    work, leans = s.numbers[0].work, N.ability_leans
    home.disadvantage = 1.0
    endow(h, home, s.numbers[0], (0.975, 0.975))
    part = -leans + np.sqrt(1 - leans**2) * 1.959964
    assert (h.ability, h.shock) == pytest.approx(
        (np.sqrt(work.ability_variance) * part, np.sqrt(work.shock_variance) * 1.959964), rel=1e-6
    )


def test_members_are_counted_by_what_they_can_do():
    s, h, home = at_home(7)
    ages, health = (30, 30, 65, 17, 10, 50, 12), s.numbers[0].health
    for name in ("able", "ill", "dropouts", "learners", "pupils", "incapable", "elders"):
        h[name] = 0
    for p, years in zip(s.persons, ages, strict=True):
        p.born = START - 12 * years
    s.persons[1].chronic, s.persons[3].school, s.persons[5].disability = 1, SENIOR_HIGH, 2
    s.persons[4].school, s.persons[6].school = COMPULSORY, DROPPED_OUT
    count_hands(s, h, home)
    assert [int(h[name]) for name in ("able", "ill", "dropouts", "learners", "pupils", "incapable", "elders")] == [
        3, 2, 1, 1, 1, 1, 1
    ]  # fmt: skip
    assert home.young == pytest.approx(2.0 - health.lost_chronic)
    assert home.hands == h.labour == pytest.approx(home.young + health.strength_60)


def test_members_are_born_in_their_slots_with_ids_of_the_household():
    s, h, home = at_home(5)
    h.id, home.kind, home.adults, home.elders, home.head = 31, 5, 2, 1, 45.0
    s.persons["alive"] = 0
    bear_persons(s, h, home)
    assert s.persons["id"].tolist() == [3101, 3102, 3103, 3104, 3105]
    assert (s.persons["alive"] == 1).all()
    assert s.persons["married"].tolist() == [1, 1, 1, 0, 0]
    assert s.persons["female"][:2].tolist() == [0, 1]
    ages = (START - s.persons["born"]) / 12
    assert ages[0] == 45.0
    assert 41 <= ages[1] <= 47
    assert 67 <= ages[2] <= 77
    assert (ages[3:] <= 18).all()


def test_accounts_are_settled_in_the_order_of_what_follows_from_what():
    s, h, home = at_home(2, land=20.0)
    b, numbers, county = s.budgets[0], s.numbers[0], s.county[0]
    b.wages, b.lasting_wages = 0.0, 3000.0
    settle_accounts(s, h, home, b, (0.5, 0.0, 0.5, 0.5), (0.5, SURELY, 0.5, 0.5))
    assert (h.dibao, b.dibao) == (int(N.recipients * 2 + 0.5), 12 * 200.0 * h.dibao)
    before = lasting(b) - b.dibao + b.interest
    assert home.poverty == pytest.approx(np.log(N.typical / (before / 2)) / N.spread)
    assert b.interest == pytest.approx(h.debt / 100 * CREDIT.rate * (1 - CREDIT.capitalised))
    assert b.interest > 0
    assert h.usual == pytest.approx(total(b) / 12)
    needed = 2 * numbers.living.need * county.line / 12
    assert h.habit == pytest.approx(needed + numbers.living.wants * max(0.0, h.usual - needed))
    assert h.usual > needed
    assert h.insured == (1 if h.cash >= 2 * 150_00 else 0)


def test_who_makes_the_list_sees_part_of_the_wages_and_allows_for_hardship():
    s, h, home = at_home(2)
    b = s.budgets[0]
    b.crops, b.lasting_wages = 6000.0, 4000.0
    h.house, seen = SAFE, np.log((6000.0 + N.seen_wages * 4000.0) / 2)
    assert appear(s, h, home, b, 0.5) == pytest.approx(seen)
    assert appear(s, h, home, b, 0.975) == pytest.approx(seen + 1.959964 * N.seen_sd)
    h.house = UNSAFE
    assert appear(s, h, home, b, 0.5) == pytest.approx(seen - N.allow_unsafe)
    home.young = 0.0
    assert appear(s, h, home, b, 0.5) == pytest.approx(seen - N.allow_unsafe - N.allow_hands)
    h.ill = 1
    assert appear(s, h, home, b, 0.5) == pytest.approx(seen - N.allow_unsafe - N.allow_hands - N.allow_ill)
    b.crops = -9000.0
    h.ill, home.young, h.house = 0, 1.0, SAFE
    assert appear(s, h, home, b, 0.5) == pytest.approx(np.log(100.0))
