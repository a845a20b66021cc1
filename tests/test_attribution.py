"""Attribution of a mix: shares of groups of programmes, same-luck twins, and returns without a hazard."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

from experiments import attribution_tables as tables
from experiments import language
from experiments import report_attribution as document
from experiments.attribution import Plan, attribute, carry_out, lot_of, plan_of
from experiments.attribution_files import write
from experiments.charts_attribution import figures_of, plot_twins
from experiments.charts_style import svg
from experiments.cli import app
from experiments.groups import groups_in, groups_written
from experiments.hazards import HAZARDS, title_of, without_hazards
from experiments.headline import headline
from experiments.twins import returns_averted, twins_of
from model import ScenarioError, load_scenario, simulate
from model.branches import simulate_branches
from model.calendar import month_number
from tests.as_seen import in_chinese
from tests.small import small

WHOLE = small("as_reported", population__households=150, population__listed=90, start="2016-01", months=48)
KEPT = ("cattle_loan", "minimum_living", "training", "photovoltaic", "continuity")
MIX = WHOLE.without(*(name for name in WHOLE.programmes if name not in KEPT))
DUMMY = MIX.with_values({"training.target.coverage": 0.0}, beyond_evidence=True)
GROUPS = {"assets": ["cattle_*", "photovoltaic"], "skill": ["training"]}


@pytest.fixture(scope="module")
def found():
    """A mix of five programmes in three groups, one of which reaches nobody, in three replicates."""
    return attribute(DUMMY, groups=GROUPS, replicates=3, seed=7, jobs=2)


def test_shares_add_up_to_the_whole_in_every_replicate(found):
    for (_replicate, _measure), own in found.shares.groupby(["replicate", "measure"]):
        np.testing.assert_allclose(own["share"].sum(), own["whole"].iloc[0], rtol=1e-12)


def test_a_programme_that_reaches_nobody_gets_exactly_nothing(found):
    dummy = found.shares[found.shares["group"] == "skill"]
    assert (dummy[["share", "alone", "last"]] == 0.0).all(axis=None)
    twins = found.twins[found.twins["group"] == "skill"]
    assert (twins[["saved", "harmed", "saved_persons", "harmed_persons", "poor_years"]] == 0.0).all(axis=None)


def test_the_whole_is_what_the_mix_changes_against_the_mix_without_programmes(found):
    worths = found.worths.pivot(index=["replicate", "measure"], columns="coalition", values="value")
    change = (worths["all"] - worths["none"]).unstack("measure")
    whole = found.shares.drop_duplicates(["replicate", "measure"]).pivot(
        index="replicate", columns="measure", values="whole"
    )
    np.testing.assert_allclose(whole["public_cost"], change["public_cost"])
    np.testing.assert_allclose(whole["poor_years"], -change["poor_years"])
    assert (whole["poor_years"] > 0).all()


def test_each_coalition_is_run_once_and_is_the_run_of_its_scenario(found):
    assert not found.worths.duplicated(["replicate", "coalition", "measure"]).any()
    assert found.worths["coalition"].nunique() == 2**3
    alone = DUMMY.without("minimum_living", "training", "continuity")
    result = simulate(alone, 7, 1)
    frames = {name: getattr(result, name) for name in ("households", "spells", "ledger")}
    expected = headline(result.headline, frames, alone.series)
    worths = found.worths.set_index(["replicate", "coalition", "measure"])["value"]
    assert worths[1, "assets", "public_cost"] == expected["public_cost"]
    assert worths[1, "assets", "poor_years"] == expected["poor_years"] * expected["listed_at_start"]


@pytest.mark.parametrize("work", [{"jobs": 1}, {"jobs": 2, "executor": "processes"}], ids=str)
def test_the_same_luck_gives_the_same_attribution_whoever_does_the_work(found, work):
    again = attribute(DUMMY, groups=GROUPS, replicates=2, seed=7, hazards=False, **work)
    for name in ("worths", "shares", "twins"):
        known = getattr(found, name)
        pd.testing.assert_frame_equal(getattr(again, name), known[known["replicate"] < 2])


def test_sampled_orders_share_out_all_of_it_and_give_a_dummy_nothing():
    plan = plan_of(DUMMY, seed=7, replicates=1, pairs=1, hazards=False)
    found = carry_out(plan, jobs=1)
    for (_replicate, _measure), own in found.shares.groupby(["replicate", "measure"]):
        np.testing.assert_allclose(own["share"].sum(), own["whole"].iloc[0], rtol=1e-12)
    assert (found.shares.loc[found.shares["group"] == "training", "share"] == 0.0).all()
    assert len(plan.coalitions(0)) < 2**5
    assert (plan.orders(0) != plan.orders(1)).any()


def test_large_mixes_are_sampled_unless_grouped():
    assert plan_of(WHOLE).pairs == 2
    assert plan_of(WHOLE, groups=GROUPS).pairs == 0
    assert plan_of(WHOLE, groups=GROUPS, pairs=3).pairs == 3


def test_twins_are_counted_household_by_household():
    without = MIX.without("cattle_loan")
    mix, less = simulate_branches([MIX, without], 7)
    rows = {twin.kind: twin for twin in twins_of(mix, less)}
    listed = mix.start_rows["listed"]
    fewer = (less.start_rows["poor_years"] - mix.start_rows["poor_years"])[listed]
    size = mix.start_rows["size"][listed]
    assert rows["all"].households == listed.sum() == 90
    assert (rows["all"].saved, rows["all"].harmed) == ((fewer > 0).sum(), (fewer < 0).sum())
    assert rows["all"].saved_persons == size[fewer > 0].sum()
    assert rows["all"].poor_years == fewer.sum()
    for trait in ("illness", "labour", "herd", "debt"):
        of_trait = [twin for twin in rows.values() if twin.trait == trait]
        for name in ("households", "saved", "harmed", "persons", "poor_years"):
            assert sum(getattr(twin, name) for twin in of_trait) == getattr(rows["all"], name)


def test_returns_are_those_of_spells_and_none_is_averted_by_the_same_run():
    mix = simulate(MIX, 7)
    spells = mix.spells[mix.spells["cohort"] & (mix.spells["outcome"] == "returned")]
    listed = set(mix.start_rows["household"][mix.start_rows["listed"]])
    expected = spells["household"].isin(listed).sum()
    assert returns_averted(mix, mix, 12) == (expected, 0.0, expected)
    assert expected > 0


def test_a_return_is_averted_where_the_twin_is_not_poor_in_that_december():
    healthy = without_hazards(MIX)["illness"]
    mix, spared = simulate_branches([MIX, healthy], 7, people_of=MIX)
    back = mix.spells[mix.spells["cohort"] & (mix.spells["outcome"] == "returned")]
    row = {household: place for place, household in enumerate(mix.start_rows["household"])}
    known = back[back["household"].isin(row)]
    averted = [not spared.poor[(end + 1) // 12 - 1, row[h]] for h, end in known[["household", "end_month"]].to_numpy()]
    assert returns_averted(mix, spared, 12)[1] == sum(averted) > 0


def test_twins_begin_as_the_same_households():
    with pytest.raises(ValueError, match="same households"):
        twins_of(simulate(MIX, 7), simulate(MIX.with_values({"population.households": 140}, beyond_evidence=True), 7))


def test_every_hazard_of_the_mix_can_be_taken_away_and_has_a_title():
    found = without_hazards(load_scenario("kezuohou", "as_reported"))
    assert list(found) == list(HAZARDS)
    assert all(title_of(name) != name.replace("_", " ") for name in HAZARDS)
    assert found["illness"].processes["health"].admission == 0.0
    assert found["failures"].programmes["leader_firm"].fails == 0.0
    assert "loans_due" not in without_hazards(load_scenario("kezuohou", "photovoltaic"))


def test_without_falls_prices_never_fall_and_flat_ones_never_move():
    whole = load_scenario("kezuohou", "as_reported")
    found = without_hazards(whole)
    years = range(2014, 2025)
    rising = [found["price_falls"].series["cow_price"].values.at(year) for year in years]
    flat = {found["price_changes"].series["cow_price"].values.at(year) for year in years}
    assert rising == sorted(rising)
    assert max(rising) == max(whole.series["cow_price"].values.at(year) for year in years)
    assert flat == {whole.series["cow_price"].at(month_number("2014-01"))}


def test_groups_go_by_name_and_pattern_and_the_rest_is_a_group():
    names = ["a_loan", "b_loan", "c", "d"]
    assert groups_in(names, {"loans": ["*_loan"], "see": ["c"]}) == {
        "loans": ("a_loan", "b_loan"), "see": ("c",), "others": ("d",)
    }  # fmt: skip
    assert groups_in(names) == {name: (name,) for name in names}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"loans": ["a_lone"]}, "Did you mean 'a_loan'"),
        ({"loans": ["*_loan"], "first": ["a_loan"]}, "a_loan is in 'loans' too"),
        ({"others": ["c"]}, "'others' is the name of all programmes in no other group"),
    ],
)
def test_groups_that_cannot_be_are_refused(given, message):
    with pytest.raises(ScenarioError, match=message):
        groups_in(["a_loan", "b_loan", "c"], given)


def test_groups_are_written_in_words_or_in_a_file(tmp_path):
    path = tmp_path / "groups.toml"
    path.write_text('health = ["health_cover", "treat_first"]\n')
    assert groups_written([str(path), "work = training, public_posts"]) == {
        "health": ["health_cover", "treat_first"], "work": ["training", "public_posts"]
    }  # fmt: skip
    path.write_text('health = "health_cover"\n')
    for texts, message in (
        ([str(path)], r"groups.toml:1: health: must be a list"),
        ([str(tmp_path / "none.toml")], "there is no file"),
        (["health"], "'health' is no group"),
        (["a=b", "a=c"], "'a' is given twice"),
    ):
        with pytest.raises(ScenarioError, match=message):
            groups_written(texts)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measures": ["poor_year"]}, "Did you mean 'poor_years'"),
        ({"measures": []}, "name at least one measure"),
        ({"replicates": 0}, "replicates: 0 cannot be"),
        ({"pairs": -1}, "pairs: -1 cannot be"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_before_anything_is_run(options, message):
    with pytest.raises(ScenarioError, match=message):
        plan_of(MIX, **options)


def test_a_policy_without_programmes_has_nothing_to_share():
    with pytest.raises(ScenarioError, match="none has no programmes"):
        plan_of(load_scenario("kezuohou", "none"))


def test_tables_have_an_interval_for_each_number_and_a_whole_of_100_percent(found):
    shares = tables.shares_table(found)
    assert list(shares["group"].unique()) == ["assets", "skill", "others", "all"]
    parts = shares[shares["group"] != "all"].groupby("measure")["percent"].sum()
    np.testing.assert_allclose(parts, 100.0)
    assert (shares["low"] <= shares["estimate"]).all()
    twins = tables.twins_table(found)
    np.testing.assert_allclose(twins[["saved", "harmed", "unchanged"]].sum(axis=1)[twins["households"] > 0], 100.0)
    assert set(tables.returns_table(found)["hazard"]) == set(found.plan.hazards)
    assert list(tables.costs_table(found)["group"]) == list(shares["group"].unique())


def test_words_name_every_group_and_hazard_and_warn_that_hazards_overlap(found):
    shares, twins, returns = tables.in_words(found)
    assert "减少的贫困年" in in_chinese(lambda: "\n\n".join(tables.in_words(found)))
    assert all(group in shares and group in twins for group in found.plan.groups)
    assert all(title_of(hazard) in returns for hazard in found.plan.hazards)
    assert "need not add up" in returns


def test_an_attribution_is_written_with_all_that_makes_it_again(found, tmp_path):
    write(found, tmp_path, "fanpin attribute ..")
    facts = json.loads((tmp_path / "attribution.json").read_text())
    assert facts["groups"]["others"] == ["continuity", "minimum_living"]
    assert facts["method"] == "exact"
    again = pd.read_csv(tmp_path / "shares.csv")
    np.testing.assert_allclose(again["estimate"], tables.shares_table(found)["estimate"])


def test_figures_are_the_same_bytes_each_time(found):
    assert set(figures_of(found)) == {"attribution_shares", "attribution_twins", "attribution_returns"}
    assert svg(plot_twins(found)) == svg(plot_twins(found))


def test_the_command_prints_tables_and_words_and_writes_files(found, monkeypatch, tmp_path):
    monkeypatch.setattr("experiments.attribution.carry_out", lambda plan, **_how: found)
    line = ["attribute", "kezuohou", "--groups", "health=health_cover", "--out", str(tmp_path / "a")]
    done = CliRunner().invoke(app, line)
    assert done.exit_code == 0, done.output
    assert "What each group of programmes adds" in done.stdout
    assert "Hazards overlap" in done.stdout
    assert {path.suffix for path in (tmp_path / "a").iterdir()} == {".csv", ".json", ".md", ".svg", ".png"}
    done = CliRunner().invoke(app, ["attribute", "kezuohou", "--json"])
    assert json.loads(done.stdout)["shares"][0]["group"] == "assets"


def test_the_document_is_written_from_what_its_command_asks(found, monkeypatch, tmp_path):
    asked, page = {}, tmp_path / "attribution.md"
    page.write_text(f"Before.\n{document.START}old{document.END}\nAfter.\n", "utf-8")
    (tmp_path / "figures").mkdir()
    for name, value in (("DOCUMENT", page), ("DOCS", tmp_path), ("groups_written", list)):
        monkeypatch.setattr(document, name, value)
    monkeypatch.setattr(document, "attribute", lambda place, **how: asked.update(how) or found)
    monkeypatch.setattr(document, "figures_of", lambda found: dict.fromkeys(document.FIGURES, Figure()))
    document.main()
    assert (asked["groups"][0][-16:], asked["sample_fraction"], asked["replicates"]) == ("attribution.toml", 0.02, 8)
    part = re.fullmatch(f"Before.\n{document.START}(.*){document.END}\nAfter.\n", page.read_text(), re.DOTALL)[1]
    assert all(f"## {each.title}" in part for each in tables.printed(found))
    assert {f"{name}.svg" for name in document.FIGURES} == {path.name for path in (tmp_path / "figures").iterdir()}


def test_a_plan_is_a_value_and_one_replicate_of_it_is_a_lot():
    plan = plan_of(MIX, groups=GROUPS, replicates=1, seed=7, hazards=False)
    assert isinstance(plan, Plan)
    lot = lot_of(plan, 0)
    assert lot.returns == []
    assert len(lot.worths) == 2**3 * 2


def test_what_is_written_for_programs_is_the_same_in_every_language(found, tmp_path):
    for lang in language.LANGUAGES:
        with language.speaking(lang):
            write(found, tmp_path / lang)
    for path in (tmp_path / "en").glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "zh" / path.name).read_bytes()
    assert {path.name for path in (tmp_path / "zh").glob("*.md")} == {"in_words.md", "in_words.zh.md"}
