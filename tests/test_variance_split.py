"""The split of variance between draws of parameters and luck, held against worlds whose variances are known."""

import numpy as np
import pytest

from experiments.variance_split import variance_split

DRAWS, REPLICATES, WORLDS = 12, 4, 1500


def world(luck, between=4.0, common=9.0, own=1.0):
    """Values [draws, replicates] with these variances."""
    draw, replicate = luck.normal(size=(DRAWS, 1)), luck.normal(size=(1, REPLICATES))
    left = luck.normal(size=(DRAWS, REPLICATES))
    return 10.0 + np.sqrt(between) * draw + np.sqrt(common) * replicate + np.sqrt(own) * left


def splits(**variances):
    """The splits of many such worlds."""
    luck = np.random.default_rng(1)
    return [variance_split(world(luck, **variances)) for _each in range(WORLDS)]


def near(estimates, truth):
    """Whether the mean of estimates is within four of its own standard errors of the truth."""
    return abs(np.mean(estimates) - truth) < 4.0 * np.std(estimates) / np.sqrt(len(estimates))


@pytest.mark.parametrize("variances", [{}, {"between": 0.0}, {"common": 0.0}, {"between": 0.2, "own": 5.0}])
def test_each_variance_is_estimated_without_bias(variances):
    truth = {"between": 4.0, "common": 9.0, "own": 1.0} | variances
    found = splits(**variances)
    assert near([each.between_draws for each in found], truth["between"])
    assert near([each.common_luck for each in found], truth["common"])
    assert near([each.own_luck for each in found], truth["own"])
    luck_of_mean = truth["common"] / REPLICATES + truth["own"] / (DRAWS * REPLICATES)
    assert near([each.monte_carlo for each in found], luck_of_mean)


def test_taking_common_luck_as_nested_would_be_biased():
    luck = np.random.default_rng(1)
    tables = [world(luck) for _each in range(WORLDS)]
    nested = [table.mean(axis=1).var(ddof=1) - table.var(axis=1, ddof=1).mean() / REPLICATES for table in tables]
    assert np.mean(nested) == pytest.approx(4.0 - 9.0 / REPLICATES, abs=0.25)
    assert not near(nested, 4.0)


def test_an_estimate_near_zero_may_be_negative_and_is_told_so():
    found = np.array([each.between_draws for each in splits(between=0.0)])
    assert 0.2 < (found < 0).mean() < 0.8


def test_the_interval_covers_the_mean_of_a_world_with_another_draw():
    luck, met = np.random.default_rng(2), 0
    for _world in range(2000):
        draw = 10.0 + 2.0 * luck.normal()  # what the model would say on the average, were the parameters known
        found = variance_split(world(luck, common=1.0))
        met += found.low <= draw <= found.high
    assert 0.93 < met / 2000 < 0.99


def test_the_interval_is_never_narrower_than_monte_carlo_error():
    assert all(each.low <= each.low_luck and each.high >= each.high_luck for each in splits(between=0.0)[:200])


def test_a_draw_that_misses_a_run_is_left_out_and_a_single_draw_has_no_split():
    table = world(np.random.default_rng(3))
    broken = np.vstack([table, np.full((1, REPLICATES), np.nan)])
    assert variance_split(broken) == variance_split(table)
    alone = variance_split(table[:1])
    assert (alone.estimate, alone.draws) == (pytest.approx(table[0].mean()), 1)
    assert np.isnan([alone.low, alone.between_draws, alone.monte_carlo]).all()
