"""One household's life: every change of its record is told in words, and the record is that of the model."""

from types import SimpleNamespace

import pytest

from experiments.trace import Trace, most_ordinary, trace
from experiments.trace_events import LANES, events_of, happened, lane
from model import ScenarioError
from tests.as_seen import seen
from tests.made_up_life import made_up_record

SAMPLE = 0.01
CHANGES = {
    "a new member, 4 now": {"members": 4},
    "members fewer: 1, 2 left": {"members": 2},
    "the household dissolves": {"where": 1},
    "the household moves away": {"where": 2},
    "illness or disability costs labour": {"ill_month": 170},
    "a large hospital bill": {"bill_month": 170},
    "finds paid work (1 at work)": {"jobs": 1},
    "ecological work begins": {"eco_worker": 1},
    "drip irrigation is laid": {"livelihoods": 2},
    "begins to take guests": {"livelihoods": 8},
    "its informal debt is mediated": {"mediated": 2},
    "calves born: 2": {"calves": 2},
    "cattle more: 2, 2 now": {"heifers": 2},
    "buys 5 cows on loan": {"cows": 5, "loan": 5_000_000},
    "takes a cattle loan of 50,000 yuan": {"loan": 5_000_000},
    "informal debt grows by 1,500 to 3,000 yuan": {"debt": 300_000},
    "defaults: nobody lends to it any more": {"excluded": 1},
    "kin help out": {"coped": 1 << 0},
    "a son's family founds a home of its own": {"split_month": 170},
    "sells breeding cows in distress": {"coped": 1 << 3},
    "leaves bills unpaid": {"coped": 1 << 6},
    "taken off the register": {"register": 2},
    "found at risk by monitoring": {"register": 3},
    "the house is made safe": {"house": 1},
    "moves to a resettlement site": {"house": 2},
    "has a share in a photovoltaic station": {"pv_kind": 1},
    "minimum living guarantee begins": {"dibao": 2},
}


FIRST = made_up_record().assign(assessed=False).iloc[0].to_dict()


def story(**changes):
    """What is told of a household in whose second month a few things are other than in its first."""
    before, now = SimpleNamespace(**FIRST), SimpleNamespace(**{**FIRST, "month": "2014-02", **changes})
    return [event.text for event in happened(before, now, 2800.0)]


@pytest.fixture(scope="module")
def followed() -> Trace:
    """A household of the model itself."""
    return trace("kezuohou", ["none", "as_reported"], sample_fraction=SAMPLE)


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_is_told_in_words(text):
    assert text in story(**CHANGES[text])


def test_a_month_without_change_has_no_events():
    assert story() == []


def test_nothing_happens_to_a_household_that_is_gone():
    gone = SimpleNamespace(**{**FIRST, "where": 1})
    later = SimpleNamespace(**{**FIRST, "where": 1, "members": 0})
    assert list(happened(gone, later, 2800.0)) == []


def test_every_part_of_life_has_a_name():
    assert len({lane(part) for part in LANES}) == len(LANES)


def test_the_model_keeps_every_field_that_the_words_need(followed):
    assert {"none", "as_reported"} == set(followed.months["policy"])
    assert len(followed.months) == 2 * 132
    assert set(followed.events["part"]) <= set(LANES)
    assert followed.chosen


def test_two_policies_tell_the_same_story_until_the_first_programme(followed):
    first = followed.events[followed.events["month"] == "2014-01"]
    assert first["event"].nunique() == 1


def test_the_story_follows_the_assessments_of_the_model(followed):
    for _policy, months in followed.months.groupby("policy"):
        exits = events_of(months)["event"].str.startswith("LEAVES POVERTY").sum()
        assert exits == months["year_exits"].iloc[-1] - months["year_exits"].iloc[0]


def test_a_household_that_is_not_there_is_wrong_input():
    with pytest.raises(ScenarioError, match="no household 5"):
        trace("kezuohou", ["none"], 5, sample_fraction=SAMPLE)


def test_the_most_ordinary_household_is_nearest_the_medians():
    frame = made_up_record().assign(size=3, cows=0)[:5].assign(household=range(5), cows=[0, 1, 2, 3, 9])
    assert most_ordinary(frame, frame) == 2


def test_a_life_shows_in_a_notebook_every_event_and_why_it_was_chosen(followed):
    page = seen(followed)
    assert followed.chosen in page
    assert all(event in page for event in followed.events["event"])
