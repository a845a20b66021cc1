"""The cases of a manifest as they are written: the first of a policy and future whole, others by what differs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

type Case = Mapping[str, Any]
type Change = tuple[Sequence[str], Any]  # where in a scenario, and what stands there

LIKE, BUT = "like", "but"


def packed(cases: Iterable[Case]) -> Iterator[Case]:
    """Each case; in place of its titles and scenario, `LIKE` the place of one told before, `BUT` its `changes`."""
    whole = dict[tuple[Any, ...], tuple[int, Case]]()
    for place, case in enumerate(cases):
        first, other = whole.setdefault((case["policy"], case["future"]), (place, case))
        if first == place or other["titles"] != case["titles"]:
            yield case
        else:
            own = {name: value for name, value in case.items() if name not in ("titles", "scenario")}
            yield {**own, LIKE: first, BUT: list(changes(other["scenario"], case["scenario"]))}


def unpacked(cases: Iterable[Case]) -> Iterator[Case]:
    """Each case whole, from what `packed` gave; what two have alike is one object in both."""
    known = list[Case]()
    for case in cases:
        if LIKE in case:
            like = known[case[LIKE]]
            own = {name: value for name, value in case.items() if name not in (LIKE, BUT)}
            scenario = like["scenario"]
            for where, value in case[BUT]:
                scenario = _changed(scenario, where, value)
            case = {**own, "titles": like["titles"], "scenario": scenario}
        known.append(case)
        yield case


def changes(one: Any, other: Any, where: tuple[str, ...] = ()) -> Iterator[Change]:
    """Where `other` is not as `one`, and what stands there; a table of other keys is told as a whole."""
    if one is other:
        return
    if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        for name, value in one.items():
            yield from changes(value, other[name], (*where, name))
    elif repr(one) != repr(other):
        yield where, other


def _changed(table: Any, where: Sequence[str], value: Any) -> Any:
    """A copy of a table with a value at a place, which shares all else with it."""
    return {**table, where[0]: _changed(table[where[0]], where[1:], value)} if where else value
