"""A search on disk: tables, what was asked, what it says, and every finalist as a policy that other commands take."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from experiments import language
from experiments.manifest import model_version, versions
from experiments.search_file import Asked
from experiments.search_finalists import Finalists
from experiments.search_findings import choices_in_words, finding, tables_of
from experiments.search_policies import policy_text
from experiments.search_runs import ModelRuns
from model.simulate import simulate

RUNS, POLICIES = "runs", "policies"


def facts_of(asked: Asked, found: Finalists, command: str) -> dict[str, Any]:
    """What was searched, how, with which version of the model, and how to do it again."""
    mix, question = asked.mixes[0], asked.question
    return {
        "command": command, "title": dict(asked.title), "place": mix.place, "futures": list(question.futures),
        "sample_fraction": mix.sample_fraction, "months": mix.months,
        "choices": {each.name: list(each.values) for each in asked.space.choices},
        "objectives": {each.measure: each.direction for each in question.objectives},
        "budget": question.budget, "over_futures": question.over_futures,
        "enough": {measure: dict([bound]) for measure, bound in question.enough.items()},
        "effort": asdict(asked.effort), "tried": len(found.searched.candidates), "front": len(found.searched.front),
        "inputs": dict(asked.inputs), "model_version": model_version(asked.mixes, simulate), "versions": versions(),
    }  # fmt: skip


def write(asked: Asked, found: Finalists, runs: ModelRuns, folder: Path, command: str) -> list[Path]:
    """Tables as CSV, the policies, search.json and finding.md in every language; their paths."""
    (folder / POLICIES).mkdir(parents=True, exist_ok=True)
    written = dict[Path, str]()
    for name, table in tables_of(found).items():
        written[folder / f"{name}.csv"] = table.to_csv(index=False, lineterminator="\n")
    with language.speaking("en"):  # policies are named and told in English, as those that ship are
        texts = policies(asked, found, runs, command)
    for name, text in texts.items():
        written[folder / POLICIES / f"{name}.toml"] = text
    facts = facts_of(asked, found, command) | {"written": datetime.now(UTC).isoformat(timespec="seconds")}
    facts["budget"] = None if facts["budget"] == float("inf") else facts["budget"]
    written[folder / "search.json"] = json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    for path, text in written.items():
        path.write_text(text, "utf-8")
    return [*written, *language.write_in_each(folder / "finding.md", lambda: finding(found))]


def policies(asked: Asked, found: Finalists, runs: ModelRuns, command: str) -> dict[str, str]:
    """The text of each finalist's policy file by its name."""
    texts = {}
    for name, candidate in zip(found.names[: found.many], found.candidates, strict=False):
        mix = runs.scenario(candidate, asked.mixes[0], name)
        about = f"{choices_in_words(asked.space.values(candidate))}\n{command}"
        texts[name] = policy_text(mix, asked.without, {"en": name, "zh": name}, about)
    return texts
