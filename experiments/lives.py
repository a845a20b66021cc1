"""Households worth a look: of those listed at the start, whom a policy saved or harmed beside another, who came back.

Both policies are run from the same people and on the same luck, so a household stands beside its twin.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from experiments.trace import by_ordinariness
from experiments.twins import alike
from model.messages import _
from model.result import Result

LASTING = 24  # months out of poverty at the end

type Chosen = Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame], pd.Series]

# By name: which rows of the households under one policy, given those under the other and the spells out of poverty.
KINDS: dict[str, Chosen] = {
    "returned": lambda own, _twins, spells: own["household"].isin(_ended(spells, "returned")),
    "saved": lambda own, twins, _spells: own["poor_years"] < twins["poor_years"],
    "harmed": lambda own, twins, _spells: own["poor_years"] > twins["poor_years"],
    "lasting": lambda own, _twins, _spells: own["months_out_at_end"] >= LASTING,
    "never_out": lambda own, _twins, spells: (own["end"] == "here") & ~own["household"].isin(spells["household"]),
    "ordinary": lambda own, _twins, _spells: own["listed"],
}


def kind_in_words(kind: str, policy: str, other: str) -> str:
    """What a kind of household is, `policy` being looked at and `other` what it is held against."""
    known = {
        "returned": _("leaves poverty and is poor again under {policy}"),
        "saved": _("saved: in fewer Decembers poor under {policy} than under {other}"),
        "harmed": _("harmed: in more Decembers poor under {policy} than under {other}"),
        "lasting": _("out of poverty for 24 months or more at the end under {policy}"),
        "never_out": _("never out of poverty under {policy}"),
        "ordinary": _("listed at the start"),
    }
    return known[kind].format(policy=policy, other=other)


def households_of(kind: str, under: Result, other: Result) -> list[int]:
    """The ids of the listed households of a kind under one policy beside another, the most ordinary first.

    Raises KeyError for a kind that there is not, ValueError where the two runs did not begin with the same people.
    """
    alike(under, other)
    own, twins = under.households, other.households
    spells = under.spells
    listed = own["listed"].astype(bool)
    chosen = own[listed & KINDS[kind](own, twins, spells[spells["cohort"].astype(bool)]).astype(bool)]
    return [] if chosen.empty else by_ordinariness(chosen, own[listed]).tolist()


def counts(under: Result, other: Result) -> dict[str, int]:
    """How many listed households of the run are of each kind."""
    return {kind: len(households_of(kind, under, other)) for kind in KINDS}


def _ended(spells: pd.DataFrame, outcome: str) -> np.ndarray:
    return spells.loc[spells["outcome"] == outcome, "household"].unique()
