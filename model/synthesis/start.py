"""What the loops of the synthesis are given, and what they remember of a household that its record does not."""

from __future__ import annotations

from math import sqrt
from typing import Any, NamedTuple

from model.arithmetic import normal_quantile
from model.records import column
from model.rule import rule


class Home:
    """Who lives together, and how hard life has made it for them."""

    kind: int = column("i1", "", "elders, alone, couple, family, grown children or three generations")
    adults: int = column("i1", "persons", "head and spouse")
    elders: int = column("i1", "persons", "members of the oldest generation")
    head: float = column("f8", "years", "age of its head")
    disadvantage: float = column("f8", "sd", "hidden trait that much else leans on")
    poverty: float = column("f8", "sd", "how far its usual income a head lies below the typical one")
    hands: float = column("f8", "adults", "strength of all members")
    young: float = column("f8", "adults", "strength of the members below 60")


class Budget:
    """Income of a household in a year, by source."""

    crops: float = column("f8", "yuan/year", "crops, net of inputs")
    rent: float = column("f8", "yuan/year", "rent of land let")
    wages: float = column("f8", "yuan/year", "wages and remittances")
    herd: float = column("f8", "yuan/year", "stock sold, net of feed and upkeep")
    pension: float = column("f8", "yuan/year", "basic pensions")
    dibao: float = column("f8", "yuan/year", "minimum living guarantee")
    subsidies: float = column("f8", "yuan/year", "for grain and grass")
    interest: float = column("f8", "yuan/year", "interest paid in cash")
    paid_months: float = column("f8", "months/year", "of paid work away from the farm")
    lasting_wages: float = column("f8", "yuan/year", "wages of a year like any other")


class Start(NamedTuple):
    """The arrays as the loops take them; `seen` is the log income a head by which households are ranked."""

    households: Any
    yearbook: Any
    persons: Any
    homes: Any
    budgets: Any
    seen: Any
    county: Any
    numbers: Any
    seed: int
    replicate: int


@rule
def leaning(disadvantage: float, u: float, correlation: float) -> float:
    """A standard normal that is correlated with the household's disadvantage."""
    return correlation * disadvantage + sqrt(1.0 - correlation * correlation) * normal_quantile(u)


@rule
def befalls(share: float, leans: float) -> bool:
    """Whether what happens to a share of all happens to this one, given its standard normal."""
    return share >= 1.0 or (share > 0.0 and leans > normal_quantile(1.0 - share))


@rule
def total(b: Budget) -> float:
    """Yuan a year, by the register's definition of income."""
    return b.crops + b.rent + b.wages + b.herd + b.pension + b.dibao + b.subsidies - b.interest


@rule
def lasting(b: Budget) -> float:
    """Yuan of a year like any other: not who happens to have work just now."""
    return total(b) - b.wages + b.lasting_wages
