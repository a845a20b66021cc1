"""Seven questions that studies elsewhere have asked, put to the model: arms on the same luck, and what came out.

Each question has arms that differ in one thing; the first is the one the others are held against.  A finding from
elsewhere stands beside it, with how far the model resembles it, judged by `holds` from the arms themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.compare import compare
from experiments.estimates import Interval, interval_of_mean

PLACE, REPLICATES, FRACTION = "kezuohou", 10, 0.1
MEASURES = ("poor_years", "return_risk_36")
NO_KIN: Mapping[str, Any] = {"kinship.lends": {"value": False, "source": "design", "confidence": "setting"}}
EVERYONE: Mapping[str, Any] = {
    "cattle_loan.target.coverage": {"value": 1.0, "high": 1.0, "source": "design", "confidence": "setting"},
    "cattle_loan.target.places": {"value": 97200, "high": 97200, "source": "design", "confidence": "setting"},
}


@dataclass(frozen=True, slots=True)
class Arm:
    """A scenario under a name of its own."""

    name: str
    policy: str
    future: str = "historical"
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an arm came to: each of `MEASURES` in every replicate."""

    arm: Arm
    values: Mapping[str, np.ndarray]

    def level(self, measure: str) -> Interval:
        """Mean over replicates, with its 95 % interval."""
        return interval_of_mean(self.values[measure])

    def against(self, other: "Outcome", measure: str) -> Interval:
        """Difference to another arm on the same luck."""
        return interval_of_mean(self.values[measure] - other.values[measure])


