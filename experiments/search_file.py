"""Searches as files: `fanpin search SEARCH.toml`.  docs/search.md has an example with every key."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.design_reading import COUNT, SEED, names, number, only_keys, placing, whole, wrong
from experiments.plans import files_behind, scenarios_of
from experiments.search import DIRECTIONS, OVER_FUTURES, Choice, Effort, Objective, Question, Space
from experiments.sensitivity import MEASURES
from experiments.sweep_points import Entries
from model.declared import shown
from model.errors import Fault, ScenarioError, did_you_mean, unknown
from model.messages import _
from model.scenario import Scenario
from model.scenario_file import Document, read, shipped

SETTINGS = ("sample_fraction", "months", "start")
TABLES = ("levers", "objectives", "budget", "enough", "search", "finalists")
KEYS = ("title", "place", "policy", "futures", "replicates", "seed", *SETTINGS, "programmes", "switches", *TABLES)
SEARCH = ("candidates", "generations", "steps", "seed", "over_futures")
FINALISTS = ("most", "replicates", "seed")
BUDGET = ("total", "a_year")
BOUNDS = ("at_least", "at_most")
STEPS = 10  # into which the range of a size is divided


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A search as its file has it: what can be chosen, what is asked, how much is tried, and the files behind it.

    `mixes` are the scenarios of everything that can be switched on, one a future; `without` is the place under no
    policy.
    """

    title: Mapping[str, str]
    space: Space
    question: Question
    effort: Effort
    mixes: tuple[Scenario, ...]
    without: Scenario
    switches: tuple[str, ...]
    inputs: Mapping[str, str]


def searches() -> dict[str, Path]:
    """The searches that come with the package, by name."""
    return {path.stem: path for path in sorted((shipped() / "searches").glob("*.toml"))}


