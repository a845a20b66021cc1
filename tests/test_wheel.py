"""What is shipped is complete: an installed wheel runs from another folder, with its scenarios and templates."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ["model", "experiments", "scenarios"]
NOT_SHIPPED = {".pyc", ".md"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from a copy, so that nothing is left in the tree."""
    source = tmp_path_factory.mktemp("source")
    for name in ["pyproject.toml", "README.md", "LICENSE"]:
        shutil.copy(ROOT / name, source)
    for name in SHIPPED:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", source / "dist", source)
    return next((source / "dist").glob("*.whl"))


def pip(*arguments):
    """Run pip without a look at any index."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)]
    subprocess.run(command, check=True, env={**os.environ, "PIP_NO_INDEX": "1"})


def test_the_wheel_holds_every_file_of_the_packages(wheel):
    files = {
        path.relative_to(ROOT).as_posix()
        for name in SHIPPED
        for path in (ROOT / name).rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED
    }
    assert files - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_an_installed_wheel_runs_from_another_folder(wheel, tmp_path):
    pip("install", "--no-deps", "--target", tmp_path / "installed", wheel)
    asked = (
        "import model; from model import load_scenario, simulate;"
        "scenario = load_scenario('kezuohou', policy='as_reported');"
        "result = simulate(scenario.with_values({'months': 12, 'sample_fraction': 0.02}), seed=1);"
        "print(model.__file__, len(result.months) > 0)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.split() == [str(tmp_path / "installed" / "model" / "__init__.py"), "True"], answer.stderr
