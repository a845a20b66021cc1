"""The Mesa model tells the same story as `simulate`, and its agents are views."""

import numpy as np
import pytest

from model import PovertyModel, simulate
from model.records import HERE
from tests.small import small


def test_it_tells_the_same_story_month_by_month():
    scenario = small(months=30)
    model = PovertyModel(scenario=scenario, rng=4)
    while model.running:
        model.step()
    told, lived = model.result(), simulate(scenario, 4)
    assert told.digest == lived.digest
    assert told.months.equals(lived.months)


def test_the_data_collector_has_a_row_a_month():
    model = PovertyModel(scenario=small(months=13), rng=4)
    for _ in range(13):
        model.step()
    collected = model.datacollector.get_model_vars_dataframe()
    assert list(collected["registered_households"]) == model.observer.series["registered_households"]


def test_agents_read_and_write_the_records():
    model = PovertyModel(scenario=small(), rng=4)
    agents = list(model.agents)
    assert len(agents) == len(model.world.households)
    agents[3].land = 12.5
    assert model.world.households["land"][3] == 12.5
    assert agents[5].members == model.world.households["members"][5]


def test_asking_for_agents_changes_nothing():
    asked, not_asked = (PovertyModel(scenario=small(), rng=4) for _ in range(2))
    assert len(asked.agents) == 300
    asked.step()
    not_asked.step()
    assert asked.world.households.tobytes() == not_asked.world.households.tobytes()


def test_agents_can_be_selected_and_counted_with_mesa():
    model = PovertyModel(scenario=small(), rng=4)
    model.step()
    listed = model.agents.select(lambda agent: agent.register == 1)
    here = model.world.households["where"] == HERE
    assert len(listed) == int((model.world.households["register"][here] == 1).sum())
    assert model.agents.agg("members", np.sum) == model.world.households["members"][here].sum()


def test_a_household_has_no_made_up_fields():
    model = PovertyModel(scenario=small(), rng=4)
    with pytest.raises(AttributeError, match="no field 'happiness'"):
        _ = model.agents[0].happiness
