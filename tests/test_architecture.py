"""The layers of the house, and how large a piece of it may grow.  Read from the source; nothing is imported."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest

# Top to bottom.  A module imports from its own layer, never in a circle, and from the layers below; `*` stands for any
# ending, and what two layers name is of the upper one.  A new file of the model needs a place here.
LAYERS = {
    "screens": [
        "experiments.cli*", "experiments.page*", "experiments.report*", "experiments.charts*", "experiments.display",
        "experiments.documents", "experiments.village_app",
    ],
    "experiments": [
        "experiments*", "model", "model.branches", "model.mesa_model", "model.observe", "model.result",
        "model.simulate", "model.spells", "the door",
    ],
    "the month": [
        "model.given", "model.growth", "model.month", "model.outside", "model.phases*", "model.plain_people",
        "model.population*", "model.sample", "model.scenario", "model.scenario_file", "model.scenario_place",
        "model.scenario_reading", "model.side", "model.synthesis*", "model.world",
    ],
    "processes and interventions": ["model.processes*", "model.interventions*"],
    "targets and measures": [
        "model.allotment", "model.livelihoods", "model.on_file", "model.rolls", "model.targeting", "model.treasury",
        "model.measures*",
    ],
    "records": ["model.records", "model.ledger"],
    "numbers and luck": [
        "model.arithmetic", "model.calendar", "model.declared", "model.errors", "model.frozen", "model.luck",
        "model.messages", "model.number", "model.prefetch", "model.rows", "model.rule", "model.series",
        "model.toml_lines",
    ],
}  # fmt: skip

# The imports that point up, and why.
UPWARD = {
    ("experiments.study", "experiments.charts"): "a study draws itself when asked",
    **{
        (f"experiments.{finding}", "experiments.display"): "a finding shows itself in a notebook"
        for finding in ("calibration", "discovery", "search_finalists", "sensitivity", "study", "trace")
    },
}

# What is installed from elsewhere, and which files of the model may import it.
FOREIGN = {
    "numpy": ["*"],
    "numba": ["*"],
    "llvmlite": ["model.prefetch"],
    "mesa": ["model.mesa_model"],
    "pandas": ["model.simulate", "model.result"],
    "scenarios": ["model.scenario_file"],  # data only
}
LATE = {"pandas"}  # imported only inside functions, so that a run needs none of it
NOT_IN_THE_MODEL = {"argparse", "dbm", "getopt", "optparse", "pickle", "shelve", "sqlite3"}

MOST_LINES = 300
MOST_LINES_IN_A_BODY = 40
MOST_POSITIONAL = 6
NO_NAMES = {"base", "common", "helpers", "misc", "utils"}
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")

ROOT = Path(__file__).parents[1]
WRITTEN = ["model", "experiments", "scenarios", "tests", "benchmarks", "scripts", "docs", "notebooks"]


class Import(NamedTuple):
    """One imported module, where, and whether only inside a function (late) or only for the type checker (typing)."""

    name: str
    line: int
    late: bool
    typing: bool


def sources(*folders: str) -> dict[str, Path]:
    """The Python files of some folders by module name."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


MODULES = sources("model", "experiments")
EVERYWHERE = sources("model", "experiments", "tests", "benchmarks", "scripts")
TREES = {module: ast.parse(path.read_text("utf-8"), str(path)) for module, path in EVERYWHERE.items()}
each_module = pytest.mark.parametrize("module", sorted(MODULES))
each_file = pytest.mark.parametrize("module", sorted(EVERYWHERE))


