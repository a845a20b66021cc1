"""A study pared down to what its runs can be done again from: manifest and rows of runs, without the other tables.

Of every run the row in `runs` stays, with its measures and the digest of every record at its end, so that
`fanpin verify` still holds the study against the model to the bit; estimates follow from these rows
(`experiments.headline.tables`).  It is a hundredth as large, small enough for a repository.
"""

import json
from pathlib import Path

from experiments.manifest import MANIFEST
from experiments.rows import RUNS, TABLES, stored, write_parquet
from experiments.study import Study


def pare(study: Study, folder: Path) -> None:
    """Write a finished study, pared down, into a folder; what is there of an earlier one is written over."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {**study.manifest, "left_out": list(TABLES)}
    text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    (folder / MANIFEST).write_text(text + "\n", "utf-8", newline="\n")
    rows = stored(study.runs)
    write_parquet(folder / f"{RUNS}.parquet", [rows], rows.schema)
