"""Sensitivity: known answers of test functions, through the pipeline that runs of the model go through."""

from dataclasses import replace

import numpy as np
import pytest
from SALib.test_functions import Ishigami, Sobol_G

from experiments.display import indices_grids
from experiments.factors import Factor
from experiments.findings import Effort, finding, measure_next
from experiments.plans import carry_out
from experiments.sampling import Options, draw
from experiments.sensitivity import MEASURES, Output, evaluated, indices, noise_share, outputs_of
from experiments.summary import UNITS
from experiments.sweep_file import read_design
from tests.as_seen import in_chinese, seen
from tests.made_up_study import made_up_run

MANY = 2**14
ISHIGAMI = tuple(Factor(f"x{place}", -np.pi, np.pi, confidence="guess") for place in (1, 2, 3))
A_FIFTH, B_FIFTH = 7.0, 0.1


def ishigami(points, replicate):
    """Ishigami and Homma (1990), a = 7 and b = 0.1; nothing is left to luck."""
    return {"y": Ishigami.evaluate(points[["x1", "x2", "x3"]].to_numpy(), A=A_FIFTH, B=B_FIFTH)}


def answers_of_ishigami():
    """Variance, first-order and total indices, from the formulas."""
    a, b, pi = A_FIFTH, B_FIFTH, np.pi
    first = 0.5 * (1 + b * pi**4 / 5) ** 2
    second, together = a**2 / 8, 8 * b**2 * pi**8 / 225
    variance = first + second + together
    return variance, np.array([first, second, 0]) / variance, np.array([first + together, second, together]) / variance


def column(found, index, method="sobol"):
    """The estimates of one index, in the order of the factors."""
    table = found.table
    return table.loc[(table["index"] == index) & (table["method"] == method), "estimate"].to_numpy()


def test_sobol_indices_of_ishigami_come_out_within_two_hundredths():
    sample = draw("sobol", ISHIGAMI, Options(points=MANY))
    found = indices(sample, evaluated(sample.points(), ishigami), ("sobol",))
    _, first, total = answers_of_ishigami()
    assert column(found, "S1") == pytest.approx(first, abs=0.02)
    assert column(found, "ST") == pytest.approx(total, abs=0.02)
    assert (found.table["low"] <= found.table["estimate"]).all()


def test_second_order_indices_of_ishigami_come_out_within_two_hundredths():
    sample = draw("sobol", ISHIGAMI, Options(points=2**12, second_order=True))
    found = indices(sample, evaluated(sample.points(), ishigami), ("sobol",)).table
    second = found[found["index"] == "S2"].set_index(["factor", "other"])["estimate"]
    _, _, total = answers_of_ishigami()
    assert second[("x1", "x3")] == pytest.approx(total[2], abs=0.02)
    assert second[("x1", "x2")] == pytest.approx(0, abs=0.02)


def test_sobol_indices_of_sobol_g_come_out_within_two_hundredths():
    a = np.array([0.0, 1, 4.5, 9, 99])
    factors = [Factor(f"x{place}", 0, 1) for place in range(len(a))]
    sample = draw("sobol", factors, Options(points=MANY))
    outputs = evaluated(sample.points(), lambda points, replicate: {"y": Sobol_G.evaluate(points.to_numpy(), a=a)})
    found = indices(sample, outputs, ("sobol",))
    alone = 1 / (3 * (1 + a) ** 2)
    variance = np.prod(1 + alone) - 1
    assert column(found, "S1") == pytest.approx(alone / variance, abs=0.02)
    assert column(found, "ST") == pytest.approx(alone * np.prod(1 + alone) / (1 + alone) / variance, abs=0.02)


@pytest.mark.parametrize("replicates", [2, 8])
def test_independent_noise_shrinks_first_indices_and_lifts_every_total_one(replicates):
    variance, first, total = answers_of_ishigami()
    noise = 1.5 * variance

    def noisy(points, replicate):
        luck = np.random.default_rng([5, replicate]).normal(size=len(points))
        return {"y": ishigami(points, replicate)["y"] + np.sqrt(noise) * luck}

    sample = draw("sobol", ISHIGAMI, Options(points=MANY))
    found = indices(sample, evaluated(sample.points(), noisy, replicates), ("sobol",))
    share = noise / replicates / (variance + noise / replicates)
    kept = variance / (variance + noise / replicates)
    assert found.table["noise_share"].unique() == pytest.approx(share, abs=0.01)
    assert column(found, "S1") == pytest.approx(first * kept, abs=0.025)
    assert column(found, "ST") == pytest.approx(share + (1 - share) * total, abs=0.025)
    assert (column(found, "ST") > total - 0.005).all()
    cleared = found.table.loc[found.table["index"] == "S1", "without_noise"]
    assert cleared.to_numpy() == pytest.approx(first, abs=0.04)


def test_luck_that_all_points_share_is_no_noise():
    values = np.arange(50.0)[:, None] + np.array([3.0, -7.0, 4.0])
    assert noise_share(values) == pytest.approx(0)
    assert np.isnan(noise_share(values[:, :1]))


