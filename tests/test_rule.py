"""Rules and phases: plain Python when asked, and never a stale compiled form."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core import config

from model import rule as rule_module
from model.prefetch import LINE, nothing, prefetch
from model.records import Household, blank
from model.rule import FOLDERS_KEPT, cache_folder, phase, rule

FODDER = """
from model.rule import rule

PRICE = 21.0

@rule
def fodder(h):
    return h * PRICE
"""
MONTH = """
import sys
from model.fodder import fodder
from model.rule import phase

@phase
def month(h):
    return fodder(h) + 0.0

stats = getattr(month, "stats", None)
sys.stdout.write(f"{month(1.0)} {type(month).__name__} {sum(stats.cache_hits.values()) if stats else 0}")
"""


@pytest.fixture
def copy(tmp_path):
    """A small package `model` of its own: the decorators, a rule in one file and a phase in another."""
    package = tmp_path / "copy" / "model"
    package.mkdir(parents=True)
    shutil.copy(rule_module.__file__, package / "rule.py")
    for name, text in {"__init__": "", "fodder": FODDER, "month": MONTH}.items():
        (package / f"{name}.py").write_text(text, "utf-8")
    return package


def run_month(package: Path, **settings: str) -> list[str]:
    """Value of the phase of a copy in a new process, the kind of function it is, and how often it was found stored."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "0", "FANPIN_CACHE_DIR": str(package.parent / "cache")} | settings
    command = [sys.executable, "-W", "error", "-m", "model.month"]
    done = subprocess.run(command, cwd=package.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def stored(package: Path) -> list[str]:
    return sorted(path.name for path in (package.parent / "cache").glob("*"))


def test_a_phase_is_compiled_once_and_then_read_from_disk(copy):
    assert run_month(copy) == ["21.0", "CPUDispatcher", "0"]
    assert run_month(copy) == ["21.0", "CPUDispatcher", "1"]
    assert len(stored(copy)) == 1


def test_an_edit_of_a_rule_in_another_file_reaches_the_phase(copy):
    run_month(copy)
    fodder = copy / "fodder.py"
    before = fodder.stat()
    fodder.write_text(FODDER.replace("21.0", "30.0"), "utf-8")
    os.utime(fodder, ns=(before.st_atime_ns, before.st_mtime_ns))  # neither its size nor its date gives it away
    assert run_month(copy) == ["30.0", "CPUDispatcher", "0"]
    assert len(stored(copy)) == 2


def test_another_processor_has_a_folder_of_its_own(copy):
    run_month(copy)
    assert run_month(copy, NUMBA_CPU_NAME="generic") == ["21.0", "CPUDispatcher", "0"]
    assert len(stored(copy)) == 2


def test_without_the_compiler_a_phase_is_a_plain_function_and_stores_nothing(copy):
    assert run_month(copy, NUMBA_DISABLE_JIT="1") == ["21.0", "function", "0"]
    assert stored(copy) == []


def test_where_nothing_can_be_written_a_phase_is_compiled_all_the_same(copy):
    (copy.parent / "cache").write_text("a file where the folder should be", "utf-8")
    assert run_month(copy) == ["21.0", "CPUDispatcher", "0"]


def test_the_cache_lies_where_the_platform_keeps_caches_unless_a_folder_is_chosen(monkeypatch, tmp_path):
    monkeypatch.delenv("FANPIN_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    monkeypatch.setenv("HOME", str(tmp_path))
    places = {
        "linux": tmp_path / "xdg" / "fanpin",
        "darwin": tmp_path / "Library" / "Caches" / "fanpin",
        "win32": tmp_path / "local" / "fanpin" / "Cache",
    }
    for platform, place in places.items():
        monkeypatch.setattr(sys, "platform", platform)
        assert rule_module._cache_root() == place
    monkeypatch.setenv("FANPIN_CACHE_DIR", str(tmp_path / "chosen"))
    assert rule_module._cache_root() == tmp_path / "chosen"


@pytest.fixture
def chosen(monkeypatch, tmp_path):
    """The cache folder of a process that compiles, as this one may not."""
    monkeypatch.setenv("FANPIN_CACHE_DIR", str(tmp_path / "chosen"))
    monkeypatch.setattr(rule_module, "compiled", lambda: True)
    return tmp_path / "chosen"


def function_in(file: str):
    names: dict = {}
    exec(compile("def same(x):\n    return x", file, "exec"), names)
    return names["same"]


def test_a_phase_whose_sources_are_not_all_known_is_not_stored(chosen):
    def closes_over():
        return chosen

    closes_over.__code__ = closes_over.__code__.replace(co_filename=rule_module.__file__)
    assert cache_folder(closes_over) is None
    assert cache_folder(function_in("<a notebook>")) is None
    assert cache_folder(function_in(__file__)) is None
    folder = cache_folder(function_in(rule_module.__file__))
    assert folder.parent == chosen
    assert re.fullmatch("fanpin-rules-[0-9a-f]{24}", folder.name)


def test_old_folders_are_forgotten_and_what_else_lies_there_stays(chosen):
    (chosen / "mine").mkdir(parents=True)
    for age in range(FOLDERS_KEPT + 5):
        folder = chosen / f"fanpin-rules-{age:024x}"
        folder.mkdir()
        os.utime(folder, (1e9 - age, 1e9 - age))
    newest = cache_folder(function_in(rule_module.__file__))
    left = {path.name for path in chosen.iterdir()}
    assert left == {"mine", newest.name} | {f"fanpin-rules-{age:024x}" for age in range(FOLDERS_KEPT - 1)}


def test_numbas_own_setting_for_its_cache_stays_as_it_was(monkeypatch, tmp_path):
    seen = []

    class Loop:
        def enable_caching(self):
            seen.append(config.CACHE_DIR)

    monkeypatch.setattr(config, "CACHE_DIR", "as it was")
    rule_module._store_in(tmp_path, Loop())
    assert (seen, config.CACHE_DIR) == ([str(tmp_path)], "as it was")


def test_division_by_nothing_is_infinite_in_a_compiled_rule():
    @rule
    def share(part, whole):
        return part / whole

    @phase
    def share_of(numbers):
        return share(numbers[0], numbers[1])

    with np.errstate(divide="ignore"):
        assert share_of(np.array([1.0, 0.0])) == np.inf


def test_a_rule_is_compiled_for_a_phase_and_not_for_python():
    @rule
    def double(part):
        """Twice."""
        return 2 * part

    @phase
    def doubled(numbers):
        return double(numbers[0])

    assert double(part=[1]) == [1, 1]  # a list of Python's, which no compiled form would take so
    assert (double.__name__, double.__doc__, double.inlined.signatures) == ("double", "Twice.", [])
    assert doubled(np.array([1.5])) == 3.0
    assert len(double.inlined.signatures) == 1


@phase
def asked_for(rows, total):
    """Sum up a field, asking for rows ahead and for some that are not there."""
    for i in range(len(rows)):
        prefetch(rows, i + 3)
        prefetch(rows, i - 10**6)
        total[0] += rows[i].cash


def test_asking_for_records_in_advance_changes_nothing():
    rows, total = blank(Household, 5), np.zeros(1, np.int64)
    rows["cash"] = [1, 2, 3, 4, 5]
    before = rows.tobytes()
    asked_for(rows, total)
    assert total[0] == 15
    assert rows.tobytes() == before
    assert nothing(rows, 7) is None


def test_every_line_of_a_record_is_asked_for():
    asked_for(blank(Household, 1), np.zeros(1, np.int64))
    (code,) = asked_for.inspect_llvm().values()
    calls = re.findall(r'call void @"?llvm[.]prefetch', code)
    assert len(calls) >= 2 * (blank(Household, 1).itemsize // LINE)
