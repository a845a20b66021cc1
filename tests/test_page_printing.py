"""A report as PDF from the page: made elsewhere, one at a time, not for long, and kept for who asks again."""

import sys
from threading import Thread
from time import monotonic, sleep

import pytest

from experiments.page import exports
from experiments.page.engine import BusyError
from experiments.page.printing import COMMAND, Printer, can_print
from experiments.store import StudyError

COUNTING = "import sys, time; time.sleep({wait}); open({log!r}, 'a').write('x'); print('%PDF of', sys.stdin.read())"


def printer(tmp_path, *, wait=0.0, **given):
    """A printer whose process notes that it was run."""
    return Printer((sys.executable, "-c", COUNTING.format(wait=wait, log=str(tmp_path / "log"))), **given)


def test_a_report_is_made_once_and_then_kept(tmp_path):
    made = printer(tmp_path)
    assert made.pdf("返贫") == made.pdf("返贫") == "%PDF of 返贫\n".encode()
    assert (tmp_path / "log").read_text() == "x"


def test_only_the_last_few_are_kept(tmp_path):
    made = printer(tmp_path)
    for name in "abcdea":
        made.pdf(name)
    assert (tmp_path / "log").read_text() == "x" * 6


def test_who_asks_while_one_is_made_is_told_to_come_again(tmp_path):
    made = printer(tmp_path, wait=1.0)
    first = Thread(target=made.pdf, args=("a",))
    first.start()
    until = monotonic() + 1.0
    while not made._at_work.locked() and monotonic() < until:
        sleep(0.001)
    with pytest.raises(BusyError):
        made.pdf("b")
    first.join()
    assert made.pdf("b") == b"%PDF of b\n"


@pytest.mark.parametrize("code", ["import time; time.sleep(60)", "raise SystemExit(1)"])
def test_what_takes_too_long_or_fails_is_told_and_does_not_block_the_next(code):
    made = Printer((sys.executable, "-c", code), longest=0.5)
    for _each in range(2):
        with pytest.raises(StudyError, match="could not be made"):
            made.pdf("a")


def test_a_pdf_is_on_offer_only_where_it_can_be_made(monkeypatch):
    assert can_print()
    assert exports.reports() == ["report.html", "report.pdf"]
    monkeypatch.setattr(exports, "can_print", lambda: False)
    assert exports.reports() == ["report.html"]


def test_the_process_that_makes_a_report_makes_a_pdf_with_nothing_on_it():
    assert Printer(COMMAND).pdf("<p>返贫</p>").startswith(b"%PDF-")
