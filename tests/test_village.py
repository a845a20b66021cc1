"""A village watched month by month is the county's own: the same run, and nothing but counting and drawing is added."""

import pytest

from experiments.charts_style import svg
from experiments.charts_village import plot_village
from experiments.village import VillageModel
from model import load_scenario, simulate
from model.records import LISTED

MONTHS = 24


@pytest.fixture(scope="module")
def village():
    """Two years of a village in a hundredth of the banner."""
    model = VillageModel(policy="cattle_loan", sample_fraction=0.01, rng=4)
    for _ in range(MONTHS):
        model.step()
    return model


def test_watching_changes_nothing(village):
    scenario = load_scenario("kezuohou", "cattle_loan").with_values({"sample_fraction": 0.01, "months": MONTHS})
    lived = simulate(scenario, 4)
    told = village.observer.series["registered_households"]
    assert list(told) == list(lived.series["registered_households"])


def test_the_village_is_the_one_with_most_listed_households_at_the_start():
    model = VillageModel(policy="none", sample_fraction=0.01)
    households = model.world.households
    listed = households["village"][households["register"] == LISTED]
    assert (listed == model.village).sum() == max((listed == each).sum() for each in set(listed))
    assert model.month == "2013-12"


def test_neighbours_are_counted_each_month_and_stand_kin_beside_kin(village):
    counted, now = village.datacollector.get_model_vars_dataframe(), village.neighbours()
    assert len(counted) == MONTHS + 1
    assert counted.iloc[-1].to_dict() == {name: now[name].sum() for name in ("here", "poor", "listed")}
    assert now["kin"].is_monotonic_increasing
    assert not now.loc[~now["here"], ["poor", "listed", "monitored", "cows"]].to_numpy().any()
    assert village.month == "2015-12"


def test_the_same_month_draws_the_same_picture_with_its_setting(village):
    one, other = (svg(plot_village(village)) for _ in range(2))
    assert one == other
    figure = plot_village(village)
    said = " ".join(text.get_text() for text in figure.texts)
    assert "2015-12" in said
    assert "policy: cattle_loan" in said
    homes, path = figure.axes
    drawn = sum(len(line.get_xdata()) for line in homes.lines)
    assert drawn == len(village.neighbours())
    assert len(path.lines) == 3
