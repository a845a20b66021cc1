"""Relief after a natural disaster: a sum a head when drought has taken the harvest, or snow has closed the winter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen_of
from model.ledger import DISASTER_AID
from model.luck import family
from model.number import date, number, season_of
from model.rolls import pay_out
from model.targeting import DECISIONS, Target, admitted, reached

TARGETING = family("disaster_relief.target", *DECISIONS)
AFTER_HARVEST, IN_WINTER = 11, 2


@dataclass(frozen=True, slots=True)
class DisasterRelief:
    """In November after a drought and in February of a hard winter, `amount` a head times the severity, as income."""

    amount: float = number(300.0, unit="yuan/person", low=100, high=600, source="design", confidence="guess")
    start: int = date("2014-01", source="V122", confidence="guess")
    end: int = date("never", source="V122", confidence="guess")
    target: Target = Target(who="rural", rank="need")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "programme"})
    FUND: ClassVar[str] = "fund:civil_affairs"
    AFTER_EXIT: ClassVar[str] = "never tied"
    TERM: ClassVar[str] = "自然灾害救助"
    TITLE: ClassVar[str] = "disaster relief"

    def enrol(self, world: Any) -> None:
        """In the two months, where weather has struck."""
        county, season = world.county[0], season_of(world.month)
        severity = {AFTER_HARVEST: county.drought, IN_WINTER: county.winter}.get(season, 0.0)
        if severity > 0.0:
            members = world.scenario.processes["population"].members
            wishes = reached(world, self.target, TARGETING)
            rows = admitted(world, self.target, TARGETING, wishes, severity * self.amount * members)
            fen = fen_of(severity * self.amount * world.households.members[rows])
            pay_out(world, DISASTER_AID, rows, fen)
