"""A small registry of processes and programmes, and scenario files for them: one example of every kind of field."""

from dataclasses import dataclass
from pathlib import Path

from model import scenario as scenarios
from model.number import Yearly, by_year, choice, date, number
from model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Target:
    """Who is reached."""

    who: str = choice("listed", allowed=("all", "listed", "poor"))
    places: int = number(100, unit="households", low=0, high=1000, source="design", confidence="guess")
    able_to_work: bool = number(False, source="design", confidence="setting")


@dataclass(frozen=True, slots=True)
class Health:
    """Illness."""

    admission: float = number(0.13, unit="probability/year", low=0.05, high=0.3, source="h_inp", confidence="found")
    stay: float = number(3500.0, unit="yuan/stay", low=2500, high=6000, source="cost_inp", confidence="derived")
    reimbursed: Yearly = by_year(
        {2014: 0.5, 2018: 0.6}, unit="share", low=0.2, high=0.95, source="reimb", confidence="found"
    )


@dataclass(frozen=True, slots=True)
class Herd:
    """Cattle."""

    cows: float = number(0.6, unit="share", low=0.0, high=1.0, source="design", confidence="guess")
    calves: float = number(0.3, unit="share", low=0.0, high=1.0, source="design", confidence="guess")
    growth: float = number(0.02, unit="share/year", low=-0.1, high=0.1, source="design", confidence="guess")

    def faults(self):
        """The parts of a herd cannot be more than the herd."""
        if self.cows + self.calves > 1:
            yield "calves", f"cows and calves make {self.cows + self.calves:g} of the herd; allowed: at most 1."


@dataclass(frozen=True, slots=True)
class Transfer:
    """Cash."""

    amount: float = number(500.0, unit="yuan/person/year", low=0, high=5000, source="F093", confidence="found")
    coverage: float = number(0.8, unit="share", low=0, high=1, source="design", confidence="guess")
    start: int = date("2014-01", source="F093", confidence="found")
    end: int = date("never", source="F093", confidence="found")
    target: Target = Target(places=50)


@dataclass(frozen=True, slots=True)
class Loan:
    """Credit."""

    principal: int = number(30000, unit="yuan", low=5000, high=50000, source="F070", confidence="found")


PROCESSES = {"health": Health, "herd": Herd}
KINDS = {"transfer": Transfer, "loan": Loan}

PLACE = """\
title = { en = "Toyland", zh = "玩具旗" }
start = "2014-01"
months = 60

[health]
admission = { value = 0.1, unit = "probability/year", low = 0.04, high = 0.2, source = "local survey" }
reimbursed = { 2014 = 0.5, 2016 = 0.7 }

[herd]
growth = -0.05
"""

NONE = 'title = { en = "The status quo" }\n'

AS_REPORTED = """\
extends = "none"
title = { en = "As reported" }

[programmes.relief]
kind = "transfer"
title = { en = "Relief" }
amount = 800
start = "2015-01"
end = "2018-12"
target = { who = "poor", places = 30 }

[programmes.cattle_loan]
kind = "loan"
principal = { value = 20000, unit = "yuan" }

[programmes.follow_up]
kind = "transfer"
alone = false

[herd]
growth = 0.03
"""

HISTORICAL = """\
[series.cow_price]
unit = "yuan/head"
source = "market reports"
confidence = "found"
values = { 2014 = 9000, 2016 = 8000.5 }

[series.drought]
unit = "share"
source = "station"
confidence = "derived"
values = { 2014 = 0 }
"""

FLAT = """\
extends = "historical"

[series.cow_price]
source = "design"
confidence = "setting"
values = { 2014 = 8000 }

[health]
stay = 4000
"""

FILES = {
    "places/toyland.toml": PLACE,
    "policies/none.toml": NONE,
    "policies/as_reported.toml": AS_REPORTED,
    "futures/historical.toml": HISTORICAL,
    "futures/flat.toml": FLAT,
}


def write(folder: Path, **changes: str) -> Path:
    """The toy files in a folder; a change such as `as_reported="..."` replaces or adds the file of that name."""
    contents = dict(FILES)
    for name, text in changes.items():
        known = [path for path in FILES if path.endswith(f"/{name}.toml")]
        contents[known[0] if known else name.replace("__", "/") + ".toml"] = text
    for path, text in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def load(folder: Path, place="toyland", policy="none", future="historical") -> Scenario:
    """A toy scenario."""
    return scenarios.load_scenario(place, policy, future, folder=folder, processes=PROCESSES, kinds=KINDS)
