"""The small rules as Mesa objects: one `mesa.Agent` a household, the very same rule functions, not compiled."""

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from types import FunctionType
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from benchmarks.small_rules import CATTLE, PEOPLE, REPLICATE, SEED, Numbers, live_month
from model.arithmetic import exp_, normal_quantile
from model.luck import draws


def uncompiled(function: Callable[..., Any], instead: Mapping[Any, Any]) -> Callable[..., Any]:
    """A rule as plain Python down to the last rule it calls; `instead` maps rules to what stands in for them."""
    if function in instead:
        return instead[function]
    body = getattr(function, "py_func", function)
    scope = {
        name: uncompiled(value, instead) if hasattr(value, "py_func") else value
        for name, value in body.__globals__.items()
        if name in body.__code__.co_names or name == "__builtins__"
    }
    return FunctionType(body.__code__, scope, body.__name__, body.__defaults__)


class Household(mesa.Agent):
    """One household, its fields as attributes."""

    def __init__(self, county: mesa.Model, record: Any) -> None:
        super().__init__(county)
        for name in record.dtype.names:
            setattr(self, name, record[name].item())

    def live(self) -> None:
        """One month, with the luck of this household."""
        county = self.model
        row = self.id - 1
        county.rules(self, county.numbers, county.season, county.people[row], county.cattle[row])

    def live_by_own_luck(self) -> None:
        """One month, with luck from the stream that all agents share."""
        county, u = self.model, self.random.random
        county.rules(self, county.numbers, county.season, (u(), u(), u(), u()), (u(), u(), u(), u()))


class SameBits(mesa.Model):
    """The county in Mesa: the same rules and the same luck, which is drawn for all households at once."""

    instead: Mapping[Any, Any] = {}

    def __init__(self, households: NDArray[Any]) -> None:
        super().__init__(rng=SEED)
        self.layout = households.dtype
        self.ids = np.ascontiguousarray(households["id"])
        self.numbers = Numbers()
        self.rules = uncompiled(live_month, self.instead)
        for record in households.view(np.ndarray):
            Household(self, record)

    def live(self, month: int) -> None:
        """Move all agents on by one month."""
        self.season = (month - 1) % 12 + 1
        self.people = draws(SEED, REPLICATE, PEOPLE.number, self.ids, month).tolist()
        self.cattle = draws(SEED, REPLICATE, CATTLE.number, self.ids, month).tolist()
        self.agents.do("live")

    def households(self) -> NDArray[Any]:
        """The agents as records."""
        rows = [tuple(getattr(agent, name) for name in self.layout.names) for agent in self.agents]
        return np.array(rows, self.layout)


class OwnLuck(SameBits):
    """The county as one would write it in Mesa: the model's shared stream, and Python's own exp and quantile.

    Its results are others, and depend on the order of the agents.
    """

    instead: Mapping[Any, Any] = {exp_: math.exp, normal_quantile: NormalDist().inv_cdf}

    def live(self, month: int) -> None:
        """Move all agents on by one month."""
        self.season = (month - 1) % 12 + 1
        self.agents.do("live_by_own_luck")
