"""How long one run may take: a clock that is looked at between months and does not count compiling."""

import time
from typing import Any

from numba.core import event

from model.messages import _


class RunTooLongError(Exception):
    """A run took longer than its time limit."""


class Clock:
    """Called after each month of a run; raises RunTooLongError once `limit` seconds have passed since it was made.

    What the compiler takes meanwhile, in any thread of this process, is not counted: it is not the run's own time.
    A month is never cut short, so a run ends within a month of its limit.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._compiled_before = _compiling()
        self._began = time.monotonic()

    def __call__(self, world: Any) -> None:
        """Look at the clock."""
        if time.monotonic() - self._began - (_compiling() - self._compiled_before) > self.limit:
            message = _("the run took longer than its time limit of {limit:g} s")
            raise RunTooLongError(message.format(limit=self.limit))


def _compiling() -> float:
    """Seconds that Numba has compiled in this process since this file was imported."""
    return _LISTENER.duration if _LISTENER.done else 0.0


_LISTENER = event.TimingListener()
event.register("numba:compile", _LISTENER)
