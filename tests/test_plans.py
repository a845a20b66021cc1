"""Plans: points by policies by futures by replicates, what a study of them keeps, and what is refused."""

from dataclasses import replace

import pandas as pd
import pytest

from experiments.executor import conduct
from experiments.plans import POINTS, Plan, Sweep, carry_out
from experiments.store import StudyError
from experiments.sweep_file import designs, read_design
from model import load_scenario
from model.errors import ScenarioError
from tests.made_up_study import made_up_run


def plan(points, policies=("none", "cattle_loan"), futures=("historical",), **more):
    """A plan of some points, all of whose paths are levers."""
    scenarios = tuple(load_scenario("kezuohou", policy, future) for policy in policies for future in futures)
    return Plan(scenarios, pd.DataFrame(points), dict.fromkeys(points, "lever"), **more)


def test_a_plan_is_points_by_policies_by_futures_by_replicates():
    asked = plan({"herd.restock": [0.2, 0.6]}, futures=("historical", "cattle_slump"), replicates=3)
    design = asked.design()
    assert {name: len(values) for name, values in asked.axes().items()} == {
        "levers": 1, "uncertainties": 0, "points": 2, "policies": 2, "futures": 2, "replicates": 3
    }  # fmt: skip
    assert len(list(design.runs())) == 2 * 2 * 2 * 3
    assert len({case.labels for case in design.cases}) == 8


def test_each_case_has_the_values_of_its_point_and_nothing_else_changed():
    design = plan({"herd.restock": [0.2, 0.6], "months": [24, 36]}).design()
    for case in design.cases:
        restock, months = ((0.2, 24), (0.6, 36))[case.point]
        expected = load_scenario("kezuohou", case.policy).with_values({"herd.restock": restock, "months": months})
        assert case.scenario == expected


def test_a_number_of_a_programme_changes_only_the_mixes_that_have_it():
    none, loan, *_ = plan({"cattle_loan.principal": [20_000.0]}).design().cases
    assert none.scenario == load_scenario("kezuohou", "none")
    assert loan.scenario.programmes["cattle_loan"].principal == 20_000


def test_points_that_cannot_be_are_named_before_anything_runs():
    asked = plan({"population.elders": [0.1, 0.9, 0.9], "population.family": [0.2, 0.5, 0.5]})
    with pytest.raises(ScenarioError, match=r"point 1: population\.elders") as caught:
        carry_out(asked, simulate=made_up_run)
    assert "2 of 3 points cannot be" in str(caught.value)


def test_the_points_are_kept_beside_the_study_and_read_back(tmp_path):
    asked = plan({"herd.restock": [0.2, 0.6], "months": [24, 36]}, replicates=2)
    done = carry_out(asked, out=tmp_path / "study", simulate=made_up_run)
    kept = pd.read_parquet(tmp_path / "study" / POINTS)
    assert list(kept) == ["point", "herd.restock", "months"]
    assert kept["months"].dtype == "int64"
    again = Sweep.open(tmp_path / "study")
    assert again.points.equals(done.points)
    assert again.outcomes.equals(done.outcomes)
    assert list(again.outcomes)[:6] == ["point", "policy", "future", "replicate", "herd.restock", "months"]


def test_memory_keeps_the_points_as_well():
    done = carry_out(plan({"herd.restock": [0.2, 0.6]}), simulate=made_up_run)
    assert done.study.folder is None
    assert done.outcomes["herd.restock"].tolist() == [0.2, 0.2, 0.6, 0.6]


def test_a_study_without_points_is_no_sweep(tmp_path):
    conduct(plan({"months": [24]}).design(), out=tmp_path / "plain", simulate=made_up_run)
    with pytest.raises(StudyError, match="cannot be read"):
        Sweep.open(tmp_path / "plain")


def test_more_points_of_the_same_design_run_only_what_is_new(tmp_path):
    ran = []

    def counted(scenario, seed, replicate):
        ran.append(replicate)
        return made_up_run(scenario, seed, replicate)

    carry_out(plan({"herd.restock": [0.2]}), out=tmp_path / "study", simulate=counted)
    carry_out(plan({"herd.restock": [0.2, 0.6]}), out=tmp_path / "study", simulate=counted)
    assert len(ran) == 4
    assert len(Sweep.open(tmp_path / "study").points) == 2


