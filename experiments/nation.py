"""A nation of synthetic counties: each is lived by itself, and only its few numbers are kept.

Counties do not meet, so a nation is a map over counties, on as many cores or machines as there are, and takes no more
memory than the counties under way.  Every county is made anew from its own number: other people, other luck, under
the prices and weather of one future.  Where the households asked for are no whole number of counties, one is a sample.
The county is the unit of replication: intervals are over counties, weighted by households.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from experiments.columns import columns_of
from experiments.compare import MOST, MOST_SEED, check_whole, check_work
from experiments.dispatch import Dispatch
from experiments.estimates import CONFIDENCE, within_what_can_be
from experiments.headline import OWN_UNITS, headline, split
from experiments.store import StudyError
from experiments.summary import UNITS
from experiments.workers import check_executor, cores, workers
from model import Scenario, load_scenario, simulate
from model.calendar import season_of, year_of
from model.messages import _

TOTALS = frozenset({"households", "persons", "yuan of 2018"})
YEARLY = ("poverty_headcount", "poverty_gap", "registered_households", "net_income_per_head")
DECEMBER = 12
LEAST_SHARE = 1e-3  # of a county; what remains below it is not worth one
COLUMNS = ["measure", "horizon_months", "year", "estimate", "low", "high", "unit", "counties"]


@dataclass(frozen=True, slots=True)
class County:
    """One county of the nation: its number, which decides its luck, and the share of a whole one that is lived."""

    number: int
    share: float


@dataclass(frozen=True, slots=True)
class Living:
    """What a worker does with a county: live it, and keep its few numbers."""

    scenario: Scenario
    seed: int

    def __call__(self, county: County) -> dict[tuple[str, int], float]:
        """Each measure by name and year, 0 for those of the whole run; totals are of a whole county."""
        scenario = self.scenario.with_values({"sample_fraction": county.share}, beyond_evidence=True)
        result = simulate(scenario, self.seed, county.number)
        found = {
            (name, 0): value for name, value in headline(result.headline, columns_of(result), scenario.series).items()
        }
        for passed in range(scenario.months):
            month = scenario.start + passed
            if season_of(month) == DECEMBER:
                found |= {(name, year_of(month)): float(result.series[name][passed]) for name in YEARLY}
        return found


@dataclass(slots=True)
class Nation:
    """What has become of the counties so far: for each measure and year, each county's value and weight."""

    households: int
    county_households: int
    months: int
    values: dict[tuple[str, int], dict[int, tuple[float, float]]] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    taken: int = 0

    def take(self, county: County, found: Mapping[tuple[str, int], float] | None) -> None:
        """Add a county, or note that it was lost with its worker."""
        self.taken += 1
        if found is None:
            self.lost.append(county.number)
            return
        for key, value in found.items():
            self.values.setdefault(key, {})[county.number] = (value, county.share)

    def table(self) -> pd.DataFrame:
        """One row a measure and year: estimate for the nation with its interval over counties, unit, counties.

        A total is of all households asked for, lost counties made up for by the others.
        """
        rows = []
        for (column, year), by_county in self.values.items():
            measure, horizon = split(column)
            if measure not in UNITS:
                continue
            pairs = [by_county[number] for number in sorted(by_county)]  # sums hang on the order of what is added
            unit = OWN_UNITS.get(measure, UNITS[measure])
            scale = self.households / self.county_households if unit in TOTALS else 1.0
            estimate, low, high = (scale * each for each in weighted(pairs, unit))
            rows.append((measure, horizon, year or pd.NA, estimate, low, high, unit, len(pairs)))
        table = pd.DataFrame(rows, columns=COLUMNS).astype({"horizon_months": "Int64", "year": "Int64"})
        place = table["measure"].map({name: rank for rank, name in enumerate(UNITS)})
        order = ["place", "year", "horizon_months"]
        table = table.assign(place=place).sort_values(order, na_position="first", ignore_index=True)
        return table.drop(columns="place")


def weighted(pairs: Sequence[tuple[float, float]], unit: str = "") -> tuple[float, float, float]:
    """Mean of values of a unit by their weights, with Student's t interval; NaN bounds below two counties."""
    values, weights = np.array([pair for pair in pairs if not np.isnan(pair[0])]).reshape(-1, 2).T.copy()
    count = len(values)
    if count == 0:
        return float("nan"), float("nan"), float("nan")
    mean = float(np.average(values, weights=weights))
    if count == 1:
        return mean, float("nan"), float("nan")
    spread = np.sqrt(count / (count - 1) * np.sum((weights * (values - mean)) ** 2)) / weights.sum()
    half = float(stats.t.ppf(0.5 + CONFIDENCE / 2.0, count - 1) * spread)
    low, high = within_what_can_be(mean, half, unit)
    return mean, float(low), float(high)


def counties_of(households: int, county: int) -> list[County]:
    """As many whole counties as there is room for, and a sample of one more."""
    whole, rest = divmod(households, county)
    shares = [1.0] * whole + ([rest / county] if rest / county >= LEAST_SHARE or whole == 0 else [])
    return [County(number, share) for number, share in enumerate(shares)]


def nation(
    households: int,
    *,
    place: str | Path = "kezuohou",
    policy: str | Path = "as_reported",
    future: str | Path = "historical",
    months: int | None = None,
    seed: int = 1,
    jobs: int | None = None,
    executor: str | Executor = "threads",
    scheduler: str | None = None,
    progress: Any = None,
) -> Nation:
    """Live so many rural households in counties like `place` under one policy and future.

    `jobs`, `executor` and `scheduler` are those of `compare`, and change nothing but the time.  Raises ScenarioError
    where a name or a number cannot be; StudyError where a worker has another version of the model.
    """
    check_whole(households=(households, 1, MOST), seed=(seed, 0, MOST_SEED))
    check_work(jobs, executor, scheduler, None)
    scenario = load_scenario(place, policy, future)
    scenario = scenario if months is None else scenario.with_values({"months": months})
    county = scenario.processes["population"].households
    counties = counties_of(households, county)
    found, tell = Nation(households, county, scenario.months), progress or (lambda *_: None)
    kind = check_executor(executor, scheduler)

    def take(each: County, values: Mapping[tuple[str, int], float] | None) -> None:
        found.take(each, values)
        tell(found.taken, len(counties), _("county {number}").format(number=each.number + 1))

    with workers(kind, min(jobs or cores(), len(counties)), scheduler) as pool:
        Dispatch(pool, Living(scenario, seed), take, lambda _county: None).carry_out(counties)
    if not found.values:
        raise StudyError(_("every county was lost: its worker was killed, or out of memory"))
    return found
