"""Calibrations as files: what they say, and that what cannot be is told with its line and what was meant."""

import math

import pytest

from experiments.calibration_file import read_calibration
from experiments.calibration_targets import MONTHLY, OF_A_RUN
from experiments.headline import headline
from experiments.sweep_file import designs
from model import simulate
from model.errors import ScenarioError
from tests.made_up_calibration import DESIGN, SYNTHETIC, TARGETS, TRUTH, design
from tests.small import small

SHIPPED = [name for name in designs() if name.startswith("calibrate_")]
KNOWN = (
    DESIGN
    + """\
[targets.stock]
measure = "registered_households"
year = 2018
value = 1375
tolerance = 140
source = "W053"
"""
)


def test_a_design_says_what_is_held_against_what(tmp_path):
    question = read_calibration(design(tmp_path, KNOWN))
    (target,) = question.targets
    assert (target.name, target.measure, target.year, target.value) == ("stock", "registered_households", 2018, 1375.0)
    assert (target.tolerance, target.source, target.fitted) == (140.0, "W053", True)
    assert {factor.path for factor in question.factors} == set(TRUTH)
    assert (question.effort.trials, question.effort.wave, question.effort.draws, question.effort.shown) == (
        6,
        10,
        200,
        8,
    )
    assert question.synthetic is None


def test_synthetic_data_have_a_truth_and_other_luck(tmp_path):
    question = read_calibration(design(tmp_path))
    assert question.synthetic.truth == TRUTH
    assert question.synthetic.seed != question.asked.plan.seed
    assert all(math.isnan(target.value) for target in question.targets)
    assert [target.name for target in question.targets if not target.fitted] == ["size"]


# What is wrong: what to replace in the design by what, the line it is told on, and words of the message.
WRONG = {
    "sampler that does not fill": (('"latin_hypercube"\npoints = 30', '"grid"\nlevels = 4'), 7, "Allowed: latin"),
    "too few points": (("points = 30", "points = 8"), 8, "8 points are too few"),
    "listed values": (("register.find = {}", "register.find = [0.1, 0.2]"), 11, "listed values are no range"),
    "two policies": (('"as_reported"', '["none", "as_reported"]'), 2, "one policy and one future"),
    "one replicate": (("replicates = 3", "replicates = 1"), 3, "at least 2"),
    "unknown effort": (("trials = 6", "trails = 6"), 14, "Did you mean 'trials'?"),
    "too few draws": (("wave = 10", "draws = 3"), 15, "Allowed: a whole number, 20"),
    "more shown than drawn": (("shown = 8", "shown = 300"), 16, "only 200 are drawn"),
    "unknown measure": (('"registered_households"', '"registered_household"'), 18, "mean 'registered_households'?"),
    "measure without its year": (('"registered_households"\nyear = 2018', '"cohort_poor"'), 18, "needs its year"),
    "year out of reach": (("2018", "2019"), 19, "Allowed: 2014 to 2018"),
    "value is text": (("1375", '"many"'), 20, "is no finite number"),
    "no tolerance": (("tolerance = 140\n", ""), 17, "before fitting"),
    "tolerance of nothing": (("140", "0"), 21, "above 0"),
    "no source": (('source = "W053"\n', ""), 17, "id of docs/evidence"),
    "unknown use": (('source = "W053"', 'source = "W053"\nuse = "fit"'), 23, "Allowed: calibrate, check"),
    "nothing fitted": (('source = "W053"', 'source = "W053"\nuse = "check"'), 17, "nothing is fitted"),
    "unknown key of a target": (("tolerance = 140", "tolerence = 140"), 21, "Did you mean 'tolerance'?"),
    "no targets": ((KNOWN[len(DESIGN) :], ""), 1, "name at least one"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_fault_is_told_with_its_line_and_what_is_allowed(what, tmp_path):
    (right, wrong), line, words = WRONG[what]
    assert right in KNOWN
    with pytest.raises(ScenarioError) as caught:
        read_calibration(design(tmp_path, KNOWN.replace(right, wrong, 1)))
    assert f"calibrate.toml:{line}: " in str(caught.value)
    assert words in str(caught.value)


WRONG_TRUTH = {
    "value beside a truth": (("tolerance = 60", "value = 5\ntolerance = 60"), "the data are synthetic"),
    "unknown number": (("register.find = 0.06", "register.fund = 0.06"), "Did you mean 'register.find'?"),
    "missing number": (
        ("register.find = 0.06\n", ""),
        "nothing cannot be. Allowed: a number within",
    ),
    "truth out of range": (("register.find = 0.06", "register.find = 0.5"), "within its range, 0 to 0.3"),
    "the same luck": (("[synthetic]", "[synthetic]\nseed = 1"), "must differ from the seed of the runs"),
    "one run of data": (("replicates = 6", "replicates = 1"), "Allowed: a whole number, 2"),
}


@pytest.mark.parametrize("what", WRONG_TRUTH)
def test_a_truth_that_cannot_be_is_told(what, tmp_path):
    (right, wrong), words = WRONG_TRUTH[what]
    text = SYNTHETIC + TARGETS
    assert right in text
    with pytest.raises(ScenarioError) as caught:
        read_calibration(design(tmp_path, text.replace(right, wrong, 1)))
    assert words in str(caught.value)


def test_the_model_gives_every_measure_that_a_target_can_name():
    scenario = small("as_reported")
    result = simulate(scenario, seed=1)
    assert set(MONTHLY) <= set(result.series)
    frames = {name: getattr(result, name) for name in ("months", "spells", "households", "ledger")}
    assert {name for name in OF_A_RUN if "both" not in name} <= set(headline(result.headline, frames, scenario.series))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_calibrations_that_come_with_it_can_be_asked(name):
    question = read_calibration(name)
    assert question.asked.title["en"]
    assert question.fitted
    # What is marked `check` in the evidence is never fitted.
    assert {target.source for target in question.fitted} <= {"W052", "W053", "synthetic"}
