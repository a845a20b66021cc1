"""A study of invented runs: what the screens are tested on, since what they show is not for them to judge."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.design import Case, Design
from experiments.executor import conduct
from experiments.study import Study
from model.number import Yearly, month_number
from model.scenario import Scenario
from model.series import Series

POLICIES = ("none", "cattle_loan", "photovoltaic", "relocation", "as_reported")
STRENGTH = {"none": 0.0, "cattle_loan": 0.45, "photovoltaic": 0.2, "relocation": 0.1, "as_reported": 1.0}
CAUSES = (
    "illness",
    "herd_prices",
    "herd_loss",
    "job_loss",
    "crops",
    "debt",
    "support_ended",
    "demography",
    "line_rise",
)
YEARS = range(2014, 2025)
HOUSEHOLDS = 300


@dataclass(frozen=True)
class MadeUpRun:
    """What `simulate` gives back, as far as studies read it."""

    headline: dict[str, float]
    months: pd.DataFrame
    spells: pd.DataFrame
    households: pd.DataFrame
    ledger: pd.DataFrame
    animals: pd.DataFrame
    needs: pd.DataFrame
    digest: str = "0" * 64


def made_up_run(scenario: Scenario, seed: int, replicate: int) -> MadeUpRun:
    """A run in which the stronger policies lift more households and cost more."""
    strength = STRENGTH.get(scenario.policy, 0.3)
    common = float(np.random.default_rng([seed, replicate]).normal())
    luck = np.random.default_rng([seed, replicate, round(1000 * strength)])
    poor = 0.11 * np.exp(-(0.04 + 0.12 * strength) * np.arange(11)) + 0.002 * common + 0.001 * luck.normal(size=11)
    months = pd.DataFrame({"month": [f"{year}-12" for year in YEARS], "measure": "poverty_headcount", "value": poor})
    spells = made_up_spells(strength, luck)
    lasting = luck.random(HOUSEHOLDS) < 0.38 + 0.35 * strength + 0.02 * common
    households = pd.DataFrame(
        {
            "household": np.arange(HOUSEHOLDS), "listed": True, "weight": 5.0, "end": "here",
            "able": np.arange(HOUSEHOLDS) % 3, "ill": np.arange(HOUSEHOLDS) % 2 == 0,
            "cows": np.arange(HOUSEHOLDS) % 5, "debt": 6e3 * (np.arange(HOUSEHOLDS) % 4),
            "poor_years": luck.binomial(11, 0.45 - 0.25 * strength + 0.01 * common, HOUSEHOLDS),
            "months_out_at_end": np.where(lasting, 36, 0),
        }
    )  # fmt: skip
    animals = pd.DataFrame([(2014, "born", "calves", "", 100.0)], columns=[*FLOW, "head"])
    asked = {"year": 2014, "programme": "relief", "wished": 300.0, "admitted": 200.0, "yuan": 5e4}
    ledger, needs = made_up_ledger(strength, luck), pd.DataFrame([asked])
    return MadeUpRun({"poverty_headcount": poor[-1]}, months, spells, households, ledger, animals, needs)


FLOW = ("year", "account_from", "account_to", "programme")


def made_up_spells(strength: float, luck: np.random.Generator) -> pd.DataFrame:
    """First exits in some December, and returns years later."""
    exit_month = 12 * luck.integers(1, 8, HOUSEHOLDS) - 1
    gap = 12 * luck.geometric(0.06 - 0.03 * strength, HOUSEHOLDS)
    ended = exit_month + gap < 132
    outcome = np.where(ended, np.where(luck.random(HOUSEHOLDS) < 0.85, "returned", "dissolved"), "censored")
    end_month = np.where(ended, exit_month + gap, 131)
    cause = luck.choice(CAUSES, HOUSEHOLDS, p=np.array([28, 14, 12, 12, 10, 8, 8, 5, 3]) / 100)
    return pd.DataFrame(
        {
            "household": np.arange(HOUSEHOLDS), "listed": luck.random(HOUSEHOLDS) < 0.8, "cohort": True, "first": True,
            "exit_month": exit_month, "end_month": end_month, "outcome": outcome,
            "cause": np.where(outcome == "returned", cause, ""), "any_end_month": end_month, "any_outcome": outcome,
            "weight": 5.0,
        }
    )  # fmt: skip


def made_up_ledger(strength: float, luck: np.random.Generator) -> pd.DataFrame:
    """Outlays of three programmes, one of which gets some back."""
    rows = [(2018, "fund:civil_affairs", "households", "status_quo", 1e8)]
    if strength:
        rows += [(year, "fund:county", "bank", "cattle_loan", 1e7 * strength) for year in range(2016, 2020)]
        rows += [(2019, "fund:central", "builders", "photovoltaic", 6e7 * strength * (1 + 0.1 * luck.normal()))]
        rows += [(2017, "fund:central", "builders", "relocation", 3e7 * strength)]
    return pd.DataFrame(rows, columns=[*FLOW, "yuan"])


def made_up_scenario(policy: str) -> Scenario:
    """A scenario with nothing in it but names and prices."""
    series = {"cpi": Series("percent", Yearly({2013: 2.6, 2016: 2.0, 2020: 2.5}))}
    titles = {"place": {"en": "Kezuohou Banner", "zh": "科左后旗"}}
    return Scenario(
        "kezuohou", policy, "historical", month_number("2014-01"), 132, 0.2, series=series, titles=titles
    )  # fmt: skip


def made_up_study(
    policies: tuple[str, ...] = POLICIES, replicates: int = 8, out: Path | None = None, **more: Any
) -> Study:
    """A study of `made_up_run`, the first policy its baseline."""
    cases = tuple(Case(0, made_up_scenario(policy)) for policy in policies)
    design = Design(cases, policies[0], seed=1, replicates=replicates)
    return conduct(design, out=out, simulate=made_up_run, command="fanpin compare kezuohou", **more)