def read_search(name: str | Path) -> Asked:
    """The search of a file, or of the name of one that comes with the package.

    Raises ScenarioError with the faults found: file, line, key, what is allowed and what was meant.
    """
    path = _path(name)
    document = read("design", path)
    only_keys(document, (), document.content, KEYS)
    place, policy = _one(document, "place", "kezuohou"), _one(document, "policy", "as_reported")
    futures = names(document, "futures", "historical")
    held = {key: document.content[key] for key in SETTINGS if key in document.content}
    with placing(document, {"future": ("futures",)}):
        mixes = scenarios_of(place, [policy], futures, held)
        (without,) = scenarios_of(place, ["none"], futures[:1], held)
    mixes = tuple(mix.without(*_left_out(document, mix)) for mix in mixes)
    switches = _switches(document, mixes[0])
    entries = Entries.of(document, mixes)
    steps = whole(document, ("search", "steps"), STEPS)
    space = Space(_choices(entries, switches, steps))
    if not space.choices:
        raise wrong(document, ("switches",), _("nothing to choose; name switches, or give a range in [levers]."))
    with placing(document, entries.keys):
        mixes = tuple(mix.with_values(entries.held) for mix in mixes)
    inputs = files_behind(place, [policy], futures)
    inputs[f"searches/{path.name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    question = _question(document, futures, mixes[0].months)
    return Asked(
        document.content.get("title", {}), space, question, _effort(document), mixes, without, switches,
        dict(sorted(inputs.items())),
    )  # fmt: skip


def _path(name: str | Path) -> Path:
    path, known = Path(name), searches()
    if path.is_file():
        return path
    if str(name) in known:
        return known[str(name)]
    near = did_you_mean(str(name), [*known, *(str(each) for each in path.parent.glob("*.toml"))])
    message = _("there is no file {path}, and no search of that name. Searches that come with it: {known}.")
    raise ScenarioError([Fault("search", message.format(path=shown(str(name)), known=", ".join(known)) + near)])


def _one(document: Document, key: str, default: str) -> str:
    found, *others = names(document, key, default)
    if others:
        raise wrong(document, (key,), _("a search has one {key}.").format(key=_(key)))
    return found


def _left_out(document: Document, mix: Scenario) -> list[str]:
    """The programmes of the policy that no candidate has."""
    wanted = names(document, "programmes", list(mix.programmes))
    return [name for name in mix.programmes if name not in _of_mix(document, "programmes", wanted, mix)]


def _switches(document: Document, mix: Scenario) -> tuple[str, ...]:
    if not document.content.get("switches"):
        return ()
    return tuple(_of_mix(document, "switches", names(document, "switches", ()), mix))


def _of_mix(document: Document, key: str, wanted: list[str], mix: Scenario) -> list[str]:
    """Names of programmes, if all of them are in the mix. Raises ScenarioError."""
    what = _("{name} is no programme of this mix")
    faults = [
        document.fault((key,), unknown(what.format(name=shown(name)), name, mix.programmes))
        for name in wanted
        if name not in mix.programmes
    ]
    if faults:
        raise ScenarioError(faults)
    return wanted


def _choices(entries: Entries, switches: tuple[str, ...], steps: int) -> tuple[Choice, ...]:
    """Switches, then sizes: listed values, or a range in equal steps."""
    found = {path: tuple(values) for path, values in entries.lists.items()}
    for factor in entries.factors:
        values = factor.at(np.linspace(0.0, 1.0, steps + 1))
        found[factor.path] = tuple(dict.fromkeys(values.astype(int).tolist() if factor.whole else values.tolist()))
    sizes = (Choice(path, values, _need(path, switches)) for path, values in found.items())
    return (*(Choice(name, (False, True)) for name in switches), *sizes)


def _need(path: str, switches: tuple[str, ...]) -> str:
    programme = path.split(".")[0]
    return programme if programme in switches else ""


def _question(document: Document, futures: list[str], months: int) -> Question:
    content = document.content
    objectives = content.get("objectives", {})
    if not isinstance(objectives, Mapping) or not objectives:
        message = _("say what is better: [objectives] with measures, each minimise or maximise.")
        raise ScenarioError([Fault("objectives", message, document.path.name, 1)])
    found = tuple(Objective(_measure(document, "objectives", name), str(way)) for name, way in objectives.items())
    for each in found:
        if each.direction not in DIRECTIONS:
            what = _("{0} is no direction").format(shown(each.direction))
            raise wrong(document, ("objectives", each.measure), unknown(what, each.direction, DIRECTIONS))
    over = content.get("search", {}).get("over_futures", OVER_FUTURES[0])
    if over not in OVER_FUTURES:
        what = _("{0} says not how futures are put together").format(shown(over))
        raise wrong(document, ("search", "over_futures"), unknown(what, over, OVER_FUTURES))
    return Question(found, tuple(futures), _budget(document, months), _enough(document), over)


def _measure(document: Document, table: str, name: str) -> str:
    if name not in MEASURES:
        what = _("there is no measure {0}").format(shown(name))
        raise wrong(document, (table, name), unknown(what, name, MEASURES))
    return name


def _budget(document: Document, months: int) -> float:
    """Yuan of 2018 for the whole run, discounted as the public cost is; infinite where none is given."""
    given = document.content.get("budget")
    if given is None:
        return float("inf")
    only_keys(document, ("budget",), given, BUDGET)
    if len(given) != 1:
        raise wrong(document, ("budget",), _("give either total or a_year, one of them, in yuan of 2018."))
    (key,) = given
    yuan = number(document, ("budget", key), (0.0, 1e15))
    return yuan if key == "total" else yuan * months / 12


def _enough(document: Document) -> dict[str, tuple[str, float]]:
    found, given = {}, document.content.get("enough", {})
    only_keys(document, ("enough",), given, given if isinstance(given, Mapping) else ())
    for measure, bound in given.items():
        key = ("enough", _measure(document, "enough", measure))
        only_keys(document, key, bound, BOUNDS)
        if len(bound) != 1:
            raise wrong(document, key, _("give either at_least or at_most, one of them."))
        (side,) = bound
        found[measure] = (side, number(document, (*key, side)))
    return found


def _effort(document: Document) -> Effort:
    usual = Effort()
    for table, allowed in (("search", SEARCH), ("finalists", FINALISTS)):
        only_keys(document, (table,), document.content.get(table, {}), allowed)
    keys = {
        "candidates": (("search", "candidates"), (4, COUNT[1])),
        "generations": (("search", "generations"), COUNT),
        "seed": (("search", "seed"), (0, 2**32 - 1)),
        "replicates": (("replicates",), COUNT),
        "luck": (("seed",), SEED),
        "finalists": (("finalists", "most"), COUNT),
        "fresh_replicates": (("finalists", "replicates"), COUNT),
        "fresh": (("finalists", "seed"), SEED),
    }
    counts: dict[str, Any] = {
        name: whole(document, key, getattr(usual, name), bounds) for name, (key, bounds) in keys.items()
    }
    effort = replace(usual, **counts)
    if effort.fresh == effort.luck:
        message = _("the seed of the finalists is that of the search; give another, or nothing about them is fresh.")
        raise wrong(document, ("finalists", "seed"), message)
    return effort
