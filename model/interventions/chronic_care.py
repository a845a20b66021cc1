"""Care of the chronically ill: a contract doctor and drugs paid for in part, and beds at home for the gravest cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import CARE_CONTRACTS, DRUG_SUPPORT, HOME_BEDS, spend
from model.luck import family
from model.number import date, number
from model.records import Household
from model.rolls import CONTRACT, HOME_BED, renew
from model.rule import rule
from model.targeting import DECISIONS, Target, entitled, reached, yearly_review

TARGETING = family("chronic_care.target", *DECISIONS)
BEDS = family("chronic_care.beds", *DECISIONS)


@dataclass(frozen=True, slots=True)
class ChronicCare:
    """Households with someone ill; of those under contract the frailest, `beds` of them, also have a bed at home.

    Contract and bed spare hospital stays of the chronically ill.  By how much is a guess.
    """

    drugs: float = number(0.5, unit="share", low=0.0, high=0.8, source="V008", confidence="guess")
    spares: float = number(0.15, unit="share", low=0.0, high=0.4, source="V008", confidence="guess")
    fee: float = number(100.0, unit="yuan/household/year", low=40, high=300, source="design", confidence="guess")
    beds: int = number(554, unit="beds", low=0, high=800, source="F102", confidence="found")
    bed: float = number(5100.0, unit="yuan/bed/year", low=2500, high=15300, source="F149", confidence="derived")
    bed_admits: float = number(0.1, unit="share", low=0.0, high=1.0, source="design", confidence="setting")
    bed_spares: float = number(0.3, unit="share", low=0.0, high=0.6, source="V057", confidence="guess")
    start: int = date("2016-01", source="F102", confidence="guess")
    end: int = date("never", source="F102", confidence="guess")
    target: Target = Target(who="supported", rank="vulnerable")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"rolls"})
    FUND: ClassVar[str] = "fund:region"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "慢病签约服务、家庭病床"
    TITLE: ClassVar[str] = "care of the chronically ill"

    def enrol(self, world: Any) -> None:
        """In the first month and each January, sign the contracts and give out the beds."""
        if not yearly_review(world, self.start):
            return
        h = world.households
        wishes = reached(world, self.target, TARGETING)
        signed = renew(world, CONTRACT, self.target, TARGETING, wishes[h.ill[wishes] > 0], self.fee)
        spend(world.ledger, CARE_CONTRACTS, fen(self.fee) * len(signed))
        grave = signed[h.incapable[signed] > 0]
        beds = replace(self.target, places=self.beds, admits=self.bed_admits)
        renew(world, HOME_BED, beds, BEDS, grave, self.bed)


@rule
def deliver_chronic_care(h: Household, care: Any, share: float, ledger: Any) -> None:
    """A month of a bed at home."""
    if care.active == 1 and h.rolls & HOME_BED:
        spend(ledger, HOME_BEDS, fen(entitled(h, share) * care.bed / 12.0))


@rule
def stays_spared(h: Household, care: Any, share: float) -> float:
    """Share of the hospital stays of the household's chronically ill that care at home spares."""
    if care.active == 0 or h.rolls & CONTRACT == 0:
        return 0.0
    spared: float = care.bed_spares if h.rolls & HOME_BED else care.spares
    return entitled(h, share) * spared


@rule
def drugs_paid(h: Household, care: Any, share: float) -> float:
    """Share of the household's outpatient care and drugs that the contract pays."""
    if care.active == 0 or h.rolls & CONTRACT == 0:
        return 0.0
    paid: float = entitled(h, share) * care.drugs
    return paid


@rule
def support_drugs(h: Household, care: Any, share: float, ledger: Any) -> None:
    """Beside what the household pays this month, `h.drugs`, the contract pays its part."""
    paid = drugs_paid(h, care, share)
    if paid > 0.0:
        spend(ledger, DRUG_SUPPORT, fen(h.drugs * paid / (1.0 - paid) / 100.0))
