"""What there is to choose from: places, policies, futures, interventions, and every number of the model."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from model.calendar import month_name
from model.declared import ByYear, Choice, Date, Declared, Number
from model.interventions import KINDS
from model.number import leaves_of
from model.outside import with_kinds
from model.processes import PROCESSES
from model.scenario import Scenario
from model.scenario_file import Document, available, documents
from model.scenario_reading import Settings


def places(folder: Path | None = None) -> pd.DataFrame:
    """Places by name: name, title, title_zh, start, months."""
    rows = []
    for name in available("place", folder):
        content = _joined(documents("place", name, folder))
        settings = {key: content.get(key, "") for key in ("start", "months")}
        rows.append({"name": name, **_titled(content), **settings})
    return pd.DataFrame(rows, columns=["name", "title", "title_zh", "start", "months"])


def policies(folder: Path | None = None) -> pd.DataFrame:
    """Policies, generated ones included: name, title, title_zh, programmes (names with commas between)."""
    rows = []
    for name in available("policy", folder):
        chain = documents("policy", name, folder)
        programmes = sorted({programme for document in chain for programme in document.programmes()})
        rows.append({"name": name, **_titled(_joined(chain)), "programmes": ", ".join(programmes)})
    return pd.DataFrame(rows, columns=["name", "title", "title_zh", "programmes"])


def futures(folder: Path | None = None) -> pd.DataFrame:
    """Futures: name, title, title_zh, changes (what differs from the future it extends, or every series)."""
    rows = []
    for name in available("future", folder):
        content = documents("future", name, folder)[-1].content
        series = sorted(content.get("series", {}))
        changes = [*series, *(key for key in content if key not in ("title", "extends", "series"))]
        rows.append({"name": name, **_titled(content), "changes": ", ".join(changes)})
    return pd.DataFrame(rows, columns=["name", "title", "title_zh", "changes"])


def interventions() -> pd.DataFrame:
    """Kinds of programme: name, title, term_zh (the Chinese term), what it does, parameters (how many).

    Those that installed packages offer follow the model's own.
    """
    rows = []
    for kind, cls in with_kinds(KINDS).items():
        what = (cls.__doc__ or "").strip().split("\n\n")[0]
        title = getattr(cls, "TITLE", kind.replace("_", " "))
        rows.append(
            {"name": kind, "title": title[0].upper() + title[1:], "term_zh": getattr(cls, "TERM", ""),
             "what": " ".join(what.split()), "parameters": len(list(leaves_of(cls())))}
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["name", "title", "term_zh", "what", "parameters"])


def parameters(scenario: Scenario | None = None) -> pd.DataFrame:
    """Every number: name (as `with_values` takes it), value, unit, low, high, source, confidence.

    As declared; or, of a scenario, as its files have them, ranges and sources included.  `low` and `high` are empty
    where there is no range; the unit of a choice lists what is allowed.
    """
    rows = [_row(name, leaf) for name, leaf in (_declared() if scenario is None else _given(scenario))]
    return pd.DataFrame(rows, columns=["name", "value", "unit", "low", "high", "source", "confidence"])


def _declared() -> Iterator[tuple[str, Declared]]:
    yield from leaves_of(Settings())
    for name, cls in (*PROCESSES.items(), *KINDS.items()):
        yield from ((f"{name}.{path}", leaf) for path, leaf in leaves_of(cls()))


def _given(scenario: Scenario) -> Iterator[tuple[str, Declared]]:
    yield from leaves_of(scenario.settings())
    for name, part in scenario.parts().items():
        for path, leaf in leaves_of(part):
            ruling = scenario.evidence.get(f"{name}.{path}", leaf)
            yield f"{name}.{path}", replace(ruling, default=leaf.default)


def _row(name: str, leaf: Declared) -> dict[str, Any]:
    facts = {"name": name, "unit": leaf.unit, "source": leaf.source, "confidence": leaf.confidence}
    if isinstance(leaf, ByYear):
        values = ", ".join(f"{year}: {value:g}" for year, value in leaf.default.items())
        return {**facts, "value": values, "low": leaf.number.low, "high": leaf.number.high}
    if isinstance(leaf, Number):
        bounds = (None, None) if leaf.switch else (leaf.low, leaf.high)
        return {**facts, "value": leaf.default, "low": bounds[0], "high": bounds[1]}
    if isinstance(leaf, Date):
        return {**facts, "value": month_name(leaf.default), "low": None, "high": None}
    assert isinstance(leaf, Choice)
    return {**facts, "value": leaf.default, "unit": f"one of {', '.join(leaf.allowed)}", "low": None, "high": None}


def _joined(chain: tuple[Document, ...]) -> dict[str, Any]:
    """The keys of files that extend each other, the last one's word counting."""
    return {key: value for document in chain for key, value in document.content.items()}


def _titled(content: Mapping[str, Any]) -> dict[str, str]:
    title = content.get("title", {})
    return {"title": title.get("en", ""), "title_zh": title.get("zh", "")}
