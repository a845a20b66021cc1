"""Which faults in the model the tests notice: `python -m benchmarks.mutation` (`make mutation`).

A seeded sample of mutants (`benchmarks.mutants`) is tried uncompiled, each in a process of its own that is forked from
this one, against the tests that run the line at fault, quickest first.  A mutant is killed by the first test that
fails or takes four times as long as it did, or if it cannot be loaded.  Where the line is run by no test within the
limits, or only by tests that start other processes, the mutant lives.  A line that is run when its module is imported
is run by every test that runs a line of the module.

Lines are counted once and kept in results/mutation/, as is what came of each mutant, so that a run that was stopped
goes on.  A mutant that was killed stays so while its function and the file of the test that killed it stay as they
are; one that lives is tried anew when anything changes in the model or its tests.
"""

import argparse
import json
import os
import re
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from itertools import accumulate, chain, takewhile
from pathlib import Path
from types import CodeType
from typing import Any

from benchmarks.kept import KEPT, digest, grounds, holds, kept, outcomes, sources
from benchmarks.limits import PINNED, SHARED, Limits, allowed
from benchmarks.mutants import ROOT, Mutant, modules, mutated, sample

TOGETHER, SLACK = 30.0, 5.0  # seconds of processor time: all tests of one mutant, and of each test beside its own
ALSO = {"test_outside", "test_yearly_measures", "test_pinned_results"}  # of the model, and of a little beyond it
WHOLE = {  # whole runs or whole counties, too long uncompiled
    "test_branches", "test_expert_edges", "test_expert_invariance", "test_first_people", "test_laws",
    "test_local_prices", "test_mesa", "test_places", "test_population",
}  # fmt: skip


class Loader(SourceFileLoader):
    """Loads one module with a fault in it."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        """The code of the changed tree; nothing is read from or written to a cache."""
        path = Path(self.get_filename(fullname))
        return compile(mutated(path.read_text("utf-8"), self.mutant), str(path), "exec")


class Finder(MetaPathFinder):
    """Finds the module at fault before anybody else does."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> Any:
        """A spec for that module, None for all others."""
        if fullname != self.mutant.module:
            return None
        loader = Loader(fullname, str(modules()[fullname]))
        loader.mutant = self.mutant
        return spec_from_file_location(fullname, loader.path, loader=loader)


def test_files() -> list[Path]:
    """Tests of the model alone: those that ask nothing of experiments, and are not whole runs."""
    paths = (path for path in sorted((ROOT / "tests").glob("test_*.py")) if path.stem not in WHOLE)
    return [path for path in paths if path.stem in ALSO or _of_the_model(path)]


def _of_the_model(path: Path) -> bool:
    text = path.read_text("utf-8")
    return bool(re.search(r"^(from|import) (model|tests\.)", text, re.MULTILINE)) and "experiments" not in text