def test_morris_finds_the_number_that_nothing_reads():
    factors = (*ISHIGAMI, Factor("inert", 0, 1))
    sample = draw("morris", factors, Options(trajectories=20))
    found = indices(sample, evaluated(sample.points(), ishigami, 2), ("morris",))
    star = column(found, "mu_star", "morris")
    assert star[3] == 0
    assert (star[:3] > 1).all()


def test_morris_gives_the_change_over_the_whole_range():
    factors = (Factor("x", 0, 10), Factor("n", 1, 4, whole=True))
    sample = draw("morris", factors, Options(trajectories=6))
    found = indices(sample, evaluated(sample.points(), lambda points, replicate: {"y": 3 * points["x"]}), ("morris",))
    assert column(found, "mu_star", "morris") == pytest.approx([30, 0])
    assert column(found, "mu", "morris") == pytest.approx([30, 0])


def test_groups_are_screened_as_one():
    sample = draw("morris", ISHIGAMI, Options(trajectories=10), groups=("odd", "even", "odd"))
    found = indices(sample, evaluated(sample.points(), ishigami), ("morris",))
    assert list(dict.fromkeys(found.table["factor"])) == ["odd", "even"]
    assert len(sample.shares) == 10 * 3
    assert measure_next(sample, found).empty


def test_sobol_indices_of_groups_add_up():
    sample = draw("sobol", ISHIGAMI, Options(points=2**12), groups=("odd", "even", "odd"))
    found = indices(sample, evaluated(sample.points(), ishigami), ("sobol",))
    _, first, _ = answers_of_ishigami()
    assert column(found, "S1") == pytest.approx([1 - first[1], first[1]], abs=0.02)


def test_pawn_ranks_as_the_function_does_and_its_floor_tells_the_inert():
    factors = [Factor(f"x{place}", -1, 1) for place in range(4)]
    weights = np.array([4.0, 2.0, 1.0, 0.0])
    sample = draw("latin_hypercube", factors, Options(points=400))
    outputs = evaluated(sample.points(), lambda points, replicate: {"y": points.to_numpy() @ weights})
    found = indices(sample, outputs, ("pawn",)).table
    assert found.sort_values("estimate", ascending=False)["factor"].tolist() == ["x0", "x1", "x2", "x3"]
    clear = found.set_index("factor")["low"] > found["floor"].iloc[0]
    assert clear["x0"]
    assert not clear["x3"]


def test_the_same_sample_gives_the_same_table():
    for sampler, methods in (("sobol", ("sobol", "pawn")), ("morris", ("morris",))):
        sample = draw(sampler, ISHIGAMI, Options(points=16))
        outputs = evaluated(sample.points(), ishigami)
        one, other = (indices(sample, outputs, methods).table for _ in range(2))
        assert one.equals(other)


def test_what_never_varies_or_misses_a_value_is_refused_with_the_reason():
    sample = draw("morris", ISHIGAMI)
    many = len(sample.shares)
    outputs = {Output("flat"): np.ones((many, 2)), Output("gap"): np.full((many, 2), np.nan)}
    found = indices(sample, outputs, ("morris",))
    assert found.table.empty
    assert [each.output.measure for each in found.refused] == ["flat", "gap"]
    assert "the same at every point" in finding(sample, found, Effort(many, many, 2))
    assert "the same at every point" in seen(found)


def test_the_finding_names_what_matters_and_what_to_measure_next():
    known = Factor("x1", -np.pi, np.pi, confidence="found", source="F001")
    sample = draw("sobol", (known, *ISHIGAMI[1:]), Options(points=2**10))
    found = indices(sample, evaluated(sample.points(), ishigami, 2), ("sobol",))
    then = measure_next(sample, found)
    assert then["path"].tolist() == ["x2", "x3"]
    assert then["source"].tolist() == ["design", "design"]
    effort = Effort(len(sample.shares), 2 * len(sample.shares), 2)
    said = finding(sample, found, effort)
    assert "接下来应测量：`x2`" in in_chinese(lambda: finding(sample, found, effort))
    assert "most of all `x1`" in said
    assert "Measure this next: `x2` (-3.14159 to 3.14159" in said
    assert "Luck is less than 1 %" in said
    assert all(cell in seen(found) for grid in indices_grids(found.table) for row in grid.rows for cell in row)


def test_measures_can_be_asked_for_by_the_columns_of_runs():
    assert {"poor_years", "return_risk_36", "return_risk_both_60", "public_cost"} <= set(MEASURES)
    assert {name for name in MEASURES if name in UNITS}.isdisjoint({"return_risk", "cost_per_return_averted"})


def test_outputs_of_a_sweep_are_differences_on_common_luck_then_levels():
    small_sweep = carry_out(replace(read_design("sweep_demo").plan, replicates=2), simulate=made_up_run)
    outputs = outputs_of(small_sweep, ("poor_years",))
    first, *levels = outputs
    assert (first.policy, first.against) == ("cattle_loan", "none")
    assert {each.policy for each in levels} == {"none", "cattle_loan"}
    none, loan = (outputs[Output("poor_years", policy, "historical")] for policy in ("none", "cattle_loan"))
    assert outputs[first] == pytest.approx(loan - none)
    assert outputs[first].shape == (len(small_sweep.points), 2)
