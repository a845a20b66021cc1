"""Figures: what they name, that they show the study's own numbers, and that their bytes never change."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts import FIGURES
from experiments.charts_style import MARKERS, Setting, inline, png, save, setting_of, spread, svg
from experiments.tables import over_runs, poverty_path, return_curve, returns_per_run
from tests.made_up_study import POLICIES, made_up_study

each_figure = pytest.mark.parametrize("plot", FIGURES.values(), ids=FIGURES)


@pytest.fixture(scope="module")
def study():
    return made_up_study(replicates=4)


@pytest.fixture(scope="module")
def again():
    return made_up_study(replicates=4)


def texts(figure):
    """Every piece of text in a figure."""
    return " ".join(text.get_text() for text in figure.findobj(match=lambda artist: hasattr(artist, "get_text")))


@each_figure
def test_a_figure_names_place_future_baseline_replicates_and_policies(study, plot):
    written = texts(plot(study))
    for words in (
        "Kezuohou Banner",
        "future: historical",
        "baseline: none",
        "4 replicates",
        "95 % intervals",
        *POLICIES,
    ):
        assert words in written


@each_figure
def test_a_figure_names_its_units(study, plot):
    labels = [axes.get_xlabel() + axes.get_ylabel() for axes in plot(study).axes]
    assert any(re.search("%|yuan|head", label) for label in labels)


@each_figure
def test_the_same_study_gives_the_same_bytes_without_a_date(study, again, plot):
    assert svg(plot(study)) == svg(plot(again))
    assert png(plot(study)) == png(plot(again))
    assert "dc:date" not in svg(plot(study))


@each_figure
def test_one_run_is_drawn_without_intervals(plot):
    written = texts(plot(made_up_study(("none", "as_reported"), replicates=1)))
    assert "one run, no intervals" in written


@each_figure
def test_a_single_policy_can_be_drawn(plot):
    assert plot(made_up_study(("cattle_loan",), replicates=2)).axes


def test_a_figure_is_saved_as_svg_and_png(study, tmp_path):
    paths = save(FIGURES["poverty"](study), tmp_path / "figures", "poverty")
    assert [path.name for path in paths] == ["poverty.svg", "poverty.png"]
    assert paths[0].read_text().startswith("<?xml")
    assert paths[1].read_bytes().startswith(b"\x89PNG")


def test_drawing_touches_no_global_state_of_matplotlib():
    sources = Path(__file__).parents[1].joinpath("experiments").glob("charts*.py")
    assert not any(re.search(r"^\s*(import|from) .*pyplot", source.read_text(), re.MULTILINE) for source in sources)


def test_every_policy_has_its_own_colour_dash_and_marker():
    setting = Setting("here", "historical", "none", 2, POLICIES)
    for look in (setting.colour, setting.dash, setting.marker):
        assert len({str(look(policy)) for policy in POLICIES}) == len(POLICIES)
    assert len(MARKERS) >= len(POLICIES)


def test_the_curve_of_return_passes_through_the_risks_of_the_summary(study):
    curve = return_curve(study.spells).set_index(["policy", "since_exit"])
    for row in study.return_risk().itertuples():
        found = curve.loc[(row.policy, row.horizon_months)]
        np.testing.assert_allclose(
            [found.estimate, found.low, found.high], [row.estimate, row.low, row.high], atol=1e-12
        )


def test_the_path_of_poverty_ends_at_the_headcount_of_the_summary(study):
    ends = poverty_path(study.months).groupby("policy").last()
    for row in study.measure("poverty_headcount").itertuples():
        np.testing.assert_allclose(
            ends.loc[row.policy, ["estimate", "low", "high"]].astype(float), [row.estimate, row.low, row.high]
        )


def test_bars_of_causes_fill_the_whole(study):
    shares = study.causes().groupby("policy")["estimate"].sum()
    np.testing.assert_allclose(shares, 1.0)


def test_returns_are_counted_in_households_of_one_run(study):
    counted = study.measure("returns").set_index("policy")["estimate"]
    pd.testing.assert_series_equal(returns_per_run(study.spells).sort_index(), counted.sort_index(), check_names=False)


def test_a_mean_over_one_run_has_no_bounds():
    (row,) = over_runs(pd.DataFrame({"policy": ["a"], "value": [3.0]}), ["policy"]).itertuples()
    assert row.estimate == 3.0
    assert np.isnan(row.low)
    assert np.isnan(row.high)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8), st.floats(0.1, 10))
def test_labels_are_moved_apart_and_keep_their_order(places, gap):
    moved = np.array(spread(places, gap))
    order = np.argsort(places, kind="stable")
    assert (np.diff(moved[order]) >= gap - 1e-9).all()


def test_labels_that_do_not_touch_stay_where_they_are():
    assert spread([1.0, 9.0, 5.0], 2.0) == [1.0, 9.0, 5.0]


def test_setting_names_the_sample(study):
    assert "20 % sample" in setting_of(study).sentence()


def test_drawings_on_one_page_share_no_id(study):
    drawings = [inline(svg(plot(study)), name, "words") for name, plot in FIGURES.items()]
    ids = [set(re.findall(r'\bid="([^"]+)"', drawing)) for drawing in drawings]
    assert sum(map(len, ids)) == len(set.union(*ids))
    for drawing, own in zip(drawings, ids, strict=True):
        assert set(re.findall(r'(?:href="|url\()#([^")]+)', drawing)) <= own


@pytest.mark.parametrize(("dearest", "scale"), [(90_000.0, "linear"), (2_000_000.0, "log")])
def test_costs_that_lie_far_apart_are_drawn_on_logs(study, monkeypatch, dearest, scale):
    costs = study.cost_per_effect()
    ratios = costs["measure"] == "cost_per_poor_year_averted"
    amounts = np.where(costs.index == costs.index[ratios][0], dearest, 10_000.0)
    given = costs.assign(**{name: np.where(ratios, amounts, costs[name]) for name in ("estimate", "low", "high")})
    monkeypatch.setattr(type(study), "cost_per_effect", lambda study: given)
    (dots,) = (axes for axes in FIGURES["costs"](study).axes if "averted" in axes.get_xlabel())
    assert dots.get_xscale() == scale
    assert dots.get_xlim()[0] <= 10_000.0 < dearest < dots.get_xlim()[1]
