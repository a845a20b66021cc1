"""Who pays the hospital: the layers of cover, what is advanced, and what comes back next month."""

from __future__ import annotations

from model.arithmetic import fen
from model.interventions.chronic_care import support_drugs
from model.interventions.health_cover import cover_bill
from model.interventions.medical_assistance import assist_with_bill
from model.interventions.treat_first import settles_at_once
from model.ledger import HOSPITAL_BILLS, INSURER_TO_HOSPITALS, REIMBURSED, pay, receive, spend
from model.phases.stage import Stage
from model.processes.health import insured_share
from model.records import Household
from model.rule import rule


@rule
def settle_bills(s: Stage, h: Household, share: float) -> None:
    """Last month's refund comes in; this month's stays and medicine are paid."""
    if h.refund > 0:
        receive(h, s.ledger, REIMBURSED, h.refund)
        h.refund = 0
    pay(h, s.ledger, HOSPITAL_BILLS, h.drugs)
    h.medical += h.drugs
    support_drugs(h, s.numbers[0].chronic_care, share, s.ledger)
    if h.bill > 0:
        pay_for_stays(s, h, share)


@rule
def pay_for_stays(s: Stage, h: Household, share: float) -> None:
    """Basic insurance, then the programmes' layers, then the household.

    Without one-stop settlement the household advances the insurer's part until next month.
    """
    numbers = s.numbers[0]
    insurer = fen(h.bill * insured_share(h, numbers.health) / 100.0)
    covered = cover_bill(h, numbers.health_cover, share, h.bill - insurer, s.ledger)
    assisted = assist_with_bill(h, numbers.medical_assistance, share, h.bill - insurer - covered, s.ledger)
    own = h.bill - insurer - covered - assisted
    if settles_at_once(h, numbers.treat_first, share):
        spend(s.ledger, INSURER_TO_HOSPITALS, insurer)
    else:
        pay(h, s.ledger, HOSPITAL_BILLS, insurer)
        h.refund += insurer
    pay(h, s.ledger, HOSPITAL_BILLS, own)
    h.medical += own
    if own > fen(numbers.assessment.large_bill * h.usual):
        h.bill_month = s.county[0].month
