"""Kin groups, and a sample of them that stands for the county."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arithmetic import whole
from model.luck import draws, family
from model.processes.population import Population
from model.records import LISTED
from model.scenario import Scenario

KIN = family("start.kin", "boundary", "order")
STRATUM = family("start.stratum", "round")
STRATA = np.array([0.05, 0.15, 0.25, 0.4])  # listed share of a kin group


def kin_groups(number: NDArray[np.int64], n: Population, seed: int, replicate: int) -> NDArray[np.int64]:
    """The kin group of each household, by its `number` in the county: neighbours of one village.

    Groups are as numerous in every village; where one ends and the next begins is drawn around equal parts.
    """
    groups = max(1, round(n.per_village / n.kin))
    villages = int(number[-1]) // n.per_village + 1
    mean = n.per_village / groups
    luck = draws(seed, replicate, KIN.number, np.arange(villages * groups), 0)[:, 0].reshape(villages, groups)
    begins = np.floor(mean * np.arange(groups) + n.kin_varies * luck)
    begins[:, 0] = 0
    begins += n.per_village * np.arange(villages)[:, None]
    return np.searchsorted(begins.ravel(), number, side="right") - 1


def sample_kin_groups(households: NDArray[Any], scenario: Scenario, key: tuple[int, int]) -> NDArray[np.int64]:
    """The rows of a share of the kin groups of each stratum, those that come first in an order drawn once for all.

    `key`: seed and replicate. A run that holds what is shared keeps each group by its own draw.
    """
    fraction = scenario.sample_fraction
    if fraction >= 1.0:
        return np.arange(len(households))
    kin = households["kin"]
    order = draws(*key, KIN.number, np.arange(int(kin[-1]) + 1), 0)[:, 1]
    if scenario.hold_shared:
        kept = order < fraction
    else:
        kept = _first_of_strata(kin, households["register"] == LISTED, order, fraction, key)
    return np.flatnonzero(kept[kin])


def _first_of_strata(
    kin: NDArray[Any], listed: NDArray[np.bool_], order: NDArray[np.float64], fraction: float, key: tuple[int, int]
) -> NDArray[np.bool_]:
    """Which kin groups are kept: bool[groups]."""
    share = np.bincount(kin, listed) / np.maximum(1, np.bincount(kin))
    stratum = np.digitize(share, STRATA)
    luck = draws(*key, STRATUM.number, np.arange(len(STRATA) + 1), 0)[:, 0]
    kept = np.zeros(len(share), bool)
    for number, u in enumerate(luck):
        groups = np.flatnonzero(stratum == number)
        groups = groups[np.argsort(order[groups], kind="stable")]
        kept[groups[: whole(fraction * len(groups), u)]] = True
    return kept
