"""What a study runs: cases (a scenario under the labels of its rows) times replicates on common luck."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from model.scenario import Scenario

KEYS = ("point", "policy", "future", "replicate")


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario of a study; `point` is the row of its design, 0 where nothing but policies varies."""

    point: int
    scenario: Scenario

    @property
    def policy(self) -> str:
        """The name of the policy, as rows carry it."""
        return self.scenario.policy

    @property
    def future(self) -> str:
        """The name of the future, as rows carry it."""
        return self.scenario.future

    @property
    def labels(self) -> tuple[int, str, str]:
        """Point, policy and future: no two cases of a study have the same."""
        return self.point, self.policy, self.future


@dataclass(frozen=True, slots=True)
class Run:
    """One replicate of a case.  Runs of equal seed and replicate meet the same luck."""

    case: Case
    seed: int
    replicate: int

    @property
    def labels(self) -> tuple[int, str, str, int]:
        """What the rows of this run begin with: `KEYS`."""
        return (*self.case.labels, self.replicate)

    def __str__(self) -> str:
        return f"{self.case.policy} {self.replicate + 1}"


@dataclass(frozen=True, slots=True)
class Design:
    """All runs of a study: every case, in the order given, in replicates 0, 1, .. of one seed."""

    cases: tuple[Case, ...]
    baseline: str
    seed: int
    replicates: int
    _of_baseline: Mapping[tuple[int, str], Case] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {(case.point, case.future): case for case in self.cases if case.policy == self.baseline}
        object.__setattr__(self, "_of_baseline", found)

    def runs(self) -> Iterator[Run]:
        """Every run, in the order of the tables: point, policy as given, replicate."""
        return (Run(case, self.seed, replicate) for case in self.cases for replicate in range(self.replicates))

    def in_turn(self) -> Iterator[Run]:
        """Every run, all cases of a replicate together, so that a study cut short can still be compared."""
        return (Run(case, self.seed, replicate) for replicate in range(self.replicates) for case in self.cases)

    def in_pairs(self) -> Iterator[Run]:
        """Every run, replicate by replicate, the baseline's right before those that are held against it."""
        cases = sorted(self.cases, key=lambda case: (case.point, case.future, case.policy != self.baseline))
        return (Run(case, self.seed, replicate) for replicate in range(self.replicates) for case in cases)

    def against(self, run: Run) -> Run | None:
        """The baseline's run on the same luck; None for a run of the baseline itself."""
        point, policy, future = run.case.labels
        found = self._of_baseline.get((point, future)) if policy != self.baseline else None
        return Run(found, run.seed, run.replicate) if found else None
