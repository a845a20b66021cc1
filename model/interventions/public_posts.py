"""Public-welfare posts: rangers, cleaners and the like, few in number and paid by the year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import POST_WAGES, receive
from model.luck import family
from model.number import date, number
from model.records import Household
from model.rolls import POST, renew
from model.rule import rule
from model.targeting import DECISIONS, Target, entitled, reached, yearly_review

TARGETING = family("public_posts.target", *DECISIONS)
DAYS_A_MONTH = 25.0


@dataclass(frozen=True, slots=True)
class PublicPosts:
    """One member able to work holds a light post; who has one keeps it while named, free ones go to the poorest."""

    pay: float = number(10000.0, unit="yuan/post/year", low=8000, high=10000, source="b_eco", confidence="found")
    days: float = number(90.0, unit="days/post/year", low=30, high=250, source="design", confidence="guess")
    start: int = date("2016-01", source="b_eco", confidence="derived")
    end: int = date("never", source="b_eco", confidence="guess")
    target: Target = Target(who="supported", able_to_work="yes", rank="need")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "rolls", "programme"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "公益性岗位"
    TITLE: ClassVar[str] = "public-welfare posts"

    def enrol(self, world: Any) -> None:
        """In the first month and each January, fill the posts that are free."""
        if not yearly_review(world, self.start):
            return
        rolls, wishes = world.households.rolls, reached(world, self.target, TARGETING)
        holds = rolls[wishes] & POST > 0
        holders = wishes[holds]
        filled = round(len(holders) * world.weight)
        world.treasury.note(TARGETING.name, filled, filled, self.pay)
        free = replace(self.target, places=max(0, self.target.places - filled))
        renew(world, POST, free, TARGETING, wishes[~holds], self.pay)
        rolls[holders] |= POST


@rule
def deliver_public_posts(h: Household, posts: Any, share: float, ledger: Any) -> None:
    """The month's pay, while someone is able to work."""
    if posts.active == 1 and h.rolls & POST and h.able > 0:
        due = fen(entitled(h, share) * posts.pay / 12.0)
        receive(h, ledger, POST_WAGES, due)
        h.programme += due


@rule
def labour_of_post(h: Household, posts: Any, share: float) -> float:
    """Adults whom a post keeps from farm and herd this month."""
    if posts.active == 0 or h.rolls & POST == 0:
        return 0.0
    adults: float = entitled(h, share) * posts.days / (12.0 * DAYS_A_MONTH)
    return adults
