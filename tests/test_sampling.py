"""Samplers: within ranges, the same from the same seed, and of the shape their analysis needs."""

import numpy as np
import pytest

from experiments.factors import Factor
from experiments.sampling import SAMPLERS, Options, draw, every_combination, side_by_side
from model.errors import ScenarioError

FACTORS = (Factor("a", -1.0, 1.0), Factor("b", 2, 5, whole=True), Factor("c", 0.01, 100.0, log=True))
each_sampler = pytest.mark.parametrize("sampler", SAMPLERS)


@each_sampler
def test_every_value_lies_in_its_range_and_whole_numbers_stay_whole(sampler):
    points = draw(sampler, FACTORS).points()
    for factor in FACTORS:
        assert points[factor.path].between(factor.low, factor.high).all()
    assert points["b"].dtype == np.int64
    assert list(points) == ["a", "b", "c"]
    assert points.index.tolist() == list(range(len(points)))


@each_sampler
def test_the_same_seed_gives_the_same_points_and_another_seed_others(sampler):
    first, again = (draw(sampler, FACTORS, Options(seed=3)).shares for _ in range(2))
    assert (first == again).all()
    assert sampler == "grid" or (draw(sampler, FACTORS, Options(seed=4)).shares != first).any()


@each_sampler
def test_drawing_leaves_the_global_generator_alone(sampler):
    before = np.random.get_state()[1].copy()  # noqa: NPY002  it is the one that must not be touched
    draw(sampler, FACTORS)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_samples_have_the_size_their_analysis_needs():
    count = len(FACTORS)
    assert len(draw("latin_hypercube", FACTORS, Options(points=37)).shares) == 37
    assert len(draw("sobol", FACTORS, Options(points=16)).shares) == 16 * (count + 2)
    assert len(draw("sobol", FACTORS, Options(points=16, second_order=True)).shares) == 16 * (2 * count + 2)
    assert len(draw("morris", FACTORS, Options(trajectories=5)).shares) == 5 * (count + 1)
    assert len(draw("grid", FACTORS, Options(levels=3)).shares) == 3**count


def test_a_latin_hypercube_has_one_point_in_each_row_and_column():
    shares = draw("latin_hypercube", FACTORS, Options(points=50)).shares
    assert (np.sort(np.floor(shares * 50), axis=0) == np.arange(50)[:, None]).all()


@pytest.mark.parametrize("sampler", ["latin_hypercube", "sobol", "morris"])
def test_factors_of_a_group_move_together(sampler):
    sample = draw(sampler, FACTORS, groups=("x", "y", "x"))
    assert sample.grouped
    assert sample.names == ["x", "y"]
    moved = np.diff(sample.shares[:3], axis=0) != 0
    assert (moved[:, 0] == moved[:, 2]).all()


def test_a_log_scale_puts_as_many_points_in_each_power_of_ten():
    values = draw("latin_hypercube", FACTORS, Options(points=400)).points()["c"]
    counts, _ = np.histogram(np.log10(values), bins=[-2, -1, 0, 1, 2])
    assert (np.abs(counts - 100) <= 1).all()


@pytest.mark.parametrize(
    ("sampler", "options", "words"),
    [
        ("sobl", {}, "Did you mean 'sobol'?"),
        ("sobol", {"points": 100}, "128"),
        ("sobol", {"points": 2}, "4 or more"),
        ("morris", {"trajectories": 1}, "2 or more"),
        ("morris", {"levels": 5}, "even"),
        ("latin_hypercube", {"points": 1.5}, "whole number"),
        ("latin_hypercube", {"points": 10**9}, "at most"),
        ("grid", {"levels": 200}, "8000000 points"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(sampler, options, words):
    with pytest.raises(ScenarioError, match=words.replace("?", r"\?")):
        draw(sampler, FACTORS, Options(**options))


def test_nothing_to_vary_is_told():
    with pytest.raises(ScenarioError, match="nothing to vary"):
        draw("sobol", ())


def test_listed_values_make_every_combination_or_go_side_by_side():
    lists = {"a": [1, 2], "b": [3.0, 4.0]}
    assert every_combination(lists).to_numpy().tolist() == [[1, 3], [1, 4], [2, 3], [2, 4]]
    assert side_by_side(lists).to_numpy().tolist() == [[1, 3], [2, 4]]
    with pytest.raises(ScenarioError, match="side by side"):
        side_by_side({"a": [1, 2], "b": [3.0]})
