"""A measure as a smooth function of the parameters, from the points where it was simulated: a Gaussian process.

Replicates are averaged on common seeds.  What luck does to each point alone is known from the replicates and smoothed
over; what it does to all points alike no number of points averages out, so it is left to the likelihood.
"""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.extras import extra
from experiments.sensitivity import luck_of_averages

SHORTEST, LONGEST = 0.05, 50.0  # length scales, in ranges
LEAST_NOISE = 1e-6  # in variances of the measure

type Values = NDArray[np.float64]


class Emulator:
    """The mean of one measure over the ranges, with the variance of what is not known of it."""

    def __init__(self, shares: Values, values: Values, seed: int = 1) -> None:
        """From shares [points, parameters] and values [points, replicates], all known.

        Raises StudyError where scikit-learn is not installed.
        """
        process: Any = extra("sklearn.gaussian_process", "study")
        means = values.mean(axis=1)
        self._centre, self._scale = float(means.mean()), float(means.std()) or 1.0
        noise = max(LEAST_NOISE, float(luck_of_averages(values)) / self._scale**2)
        length = process.kernels.Matern(
            np.ones(shares.shape[1]), [(SHORTEST, LONGEST)] * shares.shape[1], nu=2.5
        )  # smooth, but not as smooth as a Gaussian kernel would have it
        kernel = process.kernels.ConstantKernel(1.0, (1e-3, 1e3)) * length
        self._process = process.GaussianProcessRegressor(kernel, alpha=noise, n_restarts_optimizer=1, random_state=seed)
        with warnings.catch_warnings():
            # A parameter that a measure does not heed has no length scale; one at its bound says so well enough.
            warnings.simplefilter("ignore", extra("sklearn.exceptions", "study").ConvergenceWarning)
            self._process.fit(shares, (means - self._centre) / self._scale)

    def __call__(self, shares: Values) -> tuple[Values, Values]:
        """Mean and variance at shares [points, parameters]."""
        mean, spread = self._process.predict(shares, return_std=True)
        return self._centre + self._scale * mean, (self._scale * spread) ** 2
