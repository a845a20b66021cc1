"""The page and the command line give the same numbers for the same state, to the last digit; runs are shared."""

import shlex
import time
import tomllib

import pytest
from typer.testing import CliRunner

from experiments import compare, language
from experiments.cli import app as fanpin
from experiments.page.answers import Answers, Asked, Step, command_of, python_of
from experiments.page.app import make_app
from experiments.page.engine import Engine
from experiments.page.mixes import file_of, menu_of, scenarios_of
from experiments.page.state import read_state
from experiments.tables import headline_tables
from model.scenario import load_scenario
from model.simulate import simulate
from tests.asking import ask

QUERY = (
    "place=kezuohou&future=late_subsidy&a=photovoltaic&b=as_reported&b.without=infrastructure"
    "&b.cattle_loan.principal=20000&b.photovoltaic.target.places=7000&sample=0.01&replicates=5&seed=3&lang=en"
)
FIRST = Step(0.01, 2)


def asked_of(query):
    state = read_state(query)
    menu = menu_of(state.place, state.future)
    return state, menu, Asked(scenarios_of(menu, state.mixes), state.seed, state.sample, state.replicates)


def silent(done, total, what):
    """Nobody looks."""


@pytest.fixture(scope="module")
def answers():
    """One for all tests, so that runs are run once."""
    return Answers()


@pytest.fixture(scope="module")
def first(answers, both):
    """The first estimate of the page, and the folder of its files."""
    _state, _menu, asked = asked_of(QUERY)
    return answers.answer(asked, FIRST, lambda: True, silent), both[2]


@pytest.fixture(scope="module")
def both(answers, tmp_path_factory):
    """The study of the page, and that of the command and the files that the page gives."""
    folder = tmp_path_factory.mktemp("mine")
    state, menu, asked = asked_of(QUERY)
    (folder / "mix_b.toml").write_text(file_of(menu, state.mixes["b"], "mix_b"), "utf-8")
    last = asked.steps()[-1]
    page = answers.answer(asked, last, lambda: True, silent)
    policies = ["none", "photovoltaic", folder / "mix_b.toml"]
    line = compare("kezuohou", policies, future="late_subsidy", replicates=5, seed=3, sample_fraction=0.01)
    return page, line, folder


def test_tables_are_the_same_to_the_last_digit(both):
    page, line, _folder = both
    assert page.summary.to_csv() == line.summary.to_csv()
    assert page.paired.to_csv() == line.paired.to_csv()
    assert headline_tables(page) == headline_tables(line)


def test_the_mix_of_the_page_is_not_its_policy(both):
    page, _line, _folder = both
    assert page.policies == ("none", "photovoltaic", "mix_b")
    whole = load_scenario("kezuohou", "as_reported", "late_subsidy").resolved()["programmes"]
    own = page.manifest["cases"][2]["scenario"]["programmes"]
    assert set(whole) - set(own) == {"infrastructure"}
    assert own["cattle_loan"]["principal"] == 20000
    assert own["photovoltaic"]["target"]["places"] == 7000


def test_reasons_are_told_in_the_language_of_who_reads_them(first):
    page, _folder = first
    english = page.cost_per_effect()
    with language.speaking("zh"):
        chinese = page.cost_per_effect()
    assert (english["reason"] != "").any()
    assert all(any("一" <= letter <= "鿿" for letter in each) for each in chinese["reason"] if each)
    assert chinese["estimate"].equals(english["estimate"])


def test_the_command_that_is_shown_can_be_typed_and_says_the_same(first, monkeypatch):
    page, folder = first
    monkeypatch.chdir(folder)
    _state, _menu, asked = asked_of(QUERY)
    words = command_of(asked, FIRST)
    done = CliRunner().invoke(fanpin, words[1:])
    assert shlex.join(words).startswith("fanpin compare kezuohou --policies none,photovoltaic,mix_b.toml")
    assert done.exit_code == 0, done.stderr
    for table in headline_tables(page):
        for _name, cells in table.rows:
            assert all(cell.value in done.stdout for cell in cells)


def test_the_lines_of_python_that_are_shown_say_the_same(first, monkeypatch):
    page, folder = first
    monkeypatch.chdir(folder)
    _state, _menu, asked = asked_of(QUERY)
    known = dict[str, object]()
    exec(python_of(asked, FIRST), known)
    assert known["study"].summary.to_csv() == page.summary.to_csv()


def test_only_runs_that_no_step_before_has_run_are_run():
    run = []

    def counted(scenario, seed, replicate, **how):
        run.append(("+".join(scenario.programmes), replicate))
        return simulate(scenario, seed, replicate, **how)

    answers = Answers(run=counted, jobs=1)
    short = "place=kezuohou&a=photovoltaic&b=cattle_loan&sample=0.01&replicates=5"
    asked = asked_of(short)[2]
    answers.answer(asked, Step(0.01, 1), lambda: True, silent)
    assert sorted(run) == [("", 0), ("cattle_loan", 0), ("photovoltaic", 0)]
    run.clear()
    answers.answer(asked, Step(0.01, 2), lambda: True, silent)
    assert sorted(run) == [("", 1), ("cattle_loan", 1), ("photovoltaic", 1)]
    run.clear()
    moved = asked_of(f"{short}&b.cattle_loan.principal=20000")[2]
    answers.answer(moved, Step(0.01, 2), lambda: True, silent)
    assert sorted(run) == [("cattle_loan", 0), ("cattle_loan", 1)]


def test_the_last_word_in_the_page_and_its_files_is_that_of_compare(answers, both):
    """The whole way: an application with its engine and the model, from the address to the numbers in the page."""
    page, _line, _folder = both
    engine = Engine(answers.answer)
    engine.start()
    application = make_app(engine=engine)
    try:
        end = time.monotonic() + 120
        facts = {"finished": False, "reached": 0}
        while not facts["finished"] and time.monotonic() < end:
            facts = ask(application, f"/results?{QUERY}&after={facts['reached']}").json()
        html = ask(application, f"/?{facts['address']}").text
        summary = ask(application, f"/export/summary.csv?{facts['address']}").text
    finally:
        engine.close()
    assert facts["finished"]
    for table in headline_tables(page):
        for _name, cells in table.rows:
            assert all(cell.value in html for cell in cells)
    assert summary == page.summary.to_csv(index=False, lineterminator="\n")


@pytest.mark.parametrize("place", ["kezuohou", "neijiang", "xingan"])
def test_a_mix_as_a_file_is_the_scenario_of_the_page(place, tmp_path):
    query = f"place={place}&future=historical&a=none&a.with=health_cover&a.with=training&b=stop_at_exit"
    query += "&b.without=health_cover&b.training.target.coverage=0.5&c=medical_assistance&c.with=training"
    state, menu, asked = asked_of(query)
    for letter, scenario in zip("abc", asked.scenarios[1:], strict=True):
        path = tmp_path / f"{scenario.policy}.toml"
        path.write_text(file_of(menu, state.mixes[letter], scenario.policy), "utf-8")
        assert load_scenario(place, path, "historical").resolved() == scenario.resolved()
        assert tomllib.loads(path.read_text("utf-8"))["extends"] == "none"
