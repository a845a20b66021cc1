"""The table of patterns, held against the evidence: what it rests on exists, its verdicts are computed."""

import re

import numpy as np
import pytest

from experiments.compare import compare
from experiments.coverage import rows_of
from experiments.plausibility import END, README, START, Row, judged, put, rows
from experiments.yardsticks import TOLERANCE, near

EVIDENCE = (("facts", "id"), ("targets", "id"), ("parameters", "symbol"))
KNOWN = {row[key] for name, key in EVIDENCE for row in rows_of(name)} | {"budgets"}


@pytest.fixture(scope="module")
def study():
    """A hundredth of the county, to the end."""
    return compare("kezuohou", ["none", "as_reported"], replicates=2, seed=1, sample_fraction=0.01, jobs=1)


def test_every_source_is_a_row_of_the_evidence():
    assert [row.source for row in rows() if not set(re.split(r",\s*", row.source)) <= set(KNOWN)] == []


def test_a_pattern_is_named_once_and_its_range_is_the_right_way_round():
    patterns = [row.pattern for row in rows()]
    assert len(patterns) == len(set(patterns))
    assert [row.pattern for row in rows() if not row.low < row.high] == []


def test_the_readme_has_a_line_for_every_pattern():
    table = README.read_text("utf-8").split(START)[1].split(END)[0]
    patterns = re.findall(r"^\| (.+?) \| (?:none|as_reported) \|", table, re.MULTILINE)
    assert patterns == [row.pattern for row in rows()], "run: python -m experiments.plausibility"


def test_a_block_is_written_between_its_marks_and_nowhere_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n{START}old\n{END}\nAfter.\n", "utf-8")
    put(page, (START, END), "new\n")
    assert page.read_text("utf-8") == f"Before.\n{START}new\n\n{END}\nAfter.\n"


def test_every_pattern_has_one_finite_value_in_each_replicate(study):
    for row in rows():
        values = row.values(study, row.policy)
        assert values.shape == (2,), row.pattern
        assert np.isfinite(values).all(), row.pattern


def test_the_verdict_is_what_the_numbers_say(study):
    def asked(study, policy):
        return np.array([1.5, 2.5])

    within, below = Row("a", "none", 1.0, 3.0, "budgets", asked), Row("b", "none", 2.01, 3.0, "budgets", asked, 2)
    table = judged(study, [within, below])
    assert table["met"].tolist() == ["yes", "**no**"]
    assert table["evidence"].tolist() == ["1 to 3", "2.01 to 3.00"]
    assert near(100.0) == pytest.approx((100.0 * (1 - TOLERANCE), 100.0 * (1 + TOLERANCE)))
