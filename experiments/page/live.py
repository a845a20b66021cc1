"""A study whose runs are in memory and of which nothing is written: it reads like any other."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

import pandas as pd

from experiments import language
from experiments.design import KEYS, Design
from experiments.headline import FACTS, in_order, tables
from experiments.manifest import Manifest, manifest_of, model_version
from experiments.rows import PAIRED, RUNS, SUMMARY
from experiments.store import MemoryStore
from experiments.study import Study
from model.result import Result
from model.simulate import simulate

type Results = Mapping[tuple[Any, ...], Result]


class LiveStore(MemoryStore):
    """Gives frames of the results of runs; `tables` are those of the whole study."""

    def __init__(self, results: Results, tables: Mapping[str, pd.DataFrame]) -> None:
        super().__init__()
        self._results, self._tables = results, tables

    def frame(self, name: str) -> pd.DataFrame:
        """A table of the study, or the rows of every run one after another, `KEYS` first."""
        if name in self._tables:
            return self._tables[name]
        return self.joined(lambda result: getattr(result, name))

    def joined(self, frame: Callable[[Result], pd.DataFrame]) -> pd.DataFrame:
        """A frame of every run, one after another, `KEYS` first."""
        parts = {labels: frame(result) for labels, result in self._results.items()}
        table = pd.concat(parts, names=list(KEYS))
        return table.reset_index(list(KEYS)).reset_index(drop=True)


class LiveStudy(Study):
    """A study of runs in memory."""

    def __init__(self, store: LiveStore, manifest: Manifest, costs: dict[str, pd.DataFrame]) -> None:
        super().__init__(store, manifest)
        self._costs = costs  # by language, for the sake of the reasons in it

    @classmethod
    def of(cls, design: Design, rows: Sequence[Mapping[str, Any]], results: Results, command: str) -> "LiveStudy":
        """The study of a design whose runs are done; `rows` are those of `runs`, `results` by labels, in order."""
        runs = pd.DataFrame(rows)
        runs = runs.reindex(columns=in_order({*map(str, runs), *FACTS}))
        runs = runs.astype({"same_first_exits": "boolean", "listed_at_start": float})
        summary, paired, costs = tables(runs, design.baseline)
        whole = {RUNS: runs, SUMMARY: summary, PAIRED: paired}
        manifest = manifest_of(design, command, {}, own_version()).finished(0, ())
        return cls(LiveStore(results, whole), manifest, {language.spoken(): costs})

    @cached_property
    def cohort(self) -> pd.DataFrame:
        """As of any study; the many who were not listed are never put together."""
        assert isinstance(self._store, LiveStore)
        return self._store.joined(lambda result: result.households[result.start_rows["listed"].astype(bool)])

    def cost_per_effect(self) -> pd.DataFrame:
        """As of any study; worked out once a language."""
        lang = language.spoken()
        if lang not in self._costs:
            self._costs[lang] = super().cost_per_effect()
        return self._costs[lang]

    def afresh(self) -> "LiveStudy":
        """The same study with none of its frames read yet."""
        assert isinstance(self._store, LiveStore)
        return LiveStudy(self._store, self._manifest, self._costs)


@cache
def own_version() -> str:
    """The version of the model when it was first asked for here: of what runs, that is."""
    return model_version((), simulate)
