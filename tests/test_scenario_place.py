"""What a place says of programmes and paths: sizes go by listed households, unless it gives them or has no use."""

from dataclasses import dataclass

import pytest

from model.errors import ScenarioError
from model.interventions import KINDS
from model.number import declared, number
from model.scenario import Scenario, check_file, load_scenario
from model.scenario_place import NO_SIZES, SIZES, is_size
from tests import toy_world
from tests.toy_world import AS_REPORTED, FLAT, HISTORICAL, Target, write


@dataclass(frozen=True, slots=True)
class Population:
    """Who is listed."""

    listed: int = number(100, unit="households", low=0, high=10_000, source="F056", confidence="found")


POSTED = Target(who="all", places=30)


@dataclass(frozen=True, slots=True)
class Post:
    """Paid posts, of which so many were reported for Toyland."""

    posts: int = number(40, unit="posts", low=20, high=60, least=1, source="F060", confidence="found")
    wage: float = number(900.0, unit="yuan/post/month", low=0, high=2000, source="F061", confidence="found")
    target: Target = POSTED


REGISTRIES = {"processes": toy_world.PROCESSES | {"population": Population}, "kinds": toy_world.KINDS | {"post": Post}}
SIZED = AS_REPORTED.replace('extends = "none"', 'extends = "none"\nsizes_of = "toyland"') + (
    '\n[programmes.posts]\nkind = "post"\n'
)
ELSEWHERE = """\
start = "2016-01"

[population]
listed = 250
"""
OTHER = """\

[programmes.relief]
amount = { value = 300, source = "F093" }
target = { places = { value = 55, source = "F093", confidence = "found" } }

[programmes.cattle_loan]
left_out = "nobody keeps cattle."

[series.drought]
unit = "share"
source = "station"
confidence = "guess"
values = { 2014 = 0.2 }
"""


@pytest.fixture
def folder(tmp_path):
    """Toyland, whose sizes as_reported has; the plain `meadows`, and the `hills` with much of their own."""
    places = {"places__meadows": ELSEWHERE, "places__hills": ELSEWHERE + OTHER}
    return write(tmp_path, as_reported=SIZED, **places)


def load(folder, place="meadows", policy="as_reported", future="historical") -> Scenario:
    return load_scenario(place, policy, future, folder=folder, **REGISTRIES)


def refused(folder, **names) -> str:
    with pytest.raises(ScenarioError) as error:
        load(folder, **names)
    assert len(error.value.faults) == 1, str(error.value)
    return str(error.value)


# --- sizes ---------------------------------------------------------------------------------------------------------


def test_the_place_whose_sizes_they_are_has_them_as_reported(folder):
    home = load(folder, "toyland").programmes
    assert (home["relief"].target.places, home["posts"].posts) == (30, 40)


def test_another_place_has_sizes_by_its_listed_households(folder):
    there = load(folder).programmes
    assert there["relief"].target.places == 75  # given by the file
    assert (there["posts"].posts, there["posts"].target.places) == (100, 75)  # declared by the kind


def test_what_is_no_size_stays_as_it_is(folder):
    home, there = load(folder, "toyland").programmes, load(folder).programmes
    assert there["relief"].amount == home["relief"].amount
    assert there["posts"].wage == home["posts"].wage
    assert there["cattle_loan"] == home["cattle_loan"]


def test_a_size_in_proportion_is_a_guess_with_its_range_and_source(folder):
    posts = load(folder).numbers()["posts.posts"]
    assert (posts.default, posts.low, posts.high) == (100, 50, 150)
    assert (posts.source, posts.confidence) == ("F060", "guess")
    assert load(folder, "toyland").numbers()["posts.posts"].confidence == "found"


def test_what_there_is_of_something_does_not_vanish(folder):
    (folder / "places" / "hamlet.toml").write_text("[population]\nlisted = 1\n", encoding="utf-8")
    assert load(folder, "hamlet").programmes["posts"].posts == 1


def test_a_programme_alone_has_the_same_sizes(folder):
    assert load(folder, policy="relief").programmes["relief"] == load(folder).programmes["relief"]
    without = load(folder, policy="as_reported_without_relief").programmes
    assert without["posts"] == load(folder).programmes["posts"]


def test_a_file_that_extends_the_reported_mix_means_what_it_says(folder):
    child = 'extends = "as_reported"\n[programmes.relief]\ntarget = { places = 40 }\n'
    (folder / "policies" / "fewer.toml").write_text(child, encoding="utf-8")
    for place in ("toyland", "meadows", "hills"):
        assert load(folder, place, "fewer").programmes["relief"].target.places == 40
    assert load(folder, policy="fewer").programmes["posts"].posts == 100


def test_a_place_that_extends_another_keeps_the_sizes_of_that_one(folder):
    (folder / "places" / "mine.toml").write_text('extends = "toyland"\n[population]\nlisted = 500\n', encoding="utf-8")
    assert load(folder, "mine").programmes["posts"].posts == 40


def test_no_limit_stays_no_limit():
    target = KINDS["village_helpers"]().target
    assert not any(is_size(each) for each in declared(type(target)).values() if hasattr(each, "high"))
    assert is_size(declared(KINDS["village_helpers"])["cadres"])


def test_every_unit_of_a_programme_is_known_to_be_a_size_or_none():
    """A new unit: add it to SIZES where a larger county has more of it, else to NO_SIZES."""
    units = {each.unit for kind in KINDS.values() for each in declared(kind).values()}
    plain = {unit.split()[0] for unit in units if "/" not in unit} | (units & SIZES)
    assert plain <= SIZES | NO_SIZES
    assert not SIZES & NO_SIZES


