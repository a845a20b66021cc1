"""`fanpin search`: what it prints and leaves behind, that it can be stopped, and how it ends."""

import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments.search import Effort, search
from experiments.search_file import read_search, searches
from experiments.search_policies import policy_text
from experiments.search_runs import ModelRuns
from model import load_scenario
from tests.made_up_study import made_up_run
from tests.test_cli_designs import fanpin

DOCUMENT = Path(__file__).parents[1] / "docs" / "search.md"
SEARCH = """\
place = "kezuohou"
programmes = ["cattle_loan", "photovoltaic", "monitoring"]
switches = ["cattle_loan", "photovoltaic"]
futures = ["historical", "cattle_slump"]
replicates = 1
sample_fraction = 0.1
[levers]
cattle_loan.target.places = { low = 0, high = 10600, source = "design" }
cattle_loan.shed = [2000, 4000]
photovoltaic.dividend = 2000
[objectives]
registered_households = "minimise"
exits = "maximise"
[enough]
exits = { at_least = 100 }
[search]
candidates = 6
generations = 3
steps = 4
[finalists]
most = 3
replicates = 2
"""


def worth(scenario, seed, replicate):
    """An invented run: loans lift households by their places, and each programme costs a register of its own."""
    run = made_up_run(scenario, seed, replicate)
    loan = scenario.programmes.get("cattle_loan")
    places = loan.target.places if loan else 0
    sun = "photovoltaic" in scenario.programmes
    counted = {"exits": places / 50 + 400 * sun + replicate, "registered_households": places / 10 + 900 * sun}
    return type(run)(**{**vars(run), "headline": counted, "ledger": run.ledger.assign(yuan=places * 1000.0 + 1)})


