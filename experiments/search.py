"""Search: the mixes that are best for several measures at once, within a budget, over futures (NSGA-III by Optuna).

A candidate says which programmes are on, and how large.  Each is run under every future in the same replicates of the
same seeds, so candidates meet the same luck; replicates are averaged, then futures are, or the worst of them is taken.
The optimiser is a function of its seed and of these numbers and keeps nothing on disk: a search that was interrupted
is played again from the start, and the runs that are done are read, not run (`experiments.search_runs`).  So it ends
as it would have ended, whatever it was run on.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.extras import extra

MINIMISE, MAXIMISE = "minimise", "maximise"
DIRECTIONS = (MINIMISE, MAXIMISE)
OVER_FUTURES = ("mean", "worst")
COST = "public_cost"

type Outcomes = NDArray[np.float64]
type Candidate = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Objective:
    """A measure, by its column in `runs`, and which way is better."""

    measure: str
    direction: str

    @property
    def sign(self) -> float:
        """What a value is multiplied by so that less is better."""
        return 1.0 if self.direction == MINIMISE else -1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Something decided: its name, the values it can have, least first, and the switch without which it is nothing."""

    name: str
    values: tuple[Any, ...]
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """All candidates: a value of each choice.  Switches come before what needs them.

    A candidate is the place of each choice's value, None where a choice is nothing because its switch is off: mixes
    that are the same are one candidate.
    """

    choices: tuple[Choice, ...]

    def candidate(self, places: Mapping[str, int]) -> Candidate:
        """The candidate with these places of its values."""
        off = {each.name for each in self.choices if not each.values[places[each.name]] and not each.needs}
        return tuple(None if each.needs in off else places[each.name] for each in self.choices)

    def values(self, candidate: Candidate) -> dict[str, Any]:
        """The value of each choice of a candidate that is something."""
        pairs = zip(self.choices, candidate, strict=True)
        return {choice.name: choice.values[place] for choice, place in pairs if place is not None}

    def least(self) -> dict[str, int]:
        """Every switch off and every size at its least."""
        return {choice.name: 0 for choice in self.choices}

    def most(self) -> dict[str, int]:
        """Every switch on and every size at its most."""
        return {choice.name: len(choice.values) - 1 for choice in self.choices}

    def table(self, candidates: Sequence[Candidate]) -> pd.DataFrame:
        """One row a candidate, one column a choice; missing where it is nothing."""
        rows = [self.values(candidate) for candidate in candidates]
        return pd.DataFrame(rows, columns=[choice.name for choice in self.choices])

    def __len__(self) -> int:
        return prod(len(choice.values) for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Question:
    """What is better, what may be spent, and what is enough.

    `budget` is the most that the public cost, averaged over replicates, may be under any future, in yuan of 2018;
    `enough` are bounds by measure, ("at_least" or "at_most", value).
    """

    objectives: tuple[Objective, ...]
    futures: tuple[str, ...] = ("historical",)
    budget: float = float("inf")
    enough: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    over_futures: str = "mean"

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that is needed, objectives first."""
        costs = (COST,) if np.isfinite(self.budget) else ()
        return tuple(dict.fromkeys([*(each.measure for each in self.objectives), *self.enough, *costs]))

    def scores(self, outcomes: Outcomes) -> Outcomes:
        """Objectives [candidates, objectives] of outcomes [candidates, futures, replicates, measures]."""
        means = outcomes.mean(axis=2)[:, :, : len(self.objectives)]
        signs = self.signs
        return signs * (signs * means).max(axis=1) if self.over_futures == "worst" else means.mean(axis=1)

    def overspent(self, outcomes: Outcomes) -> Outcomes:
        """By what share of the budget the dearest future is above it [candidates]; 0 or less where it is kept."""
        if COST not in self.measures or not np.isfinite(self.budget):
            return np.where(np.isnan(outcomes).any(axis=(1, 2, 3)), np.nan, -1.0)
        cost = outcomes[..., self.measures.index(COST)].mean(axis=2).max(axis=1)
        return cost / self.budget - 1.0

    @property
    def signs(self) -> Outcomes:
        """What each objective is multiplied by so that less is better."""
        return np.array([each.sign for each in self.objectives])


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is tried: `candidates` a generation, `generations`; `replicates` of the seed `luck` in the search.

    `finalists` at most are run anew in `fresh_replicates` of the seed `fresh`, which the search never saw; `seed` is
    the optimiser's own.
    """

    candidates: int = 16
    generations: int = 8
    replicates: int = 2
    luck: int = 1
    seed: int = 1
    finalists: int = 6
    fresh_replicates: int = 6
    fresh: int = 1001


class Evaluate(Protocol):
    """Outcomes [candidates, futures, replicates, measures] of candidates, NaN where a run failed.

    `lot` names what they are run for; the same lot is always asked with the same candidates.
    """

    def __call__(self, candidates: Sequence[Candidate], lot: str, seed: int, replicates: int) -> Outcomes:
        """The outcomes."""


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """Every candidate that was tried, in the order of trying, the first two being least and most of everything.

    `outcomes` [candidates, futures, replicates, measures]; `generation` in which each was met first; `front` are the
    places of those that keep the budget and that no other such candidate beats, `finalists` those chosen among them.
    """

    space: Space
    question: Question
    effort: Effort
    candidates: tuple[Candidate, ...]
    outcomes: Outcomes
    generation: NDArray[np.int64]
    front: tuple[int, ...]
    finalists: tuple[int, ...] = ()

    @property
    def references(self) -> tuple[int, ...]:
        """The places of least and of most of everything."""
        least, most = (self.space.candidate(places) for places in (self.space.least(), self.space.most()))
        return tuple(dict.fromkeys((self.candidates.index(least), self.candidates.index(most))))


def search(space: Space, question: Question, evaluate: Evaluate, effort: Effort) -> Searched:
    """Try candidates generation by generation. Raises StudyError where Optuna is not installed."""
    met: dict[Candidate, tuple[int, Outcomes]] = {}
    optimiser = _optimiser(space, question, effort)
    ranges = _ranges(space)
    for generation in range(effort.generations):
        trials = [optimiser.ask(ranges) for _place in range(effort.candidates)]
        asked = [space.candidate(trial.params) for trial in trials]
        new = [each for each in dict.fromkeys(asked) if each not in met]
        if new:
            found = evaluate(new, f"generation_{generation + 1:02d}", effort.luck, effort.replicates)
            met |= {each: (generation, outcome) for each, outcome in zip(new, found, strict=True)}
        for trial, candidate in zip(trials, asked, strict=True):
            _tell(optimiser, question, trial, met[candidate][1])
    outcomes = np.stack([outcome for _generation, outcome in met.values()])
    first = np.array([generation for generation, _outcome in met.values()])
    found = Searched(space, question, effort, tuple(met), outcomes, first, front_of(question, outcomes))
    return replace(found, finalists=_chosen(found))


def _chosen(found: Searched) -> tuple[int, ...]:
    """The finalists; nothing and everything are run anew in any case, and are among them only where no other is."""
    own = [place for place in found.front if place not in found.references] or list(found.front)
    scores = found.question.signs * found.question.scores(found.outcomes)
    return tuple(own[place] for place in spread(scores[own], found.effort.finalists))


def front_of(question: Question, outcomes: Outcomes) -> tuple[int, ...]:
    """The candidates that keep the budget and that no other such one beats: as good everywhere, better somewhere."""
    scores, over = question.signs * question.scores(outcomes), question.overspent(outcomes)
    known = np.flatnonzero((over <= 0) & ~np.isnan(scores).any(axis=1))
    return tuple(int(known[place]) for place in unbeaten(scores[known]))


def unbeaten(scores: Outcomes) -> list[int]:
    """The rows of scores [candidates, objectives], less being better, that no other row beats."""
    return [
        place
        for place, own in enumerate(scores)
        if not ((scores <= own).all(axis=1) & (scores < own).any(axis=1)).any()
    ]


def spread(scores: Outcomes, most: int) -> list[int]:
    """At most so many rows of scores: the best of each objective, then always the one farthest from those chosen.

    Distances are in shares of the range of each objective.
    """
    if len(scores) <= most:
        return list(range(len(scores)))
    low, high = scores.min(axis=0), scores.max(axis=0)
    shares = (scores - low) / np.where(high > low, high - low, 1.0)
    chosen = list(dict.fromkeys(int(place) for place in shares.argmin(axis=0)))[:most]
    while len(chosen) < most:
        away = np.linalg.norm(shares[:, None] - shares[chosen], axis=2).min(axis=1)
        chosen.append(int(away.argmax()))
    return sorted(chosen)


def _optimiser(space: Space, question: Question, effort: Effort) -> Any:
    """NSGA-III in memory, which is to try the least and the most of everything first."""
    optuna = extra("optuna", "study")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.NSGAIIISampler(population_size=effort.candidates, seed=effort.seed)
    directions = [each.direction.replace("ise", "ize") for each in question.objectives]
    study = optuna.create_study(directions=directions, sampler=sampler)
    study.enqueue_trial(space.least())
    study.enqueue_trial(space.most())
    return study


def _ranges(space: Space) -> dict[str, Any]:
    distributions = extra("optuna.distributions", "study")
    return {each.name: distributions.IntDistribution(0, len(each.values) - 1) for each in space.choices}


def _tell(optimiser: Any, question: Question, trial: Any, outcome: Outcomes) -> None:
    """What came of a trial; one with a run that failed has failed."""
    scores, over = question.scores(outcome[None])[0], float(question.overspent(outcome[None])[0])
    if np.isnan(scores).any() or np.isnan(over):
        optimiser.tell(trial, state=extra("optuna.trial", "study").TrialState.FAIL)
        return
    trial.set_constraint("budget", over)
    optimiser.tell(trial, [float(score) for score in scores])
