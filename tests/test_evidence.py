"""Every number of the model and of the scenarios rests on a row of the evidence, and every row can be read."""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from model.interventions import KINDS
from model.number import CONFIDENCE, declared
from model.processes import PROCESSES

ROOT = Path(__file__).parents[1]
EVIDENCE = ROOT / "docs" / "evidence"
DECLARING = {"number", "date", "choice", "by_year"}
BESIDE_THE_TABLES = {"budgets", "design"}  # household budgets worked through; a choice of the modeller


def table(name: str) -> list[dict[str, str]]:
    """The rows of one table of evidence, each with exactly the columns of its header."""
    with (EVIDENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


KEYS = {"facts": "id", "interventions": "id", "targets": "id", "parameters": "symbol", "series": "series"}
TABLES = {name: table(name) for name in KEYS}
KNOWN = BESIDE_THE_TABLES | {row[key] for name, key in KEYS.items() for row in TABLES[name]}
SERIES_YEARS = [str(year) for year in range(2012, 2026)]
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.toml"))


def quantity(text: str) -> float | None:
    """The number that a cell holds, if it holds one."""
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text) else None


def written_sources(path: Path) -> Iterator[tuple[str, str]]:
    """Where a file of the model declares a value, and the source written there."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARING:
            for given in node.keywords:
                if given.arg == "source" and isinstance(given.value, ast.Constant):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", given.value.value


def sources_in(content: object, where: str) -> Iterator[tuple[str, str]]:
    """Every `source` of a scenario file, however deep, and its key path."""
    for key, value in content.items() if isinstance(content, Mapping) else ():
        if key == "source":
            yield where, value
        yield from sources_in(value, f"{where}.{key}")


def unknown(sources: Iterator[tuple[str, str]]) -> list[str]:
    """The sources that no table of evidence holds; two sources of one value are written "F091, W052"."""
    return [f"{where}: {source}" for where, source in sources if not set(re.split(r",\s*", source)) <= KNOWN]


@pytest.mark.parametrize("name", ["facts", "interventions", "targets", "series"])
def test_a_row_is_named_once(name):
    names = [row[KEYS[name]] for row in TABLES[name]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "form"), [("facts", r"F\d{3}"), ("interventions", r"V\d{3}"), ("targets", r"[WT]\d+")]
)
def test_a_name_tells_its_table(name, form):
    assert [row["id"] for row in TABLES[name] if not re.fullmatch(form, row["id"])] == []


def test_a_fact_names_its_document():
    assert {row["document"] for row in TABLES["facts"]} <= {"000", "001", "002", "003", "004"}
    assert [row["id"] for row in TABLES["facts"] if not row["quantity"] or not row["value"]] == []


def test_a_parameter_says_its_role_and_how_sure_it_is():
    assert {row["role"] for row in TABLES["parameters"]} <= {"input", "check"}
    assert {row["confidence"] for row in TABLES["parameters"]} <= set(CONFIDENCE)
    assert [row["symbol"] for row in TABLES["parameters"] if not row["source"]] == []


def test_a_default_lies_within_its_range():
    ranges = [
        (row["symbol"], [quantity(row[key]) for key in ("low", "default", "high")]) for row in TABLES["parameters"]
    ]
    whole = {symbol: numbers for symbol, numbers in ranges if None not in numbers}
    assert {symbol: numbers for symbol, numbers in whole.items() if numbers != sorted(numbers)} == {}
    assert len(whole) > 150


def test_a_series_has_only_numbers_and_gaps_and_a_unit():
    for row in TABLES["series"]:
        assert row["unit"]
        assert [year for year in SERIES_YEARS if row[year] and quantity(row[year]) is None] == []


def test_a_target_says_what_it_is_for():
    assert {row["use"] for row in TABLES["targets"]} <= {"calibrate", "check", "context"}


@pytest.mark.parametrize("path", sorted((ROOT / "model").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_number_written_in_the_model_rests_on_evidence(path):
    assert unknown(written_sources(path)) == []


@pytest.mark.parametrize(("name", "kind"), sorted({**PROCESSES, **KINDS}.items()))
def test_what_a_process_or_an_intervention_declares_rests_on_evidence(name, kind):
    assert unknown((f"{name}.{path}", value.source) for path, value in declared(kind).items()) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_number_in_a_scenario_rests_on_evidence(path):
    assert unknown(sources_in(tomllib.loads(path.read_text("utf-8")), path.name)) == []


def test_a_choice_of_the_modeller_is_never_called_found():
    """Where the only source is "design", nobody found anything."""
    bold = [
        f"{name}.{path}"
        for name, kind in {**PROCESSES, **KINDS}.items()
        for path, value in declared(kind).items()
        if value.source == "design" and value.confidence not in ("guess", "setting")
    ]
    assert bold == []
