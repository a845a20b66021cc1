"""The tables of predictions and of the two layers in docs/validation.md, from what is kept."""

from pathlib import Path

import pandas as pd

from experiments.estimates import interval_of_mean
from experiments.markdown import table
from experiments.validation import AFTER_EXIT, BASELINE, MIX, STUDIES, TRANSFERS
from experiments.validation_expected import HISTORICAL, told
from experiments.validation_kept import OF_A_RUN, OF_THE_COHORT, values_of
from experiments.validation_patterns import EARLY, LATE
from experiments.validation_tables import between

PREDICTIONS = "predictions.csv"
SHARES = ("poverty_headcount", "return_risk_36", "return_risk_60", "sustained_exit")
LAYERS = {
    "still_listed": "still on the list when it happens, so that no return is recorded",
    "found": "the village: found by a round of monitoring",
    "supported": "the county: taken into support after it",
    "relisted": "the register: listed again, the only return that is counted above",
    "unseen": "nobody: off the list, and none of these",
}


def foretold(folder: Path) -> pd.DataFrame:
    """The predictions as they are stored."""
    return pd.read_csv(folder / PREDICTIONS, keep_default_na=False, dtype={"year": "str"})


def said(row: pd.Series) -> str:
    """An estimate, its interval of numbers and luck, in percent where it is a share."""
    share = row["quantity"] in SHARES
    scale = 100.0 if share else 1e-6 if row["quantity"] == "public_cost" else 1.0
    digits = 1 if share else 2 if row["quantity"] == "poor_years" else 0
    sign = "+" if row["less"] else ""
    estimate = f"{scale * row['estimate']:{sign},.{digits}f}"
    return f"{estimate} [{scale * row['low']:,.{digits}f}, {scale * row['high']:,.{digits}f}]"


def transfer(folder: Path) -> str:
    """Each place: the registered stock and the poor, year by year; then exits and returns of the whole run."""
    rows, parts = foretold(folder), []
    for place in TRANSFERS:
        here = rows[rows["place"] == place]
        years = [year for year in dict.fromkeys(here["year"]) if year]
        lines = [(year, *(said(_only(here, policy, measure, year)) for policy, measure in YEARLY)) for year in years]
        setting = STUDIES[place].setting()
        first = table(("December of", "registered households, `as_reported`", "poor by income, %, `as_reported`",
                       "poor by income, %, `none`"), lines)  # fmt: skip
        lines = [
            (f"`{measure}`", unit if unit == "households" else "%", said(_only(here, MIX, measure)),
             said(_only(here, BASELINE, measure)) if measure.startswith("return_risk") else "")
            for measure, unit in OF_A_RUN.items()
        ]  # fmt: skip
        second = table(("quantity, whole run", "unit", f"`{MIX}`", f"`{BASELINE}`"), lines)
        draws = int(here["draws"].max())
        parts.append(f"### {place}\n\n{setting}, at {draws} draws of the calibrated numbers that are no input of a "
                     f"place; 95 % intervals of these numbers and luck.\n\n{first}\n{second}")  # fmt: skip
    return "\n".join(parts)


YEARLY = ((MIX, "registered_households"), (MIX, "poverty_headcount"), (BASELINE, "poverty_headcount"))


def _only(rows: pd.DataFrame, policy: str, quantity: str, year: str = "", less: str = "") -> pd.Series:
    kept = rows[(rows["policy"] == policy) & (rows["quantity"] == quantity) & (rows["year"] == year)]
    (row,) = (row for _, row in kept[kept["less"] == less].iterrows())
    return row


