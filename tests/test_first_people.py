"""How the first month's people are drawn, listed and sampled: everyone by who they are, and the list by all of them."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model import ScenarioError, load_scenario, population
from model.population import first_people, make_first_people, whole_county
from model.records import LISTED
from tests.small import shared_rows, small

ROOT = Path(__file__).parents[1]
COUNTY = load_scenario("kezuohou")
NUMBERS = COUNTY.processes["population"]


@pytest.fixture(scope="module")
def whole():
    """All people of the county."""
    return first_people(COUNTY, 1, 0)


# --- luck and the shared act of listing ----------------------------------------------------------------------------


def same(one, other):
    """Whether two record arrays hold the same values."""
    return all((one[name] == other[name]).all() for name in one.dtype.names)


def persons_of(people, rows):
    """The persons of the households in `rows`, in that order."""
    h = people.households[rows]
    return np.concatenate([people.persons[first : first + slots] for first, slots in h[["first", "slots"]]])


def test_a_household_more_changes_nobody_where_what_is_shared_is_held():
    people, more = (first_people(small(hold_shared=True, population__households=many), 5, 1) for many in (740, 741))
    rows = shared_rows(people, more)
    neighbours = more.households[rows]
    neighbours["first"] = people.households["first"]
    assert same(people.households, neighbours)
    assert same(people.yearbook, more.yearbook[rows])
    assert same(people.persons, persons_of(more, rows))
    assert people.villages["exposure"].tolist() == more.villages["exposure"].tolist()


def test_a_household_more_changes_otherwise_only_who_is_listed():
    few, many = (first_people(small(population__households=count), 5, 1) for count in (740, 760))
    before, after = few.households, many.households[shared_rows(few, many)]
    changed = [name for name in before.dtype.names if (before[name] != after[name]).any()]
    assert set(changed) <= {"register", "first"}


def test_a_held_line_lists_about_as_many():
    held = whole_county(COUNTY.with_values({"hold_shared": True}), 1, 0)
    assert (held.households["register"] == LISTED).sum() == pytest.approx(13065, rel=0.05)


def test_the_list_takes_those_who_seem_poorest():
    s = whole_county(COUNTY, 1, 0)
    listed = s.households["register"] == LISTED
    assert s.seen[listed].max() <= s.seen[~listed].min()


def test_people_follow_from_seed_and_replicate():
    once, again, other = (make_first_people(small(), 9, replicate) for replicate in (4, 4, 5))
    assert same(once.households, again.households)
    assert same(once.persons, again.persons)
    assert not np.array_equal(once.households["ability"], other.households["ability"])
    assert sorted(once.households["id"]) == sorted(other.households["id"])


def test_people_of_a_sample_are_made_once_for_all_programmes_and_given_out_as_copies(monkeypatch):
    one = first_people(small("none"), 21, 0)
    monkeypatch.setattr(population, "make_first_people", None)
    other = first_people(small("as_reported"), 21, 0)
    assert same(one.households, other.households)
    one.households["cash"] += 1
    assert same(first_people(small("none"), 21, 0).households, other.households)
    with pytest.raises(TypeError):
        first_people(small("none", living__memory=20.0), 21, 0)


def test_peoples_are_kept_while_they_fit_and_the_largest_goes_first(monkeypatch):
    small_one, large_one = small(), small().with_values({"population.households": 900}, beyond_evidence=True)
    size = make_first_people(small_one, 22, 0).nbytes
    monkeypatch.setattr(population, "_made", {})
    monkeypatch.setattr(population, "MOST_KEPT", 11 * size // 2)
    first_people(large_one, 22, 0)
    for replicate in range(1, 5):
        first_people(small_one, 22, replicate)
    assert make_first_people(large_one, 22, 0).nbytes > 2 * size
    assert [key[-1] for key in population._made] == [1, 2, 3, 4]
    monkeypatch.setattr(population, "MOST_KEPT", size // 2)
    first_people(small_one, 22, 5)
    assert [key[-1] for key in population._made] == [1, 2, 3, 4]


def test_programmes_and_register_change_nobody_of_the_first_month():
    none, mix = (make_first_people(small(policy), 23, 0) for policy in ("none", "as_reported"))
    assert small("none").processes["register"] != small("as_reported").processes["register"]
    for name in ("households", "yearbook", "persons", "villages"):
        assert same(getattr(none, name), getattr(mix, name)), name


def test_households_of_one_kind_are_neighbours(whole):
    h = whole.households
    assert (np.diff(h["register"]) >= 0).all()
    listed = h[h["register"] == LISTED]
    cattle = listed["cows"] + listed["heifers"] + listed["steers"] + listed["calves"] > 0
    assert cattle.tolist() == sorted(cattle)


def test_nobody_is_listed_where_the_list_has_no_places():
    assert not (first_people(small(population__listed=0), 1, 0).households["register"] == LISTED).any()


def test_kinds_of_home_that_are_more_than_all_are_refused():
    with pytest.raises(ScenarioError, match="at most 1"):
        small(population__elders=0.6, population__grown=0.6)


# --- samples -------------------------------------------------------------------------------------------------------


def sampled(fraction, **settings):
    return first_people(COUNTY.with_values({"sample_fraction": fraction, **settings}), 1, 0)


@pytest.mark.parametrize("held", [False, True])
def test_a_larger_sample_contains_a_smaller_one(held):
    fifth, half = (sampled(fraction, hold_shared=held).households for fraction in (0.2, 0.5))
    assert np.isin(fifth["id"], half["id"]).all()
    assert len(half) == pytest.approx(48_600, rel=0.05 if held else 0.01)


def test_a_sample_keeps_whole_kin_groups_and_their_numbers(whole):
    everyone, fifth = whole.households, sampled(0.2).households
    inside = np.isin(everyone["id"], fifth["id"])
    assert (np.isin(everyone["kin"], fifth["kin"]) == inside).all()
    kept = [name for name in everyone.dtype.names if name != "first"]
    assert same(everyone[kept][inside], fifth[kept])


def test_persons_of_a_sample_are_those_of_its_households():
    people = sampled(0.1)
    alive = people.persons["alive"] == 1
    home = np.repeat(people.households["id"], people.households["slots"])
    assert (people.persons["id"][alive] // 100 == home[alive]).all()
    assert people.households["first"][-1] + people.households["slots"][-1] == len(people.persons)


@pytest.mark.parametrize("fraction", [0.05, 0.2, 0.5])
def test_a_weighted_sample_stands_for_the_county(whole, fraction):
    people = sampled(fraction)
    assert people.weight * len(people.households) == pytest.approx(97_200)
    listed = people.households["register"] == LISTED
    assert people.weight * listed.sum() == pytest.approx(13_065, rel=0.03)
    persons = whole.households["members"].sum()
    assert people.weight * people.households["members"].sum() == pytest.approx(persons, rel=0.02)
    fodder = people.villages["common_fodder"].sum() * people.weight
    assert fodder == pytest.approx(97_200 * NUMBERS.common_fodder, rel=0.01)


# --- compiled or not -----------------------------------------------------------------------------------------------

DIGEST = """
import hashlib, numpy as np
from tests.small import small
from model.population import first_people
people = first_people(small(), 11, 2)
digest = hashlib.sha256()
for records in (people.households, people.yearbook, people.persons, people.villages):
    for name in records.dtype.names:
        digest.update(np.ascontiguousarray(records[name], dtype=np.float64).tobytes())
print(digest.hexdigest())
"""


def digest_under(**environment):
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", DIGEST]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_uncompiled_people_have_the_same_bits():
    assert digest_under(NUMBA_DISABLE_JIT="0") == digest_under(NUMBA_DISABLE_JIT="1")
