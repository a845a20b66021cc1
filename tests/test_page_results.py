"""What the page shows of a study: outlays by fund add up, charts lie on their sheet and say in words what they show."""

import math
import re
from urllib.parse import parse_qsl
from xml.etree.ElementTree import fromstring

import numpy as np
import pandas as pd
import pytest

from experiments.funds import fund_year_tables, funds_table, outlays_by
from experiments.gains import SHARES, gains
from experiments.page.controls import presets
from experiments.page.drawing import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, Line, ceiling, darker, line_chart, round_up
from experiments.page.mixes import menu_of
from experiments.page.results import FIGURES, figures_of, first_word, results_of, returns_cost_table
from experiments.page.state import State, read_state
from experiments.tables import headline_tables
from tests.made_up_study import made_up_study

NAN = float("nan")


@pytest.fixture(scope="module")
def study():
    return made_up_study(("none", "cattle_loan", "as_reported"))


@pytest.mark.parametrize("parts", [("fund",), ("year",), ("fund", "year")])
def test_outlays_by_parts_add_up_to_the_whole(study, parts):
    found = outlays_by(study, *parts).groupby("policy")["estimate"].sum()
    whole = study.cost()
    whole = whole[whole["programme"] == "total"].set_index("policy")["estimate"]
    pd.testing.assert_series_equal(found.reindex(whole.index), whole, check_names=False)


def test_a_run_that_spends_nothing_counts_as_nothing_spent(study):
    found = outlays_by(study, "fund")
    assert set(found["replicates"]) == {8}
    assert (found.loc[found["policy"] == "none", ["estimate", "low", "high"]] == 0.0).all(axis=None)


def test_the_table_of_funds_leaves_the_status_quo_out(study):
    names = [name for name, _cells in funds_table(study).rows]
    assert names == ["central funds", "the county"]


def test_the_table_of_funds_by_year_adds_up(study):
    whole = outlays_by(study, "fund", "year").groupby("policy")["estimate"].sum()
    tables = fund_year_tables(study)
    assert [table.title.split()[-1] for table in tables] == ["cattle_loan", "as_reported"]
    for table in tables:
        shown = sum(float(cell.value.replace(",", "")) for _year, cells in table.rows for cell in cells if cell.value)
        assert shown == pytest.approx(whole[table.title.split()[-1]] / 1e6, rel=0.01)


def test_who_gains_is_the_difference_of_the_cohort_by_kind(study):
    found = gains(study)
    whole = found[(found["kind"] == "all") & (found["measure"] == "poor_years")].set_index("policy")["estimate"]
    paired = study.paired[study.paired["measure"] == "poor_years"].set_index("policy")["difference"]
    pd.testing.assert_series_equal(whole.sort_index(), -paired[whole.index].sort_index(), check_names=False)
    shares = found[found["measure"].isin(SHARES)].groupby(["policy", "kind"])["estimate"].sum()
    assert shares.to_numpy() == pytest.approx(1.0)
    parts = found[found["measure"] == "saved"].groupby(["policy", "trait"])["households"].sum().unstack("trait")
    assert (parts.sub(parts["all"], axis=0).abs() < 1e-9).all(axis=None)


def test_cost_per_return_averted_says_why_it_is_not_defined(study):
    for _policy, (cell,) in returns_cost_table(study).rows:
        assert cell.interval


def test_the_first_word_is_a_part_of_the_whole(study):
    first, whole = first_word(study), results_of(study)
    assert first.sentences == whole.sentences
    assert [table for table, _head in first.tables] == headline_tables(study)
    assert first.tables == whole.tables[: len(first.tables)]
    assert [figure.drawing for figure in first.figures] == [whole.figures[0].drawing]


def test_every_chart_says_in_words_where_its_lines_end(study):
    for figure in figures_of(study, [name for name in FIGURES if name != "gap"]):
        root = fromstring(str(figure.drawing))
        assert root.get("role") == "img"
        for policy in study.policies:
            assert re.search(rf"{policy} ends at [−\d]", root.get("aria-label"))
        assert "none" in figure.note


def test_each_policy_has_a_colour_and_a_dash_of_its_own(study):
    lines = re.findall(r"<polyline [^>]*>", str(figures_of(study, ["poverty"])[0].drawing))
    looks = {
        (re.search('stroke="([^"]*)"', each)[1], "".join(re.findall('dasharray="([^"]*)"', each))) for each in lines
    }
    assert len(lines) == len(study.policies)
    assert len({colour for colour, _dash in looks}) == len({dash for _colour, dash in looks}) == len(lines)


def line(values, name="a"):
    path = np.array(values, float)
    return Line(name, "#0072B2", "", np.arange(len(path), dtype=float), path, path - 1, path + 1)


def test_everything_drawn_lies_on_the_sheet():
    drawing = line_chart([line([1, 5, 900.0]), line([NAN, 3, 0], "<b>&")], about='"x" & <y>', x_label="x", ticks=[0, 2])
    root = fromstring(str(drawing))
    points = [pair.split(",") for each in root.iter() if each.get("points") for pair in each.get("points").split()]
    assert all(LEFT <= float(x) <= WIDTH - RIGHT and 0 <= float(y) <= HEIGHT - BOTTOM for x, y in points)
    assert root.get("aria-label") == '"x" & <y>'
    assert "<b>&" in [each.text for each in root.iter()]


def test_a_line_without_intervals_has_no_band():
    bare = Line("a", "#0072B2", "", np.arange(3.0), np.ones(3), np.full(3, NAN), np.full(3, NAN))
    assert "polygon" not in line_chart([bare], about="a", x_label="x", ticks=[0, 2])


def test_steps_hold_each_value_until_the_next():
    stepped = line([0, 2, 5]).stepped()
    assert stepped.x.tolist() == [0, 1, 1, 2, 2]
    assert stepped.estimate.tolist() == [0, 0, 2, 2, 5]


@pytest.mark.parametrize("value", [1e-9, 0.031, 1.0, 1.01, 7.3, 99.0, 12345.0])
def test_an_axis_ends_at_a_round_number_not_far_above(value):
    assert value <= round_up(value) * (1 + 1e-9) <= 1.6 * value
    assert ceiling([line([value])]) >= value


def test_an_axis_without_numbers_ends_somewhere():
    assert round_up(0.0) == round_up(-3.0) == 1.0
    assert math.isfinite(ceiling([line([NAN])]))


def test_letters_are_dark_enough_to_read():
    def luminance(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in ("#0072B2", "#D55E00", "#009E73", "#4d4d4d"):
        assert 1.05 / (luminance(darker(colour)) + 0.05) >= 4.5


@pytest.mark.parametrize("place", ["kezuohou", "neijiang"])
def test_comparisons_to_begin_with_are_canonical_states_that_differ(place):
    state = State(place=place)
    offered = presets(state, menu_of(place, state.future))
    assert len(offered) >= 5
    found = [read_state(address) for _text, address in offered]
    assert len({each.question() for each in found}) == len(found)
    for each, (_text, address) in zip(found, offered, strict=True):
        assert set(parse_qsl(address)) <= set(parse_qsl(each.query()))
        assert len(each.mixes) >= 2
