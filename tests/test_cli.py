"""The commands: what they print and where, their exit status, and what they leave behind."""

import json
import re
import shlex
import sys
from types import SimpleNamespace

import pandas as pd
import pytest
from typer.testing import CliRunner

import experiments.nation
import experiments.trace
from experiments.catalogue import parameters
from experiments.cli import COMMANDS, app
from experiments.study import Study
from model import simulate
from model.scenario_file import available
from tests.made_up_calibration import listed
from tests.made_up_life import made_up_record
from tests.made_up_study import made_up_run
from tests.small import small

COMPARE = "compare kezuohou --policies none,cattle_loan,as_reported --replicates 3"
TRACE = "trace kezuohou --policies none,cattle_loan"
STUDY_FILES = {
    "manifest.json", "runs.parquet", "months.parquet", "spells.parquet", "households.parquet", "ledger.parquet",
    "animals.parquet", "needs.parquet", "summary.csv", "paired.csv", "report.html", "figures",
}  # fmt: skip
WRONG = {
    "run kezuohu": "kezuohou",
    "run kezuohou --policy as_reporte": "as_reported",
    "run kezuohou --future historic": "historical",
    "run kezuohou --sample-fraction 1.5": "sample_fraction",
    "run kezuohou --months 0": "months",
    "run kezuohou --seed -1": "seed",
    "run no_such_file.toml": "no_such_file.toml",
    "compare kezuohou --policies none,nothing": "nothing",
    "compare kezuohou --policies none,none": "twice",
    "compare kezuohou --policies cattle_loan": "baseline",
    "compare kezuohou --replicates 0": "replicates",
    "compare kezuohou --jobs 0": "jobs",
    "trace kezuohou --policies nothing": "nothing",
    "trace kezuohou --policies ,": "policies",
    "trace kezuohou --replicate -1": "replicate",
    "compare kezuohou --policies ,": "policies",
    "list parameters --place nowhere": "nowhere",
    "check no_such_file.toml": "no_such_file.toml",
    "list animals": "places",
    "compare": "place",
    "compare kezuohou --replicates many": "replicates",
    "plough": "plough",
}


def fanpin(line):
    """What comes of a line that a person types."""
    return CliRunner().invoke(app, shlex.split(line))


