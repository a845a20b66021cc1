"""One page for each kind of programme, and their index, written from the code and the evidence alone.

A page says what a programme does, whom it reaches, what becomes of its help after exit, who pays, its numbers, what the
reported mix sets instead, what is known of its effect and what is guessed, and which rows of the sources it carries.
Nobody edits a page by hand.
"""

import inspect
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from runpy import run_path

from experiments.coverage import carried, rows_of
from experiments.markdown import changed, facts, table
from model import ledger, load_scenario
from model.declared import Declared
from model.interventions import AFTER_EXIT, KINDS
from model.ledger import Flow
from model.number import declared

FOLDER = "programmes"
PLACE, MIX = "kezuohou", "as_reported"
WRITTEN = "<!-- Written by python -m experiments.documents: change the code or docs/evidence, not this page. -->\n"
HEADINGS = ("range", "unit", "source", "confidence")
TARGET = "target."


def pages() -> dict[str, str]:
    """Every page by its name in the folder, the index as README.md."""
    return {"README.md": index()} | {f"{kind}.md": page(kind) for kind in KINDS}


def index() -> str:
    """All kinds with their names, their funds, and what becomes of their help after exit."""
    rows = [
        (f"[`{kind}`]({kind}.md)", titled(kind), cls.TERM, fund(kind), cls.AFTER_EXIT) for kind, cls in KINDS.items()
    ]
    return (
        f"{WRITTEN}\n# Programmes\n\n"
        f"The {len(rows)} kinds of programme of the model, a page each.\n"
        "What the sources name, and who carries it, stands in [the coverage](../coverage.md); the rules word for word, "
        "with all the rest of a month, in [the ODD](../odd.md).\n\n"
        f"{table(('kind', 'programme', 'term', 'paid by', 'after exit'), rows)}"
    )


def page(kind: str) -> str:
    """All there is to say of one kind."""
    sections = {
        "What it does": what(kind),
        "Who is reached": who(kind),
        "After exit": after_exit(kind),
        "Who pays": payers(kind),
        "Numbers": numbers(kind),
        f"What `{MIX}` sets instead": instead(kind),
        "What is known and what is guessed": effect(kind),
        "What it carries": rows_carried(kind),
    }
    title = f"# {titled(kind)} ({KINDS[kind].TERM})"
    written = "\n".join(f"## {heading}\n\n{text}" for heading, text in sections.items())
    return f"{WRITTEN}\n{title}\n\n{ways(kind)}\n{written}"


def titled(kind: str) -> str:
    """The English title with a capital."""
    title: str = KINDS[kind].TITLE
    return title[0].upper() + title[1:]


def fund(kind: str) -> str:
    """The fund that pays, or that there is none."""
    return f"`{KINDS[kind].FUND}`" if KINDS[kind].FUND else "no fund"


def ways(kind: str) -> str:
    """Where to read on."""
    file = Path(inspect.getfile(KINDS[kind])).name
    return (
        f"Kind `{kind}`; its rule is [`model/interventions/{file}`](../../model/interventions/{file}).\n"
        "[All programmes](README.md), [the coverage](../coverage.md), [the ODD](../odd.md), "
        "[the evidence](../evidence/README.md) whose rows are named as sources here.\n"
    )


def what(kind: str) -> str:
    """What the file says it is, and what the class says it does, with what it shares with others of its sort."""
    cls = KINDS[kind]
    about = inspect.cleandoc(str(inspect.getmodule(cls).__doc__)).split("\n\n")[0]
    said = [inspect.cleandoc(str(each.__doc__)) for each in inspect.getmro(cls) if each is not object]
    return "\n\n".join([about, *said]).replace(".  ", ". ") + "\n"


def who(kind: str) -> str:
    """The target: as declared, and as the reported mix has it."""
    paths = {path: leaf for path, leaf in declared(KINDS[kind]).items() if path.startswith(TARGET)}
    if not paths:
        return "It reaches nobody by itself, and has no target.\n"
    given = reported(kind)
    rows = []
    for path, leaf in paths.items():
        ruling = given.get(path)
        value, *rest = facts(leaf)
        there = (facts(ruling)[0], *facts(ruling)[1:]) if ruling else ("the same", *rest)
        rows.append((path.removeprefix(TARGET), value, *there))
    words = (
        f"The target by default, and for Kezuohou in `{MIX}`, with what the latter rests on.\n"
        if name_in_mix(kind)
        else f"The target by default; `{MIX}` has no such programme.\n"
    )
    known = "What each line means is said of [the target](../odd.md#targeting) in the ODD.\n"
    return f"{words}{known}\n{table(('target', 'default', f'in {MIX}', *HEADINGS), rows)}"


