"""The model held against what is known of Kezuohou: each row says what the evidence gives and what comes out.

`python -m experiments.plausibility` runs ten replicates of two policies and writes the table into README.md.  It is no
validation: some guesses were set with these rows in view (DECISIONS.md).  The evidence column shows what counts as met,
and a miss stays in the table.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.compare import compare
from experiments.documents import table
from experiments.estimates import interval_of_mean
from experiments.headline import DONE
from experiments.study import Study
from model.ledger import PUBLIC

PLACE, REPLICATES, FRACTION, TOLERANCE = "kezuohou", 10, 0.2, 0.2
README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- plausibility -->\n", "<!-- end of plausibility -->"
STOCK = {2014: 10410, 2015: 7540, 2016: 5290, 2017: 3230, 2018: 1375}
BUDGET_2014 = {"crops": 1110, "wages": 875, "transfers": 600, "rent": 230, "interest": 170, "income": 2650}

type Values = Callable[[Study, str], np.ndarray]


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern: where the evidence lies, and the value in each replicate of a study."""

    pattern: str
    policy: str
    low: float
    high: float
    source: str
    values: Values
    digits: int = 0


def december(measure: str, year: int) -> Values:
    """A monthly measure at the end of a year, one value a replicate."""

    def values(study: Study, policy: str) -> np.ndarray:
        months = study.months
        rows = (months["policy"] == policy) & (months["measure"] == measure) & (months["month"] == f"{year}-12")
        return months[rows].sort_values("replicate")["value"].to_numpy()

    return values


def risk(months: int) -> Values:
    """Return risk within so many months."""

    def values(study: Study, policy: str) -> np.ndarray:
        runs = study.runs
        return runs[runs["policy"] == policy][f"return_risk_{months}"].to_numpy()

    return values


def by_illness(study: Study, policy: str) -> np.ndarray:
    """Share of the returns of the listed whose proximate cause is illness."""
    spells = study.spells
    back = spells[(spells["policy"] == policy) & spells["listed"] & (spells["outcome"] == "returned")]
    return back.groupby("replicate")["cause"].agg(lambda causes: (causes == "illness").mean()).to_numpy()


def paid(programme: str, source: str = PUBLIC, target: str = "", years: tuple[int, int] = (2014, 2018)) -> Values:
    """Million yuan for a programme from accounts so named, to accounts so named, in the first to the last year."""

    def values(study: Study, policy: str) -> np.ndarray:
        rows = study.ledger
        kept = (rows["policy"] == policy) & (rows["programme"] == programme) & rows["year"].between(*years)
        kept &= rows["account_from"].str.startswith(source) & rows["account_to"].str.startswith(target)
        return by_replicate(rows[kept], study, policy) / 1e6

    return values


def one_stop(study: Study, policy: str) -> np.ndarray:
    """Million yuan that insurer, health cover and medical assistance paid straight to hospitals in 2017 and 2018."""
    rows = study.ledger
    layers = (rows["account_from"] == "insurer") | rows["programme"].isin(["health_cover", "medical_assistance"])
    kept = (rows["policy"] == policy) & layers & (rows["account_to"] == "hospitals") & rows["year"].between(2017, 2018)
    return by_replicate(rows[kept], study, policy) / 1e6


def loans(study: Study, policy: str) -> np.ndarray:
    """How many cattle loans were taken up to the end of 2017: what their delivery cost, at the cost of one."""
    (case,) = (case for case in study.manifest["cases"] if case["policy"] == policy)
    delivery = paid("cattle_loan", target="delivery", years=(2014, 2017))(study, policy)
    return delivery * 1e6 / case["scenario"]["programmes"]["cattle_loan"]["delivery"]


def reached(programme: str, cost: str) -> Values:
    """How many households a programme reached to the end of 2018: what it spent on them, at its `cost` of one."""

    def values(study: Study, policy: str) -> np.ndarray:
        (case,) = (case for case in study.manifest["cases"] if case["policy"] == policy)
        return paid(programme)(study, policy) * 1e6 / case["scenario"]["programmes"][programme][cost]

    return values


def by_replicate(rows: pd.DataFrame, study: Study, policy: str) -> np.ndarray:
    """Yuan of some rows of the ledger in each replicate that was run; where nothing moved it is zero."""
    runs = study.runs[(study.runs["policy"] == policy) & (study.runs["status"] == DONE)]
    replicates = runs["replicate"].sort_values()
    return rows.groupby("replicate")["yuan"].sum().reindex(replicates, fill_value=0.0).to_numpy()


def near(value: float) -> tuple[float, float]:
    """The tolerance around a reported figure."""
    return value * (1 - TOLERANCE), value * (1 + TOLERANCE)


def rows() -> Iterator[Row]:
    """Every pattern, in the order printed."""
    yield from register_and_herd()
    yield from poverty_and_return()
    yield from budgets()
    yield from outlays()
    yield from photovoltaic()
    yield from households()


def register_and_herd() -> Iterator[Row]:
    """The registered stock and the cattle of those on it."""
    for year, stock in STOCK.items():
        pattern, measure = f"registered households, end {year}", december("registered_households", year)
        yield Row(pattern, "as_reported", *near(stock), "W052, W053, T03", measure)
    cattle, each = december("cohort_cattle", 2018), december("cattle_per_head", 2018)
    yield Row("cattle of those listed at the start, 2018", "as_reported", *near(61800), "W056", cattle)
    yield Row("the same, head a person", "as_reported", *near(1.80), "W056", each, 2)


