"""docs/alone.md: each programme alone, and the whole mix, in each place; `python -m experiments.alone` runs it anew.

It takes some minutes on two cores; what is stored says when it was run, and by which version of the model.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from experiments.compare import compare
from experiments.manifest import model_version
from experiments.markdown import table
from experiments.study import Study
from model import ScenarioError, load_scenario, simulate
from model.interventions import KINDS

DOCUMENT = Path(__file__).parents[1] / "docs" / "alone.md"
START, END = "<!-- alone -->\n", "<!-- end of alone -->"
MIX, BASELINE, REPLICATES = "as_reported", "none", 5
NOT_ALONE = ("continuity", "monitoring")  # they change what other programmes do after exit
HEADINGS = (
    "policy", "poor-years of a listed household, less `none`", "out for 24 months or more at the end, points",
    "public cost, million yuan of 2018", "yuan per poor-year averted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place and the share of its households that is simulated; large places get by with less."""

    name: str
    sample_fraction: float


PLACES = (Place("kezuohou", 0.1), Place("xingan", 0.03), Place("neijiang", 0.01))


def policies_of(place: str) -> tuple[list[str], dict[str, str]]:
    """Every policy of one programme that the place has, the mix last; and why it has no others."""
    had, refused = [], {}
    for policy in [*(kind for kind in KINDS if kind not in NOT_ALONE), MIX]:
        try:
            load_scenario(place, policy)
        except ScenarioError as error:
            refused[policy] = str(error).split("is left out here: ")[-1].split("\n")[0]
        else:
            had.append(policy)
    return had, refused


def section(place: Place, study: Study, refused: Mapping[str, str]) -> str:
    """The table of a place, and what it does not have."""
    rows = [(f"`{policy}`", *cells(study, policy)) for policy in study.policies if policy != BASELINE]
    level = study.measure("poor_years").set_index("policy").loc[BASELINE]
    setting = (
        f"{REPLICATES} replicates of a {place.sample_fraction:.0%} sample. "
        f"Under `{BASELINE}` a household listed at the start is poor in {interval(level, 'estimate')} Decembers.\n"
    )
    without = "".join(f"- `{policy}`: {why}\n" for policy, why in refused.items())
    without = f"\nNot to be had here:\n\n{without}" if without else ""
    return f"## {place.name}\n\n{setting}\n{table(HEADINGS, rows)}{without}"


def cells(study: Study, policy: str) -> tuple[str, ...]:
    """What a policy does against the baseline: two effects, the cost, and what a poor-year averted costs."""
    paired = study.paired[study.paired["policy"] == policy].set_index("measure")
    costs = study.cost_per_effect()
    per = costs[(costs["policy"] == policy) & (costs["measure"] == "cost_per_poor_year_averted")].iloc[0]
    effect = "effect too small to tell" if pd.isna(per["estimate"]) or not averts(paired) else ratio(per)
    return (
        interval(paired.loc["poor_years"], "difference", 3),
        interval(paired.loc["sustained_exit"], "difference", 1, 100.0),
        interval(paired.loc["public_cost"], "difference", 1, 1e-6),
        effect,
    )


def averts(paired: pd.DataFrame) -> bool:
    """Whether the interval of poor-years lies below nought, without which no cost of one averted is told."""
    return bool(paired.loc["poor_years", "high"] < 0.0)


def ratio(row: pd.Series) -> str:
    """A cost per effect, to three digits."""
    return f"{row['estimate']:,.3g} [{row['low']:,.3g}, {row['high']:,.3g}]" if row["estimate"] < 1e3 else whole(row)


def whole(row: pd.Series) -> str:
    """The same in whole hundreds of yuan."""
    estimate, low, high = (f"{round(row[name], -2):,.0f}" for name in ("estimate", "low", "high"))
    return f"{estimate} [{low}, {high}]"


def interval(row: pd.Series, name: str, digits: int = 2, factor: float = 1.0) -> str:
    """A number with its bounds."""
    estimate, low, high = (factor * row[each] for each in (name, "low", "high"))
    return f"{estimate:,.{digits}f} [{low:,.{digits}f}, {high:,.{digits}f}]"


def main() -> None:
    """Run every place and write the generated part of the document."""
    sections = []
    for place in PLACES:
        sys.stderr.write(f"{place.name}\n")
        had, refused = policies_of(place.name)
        study = compare(
            place.name, [BASELINE, *had], replicates=REPLICATES, sample_fraction=place.sample_fraction
        )  # fmt: skip
        if study.failed:
            raise RuntimeError(study.failed[0].error)
        sections.append(section(place, study, refused))
    version = model_version([load_scenario(place.name) for place in PLACES], simulate)[:12]
    note = f"Run on {datetime.now(UTC):%Y-%m-%d} with model version `{version}`; 95 % intervals over replicates.\n"
    before, rest = DOCUMENT.read_text("utf-8").split(START, 1)
    DOCUMENT.write_text(before + START + note + "\n" + "\n".join(sections) + END + rest.split(END, 1)[1], "utf-8")


if __name__ == "__main__":
    main()
