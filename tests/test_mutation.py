"""The faults that mutation testing puts into the model, and the page that tells what the tests notice."""

import ast
import json
import re
from pathlib import Path
from time import process_time

import pytest

from benchmarks import kept, lines, mutation, tests_page
from benchmarks.limits import COUNTER, LONGEST, allowed, limited
from benchmarks.mutants import COMPILERS, drawn_by, every_site, modules, mutants, mutated, sample

ROOT = Path(__file__).parents[1]
SOURCE = '''
LIMIT = 3


@rule
def step(h: Household, rate: float = 0.5) -> bool:
    """At most 3."""
    total: int = h.cash + 1
    if total > LIMIT and not h.gone:
        total -= 2
    return total <= rate
'''


def faults(source):
    return [(each.before, each.after) for each in mutants("model.step", source)]


def test_every_kind_of_fault_is_found_in_a_body_and_none_outside():
    assert sorted(faults(SOURCE)) == sorted(
        [
            ("h.cash + 1", "h.cash - 1"), ("1", "2"), ("2", "3"), ("total -= 2", "total += 2"),
            ("if total > LIMIT and (not h.gone):", "if not (total > LIMIT and (not h.gone)):"),
            ("total > LIMIT and (not h.gone)", "total > LIMIT or not h.gone"),
            ("total > LIMIT", "total >= LIMIT"), ("total > LIMIT", "total <= LIMIT"),
            ("not h.gone", "not not h.gone"), ("return total <= rate", "return 0"),
            ("total <= rate", "total < rate"), ("total <= rate", "total > rate"),
        ]
    )  # fmt: skip


def test_a_mutant_differs_in_one_place_and_can_be_compiled():
    whole = ast.unparse(ast.parse(SOURCE)).splitlines()
    for each in mutants("model.step", SOURCE):
        changed = ast.unparse(mutated(SOURCE, each))
        assert sum(old != new for old, new in zip(whole, changed.splitlines(), strict=True)) == 1
        compile(changed, "mutant", "exec")


def test_a_sample_is_the_same_for_a_seed_and_drawn_from_the_whole_model():
    drawn = sample(100, 1)
    assert sample(30, 1) == drawn[:30]
    assert len({each.module for each in drawn}) > 40
    assert not COMPILERS & set(modules())


def test_a_mutant_keeps_its_key_where_its_function_is_moved_and_loses_it_where_that_changes():
    keys = [each.key for each in mutants("model.step", SOURCE)]
    moved = SOURCE.replace("LIMIT = 3", "LIMIT = 4\n\n\ndef other():\n    return LIMIT + 1\n")
    assert len(set(keys)) == len(keys)
    assert [each.key for each in mutants("model.step", moved)][-len(keys) :] == keys
    assert not set(keys) & {each.key for each in mutants("model.step", SOURCE.replace("total -= 2", "total -= 1"))}
    assert not set(keys) & {each.key for each in mutants("model.other", SOURCE)}


def test_what_killed_once_comes_first_while_it_runs_the_line():
    seconds = {"slow": 25.0, "quick": 1.0, f"{mutation.PINNED}::a": 2.0}
    assert mutation.choose(list(seconds), seconds, "slow") == ["slow", "quick", f"{mutation.PINNED}::a"]
    assert mutation.choose(list(seconds), seconds, "gone") == ["quick", "slow", f"{mutation.PINNED}::a"]


def test_what_is_made_for_several_tests_is_run_by_all_that_need_it():
    needs = {"one": ["world"], "two": ["world", "tmp_path"], "three": []}
    assert mutation.with_users(["one", "shared:world"], needs) == {"one", "two", "shared:world"}
    assert mutation.with_users(["shared:other"], needs) == {"shared:other"}
    assert mutation.with_users(["three"], needs) == {"three"}


def test_a_run_that_was_stopped_tells_of_the_first_drawn_alone_and_not_of_who_was_killed_before():
    drawn = list(mutants("model.step", SOURCE))
    known = {each: {"killed": True} for each in drawn if each not in drawn[3:5]}
    assert [mutant for mutant, _ in mutation.told_of(drawn, known)] == drawn[:3]
    assert mutation.told_of(drawn, {each: known[each] for each in drawn[5:]}) == []


def test_a_line_run_on_import_is_run_by_all_tests_of_the_module():
    mutant = next(mutants("model.step", SOURCE))._replace(line=7)
    lines = {"model.step": {"7": ["", "one"], "8": ["two"]}, "model.other": {"7": ["three"]}}
    assert mutation.those_that_run(mutant, lines) == ["one", "two"]
    assert mutation.those_that_run(mutant._replace(line=8), lines) == ["two"]
    assert mutation.those_that_run(mutant._replace(line=9), lines) == []