@pytest.mark.parametrize(
    ("sizes_of", "said"),
    [
        ('"toylnad"', "as_reported.toml:2: sizes_of: there is no place 'toylnad'. "),
        ("3", "as_reported.toml:2: sizes_of: 3 is not a name."),
        ('"nobody"', "as_reported.toml:2: sizes_of: nobody is listed in 'nobody'."),
    ],
)
def test_sizes_of_no_place_are_refused(folder, sizes_of, said):
    (folder / "places" / "nobody.toml").write_text("[population]\nlisted = 0\n", encoding="utf-8")
    write(folder, as_reported=SIZED.replace('sizes_of = "toyland"', f"sizes_of = {sizes_of}"))
    assert refused(folder).startswith(said)


def test_only_a_policy_has_the_sizes_of_a_place(folder):
    (folder / "places" / "mine.toml").write_text('sizes_of = "toyland"\n', encoding="utf-8")
    assert refused(folder, place="mine", policy="none").startswith("mine.toml:1: sizes_of: unknown key.")


# --- what a place gives itself -------------------------------------------------------------------------------------


def test_a_place_gives_sizes_of_its_own(folder):
    relief = load(folder, "hills").programmes["relief"]
    assert (relief.amount, relief.target.places, relief.target.who) == (300, 55, "poor")
    assert load(folder, "hills").numbers()["relief.target.places"].confidence == "found"
    assert load(folder, "hills", "relief").programmes["relief"] == relief


def test_a_programme_left_out_is_in_no_mix_and_its_changes_lapse(folder):
    child = 'extends = "as_reported"\n[programmes.cattle_loan]\nprincipal = 10000\n'
    (folder / "policies" / "small.toml").write_text(child, encoding="utf-8")
    for policy in ("as_reported", "small", "as_reported_without_cattle_loan"):
        assert set(load(folder, "hills", policy).programmes) == {"relief", "follow_up", "posts"}
    assert load(folder, "meadows", "small").programmes["cattle_loan"].principal == 10_000


def test_a_programme_left_out_is_no_policy_alone_and_the_place_says_why(folder):
    said = refused(folder, place="hills", policy="cattle_loan")
    line = (ELSEWHERE + OTHER).splitlines().index('left_out = "nobody keeps cattle."') + 1
    assert said == f"hills.toml:{line}: programmes.cattle_loan.left_out: is left out here: nobody keeps cattle."


def test_a_what_if_may_take_in_what_the_place_leaves_out(folder):
    child = 'extends = "none"\n[programmes.cattle_loan]\nkind = "loan"\n'
    (folder / "policies" / "cattle_all_the_same.toml").write_text(child, encoding="utf-8")
    assert set(load(folder, "hills", "cattle_all_the_same").programmes) == {"cattle_loan"}


def test_a_place_of_its_own_sizes_changes_nothing_where_there_is_no_programme(folder):
    assert not load(folder, "hills", "none").programmes


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[programmes.relief]", "[programmes.releif]", "releif: as_reported has no programme of this name. "),
        ("amount =", "amuont =", "programmes.relief.amuont: unknown key. "),
        ('"nobody keeps cattle."', "true", "programmes.cattle_loan.left_out: left_out must be a text that says why"),
        ("left_out =", "principal = 20000\nleft_out =", "programmes.cattle_loan.left_out: left_out must be a text"),
        ("[series.drought]", "[series.draught]", "series.draught: unknown series. "),
        ('unit = "share"', 'unit = "percent"', "series.drought.unit: wrong unit 'percent'. Allowed: 'share'."),
        ("2014 = 0.2", "2014 = 2", "series.drought.values: 2 cannot be."),
    ],
)
def test_a_wrong_table_of_a_place_is_one_fault_where_it_stands(folder, old, new, said):
    (folder / "places" / "hills.toml").write_text(ELSEWHERE + OTHER.replace(old, new, 1), encoding="utf-8")
    message = refused(folder, place="hills")
    assert message.startswith("hills.toml:")
    assert said in message
    with pytest.raises(ScenarioError, match=r"hills\.toml"):
        check_file(folder / "places" / "hills.toml", folder=folder, **REGISTRIES)


# --- paths of its own ----------------------------------------------------------------------------------------------


def test_a_path_of_the_place_stands_in_for_the_historical_one(folder):
    drought = load(folder, "hills").series["drought"]
    assert dict(drought.values) == {2014: 0.2}
    assert drought.source == "station"
    assert dict(load(folder).series["drought"].values) == {2014: 0}
    assert load(folder, "hills").series["cow_price"] == load(folder).series["cow_price"]


def test_a_future_that_extends_the_historical_one_overrules_the_place(folder):
    flood = FLAT.replace("cow_price", "drought").replace("8000", "0.7")
    (folder / "futures" / "flood.toml").write_text(flood, encoding="utf-8")
    assert dict(load(folder, "hills", future="flood").series["drought"].values) == {2014: 0.7}
    assert dict(load(folder, "hills", future="flat").series["drought"].values) == {2014: 0.2}
    assert HISTORICAL.count("[series.") == len(load(folder, "hills", future="flood").series)


def test_a_place_in_a_folder_of_another_name_is_known_by_its_start(folder, tmp_path):
    loose = tmp_path / "loose.toml"
    loose.write_text(ELSEWHERE + OTHER, encoding="utf-8")
    assert check_file(loose, folder=folder, **REGISTRIES) == "place"
