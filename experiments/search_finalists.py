"""Finalists of a search, run anew on luck that the search never saw: estimates, regret, what is enough, optimism.

The best of many candidates is in part the luckiest of them, so the numbers by which it was found flatter it (the
winner's curse).  All that is told of finalists rests on fresh seeds, beside what the search had said.  The run is the
unit of replication: a replicate gives one number for each candidate, its average over futures, and intervals are
Student's t over replicates; differences are taken replicate by replicate, on common luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.estimates import Interval, interval_of_mean
from experiments.headline import OWN_UNITS, split
from experiments.search import Candidate, Evaluate, Outcomes, Searched, unbeaten
from experiments.summary import UNITS

ALL = "all"
ESTIMATES = ("mix", "measure", "future", "searched", "estimate", "low", "high", "difference", "difference_low",
             "difference_high", "unit")  # fmt: skip
OPTIMISM = ("measure", "searched", "fresh", "low", "high", "optimism", "unit")
NOTHING, EVERYTHING = "nothing", "everything"


@dataclass(frozen=True, slots=True, eq=False)
class Finalists:
    """Finalists and, after them, nothing and everything (least and most of each choice), on fresh seeds.

    `names` and `candidates` are in one order; `outcomes` [candidates, futures, replicates, measures].
    """

    searched: Searched
    names: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    outcomes: Outcomes

    @property
    def many(self) -> int:
        """How many of them are finalists; the others are there to compare with."""
        return len(self.searched.finalists)

    @property
    def places(self) -> tuple[int, ...]:
        """Their places among the candidates of the search."""
        own = self.searched.finalists
        return (*own, *(each for each in self.searched.references if each not in own))

    def _repr_html_(self) -> str:
        """For notebooks: the finalists, and what was found in words."""
        from experiments.display import finalists_html

        return finalists_html(self)


def run_anew(searched: Searched, evaluate: Evaluate) -> Finalists:
    """The finalists on fresh seeds, nothing and everything beside them."""
    references = dict(zip(searched.references, (NOTHING, EVERYTHING), strict=False))
    own = searched.finalists
    places = (*own, *(place for place in references if place not in own))
    names = tuple(references.get(place, f"mix_{rank + 1}") for rank, place in enumerate(places))
    candidates = tuple(searched.candidates[place] for place in places)
    effort = searched.effort
    outcomes = evaluate(candidates, "finalists", effort.fresh, effort.fresh_replicates)
    return Finalists(searched, names, candidates, outcomes)


def estimates(found: Finalists) -> pd.DataFrame:
    """Every measure of every finalist and reference, in each future and over all: columns `ESTIMATES`.

    `difference` is from nothing, replicate by replicate, with its own interval.
    """
    question = found.searched.question
    before, after = found.searched.outcomes[list(found.places)], found.outcomes
    nothing = after[found.names.index(NOTHING)]
    rows = []
    for place, name in enumerate(found.names):
        for number, measure in enumerate(question.measures):
            for future, slot in ((ALL, slice(None)), *((each, [at]) for at, each in enumerate(question.futures))):
                once, again, least = (
                    each[slot, :, number].mean(axis=0) for each in (before[place], after[place], nothing)
                )
                spans = (*_interval(again, unit(measure)), *_interval(again - least))
                rows.append((name, measure, future, float(once.mean()), *spans, unit(measure)))
    return pd.DataFrame(rows, columns=list(ESTIMATES))


def _interval(values: Outcomes, unit: str = "") -> Interval:
    """The mean of one value a replicate with its interval; nothing where a replicate has no value."""
    return interval_of_mean(values if not np.isnan(values).any() else [], unit)


def summary(found: Finalists) -> pd.DataFrame:
    """A row a finalist or reference: how it does on fresh seeds, its choices, its objectives.

    `spent` is the cost in the dearest future as a share of the budget.  `unbeaten`: no finalist beats it here either.
    `regret`: the most, over objectives and futures, by which it falls short of the best finalist there, as a share of
    the range of finalists.  `enough`: the share of futures in which its means meet every bound; missing without any.
    """
    searched, question = found.searched, found.searched.question
    scores, over = question.signs * question.scores(found.outcomes), question.overspent(found.outcomes)
    best = set(unbeaten(scores[: found.many]))
    table = pd.DataFrame(
        {
            "mix": found.names,
            "number": found.places,
            "within_budget": over <= 0,
            "spent": 1.0 + over if np.isfinite(question.budget) else np.nan,
            "unbeaten": [place in best if place < found.many else pd.NA for place in range(len(found.names))],
            "regret": regret(found).max(axis=(1, 2)),
            "enough": enough(found),
        }
    )
    means = pd.DataFrame(question.scores(found.outcomes), columns=[each.measure for each in question.objectives])
    return pd.concat([table, searched.space.table(found.candidates), means], axis=1)


def regret(found: Finalists) -> Outcomes:
    """Shares [candidates, futures, objectives] of the finalists' range by which each falls short of the best of them.

    The best of each future is taken on fresh seeds, among finalists; a reference can be better, and has then none.
    """
    question = found.searched.question
    means = question.signs * found.outcomes.mean(axis=2)[:, :, : len(question.objectives)]
    if not found.many:
        return np.full(means.shape, np.nan)
    low, high = means[: found.many].min(axis=0), means[: found.many].max(axis=0)
    return np.maximum(0.0, (means - low) / np.where(high > low, high - low, 1.0))


def enough(found: Finalists) -> Outcomes:
    """The share of futures in which the mean of each candidate meets every bound; NaN where there is none."""
    question = found.searched.question
    if not question.enough:
        return np.full(len(found.names), np.nan)
    means, met = found.outcomes.mean(axis=2), np.ones(found.outcomes.shape[:2], dtype=bool)
    for measure, (side, bound) in question.enough.items():
        values = means[:, :, question.measures.index(measure)]
        met &= values >= bound if side == "at_least" else values <= bound
    return met.mean(axis=1)


def optimism(found: Finalists) -> pd.DataFrame:
    """What the search promised of its finalists against nothing, and what fresh seeds say of it.

    Columns `OPTIMISM`; gains are means over finalists and futures, on common luck, better being more.  `optimism` is
    promised minus fresh; `low` and `high` bound the fresh gain.
    """
    question, many = found.searched.question, found.many
    least = found.searched.references[0]
    others = [place for place in range(many) if found.places[place] != least]
    if not others:
        return pd.DataFrame(columns=list(OPTIMISM))
    here = found.places.index(least)
    before, after = found.searched.outcomes[list(found.places)], found.outcomes
    rows = []
    for number, objective in enumerate(question.objectives):
        once, again = (-objective.sign * _gains(each[..., number], others, here) for each in (before, after))
        promised, spans = float(once.mean()), _interval(again)
        rows.append((objective.measure, promised, *spans, promised - spans[0], unit(objective.measure)))
    return pd.DataFrame(rows, columns=list(OPTIMISM))


def unit(measure: str) -> str:
    """The unit of a measure, by its column in `runs`."""
    return {**UNITS, **OWN_UNITS}.get(split(measure)[0], "")


def _gains(values: Outcomes, some: Sequence[int], least: int) -> Outcomes:
    """By replicate, values [candidates, futures, replicates] of some minus those of one, averaged."""
    return np.asarray((values[list(some)] - values[least]).mean(axis=(0, 1)))
