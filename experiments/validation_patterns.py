"""What each run says of the patterns that the model is judged by (`experiments.validation_expected`)."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from experiments.delivered import POLICY, SIZES
from experiments.survival import return_hazards
from experiments.twins import INDEBTED
from experiments.validation_lives import (
    Lives,
    exit_hazards,
    gap_in_returns,
    layers,
    poor_on_the_list,
    returned_within,
    seen_by_survey,
)

EARLY, LATE = (2015, 2017), (2020, 2022)
type Value = tuple[str, float]


def of_lives(lives: Lives, replicate: int) -> Iterator[Value]:
    """Of one run, by the lives of its households."""
    survey = seen_by_survey(lives, replicate)
    for who, each in (("", lives), ("survey: ", survey)):
        for spent, hazard in enumerate(exit_hazards(each), start=1):
            yield f"{who}exit after {spent} years poor", float(hazard)
        for years in (3, 5):
            yield f"{who}returned within {years} years", returned_within(each, years)
    for trait in ("cattle", "wages"):
        raw, alike = gap_in_returns(lives, trait)
        yield f"{trait}: return, more than without", raw
        yield f"{trait}: return, more than alike without", alike
    for period, years in (("early", EARLY), ("late", LATE)):
        for layer, share in layers(lives, years).items():
            yield f"{period}: {layer}", share
    for year, listed, monitored in poor_on_the_list(lives):
        yield f"poor on the list {year}", listed
        yield f"poor monitored {year}", monitored


def of_study(study: Any) -> Iterator[tuple[Any, ...]]:
    """Of every run, by the tables of the study: point, policy, future, replicate, quantity, value."""
    keys = ["point", "policy", "future", "replicate"]
    for labels, spells in study.spells.groupby(keys):
        for year, hazard in return_hazards(spells).items():
            yield (*labels, f"return in year {year} after exit", float(hazard))
        back = spells[spells["listed"] & (spells["outcome"] == "returned")]
        for cause, share in back["cause"].value_counts(normalize=True).items():
            yield (*labels, f"cause: {cause}", float(share))
    for labels, homes in study.households.groupby(keys):
        listed = homes[homes["listed"]]
        yield (*labels, "listed with illness", float(listed["ill"].mean()))
    yield from _sizes(study)
    yield from _harm(study)


def _sizes(study: Any) -> Iterator[tuple[Any, ...]]:
    """What programmes deliver of their reported sizes."""
    for size in SIZES:
        for replicate, value in enumerate(size.values(OneFuture(study), POLICY)):
            yield 0, POLICY, "historical", replicate, f"size: {size.kind}, {size.what}", float(value) / size.reported


class OneFuture:
    """The tables of a study with the rows of one future alone, for what asks by policy."""

    def __init__(self, study: Any, future: str = "historical") -> None:
        self._study, self._future = study, future
        cases = [each for each in study.manifest["cases"] if each["future"] == future]
        self.manifest = {**study.manifest, "cases": cases}

    def __getattr__(self, name: str) -> Any:
        table = getattr(self._study, name)
        return table[table["future"] == self._future]


def _harm(study: Any) -> Iterator[tuple[Any, ...]]:
    """Poor-years that loans for cows add for kinds of households listed at the start, beside their same-luck twins."""
    homes = study.households[study.households["listed"]]
    kinds = {
        "all": np.ones(len(homes), np.bool_), "no hands": homes["able"] == 0, "no cattle": homes["cows"] == 0,
        "in debt": homes["debt"] > INDEBTED,
    }  # fmt: skip
    for name, kept in kinds.items():
        own = homes[kept].set_index(["policy", "future", "replicate", "household"])["poor_years"]
        more = own["cattle_loan"] - own["none"]
        for (future, replicate), each in more.groupby(level=["future", "replicate"]):
            yield 0, "cattle_loan", future, replicate, f"loans, {name}: poor-years more", float(each.mean())
            yield 0, "cattle_loan", future, replicate, f"loans, {name}: share harmed", float((each > 0).mean())
