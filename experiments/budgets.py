"""What listed households took in and paid in a calendar year, by source: budgets of single households of the model.

The yearbook keeps wages, crops, herd, rent and interest, but transfers and programme income only as two sums.
`receipts` takes these apart, month by month, by the rules that paid them; `tests/test_budgets.py` holds every part
against the ledger, to the fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from model import load_scenario
from model.interventions.courtyard import SALE
from model.interventions.photovoltaic import CENTRAL, FIRST_PAYDAY, HALF_YEAR, SECOND_PAYDAY
from model.interventions.tourism import FIRST, LAST
from model.livelihoods import COURTYARD, TOURISM
from model.processes.safety_net import GRAIN_DAY, GRASS_DAY
from model.records import EXITED, HERE, REMOVED
from model.simulate import live, new_world
from model.world import World

PLACE, SEED, REPLICATES, FRACTION = "kezuohou", 1, 10, 0.1
FIRST_YEAR, MONTHS = 2014, 12
# Income by source, interest below zero: these lines add up to the total.
LINES = {
    "crops": "crops, net of inputs",
    "grain": "grain subsidy",
    "rent": "rent of land",
    "wages": "wages",
    "ecology": "ecology work",
    "pension": "pension",
    "dibao": "dibao",
    "grass": "grassland payment",
    "supplement": "disability supplement",
    "photovoltaic": "photovoltaic dividend",
    "livelihoods": "courtyard and tourism",
    "dividends": "dividends of cattle and capital placed with others, and small programmes",
    "herd": "herd, net of feed and upkeep",
    "interest": "- interest",
}
# What a typical household is near the middle of, beside its size.
SOURCES = {
    "land": ("crops", "grain", "rent", "grass"),
    "herd": ("herd",),
    "wages": ("wages",),
    "public": ("ecology", "pension", "dibao", "supplement", "photovoltaic"),
    "all": ("total",),
}
PLACE_ON_REGISTER = ("register", "support_until")


def receipts(world: World, before: np.ndarray) -> dict[str, np.ndarray]:
    """What each household got in the month just past, by source, in fen: int64[households] each.

    `before` is its `PLACE_ON_REGISTER` as the month began, which December's review changes after the payments; homes
    that families have founded since come after those of `before`.
    Village photovoltaic stations, which pay from 2019, and e-commerce, which brings nothing unless told to, are not
    told apart.
    """
    h, county, n = world.households, world.county[0], world.numbers[0]
    place = h[list(PLACE_ON_REGISTER)].copy()
    place[: len(before)] = before
    owed, season = entitled(place, county.month, n.register), county.season
    sharing = (h.pv_kind == CENTRAL) & (n.photovoltaic.active == 1) & (season in (FIRST_PAYDAY, SECOND_PAYDAY))
    part = min(HALF_YEAR, county.month - max(n.photovoltaic.start, county.start) + 1) / 12.0
    noticed = (h.guarantee_until > 0) & (county.month > h.guarantee_until)
    drawing = (n.minimum_living.active == 1) & (h.guaranteed > 0) & ~noticed
    working = (n.ecological_work.active == 1) & (h.eco_worker == 1) & (h.able > 0)
    due = {
        "pension": h.elders * county.pension,
        "dibao": np.minimum(h.dibao, h.members) * county.dibao,
        "grain": h.land * county.grain_subsidy * (season == GRAIN_DAY),
        "grass": h.pasture * n.safety_net.grass * (season == GRASS_DAY),
        "guarantee": np.where(drawing, owed * np.minimum(h.guaranteed, h.members) * county.dibao, 0.0),
        "supplement": owed * np.minimum(h.supplement, h.incapable) * n.disability_supplement.amount,
        "ecology": np.where(working, owed * n.ecological_work.wage * h.members / 12.0, 0.0),
        "photovoltaic": np.where(sharing, n.photovoltaic.dividend * part, 0.0),
        "courtyard": taking_part(h, n.courtyard, COURTYARD) * (season == SALE) * county.prices * n.courtyard.gain,
        "tourism": taking_part(h, n.tourism, TOURISM)
        * (FIRST <= season <= LAST)
        * (county.prices * n.tourism.gain / (LAST - FIRST + 1.0)),
    }
    return {source: np.where(h["where"] == HERE, fen(yuan), 0) for source, yuan in due.items()}


def taking_part(h: Any, programme: Any, livelihood: int) -> np.ndarray:
    """Whether each household earns from a livelihood this month, were it in season: bool[households]."""
    return (programme.active == 1) & (h.livelihoods & livelihood > 0) & (h.able > 0)


def fen(yuan: np.ndarray) -> np.ndarray:
    """Amounts in yuan as whole fen, halves up, as the model rounds them."""
    low = np.floor(yuan * 100.0)
    return low.astype(np.int64) + (yuan * 100.0 - low >= 0.5)


def entitled(before: np.ndarray, month: int, register: Any) -> np.ndarray:
    """The share of full support that a place on the register brings a household once reached: float64[households]."""
    left = before["support_until"].astype(float) - month
    after = register.strength * (1.0 - register.taper * (1.0 - left / max(1, register.after_exit)))
    place, lasts = before["register"], (left >= 0) & (register.after_exit > 0)
    share = np.where(place == EXITED, np.where(lasts, after, 0.0), 1.0)
    return np.where(place == REMOVED, 0.0, share)


@cache
def homes_of(policy: str, year: int) -> tuple[pd.DataFrame, ...]:
    """Households listed at the start that are there at the end of a year, with their budgets; one frame a replicate.

    Columns: household, persons, elders, able, cows (with a trustee's, in December), least_cows and most_cows (in the
    yard), most_cattle and most_shares (of the year's months), line (yuan a head), `LINES` and total (yuan).
    """
    scenario = load_scenario(PLACE, policy)
    scenario = scenario.with_values({"sample_fraction": FRACTION, "months": MONTHS * (year - FIRST_YEAR + 1)})
    return tuple(last_year(new_world(scenario, SEED, replicate)) for replicate in range(REPLICATES))


def last_year(world: World) -> pd.DataFrame:
    """Live a world to its end and give the budgets of its last year."""
    begins = world.scenario.start + world.scenario.months - MONTHS
    got: dict[str, Any] = {}
    cows, cattle, shares = [], [], []
    start = slice(world.at_start)
    before = world.households[list(PLACE_ON_REGISTER)].copy()
    for _month in live(world):
        if world.month > begins:
            for source, amounts in receipts(world, before).items():
                got[source] = got.get(source, 0) + amounts[start]
            h = world.households[start]
            cows.append(h.cows.copy())
            cattle.append(h.cows + h.heifers + h.steers + h.calves + h.trusted)
            shares.append(h.shares.copy())
        before = world.households[list(PLACE_ON_REGISTER)].copy()
    kept = {"least_cows": np.min(cows, 0), "most_cows": np.max(cows, 0), "most_cattle": np.max(cattle, 0)}
    return accounts(world, got, kept | {"most_shares": np.max(shares, 0)})


def accounts(world: World, got: Mapping[str, np.ndarray], kept: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """The rows of `homes_of`: the yearbook's sums, with transfers and programme income taken apart."""
    h, y = world.households[: world.at_start], world.yearbook[: world.at_start]
    told = {name: y[name].astype(np.int64) for name in ("crops", "rent", "wages", "herd")}
    told |= {name: got[name] for name in ("grain", "pension", "ecology", "supplement", "photovoltaic")}
    told["interest"] = -y["interest"]
    told["dibao"] = got["dibao"] + got["guarantee"]
    told["grass"] = y["transfers"] - got["pension"] - got["dibao"] - got["grain"]
    told["livelihoods"] = got["courtyard"] + got["tourism"]
    known = got["guarantee"] + got["supplement"] + got["ecology"] + got["photovoltaic"] + told["livelihoods"]
    told["dividends"] = y["programme"] - known
    frame = pd.DataFrame({"household": h["id"], "persons": y["members"], "elders": h["elders"], "able": h["able"]})
    frame = frame.assign(cows=h["cows"] + h["trusted"], **kept, line=float(world.county[0].line))
    frame = frame.assign(**{name: told[name] / 100.0 for name in LINES}, total=y["income"] / 100.0)
    return frame[(y["cohort"] == 1) & (h["where"] == HERE) & (y["members"] > 0)].reset_index(drop=True)


def typical(homes: pd.DataFrame) -> pd.Series:
    """The row nearest to the medians of persons and of what `SOURCES` give a head.

    Distance is the sum of the differences, each in units of the mean difference; the first of equals.
    """
    sums = {source: homes[list(lines)].sum(axis=1) for source, lines in SOURCES.items()}
    traits = pd.DataFrame(sums).div(homes["persons"], axis=0).assign(persons=homes["persons"])
    apart = (traits - traits.median()).abs()
    return homes.loc[(apart / apart.mean().replace(0.0, 1.0)).sum(axis=1).idxmin()]


def figures(homes: pd.DataFrame) -> dict[str, float]:
    """Some households as one: lines, total and poverty line in yuan a head, then facts that the evidence has too.

    Where none has a cow, `cows kept` is NaN.
    """
    persons = homes["persons"].sum()
    told = {name: homes[name].sum() / persons for name in (*LINES, "total")}
    keepers = homes["cows"] > 0
    return told | {
        "line": homes["line"].mean(),
        "crops and grain": told["crops"] + told["grain"],
        "herd a cow": homes["herd"].sum() / max(1, homes["cows"].sum()),
        "persons": homes["persons"].mean(),
        "keepers": keepers.mean(),
        "cows kept": homes.loc[keepers, "cows"].mean(),
    }
