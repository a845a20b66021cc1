"""The work behind the page: equal questions are one, the newest first word comes first, what nobody wants stops."""

import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from experiments.page import engine as engines
from experiments.page.answers import Answers, Asked, Step
from experiments.page.engine import BusyError, Engine
from experiments.page.runner import Runner, Stopped
from model.scenario import load_scenario
from model.simulate import simulate

ROOT = Path(__file__).parents[1]
STEPS = (Step(0.01, 2), Step(0.01, 5), Step(0.1, 5), Step(0.1, 10), Step(0.1, 20))


def asked_of(name="a"):
    return SimpleNamespace(name=name, steps=lambda: STEPS)


class Work:
    """Answers that are instant, or that last until let go or told to stop; who asked for what is written down."""

    def __init__(self, slow=()):
        self.slow, self.begun, self.stopped, self.gate = set(slow), [], [], threading.Event()

    def __call__(self, asked, step, go_on, progress):
        self.begun.append((asked.name, step))
        while (asked.name, step) in self.slow and not self.gate.is_set():
            if not go_on():
                self.stopped.append((asked.name, step))
                raise Stopped
            time.sleep(0.002)
        progress(1, 1, "")
        return SimpleNamespace(failed=(), of=(asked.name, step))


@pytest.fixture
def open_engine():
    opened = []

    def start(work, **options):
        engine = Engine(work, **options)
        engine.start()
        opened.append((engine, work))
        return engine

    yield start
    for engine, work in opened:
        getattr(work, "gate", threading.Event()).set()
        engine.close()


def until(holds, seconds=5.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.002)


def test_equal_questions_are_one_and_are_worked_on_once(open_engine):
    work = Work()
    engine = open_engine(work)
    found = [engine.ask("a", asked_of) for _time in range(20)]
    until(lambda: found[0].finished)
    assert all(each is found[0] for each in found)
    assert work.begun == [("a", step) for step in STEPS]
    assert found[0].word.study.of == ("a", STEPS[-1])


def test_a_question_asked_again_is_answered_at_once(open_engine):
    engine = open_engine(Work())
    until(lambda: engine.ask("a", asked_of).finished)
    assert engine.ask("a", lambda: pytest.fail("it was made again")).finished


def test_a_first_word_interrupts_the_refinement_of_another(open_engine):
    work = Work(slow=[("old", STEPS[3])])
    engine = open_engine(work)
    old = engine.ask("old", lambda: asked_of("old"))
    until(lambda: old.reached == 3)
    new = engine.ask("new", lambda: asked_of("new"))
    until(lambda: new.reached >= 1)
    assert work.stopped == [("old", STEPS[3])]
    assert old.reached == 3
    work.gate.set()
    until(lambda: old.finished and new.finished)


def test_a_cancelled_question_stops_and_keeps_what_it_has(open_engine):
    work = Work(slow=[("a", STEPS[2])])
    engine = open_engine(work)
    question = engine.ask("a", asked_of)
    until(lambda: question.reached == 2)
    assert engine.cancel("a")
    until(lambda: work.stopped == [("a", STEPS[2])])
    assert question.finished
    assert question.word.study.of == ("a", STEPS[1])
    assert not engine.cancel("a")
    assert not engine.cancel("nobody asked this")


def test_a_cancelled_question_can_be_asked_anew(open_engine):
    work = Work(slow=[("a", STEPS[2])])
    engine = open_engine(work)
    first = engine.ask("a", asked_of)
    until(lambda: first.reached == 2)
    engine.cancel("a")
    work.gate.set()
    again = engine.ask("a", asked_of)
    assert again is not first
    until(lambda: again.reached == len(STEPS))


def test_a_question_that_nobody_asks_about_any_more_rests(open_engine):
    work = Work(slow=[("a", STEPS[1])])
    engine = open_engine(work, patience=0.1)
    question = engine.ask("a", asked_of)
    until(lambda: work.stopped)
    assert question.reached == 1
    assert not question.finished


