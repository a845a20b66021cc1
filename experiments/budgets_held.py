"""Typical households and the groups they stand for, held against the budgets of the evidence.

The run is the unit of replication: the mean of a group is one value a replicate, and its interval is over replicates.
A figure is met when that mean lies within `TOLERANCE` of the evidence, or in the evidence's own range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.budgets import FRACTION, LINES, PLACE, figures, homes_of, typical
from experiments.estimates import Interval, interval_of_mean

TOLERANCE = 0.2
# docs/evidence/budgets.md, in yuan a head and year; of three numbers the last two are the range.
AT_THE_START: Mapping[str, Any] = {
    "crops": 1110, "grain": 100, "rent": 230, "wages": 875, "pension": 270, "dibao": 230, "interest": -170,
    "total": 2650, "persons": 2.62,
}  # fmt: skip
WITHOUT_CATTLE: Mapping[str, Any] = {
    "crops and grain": 1070, "rent": 230, "wages": 1700, "ecology": 740, "pension": 410, "dibao": 630,
    "photovoltaic": 140, "interest": -115, "total": 4810,
}  # fmt: skip
WITH_COWS = {**WITHOUT_CATTLE, "herd": 2820, "total": 7630, "herd a cow": (2240, 1000, 3800)}
ALL_LISTED = {**WITHOUT_CATTLE, "herd": 2285, "total": 7090, "persons": 2.62, "keepers": 0.81, "cows kept": 3.3}
# What is shown below the lines.
BESIDE = {
    "total": "**income**",
    "line": "the poverty line",
    "crops and grain": "of it, crops and grain subsidy",
    "herd a cow": "herd, a cow and year",
    "persons": "persons in the household",
    "keepers": "share with cows in December",
    "cows kept": "cows of those",
}
FINE = ("persons", "keepers", "cows kept")  # shown with two decimals
HEADINGS = ("yuan a head and year", "this household", "mean of the group [95 %]", "evidence: from, to", "met")


@dataclass(frozen=True, slots=True)
class Group:
    """Households listed at the start and still there in December of `year`, and what the evidence says of them.

    `example` says whether a typical household is shown beside the mean.
    """

    title: str
    policy: str
    year: int
    evidence: Mapping[str, Any]
    chosen: Callable[[pd.DataFrame], pd.Series]
    example: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of a group against the evidence: `low` to `high` is what counts as met, NaN where nothing is known."""

    name: str
    typical: float
    mean: Interval
    evidence: float | None
    low: float
    high: float

    @property
    def met(self) -> bool | None:
        """Whether the mean lies in the range; None where the evidence says nothing."""
        return None if self.evidence is None else self.low <= self.mean.estimate <= self.high


def without_cattle(homes: pd.DataFrame) -> pd.Series:
    """Nothing in the yard, with a trustee or with an enterprise in any month."""
    return (homes["most_cattle"] == 0) & (homes["most_shares"] == 0)


def with_cows(homes: pd.DataFrame) -> pd.Series:
    """Two to five cows in the yard in every month."""
    return (homes["least_cows"] >= 2) & (homes["most_cows"] <= 5)


def everyone(homes: pd.DataFrame) -> pd.Series:
    """All of them."""
    return homes["persons"] > 0


GROUPS = {
    "without_cattle": Group("without cattle, 2018, as reported", "as_reported", 2018, WITHOUT_CATTLE, without_cattle),
    "with_cows": Group("with 2 to 5 cows, 2018, as reported", "as_reported", 2018, WITH_COWS, with_cows),
    "at_the_start": Group("all listed, 2014, status quo", "none", 2014, AT_THE_START, everyone),
    "all_listed": Group("all listed, 2018, as reported", "as_reported", 2018, ALL_LISTED, everyone, example=False),
}


def members_of(group: Group) -> list[pd.DataFrame]:
    """The households of a group, one frame a replicate."""
    return [homes[group.chosen(homes)] for homes in homes_of(group.policy, group.year)]


def held(group: Group) -> tuple[pd.Series, list[Held]]:
    """A group's typical household, of the first replicate, and each figure of the group against the evidence."""
    homes = members_of(group)
    example = typical(homes[0])
    alone, each = figures(homes[0].loc[[example.name]]), [figures(frame) for frame in homes]
    found = []
    for name in alone:
        evidence, low, high = around(group.evidence.get(name))
        mean = interval_of_mean([values[name] for values in each])
        found.append(Held(name, alone[name], mean, evidence, low, high))
    return example, found


def around(evidence: Any) -> tuple[float | None, float, float]:
    """The figure of the evidence and what counts as met: `TOLERANCE` on either side, where no range is given."""
    if evidence is None:
        return None, float("nan"), float("nan")
    if isinstance(evidence, tuple):
        return evidence
    width = TOLERANCE * abs(evidence)
    return evidence, evidence - width, evidence + width


def shown(name: str) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
    """A group of `GROUPS` as a document shows it: its typical household in words, headings and rows."""
    group = GROUPS[name]
    example, found = held(group)
    rows = [cells(each) for each in found if each.evidence is not None or (told(each.name) and seen(each))]
    if group.example:
        return in_words(group, example), HEADINGS, rows
    return "", (HEADINGS[0], *HEADINGS[2:]), [(row[0], *row[2:]) for row in rows]


def told(name: str) -> bool:
    """Whether a figure is shown even where the evidence has none."""
    return name in (*LINES, "total", "line")


def seen(each: Held) -> bool:
    """Whether a figure would not be printed as nothing."""
    return abs(each.mean.estimate) >= 0.5 or abs(each.typical) >= 0.5


def in_words(group: Group, example: pd.Series) -> str:
    """Who the typical household is, and how to read its life."""
    who = {name: f"{example[name]:.0f}" for name in ("household", "persons", "elders", "able", "cows")}
    one = f"--household {who['household']} --policies {group.policy} --sample-fraction {FRACTION:g}"
    return (
        f"Household {who['household']}: persons {who['persons']}, of them aged 60 or more {who['elders']}, able to work"
        f" {who['able']}; cows in December {who['cows']} (`fanpin trace {PLACE} {one}`).\n"
    )


def cells(each: Held) -> tuple[str, ...]:
    """One row: name, typical household, mean of the group, evidence, whether met."""
    digits = 2 if each.name in FINE else 0
    mean, low, high, least, most = (f"{value:,.{digits}f}" for value in (*each.mean, each.low, each.high))
    evidence = "" if each.evidence is None else f"{each.evidence:,.{digits}f}: {least} to {most}"
    met = {None: "", True: "yes", False: "**no**"}[each.met]
    name = LINES.get(each.name) or BESIDE[each.name]
    return name, f"{each.typical:,.{digits}f}", f"{mean} [{low}, {high}]", evidence, met


def counted() -> list[tuple[str, str, str]]:
    """How many figures of each group are held against the evidence, and how many are met."""
    judged = {group.title: [each.met for each in held(group)[1] if each.met is not None] for group in GROUPS.values()}
    return [(title, str(len(met)), str(sum(met))) for title, met in judged.items()]