def after_exit(kind: str) -> str:
    """What becomes of it for a household that leaves the register."""
    word: str = KINDS[kind].AFTER_EXIT
    known = "What support is owed after exit, [the register](../odd.md#register) and [continuity](continuity.md) say.\n"
    return f"It {said_as(word)}. {AFTER_EXIT[word]}\n{known}"


def said_as(word: str) -> str:
    """A word of `AFTER_EXIT` as a verb."""
    return f"is **{word}**" if word.startswith("never") else f"**{word}**"


def payers(kind: str) -> str:
    """The fund, and every flow of money the programme opens."""
    words = f"Its budget is that of {fund(kind)}.\n" if KINDS[kind].FUND else "It has no fund of its own.\n"
    for part, other in getattr(KINDS[kind], "OTHER_FUNDS", {}).items():
        words += f"Its {part.partition('.')[2]} are paid by `{other}`, as far as that goes.\n"
    rows = dict.fromkeys((flow.book, flow.source, flow.target) for flow in flows() if flow.programme == kind)
    if not rows:
        return f"{words}It moves no money itself.\n"
    return (
        f"{words}Accounts between which it moves money, or in the books of what is owed and owned, claims; "
        "accounts that begin with `fund:` are public.\n\n"
        f"{table(('book', 'from', 'to'), rows)}"
    )


@cache
def flows() -> tuple[Flow, ...]:
    """The flows of money that the model itself opens, without those from outside."""
    return tuple(run_path(str(ledger.__file__))["MONEY"])


def numbers(kind: str) -> str:
    """Every number declared, but for the target's."""
    rows = [(path, *facts(leaf)) for path, leaf in declared(KINDS[kind]).items() if not path.startswith(TARGET)]
    return table(("name", "default", *HEADINGS), rows)


def instead(kind: str) -> str:
    """What the reported mix puts in place of the declared numbers, but for the target's."""
    if not name_in_mix(kind):
        return f"`{MIX}` has no such programme.\n"
    rows = [(path, *facts(leaf)) for path, leaf in reported(kind).items() if not path.startswith(TARGET)]
    return table(("name", "value", *HEADINGS), rows) if rows else "Nothing but what stands above of the target.\n"


@cache
def name_in_mix(kind: str) -> str:
    """The name of the programme of a kind in the reported mix; empty where it has none."""
    kinds = load_scenario(PLACE, MIX).kinds
    return next((name for name in kinds if kinds[name] == kind), "")


@cache
def in_mix() -> Mapping[str, Mapping[str, Declared]]:
    """What the reported mix changes, by name and path."""
    found: dict[str, dict[str, Declared]] = {}
    for name, path, leaf in changed(load_scenario(PLACE, MIX)):
        found.setdefault(name, {})[path] = leaf
    return found


def reported(kind: str) -> Mapping[str, Declared]:
    """What the reported mix changes of a kind, by path."""
    return in_mix().get(name_in_mix(kind), {})


def effect(kind: str) -> str:
    """What is known of its effect and what is guessed. Raises KeyError where nobody has written it down."""
    row = {row["kind"]: row for row in rows_of("effects")}[kind]
    return f"**Known.** {row['known']}\n\n**Guessed.** {row['guessed']}\n\nSources: {row['sources']}.\n"


def rows_carried(kind: str) -> str:
    """The rows of the sources that the programme, or a number of it, carries."""
    rows = [(each.id, each.sort, each.name, each.term, each.how) for each in carried() if each.is_carried_by(kind)]
    if not rows:
        return "No row of the sources: it answers a question they do not ask.\n"
    words = "Rows of [the coverage](../coverage.md), some of them carried together with others.\n\n"
    return words + table(("row", "sort", "what the sources name", "term", "how"), rows)
