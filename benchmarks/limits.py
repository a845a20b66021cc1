"""A pytest plugin for uncompiled runs: processor time of each test, a limit to it, and no other Python processes.

As `-p benchmarks.limits` it ends tests that take longer than `allowed`.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

# Seconds of processor time: what takes longer uncompiled is left out, but for pinned results.
LONGEST, PINNED, PINNED_LONGEST = 6.0, "tests/test_pinned_results.py", 120.0
SOON, SHARED = 0.01, "shared:"
COUNTER = Path(getattr(find_spec("coverage"), "origin", "")).parent  # without importing it

type Switch = Callable[[str], object]


class TooSlow(BaseException):
    """A test took more processor time than it was given; not an Exception, so that no test swallows it."""


def allowed(test: str) -> float:
    """Seconds of processor time that a test may take uncompiled."""
    return PINNED_LONGEST if test.startswith(PINNED) else LONGEST


def pytest_configure(config: pytest.Config) -> None:
    """Limit every test."""
    config.pluginmanager.register(Limits(allowed))


class Limits:
    """A plugin: `limit` gives the seconds a test may take; `failed` and `seconds` hold what came of each test.

    Who counts lines is told by `switch` which test runs; what is made ready for several tests is named `SHARED` and
    the fixture; `needs` holds the fixtures of each test, `made` the seconds that those for several took.  Tests that
    start another process fail, since a fault in this one would make any two processes differ.
    """

    def __init__(self, limit: Callable[[str], float], switch: Switch | None = None) -> None:
        self.limit, self.switch, self.now = limit, switch or (lambda _name: None), ""
        self.seconds: dict[str, float] = {}
        self.needs: dict[str, list[str]] = {}
        self.made: dict[str, float] = {}
        self.failed: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Name the test to whoever counts lines, and take its time."""
        self.now, self.needs[item.nodeid] = item.nodeid, list(getattr(item, "fixturenames", ()))
        self.switch(item.nodeid)
        begun = time.process_time()
        done = yield
        self.seconds[item.nodeid] = time.process_time() - begun
        self.switch("")
        return done

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Lines run to make something for several tests are lines of them all."""
        if fixturedef.scope == "function":
            return (yield)
        self.switch(SHARED + fixturedef.argname)
        begun = time.process_time()
        try:
            return (yield)
        finally:
            self.made[fixturedef.argname] = time.process_time() - begun
            self.switch(self.now)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Stop what is made ready for a test when it takes too long."""
        with limited(self.limit(item.nodeid)):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Stop a test that takes too long."""
        with limited(self.limit(item.nodeid)):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep why a test failed, in a line."""
        if report.failed:
            self.failed.setdefault(report.nodeid, str(report.longrepr).strip().split("\n")[-1][:200])

    def pytest_sessionstart(self) -> None:
        """Hypothesis draws as ever, but does not look for the smallest failure; nobody starts a process."""
        from hypothesis import Phase, settings

        settings.register_profile("mutation", settings.get_profile("ci"), phases=(Phase.explicit, Phase.generate))
        settings.load_profile("mutation")
        subprocess.Popen.__init__ = _refuse  # type: ignore[method-assign]


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Fails with AssertionError what takes more seconds of processor time."""
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    except TooSlow as reached:
        raise AssertionError("took too long") from reached
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _stop(_signal: int, frame: FrameType | None) -> None:
    """End what runs, but not while lines are being counted, with a lock that nobody would release."""
    if frame is not None and COUNTER in Path(frame.f_code.co_filename).parents:
        signal.setitimer(signal.ITIMER_VIRTUAL, SOON)
    else:
        raise TooSlow


def _refuse(*_given: object, **_named: Mapping[str, object]) -> None:
    raise AssertionError("no other process while a fault is in this one")
