"""The model's own exponential, logarithm, quantile and rounding: right to the last bits, the same bits everywhere."""

import math
import os
import subprocess
import sys
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import lognorm

from model.arithmetic import exp_, fen, log_, lognormal, normal_quantile, whole, yearly_to_monthly

SMALLEST_UNIFORM = 0.5 / 2**32
uniforms = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) / 2**32)


def ulps(value: float, exact: Decimal) -> float:
    """Distance from the exact value, in units in the last place."""
    return abs(float((Decimal(float(value)) - exact) / Decimal(math.ulp(float(exact)))))


@given(st.floats(-700, 700) | st.floats(-3, 3))
def test_the_exponential_is_right_within_one_unit_in_the_last_place(x):
    with localcontext(prec=60):
        assert ulps(exp_(x), Decimal(x).exp()) < 1.0


@given(st.floats(sys.float_info.min, sys.float_info.max) | st.floats(0.1, 10) | uniforms)
def test_the_logarithm_is_right_within_one_unit_in_the_last_place(x):
    with localcontext(prec=60):
        assert ulps(log_(x), Decimal(x).ln()) < 1.0


def test_exponential_and_logarithm_meet_at_nothing_and_one():
    assert exp_(0.0) == 1.0
    assert exp_(-0.0) == 1.0
    assert log_(1.0) == 0.0


def test_beyond_seven_hundred_the_exponential_stays_where_it_is():
    assert exp_(701.0) == exp_(math.inf) == exp_(700.0) < math.inf
    assert exp_(-701.0) == exp_(-math.inf) == exp_(-700.0) > 0.0


@pytest.mark.parametrize("x", [0.0, -1.0, math.inf, math.nan, 5e-324])
def test_what_has_no_logarithm_gives_nan(x):
    assert math.isnan(log_(x))


@pytest.mark.parametrize("u", [0.0, 1.0, -0.5, 1.5, math.nan])
def test_what_is_no_share_has_no_quantile(u):
    assert math.isnan(normal_quantile(u))


def test_nan_stays_nan():
    assert math.isnan(exp_(math.nan))
    assert math.isnan(lognormal(1.0, 0.5, math.nan))


def test_the_normal_quantile_agrees_with_an_independent_one():
    u = np.concatenate([np.linspace(0, 1, 20_002)[1:-1], np.geomspace(SMALLEST_UNIFORM, 0.5, 5_000)])
    error = np.abs([normal_quantile(share) for share in u] - ndtri(u))
    assert error.max() < 5e-15


def test_the_far_tail_of_the_normal_quantile_is_right_too():
    assert normal_quantile(1e-300) == pytest.approx(ndtri(1e-300), rel=1e-14)


@given(uniforms)
def test_the_normal_quantile_is_odd(u):
    assert normal_quantile(1.0 - u) == -normal_quantile(u)


@given(st.floats(-1e12, 1e12), uniforms)
def test_rounding_goes_to_a_neighbour(x, u):
    rounded = whole(x, u)
    assert isinstance(rounded, int)
    assert abs(rounded - x) < 1.0


@given(st.integers(-(10**12), 10**12), uniforms)
def test_a_whole_number_stays_itself_whatever_the_luck(n, u):
    assert whole(float(n), u) == n


@given(st.floats(0, 1e6))
def test_rounding_goes_up_exactly_as_often_as_the_fraction_says(x):
    grid = (np.arange(512) + 0.5) / 512
    mean = np.mean([whole(x, u) - math.floor(x) for u in grid])
    assert mean == pytest.approx(x - math.floor(x), abs=0.5 / 512)


@pytest.mark.parametrize(
    ("yuan", "amount"),
    [
        (0.0, 0),
        (1.0, 100),
        (0.125, 12),
        (0.375, 38),
        (0.124, 12),
        (-0.125, -12),
        (-2.0, -200),
        (20_000.009, 2_000_001),
        (3e9, 3 * 10**11),
    ],
)
def test_money_is_rounded_to_whole_fen_with_ties_to_even(yuan, amount):
    assert fen(yuan) == amount
    assert isinstance(fen(yuan), int)


@given(st.floats(0, 1 - 1e-9))
def test_twelve_monthly_chances_make_the_yearly_one(p):
    assert 1.0 - (1.0 - yearly_to_monthly(p)) ** 12 == pytest.approx(p, abs=4e-15)


def test_impossible_and_certain_events_stay_so_by_the_month():
    assert yearly_to_monthly(0.0) == yearly_to_monthly(-0.1) == 0.0
    assert yearly_to_monthly(1.0) == yearly_to_monthly(1.1) == 1.0


@given(st.floats(0.01, 2.5), uniforms)
def test_lognormal_values_agree_with_an_independent_quantile(log_sd, u):
    median = math.exp(-0.5 * log_sd**2)
    assert lognormal(3000.0, log_sd, u) == pytest.approx(3000.0 * lognorm.ppf(u, log_sd, scale=median), rel=1e-13)


@pytest.mark.parametrize("log_sd", [0.0, 0.3, 1.0])
def test_the_mean_of_lognormal_values_is_the_mean_asked_for(log_sd):
    u = (np.arange(100_000) + 0.5) / 100_000
    assert np.mean([lognormal(450.0, log_sd, share) for share in u]) == pytest.approx(450.0, rel=2e-4)


def test_without_spread_a_lognormal_value_is_its_mean():
    assert lognormal(450.0, 0.0, 0.123) == 450.0


DIGEST = """
import hashlib, sys
import numpy as np
from model import arithmetic
names = ("exp_", "fen", "log_", "lognormal", "normal_quantile", "whole", "yearly_to_monthly")
forms = [getattr(arithmetic, name) for name in names]  # called from Python a rule is plain: take its compiled form
exp_, fen, log_, lognormal, normal_quantile, whole, yearly_to_monthly = (getattr(f, "inlined", f) for f in forms)
u = np.concatenate([np.linspace(0, 1, 402)[1:-1], np.geomspace(1e-300, 0.4, 200), 1.0 - np.geomspace(1e-10, 0.4, 100)])
x = np.concatenate([np.linspace(-750, 750, 501), np.linspace(-2, 2, 400), [np.nan, np.inf, -np.inf]])
values = [normal_quantile(a) for a in u] + [log_(a) for a in u] + [yearly_to_monthly(a) for a in u]
values += [exp_(a) for a in x] + [lognormal(9.0, 0.7, a) for a in u]
amounts = [whole(1000.0 * a, b) for a, b in zip(u, u[::-1])] + [fen(a) for a in x[:901]]
digest = hashlib.sha256(np.array(values).tobytes() + np.array(amounts, np.int64).tobytes())
sys.stdout.write(f"{digest.hexdigest()} {type(exp_).__name__}")
"""


def digest_under(**settings: str) -> str:
    command = [sys.executable, "-W", "error", "-c", DIGEST]
    environment = {**os.environ, **settings}
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_bits_are_the_same_uncompiled_and_on_any_processor():
    plain, form = digest_under(NUMBA_DISABLE_JIT="1").split()
    assert form == "function"
    for settings in ({}, {"NUMBA_CPU_NAME": "generic"}, {"NUMBA_CPU_NAME": "haswell"}):
        assert digest_under(NUMBA_DISABLE_JIT="0", **settings).split() == [plain, "CPUDispatcher"]
