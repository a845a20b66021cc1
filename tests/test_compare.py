"""Policies side by side: wrong input stops before anything runs, equal runs make equal bytes."""

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

import experiments
from experiments import Study, compare
from experiments.design import Case, Design
from experiments.executor import conduct
from experiments.rows import TABLES
from experiments.store import StudyError
from model.errors import ScenarioError
from model.interventions import KINDS as PROGRAMMES
from model.scenario import load_scenario
from tests.made_up_study import made_up_run, made_up_scenario
from tests.small_study import small_study
from tests.toy_world import AS_REPORTED, KINDS, PROCESSES, write

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def toys(tmp_path_factory):
    return write(tmp_path_factory.mktemp("scenarios"), as_reported=AS_REPORTED.replace("alone = false\n", ""))


@pytest.fixture
def ask(monkeypatch, toys):
    """`compare` on the toy scenarios, each run counted in `ask.runs`."""
    load = partial(load_scenario, processes=PROCESSES, kinds=KINDS)
    monkeypatch.setattr(sys.modules["experiments.compare"], "load_scenario", load)

    def asked(policies, **options):
        def counted(scenario, seed, replicate):
            asked.runs.append(scenario)
            return made_up_run(scenario, seed, replicate)

        chosen = {"replicates": 2, "jobs": 1, "folder": toys, "simulate": counted} | options
        return compare("toyland", policies, **chosen)

    asked.runs = []
    return asked


def test_what_the_package_offers_is_there_however_it_is_asked_for():
    assert experiments.compare is compare
    assert callable(compare)
    assert experiments.Study is Study
    assert experiments.StudyError is StudyError
    assert {"Study", "StudyError", "compare"} <= set(dir(experiments))
    with pytest.raises(AttributeError, match="no_such_thing"):
        assert experiments.no_such_thing


def test_every_policy_runs_in_every_replicate(ask):
    study = ask(["none", "as_reported", "relief", "as_reported_without_relief"])
    assert study.policies == ("none", "as_reported", "relief", "as_reported_without_relief")
    assert len(study.runs) == len(ask.runs) == 8
    assert set(study.runs["status"]) == {"done"}
    assert study.manifest["place"] == "toyland"
    assert set(study.manifest["inputs"]) == {
        "places/toyland.toml", "policies/none.toml", "policies/as_reported.toml", "futures/historical.toml",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"policies": ["none", "as_reportd"]}, "Did you mean 'as_reported'"),
        ({"policies": ["none", "relief", "none"]}, "'none' is given twice"),
        ({"policies": ["relief"]}, "'none' is not among the policies"),
        ({"policies": ["none"], "baseline": "nine"}, "Did you mean 'none'"),
        ({"policies": []}, "name at least one policy"),
        ({"policies": ["none"], "future": "histrical"}, "Did you mean 'historical'"),
        ({"policies": ["none"], "replicates": 0}, "replicates: 0 cannot be"),
        ({"policies": ["none"], "replicates": 2.5}, r"replicates: 2\.5 cannot be"),
        ({"policies": ["none"], "replicates": True}, "replicates: True cannot be"),
        ({"policies": ["none"], "seed": -1}, "seed: -1 cannot be"),
        ({"policies": ["none"], "jobs": 0}, "jobs: 0 cannot be"),
        ({"policies": ["none"], "sample_fraction": 1.5}, "sample_fraction"),
        ({"policies": ["none"], "sample_fraction": float("nan")}, "sample_fraction"),
        ({"policies": ["none"], "values": {"relief.amount": 1}}, "unknown path"),
        ({"policies": ["none", "relief"], "values": {"relief.amont": 1}}, "Did you mean 'amount'"),
        ({"policies": ["none", "relief"], "values": {"relief.amount": 1e9}}, r"relief\.amount"),
    ],
)
def test_wrong_input_is_told_before_anything_is_run_or_written(ask, tmp_path, wrong, message):
    with pytest.raises(ScenarioError, match=message):
        ask(out=tmp_path / "study", **wrong)
    assert ask.runs == []
    assert not (tmp_path / "study").exists()


def test_every_fault_is_told_once(ask):
    with pytest.raises(ScenarioError) as caught:
        ask(["nine", "ten", "none"], future="no_such_future")
    messages = [str(fault) for fault in caught.value.faults]
    assert len(messages) == len(set(messages)) == 3


def test_values_reach_every_mix_that_has_them(ask):
    ask(["none", "relief"], replicates=1, values={"relief.amount": 1200.0, "months": 24, "herd.growth": 0.05})
    none, relief = ask.runs
    assert relief.programmes["relief"].amount == 1200
    assert {scenario.months for scenario in ask.runs} == {24}
    assert none.processes["herd"].growth == relief.processes["herd"].growth == 0.05


