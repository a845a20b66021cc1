"""How the written documents print a table, a number and what is declared of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from model.declared import ByYear, Choice, Date, Declared, Number
from model.number import declared, leaves_of, month_name
from model.scenario import Scenario

NO_LIMIT = 1e9  # from here on a limit limits nothing


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = list(headings)
    lines = [heads, ["---"] * len(heads), *(list(row) for row in rows)]
    return "".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |\n" for line in lines)


def shown(value: float) -> str:
    """A number as people read it."""
    return "no limit" if value >= NO_LIMIT else f"{value:,.10g}"


def facts(leaf: Declared) -> tuple[str, str, str, str, str]:
    """Default, range, unit, source and confidence of a declaration, as text."""
    evidence = (leaf.source, leaf.confidence)
    if isinstance(leaf, Date):
        return month_name(leaf.default), "", "month", *evidence
    if isinstance(leaf, Choice):
        return leaf.default, ", ".join(leaf.allowed), "one of", *evidence
    if isinstance(leaf, ByYear):
        values = ", ".join(f"{year}: {shown(value)}" for year, value in leaf.default.items())
        return values, _range(leaf.number), leaf.unit, *evidence
    if leaf.switch:
        return "yes" if leaf.default else "no", "", "switch", *evidence
    return shown(leaf.default), _range(leaf), leaf.unit, *evidence


def _range(number: Number) -> str:
    return f"{shown(number.low)} to {shown(number.high)}"


def changed(scenario: Scenario) -> Iterator[tuple[str, str, Declared]]:
    """Each value of a scenario that differs from its declaration, or rests on other evidence: name, path, value."""
    for name, part in scenario.parts().items():
        known = declared(type(part))
        for path, leaf in leaves_of(part):
            ruling = scenario.evidence.get(f"{name}.{path}")
            if ruling is not None or leaf.default != known[path].default:
                yield name, path, replace(ruling or leaf, default=leaf.default)
