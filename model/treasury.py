"""What is left of each public fund in a calendar year, and what was asked of programmes in vain.

A programme that admits households charges its fund with what it reckons one of them to cost.  When the envelope is
empty nobody more is admitted, by the order of the target; whoever wished and was not admitted is unmet need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

NO_FUND = ""


@dataclass(slots=True)
class Need:
    """How many households wished for a programme in a year, how many were admitted, and the yuan not granted."""

    wished: float = 0.0
    admitted: float = 0.0
    yuan: float = 0.0


@dataclass(slots=True)
class Treasury:
    """The funds of a county; all amounts are of the whole county, in yuan.

    `fund_of` gives the fund of each kind of programme, which stands before the dot in the name of its luck, and of what
    another fund pays for, by the whole name; `envelopes` what each fund has in a year; `spent` is what each programme
    has granted this year.
    """

    fund_of: Mapping[str, str]
    envelopes: Callable[[int], Mapping[str, float]]
    year: int = 0
    left: dict[str, float] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)
    needs: dict[tuple[int, str], Need] = field(default_factory=dict)

    def open_year(self, year: int) -> None:
        """A new calendar year fills the funds; what was left is gone."""
        if year != self.year:
            self.year, self.left, self.spent = year, dict(self.envelopes(year)), {}

    def affords(self, programme: str, cost: float, fund: str = NO_FUND) -> float:
        """How many more households the programme's fund can pay for at `cost` each; `fund` names another one."""
        money = self.left.get(fund or self._fund(programme), float("inf"))
        return money / cost if cost > 0.0 else float("inf")

    def charge(self, programme: str, households: float, cost: float, fund: str = NO_FUND) -> None:
        """Take what so many households cost out of the fund."""
        name = fund or self._fund(programme)
        if name in self.left:
            self.left[name] = max(0.0, self.left[name] - households * cost)

    def note(self, programme: str, wished: float, admitted: float, cost: float) -> None:
        """Remember who wished and who was admitted, and charge the fund."""
        need = self.needs.setdefault((self.year, programme), Need())
        need.wished += wished
        need.admitted += admitted
        need.yuan += (wished - admitted) * cost
        self.spent[programme] = self.spent.get(programme, 0.0) + admitted * cost
        self.charge(programme, admitted, cost)

    def _fund(self, programme: str) -> str:
        kind = programme.partition(".")[0]
        return self.fund_of.get(programme) or self.fund_of.get(kind, NO_FUND)