@pytest.fixture(autouse=True)
def invented_runs(monkeypatch, tmp_path):
    """No command of these tests waits for the model, and each works in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", made_up_run)
    monkeypatch.setattr(experiments.trace, "simulate", made_up_life)
    monkeypatch.setitem(sys.modules, "experiments.theory", worlds(passed=True))
    monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: [each.close() for each in sockets])


def made_up_life(scenario, seed, replicate, *, watch=()):
    """A run in which household 77 owns cattle wherever they are lent."""
    spells = pd.DataFrame({"cohort": True, "outcome": "returned", "household": [76, 77]})
    people = {"household": [76, 77, 78], "listed": True, "size": [1, 3, 3], "able": [1, 2, 2], "cows": [0, 1, 1]}
    households = pd.DataFrame({**people, "debt": 0.0})
    watched = made_up_record(lent="cattle_loan" in scenario.programmes)
    return SimpleNamespace(spells=spells, households=households, watched=watched)


def worlds(*, passed):
    """The theory worlds with one answer, met or missed."""
    row = {"world": "trapping", "quantity": "trapped", "answer": 0.0898, "estimate": 0.09, "low": 0.08, "high": 0.1}
    table = pd.DataFrame([{**row, "tolerance": 0.01, "passed": passed}])
    return SimpleNamespace(run_theory=lambda progress=None: table)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_helps_with_an_example_and_can_speak_json(name):
    shown = fanpin(f"{name} --help")
    assert shown.exit_code == 0
    assert f"Example: fanpin {name}" in " ".join(shown.stdout.split())
    assert "--json" in shown.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_an_example_can_be_typed_as_it_stands(name, tmp_path, monkeypatch):
    (tmp_path / "my_policy.toml").write_text('extends = "none"\n[programmes.photovoltaic]\nkind = "photovoltaic"\n')
    if name in ("resume", "verify", "report"):  # of a study that is there
        fanpin("compare kezuohou --replicates 2 --out results/mine")
    if name == "calibrate":  # on a register
        monkeypatch.setattr(sys.modules["model.simulate"], "simulate", listed)
    if name == "nation":  # of counties that are all alike, and small
        county = simulate(small(months=84, population__households=80, population__listed=40), 1)
        monkeypatch.setattr(experiments.nation, "simulate", lambda *luck: county)
    done = fanpin(COMMANDS[name][2].removeprefix("Example: fanpin "))
    assert done.exit_code == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("line", ["run kezuohou", COMPARE, TRACE, "theory", "list places", "list parameters"])
def test_json_is_one_document_on_standard_output(line):
    done = fanpin(f"{line} --json")
    assert done.exit_code == 0, done.stderr
    assert isinstance(json.loads(done.stdout), dict)


@pytest.mark.parametrize("line", WRONG)
def test_wrong_input_is_told_in_words_ends_in_2_and_writes_nothing(line, tmp_path):
    out = "" if line.startswith(("list", "check", "plough")) else " --out results"
    done = fanpin(line + out)
    assert done.exit_code == 2
    assert WRONG[line] in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_file_is_told_with_its_line_and_what_was_meant(tmp_path):
    (tmp_path / "wrong.toml").write_text('extends = "none"\n\n[programmes.sun]\nkind = "photovoltaik"\n')
    done = fanpin("check wrong.toml")
    assert done.exit_code == 2
    assert re.search(r"wrong\.toml:4: programmes\.sun\.kind: .*Did you mean 'photovoltaic'\?", done.stderr)


def test_every_file_is_checked_though_the_first_is_wrong(tmp_path):
    (tmp_path / "wrong.toml").write_text('extends = "nothing"\n[programmes]\n')
    (tmp_path / "right.toml").write_text('extends = "none"\n[programmes]\n')
    done = fanpin("check wrong.toml right.toml --json")
    files = json.loads(done.stdout)["files"]
    assert done.exit_code == 2
    assert [bool(row["faults"]) for row in files] == [True, False]
    assert files[1]["axis"] == "policy"


def test_files_without_faults_end_in_0(tmp_path):
    (tmp_path / "right.toml").write_text('extends = "none"\n[programmes]\n')
    done = fanpin("check right.toml")
    assert done.exit_code == 0
    assert "without faults" in done.stdout


def test_everything_there_is_can_be_listed():
    for what, axis in {"places": "place", "policies": "policy", "futures": "future"}.items():
        listed = json.loads(fanpin(f"list {what} --json").stdout)[what]
        assert [row["name"] for row in listed] == list(available(axis))
        assert all(row["title"] for row in listed)


def test_interventions_come_with_their_chinese_term():
    listed = json.loads(fanpin("list interventions --json").stdout)["interventions"]
    assert all(re.search("[一-鿿]", row["term_zh"]) and row["what"] for row in listed)


def test_parameters_come_with_unit_range_source_and_confidence():
    listed = json.loads(fanpin("list parameters --json").stdout)["parameters"]
    assert len(listed) > 100
    for row in listed:
        assert row["unit"]
        assert row["source"]
        assert row["confidence"] in ("found", "derived", "recalled", "guess", "setting")


def test_parameters_of_a_place_are_those_of_its_files():
    listed = json.loads(fanpin("list parameters --place kezuohou --policy photovoltaic --json").stdout)["parameters"]
    names = {row["name"] for row in listed}
    assert "photovoltaic.dividend" in names
    assert not any(name.startswith("cattle_loan.") for name in names)
    assert {"photovoltaic.dividend", "cattle_loan.principal"} <= set(parameters()["name"])


def test_compare_leads_with_the_fixed_cohort_and_names_the_baseline_and_the_seed():
    printed = fanpin(COMPARE).stdout
    words = ["baseline: none", "seed 1", "Households listed at the start", "Ever-listed households", "public cost"]
    assert [printed.index(word) for word in words] == sorted(printed.index(word) for word in words)
    assert "policies change who exits" in " ".join(printed.split())


def test_compare_writes_a_study_with_figures_and_a_report(tmp_path):
    done = fanpin(f"{COMPARE} --out results/mine")
    folder = tmp_path / "results" / "mine"
    assert {path.name for path in folder.iterdir()} - {"parts"} == STUDY_FILES
    assert "report.html" in done.stderr
    assert len(Study.open(folder).runs) == 9


def test_the_command_in_the_manifest_gives_the_same_tables_again(tmp_path):
    fanpin(f"{COMPARE} --seed 7 --out first --jobs 2")
    command = Study.open(tmp_path / "first").manifest["command"]
    fanpin(f"{command.removeprefix('fanpin ')} --out second")
    for name in ("summary.csv", "paired.csv", "report.html", "figures/poverty.svg"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_a_run_of_one_policy_is_a_study_of_one(tmp_path):
    done = fanpin("run kezuohou --policy cattle_loan --out one")
    assert done.exit_code == 0
    assert "poor years" in done.stdout
    assert len(Study.open(tmp_path / "one").runs) == 1


def test_another_study_in_the_folder_is_wrong_input(tmp_path):
    fanpin(f"{COMPARE} --out results")
    before = (tmp_path / "results" / "summary.csv").read_bytes()
    done = fanpin(f"{COMPARE} --seed 2 --out results")
    assert done.exit_code == 2
    assert "another" in done.stderr
    assert (tmp_path / "results" / "summary.csv").read_bytes() == before


def test_a_folder_that_cannot_be_written_ends_in_1(tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = fanpin(f"{COMPARE} --out file/results")
    assert done.exit_code == 1
    assert "file" in done.stderr
    assert "Traceback" not in done.stderr


def test_runs_that_fail_end_in_1_after_the_others_are_told(monkeypatch):
    def fails_once(scenario, seed, replicate):
        if scenario.policy == "cattle_loan" and replicate == 1:
            raise RuntimeError("the cows are out")
        return made_up_run(scenario, seed, replicate)

    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", fails_once)
    done = fanpin(f"{COMPARE} --out results")
    assert done.exit_code == 1
    assert "1 of 9 runs failed" in done.stderr
    assert "the cows are out" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Households listed at the start" in done.stdout


def test_when_every_run_fails_nothing_is_said_of_results(monkeypatch):
    def fails(scenario, seed, replicate):
        raise RuntimeError("no grass")

    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", fails)
    done = fanpin(COMPARE)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "9 of 9 runs failed" in done.stderr


def test_ctrl_c_says_how_to_go_on_and_ends_in_1(monkeypatch):
    def interrupted(scenario, seed, replicate):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", interrupted)
    done = fanpin(f"{COMPARE} --out results")
    assert done.exit_code == 1
    assert "takes the study up again" in done.stderr


def test_a_life_is_told_side_by_side_under_each_policy():
    found = json.loads(fanpin(f"{TRACE} --household 77 --json").stdout)
    events = pd.DataFrame(found["events"])
    text = events.groupby("policy")["event"].agg(" ".join)
    assert found["chosen"] == ""
    assert "POOR AGAIN" in text["none"]
    assert "takes a cattle loan of 50,000 yuan" in text["cattle_loan"]
    assert "illness" in text["none"]
    assert "illness" in text["cattle_loan"]
    assert len(found["months"]) == 2 * 132


def test_without_an_id_a_household_is_picked_and_the_reason_told():
    printed = " ".join(fanpin(TRACE).stdout.split())
    assert "Household 77 of kezuohou" in printed
    assert (
        "picked: of the listed households that leave poverty and are poor again under none, the most ordinary"
        in printed
    )


def test_a_life_is_drawn_where_a_folder_is_given(tmp_path):
    fanpin(f"{TRACE} --household 77 --out life")
    assert {path.name for path in (tmp_path / "life").iterdir()} == {"household-77.svg", "household-77.png"}


def test_theory_ends_in_1_when_a_world_misses_its_answer(monkeypatch):
    assert fanpin("theory").exit_code == 0
    monkeypatch.setitem(sys.modules, "experiments.theory", worlds(passed=False))
    done = fanpin("theory")
    assert done.exit_code == 1
    assert "NO" in done.stdout


def test_the_version_is_told():
    assert re.fullmatch(r"fanpin \d+\.\d+\.\d+\S*\n", fanpin("--version").stdout)