def apart[T](work: Callable[[], T], seconds: float) -> T | str:
    """What a function gives in a forked process, or a word on why it gave nothing."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _work_and_exit(work, reader, writer, seconds)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        said = told.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else "the process ended"


def _work_and_exit[T](work: Callable[[], T], reader: int, writer: int, seconds: float) -> None:
    import resource

    os.close(reader)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + seconds), -1))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, -1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with os.fdopen(writer, "w", encoding="utf-8") as tell, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            with redirect_stdout(nowhere), redirect_stderr(nowhere):
                found = work()
            tell.write(json.dumps(found))
    except BaseException:  # noqa: BLE001  # told, and then the process ends
        traceback.print_exc()
    finally:
        os._exit(0)


def pytest_run(names: list[str], limits: Limits, *options: str) -> int:
    """Run tests here, quietly."""
    import pytest

    quiet = ["-q", "--no-header", "--rootdir", str(ROOT), "-o", "addopts=--import-mode=importlib"]
    alone = ["-p", "no:cacheprovider", "-p", "no:xdist"]
    here = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # Hypothesis was imported before
    return int(pytest.main([*quiet, *alone, *here, *options, *names], plugins=[limits]))


def count_lines(path: Path) -> dict[str, Any]:
    """Of one file of tests: {"seconds": {test: s}, "failed": {test: why}, "lines": {module: {line: [test]}}}.

    Where a line is run while modules are imported, an empty name is among its tests.
    """
    import coverage

    counted = coverage.Coverage(data_file=None, branch=False, source=["model"], config_file=False)
    counted.start()
    limits = Limits(allowed, counted.switch_context)
    pytest_run([str(path)], limits)
    counted.stop()
    data, fit = counted.get_data(), {"", *limits.seconds} - set(limits.failed)
    lines = {
        name: {line: here for line, tests in found.items() if (here := sorted(fit & with_users(tests, limits.needs)))}
        for name, file in modules().items()
        if (found := data.contexts_by_lineno(str(file)))
    }
    seconds = {
        test: alone + sum(limits.made.get(fixture, 0.0) for fixture in limits.needs[test])
        for test, alone in limits.seconds.items()
    }
    return {"seconds": seconds, "failed": limits.failed, "lines": lines}


def with_users(tests: list[str], needs: dict[str, list[str]]) -> set[str]:
    """These tests and, of what was made for several, all that need it."""
    made = {test.removeprefix(SHARED) for test in tests if test.startswith(SHARED)}
    return {*tests, *(test for test, fixtures in needs.items() if made & set(fixtures))}


def counted_lines(source: str) -> dict[str, Any]:
    """The same of all tests of the model; each file of tests is counted once, and again when it changes."""
    whole: dict[str, Any] = {"seconds": {}, "failed": {}, "lines": {}}
    for path in test_files():
        name = f"lines-{path.stem}-{source}-{digest([path])}"
        part = kept(name, lambda path=path: _sure(apart(lambda: count_lines(path), 3600)))
        whole["seconds"] |= part["seconds"]
        whole["failed"] |= part["failed"]
        for module, lines in part["lines"].items():
            known = whole["lines"].setdefault(module, {})
            for line, tests in lines.items():
                known.setdefault(line, []).extend(tests)
    return whole


def those_that_run(mutant: Mutant, lines: dict[str, Any]) -> list[str]:
    """The tests that run the line of a mutant; all of its module, where the line is run on import."""
    module = lines.get(mutant.module, {})
    tests = set(module.get(str(mutant.line), []))
    return sorted((tests | set(chain(*module.values())) if "" in tests else tests) - {""})


def choose(tests: list[str], seconds: dict[str, float], first: str = "") -> list[str]:
    """The test that should come first, the quickest that together keep to the limit, then those of pinned results."""
    laws = sorted((test for test in tests if not test.startswith(PINNED)), key=lambda test: seconds[test])
    spent = list(accumulate(seconds[test] for test in laws))
    pins = sorted((test for test in tests if test.startswith(PINNED)), key=lambda test: seconds[test])
    within = [test for test, until in zip(laws, spent, strict=True) if until <= TOGETHER] + pins
    return sorted(within, key=lambda test: test != first)


def attempt(mutant: Mutant, tests: list[str], seconds: dict[str, float]) -> dict[str, Any]:
    """Load the model with a fault and run tests until one fails; here, in a process that is thrown away."""
    sys.meta_path.insert(0, Finder(mutant))
    limits = Limits(lambda test: SLACK + 4 * seconds.get(test, 0.0))
    code = pytest_run(tests, limits, "-x")
    if limits.failed:
        (test, why), *_ = limits.failed.items()
        return {"killed": True, "by": test, "why": why}
    return {"killed": code != 0, "by": "", "why": "" if code == 0 else "cannot be loaded"}


def outcome(mutant: Mutant, counted: dict[str, Any], first: str = "") -> dict[str, Any]:
    """What came of a mutant; `first` is a test that killed it once."""
    tests = choose(those_that_run(mutant, counted["lines"]), counted["seconds"], first)
    if not tests:
        return {"killed": False, "by": "", "why": "no test runs the line", "tests": 0}
    found = apart(lambda: attempt(mutant, tests, counted["seconds"]), 60 + 10 * TOGETHER)
    if isinstance(found, str):
        found = {"killed": True, "by": "", "why": found}
    return found | {"tests": len(tests)}


def warm() -> None:
    """Import what is not ours once, uncompiled, so that each mutant begins at once."""
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    os.environ["COVERAGE_CORE"] = "ctrace"  # the one that tells tests apart
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process with threads is not forked
    for name in ("hypothesis", "numba", "pytest", "scipy.stats"):  # pandas would start threads
        import_module(name)
    if {"model", "experiments"} & set(sys.modules):
        raise SystemExit("the model is here already, and cannot be loaded with a fault in it")


def run(count: int, seed: int, minutes: float) -> list[tuple[Mutant, dict[str, Any]]]:
    """Try every mutant of the sample of which nothing is known, as long as there is time; what is known then."""
    counted, log, begun = counted_lines(digest(sources("model"))), KEPT / "outcomes.jsonl", time.monotonic()
    told, whole, drawn = outcomes(log), grounds(""), sample(count, seed)
    known = {each: told[each.key] for each in drawn if each.key in told and holds(told[each.key])}
    for mutant in (each for each in drawn if each not in known):
        if time.monotonic() - begun > 60 * minutes:
            break
        found = outcome(mutant, counted, told.get(mutant.key, {}).get("by", ""))
        if grounds("") != whole:
            raise SystemExit("the model or its tests have changed meanwhile; begin again, what was found is kept")
        known[mutant] = found | {"grounds": grounds(found["by"])}
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": mutant.key, **known[mutant]}) + "\n")
        print("." if found["killed"] else f"\n{describe(mutant)}\n", end="", flush=True)
    return told_of(drawn, known)


def told_of(drawn: list[Mutant], known: dict[Mutant, dict[str, Any]]) -> list[tuple[Mutant, dict[str, Any]]]:
    """Mutants in the order drawn, up to the first of which nothing is known.

    Only these are a sample: beyond it stand those whose outcome still holds, and they are mostly killed.
    """
    return [(mutant, known[mutant]) for mutant in takewhile(known.__contains__, drawn)]


def _sure(found: dict[str, Any] | str) -> dict[str, Any]:
    if isinstance(found, str):
        raise SystemExit(f"lines were not counted: {found}")
    return found


def report(found: list[tuple[Mutant, dict[str, Any]]], asked: argparse.Namespace) -> dict[str, Any]:
    """What is stored: the score with its exact binomial interval, and every mutant that lives."""
    from scipy.stats import binomtest

    from benchmarks.machine import machine, versions  # only now: it imports the model

    killed = sum(each["killed"] for _, each in found)
    pinned = sum(each["killed"] and each["by"].startswith(PINNED) for _, each in found)
    interval = binomtest(killed, len(found)).proportion_ci(method="exact")
    living = [
        {**mutant._asdict(), "why": each["why"], "tests": each["tests"]} for mutant, each in found if not each["killed"]
    ]
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"), "machine": machine(), "versions": versions(),
        "seed": asked.seed, "asked": asked.mutants, "tried": len(found), "killed": killed,
        "killed by pinned results alone": pinned, "files of tests left out": sorted(WHOLE),
        "score": round(killed / len(found), 4), "low": round(float(interval.low), 4),
        "high": round(float(interval.high), 4), "living": living,
    }  # fmt: skip


def describe(mutant: Mutant) -> str:
    """A mutant in a line."""
    return f"{mutant.module}:{mutant.line}  {mutant.before}  ->  {mutant.after}"


def main() -> None:
    """Try, print, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=600.0, help="begin no mutant after so long")
    asked = parser.parse_args()
    warm()
    found = run(asked.mutants, asked.seed, asked.minutes)
    if not found:
        raise SystemExit("the first mutant was not tried yet, so there is no sample to tell of")
    stored = report(found, asked)
    path = ROOT / "benchmarks" / "results" / f"mutation-{datetime.now(UTC):%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(stored, indent=2) + "\n", "utf-8")
    interval = f"[{stored['low']:.1%}, {stored['high']:.1%}]"
    print(f"\n{stored['killed']} of {stored['tried']} killed: {stored['score']:.1%} {interval}")


if __name__ == "__main__":
    main()
