"""What is installed is what was locked: names, versions and hashes, from nowhere in particular."""

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
STUDY = ("study", "cluster", "page", "report")
LOCKS = {
    "requirements-study.lock": [
        *PROJECT["project"]["dependencies"],
        *(each for extra in STUDY for each in PROJECT["project"]["optional-dependencies"][extra]),
    ],
    "requirements.lock": [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]],
    "requirements-dev.lock": PROJECT["project"]["optional-dependencies"]["dev"],
    "requirements-viz.lock": PROJECT["project"]["optional-dependencies"]["viz"],
    "requirements-docs.lock": PROJECT["project"]["optional-dependencies"]["docs"],
}
each_lock = pytest.mark.parametrize("name", LOCKS)


def pinned(name):
    """The packages of a lock: name to version."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


@each_lock
def test_a_lock_holds_names_versions_hashes_and_no_address(name):
    lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    allowed = re.compile(r"[a-z0-9.-]+==\S+( ;.*)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|")
    assert [line for line in lines if not allowed.fullmatch(line)] == []
    assert not re.search("://|" + re.escape(str(ROOT)), (ROOT / name).read_text("utf-8"))


@each_lock
def test_a_lock_holds_what_the_project_asks_for(name):
    asked = {re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower() for requirement in LOCKS[name]}
    assert asked - pinned(name).keys() == set()


def test_the_locks_agree():
    core, study, dev = (pinned(f"requirements{part}.lock") for part in ("", "-study", "-dev"))
    assert {name: dev[name] for name in core} == {name: study[name] for name in core} == core
    assert {name: dev[name] for name in study if name in dev} == {name: study[name] for name in study if name in dev}
    known = study | dev
    for more in (pinned("requirements-docs.lock"), pinned("requirements-viz.lock")):
        assert {name: more[name] for name in more if name in known} == {
            name: known[name] for name in known if name in more
        }


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-study.lock", "requirements-dev.lock"])
def test_a_lock_that_tests_run_with_holds_what_its_packages_ask_for(name):
    locked = pinned(name)
    missing = {
        f"{package} needs {needed}"
        for package in locked
        for needed in map(Requirement, requires(package) or ())
        if needed.marker is None or needed.marker.evaluate({"extra": ""})
        if canonicalize_name(needed.name) not in locked
    }
    assert missing == set()
