"""docs/experiments.md and its figures: `python -m experiments.report_questions` runs all arms and writes them anew.

It takes some minutes; what is stored says when it was run, and by which version of the model.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from matplotlib.figure import Figure

from experiments.charts_style import COLOURS, INK, blank, headed, svg
from experiments.estimates import Interval
from experiments.manifest import model_version
from experiments.markdown import table
from experiments.questions import FRACTION, PLACE, QUESTIONS, REPLICATES, Outcomes, Question, outcome_of
from model import load_scenario, simulate

DOCS = Path(__file__).parents[1] / "docs"
DOCUMENT = DOCS / "experiments.md"
START, END = "<!-- experiments -->\n", "<!-- end of experiments -->"
HEADINGS = (
    "arm", "policy", "future", "poor-years of a listed household", "less the first arm", "returned within 36 months",
    "less the first arm",
)  # fmt: skip
WIDTH = 190
SETTING = f"{PLACE}; {REPLICATES} replicates of a {FRACTION:.0%} sample, 95 % intervals; the same luck in every arm"


def shown(interval: Interval, digits: int = 3) -> str:
    """An estimate and its interval."""
    return f"{interval.estimate:.{digits}f} [{interval.low:.{digits}f}, {interval.high:.{digits}f}]"


def section(question: Question, outcomes: Outcomes) -> str:
    """A question with its table, its figure, the finding and the verdict."""
    first, rows = outcomes[0], []
    for outcome in outcomes:
        differences = [shown(outcome.against(first, each)) for each in ("poor_years", "return_risk_36")]
        levels = [shown(outcome.level(each)) for each in ("poor_years", "return_risk_36")]
        if outcome is first:
            differences = ["", ""]
        arm = outcome.arm
        rows.append(
            (arm.name, f"`{arm.policy}`", f"`{arm.future}`", levels[0], differences[0], levels[1], differences[1])
        )
    verdict = "It does." if question.holds(outcomes) else "**It does not.**"
    return (
        f"## {question.title}\n\n{table(HEADINGS, rows)}\n![{question.title}: poor-years and return of each arm, with "
        f"intervals](figures/experiments_{question.name}.svg)\n\n*Should resemble:* {question.finding}\n{verdict}\n"
    )


def figure_of(question: Question, outcomes: Outcomes) -> Figure:
    """Each arm's poor-years and return risk, with intervals."""
    figure, panels = blank(WIDTH, 40 + 9 * len(outcomes), columns=2, sharey=True)
    words = ("poor-years of a listed household", "share returned within 36 months")
    for axes, measure, label in zip(panels, ("poor_years", "return_risk_36"), words, strict=True):
        for place, outcome in enumerate(outcomes):
            at = outcome.level(measure)
            axes.plot([at.low, at.high], [place, place], color=INK, linewidth=1.2)
            axes.plot(at.estimate, place, "o", color=COLOURS[place % len(COLOURS)])
        axes.set_xlabel(label)
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")
    panels[0].set_yticks(range(len(outcomes)), [outcome.arm.name for outcome in outcomes])
    panels[0].invert_yaxis()
    return headed(figure, question.title, SETTING)


def written(sections: list[str], when: datetime) -> str:
    """The generated part of the document."""
    version = model_version([load_scenario(PLACE)], simulate)[:12]
    note = f"Run on {when:%Y-%m-%d} with model version `{version}`: {SETTING}."
    return f"{START}{note}\n\n" + "\n".join(sections) + f"\n{END}"


def main() -> None:
    """Run every arm, write the figures and the document's generated part."""
    sections = []
    for question in QUESTIONS:
        sys.stderr.write(f"{question.title}\n")
        outcomes = [outcome_of(arm) for arm in question.arms]
        sections.append(section(question, outcomes))
        (DOCS / "figures" / f"experiments_{question.name}.svg").write_text(svg(figure_of(question, outcomes)), "utf-8")
    text = DOCUMENT.read_text("utf-8")
    before, rest = text.split(START, 1)
    DOCUMENT.write_text(before + written(sections, datetime.now(UTC)) + rest.split(END, 1)[1], "utf-8")


if __name__ == "__main__":
    main()
