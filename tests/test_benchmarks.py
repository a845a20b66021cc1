"""The benchmarks compare like with like: every form of the small rules lives the same months."""

import numpy as np
import pytest

from benchmarks import full_model, page, small_month
from benchmarks.forms import digest, forms, live
from benchmarks.machine import machine, versions
from benchmarks.objects import uncompiled
from benchmarks.small_rules import BLOCK, SEED, Compiled, first_households, live_month
from benchmarks.timing import HOUSEHOLD_MONTH, UNIFORM, Measurement, Stopwatch, Task, interleaved
from benchmarks.uniforms import by_blocks, one_by_one

MONTHS = 31  # to a July: calves are at foot and cows in calf
HOUSEHOLDS = BLOCK + 45  # a full block and a part of one
FORMS = forms()


@pytest.fixture(scope="module")
def compiled():
    county = Compiled(first_households(HOUSEHOLDS))
    live(county, MONTHS)
    return county.households()


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_ends_with_the_same_bits(name, compiled):
    county = FORMS[name](first_households(HOUSEHOLDS))
    live(county, MONTHS)
    assert digest(county.households()) == digest(compiled)


def test_the_digest_tells_one_bit(compiled):
    other = compiled.copy()
    other["shock"][-1] = np.nextafter(other["shock"][-1], np.inf)
    assert digest(other) != digest(compiled)


def test_every_rule_has_work_to_do(compiled):
    start = first_households(HOUSEHOLDS)
    changed = [name for name in start.dtype.names if (start[name] != compiled[name]).any()]
    assert changed == ["cash", "loan", "shock", "habit", "ill", "cows", "in_calf", "calves"]
    assert {name: bool((compiled[name] < 0).any()) for name in ("cash", "loan", "ill", "cows", "calves")} == {
        "cash": True, "loan": False, "ill": False, "cows": False, "calves": False,
    }  # fmt: skip


def test_more_households_change_nobody_elses_life(compiled):
    county = Compiled(first_households(2 * HOUSEHOLDS))
    live(county, MONTHS)
    assert digest(county.households()[:HOUSEHOLDS]) == digest(compiled)


def test_mesa_runs_no_compiled_rule():
    seen, waiting = {}, [uncompiled(live_month, {})]
    while waiting:
        function = waiting.pop()
        seen[function.__name__] = function
        called = [function.__globals__.get(name) for name in function.__code__.co_names]
        waiting += [rule for rule in called if hasattr(rule, "__code__") and rule.__name__ not in seen]
    assert {"live_month", "consume", "fen", "whole", "normal_quantile", "ratio", "log_"} <= set(seen)
    assert not any(hasattr(function, "py_func") for function in seen.values())


def test_both_ways_to_draw_luck_are_of_the_same_luck():
    ids, seed = np.array([5]), np.uint64(SEED)
    assert by_blocks(ids, 1, seed, np.empty((4, BLOCK))) == one_by_one(ids, 1, seed)


def test_tasks_are_prepared_anew_and_take_turns():
    log = []

    def task(name):
        return Task("letters", name, UNIFORM, 10, lambda: log.append(f"make {name}") or (lambda: log.append(name)))

    measured = interleaved([task("a"), task("b")], 2, lambda done: log.append(str(done)))
    once = ["make a", "a", "make b", "b"]
    assert log == [*once, *once, "1", *once, "2"]
    assert [(each.name, len(each.values)) for each in measured] == [("a", 2), ("b", 2)]


def test_a_stopwatch_counts_a_call_within_a_call_once():
    watch = Stopwatch()
    inner = watch.timed(lambda: 3, "inner")
    outer = watch.timed(lambda: inner() + 1, "outer")
    assert outer() == 4
    assert set(watch.seconds) == {"outer"}
    assert inner() == 3
    assert set(watch.seconds) == {"inner", "outer"}


def test_a_stored_measurement_has_median_and_spread():
    stored = Measurement("luck", "by blocks", UNIFORM, (3.0, 1.0, 2.00004)).record()
    spread = {"median": 2.0, "lowest": 1.0, "highest": 3.0, "rounds": 3}
    assert stored == {"group": "luck", "name": "by blocks", "unit": UNIFORM} | spread


def test_a_ratio_is_the_median_of_the_rounds_ratios():
    numba = Measurement("small rules", small_month.NUMBA, HOUSEHOLD_MONTH, (2.0, 30.0, 4.0))
    mesa = Measurement("small rules", small_month.MESA, HOUSEHOLD_MONTH, (200.0, 60.0, 2000.0))
    assert small_month.ratios([numba, mesa]) == {"Mesa objects / Numba": 100.0}


def test_every_ratio_is_of_two_things_that_are_measured():
    named = {name for pair in small_month.RATIOS.values() for name in pair}
    assert named == {*small_month.TITLES.values(), *small_month.OWN_LUCK, small_month.RECORD, small_month.AGENT}
    assert set(small_month.TITLES) == {*FORMS, "c"}


def test_what_is_stored_of_the_machine_does_not_name_it():
    assert set(machine()) == {"processor", "cores", "system"}
    assert {"python", "numpy", "numba", "llvmlite", "mesa"} <= set(versions())


def test_the_page_tells_what_is_stored():
    text = page.DOCUMENT.read_text("utf-8")
    assert text.split(page.START)[1].split(page.END)[0] == page.generated()


def test_phases_are_told_longest_first_and_the_small_ones_together():
    values = {
        "in all": [9.0],
        "phase a": [1.0, 1.2],
        "phase b": [5.0, 4.0],
        "phase c": [0.1, 0.2],
        "phase d": [0.3, 0.1],
    }
    told = full_model.by_phase(values, "phases")
    assert [each.name for each in told] == ["b", "a", "2 others"]
    assert told[-1].values == pytest.approx((0.4, 0.3))
