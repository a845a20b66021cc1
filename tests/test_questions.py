"""The seven experiments: arms that can be run, verdicts that follow from them, and a document that tells of all."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import numpy as np
import pytest

from experiments.charts_style import svg
from experiments.questions import MEASURES, PLACE, QUESTIONS, Arm, Outcome, alike, lower, outcome_of, saves_less
from experiments.report_questions import DOCS, DOCUMENT, END, START, figure_of, section, written
from model import load_scenario

TEXT = DOCUMENT.read_text("utf-8").split(START)[1].split(END)[0]
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)


def made_up(arm, *poor_years):
    """An outcome with these poor-years, and a tenth of them as return risk."""
    values = np.array(poor_years, np.float64)
    return Outcome(arm, {"poor_years": values, "return_risk_36": values / 10})


def outcomes_of(question):
    """A clear fall from arm to arm."""
    return [made_up(arm, 5.0 - k, 5.1 - k, 4.9 - k) for k, arm in enumerate(question.arms)]


@each_question
def test_every_arm_is_a_scenario_and_no_two_are_alike(question):
    scenarios = [load_scenario(PLACE, arm.policy, arm.future).with_values(dict(arm.values)) for arm in question.arms]
    assert len({scenario.key() for scenario in scenarios}) == len(scenarios)
    assert len({arm.name for arm in question.arms}) == len(question.arms)


@each_question
def test_the_document_tells_of_every_arm_with_its_figure_and_the_finding(question):
    part = TEXT.split(f"## {question.title}\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| (.+?) \| `", part, re.MULTILINE) == [arm.name for arm in question.arms]
    assert question.finding in part
    assert re.search(r"^(It does\.|\*\*It does not\.\*\*)$", part, re.MULTILINE)
    assert (DOCS / "figures" / f"experiments_{question.name}.svg").is_file()


@each_question
def test_a_question_is_written_and_drawn_from_its_outcomes(question):
    outcomes = outcomes_of(question)
    text = section(question, outcomes)
    assert all(f"| {arm.name} | `{arm.policy}` | `{arm.future}` |" in text for arm in question.arms)
    assert "-1.000 [-1.000, -1.000]" in text
    assert svg(figure_of(question, outcomes)).startswith("<?xml")
    assert isinstance(question.holds(outcomes), bool | np.bool_)


def test_lower_means_beyond_doubt_and_alike_within_the_bound():
    first, below, noisy = (made_up(Arm(name, "none"), *values) for name, values in (
        ("a", (5.0, 6.0, 7.0)), ("b", (4.0, 5.1, 5.9)), ("c", (2.0, 6.0, 9.0)),
    ))  # fmt: skip
    outcomes = [first, below, noisy]
    assert lower(outcomes, 1, 0)
    assert not lower(outcomes, 2, 0)
    assert not lower(outcomes, 0, 1)
    assert alike(outcomes, 1, 0, 2.0)
    assert not alike(outcomes, 1, 0, 0.5)
    assert saves_less(outcomes, (0, 0), (1, 0))
    assert not saves_less(outcomes, (1, 0), (0, 0))
    assert not saves_less(outcomes, (2, 0), (1, 0))


def test_an_arm_is_run_on_the_luck_of_the_others():
    arms = Arm("one", "none"), Arm("the same", "none")
    first, second = (outcome_of(arm, replicates=2, sample_fraction=0.01) for arm in arms)
    assert all((first.values[measure] == second.values[measure]).all() for measure in MEASURES)


def test_what_is_written_says_when_it_was_run():
    text = written(["## A\n"], datetime(2026, 1, 2, tzinfo=UTC))
    assert text.startswith(f"{START}Run on 2026-01-02 with model version `")
    assert text.endswith(f"{END}")
