"""Small faults put into the model, one at a time: which there are, and how a module with one is made.

A mutant changes one place in the body of a function: a comparison, an operator, a number, a condition or what is
returned.  Declared numbers are not touched: they are evidence, and the documents hold them.
"""

import ast
import random
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
    """One fault: its module, the line, the place in `ast.walk`, which of the faults possible there, and both texts."""

    module: str
    line: int
    place: int
    choice: int
    before: str
    after: str


def modules() -> dict[str, Path]:
    """The files of the model whose rules run uncompiled as they do compiled, by module name."""
    paths = sorted((ROOT / "model").rglob("*.py"))
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}
    return {name: path for name, path in names.items() if name not in COMPILERS}


def sample(count: int, seed: int) -> list[Mutant]:
    """So many of all mutants of the model, drawn without replacement, in the order drawn: a part is a sample too."""
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in modules().items()}
    everything = [(name, *site) for name, tree in trees.items() for site in sites(tree)]
    drawn = random.Random(seed).sample(range(len(everything)), min(count, len(everything)))
    return [_described(*everything[index]) for index in drawn]


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module."""
    return (_described(module, *site) for site in sites(ast.parse(source)))


def sites(tree: ast.Module) -> Iterator[tuple[int, ast.AST, int]]:
    """Every place in `ast.walk` with its node, and each of the faults possible there."""
    inside = _bodies(tree)
    for place, node in enumerate(ast.walk(tree)):
        if node in inside:
            yield from ((place, node, choice) for choice in range(len(changes(node))))


def _described(module: str, place: int, node: ast.AST, choice: int) -> Mutant:
    other = deepcopy(node)
    changes(node)[choice](other)
    return Mutant(module, cast(ast.expr, node).lineno, place, choice, _text(node), _text(other))


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


def _bodies(tree: ast.Module) -> set[ast.AST]:
    """Every node in the body of a function, without what is written for readers and for the type checker."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {inner for node in functions for statement in node.body for inner in ast.walk(statement)}
    hints = [node.annotation for node in inside if isinstance(node, ast.AnnAssign)]
    hints += [hint for node in inside if isinstance(node, ast.FunctionDef) for hint in _hints(node)]
    return inside - {inner for hint in hints for inner in ast.walk(hint)}


def _hints(node: ast.FunctionDef) -> list[ast.expr]:
    given = [each.annotation for each in ast.walk(node.args) if isinstance(each, ast.arg)]
    return [*node.decorator_list, *(each for each in (*given, node.returns) if each is not None)]


def _text(node: ast.AST) -> str:
    """The changed place in one line: of a statement with a body only its head."""
    return ast.unparse(ast.fix_missing_locations(node)).split("\n")[0]
