"""Small faults put into the model, one at a time: which there are, and how a module with one is made.

A mutant changes one place in the body of a function: a comparison, an operator, a number, a condition or what is
returned.  Declared numbers are not touched: they are evidence, and the documents hold them.
"""

import ast
import hashlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple, cast

ROOT = Path(__file__).parents[1]
# What makes compiled code does nothing uncompiled; tests/test_rule.py tries it compiled.
COMPILERS = {"model.rule", "model.prefetch"}
OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,), ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.Mult,), ast.Pow: (ast.Mult,), ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,), ast.BitXor: (ast.BitOr,), ast.LShift: (ast.RShift,), ast.RShift: (ast.LShift,),
    ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip


class Mutant(NamedTuple):
    """One fault: its module, the line, the place in `ast.walk`, which of the faults possible there, and both texts.

    Its key is the same as long as the function it is in is, wherever that stands and whatever else changes.
    """

    module: str
    line: int
    place: int
    choice: int
    before: str
    after: str
    key: str


def modules() -> dict[str, Path]:
    """The files of the model whose rules run uncompiled as they do compiled, by module name."""
    paths = sorted((ROOT / "model").rglob("*.py"))
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}
    return {name: path for name, path in names.items() if name not in COMPILERS}


class Site(NamedTuple):
    """Where a fault is possible, before it is put into words: as in a mutant, with the node itself."""

    key: str
    module: str
    place: int
    choice: int
    node: ast.AST


def sample(count: int, seed: int) -> list[Mutant]:
    """So many of all mutants of the model, drawn without replacement, in the order drawn: a part is a sample too.

    Each is drawn by its key, so that a changed function changes only its own share of the sample.
    """
    return [_described(site) for site in sorted(every_site(), key=lambda site: drawn_by(seed, site.key))[:count]]


def drawn_by(seed: int, key: str) -> str:
    """What decides when a mutant is drawn: the smallest first."""
    return _hash(f"{seed} {key}")


def every_site() -> Iterator[Site]:
    """Every place in the model where a fault is possible, with each of the faults."""
    return (site for name, path in modules().items() for site in _sites(name, path.read_text("utf-8")))


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module."""
    return (_described(site) for site in _sites(module, source))


def _sites(module: str, source: str) -> Iterator[Site]:
    tree = ast.parse(source)
    places = {node: place for place, node in enumerate(ast.walk(tree))}
    for function in _outermost(tree):
        text = f"{module} {ast.unparse(function)}"
        for within, node in enumerate(_body(function)):
            for choice in range(len(changes(node))):
                yield Site(_hash(f"{text} {within} {choice}"), module, places[node], choice, node)


def _described(site: Site) -> Mutant:
    other = deepcopy(site.node)
    changes(other)[site.choice](other)
    line, texts = cast(ast.expr, site.node).lineno, (_text(site.node), _text(other))
    return Mutant(site.module, line, site.place, site.choice, *texts, site.key)


def _hash(text: str) -> str:
    return hashlib.blake2s(text.encode(), digest_size=8).hexdigest()


def mutated(source: str, mutant: Mutant) -> ast.Module:
    """The tree of a module with one fault in it."""
    tree = ast.parse(source)
    node = next(node for place, node in enumerate(ast.walk(tree)) if place == mutant.place)
    changes(node)[mutant.choice](node)
    return ast.fix_missing_locations(tree)


def changes(node: ast.AST) -> list[Callable[[Any], None]]:
    """The faults possible at a node, each of which changes it in place."""
    if isinstance(node, ast.Compare):
        return [_operator(at, new) for at, old in enumerate(node.ops) for new in OPERATORS[type(old)]]
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        return [_operator(None, new) for new in OPERATORS.get(type(node.op), ())]
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        return [_negate]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        return [_drop_sign]
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
        return [_other_number]
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        return [_return_nothing]
    return []


def _operator(at: int | None, new: type[ast.AST]) -> Callable[[Any], None]:
    def change(node: Any) -> None:
        if at is None:
            node.op = new()
        else:
            node.ops[at] = new()

    return change


def _negate(node: Any) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _drop_sign(node: Any) -> None:
    """`not x` and `-x` become `x`, written `+x` so that the node stays one of its kind."""
    node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
    node.operand = node.operand if isinstance(node.op, ast.UAdd) else ast.UnaryOp(ast.Not(), node.operand)


def _other_number(node: Any) -> None:
    old = node.value
    node.value = (not old) if isinstance(old, bool) else old + 1 if isinstance(old, int) or old == 0 else 2 * old


def _return_nothing(node: Any) -> None:
    node.value = ast.Constant(0)


def _outermost(node: ast.AST) -> Iterator[ast.FunctionDef]:
    """The functions that are in no other function."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef):
            yield inner
        else:
            yield from _outermost(inner)


def _body(function: ast.FunctionDef) -> list[ast.AST]:
    """Every node in the body of a function, without what is written for readers and for the type checker."""
    inside = [inner for statement in function.body for inner in ast.walk(statement)]
    hints = [node.annotation for node in inside if isinstance(node, ast.AnnAssign)]
    hints += [hint for node in inside if isinstance(node, ast.FunctionDef) for hint in _hints(node)]
    apart = {inner for hint in hints for inner in ast.walk(hint)}
    return [node for node in inside if node not in apart]


def _hints(node: ast.FunctionDef) -> list[ast.expr]:
    given = [each.annotation for each in ast.walk(node.args) if isinstance(each, ast.arg)]
    return [*node.decorator_list, *(each for each in (*given, node.returns) if each is not None)]


def _text(node: ast.AST) -> str:
    """The changed place in one line: of a statement with a body only its head."""
    return ast.unparse(ast.fix_missing_locations(node)).split("\n")[0]
