"""Documents say what the code does: generated parts are up to date, names exist, links lead somewhere, examples run."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from experiments.documents import BLOCK, BLOCKS, DECLARED, refreshed
from experiments.summary import UNITS
from model import simulate
from model.interventions import KINDS
from model.number import declared
from model.processes import PROCESSES

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
GENERATED = [path for path in DOCUMENTS if BLOCK.search(path.read_text("utf-8"))]
ODD = (ROOT / "docs" / "odd.md").read_text("utf-8")
RULES = sorted(
    path.relative_to(ROOT / "model").as_posix()
    for folder in ("processes", "interventions", "phases", "synthesis")
    for path in (ROOT / "model" / folder).glob("*.py")
    if path.name != "__init__.py"
)
each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_generated_blocks_are_up_to_date(path):
    text = path.read_text("utf-8")
    assert refreshed(text) == text, "run: python -m experiments.documents"


def test_writing_the_blocks_twice_changes_nothing():
    assert refreshed(refreshed(ODD)) == refreshed(ODD)


def test_every_block_closes():
    for path in GENERATED:
        text = path.read_text("utf-8")
        assert text.count("<!-- generated:") == len(BLOCK.findall(text)) == text.count("<!-- end -->")


def test_every_kind_of_block_is_used_somewhere():
    used = {found[2] for path in GENERATED for found in BLOCK.finditer(path.read_text("utf-8"))}
    assert used == set(BLOCKS)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_the_odd_prints_every_number_of_a_process_or_a_programme(name):
    assert f"<!-- generated: parameters {name} -->" in ODD


@pytest.mark.parametrize("file", RULES)
def test_the_odd_names_every_file_of_rules(file):
    assert f"`{file}`" in ODD


def test_the_odd_has_the_seven_elements():
    elements = [
        "Purpose and patterns", "Entities, state variables, and scales", "Process overview and scheduling",
        "Design concepts", "Initialization", "Input data", "Submodels",
    ]  # fmt: skip
    assert re.findall(r"^## \d\. (.*)$", ODD, re.MULTILINE) == elements


def test_the_odd_goes_through_every_design_concept():
    concepts = [
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
        "Interaction", "Stochasticity", "Collectives", "Observation",
    ]  # fmt: skip
    chapter = ODD.split("## 4. Design concepts")[1].split("## 5.")[0]
    assert re.findall(r"^\*\*([A-Z][a-z ]*)\.\*\*$", chapter, re.MULTILINE) == concepts


def test_the_odd_names_every_headline_measure():
    assert [name for name in UNITS if f"`{name}`" not in ODD] == []


def modules_called(stem):
    """The modules of the model whose file has this name."""
    paths = [path for path in (ROOT / "model").rglob(f"{stem}.py") if path.name != "__init__.py"]
    return [import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in paths]


def exists(first, second):
    """Whether a name in a document is a rule of a file, or a number of a process or a programme."""
    known = {**PROCESSES, **KINDS}
    number = first in known and second in declared(known[first])
    return number or any(hasattr(module, second) for module in modules_called(first))


def test_every_rule_and_number_that_the_odd_names_exists():
    written = re.sub(BLOCK, "", ODD)
    named = set(re.findall(r"`([a-z_]+)\.([a-z_0-9]+)`", written)) - {("mesa", "batch_run")}
    names = {(first, second) for first, second in named if second not in ("py", "csv", "toml", "md")}
    assert len(names) > 100
    assert [f"{first}.{second}" for first, second in sorted(names) if not exists(first, second)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_odd_says_of_a_programme_names_its_own_numbers(kind):
    section = next(part for part in ODD.split("\n### ") if f"`interventions/{kind}.py`" in part)
    named = set(re.findall(r"`([a-z_]+)`", re.sub(BLOCK, "", section)))
    assert named <= set(declared(KINDS[kind]))


def anchors(path):
    """The anchors of a document's headings, as pages of repositories make them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_document
def test_links_lead_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        to = (path.parent / file).resolve() if file else path
        if not to.exists() or (anchor and anchor not in anchors(to)):
            dead.append(target)
    assert dead == []


@each_document
def test_a_file_that_a_document_names_is_there(path):
    written = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    named = re.findall(r"`((?:model|experiments|scenarios|tests|docs|benchmarks)/[\w./-]+)`", written)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_a_decision_tells_question_choice_and_price_in_ten_lines():
    _, *decisions = re.split(r"^## ", (ROOT / "DECISIONS.md").read_text("utf-8"), flags=re.MULTILINE)
    assert len(decisions) >= 20
    for decision in decisions:
        assert re.findall(r"^\*\*(\w+)\.\*\* ", decision, re.MULTILINE) == ["Question", "Choice", "Price"], decision
        assert len(decision.strip().splitlines()) <= 10, decision


def test_the_examples_of_extending_run_and_obey_the_laws(capsys):
    """Every block of code, in order, in one namespace; then what the document says of them."""
    text = (ROOT / "docs" / "extending.md").read_text("utf-8")
    names = {"__name__": "extending"}
    for block in re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        exec(compile(block, "docs/extending.md", "exec"), names)
    assert float(names["result"].series["herbs.experience"][-1]) > 0
    assert list(names["spent"]["account_from"]) == ["fund:county"]
    assert "school_grant" in capsys.readouterr().out
    county, with_grant = names["county"], names["with_grant"]
    nothing = with_grant.with_values({"school_grant.target.coverage": 0.0})
    assert simulate(nothing, 1).digest == simulate(county, 1).digest
    assert simulate(with_grant, 1).digest != simulate(county, 1).digest
    assert names["with_herbs"].with_values({"herbs.found": 0.5}).processes["herbs"].found == 0.5
