"""Pages on credibility claim what can be checked: links lead somewhere, tests, commands and counts are as they say."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer

from experiments.cli import app
from experiments.sweep_file import read_design
from model.scenario_file import available
from tests.test_documents import anchors

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {name: (DOCS / f"{name}.md").read_text("utf-8") for name in ("credibility", "odd", "model_card")}
CREDIBILITY = PAGES["credibility"]
COMMANDS = typer.main.get_command(app).commands
STRESS = [
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.5", "2.5", "2.5", "3.1", "3.2", "3.3", "3.4",
    "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
]  # fmt: skip
TRACE = [
    "Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation",
    "Implementation verification", "Model output verification", "Model analysis", "Model output corroboration",
]  # fmt: skip
FACTORS = [
    "Verification", "Validation", "Input pedigree", "Results uncertainty", "Results robustness", "Use history",
    "Management", "People",
]  # fmt: skip
each_page = pytest.mark.parametrize("name", PAGES)


def section(text, heading):
    """What stands under a heading of the second rank."""
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def rows(text):
    """The cells of the tables of a text, without headings and rules."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [cells for cells in lines if not cells[0].startswith(("---", "item", "factor"))]


def prose(text):
    """A page without its blocks of code."""
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


@each_page
def test_every_link_leads_to_a_file_and_to_a_heading_that_is_there(name):
    links = re.findall(r"\]\((?![a-z]+:)([^)\s#]*)#?([^)\s]*)\)", prose(PAGES[name]))
    targets = [((DOCS / file).resolve() if file else DOCS / f"{name}.md", anchor) for file, anchor in links]
    assert len(targets) > 10
    assert [str(path) for path, _ in targets if not path.exists()] == []
    assert [f"{path.name}#{anchor}" for path, anchor in targets if anchor and anchor not in anchors(path)] == []


@each_page
def test_every_file_and_test_that_is_named_exists(name):
    files = re.findall(r"`((?:tests|model|experiments|docs|benchmarks|scenarios)/[\w./-]+)`", PAGES[name])
    laws = re.findall(r"`(test_\w+)`", PAGES[name])
    written = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    assert [file for file in files if not (ROOT / file).exists()] == []
    assert [law for law in laws if f"def {law}(" not in written] == []


@each_page
def test_every_command_that_is_named_exists_with_its_options(name):
    """Lines of code and inline code that begin with `fanpin`, `make` or `python -m`."""
    blocks = "".join(re.findall(r"```sh\n(.*?)```", PAGES[name], re.DOTALL))
    called = re.findall(r"`(fanpin [^`\n]+)`", PAGES[name]) + re.findall(r"^(fanpin [^\n|]+)", blocks, re.MULTILINE)
    for words in map(str.split, called):
        known = {option for parameter in COMMANDS[words[1]].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, words
    for module in re.findall(r"`python -m ([\w.]+)`", PAGES[name]):
        assert find_spec(module) is not None, module
    for target in re.findall(r"`make (\w+)`", PAGES[name]):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), target


def test_every_item_of_stress_has_an_answer():
    answers = rows(section(CREDIBILITY, "What a report must say (STRESS)"))
    assert [cells[0].split()[0] for cells in answers] == STRESS
    assert [cells[0] for cells in answers if len(cells[1]) < 10] == []


def test_the_record_has_the_eight_elements_and_each_says_what_is_missing():
    record = section(CREDIBILITY, "The record (TRACE)")
    assert re.findall(r"^### \d\. (.*)$", record, re.MULTILINE) == TRACE
    assert record.count("*Missing:*") == len(TRACE)


def test_every_factor_has_a_grade_with_evidence_and_the_lowest_stands_for_all():
    graded = rows(section(CREDIBILITY, "Grades").split("**Places are not alike.**")[0])
    assert [cells[0].split(":")[0] for cells in graded] == FACTORS
    assert all(len(cells) == 4 and min(map(len, cells)) > 10 for cells in graded)
    grades = [int(re.match(r"([0-4]) of 4", cells[1])[1]) for cells in graded]
    assert f"**{min(grades)} of 4**" in CREDIBILITY


def test_the_patterns_budgets_and_sizes_are_counted_as_their_tables_have_them():
    readme = (ROOT / "README.md").read_text("utf-8")
    patterns = readme.split("<!-- plausibility -->")[1].split("\nOf ")[0]
    missed, met = (patterns.count(f"| {word} |") for word in ("**no**", "yes"))
    held = rows((DOCS / "budgets.md").read_text("utf-8").split("budgets_met -->")[1].split("<!-- end -->")[0])[1:]
    sizes, within = re.search(r"Of (\d+) reported sizes, (\d+) come out", readme).groups()
    assert f"{missed} of {missed + met} patterns missed" in CREDIBILITY
    assert f"Of {missed + met} patterns {missed} are missed" in PAGES["model_card"]
    figures, good = (sum(int(row[at]) for row in held) for at in (1, 2))
    assert f"{good} of {figures} figures met" in CREDIBILITY
    assert f"Of {figures} figures of [typical budgets](budgets.md) {figures - good} are missed" in PAGES["model_card"]
    assert f"{within} of {sizes} met" in CREDIBILITY


def test_the_number_that_is_followed_is_in_every_place_that_is_named(tmp_path):
    evidence = (DOCS / "evidence" / "parameters.csv").read_text("utf-8")
    assert "\nc_feed," in evidence
    assert "feed_cow" not in (ROOT / "DECISIONS.md").read_text("utf-8")
    assert "herd.feed_cow" in (DOCS / "sensitivity.md").read_text("utf-8")
    design = tmp_path / "feed.toml"
    design.write_text(re.search(r"```toml\n(.*?)```", CREDIBILITY, re.DOTALL)[1], "utf-8")
    assert read_design(design).plan.axes()["uncertainties"] == ["herd.feed_cow"]


def test_how_sure_the_numbers_are_is_told_for_every_place():
    told = CREDIBILITY.split("<!-- generated: pedigree -->")[1].split("<!-- end -->")[0]
    assert [cells[0] for cells in rows(told)[1:]] == [f"`{place}`" for place in available("place")]
