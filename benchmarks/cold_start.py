"""From nothing to the first result: run as a program, it times itself and prints the seconds."""

import json
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

from benchmarks.timing import SECOND, Measurement

NAMES = {"import": "import", "first": "first run", "again": "the same run again"}


def measure() -> list[Measurement]:
    """Two processes, one after the other; the second finds compiled what the first one had to compile.

    The folder for compiled phases, `FANPIN_CACHE_DIR`, should be empty.
    """
    return [
        Measurement(f"cold start, {state}", NAMES[name], SECOND, (seconds,))
        for state in ("nothing compiled", "compiled before")
        for name, seconds in one_process().items()
    ]


def one_process() -> dict[str, float]:
    """Seconds of each step in a new process.  Raises CalledProcessError where it fails."""
    command = [sys.executable, "-m", "benchmarks.cold_start"]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], check=True, capture_output=True, text=True)
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def main() -> None:
    """Import the model, run a hundredth of the county twice, and say how long each took."""
    marks = [time.process_time()]
    from benchmarks.full_model import SEED, WARM_UP, everything_on, simulate

    marks.append(time.process_time())
    small = everything_on().with_values({"sample_fraction": WARM_UP})
    for _ in range(2):
        simulate(small, SEED)
        marks.append(time.process_time())
    seconds = [after - before for before, after in pairwise(marks)]
    sys.stdout.write(json.dumps(dict(zip(NAMES, seconds, strict=True))))


if __name__ == "__main__":
    main()
