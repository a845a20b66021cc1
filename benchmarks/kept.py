"""What mutation testing keeps in results/mutation/, and how long that holds."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.mutants import ROOT

KEPT = ROOT / "results" / "mutation"


def kept(name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What is kept under a name, made if need be."""
    path = KEPT / f"{name}.json"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        found = make()
        aside = path.with_suffix(".part")
        aside.write_text(json.dumps(found), "utf-8")
        aside.rename(path)
    found = json.loads(path.read_text("utf-8"))
    return dict(found)


def outcomes(log: Path) -> dict[str, dict[str, Any]]:
    """What was last found of each mutant, by its key, which says that its function is as it was."""
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []
    return {line["key"]: line for line in lines}


def holds(found: dict[str, Any]) -> bool:
    """Whether what was found of a mutant would be found again, as far as files tell."""
    return bool(found["grounds"] == grounds(found["by"]))


def grounds(by: str) -> str:
    """A hash of what an outcome rests on: the file of the test that killed, and what tests share; else everything."""
    test = ROOT / by.split("::")[0]
    if not by:
        return digest([*sources("model"), *sources("tests")])
    return digest([path for path in sources("tests") if path == test or not path.stem.startswith("test_")])


def sources(folder: str) -> list[Path]:
    """The modules of a folder, in order."""
    return sorted((ROOT / folder).rglob("*.py"))


def digest(paths: list[Path]) -> str:
    """A hash of files."""
    together = hashlib.blake2s(digest_size=8)
    for path in paths:
        together.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return together.hexdigest()
