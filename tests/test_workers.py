"""Threads, processes, Dask: the same tables from all, and no worker's death or slow run costs the study."""

import os
import pickle
import re
import signal
import time
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from experiments import compare
from experiments.design import Case, Design
from experiments.dispatch import Dispatch
from experiments.executor import conduct
from experiments.extras import extra
from experiments.one_run import without_folders
from experiments.rows import TABLES
from experiments.store import StudyError
from experiments.workers import A_WORKER, EXECUTORS, OneByOne, Pool, _carried_out, workers
from model.errors import ScenarioError
from model.scenario import load_scenario
from model.simulate import simulate
from tests.made_up_study import made_up_run, made_up_scenario
from tests.small import small

FILES = (*(f"{name}.parquet" for name in ("runs", *TABLES)), "summary.csv", "paired.csv")


def design_of(*policies, replicates=2):
    return Design(tuple(Case(0, made_up_scenario(policy)) for policy in policies), "none", 1, replicates)


def one_fails(scenario, seed, replicate):
    if (scenario.policy, replicate) == ("as_reported", 1):
        raise ValueError(f"no grass in {Path(__file__).parent / 'meadow' / 'grass.csv'}")
    return made_up_run(scenario, seed, replicate)


def slow(scenario, seed, replicate, each_month):
    for _month in range(200 if scenario.policy == "as_reported" else 1):
        time.sleep(0.01)
        each_month(None)
    return made_up_run(scenario, seed, replicate)


def tables_in(folder):
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory):
    """The tables of a study in which one run fails."""
    folder = tmp_path_factory.mktemp("serial")
    conduct(design_of("none", "as_reported", replicates=3), out=folder, executor="serial", simulate=one_fails)
    return tables_in(folder)


@pytest.mark.parametrize("executor", ["threads", "processes", "dask", "one's own"])
def test_tables_have_the_same_bytes_whoever_ran_the_runs(executor, one_by_one, tmp_path):
    with ThreadPoolExecutor(2) as own:
        chosen = own if executor == "one's own" else executor
        design = design_of("none", "as_reported", replicates=3)
        study = conduct(design, out=tmp_path, jobs=2, executor=chosen, simulate=one_fails)
    assert [failed.replicate for failed in study.failed] == [1]
    assert tables_in(tmp_path) == one_by_one


def test_a_traceback_names_no_folder_of_this_machine(one_by_one, tmp_path):
    (failed,) = conduct(design_of("none", "as_reported"), simulate=one_fails).failed
    assert 'File "experiments/one_run.py", line' in failed.error
    assert 'File "tests/test_workers.py", line' in failed.error
    assert failed.reason == "ValueError: no grass in tests/meadow/grass.csv"
    for folder in (Path.cwd(), Path.home(), Path(np.__file__).parents[1]):
        assert f"{folder}/" not in failed.error


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ('File "/srv/my lab/model.py", line 3', 'File "model.py", line 3'),
        ("OSError: '/srv/lab-2/x/herd.csv' is missing", "OSError: 'herd.csv' is missing"),
        (r'File "D:\lab\model.py", line 3', 'File "model.py", line 3'),
        ("3 yuan/person/year or https://example.org/a/b", "3 yuan/person/year or https://example.org/a/b"),
    ],
)
def test_only_folders_are_taken_out_of_a_message(told, kept):
    assert without_folders(told) == kept


def test_a_worker_that_is_killed_costs_no_task_but_one_that_kills_every_time(tmp_path):
    def work(task):  # goes to the worker by value, which so need not import anything
        if task in ("kills twice", "kills always"):
            with (tmp_path / task).open("a") as file:
                file.write("x")
            if task == "kills always" or (tmp_path / task).stat().st_size <= 2:
                os.kill(os.getpid(), signal.SIGKILL)
        return task.upper()

    tasks, came = [*"abc", "kills twice", *"def", "kills always", *"gh"], {}
    with workers("processes", 2) as pool:
        Dispatch(pool, work, came.__setitem__, lambda task: "lost").carry_out(tasks)
    assert came == {task: task.upper() for task in tasks} | {"kills always": "lost"}
    assert [(tmp_path / task).stat().st_size for task in ("kills twice", "kills always")] == [3, 3]


def test_a_run_whose_workers_die_is_a_failed_row(monkeypatch):
    class Deadly(Pool):
        renewed = 0

        def submit(self, work, task):
            future = super().submit(work, task)
            if (task.run.case.policy, task.run.replicate) == ("as_reported", 1):
                future = Future()
                future.set_exception(BrokenExecutor())
            return future

        def renew(self):
            self.renewed += 1

    pool = Deadly(OneByOne(), 2)
    monkeypatch.setattr("experiments.executor.workers", lambda *chosen: nullcontext(pool))
    (failed,) = conduct(design_of("none", "as_reported"), simulate=made_up_run).failed
    assert (failed.policy, failed.replicate) == ("as_reported", 1)
    assert failed.reason.startswith("WorkerDied: ")
    assert pool.renewed == Pool.chances + 1