def test_a_kill_holds_while_the_file_that_killed_stays_and_a_life_while_everything_does(tmp_path, monkeypatch):
    for name in ("model/a.py", "tests/test_a.py", "tests/test_b.py", "tests/small.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one = 1", "utf-8")
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    killed, lives = ({"by": by, "grounds": kept.grounds(by)} for by in ("tests/test_a.py::test_x[1]", ""))
    for name, holding in (
        ("tests/test_b.py", (True, False)), ("model/a.py", (True, False)), ("tests/small.py", (False, False)),
        ("tests/test_a.py", (False, False)),
    ):  # fmt: skip
        assert (kept.holds(killed), kept.holds(lives)) == (True, True)
        (tmp_path / name).write_text("one = 2", "utf-8")
        assert (kept.holds(killed), kept.holds(lives)) == holding
        (tmp_path / name).write_text("one = 1", "utf-8")


def test_of_a_mutant_tried_twice_the_last_outcome_counts(tmp_path):
    log = tmp_path / "outcomes.jsonl"
    assert kept.outcomes(log) == {}
    told = [("a", True), ("b", True), ("a", False)]
    log.write_text("".join(json.dumps({"key": key, "killed": killed}) + "\n" for key, killed in told), "utf-8")
    assert {key: each["killed"] for key, each in kept.outcomes(log).items()} == {"a": False, "b": True}


def test_another_seed_draws_others_and_every_mutant_said_to_be_equivalent_is_one_of_the_model():
    keys = {each.key for each in every_site()}
    assert set(tests_page.equivalent()) <= keys
    orders = [sorted(keys, key=lambda key: drawn_by(seed, key)) for seed in (1, 2)]
    assert orders[0][:30] != orders[1][:30]


def test_quick_tests_come_first_and_pinned_results_last():
    seconds = {"slow": 25.0, "quick": 1.0, "slower": 29.0, f"{mutation.PINNED}::b": 9.0, f"{mutation.PINNED}::a": 2.0}
    assert mutation.choose(list(seconds), seconds) == [
        "quick",
        "slow",
        f"{mutation.PINNED}::a",
        f"{mutation.PINNED}::b",
    ]


def test_a_fault_on_a_line_that_no_test_runs_lives():
    mutant = next(mutants("model.step", SOURCE))
    found = mutation.outcome(mutant, {"lines": {}, "seconds": {}})
    assert (found["killed"], found["why"]) == (False, "no test runs the line")


def test_only_the_module_at_fault_is_found_with_its_fault():
    mutant = next(each for each in mutants("model.calendar", modules()["model.calendar"].read_text("utf-8")))
    finder = mutation.Finder(mutant)
    assert finder.find_spec("model.month") is None
    spec = finder.find_spec("model.calendar")
    code = spec.loader.get_code("model.calendar")
    assert code.co_filename == str(modules()["model.calendar"])
    assert code != compile(modules()["model.calendar"].read_text("utf-8"), code.co_filename, "exec")


def test_pinned_results_may_take_longer_than_others():
    assert allowed("tests/test_kin.py::test_x") == LONGEST < allowed(f"{mutation.PINNED}::test_x")


COUNTING = """
def count(until, now, done):
    while now() < until:
        pass
    done.append(True)
"""


def test_a_test_that_is_too_slow_is_ended_but_not_while_lines_are_counted():
    made, done = {}, []
    exec(compile(COUNTING, COUNTER / "made_up.py", "exec"), made)

    def slow(work):
        with limited(0.05):
            work()
            while True:
                pass

    with pytest.raises(AssertionError, match="took too long"):
        slow(lambda: made["count"](process_time() + 0.2, process_time, done))
    assert done == [True]


def test_the_share_of_lines_is_over_all_files_of_a_folder():
    files = {"model/a.py": {"lines": 8, "missing": [3]}, "model/b.py": {"lines": 2, "missing": [1]}}
    assert lines.share(files, "model") == pytest.approx(80.0)
    assert tests_page._spans([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"


def test_a_line_that_is_missing_keeps_a_share_below_all():
    files = {"model/a.py": {"lines": 9_999, "missing": [3]}, "model/b.py": {"lines": 100, "missing": [*range(1, 6), 7]}}
    told = "\n".join(
        tests_page.covered([{"date": "2026-01-01", "files": files, "percent": {"model": 0.0}, "tests failed": True}])
    )
    assert "| `model/` | 10,099 | 99.9 |" in told
    assert "| `model/b.py` | 100 | 94 | 1-5, 7 |" in told
    assert "`model/a.py`" not in told
    assert "Some tests failed" in told


def test_the_page_tells_what_is_stored():
    text = tests_page.DOCUMENT.read_text("utf-8")
    assert text.split(tests_page.START)[1].split(tests_page.END)[0] == tests_page.generated()


def test_every_test_that_the_page_names_is_there():
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", tests_page.DOCUMENT.read_text("utf-8"))
    assert len(named) > 15
    missing = [name for file, name in named if f"def {name}(" not in (ROOT / "tests" / file).read_text("utf-8")]
    assert missing == []