def poverty_and_return() -> Iterator[Row]:
    """Incomes of the listed, latent poverty, return and its causes."""
    early, late = (december("cohort_income_per_head", year) for year in (2015, 2018))
    poor, unlisted = december("cohort_poor", 2018), december("unlisted_poor", 2018)
    yield Row("income a head of the listed, 2015, yuan", "as_reported", *near(3100), "T01", early)
    yield Row("the same, 2018", "as_reported", 6500, 8500, "T02", late)
    yield Row("listed below the line in 2018, status quo", "none", 0.51, 0.53, "budgets", poor, 3)
    yield Row("listed below the line in 2018, as reported", "as_reported", 0.03, 0.06, "budgets", poor, 3)
    yield Row("unlisted persons below the line in 2018", "as_reported", 0.07, 0.09, "T04", unlisted, 3)
    for months in (36, 60):
        pattern = f"returned within {months} months of exit"
        yield Row(pattern, "as_reported", 0.10, 0.20, "W068", risk(months), 3)
    yield Row("returns caused by illness", "as_reported", 0.42, 0.64, "c_ill, c_illdis_im", by_illness, 3)


def budgets() -> Iterator[Row]:
    """The budget of a listed household in 2014."""
    for line, yuan in BUDGET_2014.items():
        measure = december(f"cohort_{line}_per_head", 2014)
        yield Row(f"listed, 2014, yuan a head: {line}", "none", *near(yuan), "budgets", measure)


def outlays() -> Iterator[Row]:
    """What programmes paid out to 2018, against a figure for Kezuohou or its reported places at a known cost."""
    yield million("cattle loans paid out to 2018", near(370), "F078", paid("cattle_loan", "bank"))
    yield Row("cattle loans to 2017 (households in the programme)", "as_reported", *near(10_600), "n_cattle", loans)
    yield million("ecological work to 2018", near(115), "F081", paid("ecological_work"))
    in_2018 = paid("ecological_work", years=(2018, 2018))
    yield million("ecological work in 2018 (738 x 34,261 persons)", near(25.285), "b_ecoK, F057", in_2018)
    yield million("houses renovated to 2018", near(180), "F104", paid("house_renovation"))
    moved, moving = 303 * 2.62 / 1e6, paid("relocation", "", "builders")
    cost = (moved * 50_000, moved * 65_000)
    yield million("relocation (303 x 2.62 persons x 50,000 to 65,000)", cost, "F106, F138, c_reloc", moving)
    yield million("one-stop settlements to 2018, paid straight to hospitals", near(60.85), "F101", one_stop)


def households() -> Iterator[Row]:
    """How many households programmes reached to the end of 2018, as reported of the banner."""
    for pattern, count, source, programme, cost in (
        ("households with drip irrigation", 5462, "F083", "drip_irrigation", "setup"),
        ("households with a courtyard economy", 5000, "F086", "courtyard", "setup"),
        ("households in tourism", 370, "F092", "tourism", "setup"),
        ("households whose informal debt was mediated", 4016, "F123", "debt_resolution", "delivery"),
        ("households given temporary relief", 974, "F110", "temporary_relief", "amount"),
    ):
        yield Row(f"{pattern}, to 2018", "as_reported", *near(count), source, reached(programme, cost))


def photovoltaic() -> Iterator[Row]:
    """What photovoltaic plants cost and pay; from 2021 on stations have the whole of their subsidy."""
    plants, in_2018, in_2021 = "photovoltaic plants", (2018, 2018), (2021, 2021)
    built = paid("photovoltaic", target="builders", years=(2014, 2024))
    yield million("village photovoltaic stations built", near(195.59), "I_pv", built)
    plant = paid("photovoltaic", plants, years=in_2018)
    yield million("central photovoltaic plant in 2018 (1,572 x 3,000)", near(4.716), "W096, F091", plant)
    dividends = paid("photovoltaic", plants, "households", in_2021)
    yield million("photovoltaic dividends in 2021 (6,545 x 3,000)", near(19.635), "F089, F091", dividends)
    earned = paid("photovoltaic", plants, years=in_2021)
    yield million("all photovoltaic income in 2021 (34.65 + 1,572 x 3,000)", near(39.366), "W058, W096, F091", earned)


def million(pattern: str, evidence: tuple[float, float], source: str, values: Values) -> Row:
    """A row in million yuan, with a decimal where it is small."""
    return Row(f"{pattern}, million", "as_reported", *evidence, source, values, 0 if evidence[0] >= 60 else 1)


def judged(study: Study) -> pd.DataFrame:
    """The table: pattern, policy, evidence, simulated mean with its 95 % interval, and whether they meet."""
    found = []
    for row in rows():
        interval = interval_of_mean(row.values(study, row.policy))
        shown = [f"{value:,.{row.digits}f}" for value in (interval.estimate, interval.low, interval.high)]
        evidence = f"{row.low:,.{row.digits}f} to {row.high:,.{row.digits}f}"
        met = "yes" if row.low <= interval.estimate <= row.high else "**no**"
        found.append((row.pattern, row.policy, evidence, f"{shown[0]} [{shown[1]}, {shown[2]}]", met, row.source))
    return pd.DataFrame(found, columns=["pattern", "policy", "evidence", "simulated [95 %]", "met", "source"])


def main() -> None:
    """Run the study and write its table into README.md."""
    policies = ["none", "as_reported"]
    study = compare(PLACE, policies, replicates=REPLICATES, seed=1, sample_fraction=FRACTION)
    frame = judged(study)
    block = table(tuple(frame.columns), [tuple(each) for each in frame.itertuples(index=False)])
    text = README.read_text("utf-8")
    before, rest = text.split(START)
    README.write_text(f"{before}{START}{block}\n{END}{rest.split(END)[1]}", "utf-8")
    sys.stdout.write(frame.to_string() + "\n")


if __name__ == "__main__":
    main()
