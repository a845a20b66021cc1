"""The examples of docs/designs.md run, and its tables name what there is."""

import re
import sys
from pathlib import Path

from experiments.sampling import ANALYSERS, SAMPLERS
from experiments.sensitivity import METHODS
from experiments.sweep_file import LISTS, designs, read_design
from tests.made_up_study import made_up_run

TEXT = (Path(__file__).parents[1] / "docs" / "designs.md").read_text("utf-8")


def blocks(language):
    """The blocks of code of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def first_column(heading):
    """The names in the first column of the table under a heading row."""
    table = TEXT.split(f"| {heading} |", 1)[1].split("\n\n")[0]
    return set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_the_design_of_the_document_can_be_read(tmp_path):
    (tmp_path / "design.toml").write_text("".join(blocks("toml")[:1]) + blocks("toml")[1].replace('"sobol", ', ""))
    asked = read_design(tmp_path / "design.toml")
    assert len(asked.plan.points) == 2 * 20
    assert asked.analysis.methods == ("pawn",)


def test_the_python_of_the_document_runs(monkeypatch):
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", made_up_run)
    names = {"__name__": "designs"}
    for block in blocks("python"):
        exec(compile(block, "docs/designs.md", "exec"), names)
    assert len(names["sweep"].outcomes) == len(names["asked"].plan.points) * 2 * 2
    assert names["found"].query("index == 'ST' and factor == 'x3'")["estimate"].item() > 0.15


def test_the_document_names_every_design_sampler_and_method():
    assert first_column("name") == set(designs())
    assert first_column("`kind`") == {*SAMPLERS, *LISTS}
    assert first_column("method") == set(METHODS)
    assert {*ANALYSERS} < {*SAMPLERS}
