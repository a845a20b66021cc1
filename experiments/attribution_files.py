"""An attribution on disk: its tables, the numbers of each replicate behind them, its figures, and what it says."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from experiments import language
from experiments.attribution import Attribution
from experiments.attribution_tables import costs_table, in_words, returns_table, shares_table, twins_table
from experiments.manifest import model_version
from model.simulate import simulate


def tables_of(found: Attribution) -> dict[str, Any]:
    """Every table by the name of its file."""
    tables = {
        "shares": shares_table(found), "costs": costs_table(found), "twins": twins_table(found),
        "returns": returns_table(found), "shares_by_replicate": found.shares, "twins_by_replicate": found.twins,
        "returns_by_replicate": found.returns, "worths_by_replicate": found.worths,
    }  # fmt: skip
    return {name: table for name, table in tables.items() if len(table)}


def facts_of(found: Attribution, command: str = "") -> dict[str, Any]:
    """What was run: mix, groups, method, luck, version of the model, and how to do it again."""
    plan = found.plan
    return {
        "command": command, "place": plan.mix.place, "policy": plan.mix.policy, "future": plan.mix.future,
        "sample_fraction": plan.mix.sample_fraction, "groups": {name: list(each) for name, each in plan.groups.items()},
        "measures": list(plan.measures), "method": "exact" if not plan.pairs else "sampled", "pairs": plan.pairs,
        "seed": plan.seed, "replicates": plan.replicates, "scenario": plan.mix.key(),
        "model_version": model_version([plan.mix], simulate),
    }  # fmt: skip


def write(found: Attribution, folder: Path, command: str = "") -> list[Path]:
    """Write every table as CSV, what was run as JSON, and what was found in words; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with language.speaking("en"):  # tables are for programs
        tables = tables_of(found)
    for name, table in tables.items():
        paths.append(folder / f"{name}.csv")
        table.to_csv(paths[-1], index=False, lineterminator="\n")
    facts = facts_of(found, command) | {"written": datetime.now(UTC).isoformat(timespec="seconds")}
    paths.append(folder / "attribution.json")
    paths[-1].write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return paths + language.write_in_each(folder / "in_words.md", lambda: "\n\n".join(in_words(found)))
