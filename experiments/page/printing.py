"""Reports as PDF, each made by a process of its own, one at a time and in at most two minutes.

It takes several seconds of computing, during which no slider may wait for the interpreter of the page.
"""

import subprocess
import sys
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import sha256
from importlib.util import find_spec
from threading import Lock

from experiments.page.engine import BusyError
from experiments.store import StudyError
from model.messages import _

COMMAND = (sys.executable, "-m", "experiments.report_pdf")
LONGEST = 120.0  # seconds
MOST_KEPT = 4


def can_print() -> bool:
    """Whether the extra `report` is there, which makes PDFs."""
    return find_spec("weasyprint") is not None


class Printer:
    """Makes one PDF at a time, and keeps the last few."""

    def __init__(self, command: Sequence[str] = COMMAND, longest: float = LONGEST) -> None:
        self._command, self._longest = command, longest
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._at_work = Lock()

    def pdf(self, page: str) -> bytes:
        """The PDF of a report given as HTML.

        Raises BusyError while another one is made, StudyError where none comes of it, or not in time.
        """
        given = page.encode("utf-8")
        key = sha256(given).digest()
        if not self._at_work.acquire(blocking=False):
            raise BusyError
        try:
            if key not in self._kept:
                self._kept[key] = self._made(given)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]
        finally:
            self._at_work.release()

    def _made(self, given: bytes) -> bytes:
        try:
            done = subprocess.run(self._command, input=given, capture_output=True, timeout=self._longest, check=True)
        except (subprocess.SubprocessError, OSError) as error:
            raise StudyError(_("the PDF could not be made: {why}").format(why=type(error).__name__)) from error
        return done.stdout
