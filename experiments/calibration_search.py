"""The search for the best fit, by Optuna on a journal: stopped at any time, it goes on where it stopped.

What is tried next depends on the trials that are done and on how many they are, and on nothing else: each is drawn by a
tree-structured Parzen estimator with a seed of its own.  So an interrupted search tries the same points as one that
was not.  The trials carry what was simulated, so nothing that is in the journal is run again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.extras import extra
from experiments.store import StudyError
from model.messages import _

JOURNAL = "search.journal"
VALUES = "values"

type Values = NDArray[np.float64]
type Evaluate = Callable[[Values], Values]
type Loss = Callable[[Values], float]


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """A point that was run: shares [parameters], values [targets, replicates], and the misfit."""

    shares: Values
    values: Values
    misfit: float


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched: paths of parameters, the loss of values [targets, replicates], a seed, and the question's name.

    `question` tells one search from another: a journal of other targets, tolerances or models is refused.
    """

    paths: tuple[str, ...]
    loss: Loss
    seed: int
    question: str

    def go_on(
        self, known: Sequence[tuple[Values, Values]], evaluate: Evaluate, trials: int, journal: Path | None = None
    ) -> list[Tried]:
        """Every trial done, those of `known` points first, then `trials` more; those in the journal are not run again.

        Raises StudyError where Optuna is missing, or where the journal cannot be used or belongs to another question.
        """
        optuna = extra("optuna", "study")
        optuna.logging.set_verbosity(optuna.logging.WARNING)  # its progress is not ours
        study = _study(optuna, self.question, journal)
        for stale in study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.RUNNING]):
            study.tell(stale.number, state=optuna.trial.TrialState.FAIL)
        ranges = {path: optuna.distributions.FloatDistribution(0.0, 1.0) for path in self.paths}
        done = len(self._done(study))
        for shares, values in known[done:]:
            params = dict(zip(self.paths, map(float, shares), strict=True))
            attributes = {VALUES: values.tolist()}
            loss = self.loss(values)
            study.add_trial(
                optuna.trial.create_trial(params=params, distributions=ranges, value=loss, user_attrs=attributes)
            )
        for number in range(max(done, len(known)), len(known) + trials):
            own_seed = int(np.random.SeedSequence([self.seed, number]).generate_state(1)[0])
            study.sampler = optuna.samplers.TPESampler(seed=own_seed, multivariate=True, constant_liar=False)
            self._try(study, ranges, evaluate)
        return self._done(study)

    def _try(self, study: Any, ranges: dict[str, Any], evaluate: Evaluate) -> None:
        """One trial more. One that is broken off is no trial."""
        trial = study.ask(ranges)
        values = evaluate(np.array([trial.params[path] for path in self.paths]))
        trial.set_user_attr(VALUES, values.tolist())
        study.tell(trial, self.loss(values))

    def _done(self, study: Any) -> list[Tried]:
        return [
            Tried(np.array([each.params[path] for path in self.paths]), np.array(each.user_attrs[VALUES]), each.value)
            for each in study.get_trials(deepcopy=False)
            if each.state.name == "COMPLETE"
        ]


def _study(optuna: Any, question: str, journal: Path | None) -> Any:
    """The Optuna study of a question, in a journal or in memory. Raises StudyError."""
    if journal is None:
        return optuna.create_study(study_name=question)
    storages = optuna.storages
    try:
        storage = storages.JournalStorage(storages.journal.JournalFileBackend(str(journal)))
    except (ValueError, KeyError) as error:
        message = _("{path} is no journal of a search: {why}; remove it, or give another folder.")
        raise StudyError(message.format(path=journal, why=error)) from error
    others = [name for name in optuna.get_all_study_names(storage) if name != question]
    if others:
        message = _("{path} is the search of another question; give another folder, or remove it.")
        raise StudyError(message.format(path=journal))
    return optuna.create_study(storage=storage, study_name=question, load_if_exists=True)
