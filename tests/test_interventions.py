"""What holds for every kind of programme, whichever it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model import load_scenario, simulate
from model.calendar import month_number
from model.interventions import KINDS
from model.ledger import MONEY, PUBLIC
from model.number import check, numbers_of, pack, parts
from model.phases import delivery
from model.phases.delivery import LASTING, is_served
from model.records import DISSOLVED, MONITORED, Household, Village, Yearbook, columns_of
from model.scenario_file import available
from model.targeting import Target
from tests.handmade_county import SOON, START, county_of, deal, deliver, enrol, flowed, live

DELIVERED = 31  # months until every kind has done what it does
TARGETED = [kind for kind in KINDS if kind != "continuity"]
NO_MONEY = {"continuity"}
WHAT_IFS = ("price_insurance",)
each_kind = pytest.mark.parametrize("kind", KINDS)
each_targeted = pytest.mark.parametrize("kind", TARGETED)


def reaching_all(kind, **changes):
    """A programme of this kind for everyone, from the start."""
    programme = replace(KINDS[kind](), start=START, **SOON.get(kind, {}))
    return replace(programme, target=replace(programme.target, who="rural", **changes))


def everything(world):
    """All records of a county, as bytes."""
    return b"".join(each.tobytes() for each in (world.households, world.yearbook, world.villages))


def test_kinds_are_in_order_and_each_has_a_file_of_its_name():
    assert list(KINDS) == sorted(KINDS)
    assert {kind: cls.__module__ for kind, cls in KINDS.items()} == {
        kind: f"model.interventions.{kind}" for kind in KINDS
    }


@each_kind
def test_a_kind_says_what_it_is_called_and_who_pays(kind):
    cls = KINDS[kind]
    assert cls.__doc__
    assert cls.TITLE
    assert cls.TERM
    assert cls.FUND.startswith(PUBLIC) or kind in NO_MONEY
    sources = {flow.source for flow in MONEY if flow.programme == kind}
    assert cls.FUND in sources or kind in NO_MONEY


@each_kind
def test_a_kind_is_sound_as_declared(kind):
    programme = KINDS[kind]()
    check(programme, kind)
    assert pack(programme).start == programme.start <= programme.end
    assert numbers_of(KINDS[kind])


@each_targeted
def test_every_target_has_a_coverage(kind):
    assert parts(KINDS[kind])["target"] is Target


@each_kind
def test_what_a_kind_writes_are_fields_of_the_records(kind):
    known = {*columns_of(Household), *columns_of(Yearbook), *columns_of(Village)}
    assert known >= KINDS[kind].WRITES


@each_targeted
def test_zero_coverage_changes_nothing(kind):
    world = county_of({kind: reaching_all(kind, coverage=0.0, leaked=1.0)})
    before = everything(world)
    live(world, DELIVERED)
    assert everything(world) == before
    assert not world.ledger.any()


@each_targeted
@pytest.mark.parametrize("limit", [{"places": 0}, {"budget": 0.0}])
def test_without_places_or_budget_nothing_happens(kind, limit):
    world = county_of({kind: reaching_all(kind, **limit)})
    before = everything(world)
    live(world, DELIVERED)
    assert everything(world) == before
    assert not world.ledger.any()


@each_targeted
def test_full_coverage_writes_what_it_says_and_nothing_else(kind):
    world = county_of({kind: reaching_all(kind)})
    before = [table.copy() for table in (world.households, world.yearbook, world.villages)]
    live(world, DELIVERED)
    changed = {
        name
        for old, new in zip(before, (world.households, world.yearbook, world.villages), strict=True)
        for name in old.dtype.names
        if (old[name] != new[name]).any()
    }
    assert changed
    assert changed <= KINDS[kind].WRITES
    assert flowed(world, kind)


@each_targeted
def test_the_order_of_the_records_does_not_matter(kind):
    few = reaching_all(kind, places=14, missed=0.3)
    world, turned = county_of({kind: few}), county_of({kind: few})
    order = np.random.default_rng(1).permutation(len(turned.households))
    turned.households[:], turned.yearbook[:] = turned.households[order], turned.yearbook[order]
    live(world, DELIVERED)
    live(turned, DELIVERED)
    assert (world.households[order] == turned.households).all()
    assert (world.ledger == turned.ledger).all()


@each_targeted
def test_one_household_more_changes_nobody_when_nothing_is_shared(kind):
    few = reaching_all(kind, places=14, admits=0.6, coverage=0.9)
    one, more = county_of({kind: few}, 40, hold_shared=True), county_of({kind: few}, 41, hold_shared=True)
    live(one, DELIVERED)
    live(more, DELIVERED)
    assert (one.households == more.households[:40]).all()


@each_targeted
def test_places_bind(kind):
    narrow = live(county_of({kind: reaching_all(kind, places=5)}), DELIVERED)
    wide = live(county_of({kind: reaching_all(kind)}), DELIVERED)
    assert 0 < sum(flowed(narrow, kind).values()) < sum(flowed(wide, kind).values())


@each_targeted
def test_the_departed_get_nothing(kind):
    world = county_of({kind: reaching_all(kind)})
    world.households.where = DISSOLVED
    before = everything(world)
    for _ in range(DELIVERED):
        for step in ("announce", "enrol"):
            getattr(world.programmes[kind], step, lambda world: None)(world)
        world.month += 1
    assert everything(world) == before


@each_kind
def test_before_its_start_a_programme_does_nothing(kind):
    programme = replace(KINDS[kind](), **SOON.get(kind, {}) | {"start": START + 14, "end": START + 60})
    if kind == "photovoltaic":
        programme = replace(programme, village_start=START + 20)
    world = county_of({kind: programme})
    before = everything(world)
    live(world, 14)
    assert everything(world) == before


@each_targeted
def test_a_budget_is_never_overdrawn(kind):
    one = live(county_of({kind: reaching_all(kind, places=1)}), DELIVERED).treasury.needs
    budget = 6.5 * max(need.yuan / (need.wished - need.admitted) for need in one.values() if need.yuan > 0)
    narrow, granted = county_of({kind: reaching_all(kind, budget=budget)}), []
    others = getattr(KINDS[kind], "OTHER_FUNDS", {})  # have envelopes, and no budget
    for _ in range(DELIVERED):
        live(narrow, 1)
        granted.append(sum(yuan for name, yuan in narrow.treasury.spent.items() if name not in others))
    assert 0 < max(granted) <= budget


@pytest.mark.parametrize("kind", [kind for kind in TARGETED if hasattr(delivery, f"deliver_{kind}")])
def test_whoever_gets_something_in_a_month_passes_the_gates_of_delivery(kind):
    """The month asks most households nothing, by a few fields; none of those may be owed anything."""
    world, seen = county_of({kind: reaching_all(kind)}), 0
    world.households.crops = 100_000
    for _ in range(DELIVERED):
        deal(world)
        enrol(world)
        if kind == "ecommerce":  # by default it brings nothing
            world.numbers[kind]["gain"] = 0.1
        for row in range(len(world.households)):
            h, moved = world.households[row], world.ledger.sum()
            before = h.tobytes()
            passes = is_served(h) or h.rolls != 0 or h.livelihoods & ~LASTING != 0
            deliver(world, row, 1.0)
            if world.ledger.sum() != moved or h.tobytes() != before:
                seen += 1
                assert passes or (kind == "monitoring" and h.register == MONITORED)  # taken in before programmes act
        world.month += 1
    assert seen > 0


LOANS_RUN_ON = {"cattle_loan"}


@each_targeted
def test_after_its_end_a_programme_admits_and_pays_nobody(kind):
    programme = replace(reaching_all(kind), end=START + 17)
    world = live(county_of({kind: programme}), 18)
    admitted = {year: need.admitted for year, need in world.treasury.needs.items()}
    assert sum(admitted.values()) > 0
    live(world, 13)
    assert {year: need.admitted for year, need in world.treasury.needs.items()} == admitted
    assert flowed(world, kind) == {} or kind in LOANS_RUN_ON


@pytest.mark.parametrize("future", available("future"))
def test_every_programme_at_once_survives_every_future(future):
    few = {"population.households": 60, "population.listed": 30, "months": 98}
    mix = load_scenario("kezuohou", "as_reported_with_price_insurance", future)
    result = simulate(mix.with_values(few, beyond_evidence=True), seed=3)
    assert set(result.needs["programme"]) >= {"training", "price_insurance", "cattle_loan"}


def test_the_reported_mix_has_one_programme_of_every_kind():
    assert dict(load_scenario("kezuohou", "as_reported").kinds) == {
        kind: kind for kind in KINDS if kind not in WHAT_IFS
    }


@pytest.mark.parametrize("kind", WHAT_IFS)
def test_a_what_if_is_added_to_the_reported_mix_by_name(kind):
    mix = load_scenario("kezuohou", f"as_reported_with_{kind}")
    assert set(mix.kinds) == set(KINDS) - (set(WHAT_IFS) - {kind})
    assert mix.titles["policy"]["en"].startswith("As reported + ")
    assert set(load_scenario("kezuohou", kind).kinds) == {kind}


def test_programmes_have_a_title_in_both_languages():
    titles = load_scenario("kezuohou", "as_reported").titles
    assert all({"en", "zh"} <= titles[f"programmes.{kind}"].keys() for kind in KINDS if kind not in WHAT_IFS)


def test_stopping_at_exit_differs_from_the_reported_mix_in_nothing_else():
    reported, stopped = (load_scenario("kezuohou", policy).programmes for policy in ("as_reported", "stop_at_exit"))
    assert {kind for kind in reported if reported[kind] != stopped[kind]} == {"continuity", "photovoltaic"}
    assert stopped["continuity"].months == 0
    assert not stopped["photovoltaic"].contract


def test_all_that_runs_beyond_2020_can_be_stopped_then():
    reported, stopped = (load_scenario("kezuohou", policy).programmes for policy in ("as_reported", "stop_in_2020"))
    last = month_number("2020-12")
    assert {kind: programme.end for kind, programme in stopped.items()} == {
        kind: min(last, programme.end) for kind, programme in reported.items()
    }


def test_all_that_ended_can_be_kept():
    reported, kept = (load_scenario("kezuohou", policy).programmes for policy in ("as_reported", "support_kept"))
    assert {programme.end for programme in kept.values()} == {month_number("never")}
    assert [replace(kept[kind], end=programme.end) for kind, programme in reported.items()] == list(reported.values())


def test_tapering_differs_from_stopping_in_the_months_after_exit_alone():
    stopped, tapered = (load_scenario("kezuohou", policy).programmes for policy in ("stop_at_exit", "taper_after_exit"))
    assert {kind for kind in stopped if stopped[kind] != tapered[kind]} == {"continuity"}
    assert (tapered["continuity"].months, tapered["continuity"].taper) == (36, 1.0)


def test_without_any_policy_the_register_only_observes():
    nothing = load_scenario("kezuohou", "none")
    assert not nothing.programmes
    assert not nothing.processes["register"].acts
