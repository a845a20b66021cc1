"""The same model in Mesa's clothes: a facade over the engine, never its foundation.

`PovertyModel` tells the same story as `simulate`, month by month.  Agents are views that read and write the same
records; registering a whole county takes Mesa a second, so they are made only when asked for.
"""

from __future__ import annotations

from typing import Any

import mesa
from mesa.agent import AgentSet

from model.month import advance
from model.observe import Observer
from model.records import HERE, Household, columns_of
from model.result import Result
from model.scenario import Scenario, load_scenario
from model.simulate import new_world

MEASURES = ("poverty_headcount", "poverty_gap", "registered_households", "net_income_per_head", "cattle_per_head")


class HouseholdAgent(mesa.Agent):
    """A view of one row of the household records: `agent.cash` is the record's cash, to read and to write."""

    def __init__(self, model: PovertyModel, row: int) -> None:
        super().__init__(model)
        object.__setattr__(self, "row", row)

    def __getattr__(self, name: str) -> Any:
        """A field of the record, in the record's own unit."""
        if name in columns_of(Household):
            return self.model.world.households[name][self.row]
        raise AttributeError(f"a household has no field {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a field of the record; anything else is the agent's own."""
        if name in columns_of(Household):
            self.model.world.households[name][self.row] = value
        else:
            super().__setattr__(name, value)


class PovertyModel(mesa.Model):
    """A county that steps a month at a time, for Mesa's tools.

    `rng` is the seed of all luck (a whole number), `replicate` which of its runs this is.  `scenario` may be given
    instead of place, policy and future.  Raises `ScenarioError` as `load_scenario` does.
    """

    def __init__(
        self,
        place: str = "kezuohou",
        policy: str = "none",
        future: str = "historical",
        *,
        scenario: Scenario | None = None,
        sample_fraction: float | None = None,
        replicate: int = 0,
        rng: int = 1,
    ) -> None:
        super().__init__(rng=int(rng))
        self.scenario_value = scenario or load_scenario(place, policy, future)
        if sample_fraction is not None:
            self.scenario_value = self.scenario_value.with_values({"sample_fraction": sample_fraction})
        self.world = new_world(self.scenario_value, int(rng), replicate)
        self.observer = Observer.of(self.world, ())
        self._made = False
        reporters = {name: _latest(name) for name in MEASURES}
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """Live one month; at the end of the scenario, stop running."""
        advance(self.world)
        self.observer.observe(self.world)
        self.datacollector.collect(self)
        end = self.world.scenario.start + self.world.scenario.months
        self.running = self.world.month < end

    @property
    def agents(self) -> AgentSet[Any]:
        """Views of the households still here at the first asking; homes that families found later have none."""
        if not self._made and hasattr(self, "world"):
            self._made = True
            for row, where in enumerate(self.world.households["where"]):
                if where == HERE:
                    HouseholdAgent(self, row)
        return super().agents

    def result(self) -> Result:
        """What has been observed so far, as `simulate` returns it."""
        return self.observer.result(self.world)


def _latest(name: str) -> Any:
    """A reporter of a measure's last value."""
    return lambda model: model.observer.series[name][-1] if name in model.observer.series else None