def imports(module: str) -> list[Import]:
    """What a module imports; a name taken from a package is that package's module where there is one."""
    late = within(module, lambda node: isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    typing = within(module, lambda node: isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    return [
        Import(name, node.lineno, node in late, node in typing)
        for node in ast.walk(TREES[module])
        for name in imported_names(module, node)
    ]


def within(module: str, kind: Callable[[ast.AST], bool]) -> set[ast.AST]:
    """Every node inside a node of some kind."""
    return {inner for node in ast.walk(TREES[module]) if kind(node) for inner in ast.walk(node)}


def imported_names(module: str, node: ast.AST) -> Iterator[str]:
    """The modules that one statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        package = module.split(".") if EVERYWHERE[module].name == "__init__.py" else module.split(".")[:-1]
        above = package[: len(package) - node.level + 1] if node.level else []
        source = ".".join([*above, *([node.module] if node.module else [])])
        names = (f"{source}.{alias.name}" for alias in node.names)
        yield from (name if name in MODULES else source for name in names)
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        yield from (given.value for given in node.args[:1] if isinstance(given, ast.Constant))


def own_imports(module: str) -> list[Import]:
    """What a module imports of ours."""
    return [found for found in imports(module) if found.name.split(".")[0] in ("model", "experiments")]


def places(module: str) -> list[int]:
    """The layer, counted from the top, whose table names a module first; nothing where none does."""
    found = (place for place, names in enumerate(LAYERS.values()) if any(fnmatchcase(module, name) for name in names))
    return list(islice(found, 1))


def functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    yield from (node for node in ast.walk(TREES[module]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def at(module: str, line: int) -> str:
    """Where to look."""
    return f"{EVERYWHERE[module].relative_to(ROOT)}:{line}"


@each_module
def test_every_file_has_one_place_in_the_layers(module):
    assert len(places(module)) == 1, f"{module} needs one place in LAYERS, in tests/test_architecture.py"


@each_module
def test_imports_point_down(module):
    (own,) = places(module)
    upward = [
        f"{at(module, found.line)} imports {found.name}"
        for found in own_imports(module)
        if min(places(found.name), default=-1) < own and (module, found.name) not in UPWARD
    ]
    assert upward == []


def test_no_imports_go_round_in_a_circle():
    graph = {module: {found.name for found in own_imports(module) if not found.typing} for module in MODULES}
    for module, above in UPWARD:
        graph[module].discard(above)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@each_module
def test_processes_and_interventions_meet_only_in_the_world_and_in_the_month(module):
    apart = ("model.processes", "model.interventions")
    if module.startswith(apart) and module not in apart:
        meetings = [at(module, found.line) for found in own_imports(module) if found.name.startswith(apart)]
        assert meetings == []


@each_module
def test_the_model_knows_nothing_of_experiments_storage_or_screens(module):
    if module.split(".")[0] == "model":
        strangers = [
            f"{at(module, found.line)} imports {found.name}" for found in imports(module) if not welcome(module, found)
        ]
        assert strangers == []


def welcome(module: str, found: Import) -> bool:
    """Whether a module of the model may import this, here."""
    top = found.name.split(".")[0]
    if top in LATE and not (found.late or found.typing):
        return False
    own_or_standard = top == "model" or top in sys.stdlib_module_names - NOT_IN_THE_MODEL
    return own_or_standard or any(fnmatchcase(module, name) for name in FOREIGN.get(top, []))


@each_file
def test_a_file_is_short_enough_to_read(module):
    assert len(EVERYWHERE[module].read_text("utf-8").splitlines()) <= MOST_LINES


@each_file
def test_a_function_is_short_enough_to_see(module):
    long = {
        at(module, node.lineno): length
        for node in functions(module)
        if (length := body_lines(node)) > MOST_LINES_IN_A_BODY
    }
    assert long == {}, f"at most {MOST_LINES_IN_A_BODY} lines in a body, without its docstring"


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body, its docstring left out."""
    body = node.body if ast.get_docstring(node, clean=False) is None else node.body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@each_file
def test_a_function_asks_for_few_things_by_position(module):
    if module.startswith("experiments.cli"):
        return  # a command's parameters are its options, which are named
    greedy = {
        at(module, node.lineno): many for node in functions(module) if (many := positional(node)) > MOST_POSITIONAL
    }
    assert greedy == {}, f"at most {MOST_POSITIONAL} parameters by position"


def positional(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many arguments can be given by position, without self or cls."""
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


@each_file
def test_a_file_is_named_after_what_it_is_about(module):
    assert NO_NAMES.isdisjoint(module.split("."))


def test_nothing_is_left_unfinished():
    kinds = {".py", ".md", ".toml", ".html", ".css", ".js", ".ipynb"}
    paths = [path for folder in WRITTEN for path in (ROOT / folder).rglob("*") if path.suffix in kinds]
    loose = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml", *paths]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert loose == []
