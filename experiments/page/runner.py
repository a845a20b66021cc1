"""Runs of the model in processes of the page's own.

A run on a small sample is mostly Python, of which threads do one thing at a time; two processes answer a slider in
half the time.  A run that nobody waits for any more stops between two months, as it does in a thread.
"""

import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Lock, Thread
from typing import Any

from model.result import Result
from model.scenario import Scenario
from model.simulate import simulate

LOOK_EVERY = 0.005  # seconds

_turn: Any = None  # in a worker: the number that all workers share


class Stopped(BaseException):
    """Work that nobody waits for any more, or that has to wait; no Exception, lest it pass for something wrong."""


class Runner:
    """Workers that run the model; `turn` is a number they share, and a run begun in an earlier turn gives up."""

    def __init__(self, workers: int) -> None:
        self._workers, self._context = workers, get_context("spawn")
        self._turn = self._context.Value("q", 0, lock=False)
        self._first, self._compiled = Lock(), False
        self._pool = self._opened()

    def run(
        self, scenario: Scenario, seed: int, replicate: int, *, each_month: Callable[[Any], object],
        watch: Sequence[int] | None = None,
    ) -> Result:  # fmt: skip
        """As `simulate`; `each_month` is called, without a world, every few milliseconds, and may raise to end the run.

        With `watch`, even of nobody, the run goes on whoever is told to give up.  The first run goes alone, so that
        the model is compiled once.  Raises BrokenProcessPool where a worker died.
        """
        work = scenario, seed, replicate, self._turn.value if watch is None else None, tuple(watch or ())
        if self._compiled:
            return self._run(work, each_month)
        with self._first:
            result = self._run(work, each_month)
            self._compiled = True
            return result

    def _run(self, work: tuple[Any, ...], each_month: Callable[[Any], object]) -> Result:
        pool = self._pool
        try:
            future = pool.submit(run_there, *work)
            return self._awaited(future, each_month)
        except BrokenProcessPool:
            if pool is self._pool:
                self._pool = self._opened()
            raise

    def _awaited(self, future: Future[Result], each_month: Callable[[Any], object]) -> Result:
        """The result, once it is there; where `each_month` raises, the run is told to give up."""
        while True:
            try:
                return future.result(LOOK_EVERY)
            except TimeoutError:
                try:
                    each_month(None)
                except BaseException:
                    self.give_up()
                    raise

    def give_up(self) -> None:
        """Tell all runs under way to end."""
        self._turn.value += 1

    def close(self) -> None:
        """Let the workers go."""
        self.give_up()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _opened(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, self._context, initializer=begin, initargs=(self._turn,))


def begin(turn: Any) -> None:
    """In a worker, before its first run: Ctrl-C is for the page to hear, and a worker does not outlive it."""
    global _turn
    _turn = turn
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=leave_with_the_page, daemon=True).start()


def leave_with_the_page() -> None:
    """In a worker: end when the process that began it has ended, however it did."""
    page = parent_process()
    if page is not None:
        page.join()
        os._exit(1)


def run_there(scenario: Scenario, seed: int, replicate: int, turn: int | None, watch: Sequence[int] = ()) -> Result:
    """In a worker: the run. Raises Stopped once its turn is over, if it has one."""

    def look(_world: Any) -> None:
        if turn is not None and _turn.value != turn:
            raise Stopped

    return simulate(scenario, seed, replicate, each_month=look, watch=watch)
