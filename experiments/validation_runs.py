"""The studies behind docs/validation.md, run and kept: `python -m experiments.validation_runs [NAME ...] [--jobs N]`.

They are kept pared down, with what the document needs of their tables.

Some twenty minutes on one core for all of them, the calibration among them.  What is kept says when it was run and by
which version of the model.
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from experiments.calibration import calibrate
from experiments.calibration_file import read_calibration
from experiments.calibration_files import begin, write
from experiments.design import KEYS, Run
from experiments.executor import conduct
from experiments.manifest import inputs_of
from experiments.pared import pare
from experiments.rows import read_parquet
from experiments.study import Study
from experiments.validation import BASELINE, FOLDER, MIX, STUDIES, Asked
from experiments.validation_foretold import PREDICTIONS
from experiments.validation_kept import DECEMBERS, PATTERNS, predictions
from experiments.validation_lives import Decembers
from experiments.validation_patterns import of_lives, of_study
from experiments.validation_tables import DESIGN
from model import simulate

INDEX, CALIBRATION = "studies.json", "calibration"
FACTS = ("command", "place", "sample_fraction", "started", "ended", "model_version", "seed", "replicates")
FOLLOWED = (BASELINE, MIX)  # policies under which lives are followed
FORETOLD = ("xingan", "neijiang", "withdrawal")  # whose predictions are stored
KEPT = (
    "registered_households", "registered_persons", "ever_registered_households", "cohort_poor", "unlisted_poor",
    "poverty_headcount", "cohort_cattle", "cohort_income_per_head", "paper_exits",
)  # fmt: skip


def run(asked: Asked, jobs: int | None = None) -> Study:
    """Run one study in memory, and raise RuntimeError where a run fails."""
    command = f"python -m experiments.validation_runs {asked.name}"
    names = [("place", asked.place), *(("policy", each) for each in asked.policies)]
    names += [("future", each) for each in asked.futures]
    study = conduct(asked.design(), jobs=jobs, command=command, inputs=inputs_of(names), progress=_tell)
    if study.failed:
        raise RuntimeError(study.failed[0].error)
    return study


def decembers(study: Study) -> pd.DataFrame:
    """The measures that are kept, each December of each run: KEYS, year, measure, value."""
    months = study.months
    rows = months[months["month"].str.endswith("-12") & months["measure"].isin(KEPT)]
    return rows.assign(year=rows["month"].str[:4].astype(int))[[*KEYS, "year", "measure", "value"]]


def patterns(study: Study, runs: Iterator[Run]) -> pd.DataFrame:
    """What each run says of the patterns; lives are followed in runs of their own, which end in the same records."""
    digests = study.runs.set_index(list(KEYS))["digest"]
    rows = list(of_study(study))
    for each in runs:
        taken = Decembers()
        result = simulate(each.case.scenario, each.seed, each.replicate, each_month=taken)
        if result.digest != digests[each.labels]:
            raise RuntimeError(f"{each} ended otherwise when it was looked at")
        rows += [(*each.labels, name, value) for name, value in of_lives(taken.lives(), each.replicate)]
        _tell(0, 0, str(each))
    return pd.DataFrame(rows, columns=[*KEYS, "quantity", "value"])


def keep(asked: Asked, study: Study, folder: Path = FOLDER) -> None:
    """Write the study, pared down, and what the document needs of its tables; note when and by which model."""
    own = folder / asked.name
    pare(study, own)
    decembers(study).to_parquet(own / DECEMBERS, index=False, compression="zstd")
    if asked.name == "patterns":
        table = patterns(study, (each for each in asked.design().runs() if each.case.policy in FOLLOWED))
        (own / PATTERNS).write_text(table.to_csv(index=False, lineterminator="\n"), "utf-8", newline="\n")


def keep_calibration(jobs: int | None = None, folder: Path = FOLDER) -> None:
    """Calibrate anew, and keep its tables, its draws, and the study of the draws that were run."""
    command = f"fanpin calibrate {DESIGN}"
    with tempfile.TemporaryDirectory() as scratch:
        question, work = read_calibration(DESIGN), Path(scratch) / CALIBRATION
        begin(question, work, command)
        write(calibrate(question, out=work, jobs=jobs, command=command, progress=_tell), work)
        pare(Study.open(work / "shown"), folder / CALIBRATION)
        for path in (*work.glob("*.csv"), work / "draws.parquet", work / "calibration.json", work / "finding.md"):
            shutil.copy(path, folder / CALIBRATION)


def note(folder: Path = FOLDER) -> None:
    """Write `INDEX`: of each study that is kept, when it was run, by which model, and the hash of each of its files.

    The predictions, once all of their studies are kept, are written and noted beside them.
    """
    found: dict[str, object] = {}
    for name in (CALIBRATION, *STUDIES):
        own = folder / name
        if not own.is_dir():
            continue
        manifest = json.loads((own / "manifest.json").read_text("utf-8"))
        facts = {each: manifest[each] for each in FACTS}
        facts["runs"] = len(read_parquet(own / "runs.parquet"))
        facts["files"] = {each.name: hash_of(each) for each in sorted(own.iterdir())}
        found[name] = facts
    if all(name in found for name in FORETOLD):
        table = predictions(folder).to_csv(index=False, lineterminator="\n")
        (folder / PREDICTIONS).write_text(table, "utf-8", newline="\n")
        found[PREDICTIONS] = {"studies": list(FORETOLD), "hash": hash_of(folder / PREDICTIONS)}
    (folder / INDEX).write_text(json.dumps(found, indent=1) + "\n", "utf-8", newline="\n")


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _tell(done: int, total: int, what: str) -> None:
    if not total or done % 20 == 0:
        sys.stderr.write(f"{done} of {total} {what}\n" if total else f"looked at {what}\n")


def main() -> None:
    """Run the studies named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join((CALIBRATION, *STUDIES)))
    parser.add_argument("--jobs", type=int, default=None, help="runs at a time; one a core where not given")
    given = parser.parse_args()
    names = given.names or [CALIBRATION, *STUDIES]
    if strange := set(names) - {CALIBRATION, *STUDIES}:
        parser.error(f"there is no study {', '.join(sorted(strange))}")
    for name in names:
        if name == CALIBRATION:
            keep_calibration(given.jobs)
        else:
            keep(STUDIES[name], run(STUDIES[name], given.jobs))
    note()


if __name__ == "__main__":
    main()
