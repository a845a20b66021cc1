"""Commands that run studies for a document write its part between the marks, its figures, and nothing else."""

import re

import numpy as np
import pytest

from experiments import delivered, plausibility, precision, report_questions, report_validation
from experiments.questions import QUESTIONS, Outcome
from tests.small_study import small_study


@pytest.fixture
def docs(tmp_path):
    """A folder of documents with a place for figures."""
    (tmp_path / "figures").mkdir()
    return tmp_path


def page(path, start, end):
    """A document with an old part between its marks."""
    path.write_text(f"Before.\n{start}old\n{end}\nAfter.\n", "utf-8")
    return path


def between(path, start, end):
    """The generated part of a document whose other parts are as they were."""
    text = path.read_text("utf-8")
    assert text.startswith(f"Before.\n{start}")
    assert text.endswith(f"{end}\nAfter.\n")
    return text.removeprefix(f"Before.\n{start}").removesuffix(f"{end}\nAfter.\n")


def test_the_patterns_and_what_is_delivered_are_written_from_one_study(docs, monkeypatch, capsys, tmp_path_factory):
    study = small_study(tmp_path_factory.mktemp("study") / "out")
    monkeypatch.setattr(plausibility, "compare", lambda *_asked, **_how: study)
    marks = (plausibility.START, plausibility.END), (delivered.START, delivered.END)
    readme, sizes = page(docs / "README.md", *marks[0]), page(docs / "delivered.md", *marks[1])
    monkeypatch.setattr(plausibility, "README", readme)
    monkeypatch.setattr(delivered, "DOCUMENT", sizes)
    row = plausibility.Row("a pattern", "none", 0.0, 1.0, "budgets", lambda study, policy: np.array([0.5, 0.5]), 1)
    monkeypatch.setattr(plausibility, "rows", lambda: [row])
    plausibility.main()
    told = between(readme, *marks[0])
    assert "| a pattern | none | 0.0 to 1.0 | 0.5 [0.5, 0.5] | yes | budgets |" in told
    assert delivered.count(delivered.held(study)) in told
    assert between(sizes, *marks[1]).strip() == delivered.block(delivered.held(study)).strip()
    assert "a pattern" in capsys.readouterr().out


def test_every_question_is_put_to_the_model_and_told_with_its_figure(docs, monkeypatch, capsys):
    asked = []

    def made_up(arm):
        asked.append(arm)
        values = np.array([5.0, 5.1, 4.9]) - len(asked)
        return Outcome(arm, {"poor_years": values, "return_risk_36": values / 10})

    document = page(docs / "experiments.md", report_questions.START, report_questions.END)
    monkeypatch.setattr(report_questions, "DOCUMENT", document)
    monkeypatch.setattr(report_questions, "DOCS", docs)
    monkeypatch.setattr(report_questions, "QUESTIONS", QUESTIONS[:2])
    monkeypatch.setattr(report_questions, "outcome_of", made_up)
    report_questions.main()
    told = between(document, report_questions.START, report_questions.END)
    assert re.findall("^## (.*)$", told, re.MULTILINE) == [question.title for question in QUESTIONS[:2]]
    assert asked == [arm for question in QUESTIONS[:2] for arm in question.arms]
    figures = {path.name for path in (docs / "figures").iterdir()}
    assert figures == {f"experiments_{question.name}.svg" for question in QUESTIONS[:2]}
    assert capsys.readouterr().err.splitlines() == [question.title for question in QUESTIONS[:2]]


def test_the_validation_is_written_from_what_is_kept(docs, monkeypatch, capsys):
    kept = report_validation.DOCUMENT.read_text("utf-8")
    copy = docs / "validation.md"
    copy.write_text(report_validation.BLOCK.sub(r"\1\n\3", kept, count=1), "utf-8")
    monkeypatch.setattr(report_validation, "DOCUMENT", copy)
    monkeypatch.setattr(report_validation, "figures_of", lambda _folder: {})
    assert copy.read_text("utf-8") != kept
    report_validation.main()
    assert copy.read_text("utf-8") == kept
    assert capsys.readouterr().out == ""


def test_stopping_when_narrow_covers_as_it_says_for_even_and_for_skewed_luck():
    table = precision.coverage_table(trials=300)
    assert len(table) == len(precision.SYNTHETIC) * len(precision.HALVES)
    assert (table["covers"] > table["naive covers"]).mean() > 0.7
    assert table["covers"].min() > 0.9
    assert (table["stops at"] >= table["naive stops at"]).all()
