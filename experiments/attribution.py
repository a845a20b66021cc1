"""What part of a mix did what: shares of its programmes, same-luck twins, and what returns to poverty hang on.

Every coalition of groups of programmes is run on the same luck and from one shared past, and so is the whole mix with
one hazard taken away at a time.  The run is the unit of replication: each replicate gives one number for each
question, and intervals are over replicates (`experiments.attribution_tables`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.columns import columns_of
from experiments.dispatch import Dispatch
from experiments.executor import Progress
from experiments.groups import Groups, groups_in
from experiments.hazards import without_hazards
from experiments.headline import MEASURES, headline
from experiments.shapley import (
    MOST_EXACT,
    Coalition,
    Orders,
    antithetic_orders,
    coalitions_of,
    every_coalition,
    exact_shares,
    sampled_shares,
)
from experiments.twins import Twin, returns_averted, twins_of
from experiments.workers import check_executor, cores, workers
from model.branches import Past, each_branch, shared_past
from model.errors import Fault, ScenarioError, unknown
from model.messages import _
from model.result import Result
from model.scenario import Scenario, load_scenario

POOR_YEARS = "poor_years"
NOBODY, EVERYBODY = "none", "all"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be shared out, among whom, and on how much luck; `pairs` of orders a replicate, 0 for all coalitions.

    A pair is an order of the groups and its reverse, drawn anew in each replicate, so that intervals over replicates
    hold the error of the few orders as well.
    """

    mix: Scenario
    groups: Groups
    measures: tuple[str, ...]
    hazards: Mapping[str, Scenario]
    seed: int
    replicates: int
    pairs: int = 0

    @property
    def players(self) -> int:
        """How many groups share."""
        return len(self.groups)

    def orders(self, replicate: int) -> Orders | None:
        """The orders in which groups join in this replicate; None where every coalition is run."""
        return antithetic_orders(self.players, self.pairs, (self.seed << 32) + replicate) if self.pairs else None

    def coalitions(self, replicate: int) -> list[Coalition]:
        """The coalitions to run: those of the method, and each group alone and left out."""
        orders = self.orders(replicate)
        found = every_coalition(self.players) if orders is None else coalitions_of(orders)
        alone = [frozenset({player}) for player in range(self.players)]
        return list(dict.fromkeys([frozenset(), self.whole, *found, *alone, *(self.whole - each for each in alone)]))

    @property
    def whole(self) -> Coalition:
        """All groups together."""
        return frozenset(range(self.players))

    def scenario(self, some: Coalition) -> Scenario:
        """The mix with the programmes of these groups alone."""
        left_out = [name for place, names in enumerate(self.groups.values()) if place not in some for name in names]
        return self.mix.without(*left_out)

    def name(self, some: Coalition) -> str:
        """A coalition in words: its groups joined by +."""
        if some == self.whole:
            return EVERYBODY
        return "+".join(group for place, group in enumerate(self.groups) if place in some) or NOBODY


class Lot(NamedTuple):
    """What one replicate says: rows of the frames of an `Attribution`."""

    worths: list[tuple[Any, ...]]
    shares: list[tuple[Any, ...]]
    twins: list[tuple[Any, ...]]
    returns: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Attribution:
    """What came out, one row a replicate and question.

    `worths`: each measure of each coalition.  `shares`: each group's Shapley share in the change of each measure from
    no programmes to all, what it changes alone, and what it changes when it comes last; poor-years are those averted,
    of the whole county.  `twins`: households and persons listed at the start whom each group saved from poor years,
    harmed, or left as they were.  `returns`: returns to poverty under the mix, and those averted without each hazard.
    """

    plan: Plan
    worths: pd.DataFrame
    shares: pd.DataFrame
    twins: pd.DataFrame
    returns: pd.DataFrame


WORTHS = ["replicate", "coalition", "measure", "value"]
SHARES = ["replicate", "group", "measure", "share", "alone", "last", "whole"]
TWINS = ["replicate", "group", *Twin._fields]
RETURNS = ["replicate", "hazard", "returns", "averted", "without"]


def plan_of(
    mix: Scenario,
    *,
    groups: Mapping[str, Iterable[str]] | None = None,
    measures: Sequence[str] = (POOR_YEARS, "public_cost"),
    hazards: bool = True,
    seed: int = 1,
    replicates: int = 10,
    pairs: int | None = None,
) -> Plan:
    """The plan for a mix.  Raises ScenarioError where there is nothing to share, or a measure is not known.

    `pairs` None runs every coalition of up to eight groups, and two pairs of orders a replicate of more.
    """
    players = groups_in(list(mix.programmes), groups)
    what = _("unknown measure")
    faults = [Fault("measures", unknown(what, name, MEASURES)) for name in measures if name not in MEASURES]
    if not players:
        faults.append(Fault("policy", _("{policy} has no programmes to attribute to.").format(policy=mix.policy)))
    if not measures:
        faults.append(Fault("measures", _("name at least one measure.")))
    for name, value, least in (("replicates", replicates, 1), ("pairs", pairs or 0, 0), ("seed", seed, 0)):
        if value < least:
            message = _("{value} cannot be. Allowed: {least} or more.")
            faults.append(Fault(name, message.format(value=value, least=least)))
    if faults:
        raise ScenarioError(faults)
    if pairs is None:
        pairs = 0 if len(players) <= MOST_EXACT else 2
    return Plan(mix, players, tuple(measures), without_hazards(mix) if hazards else {}, seed, replicates, pairs)


