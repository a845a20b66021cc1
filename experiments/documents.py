"""The parts of the documents that are written from the code: tables of numbers, records, flows, luck and answers.

In a document a block stands between two marks, and `python -m experiments.documents` writes it anew:

    <!-- generated: parameters health -->
    <!-- end -->

`BLOCKS` names every kind of block.  What people write around the blocks is left alone.  The pages of programmes
(`programme_pages`) are written whole.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from runpy import run_path

import model
from experiments import budgets_held, catalogue
from experiments.cli_reference import commands, first_comparison
from experiments.coverage import coverage, covered
from experiments.markdown import changed, facts, table
from experiments.programme_pages import FOLDER as PAGES
from experiments.programme_pages import MIX, PLACE, pages
from experiments.summary import UNITS
from experiments.theory import WORLDS, checks
from model import ledger, load_scenario, month
from model.interventions import KINDS
from model.luck import FAMILIES
from model.number import CONFIDENCE, declared
from model.processes import PROCESSES
from model.processes.assessment import CAUSES
from model.records import County, Household, Person, Village, Yearbook, columns_of
from model.scenario_reading import Settings
from model.synthesis.start import Budget, Home
from model.targeting import Target

FOLDER = Path(__file__).parents[1] / "docs"
BLOCK = re.compile(r"(<!-- generated: (\w+)(?: (\w+))? -->\n).*?(<!-- end -->)", re.DOTALL)
RECORDS = {cls.__name__.lower(): cls for cls in (Household, Yearbook, Person, Village, County, Home, Budget)}
DECLARED = {**PROCESSES, **KINDS, "target": Target, "settings": Settings}
YEARS = (2014, 2018, 2024)


def parameters(name: str) -> str:
    """Every number that a process, a kind of programme, the target or the settings declare."""
    rows = [(path, *facts(leaf)) for path, leaf in declared(DECLARED[name]).items() if not path.startswith("target.")]
    return table(("name", "default", "range", "unit", "source", "confidence"), rows)


def given(_name: str) -> str:
    """What the files of the place and of the reported mix put in place of the declared numbers."""
    rows = [(f"{name}.{path}", *facts(leaf)) for name, path, leaf in changed(load_scenario(PLACE, MIX))]
    return table(("name", "value", "range", "unit", "source", "confidence"), rows)


def confidence(_name: str) -> str:
    """How many of the declared numbers are found, derived, recalled, guessed or set."""
    classes = {**PROCESSES, **KINDS}
    counts = Counter(
        leaf.confidence for cls in classes.values() for path, leaf in declared(cls).items() if "target." not in path
    )
    meaning = {
        "found": "read in a document that is named",
        "derived": "computed from such figures",
        "recalled": "known from the literature, its place not at hand",
        "guess": "a modeller's guess, with a range",
        "setting": "a choice, not a fact",
    }
    rows = [(name, meaning[name], str(counts[name])) for name in CONFIDENCE]
    return table(("confidence", "means", "numbers"), rows)


def pedigree(_name: str) -> str:
    """How sure the numbers of each place are under the reported mix, and which guesses rest on no row of evidence."""
    rows = []
    for place in catalogue.places()["name"]:
        numbers = catalogue.parameters(load_scenario(place, MIX))
        counts = Counter(numbers["confidence"])
        uncertain = numbers[numbers["confidence"] != "setting"]
        bare = int(((uncertain["confidence"] == "guess") & (uncertain["source"] == "design")).sum())
        share = f"{100 * counts['guess'] / len(uncertain):.0f} %"
        known = [str(counts[name]) for name in ("found", "derived", "recalled", "guess")]
        rows.append((f"`{place}`", *known, share, str(bare), str(counts["setting"])))
    headings = ("place", "found", "derived", "recalled", "guess", "guesses of all but settings")
    return table((*headings, "guesses on no row of the evidence", "settings"), rows)


def record(name: str) -> str:
    """Every field of a record."""
    rows = [(f"`{field}`", each.unit, each.meaning) for field, each in columns_of(RECORDS[name]).items()]
    return table(("field", "unit", "meaning"), rows)


def schedule(_name: str) -> str:
    """The order of the month, as the file that runs it says."""
    return "\n".join(re.findall(r"^\d+\. .*$", str(month.__doc__), re.MULTILINE)) + "\n"


def series(_name: str) -> str:
    """The yearly paths of the historical future, in three of their years."""
    rows = [
        (f"`{name}`", each.unit, *(f"{each.values.at(year):g}" for year in YEARS), each.source, each.confidence)
        for name, each in load_scenario(PLACE).series.items()
    ]
    return table(("series", "unit", *map(str, YEARS), "source", "confidence"), rows)


def choices(axis: str) -> str:
    """Places, policies (generated ones in one row) or futures."""
    listed = getattr(catalogue, axis)()
    listed = listed[~listed["name"].str.startswith(f"{MIX}_without_")]
    headings = [name for name in listed if name != "title_zh"]
    rows = [tuple(str(value) for value in row) for row in listed[headings].itertuples(index=False)]
    if axis == "policies":
        rows.append((f"{MIX}_without_X", f"{MIX} without programme X", ""))
    return table(headings, [(f"`{row[0]}`", *row[1:]) for row in rows])


def flows(chart: str) -> str:
    """Every flow of money, or of animals, that the model itself opens; each pair of accounts once."""
    opened = run_path(str(ledger.__file__))["MONEY" if chart == "money" else "ANIMALS"]  # without those from outside
    rows = dict.fromkeys((each.book, each.source, each.target, each.programme) for each in opened)
    return table(("book", "from", "to", "programme"), rows)


def luck(_name: str) -> str:
    """Every family of decisions that the model draws, and where."""
    for module in walk_packages(model.__path__, "model."):
        import_module(module.name)
    families = sorted(each for each in FAMILIES.values() if each.owner.startswith("model."))
    rows = [(f"`{each.name}`", ", ".join(each.lanes), f"`{_file(each.owner)}`") for each in families]
    return table(("family", "decisions", "declared in"), rows)


def _file(module: str) -> str:
    return module.replace(".", "/") + ".py"


def causes(_name: str) -> str:
    """The proximate causes of a return."""
    return ", ".join(f"`{cause}`" for cause in CAUSES if cause) + "\n"


def measures(_name: str) -> str:
    """The headline measures and their units."""
    return table(("measure", "unit"), [(f"`{name}`", unit) for name, unit in UNITS.items()])


def answers(world: str) -> str:
    """What mathematics says of a theory world, and how near the engine must come."""
    rows = [(each.quantity, f"{each.answer:.4f}", f"{each.tolerance:g}") for each in checks() if each.world == world]
    numbers = [(path, *facts(leaf)[:3]) for path, leaf in declared(WORLDS[world]).items()]
    settings = table(("number", "value", "range", "unit"), numbers)
    return settings + "\n" + table(("quantity", "answer", "tolerance"), rows)


def budget(group: str) -> str:
    """A typical household's budget and the mean of the group it stands for, against the evidence."""
    words, headings, rows = budgets_held.shown(group)
    return f"{words}\n{table(headings, rows)}" if words else table(headings, rows)


