"""A stored search and a stored discovery on the page: pictures and numbers are those of their tables."""

import json
import re

import pandas as pd
import pytest

from experiments import language
from experiments.page.app import make_app
from experiments.page.drawing import Point, point_chart
from experiments.page.engine import Engine
from experiments.page.found_words import boxes_of, found_in, front_of
from experiments.store import StudyError
from tests.asking import ask

UNITS = {"public_cost": "yuan of 2018", "poor_years": "household-years", "cliff": "yuan/person/year"}
NUMBERS = {
    "mix_1": {"public_cost": (2e7, 1e7, 3e7), "poor_years": (3.0, 2.5, 3.5), "cliff": (-9, -20, 2)},
    "nothing": {"public_cost": (0, 0, 0), "poor_years": (5, 4.5, 5.5), "cliff": (0, -1, 1)},
}
LIMITS = pd.DataFrame({
    "policy": "mix", "factor": ["herd.feed_cow", "future"], "side": ["above", "among"], "at": ["2684.8", "slump; mild"],
    "unit": ["yuan/cow/year", None], "quasi_p": [0.0055, 0.2], "found_again": [0.58, 1.0], "low": [2047.6, None],
    "high": [2811.8, None],
})  # fmt: skip
BOXES = pd.DataFrame({
    "policy": ["mix", "safe"], "rows": 150, "failed": [36, 0], "coverage": [0.944, None], "coverage_low": [0.56, None],
    "coverage_high": [1.0, None], "density": [0.81, None], "density_low": [0.28, None], "density_high": [1.0, None],
    "mass": [0.28, None],
})  # fmt: skip


@pytest.fixture(scope="module")
def estimates():
    """The finalists of a search of two mixes and three objectives, over all futures and in one."""
    rows = [
        (mix, measure, future, *bounds, UNITS[measure])
        for mix, own in NUMBERS.items()
        for measure, bounds in own.items()
        for future in ("all", "historical")
    ]
    return pd.DataFrame(rows, columns=["mix", "measure", "future", "estimate", "low", "high", "unit"])


def test_a_front_is_a_table_with_intervals_and_a_picture_of_each_objective_beside_its_cost(estimates):
    found = front_of(estimates, list(UNITS))
    ((table, head),) = found.tables
    assert head == "mix"
    assert dict(table.rows)["mix_1"][0] == ("20.0", "10.0 to 30.0")
    assert dict(table.rows)["nothing"][1] == ("5.00", "4.50 to 5.50")
    (picture,) = found.figures  # what can be negative has no axis from zero
    assert "poor years" in picture.title
    told = "mix_1: 20.0 million yuan of 2018 (10.0 to 30.0); 3.00 household-years (2.50 to 3.50)"
    assert f"<title>{told}</title>" in picture.drawing
    assert picture.drawing.count("<circle") == 2


def test_boxes_are_told_with_their_intervals_and_limits_with_their_units():
    found = boxes_of(BOXES, LIMITS)
    (whole, _policy), (limits, _number) = found.tables
    assert dict(whole.rows)["mix"][:2] == (("36 / 150", ""), ("94", "56 to 100"))
    assert dict(whole.rows)["safe"][1] == ("–", "")
    assert dict(limits.rows)["herd.feed_cow"][0] == ("above 2,680 yuan/cow/year", "2,050 to 2,810")
    assert dict(limits.rows)["future"][0].value == "among slump; mild"


def test_both_are_in_chinese_where_that_is_spoken(estimates):
    with language.speaking("zh"):
        tables = [
            table for found in (front_of(estimates, list(UNITS)), boxes_of(BOXES, LIMITS)) for table, _ in found.tables
        ]
        told = str(tables)
    assert "高于 2,680 元/头母牛/年" in told
    assert re.findall(r"(?:\b[a-z]{3,}\b ){2,}", told) == []


def test_tables_that_are_not_ours_are_refused_and_where_there_are_none_nothing_is_told(tmp_path):
    (tmp_path / "estimates.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(StudyError, match=r"estimates.csv cannot be read"):
        found_in({"estimates.csv": tmp_path / "estimates.csv"}, ["poor_years"])
    assert found_in({}, ["poor_years"]).tables == ()


def test_a_point_lies_where_its_values_are_and_says_what_it_is():
    drawing = point_chart(
        [Point("<a>", "#112233", (5.0, 4.0, 6.0), (1.0, 0.5, 1.0), "a & b")], about="x", x_label="cost"
    )
    assert "<title>a &amp; b</title>" in drawing
    assert "<a>" not in drawing
    assert re.search(r'<circle cx="436.3" cy="10.0"', drawing)


def test_a_stored_search_shows_its_front_on_the_page(estimates, tmp_path):
    folder = tmp_path / "results" / "best"
    folder.mkdir(parents=True)
    facts = {"place": "kezuohou", "objectives": dict.fromkeys(UNITS, "minimise")}
    (folder / "search.json").write_text(json.dumps(facts), "utf-8")
    estimates.to_csv(folder / "estimates.csv", index=False)
    app = make_app(engine=Engine(lambda *_asked: None), studies=tmp_path / "results")
    page = ask(app, ask(app, "/studies?lang=en&study.name=best").headers["location"])
    assert page.status == 200
    assert "Mixes that no other beats" in page.text
    assert page.text.count("<circle") == 2