def attribute(
    place: str | Path | Scenario,
    policy: str | Path = "as_reported",
    *,
    future: str | Path = "historical",
    sample_fraction: float = 1.0,
    values: Mapping[str, Any] | None = None,
    folder: str | Path | None = None,
    jobs: int | None = None,
    executor: str | Executor = "threads",
    scheduler: str | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Attribution:
    """Share out what a mix does, and ask what its returns hang on; `options` are those of `plan_of`.

    `place` may be the scenario of the mix itself.  `jobs`, `executor` and `scheduler`, as
    `conduct` has them, change nothing but the time.  Raises ScenarioError,
    before anything is run, where a name or number cannot be.
    """
    if isinstance(place, Scenario):
        mix = place.with_values(values or {})
    else:
        loaded = load_scenario(place, policy, future, folder=folder)
        mix = loaded.with_values({"sample_fraction": sample_fraction, **(values or {})})
    return carry_out(plan_of(mix, **options), jobs=jobs, executor=executor, scheduler=scheduler, progress=progress)


def carry_out(
    plan: Plan,
    *,
    jobs: int | None = None,
    executor: str | Executor = "threads",
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Run every coalition and hazard in each replicate."""
    past = None if plan.pairs else shared_past(_scenarios(plan, plan.coalitions(0)), people_of=plan.mix)
    lots: dict[int, Lot] = {}

    work = partial(lot_of, plan, past=past)

    def done(replicate: int, lot: Lot) -> None:
        lots[replicate] = lot
        if progress:
            progress(len(lots), plan.replicates, _("replicate {number}").format(number=replicate + 1))

    pool = check_executor(executor, scheduler)
    with workers(pool, min(jobs or cores(), plan.replicates), scheduler) as opened:
        Dispatch(opened, work, done, work).carry_out(range(plan.replicates))
    in_order = [lots[replicate] for replicate in sorted(lots)]
    frames = (
        pd.DataFrame([row for lot in in_order for row in rows(lot)], columns=columns)
        for rows, columns in (
            (lambda lot: lot.worths, WORTHS),
            (lambda lot: lot.shares, SHARES),
            (lambda lot: lot.twins, TWINS),
            (lambda lot: lot.returns, RETURNS),
        )
    )
    return Attribution(plan, *frames)


def lot_of(plan: Plan, replicate: int, past: Past | None = None) -> Lot:
    """What one replicate says."""
    coalitions = plan.coalitions(replicate)
    scenarios = _scenarios(plan, coalitions)
    left_out = [plan.whole - {player} for player in range(plan.players)]
    keep = {plan.whole, *left_out}
    worth: dict[Coalition, NDArray[np.float64]] = {}
    kept: dict[Coalition, Result] = {}
    spared: dict[str, Result] = {}
    for place, result in each_branch(scenarios, plan.seed, replicate, people_of=plan.mix, past=past):
        if place >= len(coalitions):
            spared[list(plan.hazards)[place - len(coalitions)]] = result
            continue
        some = coalitions[place]
        worth[some] = _measured(plan, result)
        if some in keep:
            kept[some] = result
    mix, every = kept[plan.whole], plan.mix.processes["assessment"].every
    twins = [
        (replicate, group, *row)
        for group, without in zip(plan.groups, left_out, strict=True)
        for row in twins_of(mix, kept[without])
    ]
    returns = [(replicate, name, *returns_averted(mix, spared[name], every)) for name in plan.hazards]
    worths = [
        (replicate, plan.name(some), measure, float(value))
        for some in coalitions
        for measure, value in zip(plan.measures, worth[some], strict=True)
    ]
    return Lot(worths, _shared(plan, replicate, worth), twins, returns)


def _scenarios(plan: Plan, coalitions: Iterable[Coalition]) -> list[Scenario]:
    return [*(plan.scenario(some) for some in coalitions), *plan.hazards.values()]


def _measured(plan: Plan, result: Result) -> NDArray[np.float64]:
    """The measures of a run; poor-years are those of all households listed at the start together."""
    found = headline(result.headline, columns_of(result), plan.mix.series)
    found[POOR_YEARS] *= found["listed_at_start"]
    return np.array([found[name] for name in plan.measures])


def _shared(plan: Plan, replicate: int, worth: Mapping[Coalition, NDArray[np.float64]]) -> list[tuple[Any, ...]]:
    """Each group's share in each measure: rows of `SHARES`."""
    sign = np.array([-1.0 if name == POOR_YEARS else 1.0 for name in plan.measures])
    gain = {some: sign * (value - worth[frozenset()]) for some, value in worth.items()}
    orders = plan.orders(replicate)
    shares = exact_shares(gain, plan.players) if orders is None else sampled_shares(gain, orders)
    whole = gain[plan.whole]
    return [
        (replicate, group, name, *(float(each) for each in row))
        for player, group in enumerate(plan.groups)
        for name, *row in zip(
            plan.measures, shares[player], gain[frozenset({player})], whole - gain[plan.whole - {player}], whole,
            strict=True,
        )
    ]  # fmt: skip
