"""Every run is done once, in any order, on any number of threads; a failure or Ctrl-C costs one run at most."""

import threading
import time
from contextvars import ContextVar

import pytest

from experiments.design import Case, Design
from experiments.dispatch import Dispatch
from experiments.executor import conduct
from experiments.store import FolderStore
from experiments.workers import cores, workers
from tests.made_up_study import made_up_run, made_up_scenario

MIXES = ("none", "cattle_loan", "as_reported")


def design_of(*policies, replicates=3):
    return Design(tuple(Case(0, made_up_scenario(policy)) for policy in policies or MIXES), "none", 1, replicates)


def run_or_fail(scenario, seed, replicate):
    if scenario.policy == "cattle_loan" and replicate == 1:
        raise ValueError("the herd is negative")
    return made_up_run(scenario, seed, replicate)


def stored(folder):
    """Policy and replicate of every run that is kept."""
    return {(policy, replicate) for _point, policy, _future, replicate in FolderStore(folder).done()}


def execute(tasks, work, done, jobs):
    """Carry out tasks on threads, and tell of each that is done."""
    with workers("threads", jobs) as pool:
        Dispatch(pool, work, lambda task, result: done(task), pytest.fail).carry_out(tasks)


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_every_task_is_done_once_whatever_the_threads(jobs):
    worked, told = [], []
    execute(list(range(20)), worked.append, told.append, jobs)
    assert sorted(worked) == sorted(told) == list(range(20))


def test_the_first_task_is_done_before_any_other_begins():
    running, seen = set(), []

    def work(task):
        running.add(task)
        seen.append(frozenset(running))
        time.sleep(0.01)
        running.discard(task)

    execute(list(range(6)), work, lambda task: None, 3)
    assert seen[0] == {0}
    assert all(0 not in together for together in seen[1:])


def test_several_tasks_run_at_once_on_several_threads():
    meeting = threading.Barrier(2, timeout=10)
    execute([0, 1, 2], lambda task: meeting.wait() if task else None, lambda task: None, 2)


def test_no_task_asks_for_no_thread():
    execute([], pytest.fail, pytest.fail, 2)
    assert cores() >= 1


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_fault_outside_the_runs_stops_the_rest_and_comes_out(jobs):
    worked = []

    def work(task):
        worked.append(task)
        if task == 2:
            raise OSError("no space left")
        time.sleep(0.005)

    with pytest.raises(OSError, match="no space"):
        execute(list(range(50)), work, lambda task: None, jobs)
    assert len(worked) < 50


def test_work_on_a_thread_speaks_the_language_of_its_caller():
    language, heard = ContextVar("language", default="en"), []
    token = language.set("zh")
    execute([0, 1, 2, 3], lambda task: heard.append(language.get()), lambda task: None, 2)
    language.reset(token)
    assert heard == ["zh"] * 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_fails_is_a_row_and_the_study_goes_on(jobs):
    study = conduct(design_of(), jobs=jobs, simulate=run_or_fail)
    (failed,) = study.failed
    assert (failed.policy, failed.replicate, failed.reason) == ("cattle_loan", 1, "ValueError: the herd is negative")
    assert "run_or_fail" in failed.error
    assert len(study.runs) == 9
    assert study.manifest["failed"] == 1
    assert set(study.months.loc[study.months["policy"] == "cattle_loan", "replicate"]) == {0, 2}
    assert set(study.return_risk().loc[study.return_risk()["policy"] == "cattle_loan", "replicates"]) == {2}


def test_a_study_of_which_every_run_fails_says_so():
    def never(scenario, seed, replicate):
        raise ZeroDivisionError

    study = conduct(design_of(replicates=2), simulate=never)
    assert [failed.reason for failed in study.failed] == ["ZeroDivisionError"] * 6
    assert study.summary.empty
    assert study.paired.empty
    assert study.months.empty
    assert study.causes().empty
    assert study.cost().empty
    assert "none" in study._repr_html_()


def test_a_failed_run_is_tried_again(tmp_path):
    def troubled(scenario, seed, replicate):
        if not mended:
            raise MemoryError
        calls.append(replicate)
        return made_up_run(scenario, seed, replicate)

    mended, calls = [], []
    assert len(conduct(design_of("none"), out=tmp_path, simulate=troubled).failed) == 3
    mended.append(True)
    assert conduct(design_of("none"), out=tmp_path, simulate=troubled).failed == ()
    assert calls == [0, 1, 2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_study_keeps_what_is_done_and_is_taken_up_where_it_stopped(tmp_path, jobs):
    calls, stop_after = [], [4]

    def interrupted(scenario, seed, replicate):
        if len(calls) == stop_after[0]:
            raise KeyboardInterrupt
        calls.append((scenario.policy, replicate))
        return made_up_run(scenario, seed, replicate)

    with pytest.raises(KeyboardInterrupt):
        conduct(design_of(), out=tmp_path, jobs=jobs, simulate=interrupted)
    finished = stored(tmp_path)
    assert finished == set(calls)
    assert not (tmp_path / "runs.parquet").exists()

    stop_after[0] = -1
    told = []
    study = conduct(design_of(), out=tmp_path, jobs=jobs, simulate=interrupted, progress=lambda *now: told.append(now))
    assert sorted(calls) == [(policy, replicate) for policy in sorted(MIXES) for replicate in range(3)]
    assert told[0] == (len(finished), 9, "")
    assert told[-1][:2] == (9, 9)
    assert study.failed == ()


def test_progress_counts_every_run():
    told = []
    conduct(design_of(replicates=2), jobs=1, simulate=made_up_run, progress=lambda *now: told.append(now))
    assert [done for done, _total, _what in told] == list(range(7))
    assert {total for _done, total, _what in told} == {6}
    assert told[1][2] == "none 1"