def test_few_tasks_are_handed_out_at_a_time():
    handed, most = [0], [0]

    def tasks():
        for task in range(1000):
            handed[0] += 1
            yield task

    def done(task, result):
        most[0] = max(most[0], handed[0] - done_with[0])
        done_with[0] += 1

    done_with = [0]
    with workers("threads", 3) as pool:
        Dispatch(pool, lambda task: task, done, pytest.fail).carry_out(tasks())
    assert handed == done_with == [1000]
    assert most[0] <= A_WORKER * 3


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_a_run_over_its_time_limit_fails_and_the_study_goes_on(executor):
    study = conduct(design_of("none", "as_reported"), jobs=2, executor=executor, time_limit=0.5, simulate=slow)
    reason = "experiments.time_limit.RunTooLongError: the run took longer than its time limit of 0.5 s"
    assert [(failed.policy, failed.reason) for failed in study.failed] == [("as_reported", reason)] * 2


def test_each_month_is_told_of_once_and_may_end_the_run():
    scenario, months = small("none", months=3), []
    watched = simulate(scenario, 1, each_month=lambda world: months.append(world.month))
    assert watched.digest == simulate(scenario, 1).digest
    assert months == [scenario.start + 1, scenario.start + 2, scenario.start + 3]
    with pytest.raises(StudyError):
        simulate(scenario, 1, each_month=lambda world: (_ for _ in ()).throw(StudyError("stop")))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"executor": "thread"}, "Did you mean 'threads'"),
        ({"executor": "processes", "scheduler": "local"}, "which the executor processes does not have"),
        ({"time_limit": 0}, "time_limit: 0 cannot be"),
        ({"time_limit": float("nan")}, "time_limit: nan cannot be"),
        ({"time_limit": "1 h"}, "time_limit: '1 h' cannot be"),
    ],
)
def test_wrong_ways_to_run_are_told_before_anything_is_run(wrong, message, tmp_path):
    with pytest.raises(ScenarioError, match=message):
        compare("kezuohou", ["none"], out=tmp_path / "study", **wrong)
    assert not (tmp_path / "study").exists()


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr("experiments.workers.CONNECT", 1)
    with pytest.raises(StudyError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        conduct(design_of("none"), scheduler="tcp://127.0.0.1:9", simulate=made_up_run)


@pytest.mark.parametrize(("module", "group"), [("no_such_loky", "study"), ("no_such.dask", "cluster")])
def test_a_missing_package_is_named_with_how_to_install_it(module, group):
    with pytest.raises(StudyError, match=rf"no_such\w* is needed .* pip install 'fanpin\[{group}\]'"):
        extra(module, group)


def test_every_kind_of_executor_is_offered():
    assert set(EXECUTORS) == {"serial", "threads", "processes", "dask"}


def test_a_worker_with_another_model_refuses(monkeypatch):
    monkeypatch.setattr("experiments.one_run.hash_when_first_asked", lambda package: "another")
    with pytest.raises(StudyError, match="another version of the model"):
        conduct(design_of("none"), simulate=made_up_run)


@dataclass(frozen=True)
class OnlyElsewhere:
    """Cannot be opened in the process that made it, as if the model there were another one."""

    home: int

    def __reduce__(self):
        return _elsewhere, (self.home,)


def _elsewhere(home):
    if os.getpid() == home:
        raise AttributeError("there is no such class here")
    return "opened"


def test_what_goes_to_a_cluster_is_opened_by_the_worker_alone():
    """A scheduler of another model would fail on it, and the study would wait for ever."""
    came = {}
    with workers("dask", 1) as pool:
        Dispatch(pool, str.upper, came.__setitem__, pytest.fail).carry_out([OnlyElsewhere(os.getpid())])
    assert came == {OnlyElsewhere(os.getpid()): "OPENED"}


def test_the_cluster_of_the_how_to_asks_slurm_for_workers_of_one_thread():
    from dask_jobqueue import SLURMCluster  # late: workers import this file, on a thread on which it cannot be

    page = (Path(__file__).parents[1] / "docs" / "howto_clusters.md").read_text("utf-8")
    (line,) = re.findall(r"^cluster = (SLURMCluster\(.*\))$", page, re.MULTILINE)
    with eval(line, {"SLURMCluster": partial(SLURMCluster, scheduler_options={"dashboard": False})}) as cluster:
        script = cluster.job_script()
    for asked in ("#SBATCH --cpus-per-task=16\n", "#SBATCH -p normal\n", "--nthreads 1 ", "--nworkers 16 "):
        assert asked in script


def test_a_worker_that_lacks_a_class_of_a_task_refuses():
    task = pickle.dumps(OnlyElsewhere(os.getpid()))
    with pytest.raises(StudyError, match=r"cannot open .*AttributeError: there is no such class here.* same version"):
        _carried_out(pickle.dumps(str.upper), task)


def test_a_scenario_goes_to_a_worker_whole():
    scenario = load_scenario("kezuohou", "as_reported")
    assert pickle.loads(pickle.dumps(scenario)).key() == scenario.key()
