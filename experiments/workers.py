"""Where runs are carried out: one by one, on threads, in processes, or on a Dask cluster.

Each is a `concurrent.futures.Executor`, and anybody's own can be given instead; nothing here can change a result.
"""

import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from experiments.extras import extra
from experiments.store import StudyError
from model.errors import Fault, ScenarioError, unknown
from model.messages import _

EXECUTORS = ("threads", "serial", "processes", "dask")
LOCAL = "local"
A_WORKER = 2  # runs handed out at a time for each worker, so that none waits for the next
FEWEST_ON_A_CLUSTER = 32  # handed out though no worker is there yet: clusters grow by what waits
CONNECT = 30  # seconds that a scheduler has to answer
COUNT_AGAIN = 5  # seconds until the workers of a cluster are counted anew
IDLE = 60  # seconds until processes without work end


class Pool:
    """An executor, how many runs it is handed at a time, and what becomes of it when one of its workers dies."""

    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    chances = 2  # how often a run is begun again after a worker died with it

    def __init__(self, executor: Executor, at_a_time: int) -> None:
        self.executor = executor
        self.at_a_time = at_a_time

    def submit(self, work: Callable[..., Any], task: Any) -> Future:
        """Hand out one task."""
        return self.executor.submit(work, task)

    def window(self) -> int:
        """How many tasks are handed out and not back, at most."""
        return self.at_a_time

    def renew(self) -> None:
        """Fresh workers after one has died. Raises StudyError where that is for somebody else to do."""
        raise StudyError(_("the executor given is broken: one of its workers has died"))

    def abandon(self) -> None:
        """Stop at once, whatever is under way."""


class OneByOne(Executor):
    """Does each task when it is submitted, here."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        """The result, at once; Ctrl-C comes out here."""
        future = Future[Any]()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  it comes out of the future, as with any executor
            future.set_exception(error)
        return future


class Threads(ThreadPoolExecutor):
    """Each task runs in a copy of the caller's context, so that messages keep its language."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        """Hand out one task."""
        return super().submit(copy_context().run, fn, *args, **kwargs)


class Processes(Pool):
    """Processes of loky, kept for the next study, replaced when one dies."""

    def __init__(self, workers: int) -> None:
        self._loky = extra("loky", "study")
        self._workers = workers
        super().__init__(self._new(), A_WORKER * workers)

    def renew(self) -> None:
        """Fresh workers after one has died."""
        self.executor = self._new()

    def abandon(self) -> None:
        """Kill all workers."""
        self.executor.shutdown(wait=True, kill_workers=True)

    def _new(self) -> Executor:
        ctrl_c_is_for_the_parent = {"initializer": signal.signal, "initargs": (signal.SIGINT, signal.SIG_IGN)}
        return self._loky.get_reusable_executor(max_workers=self._workers, timeout=IDLE, **ctrl_c_is_for_the_parent)


class Cluster(Pool):
    """A Dask cluster, which itself begins a run again elsewhere when a worker dies."""

    chances = 0

    def __init__(self, client: Any) -> None:
        super().__init__(client.get_executor(pure=False), FEWEST_ON_A_CLUSTER)
        self.deaths = (extra("distributed", "cluster").KilledWorker,)
        self._client, self._counted = client, -COUNT_AGAIN
        self._pickled = extra("cloudpickle", "cluster").dumps

    def submit(self, work: Callable[..., Any], task: Any) -> Future:
        """Hand out one task, as bytes: the scheduler would open it on the way, and its model may be another one."""
        return self.executor.submit(_carried_out, self._pickled(work), self._pickled(task))

    def window(self) -> int:
        """A cluster may grow while the study runs, so its workers are counted anew now and then."""
        if time.monotonic() - self._counted > COUNT_AGAIN:
            threads, self._counted = sum(self._client.nthreads().values()), time.monotonic()
            self.at_a_time = max(FEWEST_ON_A_CLUSTER, A_WORKER * threads)
        return self.at_a_time


def _carried_out(work: bytes, task: bytes) -> Any:
    """What pickled work makes of a pickled task. Raises StudyError where these cannot be opened here."""
    try:
        opened = pickle.loads(work), pickle.loads(task)
    except Exception as error:
        message = _("a worker cannot open what it was sent ({why}); install the same version on every machine.")
        raise StudyError(message.format(why=f"{type(error).__name__}: {error}")) from error
    return opened[0](opened[1])


def check_executor(executor: str | Executor, scheduler: str | None) -> str | Executor:
    """The executor meant: with a scheduler and nothing else said, Dask. Raises ScenarioError."""
    if isinstance(executor, str) and executor not in EXECUTORS:
        raise ScenarioError([Fault("executor", unknown(_("there is no such executor"), executor, EXECUTORS))])
    if scheduler is None or executor == "dask":
        return executor
    if executor != EXECUTORS[0]:
        message = _("{scheduler} is the address of a Dask scheduler, which the executor {executor} does not have.")
        name = executor if isinstance(executor, str) else type(executor).__name__
        raise ScenarioError([Fault("scheduler", message.format(scheduler=repr(scheduler), executor=name))])
    return "dask"


@contextmanager
def workers(executor: str | Executor, jobs: int, scheduler: str | None = None) -> Iterator[Pool]:
    """A pool of `jobs` workers of a kind of `EXECUTORS`, or around an executor that is given.

    `scheduler` is the address of a Dask scheduler, which has workers of its own; `LOCAL`, or None, starts a cluster
    here.  Raises StudyError where a package is missing or no scheduler answers.
    """
    if isinstance(executor, Executor):
        yield Pool(executor, A_WORKER * jobs)
    elif executor == "processes":
        yield Processes(jobs)
    elif executor == "dask":
        with _client(jobs, scheduler) as client:
            yield Cluster(client)
    elif executor == "serial" or jobs == 1:
        yield Pool(OneByOne(), 1)
    else:
        with Threads(jobs, thread_name_prefix="run") as threads:
            yield Pool(threads, A_WORKER * jobs)


def cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextmanager
def _client(jobs: int, scheduler: str | None) -> Iterator[Any]:
    """A client of a Dask cluster; one that was started here ends with it."""
    dask = extra("distributed", "cluster")
    if scheduler not in (None, LOCAL):
        try:
            client = dask.Client(scheduler, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            message = _("no Dask scheduler answers at {address}: {why}").format(address=scheduler, why=error)
            raise StudyError(message) from error
        with client:
            yield client
    else:
        with _deaf_to_ctrl_c():
            cluster = dask.LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None)
        with cluster, dask.Client(cluster, set_as_default=False) as client:
            yield client


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C, which is for this one to answer."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
