"""What the targets leave of the ranges: history matching to rule out, a posterior to weigh what is left.

The prior is uniform in the shares of the ranges.  With m(x) the emulated means of the targets at x, z their reported
values and S(x) = diag(tolerance^2) + luck + diag(emulator variance), the density is that of a normal z around m(x).
`luck` is the covariance that common luck leaves in the averages, and that of the data where they are simulated: Monte
Carlo error widens the posterior beside the tolerances and apart from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.stats import gaussian_kde, qmc

from experiments.calibration_emulator import Emulator
from experiments.extras import extra

CANDIDATES = 2**12
ROUNDS, ENOUGH = 8, 1000.0  # of looking closer, until the candidates count for so many independent ones
CENTRES, SMALLEST, ANYWHERE = 400, 1e-4, 0.1  # of kernels: how many, the least width, and the share that ignores them
IMPLAUSIBLE = 3.0  # standard deviations (Pukelsheim 1994: at least 95 % of any unimodal distribution within)
REGION = 0.9

type Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Likelihood:
    """How likely the reported values are at a point.

    An emulator, a reported value and a tolerance of each target; `luck` is a covariance [targets, targets].
    """

    emulators: Sequence[Emulator]
    reported: Values
    tolerances: Values
    luck: Values

    def log_density(self, shares: Values) -> Values:
        """Of the reported values at shares [points, parameters], up to a constant."""
        gaps, spread = self._gaps(shares)
        _sign, volume = np.linalg.slogdet(spread)
        distance = np.einsum("pi,pi->p", gaps, np.linalg.solve(spread, gaps[..., None])[..., 0])
        return np.asarray(-0.5 * (distance + volume))

    def implausibility(self, shares: Values) -> Values:
        """The largest distance of any target from its reported value, in standard deviations [points]."""
        gaps, spread = self._gaps(shares)
        return np.asarray((np.abs(gaps) / np.sqrt(np.diagonal(spread, axis1=1, axis2=2))).max(axis=1))

    def _gaps(self, shares: Values) -> tuple[Values, Values]:
        """Emulated minus reported [points, targets], and their covariance [points, targets, targets]."""
        emulated = [emulator(shares) for emulator in self.emulators]
        means, variances = (np.column_stack([each[place] for each in emulated]) for place in (0, 1))
        known = np.diag(self.tolerances**2) + self.luck
        return means - self.reported, known + variances[:, :, None] * np.eye(len(self.reported))


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Draws [draws, parameters] in shares of the ranges, in no order, so that the first few are a fair sample.

    `level` is the log density at the edge of the smallest region that holds 90 % of the posterior, `open_share` the
    share of the prior that no target rules out, `effective` how many independent candidates the draws come from.
    """

    draws: Values
    level: float
    open_share: float
    effective: float


def posterior(likelihood: Likelihood, parameters: int, draws: int, seed: int) -> Posterior:
    """Draws from the posterior by population Monte Carlo (Cappe et al. 2004, J. Comput. Graph. Stat. 13:907).

    Candidates of a Sobol sequence over the ranges are weighed by their density; the next ones come from kernels around
    the heaviest, a few from the whole ranges still, and are weighed by density over that of their proposal.
    """
    shares = qmc.Sobol(parameters, rng=np.random.default_rng([seed, 0])).random(CANDIDATES)
    open_share = float((likelihood.implausibility(shares) <= IMPLAUSIBLE).mean())
    density, proposed = likelihood.log_density(shares), np.ones(CANDIDATES)
    for round_ in range(1, ROUNDS + 1):
        luck = np.random.default_rng([seed, round_])
        weights = np.exp(density - density.max()) / proposed
        effective = float(weights.sum() ** 2 / (weights**2).sum())
        if effective >= ENOUGH or round_ == ROUNDS:
            break
        shares, proposed = _nearer(shares[_systematic(weights, CENTRES, luck.random())], luck)
        density = likelihood.log_density(shares)
    chosen = luck.permutation(_systematic(weights, draws, luck.random()))
    return Posterior(shares[chosen], float(np.quantile(density[chosen], 1.0 - REGION)), open_share, effective)


def luck_of_means(values: Values) -> Values:
    """The covariance [targets, targets] that luck common to all points leaves in averages, values [targets, points, R].

    Of a single point, all its luck.  R replicates know a covariance badly, and one taken as it comes would be blind to
    luck that did not happen: the 90 % region of four targets from four replicates would hold the truth in six of ten
    worlds.  So variances are widened as Student's t has it, and correlations drawn towards none (OAS: Chen et al. 2010,
    IEEE Trans. Signal Process. 58:5016); it then holds nine in ten.
    """
    of_replicates = values.mean(axis=1)
    replicates = of_replicates.shape[1]
    spread = of_replicates.std(axis=1, ddof=1)
    centred = of_replicates - of_replicates.mean(axis=1, keepdims=True)
    scaled = np.divide(centred, spread[:, None], out=np.zeros_like(centred), where=spread[:, None] > 0)
    drawn, _towards = extra("sklearn.covariance", "study").oas(scaled.T, assume_centered=True)
    deviation = np.sqrt(np.maximum(np.diag(drawn), np.finfo(float).tiny))
    wider = (stats.t.ppf(0.975, replicates - 1) / stats.norm.ppf(0.975)) ** 2
    return np.asarray(wider * drawn / np.outer(deviation, deviation) * np.outer(spread, spread) / replicates)


def _nearer(centres: Values, luck: np.random.Generator) -> tuple[Values, Values]:
    """Candidates around centres, and a few anywhere, all within the ranges; with the density of their proposal."""
    jitter = luck.normal(scale=SMALLEST, size=centres.shape)  # so that equal centres have a width
    kernels = gaussian_kde((centres + jitter).T)
    near = kernels.resample(round((1.0 - ANYWHERE) * CANDIDATES), luck).T
    shares = np.vstack([near, luck.random((CANDIDATES - len(near), centres.shape[1]))])
    shares = shares[((shares >= 0.0) & (shares <= 1.0)).all(axis=1)]
    return shares, (1.0 - ANYWHERE) * kernels(shares.T) + ANYWHERE


def _systematic(weights: Values, draws: int, start: float) -> NDArray[np.intp]:
    """Indices drawn in proportion to weights, at even steps of their sum."""
    steps = (np.arange(draws) + start) / draws
    return np.minimum(np.searchsorted(np.cumsum(weights) / weights.sum(), steps), len(weights) - 1)
