"""One made-up household's life under two of the mixes, on the same luck: which one, what happened, files of it."""

import shlex
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

from experiments.compare import MOST_SEED
from experiments.lives import KINDS, counts, households_of
from experiments.page.answers import QUICK_SAMPLE
from experiments.page.engine import BusyError
from experiments.page.mixes import BASELINE
from experiments.page.state import MOST_FIELDS, Refused, State
from experiments.trace import Trace, follow
from model.messages import _
from model.result import Result
from model.scenario import Scenario
from model.simulate import simulate

PREFIX = "life."
MOST_RESULTS = 48
AT_A_TIME, LONGEST_WAIT = 3, 8.0  # lives looked for, and seconds to wait for one's turn
MOST_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Look:
    """Which household, and under which two of the mixes (`none` or a letter); `left` is what `right` is held against.

    Without an id it is the `nth` most ordinary one of a kind (`experiments.lives.KINDS`).
    """

    who: str = "saved"
    nth: int = 0
    household: int | None = None
    left: str = BASELINE
    right: str = "a"

    def query(self) -> str:
        """Its part of the address."""
        pairs = [("left", self.left), ("right", self.right)]
        pairs += [("who", self.who), ("nth", self.nth)] if self.household is None else [("id", self.household)]
        return urlencode([(PREFIX + name, value) for name, value in pairs])


def parted(query: str) -> tuple[str, dict[str, str]]:
    """A query without what only says whose life is looked at, and that. Raises Refused."""
    parts = query.split("&")
    own = [part for part in parts if part.startswith(PREFIX)]
    try:
        pairs = parse_qsl("&".join(own), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Refused(_("the address is longer than any this page makes, or is not text.")) from error
    given = {name.removeprefix(PREFIX): value for name, value in pairs}
    unknown = set(given) - {"who", "nth", "id", "left", "right"}
    if unknown:
        name = PREFIX + min(unknown)
        raise Refused(_("the address has a key that does not exist: {name}.").format(name=name))
    return "&".join(part for part in parts if not part.startswith(PREFIX)), given


def look_of(given: Mapping[str, str], state: State) -> Look:
    """Whose life, brought into what there is. Raises Refused for a name that there is not."""
    letters = [BASELINE, *state.mixes]
    look = Look(right=next(iter(state.mixes)))
    for name, allowed in (("left", letters), ("right", letters), ("who", list(KINDS))):
        value = given.get(name, getattr(look, name))
        if value not in allowed:
            raise Refused(_("there is nothing named {name} here.").format(name=repr(value)))
        look = replace(look, **{name: value})
    if look.left == look.right:
        look = replace(look, left=next(each for each in letters if each != look.right))
    if given.get("id", ""):
        return replace(look, household=_whole("id", given["id"]))
    return replace(look, nth=_whole("nth", given.get("nth", "0")))


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS and int(text) <= MOST_SEED):
        raise Refused(_("{name} is not a whole number.").format(name=PREFIX + name))
    return int(text)


@dataclass(frozen=True, slots=True)
class Life:
    """A life that was looked up: its months and events, how many there are of each kind, and which of its kind it is.

    Without a trace nobody is of that kind.
    """

    look: Look
    trace: Trace | None
    counts: Mapping[str, int]
    of_kind: int


class Lives:
    """Looks lives up in runs of a small sample; runs are kept, the least recently used let go."""

    def __init__(self, run: Callable[..., Result] = simulate) -> None:
        self._simulate = run
        self._results: OrderedDict[tuple[Any, ...], Result] = OrderedDict()
        self._lock, self._room = Lock(), BoundedSemaphore(AT_A_TIME)

    def life(self, left: Scenario, right: Scenario, seed: int, look: Look) -> Life:
        """The life that is asked for. Raises BusyError, and ScenarioError for a household that is not there."""
        with self._turn():
            pair = [each.with_values({"sample_fraction": QUICK_SAMPLE}) for each in (left, right)]
            other, under = (self._run(each, seed, 0) for each in pair)
            ids, found = households_of(look.who, under, other), counts(under, other)
            if look.household is None and not ids:
                return Life(look, None, found, 0)
            nth = look.nth % max(1, len(ids))
            household = ids[nth] if look.household is None else look.household
            trace = follow(pair, household, seed=seed, simulate=self._run)
            return Life(replace(look, nth=nth), trace, found, len(ids))

    @contextmanager
    def _turn(self) -> Any:
        if not self._room.acquire(timeout=LONGEST_WAIT):
            raise BusyError
        try:
            yield
        finally:
            self._room.release()

    def _run(self, scenario: Scenario, seed: int, replicate: int, watch: Any = ()) -> Result:
        """As `simulate`; kept by all that it depends on, a name changing nothing."""
        key = (replace(scenario, policy="").key(), seed, replicate, *watch)
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = self._simulate(scenario, seed, replicate, each_month=_go_on, watch=watch)
        with self._lock:
            self._results[key] = result
            while len(self._results) > MOST_RESULTS:
                self._results.popitem(last=False)
        return result


def _go_on(_world: Any) -> None:
    """A life is short: nobody stops it."""


def command_of(life: Trace, files: Mapping[str, str]) -> str:
    """The command that tells the same life; `files` names the policies that are files."""
    policies = ",".join(files.get(name, name) for name in life.policies)
    options = {
        "household": life.household, "policies": policies, "future": life.future, "seed": life.seed,
        "sample-fraction": QUICK_SAMPLE,
    }  # fmt: skip
    given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return shlex.join(["fanpin", "trace", life.place, *given])


def python_of(life: Trace, files: Mapping[str, str]) -> str:
    """The lines of Python that tell the same life."""
    policies = [files.get(name, name) for name in life.policies]
    call = f"life = trace({life.place!r}, {policies!r}, {life.household},\n             "
    call += f"future={life.future!r}, seed={life.seed}, sample_fraction={QUICK_SAMPLE})"
    return f"from experiments.trace import trace\n\n{call}\nlife.side_by_side()"
