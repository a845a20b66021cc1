"""Who was missed, who was reached by mistake, and how much of the money went to the poorest."""

import numpy as np
from numpy.typing import ArrayLike

from model.measures.weighted import mean, weighted


def exclusion_error(poor: ArrayLike, served: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Share of the poor whom the programme does not serve (undercoverage); NaN where nobody is poor."""
    return _share_among(~np.asarray(served, dtype=bool), poor, weight)


def inclusion_error(poor: ArrayLike, served: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Share of those served who are not poor (leakage); NaN where nobody is served."""
    return _share_among(~np.asarray(poor, dtype=bool), served, weight)


def coady_grosh_hoddinott(
    benefit: ArrayLike, welfare: ArrayLike, weight: ArrayLike | None = None, *, poorest: float = 0.4
) -> float:
    """Share of the benefits that reaches the poorest 40 % of people, over .4: one is neutral, 2.5 is perfect.

    Coady, Grosh and Hoddinott (2004), *Targeting outcomes redux*.  `benefit` is per person and `welfare` is income
    per head before the benefit.  People of equal welfare stand together: where the cut falls among them, each gives
    the same part.  NaN where nothing is paid.
    """
    paid, weights = weighted(benefit, weight)
    _, group = np.unique(weighted(welfare, None)[0], return_inverse=True)
    people, money = np.bincount(group, weights), np.bincount(group, weights * paid)
    if money.sum() <= 0:
        return float("nan")
    poorer = np.cumsum(people) - people
    room = np.clip(poorest * people.sum() - poorer, 0.0, people)
    within = np.divide(room, people, out=np.zeros_like(people), where=people > 0)
    return float((within * money).sum() / money.sum() / poorest)


def _share_among(who: ArrayLike, among: ArrayLike, weight: ArrayLike | None) -> float:
    inside = np.asarray(among, dtype=bool)
    counted, weights = weighted(who, weight)
    return mean(counted[inside], weights[inside])