DESIGN = """\
place = "kezuohou"
policies = ["none", "cattle_loan"]
replicates = 2
sample_fraction = 0.1

[sampler]
kind = "latin_hypercube"
points = 5

[levers]
cattle_loan.principal = [20000, 35000]
cattle_loan.shed = 4000

[uncertainties]
"herd.death" = { low = 0.01, high = 0.05, log = true, source = "design" }
work.lose = {}
"""


def written(folder, text=DESIGN):
    """The file of a design."""
    path = folder / "design.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_vector_is_scanned_a_scalar_held_and_a_table_is_a_range(tmp_path):
    asked = read_design(written(tmp_path)).plan
    assert asked.axes()["levers"] == ["cattle_loan.principal"]
    assert set(asked.axes()["uncertainties"]) == {"herd.death", "work.lose"}
    assert len(asked.points) == 2 * 5
    assert asked.points.groupby("cattle_loan.principal").size().tolist() == [5, 5]
    assert asked.points["herd.death"].max() > 0.03
    _, loan = asked.scenarios
    assert loan.programmes["cattle_loan"].shed == 4000
    assert loan.sample_fraction == 0.1


def test_the_luck_of_a_sample_is_not_the_luck_of_its_runs(tmp_path):
    one = read_design(written(tmp_path)).plan.points
    assert read_design(written(tmp_path, "seed = 9\n" + DESIGN)).plan.points.equals(one)
    other = DESIGN.replace("points = 5", "points = 5\nseed = 9")
    assert not read_design(written(tmp_path, other)).plan.points.equals(one)


def test_lists_go_side_by_side_or_in_every_combination(tmp_path):
    lists = '[sampler]\nkind = "{kind}"\n[levers]\nherd.restock = [0.2, 0.6]\nstart = ["2014-01", "2015-01"]\n'
    for kind, many in (("list", 2), ("grid", 4)):
        plan = read_design(written(tmp_path, lists.format(kind=kind))).plan
        assert len(plan.points) == len(plan.design().cases) == many


def test_a_table_of_points_is_read_and_held_to_what_exists(tmp_path):
    (tmp_path / "points.csv").write_text("point,herd.restock,kinship.lends\n7,0.2,true\n8,0.6,false\n")
    text = '[sampler]\nkind = "table"\nfile = "points.csv"\n'
    points = read_design(written(tmp_path, text)).plan.points
    assert points.to_dict("list") == {"herd.restock": [0.2, 0.6], "kinship.lends": [True, False]}
    pd.DataFrame({"herd.restock": [0.2, 7.0]}).to_parquet(tmp_path / "points.parquet")
    with pytest.raises(ScenarioError, match=r"row 2 of points\.parquet: 7\.0 cannot be"):
        read_design(written(tmp_path, text.replace("csv", "parquet")))


def test_a_pattern_means_continuous_numbers_and_what_stands_in_full_overrules_it(tmp_path):
    text = """leave_out = ["herd.fattens"]
[sampler]
kind = "morris"
[uncertainties]
"herd.*" = { confidence = "guess" }
herd.restock = 0.5
"""
    asked = read_design(written(tmp_path, text)).plan
    numbers = load_scenario("kezuohou", "none").numbers()
    guesses = {path for path in numbers if path.startswith("herd.") and numbers[path].confidence == "guess"}
    assert set(asked.points) == {p for p in guesses if numbers[p].continuous} - {"herd.restock", "herd.fattens"}
    assert asked.scenarios[0].processes["herd"].restock == 0.5


def test_numbers_move_in_groups_by_table_or_by_name(tmp_path):
    text = (
        '[sampler]\nkind = "morris"\n{how}\n[uncertainties]\nherd.restock = {{}}\nherd.death = {{}}\nwork.lose = {{}}\n'
    )
    tables = read_design(written(tmp_path, text.format(how='groups = "tables"'))).plan.sample
    assert tables.names == ["herd", "work"]
    named = read_design(written(tmp_path, text.format(how="") + '[groups]\nloss = ["*.death", "work.*"]\n')).plan.sample
    assert set(named.names) == {"herd.restock", "loss"}


