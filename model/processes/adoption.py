"""What a household takes from the menu: a logit on gain as it sees it, hands, debt and the visits of a helper."""

from __future__ import annotations

from dataclasses import dataclass

from model.arithmetic import exp_
from model.number import number
from model.rule import rule


@dataclass(frozen=True, slots=True)
class Adoption:
    """Weights of the log-odds with which a household takes an offer rather than nothing.

    With `chooses` off every offer is taken.  `optimism` is the gain a household sees as a ratio to what today's
    prices make of the offer.
    """

    chooses: bool = number(True, source="V029", confidence="setting")
    ready: float = number(1.5, unit="log-odds", low=-1, high=3, source="take_L", confidence="guess")
    gain: float = number(4.0, unit="log-odds/year of income", low=0, high=10, source="design", confidence="guess")
    optimism: float = number(1.0, unit="ratio", low=0.5, high=2.0, source="design", confidence="guess")
    labour: float = number(2.0, unit="log-odds/adult", low=0, high=5, source="design", confidence="guess")
    debt: float = number(0.5, unit="log-odds/year of income", low=0, high=2, source="design", confidence="guess")
    helper: float = number(0.5, unit="log-odds", low=0, high=1.5, source="V071", confidence="guess")


@rule
def log_odds(adoption: Adoption, income: float, gain: float, lacking: float, owed: float) -> float:
    """Log-odds of an offer against nothing, but for taste and helper.

    `gain` and `income` are yuan a year, `lacking` the adults it needs beyond those at hand; `owed` is the yuan of debt
    that a household has which is offered more of it.
    """
    seen = adoption.gain * adoption.optimism * gain / income
    odds: float = adoption.ready + seen - adoption.labour * lacking - adoption.debt * owed / income
    return odds


@rule
def share_taking(odds: float) -> float:
    """Share of like households that take an offer at these log-odds."""
    return 1.0 / (1.0 + exp_(-odds))
