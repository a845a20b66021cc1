"""Four things are not removed with the poverty label: how long, and how strongly, support goes on after exit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.number import date, number


@dataclass(frozen=True, slots=True)
class Continuity:
    """Support after exit lasts `months`, begins at `strength` and loses the share `taper` of it by the end.

    It sets the register's own numbers while it runs; without months or strength it leaves them alone.
    """

    months: int = number(36, unit="months", low=0, high=72, source="support_months", confidence="guess")
    strength: float = number(1.0, unit="share", low=0.0, high=1.0, source="V020", confidence="setting")
    taper: float = number(0.0, unit="share", low=0.0, high=1.0, source="V020", confidence="setting")
    start: int = date("2014-01", source="V081", confidence="guess")
    end: int = date("never", source="V020", confidence="guess")

    WRITES: ClassVar[frozenset[str]] = frozenset()
    FUND: ClassVar[str] = ""
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "四个不摘"
    TITLE: ClassVar[str] = "support after exit"

    def announce(self, world: Any) -> None:
        """Tell the register how long support lasts for those it takes off the list."""
        if self.months > 0 and self.strength > 0.0:
            register = world.numbers["register"]
            register["after_exit"] = self.months
            register["strength"] = self.strength
            register["taper"] = self.taper