WRONG = {
    "sampler unknown": (("latin_hypercube", "latin_hypercub"), 7, "Did you mean 'latin_hypercube'?"),
    "range upside down": (("low = 0.01", "low = 0.06"), 15, "not below"),
    "path unknown": (("work.lose", "work.loose"), 16, "Did you mean 'work.lose'?"),
    "list of an unknown path": (("cattle_loan.principal", "cattle_loan.principel"), 11, "cattle_loan.principal'?"),
    "not a number": (("high = 0.05", "high = nan"), 15, "not a finite number"),
    "nan in a list": (("35000", "nan"), 11, "not a finite number"),
    "beyond the evidence": (("35000", "99000"), 11, "out of range"),
    "wider without a source": ((', source = "design"', ""), 15, "out of range"),
    "cannot exist": (("high = 0.05", "high = 1.5"), 15, "cannot be"),
    "too few points": (("points = 5", "points = 1"), 8, "2 or more"),
    "unknown key": (("replicates", "replicate"), 3, "Did you mean 'replicates'?"),
    "unknown option": (("points = 5", "point = 5"), 8, "Did you mean 'points'?"),
    "unknown policy": (('"cattle_loan"', '"cattle_lone"'), 2, "Did you mean 'cattle_loan'?"),
    "unknown key of a range": (("log = true", "logs = true"), 15, "Did you mean 'log'?"),
    "held out of range": (("shed = 4000", "shed = 1"), 12, "out of range"),
    "no replicate": (("replicates = 2", "replicates = 0"), 3, "whole number"),
    "wrong baseline": (("replicates = 2", 'baseline = "nine"'), 3, "Did you mean 'none'?"),
    "analyser unfit": (("[sampler]", '[analysis]\nmethods = ["sobol"]\n[sampler]'), 7, "but off those of: sobol"),
    "analyser unknown": (("[sampler]", '[analysis]\nmethods = ["paun"]\n[sampler]'), 7, "Did you mean 'pawn'?"),
    "measure unknown": (("[sampler]", '[analysis]\nmeasures = ["poor_year"]\n[sampler]'), 7, "'poor_years'?"),
    "ranges without a sampler that draws": (('"latin_hypercube"\npoints = 5', '"list"'), 14, "knows no ranges"),
    "group of nothing": (("[sampler]", '[groups]\nx = ["hurd.*"]\n[sampler]'), 7, "unknown path"),
    "two places": (('"kezuohou"', '["kezuohou", "xingan"]'), 1, "one place"),
    "table without a file": (('"latin_hypercube"', '"table"'), 8, "unknown key"),
    "not TOML": (("points = 5", "points = "), 8, "not valid TOML"),
    "left out nothing": (("replicates = 2", 'leave_out = ["herd.deth"]'), 3, "Did you mean 'herd.death'?"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_fault_of_a_design_is_told_with_its_line_and_what_was_meant(what, tmp_path):
    (right, wrong), line, words = WRONG[what]
    assert right in DESIGN
    with pytest.raises(ScenarioError) as caught:
        read_design(written(tmp_path, DESIGN.replace(right, wrong, 1)))
    told = str(caught.value)
    assert f"design.toml:{line}: " in told
    assert words in told


def test_a_design_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(ScenarioError, match="Did you mean 'sweep_demo'"):
        read_design("sweep_dem")


@pytest.mark.parametrize("name", designs())
def test_the_designs_that_come_with_it_can_be_carried_out(name):
    asked = read_design(name)
    assert asked.title["en"]
    assert asked.title["zh"]
    few = asked.plan.points.iloc[:: max(1, len(asked.plan.points) // 8)].reset_index(drop=True)
    assert len(replace(asked.plan, points=few).design().cases) == len(few) * len(asked.plan.scenarios)
