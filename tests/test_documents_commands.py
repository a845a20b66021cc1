"""What documents tell people to type can be typed: every command, option and target is there, and the README runs."""

import re
import shlex
from pathlib import Path

import nbformat
import pytest
import typer
from matplotlib.figure import Figure

from experiments.cli import COMMANDS, app
from experiments.cli_reference import commands
from model import load_scenario
from model.scenario import check_file

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
INDEX = (ROOT / "docs" / "index.md").read_text("utf-8")
GROUP = typer.main.get_command(app)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
TEXTS = {
    **{path: path.read_text("utf-8") for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]},
    **{
        path: "\n".join(cell.source for cell in nbformat.read(path, 4).cells) for path in ROOT.glob("notebooks/*.ipynb")
    },
}


def lines_in(text):
    """The lines of every shell block, whole commands each."""
    blocks = re.findall(r"^```(?:sh|bash)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]


LINES = sorted({line for text in TEXTS.values() for line in lines_in(text)})
TYPED = [shlex.split(line.partition(" | ")[0], comments=True) for line in LINES]
FANPIN = sorted({" ".join(words[1:]) for words in TYPED if words and words[0] in ("fanpin", ".venv/bin/fanpin")})
MENTIONED = sorted({each for text in TEXTS.values() for each in re.findall(r"`(?:.venv/bin/)?(fanpin [^`]*)`", text)})


@pytest.mark.parametrize("line", FANPIN)
def test_a_command_in_a_block_can_be_typed_as_it_stands(line):
    name, *words = line.split()
    GROUP.commands[name].make_context(name, words)


@pytest.mark.parametrize("said", MENTIONED)
def test_a_command_in_a_sentence_has_the_options_it_is_said_to_have(said):
    name, *words = shlex.split(said)[1:]
    if name in ("COMMAND", "--help", "--version"):
        return
    known = {option for parameter in GROUP.commands[name].params for option in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_target_that_a_document_names_is_in_the_makefile():
    named = {target for text in TEXTS.values() for target in re.findall(r"`make ([a-z-]+)`", text)}
    named |= {words[1] for words in TYPED if words[:1] == ["make"] and len(words) > 1}
    assert {"demo", "test", "site", "notebooks"} <= named <= TARGETS


def test_every_command_is_in_the_reference_with_each_of_its_options():
    sections = dict(re.findall(r"^## `fanpin (\w+)`\n(.*?)(?=^## |\Z)", commands(), re.DOTALL | re.MULTILINE))
    assert list(sections) == list(COMMANDS)
    for name, text in sections.items():
        options = [option for parameter in GROUP.commands[name].params for option in parameter.opts]
        assert [option for option in options if option not in text] == []


def test_every_document_is_in_the_index():
    documents = {path.name for path in ROOT.glob("docs/*.md")} - {"index.md"}
    assert documents - set(re.findall(r"\]\(([\w.]+\.md)\)", INDEX)) == set()


def test_every_notebook_is_in_its_index_under_its_question():
    index = (ROOT / "docs" / "notebooks.md").read_text("utf-8")
    listed = {file: title for title, file in re.findall(r"^\d+\. \[(.*)\]\(\.\./notebooks/(.*)\)", index, re.MULTILINE)}
    titles = {path.name: TEXTS[path].splitlines()[0].removeprefix("# ") for path in ROOT.glob("notebooks/*.ipynb")}
    assert listed == titles


def test_the_python_of_the_readme_runs():
    first, *others = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert len([line for line in first.splitlines() if line]) == 5
    names = {}
    for block in (first, *others):
        exec(compile(block, "README.md", "exec"), names)
    assert set(names["study"].poor_years()["policy"]) == {"none", "as_reported"}
    assert isinstance(names["figure"], Figure)
    assert len(names["result"].months)


def test_the_policy_that_the_tutorial_writes_is_without_faults(tmp_path):
    (text,) = re.findall(r"^```toml\n(.*?)^```", TEXTS[ROOT / "docs" / "tutorial.md"], re.DOTALL | re.MULTILINE)
    policy = tmp_path / "small_loans.toml"
    policy.write_text(text, "utf-8")
    assert check_file(policy) == "policy"
    assert load_scenario("kezuohou", policy).numbers()["cattle_loan.principal"].default == 20_000
