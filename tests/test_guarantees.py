"""The guarantees beside income: house, insurance, school and water; each lost is a return where they count."""

from __future__ import annotations

import pytest

from model.livelihoods import CONNECTED
from model.phases.december import december
from model.processes.assessment import has_guarantees, has_water
from model.processes.life import fall_into_disrepair
from model.records import RESETTLED, SAFE, UNSAFE, Household, Village
from model.simulate import live, new_world
from tests.handmade_county import START, county_of
from tests.small import small
from tests.test_household_rules import one


def test_all_guarantees_must_hold():
    whole = {"house": SAFE, "insured": 1, "dropouts": 0}
    assert has_guarantees(one(Household, **whole))
    for lost in ({"house": UNSAFE}, {"insured": 0}, {"dropouts": 1}):
        assert not has_guarantees(one(Household, **whole | lost))


def test_water_is_the_villages_or_comes_with_the_pipes():
    dry, wet = one(Village), one(Village, water=1)
    alone, connected = one(Household), one(Household, livelihoods=CONNECTED)
    assert [has_water(h, village) for h in (alone, connected) for village in (dry, wet)] == [False, True, True, True]


def test_a_safe_house_can_become_unsafe_and_a_new_one_does_not():
    houses = []
    for house in (SAFE, UNSAFE, RESETTLED):
        h = one(Household, house=house)
        fall_into_disrepair(h)
        houses.append(int(h.house))
    assert houses == [UNSAFE, UNSAFE, RESETTLED]


@pytest.mark.parametrize("lost", [{"house": UNSAFE}, {"insured": 0}, {"dropouts": 1}, {"village": 1}])
def test_each_guarantee_lost_is_a_return_where_it_counts_and_none_where_income_alone_does(lost):
    world = county_of({}, 1)
    h, y, county = world.households[0], world.yearbook[0], world.county[0]
    world.villages.water = [1, 0, 1, 1]
    h.house, h.insured, h.members, h.village, h.wages = SAFE, 1, 1, 0, 1_000_000
    y.poor, y.poor_any = 1, 1
    county.month = START + 11
    december(world.stage)
    assert (int(y.exits), int(y.any_exit_month)) == (1, START + 11)
    for name, value in lost.items():
        h[name] = value
    county.month = START + 23
    december(world.stage)
    assert (int(y.event), int(y.any_event), int(y.poor), int(y.poor_any)) == (0, 2, 0, 1)


def test_as_many_villages_have_water_as_the_evidence_gives_and_houses_decay_by_the_year():
    world = new_world(small("none", months=48, population__households=3000, population__per_village=12), 3)
    assert world.villages.water.mean() == pytest.approx(0.7, abs=0.08)
    here = world.households["where"] == 0
    before = int((world.households.house[here] == UNSAFE).sum())
    for _ in live(world):
        pass
    here &= world.households["where"][: world.at_start] == 0
    fallen = int((world.households.house[: world.at_start][here] == UNSAFE).sum()) - before
    assert 0 < fallen + 0.06 * before < 0.04 * len(world.households)
