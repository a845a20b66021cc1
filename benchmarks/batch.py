"""What running many runs costs beside the runs: `python -m benchmarks.batch`.

Five policies in so many replicates of a tenth of Kezuohou, kept as a study on disk.  Processor time, which others on
the machine disturb least, is split in three: the model (`simulate`), what is made of a finished run and stored (its
tables, headline measures, shards), and the end of the study (pairs, merged tables, summary).  The last two are the
overhead, as a share of the first; what starts and compiles is done before.
"""

import argparse
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.machine import machine, versions
from benchmarks.run import RESULTS
from experiments import executor
from experiments.compare import compare
from model.scenario import Scenario
from model.simulate import simulate

POLICIES = ("none", "cattle_loan", "photovoltaic", "relocation", "as_reported")
MODEL: list[float] = []


def timed(scenario: Scenario, seed: int, replicate: int) -> Any:
    """The model, on the clock."""
    begun = time.thread_time()
    result = simulate(scenario, seed, replicate)
    MODEL.append(time.thread_time() - begun)
    return result


def main() -> None:
    """Measure, print, store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--sample-fraction", type=float, default=0.1)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    measured = measure(asked.replicates, asked.sample_fraction, asked.jobs)
    now = datetime.now(UTC)
    report = {"date": now.isoformat(timespec="minutes"), "machine": machine(), "versions": versions(), **measured}
    path = RESULTS / f"batch-{now:%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(measured, indent=2), f"Stored as {path.name}", sep="\n")


def measure(replicates: int, sample_fraction: float, jobs: int) -> dict[str, Any]:
    """Seconds of processor time by part, and the overhead as a share of the model's."""
    options = {"sample_fraction": sample_fraction, "jobs": jobs, "simulate": timed}
    compare("kezuohou", POLICIES, replicates=1, **options)  # starts, compiles
    MODEL.clear()
    ends = list[float]()
    finish = executor.finish

    def timed_finish(*given: Any) -> Any:
        begun = time.process_time()
        study = finish(*given)
        ends.append(time.process_time() - begun)
        return study

    executor.finish = timed_finish
    with tempfile.TemporaryDirectory() as folder:
        begun, clock = time.process_time(), time.monotonic()
        study = compare("kezuohou", POLICIES, replicates=replicates, out=Path(folder) / "study", **options)
        whole, passed = time.process_time() - begun, time.monotonic() - clock
        done = {"runs": len(study.runs), "failed": len(study.failed)}
    executor.finish = finish
    model, end = sum(MODEL), sum(ends)
    seconds = {"model": model, "each run's tables": whole - model - end, "end of the study": end}
    return {
        **done, "sample_fraction": sample_fraction, "jobs": jobs,
        "processor seconds": {name: round(each, 2) for name, each in seconds.items()},
        "seconds passed": round(passed, 1), "overhead": round((whole - model) / model, 4),
    }  # fmt: skip


if __name__ == "__main__":
    main()
