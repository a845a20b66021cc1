"""A study: the rows of many runs, and what they say, as data frames with intervals."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from experiments.costs import DISCOUNT_RATE
from experiments.design import KEYS
from experiments.estimates import bounds_of
from experiments.headline import CPI, FAILED, inflation, outlays, tables
from experiments.manifest import FINISHED, Manifest, manifest_in
from experiments.rows import PAIRED, RUNS, SUMMARY
from experiments.store import FolderStore, Store, StudyError
from model.messages import _

CASE = list(KEYS[:3])
ESTIMATE = ["estimate", "low", "high"]


class FailedRun(NamedTuple):
    """A run that did not finish; `error` is its whole traceback."""

    point: int
    policy: str
    future: str
    replicate: int
    error: str

    @property
    def reason(self) -> str:
        """The last line of the traceback."""
        return self.error.strip().splitlines()[-1]


class Study:
    """A finished study; frames are read when first asked for, and begin with point, policy, future, replicate.

    Policies change who leaves poverty, so `return_risk` under two policies speaks of two groups: compare by
    `poor_years`, `sustained_exit` and `return_risk_both`.
    """

    def __init__(self, store: Store, manifest: Manifest) -> None:
        self._store = store
        self._manifest = manifest

    @classmethod
    def open(cls, folder: str | Path) -> "Study":
        """The study in a folder. Raises StudyError where there is none, or one that is not finished."""
        folder = Path(folder)
        manifest = manifest_in(folder)
        if manifest is None:
            raise StudyError(_("{folder} holds no study.").format(folder=folder))
        if manifest.status != FINISHED:
            message = _("the study in {folder} is not finished; this finishes it: fanpin resume {folder}")
            raise StudyError(message.format(folder=folder))
        return cls(FolderStore(folder), manifest)

    def afresh(self) -> "Study":
        """The same study with none of its frames read yet, for those who keep many of them."""
        return Study(self._store, self._manifest)

    @property
    def folder(self) -> Path | None:
        """Where the study is kept; None where in memory."""
        return self._store.folder

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What manifest.json says: command, scenarios, seed, replicates, versions, times."""
        return self._manifest.content()

    @property
    def baseline(self) -> str:
        """The policy that the others are held against."""
        return self._manifest.baseline

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies, in the order given."""
        return tuple(dict.fromkeys(case["policy"] for case in self._manifest.cases))

    @cached_property
    def failed(self) -> tuple[FailedRun, ...]:
        """The runs that failed; empty where all is well."""
        rows = self.runs.loc[self.runs["status"] == FAILED, [*KEYS, "error"]]
        return tuple(FailedRun(*row) for row in rows.itertuples(index=False))

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a run: key, status, error, and each measure as a column (`return_risk_60`)."""
        return self._store.frame(RUNS)

    @cached_property
    def months(self) -> pd.DataFrame:
        """month ("2014-01"), measure, value."""
        return self._store.frame("months")

    @cached_property
    def spells(self) -> pd.DataFrame:
        """One row a spell out of poverty; months count from the start of the run."""
        return self._store.frame("spells")

    @cached_property
    def households(self) -> pd.DataFrame:
        """One row a household of the start: its type then, and what became of it."""
        return self._store.frame("households")

    @cached_property
    def cohort(self) -> pd.DataFrame:
        """The rows of `households` that were listed at the start."""
        return self.households[self.households["listed"].astype(bool)]

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """year, account_from, account_to, programme, yuan of the whole county."""
        return self._store.frame("ledger")

    @cached_property
    def animals(self) -> pd.DataFrame:
        """year, account_from, account_to, programme, head of the whole county."""
        return self._store.frame("animals")

    @cached_property
    def needs(self) -> pd.DataFrame:
        """year, programme, households that wished and were admitted, yuan that were not granted."""
        return self._store.frame("needs")

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Each measure of each policy: estimate, low, high (95 %), unit, replicates."""
        return self._store.frame(SUMMARY)

    @cached_property
    def paired(self) -> pd.DataFrame:
        """Each measure of each policy minus the baseline's on common luck."""
        return self._store.frame(PAIRED)

    @cached_property
    def rows(self) -> Mapping[str, Mapping[tuple[str, str, int | None], Mapping[str, Any]]]:
        """The rows of `summary` and of `paired` by policy, measure and horizon; the first where there are several."""
        found: dict[str, dict[tuple[str, str, int | None], Mapping[str, Any]]] = {SUMMARY: {}, PAIRED: {}}
        for name, table in ((SUMMARY, self.summary), (PAIRED, self.paired)):
            for row in table.to_dict("records"):
                months = row["horizon_months"]
                kind = (row["policy"], row["measure"], None if pd.isna(months) else int(months))
                found[name].setdefault(kind, row)
        return found

    @cached_property
    def inflation(self) -> dict[int, float]:
        """Price change in percent by year, from 2018 to the years of the runs. Raises StudyError without a cpi."""
        series = self._manifest.cases[0]["scenario"]["series"]
        if CPI not in series:
            message = _("the future has no series '{name}', so costs of different years do not add up.")
            raise StudyError(message.format(name=CPI))
        values = {int(year): value for year, value in series[CPI]["values"].items()}
        return inflation(values, self.ledger["year"])

    def dataset(self) -> Any:
        """`months` as an xarray.Dataset: policy x future x replicate x month x measure. Needs the extra `study`."""
        from experiments.dataset import dataset

        return dataset(self)

    def measure(self, name: str) -> pd.DataFrame:
        """The rows of `summary` of one measure; a row a policy, and a horizon where it has them."""
        return self.summary[self.summary["measure"] == name].reset_index(drop=True)

    def return_risk(self, measure: str = "return_risk") -> pd.DataFrame:
        """Risk of being poor again within 12, 24, 36 and 60 months of the first exit, with intervals.

        `measure` may be return_risk_both, return_risk_any or return_risk_all_rural.  To compare policies, use
        return_risk_both: it alone follows the same households under each.
        """
        return self.measure(measure)

    def poor_years(self) -> pd.DataFrame:
        """Mean years in poverty of the households listed at the start, and the difference from the baseline."""
        paired = self.paired[self.paired["measure"] == "poor_years"]
        paired = paired[[*CASE, "difference", "low", "high"]].rename(
            columns={"low": "difference_low", "high": "difference_high"}
        )
        return self.measure("poor_years").drop(columns="horizon_months").merge(paired, on=CASE, how="left")

    def cost(self, rate: float = DISCOUNT_RATE) -> pd.DataFrame:
        """Public outlays by programme and in all ("total"), in yuan of 2018 discounted at `rate` a year.

        One row a policy and programme: estimate, low, high, replicates.  The status quo of 2013 is not counted.
        """
        done = self.runs.loc[self.runs["status"] != FAILED, list(KEYS)]
        spent = outlays(self.ledger, self.inflation, rate, KEYS).unstack("programme", fill_value=0)
        each = spent.reindex(pd.MultiIndex.from_frame(done), fill_value=0.0)
        each = each.assign(total=each.sum(axis=1)).rename_axis(columns="programme")
        paid = each.melt(ignore_index=False).reset_index()
        table = self._over_runs(paid, "programme", "yuan of 2018")
        return table[(table["estimate"] != 0.0) | (table["programme"] == "total")].reset_index(drop=True)

    def cost_per_effect(self) -> pd.DataFrame:
        """Cost per poor-year and per return averted against the baseline; `reason` says why one has no number."""
        return tables(self.runs, self.baseline)[2]

    def causes(self) -> pd.DataFrame:
        """Share of each proximate cause among the returns after the first exit of ever-listed households.

        Means of the shares of each run, with intervals; a run without returns is left out.
        """
        spells = self.spells
        returned = spells[spells["first"] & spells["listed"] & (spells["outcome"] == "returned")]
        weight = returned.groupby([*KEYS, "cause"])["weight"].sum().unstack("cause", fill_value=0)
        shares = weight.div(weight.sum(axis=1), axis=0).rename_axis(columns="cause")
        return self._over_runs(shares.melt(ignore_index=False).reset_index(), "cause", "proportion")

    def plot_poverty(self) -> Any:
        """Poverty over time under each policy, as a matplotlib Figure."""
        return _charts().plot_poverty(self)

    def plot_return_risk(self) -> Any:
        """Cumulative return by months since exit, with bands, as a matplotlib Figure."""
        return _charts().plot_return_risk(self)

    def plot_causes(self) -> Any:
        """Why households return, as a matplotlib Figure."""
        return _charts().plot_causes(self)

    def plot_costs(self) -> Any:
        """What each policy costs, and what each poor-year averted, as a matplotlib Figure."""
        return _charts().plot_costs(self)

    def __repr__(self) -> str:
        where = self.folder or "memory"
        failed = f", {self._manifest.failed} failed" if self._manifest.failed else ""
        return f"<Study of {', '.join(self.policies)}: {self._manifest.replicates} replicates{failed}, in {where}>"

    def _repr_html_(self) -> str:
        """For notebooks: the tables in which every study ends."""
        from experiments.display import study_html

        return study_html(self)

    def _over_runs(self, frame: pd.DataFrame, part: str, unit: str) -> pd.DataFrame:
        """Mean of `value`, in a unit, over replicates by case and `part`, policies in the order given."""
        groups = frame.groupby([*CASE, part])["value"].agg(["mean", "std", "size"]).reset_index()
        low, high = bounds_of(groups["mean"], groups["std"], groups["size"], unit)
        table = groups.assign(estimate=groups["mean"], low=low, high=high)
        place = table["policy"].map({policy: rank for rank, policy in enumerate(self.policies)})
        table = table.rename(columns={"size": "replicates"}).assign(place=place)
        table = table.sort_values(["point", "place", "future", part], ignore_index=True)
        return table[[*CASE, part, *ESTIMATE, "replicates"]]


def _charts() -> Any:
    """The figures, which are a screen and so above this file: met only when a study is asked to draw itself."""
    from experiments import charts

    return charts
