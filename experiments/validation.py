"""The studies behind docs/validation.md: what is run, and where it is kept.

Every study is a design of cases on common luck, kept pared down under docs/validation, where `fanpin verify` can do
its runs again.  `experiments.validation_runs` runs them; `experiments.report_validation` writes what they say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.design import Case, Design
from experiments.draws import read_draws
from experiments.plans import changed
from model import load_scenario

FOLDER = Path(__file__).parents[1] / "docs" / "validation"
PLACE, MIX, BASELINE, SEED = "kezuohou", "as_reported", "none", 1
TRANSFERS = ("xingan", "neijiang")
SINGLE = ("cattle_loan", "photovoltaic", "minimum_living")
RANKED = (*SINGLE, "stop_at_exit", MIX)
AFTER_EXIT = (MIX, "support_kept", "taper_after_exit", "stop_at_exit", "stop_in_2020")
CARRIED_OVER = ("register.find", "register.exit_pressure")  # of what was calibrated, what is no input of a place


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another structure that the evidence allows, as numbers by path; `why` says what speaks for it."""

    name: str
    what: str
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)


ALTERNATIVES = (
    Alternative("as it is", "the model as shipped", ""),
    Alternative(
        "no herd threshold", "a herd has no fixed cost and no fixed labour",
        "both are guesses (herd_fixed_cost, herd_labour_fixed), and an asset threshold follows from them",
        {"herd.fixed_cost": 0.0, "herd.days_fixed": 0.0},
    ),
    Alternative(
        "cover as reported", "the listed pay 8.5 % of hospital bills, at home and away",
        "the official rate of reimbursement (oop_post_official)",
        {"health_cover.own_share": 0.085, "health_cover.own_share_away": 0.085},
    ),
    Alternative(
        "cover as surveyed", "they pay 31.9 %, at home and away, before 2021 and after",
        "what a household survey found (oop_post_survey)",
        {f"health_cover.{name}": 0.319 for name in ("own_share", "own_share_away", "own_share_later")},
    ),
    Alternative(
        "no pressure to exit", "nobody is taken off the list near the line or without guarantees",
        "no source gives exit pressure a size", {"register.exit_pressure": 0.0},
    ),
    Alternative("no kin", "kin lend nothing", "no source says how much they lend here", {"kinship.lends": False}),
    Alternative(
        "no dividing", "families of married sons stay in the household",
        "how soon they leave is a guess", {"splitting.yearly": 0.0},
    ),
    Alternative(
        "shocks pass sooner", "productivity keeps 0.6 of a shock a year, not 0.8",
        "the low end of labour_rho", {"work.rho": 0.6},
    ),
    Alternative("shocks last", "it keeps 0.9", "the high end of labour_rho", {"work.rho": 0.9}),
    Alternative(
        "slower growth of jobs", "paid months grow by 3 % a year, not 6 %",
        "the first guess, before the registered stock was in view; growth and programmes trade off",
        {"work.job_growth": 0.03},
    ),
    Alternative(
        "no local prices", "buying and selling in the county moves no price of cattle",
        "how much it does is a guess", {"markets.pass_through": 0.0},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A study: its place, cases in order, share of households and replicates, and what it is asked for."""

    name: str
    title: str
    place: str
    sample_fraction: float
    replicates: int
    cases: Callable[["Asked"], Iterator[Case]]
    policies: Sequence[str]
    futures: Sequence[str] = ("historical",)

    def design(self) -> Design:
        """All of it, on common luck."""
        return Design(tuple(self.cases(self)), BASELINE, SEED, self.replicates)

    def setting(self) -> str:
        """Place, size and luck in a few words."""
        return f"{self.place}, {self.replicates} replicates of a {self.sample_fraction:.0%} sample"


def _each(asked: Asked, points: Sequence[Mapping[str, Any]]) -> Iterator[Case]:
    """Every policy and future at every point, which is numbers by path."""
    scenarios = [load_scenario(asked.place, policy, future) for future in asked.futures for policy in asked.policies]
    programmes = {name for scenario in scenarios for name in scenario.programmes}
    for point, values in enumerate(points):
        for scenario in scenarios:
            yield Case(point, changed(scenario, {"sample_fraction": asked.sample_fraction, **values}, programmes))


def _at_one_point(asked: Asked) -> Iterator[Case]:
    yield from _each(asked, [{}])


def _at_alternatives(asked: Asked) -> Iterator[Case]:
    yield from _each(asked, [alternative.values for alternative in ALTERNATIVES])


def _at_draws(asked: Asked) -> Iterator[Case]:
    yield from _each(asked, drawn(asked.place).to_dict("records"))


def drawn(place: str, many: int = 10) -> pd.DataFrame:
    """Draws of the calibration for a place: all of its numbers in Kezuohou, elsewhere those that are no input of it."""
    draws = read_draws(PLACE, many)
    return draws if place == PLACE else draws[list(CARRIED_OVER)]


STUDIES = {
    asked.name: asked
    for asked in (
        Asked("patterns", "Patterns", PLACE, 0.1, 10, _at_one_point,
              (BASELINE, "cattle_loan", "stop_at_exit", MIX), ("historical", "cattle_slump")),
        Asked("structure", "Structural alternatives", PLACE, 0.05, 6, _at_alternatives, (BASELINE, *RANKED)),
        Asked("withdrawal", "Support withdrawn, tapered, kept", PLACE, 0.05, 4, _at_draws, (BASELINE, *AFTER_EXIT)),
        Asked("xingan", "Transfer to Xing'an", "xingan", 0.03, 4, _at_draws, (BASELINE, MIX)),
        Asked("neijiang", "Transfer to Neijiang", "neijiang", 0.01, 4, _at_draws, (BASELINE, MIX)),
    )
}  # fmt: skip