def test_the_sample_is_the_one_asked_for(ask):
    assert ask(["none"], sample_fraction=0.25).manifest["sample_fraction"] == 0.25
    assert {scenario.sample_fraction for scenario in ask.runs} == {0.25}


def test_one_policy_may_be_given_by_its_name_alone(ask):
    assert ask("none").policies == ("none",)


def test_every_table_has_the_same_bytes_on_one_thread_or_more(tmp_path):
    def slow_at_first(scenario, seed, replicate):
        time.sleep(0.02 * (3 - replicate))
        return made_up_run(scenario, seed, replicate)

    cases = tuple(Case(0, made_up_scenario(policy)) for policy in ("none", "relocation", "as_reported"))
    design = Design(cases, "none", 1, 3)
    tables = []
    for jobs in (1, 2, 5):
        conduct(design, out=tmp_path / str(jobs), jobs=jobs, simulate=slow_at_first)
        files = (*(f"{name}.parquet" for name in ("runs", *TABLES)), "summary.csv", "paired.csv")
        tables.append({name: (tmp_path / str(jobs) / name).read_bytes() for name in files})
    assert tables[0] == tables[1] == tables[2]


def test_without_prices_there_is_no_public_cost(ask):
    study = ask(["none", "relief"])
    assert study.measure("public_cost").empty
    assert study.measure("cost_per_poor_year_averted").empty
    assert not study.return_risk().empty
    with pytest.raises(StudyError, match="cpi"):
        study.cost()


def test_a_study_shows_itself():
    cases = tuple(Case(0, made_up_scenario(policy)) for policy in ("none", "<b>"))
    study = conduct(Design(cases, "none", 1, 2), jobs=1, simulate=made_up_run)
    page = study._repr_html_()
    assert "poor years" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "2 replicates, in memory" in repr(study)


def test_risks_under_other_names_are_asked_for_by_name():
    cases = tuple(Case(0, made_up_scenario(policy)) for policy in ("none", "as_reported"))
    study = conduct(Design(cases, "none", 1, 3), jobs=1, simulate=made_up_run)
    for measure in ("return_risk", "return_risk_both", "return_risk_any", "return_risk_all_rural"):
        table = study.return_risk(measure)
        assert set(table["measure"]) == {measure}
        assert list(table.loc[table["policy"] == "as_reported", "horizon_months"]) == [12, 24, 36, 60]
    assert set(study.return_risk("return_risk_both")["policy"]) == {"as_reported"}


def test_the_model_itself_makes_the_same_bytes_on_one_thread_or_two(tmp_path):
    tables = []
    for jobs in (1, 2):
        out = tmp_path / str(jobs)
        options = {"replicates": 2, "sample_fraction": 0.01, "values": {"months": 36}}
        study = compare("kezuohou", ["none", "as_reported"], jobs=jobs, out=out, **options)
        assert study.failed == ()
        files = (*(f"{name}.parquet" for name in ("runs", *TABLES)), "summary.csv", "paired.csv")
        tables.append({name: (out / name).read_bytes() for name in files})
    assert tables[0] == tables[1]


def study_elsewhere(out, **environment):
    """The small study, run into `out` by another Python with this environment, where an overflow is an error."""
    command = [sys.executable, "-W", "error::RuntimeWarning", "-m", "tests.small_study", str(out)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def tables_in(folder):
    """The bytes of every table of a study, by name."""
    return {path.name: path.read_bytes() for kind in ("parquet", "csv") for path in folder.glob(f"*.{kind}")}


def test_every_table_has_the_same_bytes_compiled_or_not(tmp_path):
    study = small_study(tmp_path / "compiled")
    assert study.failed == ()
    assert len(set(PROGRAMMES) & set(study.ledger["programme"])) >= 10
    assert "returned" in set(study.spells["outcome"])
    study_elsewhere(tmp_path / "not_compiled", NUMBA_DISABLE_JIT="1")
    compiled, plain = tables_in(tmp_path / "compiled"), tables_in(tmp_path / "not_compiled")
    assert {f"{name}.parquet" for name in ("runs", *TABLES)} | {"summary.csv", "paired.csv"} <= set(compiled)
    assert sorted(compiled) == sorted(plain)
    assert [name for name in compiled if compiled[name] != plain[name]] == []


def test_a_generated_policy_is_known_by_its_name():
    options = {"replicates": 1, "sample_fraction": 0.002, "values": {"months": 12}, "jobs": 1}
    study = compare("kezuohou", ["none", "as_reported_without_relocation"], **options)
    assert study.policies == ("none", "as_reported_without_relocation")
    assert study.failed == ()
