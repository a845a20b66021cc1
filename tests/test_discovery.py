"""Discovery: planted boxes are found through the pipeline that runs of the model go through, and chance is not."""

import numpy as np
import pandas as pd
import pytest

from experiments.charts_discovery import plot_discovery
from experiments.charts_style import Setting, svg
from experiments.discovery import ABOVE, AMONG, BELOW, Criterion, Limit, Peeling, discover, inside, judged, resampled
from experiments.discovery_findings import in_words, tables_of
from experiments.display import limits_grid
from experiments.factors import Factor
from experiments.sampling import Options, draw
from experiments.sensitivity import evaluated
from tests.as_seen import in_chinese, seen

FACTORS = [Factor(f"x{place}", 0, 10) for place in range(3)] + [Factor("n", 1, 9, whole=True)]
FAILS = Criterion("poor_years", ABOVE, 0.5)
FEW = Peeling(peel=0.1, resamples=4)
SETTING = Setting("Somewhere", "historical", "none", 2, ("none", "mix"))


def planted(points, replicate):
    """Fails where x0 is above 6 and n is 4 or less, and nowhere else."""
    return {"poor_years": ((points["x0"] > 6) & (points["n"] <= 4)).astype(float)}


def noise(points, replicate):
    """Fails at a quarter of the points, wherever they lie."""
    return {"poor_years": (np.random.default_rng(7).random(len(points)) < 0.25).astype(float)}


def found(function, *, futures=("historical",), fails=lambda future: True, points=100, peeling=FEW):
    """What is discovered of a function, which fails only under some futures."""
    x = draw("latin_hypercube", FACTORS, Options(points=points)).points()
    ((_output, values),) = evaluated(x, function, 2).items()
    rows = judged(x, {future: values * fails(future) for future in futures}, FAILS)
    units = {"x0": "yuan", "poor_years": "years/household"}
    return discover(rows, FAILS, peeling, policy="mix", units=units)


@pytest.fixture(scope="module")
def clean():
    """The planted box, found."""
    return found(planted)


def test_a_planted_box_is_found_with_its_limits_and_no_other(clean):
    limits = {limit.name: limit for limit in clean.box.limits}
    assert set(limits) == {("x0", ABOVE), ("n", BELOW)}
    assert limits[("x0", ABOVE)].at == pytest.approx(6, abs=0.6)
    assert 4 <= limits[("n", BELOW)].at < 5
    assert all(limit.quasi_p < 0.001 for limit in limits.values())


def test_coverage_density_and_mass_are_counted_from_the_rows(clean):
    fails, within = clean.judged.failed, inside(clean.judged.x, clean.box.limits)
    assert clean.box.fit.coverage == pytest.approx((fails & within).sum() / fails.sum())
    assert clean.box.fit.density == pytest.approx((fails & within).sum() / within.sum())
    assert clean.box.fit.mass == pytest.approx(within.mean())
    assert clean.box.fit.coverage > 0.95
    assert clean.box.fit.density > 0.9
    assert clean.box.trajectory["chosen"].sum() == 1


def test_a_clean_box_is_found_again_in_nearly_every_resample(clean):
    assert [again for again, _low, _high in clean.stability.again.values()] == [1.0, 1.0]
    assert clean.stability.overlap > 0.85
    assert clean.stability.fits["density"].mean() > 0.85
    said = in_words([clean])
    assert "失败集中在" in in_chinese(lambda: in_words([clean]))
    assert "`x0` lies above" in said
    assert "yuan (found again in 100 % of resamples" in said
    assert "it is stable" in said


def test_a_future_can_be_a_limit():
    two = found(planted, futures=("historical", "slump"), fails=lambda future: future == "slump", points=60)
    limits = {limit.name: limit.at for limit in two.box.limits}
    assert limits[("future", AMONG)] == ("slump",)
    assert {("x0", ABOVE), ("n", BELOW)} < set(limits)
    assert two.stability.again[("future", AMONG)][0] == 1.0
    assert "the future is slump" in in_words([two])
    assert "60 points under 2 futures" in in_words([two])


def test_chance_alone_makes_no_box():
    nothing = found(noise)
    assert nothing.box.limits == ()
    assert "No box stands out" in in_words([nothing])
    assert "没有突出的箱" in in_chinese(lambda: in_words([nothing]))
    assert tables_of([nothing])["boxes"]["holds_up"].tolist() == [False]


def test_a_box_drawn_around_chance_is_not_found_again():
    rows = found(noise).judged
    box = found(planted).box
    by_hand = type(box)((Limit("x1", BELOW, 5.0), Limit("x2", ABOVE, 5.0)), box.fit, box.trajectory)
    stability = resampled(rows, by_hand, FEW)
    assert max(again for again, _low, _high in stability.again.values()) <= 0.5
    assert stability.overlap < 0.5


@pytest.mark.parametrize(("level", "said"), [(0.0, "fails nowhere"), (1.0, "fails everywhere")])
def test_where_nothing_or_everything_fails_that_is_the_answer(level, said):
    one = found(lambda points, replicate: {"poor_years": np.full(len(points), level)})
    assert one.box is None
    assert said in in_words([one])
    assert tables_of([one])["limits"].empty
    assert svg(plot_discovery(one, SETTING)).startswith("<?xml")


def test_points_within_luck_of_the_threshold_are_counted():
    points = pd.DataFrame({"x": np.linspace(0, 1, 101)})
    luck = np.random.default_rng(1).normal(0, 0.1, (101, 2))
    rows = judged(points, {"": points["x"].to_numpy()[:, None] + luck}, Criterion("poor_years", BELOW, 0.5))
    half = 1.96 * 0.1 / np.sqrt(2)
    assert rows.near.mean() == pytest.approx(2 * half, abs=0.08)
    assert (rows.failed == (rows.values < 0.5)).all()
    assert judged(points, {"": points.to_numpy()}, Criterion("poor_years", BELOW, 0.5)).near is None


def test_rows_of_failed_runs_are_left_out_and_told():
    points = pd.DataFrame({"x": np.linspace(0, 1, 20)})
    values = np.column_stack([points["x"], points["x"]])
    values[3, 1] = np.nan
    rows = judged(points, {"a": values, "b": values}, FAILS)
    assert rows.left_out == 2
    assert len(rows.failed) == 38
    assert 3 not in rows.points


def test_the_point_is_resampled_with_all_its_rows():
    doubled = found(planted, futures=("a", "b"), points=60)
    once = found(planted, points=60)
    assert doubled.stability.overlap == pytest.approx(once.stability.overlap, abs=0.1)
    assert doubled.box.fit.mass == pytest.approx(once.box.fit.mass, abs=0.05)


def test_the_same_rows_give_the_same_tables_and_picture(clean):
    again = found(planted)
    for name, table in tables_of([clean]).items():
        pd.testing.assert_frame_equal(table, tables_of([again])[name])
    assert svg(plot_discovery(clean, SETTING)) == svg(plot_discovery(again, SETTING))


def test_a_discovery_shows_in_a_notebook_its_limits_and_what_it_found_in_words(clean):
    page = seen(clean)
    assert in_words([clean]).replace("`", "") in page
    assert all(cell in page for row in limits_grid(tables_of([clean])["limits"]).rows for cell in row)
    assert "fails nowhere" in seen(found(planted, fails=lambda future: False))
