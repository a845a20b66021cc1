"""Candidates of a search as runs of the model: each lot of them a study, taken up again where it was left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.design import Case, Design
from experiments.executor import Progress, conduct
from experiments.headline import DONE
from experiments.search import Candidate, Effort, Outcomes, Space
from model.scenario import Scenario

MIX = "mix"
NOBODY = ""  # lots have no baseline: candidates are compared with each other


@dataclass(slots=True)
class ModelRuns:
    """Evaluates candidates by the model.

    `mixes` are the scenarios of the whole mix, one a future; a candidate has the programmes that it switches on, and
    those that have no switch.  With `out`, every lot is a study in a folder of its own there.  `failed` counts runs.
    """

    space: Space
    mixes: Sequence[Scenario]
    switches: Sequence[str]
    measures: Sequence[str]
    out: Path | None = None
    how: Mapping[str, Any] = field(default_factory=dict)
    failed: int = 0

    def __call__(self, candidates: Sequence[Candidate], lot: str, seed: int, replicates: int) -> Outcomes:
        """Outcomes [candidates, futures, replicates, measures]. Raises ScenarioError, StudyError as `conduct` does."""
        cases = [
            Case(point, self.scenario(candidate, mix))
            for point, candidate in enumerate(candidates)
            for mix in self.mixes
        ]
        folder = None if self.out is None else self.out / lot
        study = conduct(Design(tuple(cases), NOBODY, seed, replicates), out=folder, **self.how)
        self.failed += len(study.failed)
        values = (
            study.runs.reindex(columns=list(self.measures)).where(study.runs["status"] == DONE).to_numpy(np.float64)
        )
        return values.reshape(len(candidates), len(self.mixes), replicates, len(self.measures))

    def scenario(self, candidate: Candidate, mix: Scenario, name: str = MIX) -> Scenario:
        """A candidate under the future of `mix`. Raises ScenarioError where its values cannot be together."""
        values = self.space.values(candidate)
        off = [switch for switch in self.switches if not values.get(switch, True)]
        sizes = {path: value for path, value in values.items() if path not in self.switches}
        return replace(mix.without(*off), policy=name).with_values(sizes, beyond_evidence=True)


def counting(tell: Progress, effort: Effort, futures: int) -> Progress:
    """Progress of one lot as progress of the whole search; what is met again counts as done."""
    lot, last = effort.candidates * futures * effort.replicates, effort.finalists + 2
    whole = lot * effort.generations + last * futures * effort.fresh_replicates
    done_before, now, total_now = 0, 0, 0

    def told(done: int, total: int, what: str) -> None:
        nonlocal done_before, now, total_now
        if done < now or total != total_now:
            done_before += total_now
        now, total_now = done, total
        tell(min(whole, done_before + done), whole, what)

    return told