def doubts(folder: Path) -> str:
    """What of the predictions we do not believe, with its numbers."""
    rows = foretold(folder)
    x, n = (rows[rows["place"] == place] for place in TRANSFERS)

    def poor(here: pd.DataFrame, year: int, policy: str = BASELINE) -> str:
        return said(_only(here, policy, "poverty_headcount", str(year)))

    def stock(here: pd.DataFrame, year: int) -> str:
        return said(_only(here, MIX, "registered_households", str(year)))

    return (
        f"- **Xing'an without programmes stays too poor.** {poor(x, 2013)} % of rural persons are below the line in "
        f"2013, {poor(x, 2016)} % in 2016 and {poor(x, 2020)} % in 2020 under `none`: incomes grow more slowly than "
        "the line, which rises by 40 % in these years, and cattle bring what they bring in Kezuohou. A league does not "
        "get poorer for years on end while the country's poverty halves.\n"
        f"- **It is poor again in 2024**: {poor(x, 2024)} % under `none` and {poor(x, 2024, MIX)} % under "
        f"`as_reported`, after {poor(x, 2023)} % and {poor(x, 2023, MIX)} % the year before. One fall of cattle prices "
        "does not do that to a whole population; here most farms live on calves.\n"
        f"- **Its list and its poverty drift apart.** {stock(x, 2018)} of 346,900 households are left on the list in "
        f"2018, and {poor(x, 2018, MIX)} % of rural persons are poor by income: pressure to exit was calibrated on a "
        "list of a ninth of the households, and works here on one of two in five.\n"
        f"- **Too many return**, here as in Kezuohou: within 60 months {said(_only(x, MIX, 'return_risk_60'))} % in "
        f"Xing'an and {said(_only(n, MIX, 'return_risk_60'))} % in Neijiang, where a survey found nearly 15 %.\n"
        f"- **The stock of Neijiang jumps in 2020**, from {stock(n, 2019)} to {stock(n, 2020)}: the measure counts "
        "whom monitoring has taken in beside the list, and those are many where the listed are old and alone. By "
        "decree no list was left at the end of 2020, which is not in the model.\n"
        f"- **Programmes hardly matter in Neijiang**: {poor(n, 2024, MIX)} % are poor in 2024 under `as_reported` and "
        f"{poor(n, 2024)} % under `none`. Those that do most in Kezuohou do not exist there, and what there is instead "
        "is not in the documents.\n"
    )


def withdrawal(folder: Path) -> str:
    """What becomes of the listed where support goes on, tapers or stops: levels, and what differs from going on."""
    rows = foretold(folder)
    here = rows[rows["place"] == "kezuohou"]
    levels = [
        (f"`{policy}`", *(said(_only(here, policy, measure)) for measure in OF_THE_COHORT))
        for policy in (BASELINE, *AFTER_EXIT)
    ]
    differences = [
        (f"`{policy}`", *(said(_only(here, policy, measure, less=MIX)) for measure in OF_THE_COHORT))
        for policy in AFTER_EXIT
        if policy != MIX
    ]
    names = {
        "poor_years": "Decembers in poverty", "sustained_exit": "out for 24 months or more at the end, %",
        "return_risk_36": "returned within 36 months, %", "return_risk_60": "within 60 months, %",
        "public_cost": "public cost, million yuan of 2018",
    }  # fmt: skip
    headings = [names[measure] for measure in OF_THE_COHORT]
    setting = (
        f"{STUDIES['withdrawal'].setting()}, at {int(here['draws'].max())} draws; 95 % intervals of numbers and luck."
    )
    points = [heading.replace("%", "points") for heading in headings]
    first, second = table(("policy", *headings), levels), table((f"less `{MIX}`", *points), differences)
    return f"{setting}\n\n{first}\nOn the same luck and the same draws:\n\n{second}"


def layers(folder: Path) -> str:
    """Which share of latent returns each layer sees, and which share of the poor is on the list, year by year."""
    values = values_of("patterns", folder)

    def share(quantity: str) -> str:
        return between(interval_of_mean(told(values, quantity, MIX, HISTORICAL)), 1, 100.0)

    rows = [(words, share(f"early: {layer}"), share(f"late: {layer}")) for layer, words in LAYERS.items()]
    periods = [f"returns of {first} to {last}, %" for first, last in (EARLY, LATE)]
    first = table(("seen within two years by", *periods), rows)
    both = [told(values, name, MIX, HISTORICAL) for name in ("returns", "recorded_returns")]
    counts = [between(interval_of_mean(each), 0) for each in both]
    text = (
        f"Over the whole run {counts[0]} returns by income end a first spell out of poverty, and {counts[1]} are "
        f"recorded: {between(interval_of_mean(both[0] / both[1]), 1)} to one.\n"
    )
    prefix = "poor on the list "
    years = sorted({name.removeprefix(prefix) for name in values["quantity"] if name.startswith(prefix)})
    rows = [(year, share(f"{prefix}{year}"), share(f"poor monitored {year}")) for year in years]
    second = table(("December of", "on the list, %", "taken in by monitoring, %"), rows)
    return f"{first}\n{text}\nOf the households that are poor by income, listed ever or not:\n\n{second}"
