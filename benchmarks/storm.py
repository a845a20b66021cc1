"""A storm: `python -m benchmarks.storm` kills a study with kill -9 again and again, and then holds it to its word.

On processes and on a local Dask cluster, of which workers are killed as well.  After every kill the shards are read:
what was stored stays stored and is never run again.  At the end the tables equal those of a study left in peace.
The moments come from a seed; how far a study is by then depends on the machine.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.machine import machine, versions
from benchmarks.run import RESULTS
from experiments import compare
from experiments.manifest import manifest_in
from experiments.resume import resume
from experiments.rows import TABLES
from experiments.store import FolderStore
from model.scenario import Scenario

FILES = (*(f"{name}.parquet" for name in ("runs", *TABLES)), "summary.csv", "paired.csv")
POLICIES = ("none", "cattle_loan", "as_reported", "relocation")
LOG = "FANPIN_STORM_LOG"
ROOT = Path(__file__).parents[1]


def logged(scenario: Scenario, seed: int, replicate: int) -> Any:
    """The model, which writes down that a run has begun, and where."""
    from model.simulate import simulate

    with Path(os.environ[LOG]).open("a") as file:
        file.write(f"{scenario.policy} {replicate} {os.getpid()}\n")
    return simulate(scenario, seed, replicate)


def main() -> None:
    """Storm over each executor, print and store what came of it."""
    asked = arguments()
    if asked.live:
        return live(asked, asked.live, asked.executors[0])
    with tempfile.TemporaryDirectory() as folder:
        os.environ[LOG] = str(Path(folder) / "peace.log")
        live(asked, Path(folder) / "peace", "threads")
        storms = [storm(asked, Path(folder), executor) for executor in asked.executors]
    now = datetime.now(UTC)
    report = {"date": now.isoformat(timespec="minutes"), "machine": machine(), "versions": versions(), "storms": storms}
    path = RESULTS / f"storm-{now:%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(storms, indent=2), f"Stored in {path.relative_to(ROOT)}", sep="\n")
    return None if all(each["held"] for each in storms) else sys.exit(1)


def arguments() -> argparse.Namespace:
    """How large, how often, on what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=100, help="of four policies")
    parser.add_argument("--sample-fraction", type=float, default=0.002)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--executors", nargs="+", default=["processes", "dask"])
    parser.add_argument("--live", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def live(asked: argparse.Namespace, out: Path, executor: str) -> None:
    """Begin the study, or take it up."""
    if manifest_in(out):
        resume(out, executor=executor, jobs=2, simulate=logged)
        return
    values = {"months": asked.months}
    options = {"replicates": asked.replicates, "sample_fraction": asked.sample_fraction, "values": values}
    compare("kezuohou", POLICIES, **options, out=out, executor=executor, jobs=2, simulate=logged)


def storm(asked: argparse.Namespace, folder: Path, executor: str) -> dict[str, Any]:
    """Kill a study so many times, let it finish, and say what was lost or done twice."""
    luck, out, logs = random.Random(asked.seed), folder / executor, list[Path]()
    total, lives, faults = asked.replicates * len(POLICIES), list[dict[str, int]](), Counter[str]()
    while True:
        before = stored(out)
        log = folder / f"{executor}-{len(lives)}.log"  # a worker may outlive its study, and end a run in the old one
        log.touch()
        logs.append(log)
        last = len(lives) == asked.kills
        # Each life may do its share of the runs, and a little more or less.
        share = None if last else round(luck.uniform(0.2, 1.6) * total / (asked.kills + 1))
        workers = one_life(asked, (out, log), executor, share, luck)
        runs = runs_in(log)
        faults["lost"] += len(before - stored(out))
        faults["run again though stored"] += len(before & set(runs))
        faults["begun twice without a worker's death"] += 0 if workers else sum(n - 1 for n in runs.values())
        lives.append({"begun": sum(runs.values()), "stored": len(stored(out)), "workers killed": workers})
        if last:
            break
    begun = sum((runs_in(log) for log in logs), Counter[str]())
    tables = [{name: (each / name).read_bytes() for name in FILES} for each in (folder / "peace", out)]
    faults["never run"] += total - len(begun)
    return {
        "executor": executor, "runs": total, "kills": len(lives) - 1, "workers killed": sum_of(lives, "workers killed"),
        "begun in all": begun.total(), "begun again, in flight at a kill": begun.total() - total,
        "tables equal": tables[0] == tables[1], **faults,
        "held": tables[0] == tables[1] and not any(faults.values()), "seed": asked.seed,
        "sample_fraction": asked.sample_fraction, "months": asked.months, "lives": lives,
    }  # fmt: skip


def one_life(
    asked: argparse.Namespace, places: tuple[Path, Path], executor: str, share: int | None, luck: random.Random
) -> int:
    """Let the study run until it has begun its share of runs, kill it a little later; how many workers were killed."""
    out, log = places
    given = ["--replicates", asked.replicates, "--sample-fraction", asked.sample_fraction, "--months", asked.months]
    words = [sys.executable, "-m", "benchmarks.storm", "--live", out, "--executors", executor, *given]
    environment = os.environ | {LOG: str(log)}
    study = subprocess.Popen(list(map(str, words)), cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    killed, kills_worker = 0, share is not None and luck.random() < 0.5
    wait = luck.uniform(0.0, 0.5)
    while study.poll() is None and (share is None or sum(runs_in(log).values()) < share):
        if kills_worker and share and sum(runs_in(log).values()) >= share / 2:
            killed, kills_worker = kill_a_worker(log), False
        time.sleep(0.02)
    if share is not None:
        time.sleep(wait)
        study.kill()
    if study.wait() and share is None:
        raise SystemExit(f"the study did not finish on {executor}")
    return killed


def kill_a_worker(log: Path) -> int:
    """Kill -9 of the process that began the latest run; how many that were."""
    lines = log.read_text().split("\n")[:-1]
    try:
        os.kill(int(lines[-1].split()[-1]), signal.SIGKILL)
    except (ProcessLookupError, IndexError):
        return 0
    return 1


def runs_in(log: Path) -> Counter[str]:
    """How often each run was begun."""
    return Counter(line.rpartition(" ")[0] for line in log.read_text().split("\n")[:-1])


def stored(out: Path) -> set[str]:
    """The runs that are kept."""
    return {f"{policy} {replicate}" for _point, policy, _future, replicate in FolderStore(out).done()}


def sum_of(lives: list[dict[str, int]], name: str) -> int:
    """A count over all lives."""
    return sum(each[name] for each in lives)


if __name__ == "__main__":
    main()
