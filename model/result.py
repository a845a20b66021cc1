"""What a run leaves behind: plain arrays, shown as data frames when asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.calendar import month_name
from model.ledger import ANIMALS, MONEY
from model.processes.assessment import CAUSES

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = ("returned", "dissolved", "moved_away", "censored")
ENDS = ("here", "dissolved", "moved_away")
UNITS = {  # of the headline measures
    "poverty_headcount": "proportion", "poverty_gap": "proportion", "poverty_severity": "proportion",
    "registered_households": "households", "registered_persons": "persons", "net_income_per_head": "yuan/person/year",
    "cattle_per_head": "head/person", "recorded_returns": "households", "exits": "households",
    "paper_exits": "households", "over_indebtedness": "proportion", "cliff": "yuan/person/year",
    "catastrophic_health_spending": "proportion",
}  # fmt: skip


@dataclass(slots=True)
class Result:
    """One finished run.

    `series` holds each monthly measure, `spell_rows` and `start_rows` the tables behind `spells` and `households`,
    `flows` and `herd_flows` fen and head by year and flow, already scaled to the whole county by `weight`; `needs_met`
    are the rows of `needs`; `poor` says of each assessment and household of the start, bool[assessments, households in
    the order of `start_rows`], whether it is still here and poor.
    `digest` is a hash of every record at the end, `first_poor` the share of the cohort poor before the first month.
    """

    start: int
    weight: float
    series: dict[str, NDArray[np.float64]]
    headline: dict[str, float]
    spell_rows: dict[str, NDArray[Any]]
    start_rows: dict[str, NDArray[Any]]
    flows: dict[int, NDArray[np.int64]]
    herd_flows: dict[int, NDArray[np.int64]]
    needs_met: list[tuple[int, str, float, float, float]]
    digest: str
    first_poor: float = 0.0
    poor: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), np.bool_))
    watched_rows: dict[str, NDArray[Any]] = field(default_factory=dict)

    @property
    def months(self) -> pd.DataFrame:
        """One row a month and measure: month, measure, value."""
        import pandas as pd

        length = len(next(iter(self.series.values())))
        names = [month_name(self.start + passed) for passed in range(length)]
        return pd.DataFrame(
            {
                "month": np.tile(names, len(self.series)),
                "measure": np.repeat(list(self.series), length),
                "value": np.concatenate(list(self.series.values())),
            }
        )

    @property
    def spells(self) -> pd.DataFrame:
        """One row a spell out of poverty, in the order of household and exit."""
        import pandas as pd

        frame = pd.DataFrame({name: values for name, values in self.spell_rows.items() if name[0] != "_"})
        for name in ("outcome", "any_outcome"):
            frame[name] = np.array(OUTCOMES, dtype=object)[frame[name].to_numpy()]
        frame["cause"] = np.array(CAUSES, dtype=object)[frame["cause"].to_numpy()]
        return frame

    @property
    def households(self) -> pd.DataFrame:
        """One row a household of the start: its type then, and what became of it."""
        import pandas as pd

        frame = pd.DataFrame(self.start_rows)
        frame["end"] = np.array(ENDS, dtype=object)[frame["end"].to_numpy()]
        return frame

    @property
    def ledger(self) -> pd.DataFrame:
        """Yuan by year, account from, account to and programme, scaled to the county."""
        return self._by_year(self.flows, MONEY, "yuan", 100.0)

    @property
    def animals(self) -> pd.DataFrame:
        """Head by year, account from, account to and programme, scaled to the county."""
        return self._by_year(self.herd_flows, ANIMALS, "head", 1.0)

    @property
    def needs(self) -> pd.DataFrame:
        """By year and programme: households of the county that wished and were admitted, and yuan not granted."""
        import pandas as pd

        return pd.DataFrame(self.needs_met, columns=["year", "programme", "wished", "admitted", "yuan"])

    def _by_year(self, flows: dict[int, NDArray[np.int64]], chart: list[Any], unit: str, per: float) -> pd.DataFrame:
        import pandas as pd

        totals: dict[tuple[int, str, str, str], int] = defaultdict(int)
        for year, moved in flows.items():
            for place in np.flatnonzero(moved):
                flow = chart[place]
                owed = "" if flow.book in ("cash", "animals") else flow.book + " "
                totals[year, owed + flow.source, owed + flow.target, flow.programme] += int(moved[place])
        rows = [(*key, self.weight * total / per) for key, total in sorted(totals.items())]
        return pd.DataFrame(rows, columns=["year", "account_from", "account_to", "programme", unit])

    @property
    def watched(self) -> pd.DataFrame:
        """Month by month, the records of the households watched."""
        import pandas as pd

        return pd.DataFrame(self.watched_rows)

    def _repr_html_(self) -> str:
        """Headline measures with their units, for notebooks."""
        rows = "".join(
            f"<tr><td>{name}</td><td>{value:,.4g}</td><td>{UNITS.get(name, '')}</td></tr>"
            for name, value in self.headline.items()
        )
        return f"<table><thead><tr><th>measure</th><th>this run</th><th>unit</th></tr></thead>{rows}</table>"
