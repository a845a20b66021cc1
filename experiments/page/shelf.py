"""The studies below a folder: what there is, by the names under which the page gives them out, and nothing else."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from experiments import language
from experiments.manifest import FINISHED, MANIFEST, manifest_in
from experiments.store import StudyError

DEEPEST, MOST = 3, 200  # folders below the root, studies
LARGEST = 4 << 20  # bytes of a file that is given out
MARKS = ("search.json", "calibration.json", "attribution.json")  # what such a folder has beside or without a manifest
FINDINGS = ("finding.md", "in_words.md")
FOLDERS = ("figures", "policies")
OF_EVERY_STUDY = ("summary.csv", "paired.csv")
KINDS = {".csv", ".svg", ".png", ".toml", ".md"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A study: its name, where it is, what is told of it before it is opened.

    `plain` studies are comparisons at one point; of others the stored finding, tables and figures are shown.
    """

    name: str
    folder: Path
    facts: Mapping[str, Any]
    finished: bool
    plain: bool

    @property
    def about(self) -> str:
        """In a line: where, and under which policies."""
        return ": ".join(str(self.facts[name]) for name in ("place", "policies") if self.facts.get(name))

    def files(self) -> dict[str, Path]:
        """What the page may give out of the folder, by name."""
        own, below = _files(self.folder), (each for name in FOLDERS for each in _files(self.folder / name, name))
        return dict(sorted([*own, *below]))

    def finding(self) -> str:
        """The finding as it is stored, in the language spoken where it has it; empty where there is none."""
        files = self.files()
        told = (files.get(language.named(files[name]).name, files[name]) for name in FINDINGS if name in files)
        return "\n\n".join(path.read_text("utf-8") for path in told)

    @property
    def told_in(self) -> str:
        """The language in which `finding` is: the one spoken, or English where it was stored in that alone."""
        files = self.files()
        return language.spoken() if any(language.named(Path(name)).name in files for name in FINDINGS) else "en"

    def figures(self) -> list[str]:
        """The names of its drawings, each in the language spoken where it was drawn in that, else as it was drawn."""
        drawn = {name for name in self.files() if name.startswith("figures/") and name.endswith(".svg")}
        own = {
            language.in_english(name): name for name in sorted(drawn, reverse=True)
        }  # NAME.svg last, over NAME.zh.svg
        ours = ((str(language.named(Path(name))), otherwise) for name, otherwise in sorted(own.items()))
        return [name if name in drawn else otherwise for name, otherwise in ours]

    @property
    def stamp(self) -> tuple[str, int]:
        """Changes when the study does."""
        paths = [self.folder / name for name in (MANIFEST, *MARKS) if (self.folder / name).exists()]
        return self.name, max(path.stat().st_mtime_ns for path in paths)


class Shelf:
    """All studies below a root; a name that is not on the list is no study, however it is written."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self) -> dict[str, Entry]:
        """Every study by name, in order."""
        found = (entry for folder in _folders(self.root, DEEPEST) if (entry := _entry(self.root, folder)) is not None)
        return {entry.name: entry for entry in sorted(islice(found, MOST), key=lambda each: each.name)}


def _folders(folder: Path, deep: int) -> Iterator[Path]:
    """A folder and those below it, links left alone; what a study keeps of its own is not looked into."""
    yield folder
    if deep == 0 or any((folder / mark).exists() for mark in (MANIFEST, *MARKS)):
        return
    try:
        below = sorted(each.name for each in os.scandir(folder) if each.is_dir(follow_symlinks=False))
    except OSError:  # a folder that is not there, or not ours to read, has no studies
        return
    for name in below:
        if not name.startswith("."):
            yield from _folders(folder / name, deep - 1)


def _entry(root: Path, folder: Path) -> Entry | None:
    """The study in a folder; None where there is none that can be read."""
    name = folder.relative_to(root).as_posix()
    marked = [mark for mark in MARKS if (folder / mark).is_file()]
    try:
        manifest = manifest_in(folder)
        if manifest is None:
            facts = json.loads((folder / marked[0]).read_text("utf-8")) if marked else None
            return Entry(name, folder, facts, True, False) if isinstance(facts, dict) else None
    except (StudyError, OSError, ValueError):
        return None
    points = {case["point"] for case in manifest.cases}
    facts = {
        "command": manifest.command, "place": manifest.place, "future": manifest.future, "seed": manifest.seed,
        "baseline": manifest.baseline, "replicates": manifest.replicates, "sample_fraction": manifest.sample_fraction,
        "points": len(points), "policies": ", ".join(dict.fromkeys(case["policy"] for case in manifest.cases)),
        "model_version": manifest.model_version, "started": manifest.started, "ended": manifest.ended,
        "failed": manifest.failed, "versions": manifest.versions, "inputs": manifest.inputs,
        "machine": manifest.machine,
    }  # fmt: skip
    plain = len(points) == 1 and not marked and len({case["future"] for case in manifest.cases}) == 1
    return Entry(name, folder, facts, manifest.status == FINISHED, plain)


def _files(folder: Path, prefix: str = "") -> Iterator[tuple[str, Path]]:
    if folder.is_symlink() or not folder.is_dir():
        return
    for each in os.scandir(folder):
        path = Path(each.path)
        if each.is_file(follow_symlinks=False) and path.suffix in KINDS and each.stat().st_size <= LARGEST:
            yield (f"{prefix}/{each.name}" if prefix else each.name), path
