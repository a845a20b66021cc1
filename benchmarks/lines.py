"""Which lines of model/ and experiments/ the tests run: `python -m benchmarks.lines` (`make coverage`).

Compiled rules are not seen, so there are two passes: all tests, compiled, and the tests of the model uncompiled
(`benchmarks.mutation` has the same).  A line counts that either of them runs.  It takes as long as the tests do on
one core, and some ten minutes more; what is found is printed and stored.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import coverage

from benchmarks.machine import machine, versions
from benchmarks.mutants import ROOT
from benchmarks.mutation import test_files

KEPT = ROOT / "results" / "coverage"
FOLDERS = ("model", "experiments")
PASSES = {"compiled": {}, "uncompiled": {"NUMBA_DISABLE_JIT": "1"}}
ENOUGH = 95.0


def run(name: str, tests: Sequence[str], *options: str) -> int:
    """One pass; what it found lies in results/coverage/, and failures of tests are said, since they hide lines."""
    KEPT.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"COVERAGE_CORE": "sysmon"} | PASSES[name]
    command = [sys.executable, "-m", "coverage", "run", "--rcfile", os.devnull, f"--data-file={KEPT / name}"]
    command += [f"--source={','.join(FOLDERS)}", "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *tests]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def counted(names: Sequence[str] = tuple(PASSES)) -> dict[str, dict[str, Any]]:
    """Of each file, over the passes: how many lines there are, and which of them no test runs."""
    data = coverage.Coverage(data_file=str(KEPT / "both"), config_file=False)
    data.combine([str(KEPT / name) for name in names], keep=True)
    found = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            _, lines, _, missing, _ = data.analysis2(str(path))
            if lines:
                found[path.relative_to(ROOT).as_posix()] = {"lines": len(lines), "missing": missing}
    return found


def share(files: Mapping[str, Mapping[str, Any]], start: str) -> float:
    """Percent of the lines of files whose name starts so that tests run."""
    chosen = [each for name, each in files.items() if name.startswith(start)]
    return 100.0 * (1.0 - sum(len(each["missing"]) for each in chosen) / sum(each["lines"] for each in chosen))


def main() -> None:
    """Run both passes, print, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tests", nargs="*", help="files of tests for the compiled pass; all of them if none is named")
    asked = parser.parse_args()
    failed = {name: run(name, *arguments(name, asked.tests)) for name in PASSES}["compiled"]
    files = counted()
    report = {
        "date": datetime.now(UTC).isoformat(timespec="minutes"), "machine": machine(), "versions": versions(),
        "tests failed": failed != 0, "only": asked.tests,
        "percent": {name: round(share(files, name), 2) for name in FOLDERS}, "files": files,
    }  # fmt: skip
    for name, each in files.items():
        if share(files, name) < ENOUGH:
            print(f"{share(files, name):6.1f} %  {name}: {each['missing']}")
    print(report["percent"])
    path = ROOT / "benchmarks" / "results" / f"coverage-{datetime.now(UTC):%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def arguments(name: str, tests: Sequence[str]) -> tuple[Any, ...]:
    """Tests and options of a pass; uncompiled, tests of the model that would take too long are ended."""
    if name == "compiled":
        return (tests,)
    return [str(path) for path in test_files()], "-p", "benchmarks.limits"


if __name__ == "__main__":
    main()
