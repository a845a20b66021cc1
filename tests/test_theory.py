"""Worlds whose answers are known beforehand, run through the same engine as the real one."""

import math
import re

import pytest
from scipy import integrate, stats

from experiments.theory import ar1_return, checks, competing, log_normal_poverty, pooled_hazard, run_theory
from experiments.theory_steps import DOCUMENT, END, START, halvings, known_rows, trapped_in_steps


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


@pytest.mark.parametrize(("year", "answer"), [(1, 0.1110), (5, 0.0581), (10, 0.0360)])
def test_the_pooled_hazard_of_movers_and_stayers_falls_as_published(year, answer):
    assert pooled_hazard(year) == pytest.approx(answer, abs=5e-5)


def test_closed_forms_of_log_normal_poverty_are_their_integrals():
    mu, sigma, line = 8.8, 0.65, 4310.26

    def over_the_poor(measure):
        density = stats.lognorm(sigma, scale=math.exp(mu)).pdf
        return integrate.quad(lambda income: measure(income) * density(income), 0, line)[0]

    shortfalls = [over_the_poor(lambda income, power=power: (1 - income / line) ** power) for power in (0, 1, 2)]
    expected = [*shortfalls, over_the_poor(lambda income: math.log(line / income))]
    assert log_normal_poverty(mu, sigma, line)[:4] == pytest.approx(expected, rel=1e-6)


def test_the_scheme_of_trapping_is_biased_as_published_and_its_limit_is_the_answer():
    assert trapped_in_steps(12) == pytest.approx(0.0722, abs=5e-5)
    assert halvings()[0].limit == pytest.approx(0.0889, abs=2e-4)


def table_of_steps():
    """The cells of the table in the document, row by row."""
    text = DOCUMENT.read_text("utf-8").split(START)[1].split(END)[0]
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in text.strip().splitlines()[2:]]


def test_the_document_has_every_step_with_what_the_scheme_must_give():
    assert [row[:5] for row in table_of_steps()] == known_rows(halvings())


def test_the_engine_gives_what_each_scheme_must_and_halving_the_step_halves_the_error():
    for _, _, scheme, _, order, found in table_of_steps():
        estimate, low, high = map(float, re.findall(r"[\d.]+", found))
        assert abs(estimate - float(scheme)) <= 2 * (high - low) / 2 + 1e-4
        assert order == "" or float(order) == pytest.approx(1.0, abs=0.1)


def test_the_world_that_the_document_writes_meets_its_answer(capsys):
    names = {"__name__": "theory"}
    for block in re.findall(r"^```python\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        exec(compile(block, "docs/theory.md", "exec"), names)
    assert names["found"].estimate == pytest.approx(names["answer"](names["Ruin"]()), abs=0.01)
    assert names["found"].low < names["answer"](names["Ruin"]()) < names["found"].high
    assert re.match(r"0\.\d{4}: 0\.\d{4} \[", capsys.readouterr().out)
    fair = names["Ruin"](wins=0.4999999999)
    assert names["answer"](fair) == pytest.approx(0.6, abs=1e-6)