type Outcomes = list[Outcome]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its arms, the published finding, and whether the outcomes resemble it."""

    name: str
    title: str
    arms: tuple[Arm, ...]
    finding: str
    holds: Callable[[Outcomes], bool]


def lower(outcomes: Outcomes, arm: int, than: int, measure: str = "poor_years") -> bool:
    """Whether an arm lies below another beyond doubt: the whole interval of the difference is below zero."""
    return bool(outcomes[arm].against(outcomes[than], measure).high < 0.0)


def alike(outcomes: Outcomes, arm: int, than: int, within: float) -> bool:
    """Whether two arms differ in poor-years by less than so much, interval and all."""
    apart = outcomes[arm].against(outcomes[than], "poor_years")
    return bool(-within < apart.low and apart.high < within)


def saves_less(outcomes: Outcomes, less: tuple[int, int], more: tuple[int, int]) -> bool:
    """Whether one change saves fewer poor-years than another beyond doubt; a change is (arm, held against)."""
    saved = [outcomes[than].values["poor_years"] - outcomes[arm].values["poor_years"] for arm, than in (less, more)]
    return bool(interval_of_mean(saved[0] - saved[1]).high < 0.0)


SLUMP, LATE, HARD = "cattle_slump", "late_subsidy", "winter_disaster"
QUESTIONS = (
    Question(
        "cattle", "Cattle for everyone, in a slump",
        (
            Arm("no programme, prices as they were", "none"),
            Arm("loans for four in five of the listed", "cattle_loan"),
            Arm("loans for all of the listed", "cattle_loan", values=EVERYONE),
            Arm("no programme, slump", "none", SLUMP),
            Arm("loans for four in five, slump", "cattle_loan", SLUMP),
            Arm("loans for all, slump", "cattle_loan", SLUMP, EVERYONE),
        ),
        "Animals given outright raise consumption of the poor by about a twentieth three years on (Banerjee and others "
        "2015, recalled); bought on credit and met by falling prices they should gain less, and bring more back into "
        "poverty.",
        lambda o: lower(o, 2, 0) and saves_less(o, (5, 3), (2, 0)) and lower(o, 3, 5, "return_risk_36"),
    ),
    Question(
        "trustees", "Trusteeship with and without failing enterprises",
        (
            Arm("none fails", "cattle_loan", values={
                "cattle_loan.fails": {"value": 0, "low": 0, "source": "design", "confidence": "setting"}}),
            Arm("6 % fail a year", "cattle_loan"),
            Arm("10 % fail a year", "cattle_loan", values={"cattle_loan.fails": 0.1}),
        ),
        "Irregular trusteeship had to be put right in Tongliao in 2019 (parameters, r_trust): where a keeper fails the "
        "dividend stops and the debt stays, so failure should cost poor-years.",
        lambda o: lower(o, 0, 1) and lower(o, 1, 2),
    ),
    Question(
        "exit", "Support that stops at exit against support that tapers",
        (
            Arm("stops at exit", "stop_at_exit"),
            Arm("tapers over three years", "taper_after_exit"),
            Arm("goes on, as reported", "as_reported"),
        ),
        "Withdrawal at a line makes a cliff (document 004, and the literature on means-tested benefits): support that "
        "fades should bring fewer back, support that stays fewest.",
        lambda o: lower(o, 1, 0, "return_risk_36") and lower(o, 2, 1, "return_risk_36"),
    ),
    Question(
        "sunlight", "Photovoltaic dividends with a late subsidy",
        (
            Arm("no programme", "none"),
            Arm("the subsidy a year late", "photovoltaic"),
            Arm("three years late", "photovoltaic", LATE),
        ),
        "County panels find 7 to 8 % more income, a study of eleven counties of Anhui nothing significant (parameters, "
        "eff_pv); a late subsidy should take part of what there is.",
        lambda o: lower(o, 1, 0) and lower(o, 1, 2),
    ),
    Question(
        "insurance", "Insurance near the threshold",
        (
            Arm("cattle loans in hard winters", "as_reported_without_livestock_insurance", HARD),
            Arm("cows insured against death by nine in ten", "as_reported", HARD, {
                "livestock_insurance.take_up": {2014: 0.9}}),
            Arm("cattle loans in a slump", "as_reported", SLUMP),
            Arm("young stock insured against the price", "as_reported_with_price_insurance", SLUMP),
        ),
        "Premiums take from those near the line what they would invest, so that insurance needs subsidies to lower "
        "poverty (Flores-Contro and others 2021): cover of the price that falls should pay, cover of deaths of cattle "
        "in sheds change little.",
        lambda o: lower(o, 3, 2) and alike(o, 1, 0, 0.05),
    ),
    Question(
        "order", "Poorest first against most vulnerable first, at one budget",
        tuple(
            Arm(name, "asset_income", values={"asset_income.target.rank": rank, "asset_income.target.places": 2000})
            for name, rank in (
                ("by draw", "draw"), ("poorest first", "need"), ("most vulnerable first", "vulnerable"),
            )
        ),
        "Where transfers are small against the gap, aiming at the poorest lowers its depth and lifts few over the line "
        "(Bourguignon and Fields 1990, recalled): it should save fewer poor-years than a lottery.",
        lambda o: lower(o, 0, 1),
    ),
    Question(
        "informal", "Help of kin with and without formal cover",
        (
            Arm("kin, no cover", "none"),
            Arm("no kin, no cover", "none", values=NO_KIN),
            Arm("kin and health cover", "health_cover"),
            Arm("no kin, health cover", "health_cover", values=NO_KIN),
        ),
        "Formal cover crowds out part of what informal help does (Attanasio and Rios-Rull 1999, on PROGRESA): without "
        "kin who lend, cover should be worth more.",
        lambda o: saves_less(o, (2, 0), (3, 1)),
    ),
)  # fmt: skip


def outcome_of(arm: Arm, replicates: int = REPLICATES, sample_fraction: float = FRACTION) -> Outcome:
    """Run one arm: every replicate on the luck it has in every other arm."""
    study = compare(
        PLACE, [arm.policy], baseline=arm.policy, future=arm.future, replicates=replicates,
        sample_fraction=sample_fraction, values=arm.values,
    )  # fmt: skip
    if study.failed:
        raise RuntimeError(f"{arm.name}: {study.failed[0].error}")
    runs = study.runs.sort_values("replicate")
    return Outcome(arm, {measure: runs[measure].to_numpy(np.float64) for measure in MEASURES})
