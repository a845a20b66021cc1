"""What becomes of each household, December by December: income beside what the register and its helpers see of it.

`simulate(scenario, seed, replicate, each_month=decembers)` fills a `Decembers`, whose arrays are [Decembers, households
of the start].  The functions below ask one run at a time; intervals are over runs (`experiments.estimates`).

An event at a December is told by its place in these arrays; households that are not all followed are left out where
a function says so, and nobody counts as returned for having left.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.calendar import season_of, year_of
from model.ledger import CLASSES
from model.processes.assessment import LATENT_EXIT, LATENT_RETURN
from model.records import HERE, LISTED, MONITORED

type Rows = NDArray[Any]

SURVEY_ERROR = 0.25  # log-sd with which a survey sees a year's income (model.md: before a comparison with a survey)
DECEMBER = 12
WITHIN = 24  # months after a return in which somebody may see it
FIELDS = ("members", "income", "wages", "crops", "herd", "poor", "event", "ever", "cohort", "recorded_return")


class Lives(NamedTuple):
    """[Decembers, households] but for `year` and `line` [Decembers]; income in yuan a head."""

    year: Rows
    line: Rows
    here: Rows
    income: Rows
    poor: Rows
    exit: Rows
    back: Rows
    ever: Rows
    listed: Rows
    monitored: Rows
    followed: Rows
    relisted: Rows
    cattle: Rows
    wage_share: Rows
    farm_share: Rows
    able: Rows
    ill: Rows
    members: Rows


class Decembers:
    """Called after every month of a run; takes down each December and writes nothing to the world."""

    def __init__(self) -> None:
        self._taken: list[dict[str, Any]] = []

    def __call__(self, world: Any) -> None:
        """Look at the world after a month."""
        if season_of(world.month - 1) == DECEMBER:
            self._taken.append(_december(world))

    def lives(self) -> Lives:
        """What was taken down until now."""
        return Lives(*(np.array([taken[name] for taken in self._taken]) for name in Lives._fields))


def _december(world: Any) -> dict[str, Any]:
    h, month, at_start = world.households[: world.at_start], world.month - 1, world.at_start
    y = {name: np.array(world.yearbook[name][:at_start], np.float64) for name in FIELDS}
    here = (h["where"] == HERE) & (y["members"] > 0)
    earned = np.maximum(1.0, np.abs(y["income"]))
    return {
        "year": year_of(month),
        "line": float(world.county["line"][0]),
        "here": here,
        "income": y["income"] / np.maximum(1.0, y["members"]) / 100.0,
        "poor": here & (y["poor"] == 1),
        "exit": here & (y["event"] == LATENT_EXIT),
        "back": here & (y["event"] == LATENT_RETURN),
        "ever": y["ever"] == 1,
        "listed": here & (h["register"] == LISTED),
        "monitored": here & (h["register"] == MONITORED),
        "followed": here & (h["at_risk_since"] > 0),
        "relisted": here & (y["recorded_return"] == month),
        "cattle": sum(np.array(h[name], np.int64) for name in CLASSES),
        "wage_share": y["wages"] / earned,
        "farm_share": (y["crops"] + y["herd"]) / earned,
        "able": np.array(h["able"], np.int64),
        "ill": np.array(h["ill"], np.int64) > 0,
        "members": np.array(h["members"], np.int64),
    }


def seen_by_survey(lives: Lives, key: int) -> Lives:
    """The same lives as a survey would have them: poor by an income with an error, keyed by `key`."""
    luck = np.random.Generator(np.random.Philox(key=key))
    seen = lives.income * np.exp(SURVEY_ERROR * luck.standard_normal(lives.income.shape))
    poor = lives.here & (seen < lives.line[:, None])
    left = np.vstack([np.zeros_like(poor[:1]), poor[:-1] & ~poor[1:] & lives.here[1:]])
    return lives._replace(income=seen, poor=poor, exit=left)


def exit_hazards(lives: Lives, years: int = 5) -> Rows:
    """Share who leave poverty at the next December, by Decembers spent poor, 1 to `years`: float64[years].

    Spells that were under way in the first December are left out, since nobody knows how long they had lasted.
    """
    poor, here = lives.poor, lives.here
    hazards = []
    for spent in range(1, years + 1):
        at_risk = exits = 0
        for begun in range(1, len(poor) - spent):
            spell = ~poor[begun - 1] & here[begun - 1] & poor[begun : begun + spent].all(axis=0) & here[begun + spent]
            at_risk += int(spell.sum())
            exits += int((spell & ~poor[begun + spent]).sum())
        hazards.append(exits / at_risk if at_risk else np.nan)
    return np.array(hazards)


def returned_within(lives: Lives, years: int, among: Rows | None = None) -> float:
    """Share poor again within so many Decembers of their first exit, of those still here then.

    `among` is bool[households]; None for all.
    """
    followed = [_after_exit(lives, years, place) for place in range(len(lives.poor) - years)]
    exits = np.concatenate([rows for rows, _ in followed])
    back = np.concatenate([returned for _, returned in followed])
    kept = np.ones(len(exits), np.bool_) if among is None else among[exits]
    return float(back[kept].mean()) if kept.any() else float("nan")


def _after_exit(lives: Lives, years: int, place: int) -> tuple[Rows, Rows]:
    """Who first left poverty at the December `place` and is followed, and whether they were poor again."""
    first = lives.exit[place] & ~lives.exit[:place].any(axis=0)
    rows = np.flatnonzero(first & lives.here[place + years])
    return rows, lives.poor[place + 1 : place + 1 + years, rows].any(axis=0)


def gap_in_returns(lives: Lives, trait: str, years: int = 3) -> tuple[float, float]:
    """Share of returns of ever-listed households with a trait at their first exit, less that of those without it.

    Traits: `cattle`; `wages`, half of income or more, against as much from farm and herd.  First as they are, then of
    households alike in size, hands, illness and year of exit (direct standardisation on those with the trait).
    """
    group, back, alike = [], [], []
    for place in range(len(lives.poor) - years):
        rows, returned = _after_exit(lives, years, place)
        known = lives.ever[place, rows]
        rows, returned = rows[known], returned[known]
        has, compared = _with_trait(lives, trait, place, rows)
        size, able = np.minimum(lives.members[place, rows], 4), np.minimum(lives.able[place, rows], 3)
        stratum = ((place * 5 + size) * 4 + able) * 2 + lives.ill[place, rows]
        group.append(has[compared])
        back.append(returned[compared])
        alike.append(stratum[compared])
    has, returned, stratum = (np.concatenate(each) for each in (group, back, alike))
    raw = float(returned[has].mean() - returned[~has].mean())
    gaps, weights = [], []
    for one in np.unique(stratum[has]):
        inside = stratum == one
        if (inside & ~has).any():
            gaps.append(returned[inside & has].mean() - returned[inside & ~has].mean())
            weights.append(int((inside & has).sum()))
    return raw, float(np.average(gaps, weights=weights))


def _with_trait(lives: Lives, trait: str, place: int, rows: Rows) -> tuple[Rows, Rows]:
    """Who has it, and who is compared at all."""
    if trait == "cattle":
        return lives.cattle[place, rows] > 0, np.ones(len(rows), np.bool_)
    wages, farm = lives.wage_share[place, rows] >= 0.5, lives.farm_share[place, rows] >= 0.5
    return wages, wages | farm


def layers(lives: Lives, years: tuple[int, int]) -> dict[str, float]:
    """Of the latent returns of ever-listed households in some years, the share that each layer sees within two years.

    still_listed: on the list when it happened, so that no return is recorded.  found: by a round of monitoring.
    supported: taken in after it.  relisted: put on the list again, the only return that a register counts.  unseen:
    none of these, off the list.
    """
    places = [at for at, year in enumerate(lives.year) if years[0] <= year <= years[1] and at + 2 < len(lives.year)]
    total = dict.fromkeys(("returns", "still_listed", "found", "supported", "relisted", "unseen"), 0)
    for at in places:
        rows = np.flatnonzero(lives.back[at] & lives.ever[at])
        after = slice(at, at + WITHIN // 12 + 1)
        seen = {
            "still_listed": lives.listed[at - 1, rows] if at else np.zeros(len(rows), np.bool_),
            "found": lives.followed[after, rows].any(axis=0),
            "supported": lives.monitored[after, rows].any(axis=0),
            "relisted": lives.relisted[after, rows].any(axis=0),
        }
        total["returns"] += len(rows)
        for name, each in seen.items():
            total[name] += int(each.sum())
        total["unseen"] += int((~np.logical_or.reduce(list(seen.values()))).sum())
    count = total.pop("returns")
    return {name: each / count if count else float("nan") for name, each in total.items()}


def poor_on_the_list(lives: Lives) -> Iterator[tuple[int, float, float]]:
    """Each year: of the households poor by income, the share on the list, and the share followed by monitoring."""
    for at, year in enumerate(lives.year):
        poor = lives.poor[at]
        yield int(year), float(lives.listed[at, poor].mean()), float(lives.monitored[at, poor].mean())
