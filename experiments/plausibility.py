"""The model held against what is known of Kezuohou: each row says what the evidence gives and what comes out.

`python -m experiments.plausibility` runs ten replicates of two policies and writes the table of patterns into README.md
and that of programmes, reported against delivered, into docs/delivered.md.  It is no validation: some guesses were set
with these rows in view (DECISIONS.md).  The evidence column shows what counts as met, and a miss stays in the table.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments import delivered
from experiments.compare import compare
from experiments.markdown import table
from experiments.study import Study
from experiments.yardsticks import Values, by_illness, december, estimated, near, risk, verdict

PLACE, REPLICATES, FRACTION = "kezuohou", 10, 0.2
README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- plausibility -->\n", "<!-- end of plausibility -->"
STOCK = {2014: 10410, 2015: 7540, 2016: 5290, 2017: 3230, 2018: 1375}
BUDGET_2014 = {"crops": 1110, "wages": 875, "transfers": 600, "rent": 230, "interest": 170, "income": 2650}


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


def rows() -> Iterator[Row]:
    """Every pattern, in the order printed."""
    yield from register_and_herd()
    yield from poverty_and_return()
    yield from budgets()


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


def judged(study: Study, patterns: Iterable[Row]) -> pd.DataFrame:
    """The table: pattern, policy, evidence, simulated mean with its 95 % interval, and whether they meet."""
    found = []
    for row in patterns:
        mean, text = estimated(row.values(study, row.policy), row.digits)
        evidence = f"{row.low:,.{row.digits}f} to {row.high:,.{row.digits}f}"
        found.append((row.pattern, row.policy, evidence, text, verdict(row.low <= mean <= row.high), row.source))
    return pd.DataFrame(found, columns=["pattern", "policy", "evidence", "simulated [95 %]", "met", "source"])


def put(path: Path, marks: tuple[str, str], block: str) -> None:
    """Write a block between two marks of a document."""
    start, end = marks
    before, rest = path.read_text("utf-8").split(start)
    path.write_text(f"{before}{start}{block}\n{end}{rest.split(end)[1]}", "utf-8")


def main() -> None:
    """Run the study and write its tables into README.md and docs/delivered.md."""
    study = compare(PLACE, ["none", "as_reported"], replicates=REPLICATES, seed=1, sample_fraction=FRACTION)
    patterns, sizes = judged(study, rows()), delivered.held(study)
    shown = table(tuple(patterns.columns), [tuple(each) for each in patterns.itertuples(index=False)])
    words = f"{delivered.count(sizes)} [All of them](docs/delivered.md).\n"
    put(README, (START, END), f"{shown}\n{words}")
    put(delivered.DOCUMENT, (delivered.START, delivered.END), delivered.block(sizes))
    sys.stdout.write(f"{patterns.to_string()}\n\n{sizes.to_string()}\n")


if __name__ == "__main__":
    main()
