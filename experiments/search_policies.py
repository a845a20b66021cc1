"""A mix as a policy file that every command takes: its programmes whole, with their sizes and the evidence for them."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from model.declared import Number
from model.number import leaves_of, plain
from model.scenario import Scenario

type Tree = dict[str, Any]


def policy_text(mix: Scenario, without: Scenario, title: Mapping[str, str], about: str = "") -> str:
    """The TOML of a policy that gives this mix in its place; `without` is that place under no policy.

    Every programme stands with its kind and whatever differs from the kind's own numbers; of processes, what differs
    from `without`.  It extends `none` and names no `sizes_of`, so sizes are what they are, in any place.
    """
    parts: Tree = {"extends": "none", "title": dict(title)}
    for name, process in mix.processes.items():
        changes = _changes(mix, name, process, without.processes[name], without.evidence)
        parts |= {name: changes} if changes else {}
    for name, programme in mix.programmes.items():
        own = {"kind": mix.kinds[name], "title": dict(mix.titles.get(f"programmes.{name}", {"en": name}))}
        changes = _changes(mix, name, programme, type(programme)(), {})
        parts.setdefault("programmes", {})[name] = own | changes
    comment = "".join(f"# {line}\n" for line in about.splitlines())
    return comment + "\n".join(_written(parts)) + "\n"


def _changes(mix: Scenario, name: str, part: Any, other: Any, evidence: Mapping[str, Any]) -> Tree:
    """The values of a part that are not those of another of its class, or have other evidence, as a tree."""
    found: Tree = {}
    values, before = plain(part), dict(leaves_of(other))
    for path, leaf in leaves_of(part):
        ruling = mix.evidence.get(f"{name}.{path}")
        if leaf.default == before[path].default and ruling == evidence.get(f"{name}.{path}"):
            continue
        *above, last = path.split(".")
        value, place = values, found
        for each in above:
            value, place = value[each], place.setdefault(each, {})
        place[last] = _value(value[last], leaf, ruling)
    return found


def _value(value: Any, leaf: Any, ruling: Any) -> Any:
    """A value as a file gives it: bare, or as a table where it needs a range or a source of its own."""
    known = ruling if ruling is not None else leaf
    if not isinstance(known, Number) or known.switch:
        return value
    if ruling is None and leaf.low <= value <= leaf.high:
        return value
    low, high = min(known.low, value), max(known.high, value)
    return {"value": value, "low": low, "high": high, "source": known.source, "confidence": known.confidence}


def _written(tree: Tree, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The lines of a table: its values, then the tables in it."""
    tables = {key: value for key, value in tree.items() if isinstance(value, Mapping) and not _inline(key, value)}
    values = {key: value for key, value in tree.items() if key not in tables}
    if path and (values or not tables):
        yield f"\n[{'.'.join(map(_key, path))}]"
    yield from (f"{_key(key)} = {_text(value)}" for key, value in values.items())
    for key, table in tables.items():
        yield from _written(table, (*path, key))


def _inline(key: str, value: Mapping[str, Any]) -> bool:
    """Whether a table stands on one line: titles, values with evidence, paths by year."""
    return key == "title" or "value" in value or all(re.fullmatch("[0-9]{4}", each) for each in value)


def _text(value: Any) -> str:
    """A value in TOML; a text of JSON is one of TOML."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_text(each)}" for key, each in value.items()) + " }"
    if isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key, re.ASCII) else json.dumps(key, ensure_ascii=False)
