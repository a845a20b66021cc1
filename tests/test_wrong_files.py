"""Wrong files are refused before they reach the model, with one clear sentence for each mistake."""

import re

import pytest

from model.errors import ScenarioError
from model.scenario import Scenario
from tests.toy_world import AS_REPORTED, FLAT, HISTORICAL, NONE, PLACE, load, write


def refused(folder, **names) -> ScenarioError:
    with pytest.raises(ScenarioError) as error:
        load(folder, **names)
    return error.value


def only_fault(folder, **names) -> str:
    error = refused(folder, **names)
    assert len(error.faults) == 1, str(error)
    return str(error)


def first_change(before: str, after: str) -> int:
    """The first line, from 1, in which two texts differ."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    return next(number for number, (old, new) in enumerate(pairs, 1) if old != new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("growth = -0.05", "grwth = -0.05", "herd.grwth: unknown key. Allowed: calves, cows, growth. Did"),
        ("[herd]", "[hrd]", "hrd: unknown key. Allowed: "),
        ("months = 60", "month = 60", "month: unknown key. Allowed: "),
        ("months = 60", "[kinds]", "kinds: unknown key. Allowed: "),
        ("months = 60", "months = 0", "months: 0 cannot be. Allowed: a whole number, 1 .. 1200 months."),
        ("months = 60", "months = 60.5", "months: 60.5 is not whole."),
        ("months = 60", "months = '60'", "months: '60' is not a number."),
        ("months = 60", "sample_fraction = 1.5", "sample_fraction: 1.5 cannot be. Allowed: 1e-06 .. 1 share."),
        ('"2014-01"', '"2014-13"', 'start: \'2014-13\' is not a month. Write it as "2017-07", or "never".'),
        ('"2014-01"', "2014-01-01", 'start: 2014-01-01 is not a month. Write it in quotes, as "2017-07"'),
        ('unit = "probability/year"', 'unit = "share"', "health.admission: wrong unit 'share'. Allowed: 'proba"),
        ('unit = "probability/year"', 'units = "a"', "health.admission: unknown key 'units'. Allowed: "),
        ("value = 0.1, ", "", "health.admission: the table has no 'value'."),
        ("value = 0.1, ", "value = nan, ", "health.admission: nan is not a finite number."),
        ("value = 0.1, ", "value = 1.1, ", "health.admission: 1.1 cannot be."),
        ("value = 0.1, ", "value = 0.9, ", "health.admission: 0.9 is out of range. Allowed: 0.04 .. 0.2 proba"),
        ("low = 0.04", "low = 0.3", "health.admission: low 0.3 is above high 0.2."),
        ("low = 0.04", "low = inf", "health.admission: inf is not a finite number."),
        (', source = "local survey"', "", "health.admission: the range 0.04 .. 0.2 is wider than the evidence"),
        ('"local survey"', "7", "health.admission: the source must be a text"),
        ('"local survey"', '"x", confidence = "sure"', "health.admission: unknown confidence 'sure'. Allowed: "),
        ("2016 = 0.7", "2016 = 1.7", "health.reimbursed: 1.7 cannot be."),
        ("2016 = 0.7", "2016 = 0.99", "health.reimbursed: 0.99 is out of range. Allowed: 0.2 .. 0.95 share"),
        ("2016 = 0.7", "soon = 0.7", "health.reimbursed: 'soon' is not a year between 1950 and 2199."),
        ("{ 2014 = 0.5, 2016 = 0.7 }", "{}", "health.reimbursed: {} is not a table of years."),
        ("growth = -0.05", "growth = 0.5", "herd.growth: 0.5 is out of range. Allowed: -0.1 .. 0.1 share/year (source"),
        ("growth = -0.05", "growth = [0.1]", "herd.growth: [0.1] is not a number."),
        ("growth = -0.05", "growth = 0x" + "f" * 9000, "herd.growth: a number beyond 1e+15 is not a finite number."),
        ("[herd]\ngrowth = -0.05", "[x]\n[herd]\n", "x: unknown key."),
        ('zh = "玩具旗"', 'fr = "Jouet"', "title.fr: unknown language. Allowed: en, zh."),
        ('title = { en = "Toyland", zh = "玩具旗" }', 'title = "Toyland"', "title: must be a table such as"),
    ],
)
def test_a_wrong_place_is_one_fault_with_its_line(tmp_path, old, new, said):
    text = PLACE.replace(old, new)
    fault = only_fault(write(tmp_path, toyland=text))
    assert fault.startswith(f"toyland.toml:{first_change(PLACE, text)}: {said}")


def test_a_fault_of_what_is_not_there_is_on_the_line_of_its_table(tmp_path):
    fault = only_fault(write(tmp_path, toyland=PLACE.replace("growth = -0.05", "growth = 0.05\ncows = 0.9")))
    assert fault == "toyland.toml:9: herd.calves: cows and calves make 1.2 of the herd; allowed: at most 1."
    fault = only_fault(write(tmp_path, as_reported=AS_REPORTED.replace('kind = "loan"', "")), policy="as_reported")
    assert fault.startswith("as_reported.toml:12: programmes.cattle_loan: has no kind, and no file it extends has")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "loan"', 'kind = "laon"', "programmes.cattle_loan.kind: there is no kind 'laon'. Allowed: loan,"),
        ('kind = "loan"', "kind = 3", "programmes.cattle_loan.kind: there is no kind 3. Allowed: loan, transfer."),
        ("20000", "200000", "programmes.cattle_loan.principal: 200000 is out of range. Allowed: a whole"),
        ("principal", "prinicpal", "programmes.cattle_loan.prinicpal: unknown key. Allowed: alone, kind, prin"),
        ('"poor"', '"por"', "programmes.relief.target.who: 'por' is no choice here. Allowed: all, listed, poor. Did"),
        ("who =", "whom =", "programmes.relief.target.whom: unknown key. Allowed: able_to_work, places, who. Did"),
        ('{ who = "poor", places = 30 }', '"poor"', "programmes.relief.target: must be a table of: who"),
        ("places = 30", "places = -30", "programmes.relief.target.places: -30 cannot be."),
        ('"2018-12"', '"2014-12"', "programmes.relief.end: 2014-12 is before start, 2015-01; allowed: that"),
        ('{ en = "Relief" }', "{ en = 3 }", "programmes.relief.title.en: must be a text."),
        ('who = "poor"', 'who = { value = "poor", low = 1 }', "programmes.relief.target.who: unknown key 'low'."),
        ("alone = false", "alone = 0", "programmes.follow_up.alone: must be true or false."),
        ("[programmes.relief]", "[programmes.Relief]", "programmes.Relief: a programme's name has small letters"),
        ("[programmes.relief]", "[programmes.health]", "programmes.health: a part of the model has this name"),
        ('"none"', '"nnoe"', "extends: there is no policy 'nnoe'. Allowed: as_reported, "),
        ('"none"', '"none.tml.toml"', "extends: there is no file"),
        ('"none"', '"relief"', "extends: there is no policy 'relief'. Allowed: as_reported, "),
        ('"none"', "3", "extends: 3 is not a name."),
        ('"none"', '"as_reported"', "extends: the files extend each other in a circle: as_reported -> as_reported."),
        ("[herd]", "[[herd]]", "herd: must be a table, [herd]."),
    ],
)
def test_a_wrong_policy_is_one_fault_with_its_line(tmp_path, old, new, said):
    text = AS_REPORTED.replace(old, new, 1)
    fault = only_fault(write(tmp_path, as_reported=text), policy="as_reported")
    assert fault.startswith(f"as_reported.toml:{first_change(AS_REPORTED, text)}: {said}")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("historical", 'unit = "yuan/head"\n', "", "series.cow_price: unit is missing."),
        ("historical", 'source = "station"\n', "", "series.drought: source is missing."),
        ("historical", '"derived"', '"drived"', "series.drought.confidence: unknown confidence 'drived'. Allowed: "),
        ("historical", "2014 = 0 ", "2014 = 1.2 ", "series.drought.values: 1.2 cannot be."),
        ("historical", "2014 = 0 ", "2014 = nan ", "series.drought.values: nan is not a finite number."),
        ("historical", "2014 = 0 ", "14 = 0 ", "series.drought.values: '14' is not a year between 1950 and 2199."),
        ("historical", '"station"', "4", "series.drought.source: must be a text."),
        ("historical", "[series.drought]", "[series.drought.more]", "series.drought.more: unknown key. Allowed: "),
        ("historical", "[series.drought]", "[series]\nwind = 3\n[series.drought]", "series.wind: must be a table with"),
        ("historical", "[series.drought]", "[seires.drought]", "seires: unknown key. Allowed: "),
        ("flat", "cow_price", "cow_prise", "series.cow_prise: unknown series. Allowed: cow_price, drought. Did"),
        ("flat", "source =", 'unit = "yuan/kg"\nsource =', "series.cow_price.unit: wrong unit 'yuan/kg'."),
        ("flat", "stay = 4000", "months = 4000", "health.months: unknown key."),
        ("flat", '"historical"', '"historic"', "extends: there is no future 'historic'. "),
    ],
)
def test_a_wrong_future_is_one_fault(tmp_path, name, old, new, said):
    text = {"historical": HISTORICAL, "flat": FLAT}[name].replace(old, new)
    fault = only_fault(write(tmp_path, **{name: text}), future=name)
    assert re.match(rf"{name}.toml:\d+: {re.escape(said)}", fault), fault


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a = 1\nmonths = 3\nmonths = 4\n", 3, "months: given twice; keep one of them."),
        ("[herd]\ncows = 0.1\n[health]\n[herd]\n", 4, "herd: given twice; keep one of them."),
        ("months = \n", 1, "this is not valid TOML: Invalid value."),
        ("[herd\n", 1, "this is not valid TOML: "),
        ("months = 3\n\nx = '''never closed\n", 3, "this is not valid TOML: "),
        ("months = " + "9" * 5000, 1, "this is not valid TOML: a number has too many digits."),
        ("months = " + "[" * 5000, 1, "tables or lists are nested too deeply."),
        ("months = 3\x00", 1, "this is not valid TOML: "),
    ],
)
def test_what_is_not_toml_is_one_fault_with_its_line(tmp_path, text, line, said):
    assert only_fault(write(tmp_path, toyland=text)).startswith(f"toyland.toml:{line}: {said}")


def test_what_is_no_text_is_one_fault(tmp_path):
    write(tmp_path)
    (tmp_path / "places" / "toyland.toml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    assert only_fault(tmp_path) == "toyland.toml: is not a UTF-8 text; save it as UTF-8."
    (tmp_path / "places" / "toyland.toml").write_bytes(b"# " + b"x" * 2_000_001)
    assert only_fault(tmp_path).startswith("toyland.toml: is too large")


def test_an_empty_file_is_a_scenario_of_defaults_and_a_byte_order_mark_does_no_harm(tmp_path):
    assert isinstance(load(write(tmp_path, toyland="")), Scenario)
    assert load(write(tmp_path, toyland="\ufeffmonths = 7\n")).months == 7


def test_a_missing_name_is_one_fault_with_the_nearest_one(tmp_path):
    write(tmp_path)
    assert only_fault(tmp_path, place="toylnad").endswith("Did you mean 'toyland'?")
    assert only_fault(tmp_path, policy="as_reported_without_releif").endswith("mean 'as_reported_without_relief'?")
    assert only_fault(tmp_path, policy="follow_up").startswith("policy: there is no policy 'follow_up'. Allowed: NAME ")
    assert only_fault(tmp_path, future="hystorical").endswith("Did you mean 'historical'?")
    for nothing in ("", "..", "a\x00b", "x" * 5000, "é" * 300):
        assert only_fault(tmp_path, place=nothing).startswith("place: there is no place")


def test_a_missing_file_is_one_fault_with_the_nearest_one(tmp_path):
    places = write(tmp_path) / "places"
    assert only_fault(tmp_path, place=places / "toylnd.toml").endswith("Did you mean 'toyland.toml'?")
    assert "is a folder; name a .toml file in it." in only_fault(tmp_path, place=places)
    assert "there is no file" in only_fault(tmp_path, place="/" + "x" * 5000)


def test_files_that_extend_each_other_in_a_circle_are_one_fault(tmp_path):
    circle = {"places__one": 'extends = "two"', "places__two": '# two\nextends = "three"'}
    write(tmp_path, **circle, places__three='extends = "one"')
    fault = only_fault(tmp_path, place="one")
    assert fault == "three.toml:1: extends: the files extend each other in a circle: one -> two -> three -> one."


def test_a_fault_in_an_extended_file_is_told_of_that_file(tmp_path):
    write(tmp_path, none=NONE + "[herd]\ncows = 2\n")
    assert only_fault(tmp_path, policy="as_reported").startswith("none.toml:3: herd.cows: 2 cannot be.")


def test_a_fault_of_as_reported_is_told_to_who_asks_for_a_policy_made_from_it(tmp_path):
    write(tmp_path, as_reported=AS_REPORTED.replace("[herd]", "[herd"))
    for policy in ("as_reported", "relief", "as_reported_without_relief"):
        assert only_fault(tmp_path, policy=policy).startswith("as_reported.toml:20: this is not valid TOML: ")


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    place = PLACE.replace("growth", "grwth").replace("months = 60", "months = -1")
    error = refused(write(tmp_path, toyland=place, none="[herd]\ncows = nan\n"), future="flat")
    told = [(fault.file, fault.key, fault.line) for fault in error.faults]
    assert told == [("toyland.toml", "months", 3), ("toyland.toml", "herd.grwth", 10), ("none.toml", "herd.cows", 2)]
    assert len(str(error).splitlines()) == 3
    missing = refused(tmp_path, place="nowhere", policy="nothing", future="never")
    assert [fault.key for fault in missing.faults] == ["place", "policy", "future"]
