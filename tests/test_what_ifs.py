"""A what-if is in the file of as_reported, and in no mix but its own; and which policies follow from that file."""

import pytest

from model.errors import ScenarioError
from model.scenario_file import Document, available, axis_of, documents, is_what_if, label, reported
from tests.toy_world import AS_REPORTED, FLAT, NONE, PLACE, load, write

WITH_IDEA = AS_REPORTED + '\n[programmes.idea]\nkind = "transfer"\nreported = false\ntitle = { en = "An idea" }\n'


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path, as_reported=WITH_IDEA)


def test_what_is_reported_leaves_the_what_if_out_and_a_mix_of_its_own_puts_it_in(folder):
    mixes = {
        name: set(load(folder, policy=name).programmes) for name in ("as_reported", "as_reported_with_idea", "idea")
    }
    told = {"relief", "cattle_loan", "follow_up"}
    assert mixes == {"as_reported": told, "as_reported_with_idea": told | {"idea"}, "idea": {"idea"}}


def test_a_mix_with_a_what_if_differs_from_what_is_reported_in_nothing_else(folder):
    told, more = load(folder, policy="as_reported"), load(folder, policy="as_reported_with_idea")
    assert {name: more.programmes[name] for name in told.programmes} == dict(told.programmes)
    assert more.processes == told.processes
    assert more.titles["policy"] == {"en": "As reported + An idea"}
    assert load(folder, policy="idea").titles["policy"] == {"en": "An idea"}


def test_one_programme_alone_changes_no_process_and_the_mix_without_it_does(folder):
    alone, without = load(folder, policy="relief"), load(folder, policy="as_reported_without_relief")
    assert alone.processes == load(folder, policy="none").processes
    assert without.processes["herd"].growth == 0.03
    assert without.titles["policy"] == {"en": "As reported − Relief"}


def test_policies_are_named_for_each_programme_as_its_table_says(folder):
    ours = [name for name in available("policy", folder) if "relief" in name or "idea" in name or "follow" in name]
    assert ours == [
        "as_reported_with_idea", "as_reported_without_follow_up", "as_reported_without_relief", "idea", "relief",
    ]  # fmt: skip
    assert list(reported(folder)) == ["relief", "cattle_loan", "follow_up", "idea"]
    assert [name for name, table in reported(folder).items() if is_what_if(table)] == ["idea"]


def test_a_programme_without_a_title_is_called_by_its_name(folder):
    assert load(folder, policy="cattle_loan").titles["policy"] == {"en": "cattle_loan"}
    assert load(folder, policy="as_reported_without_cattle_loan").titles["policy"]["en"] == "As reported − cattle_loan"


def test_where_as_reported_cannot_be_read_the_other_policies_are_there(tmp_path):
    names = available("policy", write(tmp_path, as_reported="extends = ["))
    assert {"none", "as_reported"} <= set(names)
    assert not [name for name in names if name.startswith("as_reported_")]


def test_as_reported_cannot_be_made_of_what_is_made_from_it(tmp_path):
    circle = write(tmp_path, as_reported=AS_REPORTED.replace('"none"', '"relief"'))
    with pytest.raises(ScenarioError, match="there is no policy 'relief'"):
        load(circle, policy="as_reported")


def test_files_that_extend_each_other_are_told_in_their_circle(tmp_path):
    one, two = NONE + 'extends = "two"\n', NONE + 'extends = "one"\n'
    folder = write(tmp_path, policies__one=one, policies__two=two)
    with pytest.raises(ScenarioError, match="in a circle: one -> two -> one"):
        load(folder, policy="one")


def test_an_axis_follows_from_the_folder_or_else_from_the_keys(folder, tmp_path):
    assert [axis_of(folder / each) for each in ("places/x.toml", "policies/x.toml", "futures/x.toml")] == [
        "place", "policy", "future"
    ]  # fmt: skip
    for text, axis in (
        (PLACE, "place"),
        (AS_REPORTED, "policy"),
        (FLAT, "future"),
        (NONE, "place"),
        ("months = 3", "place"),
    ):
        path = tmp_path / "mine.toml"
        path.write_text(text, "utf-8")
        assert axis_of(path) == axis
    assert axis_of(tmp_path / "missing.toml") == "place"
    assert label(folder / "places" / "toyland.toml") == label("toyland") == "toyland"


def test_the_files_behind_a_name_begin_with_the_one_extended(folder):
    assert [document.path.stem for document in documents("policy", "as_reported", folder)] == ["none", "as_reported"]
    assert [document.path.stem for document in documents("policy", "relief", folder)] == ["none", "none", "as_reported"]
    assert [document.axis for document in documents("future", "flat", folder)] == ["future", "future"]


def test_a_fault_stands_on_the_line_of_its_key_or_of_the_table_that_lacks_it(folder):
    document = documents("policy", "as_reported", folder)[-1]
    lines = WITH_IDEA.splitlines()
    assert lines[document.fault(("programmes", "relief", "amount"), "x").line - 1] == "amount = 800"
    assert lines[document.fault(("programmes", "relief", "end_of"), "x").line - 1] == "[programmes.relief]"
    assert document.fault(("nothing",), "x").line == 1
    assert str(
        document.fault(("herd", "growth"), "is odd.")
    ) == f"as_reported.toml:{lines.index('growth = 0.03') + 1}: " + ("herd.growth: is odd.")
    assert Document("policy", document.path, {}, {}).fault(("a", "b"), "x").line == 0


@pytest.mark.parametrize("axis", ["place", "policy", "future"])
def test_a_name_that_nothing_has_is_told_with_what_there_is(folder, axis):
    with pytest.raises(ScenarioError, match=f"there is no {axis} 'nowhere'"):
        documents(axis, "nowhere", folder)
    with pytest.raises(ScenarioError, match=r"there is no file .*nowhere\.toml"):
        documents(axis, folder / "nowhere.toml", folder)
    with pytest.raises(ScenarioError, match=r"is a folder; name a \.toml file in it"):
        documents(axis, folder / "places", folder)
