"""What was reported of each programme in Kezuohou, and what the model delivers of it under `as_reported`.

A size is one line of `SIZES`.  `experiments.plausibility` runs the study and writes the table into docs/delivered.md.
A reported size that a study's tables cannot show stands in `UNSEEN`, with the reason.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments.markdown import shown, table
from experiments.study import Study
from experiments.yardsticks import (
    Values,
    counted,
    december,
    estimated,
    near,
    one_stop,
    paid,
    ratio,
    times,
    together,
    verdict,
)

POLICY = "as_reported"
DOCUMENT = Path(__file__).parents[1] / "docs" / "delivered.md"
START, END = "<!-- delivered -->\n", "<!-- end of delivered -->"
HEADINGS = ("programme", "size", "reported", "delivered [95 %]", "of the reported", "within a fifth", "source")
PLANTS, IN_2018, IN_2021, TO_2024 = "photovoltaic plants", (2018, 2018), (2021, 2021), (2014, 2024)
# Readings too long for a line of the list.
LOANS = counted("cattle_loan", "delivery", target="delivery", years=(2014, 2017))
DEBTS = times(1e-6, counted("debt_resolution", "waived", "debt households"))
TOLD, OWN = december("midyear_cattle", 2018), december("cohort_cattle", 2018)
LINES_LAID = counted("drip_irrigation", "setup")
LAND = counted("drip_irrigation", "gain", "market", years=IN_2018)
GAIN = ratio(times(1e6, paid("drip_irrigation", "market", years=IN_2018)), LINES_LAID)
WAGES_2018 = paid("ecological_work", years=IN_2018)
AT_STATIONS = counted("photovoltaic", "capital", years=TO_2024)
AT_THE_PLANT = counted("photovoltaic", "dividend", PLANTS, years=IN_2018)
STATIONS_BUILT = paid("photovoltaic", target="builders", years=TO_2024)
DIVIDENDS_2021 = paid("photovoltaic", PLANTS, "households", IN_2021)
EARNED = paid("photovoltaic", PLANTS, years=IN_2021)
MOVED = counted("relocation", "cost", "", "builders")
BUILT = paid("infrastructure")
BED_COSTS = paid("chronic_care", target="sick-beds")
BEDS = counted("chronic_care", "bed", target="sick-beds", years=IN_2018)
GUARANTEED = december("cohort_households_on_guarantee", 2018)
CADRES = counted("village_helpers", "cost", years=IN_2018)


@dataclass(frozen=True, slots=True)
class Size:
    """One reported size of a programme, to the end of 2018 if not said otherwise, and what each replicate delivers."""

    kind: str
    what: str
    reported: float
    source: str
    values: Values

    @property
    def digits(self) -> int:
        """Decimals shown: none of a large number."""
        return 0 if self.reported >= 100 else 1 if self.reported >= 10 else 2


SIZES = (
    Size("cattle_loan", "loans paid out, million yuan", 370, "F078", paid("cattle_loan", "bank")),
    Size("cattle_loan", "loans to 2017", 10600, "n_cattle", LOANS),
    Size("cattle_loan", "cattle of the listed as counted in June 2018, head", 61800, "F079", TOLD),
    Size("cattle_loan", "cattle of the listed in December 2018, own ones, head", 61800, "F079", OWN),
    Size("chronic_care", "family sick-beds in 2018", 554, "F102", BEDS),
    Size("chronic_care", "family sick-beds, million yuan", 8.47, "F103", BED_COSTS),
    Size("courtyard", "households", 5000, "F086", counted("courtyard", "setup")),
    Size("debt_resolution", "households", 4016, "F123", counted("debt_resolution", "delivery")),
    Size("debt_resolution", "debts mediated, million yuan", 129.26, "F124", DEBTS),
    Size("drip_irrigation", "households", 5462, "F083", LINES_LAID),
    Size("drip_irrigation", "land watered in 2018, mu", 117000, "F084", LAND),
    Size("drip_irrigation", "gain of a household in 2018, yuan", 300, "F085", GAIN),
    Size("ecological_work", "wages, million yuan", 115, "F081", paid("ecological_work")),
    Size("ecological_work", "wages in 2018 (738 x 34,261 persons), million yuan", 25.285, "b_ecoK, F057", WAGES_2018),
    Size("external_aid", "donations, million yuan", 13.09, "F071", paid("external_aid", "fund:donations")),
    Size("external_aid", "projects, million yuan", 50, "F073", paid("external_aid", "fund:beijing")),
    Size("house_renovation", "houses", 8977, "F105", counted("house_renovation", "grant")),
    Size("house_renovation", "grants, million yuan", 180, "F104", paid("house_renovation")),
    Size("infrastructure", "outlays on water, power and roads, million yuan", 3244, "F111, F117, F119", BUILT),
    Size("labour_transfer", "persons placed in jobs", 512, "F096", counted("labour_transfer", "cost")),
    Size("minimum_living", "households of the listed in it, 2018", 3237, "F107", GUARANTEED),
    Size("minimum_living", "persons of the listed in it, 2018", 7147, "F108", december("cohort_on_guarantee", 2018)),
    Size("photovoltaic", "households of both sorts", 6545, "F089", together(AT_STATIONS, AT_THE_PLANT)),
    Size("photovoltaic", "households of village stations, when built", 4973, "n_pv_v", AT_STATIONS),
    Size("photovoltaic", "households paid by the central plant in 2018 (39.3 MW / 25 kW)", 1572, "W096", AT_THE_PLANT),
    Size("photovoltaic", "village stations built, million yuan", 195.59, "I_pv", STATIONS_BUILT),
    Size("photovoltaic", "dividends in 2021 (6,545 x 3,000), million yuan", 19.635, "F089, F091", DIVIDENDS_2021),
    Size("photovoltaic", "income in 2021 (34.65 + 1,572 x .003), million yuan", 39.366, "W058, W096, F091", EARNED),
    Size("relocation", "persons moved (303 households of 2.62)", 793.86, "F106, F138", MOVED),
    Size("temporary_relief", "households", 974, "F110", counted("temporary_relief", "amount")),
    Size("tourism", "households", 370, "F092", counted("tourism", "setup")),
    Size("training", "trainings", 60000, "F095", counted("training", "cost")),
    Size("treat_first", "one-stop settlements, million yuan", 60.85, "F101", one_stop),
    Size("village_helpers", "cadres at work in 2018 (2,147 + 1,009)", 3156, "F060, F061", CADRES),
)
NOT_COUNTED = "the bills of stays are in the books, the stays are not counted"
NOT_MARKED = "said of the persons of the programme, whom the tables do not mark"
UNSEEN = (
    ("education_support", "530 million yuan for school buildings", "F098", "school buildings are not in the model"),
    ("cattle_loan", "2.2 head a person", "F080", NOT_MARKED),
    ("points_supermarket", "133 shops", "F127", "shops are not in the model, only who collects points"),
    ("medical_assistance", "2,794 assisted stays", "F109", NOT_COUNTED),
    ("photovoltaic", "68 village stations", "F088", "villages are not in the tables, only what their stations pay"),
    ("treat_first", "13,238 settlements", "F100", NOT_COUNTED),
    ("village_helpers", "4,098 households paired with party members", "F136", "party members are not in the model"),
)


def held(study: Study) -> pd.DataFrame:
    """The table: each size as reported and as delivered, and whether it comes out within the tolerance."""
    rows = []
    for size in SIZES:
        mean, text = estimated(size.values(study, POLICY), size.digits)
        low, high = near(size.reported)
        reported = shown(round(size.reported, size.digits))
        rows.append(
            (size.kind, size.what, reported, text, f"{mean / size.reported:.2f}", low <= mean <= high, size.source)
        )
    return pd.DataFrame(rows, columns=list(HEADINGS))


def block(frame: pd.DataFrame) -> str:
    """What is written into docs/delivered.md: the count, the table, and what cannot be held."""
    rows = [(linked(row[0]), *row[1:5], verdict(row[5]), row[6]) for row in frame.itertuples(index=False)]
    unseen = table(("programme", "reported", "source", "why"), [(linked(kind), *rest) for kind, *rest in UNSEEN])
    return f"{count(frame)}\n\n{table(HEADINGS, rows)}\nReported too, but not to be seen in a study:\n\n{unseen}"


def linked(kind: str) -> str:
    """A kind, leading to its page."""
    return f"[`{kind}`](programmes/{kind}.md)"


def count(frame: pd.DataFrame) -> str:
    """How many sizes come out within a fifth, and which do not."""
    met = frame["within a fifth"]
    missed = [f"{row[1]} (`{row[0]}`)" for row in frame[~met].itertuples(index=False)]
    words = f"Of {len(frame)} reported sizes, {int(met.sum())} come out within a fifth"
    return f"{words}; not so: {'; '.join(missed)}." if missed else f"{words}."
