"""What a design varies: ranges from the evidence, paths and patterns, and what is refused."""

import numpy as np
import pytest

from experiments.factors import LEVER, Factor, factor_of, factors_of, guessed, numbers_of_all
from model import load_scenario
from model.errors import ScenarioError

MIX = load_scenario("kezuohou", "as_reported")
NONE = load_scenario("kezuohou", "none")


def refusal(make):
    """The message of what is refused."""
    with pytest.raises(ScenarioError) as caught:
        make()
    return str(caught.value)


def test_a_factor_has_range_unit_source_and_confidence_of_its_number():
    (factor,) = factors_of(MIX, "herd.restock", kind=LEVER)
    number = MIX.numbers()["herd.restock"]
    assert (factor.low, factor.high, factor.unit, factor.source) == (
        number.low, number.high, number.unit, number.source
    )  # fmt: skip
    assert (factor.kind, factor.confidence, factor.whole) == (LEVER, number.confidence, False)


def test_a_pattern_means_every_number_with_a_range_under_it():
    numbers = MIX.numbers()
    under = {path for path in numbers if path.startswith("cattle_loan.")}
    ranged = {path for path in under if not numbers[path].switch and numbers[path].low < numbers[path].high}
    assert {factor.path for factor in factors_of(MIX, "cattle_loan.*")} == ranged
    assert len(factors_of(MIX, ["cattle_loan.*", "cattle_loan.fails"])) == len(ranged)


def test_scenarios_together_have_the_numbers_of_each():
    assert {each.path for each in factors_of([NONE, MIX], "*")} == {each.path for each in factors_of(MIX, "*")}
    assert "cattle_loan" in refusal(lambda: factors_of(NONE, "cattle_loan.fails"))


def test_guessed_numbers_are_continuous_and_not_found():
    found = guessed(MIX)
    assert len(found) > 300
    assert {each.confidence for each in found} == {"guess", "derived", "recalled"}
    assert not any(each.whole for each in found)


def test_the_settings_of_a_run_can_be_named():
    assert factor_of(numbers_of_all(MIX), "months", low=24, high=132).whole


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("herd.restok", "Did you mean 'herd.restock'?"),
        ("hird.*", "unknown path"),
        ("kinship.lends", "a switch has no range"),
    ],
)
def test_a_path_that_has_no_range_is_told_with_the_nearest_name(path, message):
    assert message in refusal(lambda: factors_of(MIX, path))


def test_every_wrong_path_is_told():
    message = refusal(lambda: factors_of(MIX, ["herd.restok", "credit.limitt"]))
    assert "herd.restock" in message
    assert "credit.limit" in message


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"low": 0.5, "high": 0.2}, "not below"),
        ({"low": float("nan")}, "not a finite number"),
        ({"low": 0.0}, "out of range"),
        ({"high": 1.5, "source": "design"}, "cannot be"),
        ({"low": 0.0, "source": "design", "log": True}, "no logarithm"),
    ],
)
def test_a_range_that_cannot_be_is_refused(bounds, message):
    assert message in refusal(lambda: factor_of(MIX.numbers(), "herd.restock", **bounds))


def test_a_wider_range_needs_its_source_and_then_has_it():
    assert factor_of(MIX.numbers(), "herd.restock", low=0.0, source="F091").source == "F091"


def test_both_ends_of_a_range_are_reached():
    factor = Factor("x", 2.0, 32.0, log=True)
    assert factor.at([0, 0.5, 1]) == pytest.approx([2, 8, 32])
    assert Factor("x", -1.0, 3.0).at([0, 0.5, 1]) == pytest.approx([-1, 1, 3])


def test_whole_numbers_come_equally_often():
    values, counts = np.unique(Factor("x", 3, 6, whole=True).at(np.linspace(0, 1, 4001)), return_counts=True)
    assert values.tolist() == [3, 4, 5, 6]
    assert counts.max() - counts.min() <= 2


@pytest.mark.parametrize("log", [False, True])
def test_shares_and_values_lead_to_each_other(log):
    factor, shares = Factor("herd.death", 0.01, 0.05, log=log), np.linspace(0.0, 1.0, 9)
    np.testing.assert_allclose(factor.share(factor.at(shares)), shares, atol=1e-12)
    whole = Factor("cattle_loan.grace", 3, 7, whole=True)
    assert whole.at(whole.share([3, 4, 5, 6, 7])).tolist() == [3, 4, 5, 6, 7]
