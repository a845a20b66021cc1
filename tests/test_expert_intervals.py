"""Intervals of the risk of return where households of one run share their fate: the run is the unit, and it covers."""

import numpy as np

from experiments.estimates import interval_of_mean
from experiments.incidence import cumulative_incidence

MONTHS, RETURNS, DEPARTS = 24, 0.012, 0.01


def chances(luck, spread, runs):
    """Each run's monthly chance of return: all its households share one year of prices."""
    return RETURNS * np.exp(luck.normal(0.0, spread, runs))


def spells(luck, chance, households):
    """Length of the spells out of poverty of a run, in months, and how each ended: 1 return, 2 departure, 0 not yet."""
    returned = luck.geometric(chance, households)
    left = luck.geometric(DEPARTS, households)
    ended = np.minimum(returned, left)
    events = np.where(returned <= left, 1, 2)
    return np.minimum(ended, MONTHS), np.where(ended > MONTHS, 0, events)


def risk(chance):
    """The risk of return within the months of the spells, from the mathematics of competing exits."""
    either = 1.0 - (1.0 - chance) * (1.0 - DEPARTS)
    return chance / either * (1.0 - (1.0 - either) ** MONTHS)


def covered(luck, spread, studies, runs=10, households=300):
    """Shares of studies whose intervals hold the mean risk: those over runs, and those of all households pooled."""
    answer, held = risk(chances(luck, spread, 200_000)).mean(), []
    for _study in range(studies):
        lived = [spells(luck, chance, households) for chance in chances(luck, spread, runs)]
        pooled = np.concatenate([events == 1 for _, events in lived])
        over_runs = interval_of_mean([cumulative_incidence(*run).at(MONTHS)[0] for run in lived])
        held.append([each.low <= answer <= each.high for each in (over_runs, interval_of_mean(pooled.astype(float)))])
    return np.mean(held, axis=0)


def test_where_runs_share_their_fate_intervals_over_runs_cover_and_those_over_households_do_not():
    """Three standard errors of a share of 400 studies are 3.3 points."""
    over_runs, pooled = covered(np.random.default_rng(5), 0.35, 400)
    assert abs(over_runs - 0.95) < 0.033
    assert pooled < 0.7


def test_where_nothing_is_shared_both_intervals_cover():
    assert (abs(covered(np.random.default_rng(6), 0.0, 300) - 0.95) < 0.038).all()
