"""The work behind the page, on a thread of its own: what is asked for, step by step, the newest first word first.

Equal questions are one.  A question that nobody has asked about for a while rests, and the one left longest rests to
make room for another.  One with nothing to show yet goes before the refinement of others, which is interrupted and
loses no finished run.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any

from experiments.page.answers import Asked, Step
from experiments.page.runner import Stopped

MOST_OPEN = 10  # questions at work at a time
MOST_KEPT = 16  # answers kept, finished or not
PATIENCE = 8.0  # seconds after which a question that nobody asks about rests

type Answer = Callable[[Asked, Step, Callable[[], bool], Callable[[int, int, str], None]], Any]


class BusyError(Exception):
    """So many questions with nothing to show yet are open that no further one is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What there is to say: how many steps are done, the last of them, and its study."""

    reached: int
    step: Step
    study: Any


@dataclass(eq=False)
class Question:
    """Something asked, and how far the answer has come."""

    key: str
    asked: Asked
    steps: tuple[Step, ...]
    word: Word | None = None  # replaced as a whole, so that whoever takes it once has all that belongs together
    error: str = ""
    cancelled: bool = False
    progress: tuple[int, int] = (0, 0)
    last_asked: float = field(default_factory=time.monotonic)

    @property
    def reached(self) -> int:
        """How many steps are done."""
        return 0 if self.word is None else self.word.reached

    @property
    def finished(self) -> bool:
        """Whether nothing more will come of it by itself."""
        return bool(self.error) or self.cancelled or self.reached == len(self.steps)


class Engine:
    """One worker thread, a bounded number of questions."""

    def __init__(self, answer: Answer, *, patience: float = PATIENCE) -> None:
        self._answer, self._patience = answer, patience
        self._questions: OrderedDict[str, Question] = OrderedDict()
        self._changed = Condition()
        self._closed = False
        self._thread = Thread(target=self._work, name="fanpin page", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """Stop as soon as the run under way can."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(5.0)  # the compiler, once begun, does not listen

    def ask(self, key: str, make: Callable[[], Asked]) -> Question:
        """The question of a key, a new one if there is none or it was cancelled. Raises BusyError."""
        with self._changed:
            known = self._questions.get(key)
            if known is not None and not known.cancelled:
                known.last_asked = time.monotonic()
                self._questions.move_to_end(key)
                self._changed.notify_all()
                return known
        asked = make()
        with self._changed:
            if key not in self._questions or self._questions[key].cancelled:
                self._make_room()
                self._questions[key] = Question(key, asked, asked.steps())
                self._forget()
            self._questions.move_to_end(key)
            self._changed.notify_all()
            return self._questions[key]

    def known(self, key: str) -> Question | None:
        """The question of a key, if it was asked before; nobody is said to wait for it."""
        with self._changed:
            return self._questions.get(key)

    def cancel(self, key: str) -> bool:
        """Let a question be, whatever of it is done staying; whether there was anything to stop."""
        with self._changed:
            known = self._questions.get(key)
            if known is None or known.finished:
                return False
            known.cancelled = True
            self._changed.notify_all()
            return True

    def _make_room(self) -> None:
        """Let the question rest that was asked about longest ago and has something to show. Raises BusyError."""
        wanted = [each for each in self._questions.values() if self._wanted(each)]
        if len(wanted) >= MOST_OPEN:
            shown = [each for each in wanted if each.reached > 0]
            if not shown:
                raise BusyError
            min(shown, key=lambda each: each.last_asked).last_asked = -self._patience

    def _wanted(self, question: Question) -> bool:
        return not question.finished and time.monotonic() - question.last_asked < self._patience

    def _forget(self) -> None:
        """Let go of the answers that nobody has asked about for longest."""
        rest = [key for key, each in self._questions.items() if not self._wanted(each)]
        for key in rest[: max(0, len(self._questions) - MOST_KEPT)]:
            del self._questions[key]

    def _next(self) -> Question | None:
        """The wanted question asked about last; those with nothing to show come first."""
        wanted = [each for each in self._questions.values() if self._wanted(each)]
        return min(wanted, key=lambda each: (each.reached > 0, -each.last_asked), default=None)

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._closed and (question := self._next()) is None:
                    self._changed.wait(1.0)
                if self._closed:
                    return
            assert question is not None
            self._advance(question)

    def _advance(self, question: Question) -> None:
        """One step further; what goes wrong is told to those who ask, and the thread lives on."""
        step = question.steps[question.reached]

        def go_on() -> bool:
            return not self._closed and self._wanted(question) and not self._must_wait(question)

        def progress(done: int, total: int, _what: str) -> None:
            question.progress = done, total

        try:
            study = self._answer(question.asked, step, go_on, progress)
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001  whatever it was, this question has no answer and says so
            question.error = f"{type(error).__name__}: {error}"
            return
        failed = study.failed
        if failed:
            question.error = failed[0].reason
            return
        question.word, question.progress = Word(question.reached + 1, step, study), (0, 0)

    def _must_wait(self, question: Question) -> bool:
        """Whether another question has nothing to show while this one is only refined."""
        with self._changed:
            first = any(each.reached == 0 and self._wanted(each) for each in self._questions.values())
        return question.reached > 0 and first