def budgets_met(_name: str) -> str:
    """How many figures of the budgets meet the evidence."""
    return table(("group", "held against the evidence", "met"), budgets_held.counted())


BLOCKS: Mapping[str, Callable[[str], str]] = {
    each.__name__: each
    for each in (
        answers, budget, budgets_met, causes, choices, commands, confidence, coverage, covered, first_comparison,
        flows, given, luck, measures, parameters, pedigree, record, schedule, series,
    )
}  # fmt: skip


def refreshed(text: str) -> str:
    """A document with every generated block as the code has it now. Raises KeyError on a block there is none of."""
    return BLOCK.sub(lambda found: found[1] + "\n" + BLOCKS[found[2]](found[3] or "") + "\n" + found[4], text)


def written() -> dict[Path, str]:
    """What every document should say by now: those with blocks, and the pages of programmes, which are all block."""
    texts = {path: refreshed(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.md"))}
    return texts | {FOLDER / PAGES / name: text for name, text in pages().items()}


def left_over() -> list[Path]:
    """Pages of programmes that are no more."""
    return sorted(path for path in (FOLDER / PAGES).glob("*.md") if path.name not in pages())


def main() -> None:
    """Rewrite the generated parts of the documents and the pages of programmes; say which changed."""
    if not FOLDER.is_dir():
        sys.exit(f"there is no folder {FOLDER}: the documents are in fanpin's repository, not in what is installed")
    for path, text in written().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            sys.stdout.write(f"{path.relative_to(FOLDER)}\n")
    for path in left_over():
        path.unlink()
        sys.stdout.write(f"{path.relative_to(FOLDER)} is gone\n")


if __name__ == "__main__":
    main()
