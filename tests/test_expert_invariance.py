"""What must not matter, and what must matter in one direction only: order, the unit of money, size, and the line."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from model import Scenario, load_scenario, simulate
from model.frozen import Yearly
from model.number import leaves_of
from model.phases.december import december
from model.plain_people import People
from model.population import first_people, moved
from model.records import Household, Person, Village, Yearbook, columns_of
from model.scenario_file import shipped
from model.simulate import live, new_world
from model.world import World
from tests.small import small

# --- no policy -------------------------------------------------------------------------------------------------------


def test_the_whole_mix_at_zero_coverage_is_no_policy_at_all():
    none, mix = small("none", months=98), small("as_reported", months=98)
    off = {f"{name}.target.coverage": 0.0 for name, each in mix.programmes.items() if hasattr(each, "target")}
    nothing = replace(none, programmes=mix.programmes, kinds=mix.kinds).with_values(off | {"continuity.months": 0})
    assert len(nothing.programmes) == len(off) + 1 > 30
    one, other = simulate(nothing, 7), simulate(none, 7)
    assert one.digest == other.digest
    assert one.ledger.equals(other.ledger)


# --- order -----------------------------------------------------------------------------------------------------------


def begun(scenario: Scenario, people: People) -> World:
    """A county of these people on the eve of its first month, with seed 7."""
    parts = (people.households, people.yearbook, people.persons, people.villages, people.weight)
    return World(scenario, 7, 0, scenario.start, *parts)


def in_another_order(people: People) -> People:
    """The same people, whose records, of households and of their persons, stand in another order."""
    rows = np.random.default_rng(1).permutation(len(people.households))
    households, persons = moved(people, rows)
    return replace(people, households=households, yearbook=people.yearbook[rows], persons=persons)


def by_id(world: World):
    """Every field of the records of households and of the living, ascending by id; not where persons stand."""
    order, alive = np.argsort(world.households["id"]), world.persons[world.persons["alive"] == 1]
    yield from ((name, world.households[name][order]) for name in columns_of(Household) if name != "first")
    yield from ((name, world.yearbook[name][order]) for name in columns_of(Yearbook))
    yield from ((name, alive[name][np.argsort(alive["id"])]) for name in columns_of(Person))


@pytest.mark.parametrize("policy", ["none", "as_reported"])
def test_the_order_of_all_records_of_a_county_does_not_matter(policy):
    people = first_people(small(policy), 7, 0)
    county, turned = begun(small(policy), people), begun(small(policy), in_another_order(people))
    assert (county.households["id"] != turned.households["id"]).any()
    for _months in zip(live(county), live(turned), strict=True):
        np.testing.assert_array_equal(county.ledger, turned.ledger)
        np.testing.assert_array_equal(county.animals, turned.animals)
    assert len(county.households) > county.at_start
    for (name, one), (_, other) in zip(by_id(county), by_id(turned), strict=True):
        np.testing.assert_array_equal(one, other, err_msg=name)


def test_the_order_in_which_a_file_declares_programmes_does_not_matter(tmp_path):
    text = (shipped() / "policies" / "as_reported.toml").read_text("utf-8")
    head, *tables = re.split(r"^(?=\[programmes\.\w+\]$)", text, flags=re.MULTILINE)
    backwards = tmp_path / "policies" / "backwards.toml"
    backwards.parent.mkdir()
    backwards.write_text("".join([head, *reversed(tables)]), "utf-8")
    turned = load_scenario("kezuohou", backwards)
    mix = load_scenario("kezuohou", "as_reported")
    assert len(tables) >= len(mix.programmes)
    assert list(turned.programmes) == list(mix.programmes)
    assert turned.resolved() | {"policy": ""} == mix.resolved() | {"policy": ""}


# --- the unit of money -----------------------------------------------------------------------------------------------


def in_another_currency(scenario: Scenario, times: float) -> Scenario:
    """The same county with every number and every path in yuan multiplied."""

    def dearer(value):
        if isinstance(value, Yearly):
            return Yearly({year: each * times for year, each in value.items()})
        return value if value >= 1e12 else type(value)(value * times)  # a budget without limit stays one

    numbers = {
        f"{name}.{path}": dearer(leaf.default)
        for name, part in scenario.parts().items()
        for path, leaf in leaves_of(part)
        if leaf.unit.startswith("yuan")
    }
    paths = {f"series.{name}": dearer(each.values) for name, each in scenario.series.items() if "yuan" in each.unit}
    assert len(numbers) > 25
    assert len(paths) > 10
    return scenario.with_values(numbers | paths, beyond_evidence=True)


def in_money(record: type) -> dict[str, bool]:
    """Of each field of a record, whether it is a sum of money."""
    return {name: "fen" in each.unit or "yuan" in each.unit for name, each in columns_of(record).items()}


def converted(people: People, times: float) -> People:
    """The same people, with what they have, owe and earned in another currency."""
    people = people.copy()
    for record, rows in ((Household, people.households), (Yearbook, people.yearbook), (Village, people.villages)):
        for name in (name for name, money in in_money(record).items() if money):
            rows[name] = np.round(rows[name] * times) if rows[name].dtype.kind == "i" else rows[name] * times
    return people


@pytest.mark.parametrize("times", [0.5, 10])
def test_real_results_do_not_depend_on_the_unit_of_money(times):
    """The same people live eight years with all prices multiplied.

    Sums are rounded to the fen whatever a fen is worth, and the roundings add up: after eight years no household may
    be further off than 2 yuan.  Whatever is not money agrees to the bit, but for what is reckoned in floats.
    """
    scenario = small(months=98)
    people = first_people(scenario, 7, 0)
    yuan, other = begun(scenario, people), begun(in_another_currency(scenario, times), converted(people, times))
    for _months in zip(live(yuan), live(other), strict=True):
        np.testing.assert_array_equal(yuan.animals, other.animals)
    for record, ours, theirs in (
        (Household, yuan.households, other.households),
        (Yearbook, yuan.yearbook, other.yearbook),
        (Person, yuan.persons, other.persons),
    ):
        for name, money in in_money(record).items():
            exchanged = theirs[name] / times if money else theirs[name]
            np.testing.assert_allclose(exchanged, ours[name], rtol=1e-9, atol=200 if money else 0, err_msg=name)


# --- size ------------------------------------------------------------------------------------------------------------


def test_twice_the_people_have_the_same_measures_a_head():
    """A fortieth of the banner with a fortieth of all places, a quarter of its kin groups against half of them."""
    mix = small(population__households=2430, population__listed=327)
    places = {path: number.default for path, number in mix.numbers().items() if path.endswith("target.places")}
    fewer = {path: round(value / 40) for path, value in places.items() if value < 97200}
    scenario = mix.with_values(fewer, beyond_evidence=True)
    measures = ["poverty_headcount", "net_income_per_head", "cattle_per_head", "registered_persons"]
    quarter, half = (
        np.array([[lived(scenario, share, replicate)[name] for name in measures] for replicate in range(8)])
        for share in (0.25, 0.5)
    )
    differences, level = half - quarter, half.mean(axis=0)
    error = differences.std(axis=0, ddof=1) / np.sqrt(len(differences))
    assert (error < 0.08 * level).all()
    assert (abs(differences.mean(axis=0)) < 3.5 * error).all()


def lived(scenario: Scenario, share: float, replicate: int) -> dict[str, float]:
    """Headline measures of a run of part of a county."""
    return simulate(scenario.with_values({"sample_fraction": share}), 3, replicate).headline


# --- the line --------------------------------------------------------------------------------------------------------


def test_of_the_same_incomes_a_higher_line_leaves_nobody_less_poor():
    county = new_world(small("none", months=11), 7)
    for _month in live(county):
        pass
    poor = []
    for times in (0.5, 1.0, 1.5, 3.0):
        twin = county.snapshot()
        twin.county["line"] *= times
        december(twin.stage)
        poor.append(twin.yearbook["poor"])
    assert (np.diff(poor, axis=0) >= 0).all()
    assert (np.diff(np.sum(poor, axis=1)) > 0).all()
