"""Every notebook is a question, kept without its output; the first is run here, all of them by `make notebooks`."""

import ast
import re
import warnings
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from experiments.extras import extra
from experiments.size import SMALL, SWITCH, WHOLE, size

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(ROOT.joinpath("notebooks").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path, kind):
    """The text of a notebook's cells of one kind."""
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


@each_notebook
def test_a_notebook_is_kept_without_output(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@each_notebook
def test_a_notebook_begins_with_a_question(path):
    first, *_others = nbformat.read(path, as_version=4).cells
    assert first.cell_type == "markdown"
    assert re.match(r"# [A-Z][^\n]+\?\n", first.source)


@each_notebook
def test_a_notebook_takes_its_size_from_the_one_switch_and_names_what_there_is(path):
    code = [re.sub("^%.*", "", source, flags=re.MULTILINE) for source in cells(path, "code")]
    imported = [node for source in code for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    assert ("experiments.size", "size") in {(node.module, name.name) for node in imported for name in node.names}
    ours = [node for node in imported if node.module.split(".")[0] in ("model", "experiments")]
    assert all(hasattr(import_module(node.module), name.name) for node in ours for name in node.names)
    assert not re.search(r"environ|sample_fraction[\"']?[:=] *0", "\n".join(code))
    told = "\n".join(cells(path, "markdown"))
    assert [name for name in re.findall(r"`((?:docs|notebooks)/[\w./]+)`", told) if not (ROOT / name).exists()] == []


@each_notebook
def test_a_notebook_holds_no_path_of_a_machine(path):
    assert not re.search(r"/(home|Users|root|work|tmp|mnt|opt)/|[A-Z]:\\\\", path.read_text("utf-8"))


def test_packages_say_in_a_notebook_what_matters_and_not_what_nothing_here_uses(tmp_path, monkeypatch):
    said = ["IProgress not found. Please update jupyter", "ipyparallel not installed - IpyparalleEvaluator", "old"]
    (tmp_path / "talkative.py").write_text(f"import warnings\nfor each in {said}: warnings.warn(each)")
    monkeypatch.syspath_prepend(tmp_path)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        extra("talkative", "study")
    assert [str(each.message) for each in heard] == ["old"]


@pytest.mark.parametrize(("given", "found"), [("1", SMALL), ("0", WHOLE), ("", WHOLE)])
def test_the_switch_makes_notebooks_small(given, found, monkeypatch):
    monkeypatch.setenv(SWITCH, given)
    assert size() == found
    assert all(few < many for few, many in zip(SMALL, WHOLE, strict=True))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_first_notebook_runs_from_top_to_bottom(tmp_path, monkeypatch):
    monkeypatch.setenv(SWITCH, "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # the kernel runs what is tested here
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in data for data in outputs)
    assert any("poor years" in data.get("text/html", "") for data in outputs)
