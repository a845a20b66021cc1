"""Handing out tasks: a few at a time to each worker, and what happens when a worker dies or somebody says stop."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from contextlib import suppress
from typing import Any

from experiments.store import StudyError
from experiments.workers import Pool
from model.messages import _

DEAD, NONE = object(), object()


class Dispatch[Task]:
    """Carries out tasks on a pool; `done` is called in this thread with each task and what `work` made of it.

    The first task goes alone, so that what is compiled is compiled once.  A task whose worker died goes again, alone,
    so that nobody else's death is laid at its door; when its chances are used up, `lost` says what to keep for it.
    """

    def __init__(
        self, pool: Pool, work: Callable[[Task], Any], done: Callable[[Task, Any], None], lost: Callable[[Task], Any]
    ) -> None:
        self._pool, self._work, self._done, self._lost = pool, work, done, lost
        self._under_way = dict[Future[Any], tuple[Task, int]]()  # and how many workers have died with it
        self._struck = deque[tuple[Task, int]]()
        self._broken = False

    def carry_out(self, tasks: Iterable[Task]) -> None:
        """All of them, each once.  An exception of `work` or `done` stops the rest and comes out here, as does Ctrl-C.

        What is under way then is let finish first and is kept, as far as the executor can; a second Ctrl-C does not
        wait for it.
        """
        waiting, most = iter(tasks), 1
        try:
            while True:
                self._hand_out(waiting, most)
                if not self._under_way and not self._struck:
                    return
                self._take_back()
                most = self._pool.window()
        except BaseException:
            self._let_finish()
            raise

    def _hand_out(self, waiting: Iterable[Task], most: int) -> None:
        """Fill the window; while there are tasks whose worker died, one of them alone."""
        if self._broken and not self._under_way:
            self._pool.renew()
            self._broken = False
        while not self._broken and len(self._under_way) < (1 if self._struck else most):
            task, deaths = self._struck.popleft() if self._struck else (next(waiting, NONE), 0)
            if task is NONE:
                return
            try:
                self._under_way[self._pool.submit(self._work, task)] = task, deaths
            except BrokenExecutor:
                self._struck.appendleft((task, deaths))
                self._broken = True
            if self._struck or deaths:
                return

    def _take_back(self) -> None:
        """Wait for tasks to end, and keep what came of them."""
        ended, _waiting = wait(self._under_way, return_when=FIRST_COMPLETED)
        for future in ended:
            task, deaths = self._under_way[future]
            result = self._result(future)
            if result is DEAD and deaths < self._pool.chances:
                self._struck.append((task, deaths + 1))
            else:
                self._done(task, self._lost(task) if result is DEAD else result)
            del self._under_way[future]

    def _result(self, future: Future[Any]) -> Any:
        """What came of a task, `DEAD` where its worker died with it."""
        try:
            return future.result()
        except self._pool.deaths as death:
            self._broken |= isinstance(death, BrokenExecutor)
            return DEAD
        except CancelledError as error:
            message = _("the workers are gone: the cluster was stopped, or its scheduler cannot be reached any more")
            raise StudyError(message) from error

    def _let_finish(self) -> None:
        """Take back what is handed out and not begun; keep what is under way, once it is done."""
        left = [future for future in self._under_way if not future.cancel()]
        try:
            wait(left)
        except BaseException:
            self._pool.abandon()
            raise
        for future in left:
            with suppress(StudyError):  # one that cannot be kept: why is told already
                if not future.exception():
                    self._done(self._under_way[future][0], future.result())
