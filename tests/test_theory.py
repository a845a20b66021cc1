"""Worlds whose answers are known beforehand, run through the same engine as the real one."""

import pytest

from experiments.theory import ar1_return, checks, competing, run_theory


def test_every_world_gives_its_answer():
    found = run_theory(replicates=3)
    assert len(found) == len(checks())
    missed = found[~found["passed"]]
    assert missed.empty, missed.to_string()


@pytest.mark.parametrize(("years", "answer"), [(1, 0.1886), (2, 0.3092), (3, 0.4034), (5, 0.5498), (10, 0.7752)])
def test_the_answer_for_ar1_is_the_published_one(years, answer):
    assert ar1_return(0.5, 0.2, years) == pytest.approx(answer, abs=5e-5)


def test_competing_exits_share_what_leaves():
    together = competing(0.01, 0.02, 240) + competing(0.02, 0.01, 240)
    assert together == pytest.approx(1 - 0.97**240)
