"""A small world with three numbers to find: what calibrations are tested on where the model itself is not asked."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from model.scenario import Scenario
from tests.made_up_study import MadeUpRun, made_up_ledger, made_up_spells

YEARS = range(2014, 2019)
TRUTH = {"register.exit_pressure": 0.25, "register.find": 0.06, "register.relist": 0.2}
DESIGN = """\
place = "kezuohou"
policies = "as_reported"
replicates = 3
months = 60
sample_fraction = 0.01
[sampler]
kind = "latin_hypercube"
points = 30
[uncertainties]
register.exit_pressure = {}
register.find = {}
register.relist = {}
[calibration]
trials = 6
wave = 10
shown = 8
"""
TARGETS = """\
[targets.stock_2016]
measure = "registered_households"
year = 2016
tolerance = 60
[targets.stock_2018]
measure = "registered_households"
year = 2018
tolerance = 60
[targets.paper]
measure = "paper_exits"
year = 2018
tolerance = 20
[targets.size]
measure = "registered_persons"
per = "registered_households"
year = 2018
tolerance = 0.1
use = "check"
"""
SYNTHETIC = (
    DESIGN
    + "[synthetic]\nreplicates = 6\n[synthetic.truth]\n"
    + "".join(f"{path} = {value}\n" for path, value in TRUTH.items())
)


def design(folder: Path, text: str = SYNTHETIC + TARGETS) -> Path:
    """A file of a design in a folder."""
    path = folder / "calibrate.toml"
    path.write_text(text, "utf-8")
    return path


def listed(scenario: Scenario, seed: int, replicate: int) -> Any:
    """A list that shrinks by pressure and grows by finding and putting back, with some luck common to all points."""
    register = scenario.processes["register"]
    common = np.random.default_rng([seed, replicate]).normal(size=2)
    own = np.random.default_rng([seed, replicate, round(1e6 * register.exit_pressure), round(1e6 * register.find)])
    stock, paper, rows = 13000.0, 0.0, []
    for year in YEARS:
        off = stock * (0.1 + register.exit_pressure)
        stock += 4000.0 * register.find + 0.2 * register.relist * (13000.0 - stock) - off
        paper = 400.0 * register.exit_pressure + 100.0 * register.relist + 5.0 * common[1]
        seen = stock + 40.0 * common[0] + 10.0 * own.normal()
        ever = 13000.0 + 4000.0 * register.find * (year - YEARS[0] + 1)
        measures = {"registered_households": seen, "registered_persons": 2.5 * seen, "paper_exits": paper}
        measures["ever_registered_households"] = ever
        rows += [(f"{year}-12", name, value) for name, value in measures.items()]
    luck = np.random.default_rng([seed, replicate])
    households = pd.DataFrame(
        {"household": [1], "listed": True, "weight": 1.0, "end": "here", "poor_years": 1, "months_out_at_end": 0}
    )
    animals = pd.DataFrame(
        [(2014, "born", "calves", "", 1.0)], columns=["year", "account_from", "account_to", "programme", "head"]
    )
    needs = pd.DataFrame([{"year": 2014, "programme": "relief", "wished": 1.0, "admitted": 1.0, "yuan": 0.0}])
    months = pd.DataFrame(rows, columns=["month", "measure", "value"])
    headline = {"registered_households": seen, "exits": 1000.0 * register.exit_pressure + 10.0 * common[0]}
    return MadeUpRun(
        headline, months, made_up_spells(0.5, luck).head(20), households, made_up_ledger(0.5, luck), animals, needs
    )
