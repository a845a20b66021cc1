"""Intervals of shares and counts end at what can be; those of differences, and of other units, do not."""

import numpy as np

from experiments.estimates import bounds_of, interval_of_mean
from experiments.gains import gains
from experiments.nation import weighted
from experiments.tables import poverty_path, return_curve
from tests.made_up_study import made_up_study


def test_the_interval_of_a_level_ends_at_what_can_be_and_that_of_a_difference_does_not():
    rare = [0.0, 0.0, 0.02, 0.0]
    free = interval_of_mean(rare)
    assert free.low < 0.0
    assert interval_of_mean(rare, "proportion") == (free.estimate, 0.0, free.high)
    assert interval_of_mean(1.0 - np.array(rare), "share").high == 1.0
    assert interval_of_mean(1e4 * np.array(rare), "households").low == 0.0
    assert interval_of_mean(rare, "yuan/person/year") == free


def test_bounds_of_many_units_at_once_are_those_of_each():
    values = np.array([[0.0, 0.0, 0.02], [0.0, 0.0, 40.0], [-1.0, 0.0, 2.0]])
    units = ["proportion", "households", "yuan"]
    low, high = bounds_of(values.mean(axis=1), values.std(axis=1, ddof=1), [3, 3, 3], units)
    each = [interval_of_mean(own, unit)[1:] for own, unit in zip(values, units, strict=True)]
    assert list(zip(low, high, strict=True)) == each


def test_an_interval_holds_its_mean_whatever_its_unit_says():
    found = interval_of_mean([-3.0, -1.0], "households")
    assert found.low == found.estimate == -2.0


def test_a_share_that_is_cut_at_zero_is_covered_as_often_as_before():
    luck = np.random.default_rng(20131231)
    lots = luck.binomial(200, 0.004, size=(2000, 5)) / 200
    free, cut = (np.array([interval_of_mean(each, unit) for each in lots]) for unit in ("", "proportion"))
    covers = [((each[:, 1] <= 0.004) & (each[:, 2] >= 0.004)) for each in (free, cut)]
    assert (covers[0] == covers[1]).all()
    assert (cut[:, 1] >= 0.0).all()
    assert (free[:, 1] < 0.0).mean() > 0.2


def test_counties_are_put_together_within_what_can_be():
    assert weighted([(0.0, 1.0), (0.02, 1.0)], "proportion")[1] == 0.0
    assert weighted([(0.0, 1.0), (0.02, 1.0)])[1] < 0.0


def test_no_share_of_a_study_reaches_below_nothing_or_beyond_all():
    study = made_up_study(("none", "as_reported"), 3)
    tables = [study.causes(), poverty_path(study.months),
              return_curve(study.spells), study.summary[study.summary["unit"] == "proportion"],
              gains(study).query("measure != 'poor_years'")]  # fmt: skip
    for table in tables:
        known = table.dropna(subset=["low", "high"])
        assert len(known)
        assert known["low"].min() >= 0.0
        assert known["high"].max() <= 1.0
