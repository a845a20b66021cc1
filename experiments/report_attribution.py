"""docs/attribution.md and its figures: `python -m experiments.report_attribution` runs it all and writes them anew.

It takes some minutes; what is stored says when it was run, and by which version of the model.
"""

import shlex
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from experiments.attribution import Attribution, attribute
from experiments.attribution_files import facts_of
from experiments.attribution_tables import in_words, printed, twins_table
from experiments.charts_attribution import figures_of
from experiments.charts_style import svg
from experiments.groups import groups_written
from experiments.markdown import table
from experiments.tables import Table
from experiments.twins import ALL
from experiments.words import amount

DOCS = Path(__file__).parents[1] / "docs"
DOCUMENT = DOCS / "attribution.md"
START, END = "<!-- attribution -->\n", "<!-- end of attribution -->"
COMMAND = "fanpin attribute kezuohou --groups docs/attribution.toml --sample-fraction 0.02 --replicates 8"
FIGURES = {
    "attribution_shares": "Share of each group in poor-years averted and in public cost, with intervals",
    "attribution_twins": "Households saved and harmed by each group, and poor-years averted by kind of household",
    "attribution_returns": "Returns that do not occur without each hazard, and the change in all returns",
}


def asked() -> Attribution:
    """What the command of the document asks."""
    words = shlex.split(COMMAND)
    given = dict(zip(words[3::2], words[4::2], strict=True))
    groups = groups_written([str(DOCS.parent / given["--groups"])])
    share, count = float(given["--sample-fraction"]), int(given["--replicates"])
    return attribute(words[2], groups=groups, sample_fraction=share, replicates=count)


def written(found: Attribution, when: datetime, seconds: float) -> str:
    """The generated part of the document."""
    facts = facts_of(found)
    note = (
        f"Run on {when:%Y-%m-%d} with model version `{facts['model_version'][:12]}`, in {seconds:.0f} seconds on a "
        f"machine that others used too: `{COMMAND}`."
    )
    groups = table(
        ("group", "programmes"),
        ((name, ", ".join(f"`{one}`" for one in each)) for name, each in facts["groups"].items()),
    )
    titles = list(FIGURES)
    sections = [
        f"## {each.title}\n\n{text}\n\n{as_markdown(each)}\n![{FIGURES[name]}](figures/{name}.svg)\n"
        for each, text, name in zip(printed(found), in_words(found), titles, strict=True)
    ]
    sections.insert(2, f"By kind of household at the start, poor-years averted a household:\n\n{by_kind(found)}")
    return f"{START}{note}\n\n{groups}\n" + "\n".join(sections) + f"\n{END}"


def as_markdown(shown: Table) -> str:
    """A table of the answer, each interval in brackets, and its note."""
    heads = ["", *(f"{title}, {unit}" if unit else title for title, unit in shown.columns)]
    rows = [
        [name, *(f"{cell.value} [{cell.interval}]" if cell.interval else cell.value for cell in cells)]
        for name, cells in shown.rows
    ]
    return f"{table(heads, rows)}\n{shown.note}\n"


def by_kind(found: Attribution) -> str:
    """Poor-years averted a household by kind and group, with intervals."""
    rows = twins_table(found).set_index(["kind", "group"])
    kinds = list(dict.fromkeys(kind for kind, _group in rows.index))
    cells = ("poor_years", "poor_years_low", "poor_years_high")
    lines = []
    for kind in kinds:
        numbers = [[amount(rows.loc[(kind, group), cell], places=2) for cell in cells] for group in found.plan.groups]
        lines.append(["all listed" if kind == ALL else kind, *(f"{one} [{low}, {high}]" for one, low, high in numbers)])
    return table(["kind", *found.plan.groups], lines)


def main() -> None:
    """Run the command of the document, and write its figures and generated part."""
    begun = time.monotonic()
    found = asked()
    seconds = time.monotonic() - begun
    for name, figure in figures_of(found).items():
        (DOCS / "figures" / f"{name}.svg").write_text(svg(figure), "utf-8")
    before, rest = DOCUMENT.read_text("utf-8").split(START, 1)
    part = written(found, datetime.now(UTC), seconds)
    DOCUMENT.write_text(before + part + rest.split(END, 1)[1], "utf-8")
    sys.stderr.write(f"{DOCUMENT}: {seconds:.0f} seconds\n")


if __name__ == "__main__":
    main()