def test_no_more_questions_are_taken_than_there_is_room_for(open_engine):
    work = Work(slow=[(str(number), STEPS[0]) for number in range(engines.MOST_OPEN)])
    engine = open_engine(work)
    for number in range(engines.MOST_OPEN):
        engine.ask(str(number), lambda number=number: asked_of(str(number)))
    with pytest.raises(BusyError):
        engine.ask("one more", asked_of)
    assert engine.ask("0", asked_of).reached == 0


def test_whoever_moves_a_slider_about_is_never_refused(open_engine):
    many = 3 * engines.MOST_OPEN
    work = Work(slow=[(str(number), STEPS[1]) for number in range(many)])
    engine = open_engine(work)
    for number in range(many):
        question = engine.ask(str(number), lambda number=number: asked_of(str(number)))
        until(lambda question=question: question.reached == 1)
    work.gate.set()
    until(lambda: question.finished)


def test_the_question_asked_about_last_is_refined_first(open_engine):
    work = Work(slow=[("old", STEPS[1])])
    engine = open_engine(work)
    old = engine.ask("old", lambda: asked_of("old"))
    until(lambda: old.reached == 1)
    new = engine.ask("new", lambda: asked_of("new"))
    until(lambda: new.finished)
    assert old.reached == 1
    work.gate.set()
    until(lambda: old.finished)


def test_old_answers_are_let_go(open_engine):
    engine = open_engine(Work())
    for number in range(engines.MOST_KEPT + 10):
        until(lambda number=number: engine.ask(str(number), asked_of).finished)
    assert engine.known("0") is None
    assert engine.known(str(engines.MOST_KEPT + 9)).finished


def test_what_goes_wrong_is_told_and_the_engine_lives_on(open_engine):
    def work(asked, step, go_on, progress):
        if asked.name == "wrong":
            raise ZeroDivisionError("so it was")
        return SimpleNamespace(failed=(SimpleNamespace(reason="a run failed"),) if asked.name == "failed" else ())

    engine = open_engine(work)
    for name, why in (("wrong", "ZeroDivisionError: so it was"), ("failed", "a run failed"), ("right", "")):
        question = engine.ask(name, lambda name=name: asked_of(name))
        until(lambda question=question: question.finished)
        assert question.error == why


def test_steps_go_from_a_small_sample_to_the_last_word():
    nothing = load_scenario("kezuohou")
    steps = Asked((nothing,), seed=1, sample=0.1, replicates=20).steps()
    assert steps == STEPS
    assert Asked((nothing,), seed=1, sample=0.01, replicates=5).steps() == STEPS[:2]


def test_a_stopped_step_is_no_failed_run():
    nothing = load_scenario("kezuohou")
    asked = Asked((nothing,), seed=1, sample=0.01, replicates=5)
    with pytest.raises(Stopped):
        Answers(jobs=1).answer(asked, STEPS[0], lambda: False, lambda done, total, what: None)


def test_a_run_in_a_worker_is_the_run_and_stops_when_told():
    small = load_scenario("kezuohou", "photovoltaic").with_values({"sample_fraction": 0.01, "months": 24})
    runner, seen = Runner(1), []
    try:
        found = runner.run(small, 3, 1, each_month=seen.append)
        assert found.digest == simulate(small, 3, 1).digest
        assert seen
        with pytest.raises(Stopped):
            runner.run(small.with_values({"sample_fraction": 1.0, "months": 132}), 3, 1, each_month=stop)
        assert runner.run(small, 3, 1, each_month=seen.append).digest == found.digest
    finally:
        runner.close()


def stop(_world):
    raise Stopped


HOLDER = """
import os, time
from experiments.page.runner import Runner
print(Runner(1)._pool.submit(os.getpid).result(), flush=True)
time.sleep(600)
"""


def test_a_worker_does_not_outlive_the_page_however_that_ends():
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True, cwd=ROOT) as page:
        status = Path(f"/proc/{int(page.stdout.readline())}/stat")
        assert status.exists()
        page.kill()
        until(lambda: not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z", 20.0)
