"""One household's life, month by month, under several policies on the same luck.

A made-up household of a made-up world: it shows how the model tells a story, and says nothing about any real one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.trace_events import cattle, events_of
from model import load_scenario, simulate
from model.calendar import month_number
from model.errors import Fault, ScenarioError
from model.messages import _
from model.records import HERE
from model.result import Result
from model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Trace:
    """A household under each of `policies`.

    `months` has one row a policy and month: the records of `Result.watched` (money in fen) with policy, line (yuan a
    head and year), cattle (head), assessed, and at assessments income_per_head (yuan a year).  `events` has policy,
    month, part and event.  `chosen` says how the household was picked, empty where its id was given.
    """

    place: str
    future: str
    household: int
    policies: tuple[str, ...]
    seed: int
    replicate: int
    months: pd.DataFrame
    events: pd.DataFrame
    chosen: str = ""

    def side_by_side(self) -> pd.DataFrame:
        """Events by month (rows) and policy (columns), several in a month as lines of one cell."""
        joined = self.events.groupby(["month", "policy"])["event"].agg("\n".join)
        return joined.unstack("policy").reindex(columns=list(self.policies)).fillna("")

    def _repr_html_(self) -> str:
        """For notebooks: its events under each policy, side by side."""
        from experiments.display import trace_html

        return trace_html(self)


def trace(
    place: str | Path,
    policies: Sequence[str | Path],
    household: int | None = None,
    *,
    future: str | Path = "historical",
    seed: int = 1,
    replicate: int = 0,
    sample_fraction: float = 1.0,
    progress: Callable[[int, int, str], None] | None = None,
) -> Trace:
    """Follow a household through one run of each policy; without an id, one whose story is worth telling.

    Raises ScenarioError for wrong names and for a household that is not there.
    """
    if not policies:
        raise ScenarioError([Fault("policies", _("name at least one policy."))])
    loaded = (load_scenario(place, each, future).with_values({"sample_fraction": sample_fraction}) for each in policies)
    scenarios = list({scenario.policy: scenario for scenario in loaded}.values())
    picking = household is None
    say = progress or (lambda done, total, what: None)
    chosen = ""
    if household is None:
        say(0, len(scenarios) + 1, _("looking for a household"))
        household, chosen = pick(scenarios[0], seed, replicate)
    return follow(
        scenarios, household, seed=seed, replicate=replicate, chosen=chosen, simulate=simulate,
        progress=lambda done, total, what: say(done + picking, total + picking, what),
    )  # fmt: skip


def follow(
    scenarios: Sequence[Scenario],
    household: int,
    *,
    seed: int,
    replicate: int = 0,
    chosen: str = "",
    simulate: Callable[..., Result] = simulate,
    progress: Callable[[int, int, str], None] | None = None,
) -> Trace:
    """The household of an id in one run of each scenario; `simulate` runs them. Raises ScenarioError for a wrong id."""
    say = progress or (lambda done, total, what: None)
    lives = {}
    for place_in_turn, scenario in enumerate(scenarios):
        say(place_in_turn, len(scenarios), scenario.policy)
        lives[scenario.policy] = life(scenario, household, seed, replicate, simulate)
    say(len(scenarios), len(scenarios), "")
    first = scenarios[0]
    return Trace(
        place=first.place, future=first.future, household=household, policies=tuple(lives), seed=seed,
        replicate=replicate, months=_labelled(lives), chosen=chosen,
        events=_labelled({policy: events_of(months) for policy, months in lives.items()}),
    )  # fmt: skip


def pick(scenario: Scenario, seed: int, replicate: int) -> tuple[int, str]:
    """A household of one run, and why it: of those listed that left poverty and were poor again, the most ordinary.

    Where there is none, the most ordinary of the listed, or of all.
    """
    result = simulate(scenario, seed, replicate)
    spells, households = result.spells, result.households
    listed = households[households["listed"].astype(bool)]
    returned = spells.loc[spells["cohort"].astype(bool) & (spells["outcome"] == "returned"), "household"]
    fell_back = listed[listed["household"].isin(returned)]
    if len(fell_back):
        reason = _("of the listed households that leave poverty and are poor again under {policy}, the most ordinary")
    elif len(listed):
        reason = _("the most ordinary household on the register; under {policy} none is poor again")
    else:
        reason = _("the most ordinary household; none is on the register")
    among = next(frame for frame in (fell_back, listed, households) if len(frame))
    return most_ordinary(among, among if listed.empty else listed), reason.format(policy=scenario.policy)


def most_ordinary(among: pd.DataFrame, like: pd.DataFrame) -> int:
    """The id of the household nearest, in all, to the medians of others at the start; of several, the smallest id."""
    return int(by_ordinariness(among, like).iloc[0])


def by_ordinariness(among: pd.DataFrame, like: pd.DataFrame) -> pd.Series:
    """The ids of households, those nearest to the medians of others at the start first; of equals, the smaller id."""
    known = [name for name in ("size", "able", "cows", "debt") if name in like]
    spread = like[known].std().replace(0.0, np.nan).fillna(1.0)
    distance = ((among[known] - like[known].median()).abs() / spread).sum(axis=1)
    ordered = among.assign(distance=distance).sort_values(["distance", "household"])
    return ordered["household"].astype(int)


def life(
    scenario: Scenario, household: int, seed: int, replicate: int, simulate: Callable[..., Result] = simulate
) -> pd.DataFrame:
    """The record of one household month by month, as in `Trace.months` without the policy."""
    months = simulate(scenario, seed, replicate, watch=[household]).watched
    numbers = [month_number(month) for month in months["month"]]
    every = scenario.processes["assessment"].every
    assessed = [(number - scenario.start + 1) % every == 0 for number in numbers]
    per_head = months["year_income"] / 100.0 / months["members"].clip(lower=1)
    return months.assign(
        line=[scenario.series["exit_line"].at(number) for number in numbers],
        cattle=cattle(months),
        assessed=assessed,
        income_per_head=per_head.where(np.array(assessed) & (months["where"] == HERE)),
    )


def _labelled(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The frames one below the other, each with its policy as first column."""
    return pd.concat(
        [frame.assign(policy=policy)[["policy", *frame]] for policy, frame in frames.items()], ignore_index=True
    )
