"""The posterior, held against worlds in which it is known."""

import numpy as np
import pytest

from experiments.calibration_emulator import Emulator
from experiments.calibration_posterior import ENOUGH, Likelihood, luck_of_means, posterior


def exactly(direction, noise=0.0):
    """An emulator that knows a linear function of the shares, up to a variance."""
    return lambda shares: (shares @ np.asarray(direction, float), np.full(len(shares), noise))


def likelihood(reported, tolerance, luck=None, directions=((1, 0), (0, 1)), noise=0.0):
    """Targets that are linear in two parameters."""
    emulators = [exactly(direction, noise) for direction in directions]
    many = len(emulators)
    luck = np.zeros((many, many)) if luck is None else np.asarray(luck)
    return Likelihood(emulators, np.asarray(reported, float), np.full(many, tolerance), luck)


def test_the_posterior_of_a_linear_world_is_the_normal_one():
    found = posterior(likelihood([0.4, 0.6], 0.05), 2, 4000, seed=1)
    assert found.draws.mean(axis=0) == pytest.approx([0.4, 0.6], abs=0.004)
    assert found.draws.std(axis=0) == pytest.approx([0.05, 0.05], rel=0.07)
    assert abs(np.corrcoef(found.draws.T)[0, 1]) < 0.08
    assert found.effective >= ENOUGH


@pytest.mark.parametrize("width", [0.003, 0.03])
def test_a_narrow_posterior_far_from_the_middle_is_found(width):
    found = posterior(likelihood([0.93, 0.08], width), 2, 1000, seed=1)
    assert found.draws.mean(axis=0) == pytest.approx([0.93, 0.08], abs=width / 4)
    assert found.draws.std(axis=0) == pytest.approx([width, width], rel=0.15)


def test_luck_and_the_emulator_widen_it_beside_the_tolerance():
    widths = {
        "tolerance alone": likelihood([0.5, 0.5], 0.03),
        "luck": likelihood([0.5, 0.5], 0.03, luck=np.eye(2) * 0.04**2),
        "emulator": likelihood([0.5, 0.5], 0.03, noise=0.04**2),
    }
    spread = {name: posterior(each, 2, 4000, seed=1).draws.std(axis=0).mean() for name, each in widths.items()}
    assert spread == pytest.approx({"tolerance alone": 0.03, "luck": 0.05, "emulator": 0.05}, rel=0.06)


def test_luck_that_strikes_two_targets_alike_leaves_their_difference_known():
    common = np.full((2, 2), 0.08**2)
    draws = posterior(likelihood([0.5, 0.5], 0.01, luck=common), 2, 4000, seed=1).draws
    assert (draws[:, 0] - draws[:, 1]).std() == pytest.approx(0.01 * np.sqrt(2), rel=0.08)
    assert (draws.sum(axis=1) / 2).std() == pytest.approx(0.08, rel=0.08)


def test_one_target_cannot_tell_two_parameters_apart_and_the_ridge_shows():
    draws = posterior(likelihood([1.0], 0.02, directions=((1, 1),)), 2, 2000, seed=1).draws
    assert np.corrcoef(draws.T)[0, 1] < -0.99
    assert np.ptp(np.quantile(draws[:, 0], [0.05, 0.95])) == pytest.approx(0.9, abs=0.05)


def test_what_no_target_heeds_keeps_its_prior():
    draws = posterior(likelihood([0.5], 0.05, directions=((1, 0),)), 2, 2000, seed=1).draws
    assert np.quantile(draws[:, 1], [0.05, 0.5, 0.95]) == pytest.approx([0.05, 0.5, 0.95], abs=0.05)


def test_the_region_holds_the_truth_nine_times_in_ten():
    luck, held = np.random.default_rng(5), 0
    for world in range(100):
        truth = luck.random(2)
        asked = likelihood(truth + 0.05 * luck.normal(size=2), 0.05)
        held += asked.log_density(truth[None, :])[0] >= posterior(asked, 2, 400, seed=world).level
    assert 0.82 < held / 100 < 0.97


def test_nothing_is_left_open_where_nothing_fits():
    assert posterior(likelihood([5.0, 5.0], 0.05), 2, 50, seed=1).open_share == 0.0
    assert posterior(likelihood([0.5, 0.5], 9.0), 2, 50, seed=1).open_share == 1.0


def test_the_same_seed_gives_the_same_draws():
    asked = likelihood([0.4, 0.6], 0.02)
    one, same, other = (posterior(asked, 2, 50, seed=seed).draws for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_luck_of_means_is_that_of_averages_over_replicates_widened_for_their_number():
    luck = np.random.default_rng(1)
    common = luck.normal(size=(500, 2, 1, 4)) * np.array([3.0, 1.0])[None, :, None, None]
    found = np.mean([luck_of_means(each + np.zeros((2, 5, 4))) for each in common], axis=0)
    wider = (3.182 / 1.960) ** 2  # quantiles of Student's t with 3 degrees of freedom and of the normal distribution
    assert found == pytest.approx(np.diag([9.0, 1.0]) / 4 * wider, abs=0.6)
    assert abs(found[0, 1]) < 0.1


def test_luck_that_strikes_alike_is_seen_to_where_there_are_many_replicates():
    common = np.random.default_rng(2).normal(size=(1, 1, 200))
    found = luck_of_means(np.concatenate([common, 2 * common]) + np.zeros((2, 3, 200)))
    assert found[0, 1] / np.sqrt(found[0, 0] * found[1, 1]) > 0.95


def test_a_target_that_luck_does_not_touch_has_none():
    found = luck_of_means(np.concatenate([np.ones((1, 2, 4)), np.arange(8.0).reshape(1, 2, 4)]))
    assert found[0].tolist() == [0.0, 0.0]
    assert found[1, 1] > 0


def test_the_region_holds_the_truth_though_few_replicates_know_little_of_luck():
    luck, held = np.random.default_rng(1), 0
    directions = np.array([[1.0, 0.2], [0.8, -0.4], [0.6, 0.5], [0.1, 1.0]])
    shared = np.linalg.cholesky(0.6 * np.ones((4, 4)) + 0.4 * np.eye(4)) * 0.1
    for world in range(60):
        truth, runs = 0.25 + 0.5 * luck.random(2), shared @ luck.normal(size=(4, 4))
        emulators = [
            lambda shares, direction=direction, off=off: (shares @ direction + off, np.zeros(len(shares)))
            for direction, off in zip(directions, runs.mean(axis=1), strict=True)
        ]
        reported = directions @ truth + 0.02 * luck.normal(size=4)
        asked = Likelihood(emulators, reported, np.full(4, 0.02), luck_of_means(runs[:, None, :]))
        held += asked.log_density(truth[None, :])[0] >= posterior(asked, 2, 200, seed=world).level
    assert 0.8 < held / 60 < 0.98


def test_the_emulator_follows_a_curve_through_luck_and_says_how_well():
    luck = np.random.default_rng(3)
    shares = luck.random((40, 2))
    true = np.exp(-2 * shares[:, 0])
    values = 1000 * true[:, None] + 20 * luck.normal(size=(40, 4)) + 50 * luck.normal(size=(1, 4))
    common = (values - 1000 * true[:, None]).mean()
    emulator, asked = Emulator(shares, values), luck.random((300, 2))
    mean, variance = emulator(asked)
    errors = mean - (1000 * np.exp(-2 * asked[:, 0]) + common)
    assert np.sqrt((errors**2).mean()) < 10.0  # below the luck of a point
    assert (np.abs(errors) < 3 * np.sqrt(variance)).mean() > 0.9