@pytest.fixture(autouse=True)
def invented_runs(monkeypatch, tmp_path):
    """No command of these tests waits for the model, and each works in a folder with one search."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", worth)
    (tmp_path / "search.toml").write_text(SEARCH)


def files(folder):
    """The text of every table and paragraph of a search."""
    paths = (path for path in sorted(folder.rglob("*.*")) if path.suffix in (".csv", ".md", ".svg"))
    return {path.name: path.read_bytes() for path in paths if "runs" not in path.parts}


def test_search_ends_in_tables_a_figure_a_paragraph_and_policies(tmp_path):
    done = fanpin("search search.toml --out out --jobs 2")
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Searched by NSGA-III: 4 choices, 40 combinations" in said
    assert "Most households that left poverty: mix_" in said
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "candidates.csv", "estimates.csv", "figures", "finding.md", "finding.zh.md", "optimism.csv", "pareto.csv",
        "policies", "regret.csv", "runs", "search.json",
    }  # fmt: skip
    pareto = pd.read_csv(tmp_path / "out" / "pareto.csv")
    assert pareto["mix"].tolist() == ["mix_1", "mix_2", "mix_3", "nothing", "everything"]
    assert {path.stem for path in (tmp_path / "out" / "policies").iterdir()} == {"mix_1", "mix_2", "mix_3"}
    assert json.loads((tmp_path / "out" / "search.json").read_text("utf-8"))["inputs"]["policies/as_reported.toml"]


def test_a_finalist_is_a_policy_that_other_commands_take(tmp_path):
    fanpin("search search.toml --out out")
    pareto = pd.read_csv(tmp_path / "out" / "pareto.csv").set_index("mix")
    for path in sorted((tmp_path / "out" / "policies").glob("*.toml")):
        checked = fanpin(f"check {path}")
        assert checked.exit_code == 0, checked.stderr
        programmes = load_scenario("kezuohou", path, "cattle_slump").programmes
        row = pareto.loc[path.stem]
        assert ("cattle_loan" in programmes, "photovoltaic" in programmes) == (row["cattle_loan"], row["photovoltaic"])
        assert "monitoring" in programmes
        if row["cattle_loan"]:
            assert programmes["cattle_loan"].target.places == row["cattle_loan.target.places"]
            assert programmes["cattle_loan"].shed == row["cattle_loan.shed"]
        if row["photovoltaic"]:
            assert programmes["photovoltaic"].dividend == 2000
    done = fanpin(f"compare kezuohou --policies none,{path} --replicates 2 --sample-fraction 0.1")
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize("place", ["kezuohou", "xingan"])
def test_a_policy_file_gives_the_mix_to_the_bit(place, tmp_path):
    (tmp_path / "search.toml").write_text(SEARCH.replace('"kezuohou"', f'"{place}"'))
    asked = read_search(tmp_path / "search.toml")
    runs = ModelRuns(asked.space, asked.mixes, asked.switches, asked.question.measures)
    mix = runs.scenario(asked.space.candidate(asked.space.most()), asked.mixes[0], "found")
    (tmp_path / "found.toml").write_text(policy_text(mix, asked.without, {"en": "Found"}))
    again = load_scenario(place, tmp_path / "found.toml").with_values({"sample_fraction": 0.1})
    assert again == mix


def test_a_search_that_was_stopped_and_resumed_ends_as_if_it_had_not_been(tmp_path):
    whole = fanpin("search search.toml --out whole")
    assert whole.exit_code == 0, whole.stderr
    asked, runs_done = read_search("search.toml"), []

    def stops(done, total, what):
        runs_done.append(what)
        if len(runs_done) == 18:
            raise KeyboardInterrupt

    how = {"jobs": 1, "progress": stops, "command": "fanpin search search.toml"}
    runs = ModelRuns(asked.space, asked.mixes, asked.switches, asked.question.measures, tmp_path / "cut" / "runs", how)
    with pytest.raises(KeyboardInterrupt):
        search(asked.space, asked.question, runs, asked.effort)
    resumed = fanpin("resume cut --jobs 2")
    assert resumed.exit_code == 0, resumed.stderr
    assert resumed.stdout == whole.stdout
    assert files(tmp_path / "cut") == files(tmp_path / "whole")


def test_a_search_that_is_done_is_told_again_without_a_run(tmp_path, monkeypatch):
    fanpin("search search.toml --out out")
    before = files(tmp_path / "out")

    def never(scenario, seed, replicate):
        raise AssertionError("a run that was done is run again")

    never.__module__ = worth.__module__
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", never)
    assert fanpin("search search.toml --out out").exit_code == 0
    assert files(tmp_path / "out") == before


def test_no_mix_above_the_budget_is_a_finalist(tmp_path):
    free = json.loads(fanpin("search search.toml --json").stdout)
    costs = [row["registered_households"] for row in free["pareto"]]
    (tmp_path / "search.toml").write_text(SEARCH + "[budget]\na_year = 2_000_000\n")
    done = fanpin("search search.toml --json")
    held = json.loads(done.stdout)
    assert held["budget"] == 22_000_000
    finalists = [row for row in held["pareto"] if row["mix"].startswith("mix")]
    assert finalists
    assert all(row["spent"] <= 1 for row in finalists)
    assert max(costs) > max(row["registered_households"] for row in finalists)


def test_ctrl_c_says_how_to_go_on(monkeypatch):
    def stopped(*_given, **_how):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.search_runs.conduct", stopped)
    done = fanpin("search search.toml --out out")
    assert done.exit_code == 1
    assert "the same command with the same --out goes on" in done.stderr


def test_another_search_does_not_mix_with_what_a_folder_holds(tmp_path):
    fanpin("search search.toml --out out")
    (tmp_path / "search.toml").write_text(SEARCH.replace("dividend = 2000", "dividend = 2500"))
    done = fanpin("search search.toml --out out")
    assert done.exit_code == 2
    assert "holds another study" in done.stderr


def test_the_search_of_the_document_can_be_read(tmp_path):
    (block,) = re.findall(r"^```toml\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "document.toml").write_text(block, "utf-8")
    asked = read_search(tmp_path / "document.toml")
    assert asked.effort == Effort()
    assert asked.question.budget == 330_000_000
    assert asked.mixes[0].programmes["photovoltaic"].dividend == 3000


def test_runs_that_fail_are_told_and_end_in_1(monkeypatch):
    def fails(scenario, seed, replicate):
        if "photovoltaic" in scenario.programmes and scenario.future == "cattle_slump":
            raise RuntimeError("no sun")
        return worth(scenario, seed, replicate)

    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", fails)
    done = fanpin("search search.toml")
    assert done.exit_code == 1
    assert "runs failed" in done.stderr
    assert "Most households that left poverty" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('switches = ["cattle_loan", "photovoltaic"]', 'switches = ["cattle_lone"]', "Did you mean 'cattle_loan'?"),
        ('programmes = ["cattle_loan",', 'programmes = ["catle_loan",', "Did you mean 'cattle_loan'?"),
        ("cattle_loan.shed =", "cattle_loan.shade =", "search.toml:9: levers.cattle_loan.shade"),
        ('exits = "maximise"', 'exits = "maximize"', "Did you mean 'maximise'?"),
        ('exits = "maximise"', 'exit = "maximise"', "Did you mean 'exits'?"),
        ("exits = { at_least = 100 }", "exits = { at_lest = 100 }", "Did you mean 'at_least'?"),
        ("candidates = 6", "candidates = 2", "2 cannot be. Allowed: a whole number, 4"),
        ("most = 3", "seed = 1", "the seed of the finalists is that of the search"),
        ("replicates = 2", "[budget]\ntotal = -1", "-1 cannot be. Allowed: a number between 0"),
        ("replicates = 2", "[budget]\ntotal = 1\na_year = 1", "give either total or a_year"),
        ('futures = ["historical", "cattle_slump"]', 'futures = "cattle_slum"', "Did you mean 'cattle_slump'?"),
    ],
)
def test_a_wrong_search_is_told_with_its_line_ends_in_2_and_writes_nothing(old, new, words, tmp_path):
    (tmp_path / "search.toml").write_text(SEARCH.replace(old, new))
    done = fanpin("search search.toml --out out")
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stderr.startswith("search.toml:")
    assert not (tmp_path / "out").exists()


def test_a_search_that_is_not_there_is_told_with_the_nearest_name():
    done = fanpin("search search_dmo")
    assert done.exit_code == 2
    assert "Did you mean 'search_demo'?" in done.stderr


@pytest.mark.parametrize("name", searches())
def test_the_searches_that_come_with_it_can_be_read(name):
    asked = read_search(name)
    least, most = (asked.space.candidate(each) for each in (asked.space.least(), asked.space.most()))
    runs = ModelRuns(asked.space, asked.mixes, asked.switches, asked.question.measures)
    assert len(runs.scenario(least, asked.mixes[0]).programmes) == len(asked.mixes[0].programmes) - len(asked.switches)
    assert runs.scenario(most, asked.mixes[1]).future == asked.question.futures[1]
