"""What a study is known by: its manifest, the version of the model, and the keys of its runs."""

import importlib
import json
from dataclasses import dataclass, replace
from functools import partial

import pytest

from experiments.design import Case, Design, Run
from experiments.executor import conduct
from experiments.manifest import MANIFEST, Manifest, manifest_in, manifest_of, model_version, run_key, sources
from experiments.manifest_cases import packed, unpacked
from experiments.resume import design_in
from experiments.store import FolderStore
from model import load_scenario
from tests.made_up_study import made_up_run, made_up_scenario


def one_run():
    return Run(Case(0, made_up_scenario("none")), 1, 0)


@pytest.fixture
def folder(tmp_path):
    """A finished study."""
    cases = (Case(0, made_up_scenario("none")), Case(0, made_up_scenario("as_reported")))
    conduct(Design(cases, "none", 1, 2), out=tmp_path, jobs=1, simulate=made_up_run)
    return tmp_path


def test_the_manifest_holds_whole_scenarios_and_what_they_were_run_with(folder):
    manifest = manifest_in(folder)
    assert isinstance(manifest, Manifest)
    scenario = made_up_scenario("as_reported")
    assert manifest.scenarios()[0, "as_reported", "historical"] == scenario.key()
    assert manifest.cases[1]["scenario"] == scenario.resolved()
    assert {"python", "numpy"} <= set(manifest.versions)
    assert manifest.machine["cores"] >= 1


def points(many):
    """Two policies at so many points, which differ in a few numbers."""
    load = partial(load_scenario, "kezuohou", future="historical")
    return tuple(
        Case(point, load(policy=policy).with_values({"herd.restock": 0.1 + point / 100, "months": 24 + point}))
        for point in range(many)
        for policy in ("none", "cattle_loan")
    )


def test_a_case_more_takes_little_room_and_every_case_comes_back_whole(tmp_path):
    sizes = []
    for many in (1, 4):
        manifest = manifest_of(Design(points(many), "none", 1, 2), "", {}, "")
        manifest.save(FolderStore(tmp_path))
        sizes.append((tmp_path / MANIFEST).stat().st_size)
        back = manifest_in(tmp_path)
        assert [case["scenario"] for case in back.cases] == [each.scenario.resolved() for each in points(many)]
        assert back == manifest
        assert design_in(back).cases == points(many)
    assert sizes[1] - sizes[0] < 6 * 1000 < sizes[0]


@pytest.mark.parametrize("other", [{"a": 1.0}, {"a": True}, {"a": [1]}, {"b": 1}, {"a": {"c": 2}}, {}, {"a": {}}])
def test_what_differs_between_two_scenarios_is_told_with_its_kind(other):
    cases = [{"policy": "", "future": "", "titles": {}, "scenario": {"in": each}} for each in ({"a": 1}, other)]
    back = list(unpacked(json.loads(json.dumps(list(packed(cases))))))
    assert repr(back) == repr(cases)


def test_the_key_of_a_run_changes_with_all_that_its_rows_depend_on():
    run = one_run()
    others = [
        (run, "two"),
        (replace(run, seed=2), "one"),
        (replace(run, replicate=1), "one"),
        (replace(run, case=Case(0, made_up_scenario("as_reported"))), "one"),
    ]
    keys = {run_key(run, "one"), *(run_key(*other) for other in others)}
    assert len(keys) == 5
    assert {len(key) for key in keys} == {64}
    assert run_key(replace(run), "one") == run_key(run, "one")


def test_the_version_of_the_model_counts_outside_sources_and_is_unknown_without_them(monkeypatch):
    scenario = made_up_scenario("none")
    own = model_version([scenario], made_up_run)
    assert len(own) == 64
    assert own == model_version([scenario, scenario], made_up_run)
    assert own != model_version([scenario], manifest_in)
    typed_in = dataclass(type("Typed", (), {"__module__": "__main__"}))()
    monkeypatch.delattr("__main__.__file__", raising=False)
    assert model_version([replace(scenario, processes={"typed": typed_in})], made_up_run) == ""
    assert run_key(one_run(), "") == ""


def test_sources_edited_after_they_were_loaded_are_not_what_runs(tmp_path, monkeypatch):
    (tmp_path / "fishing.py").write_text("def simulate(scenario, seed, replicate): ...")
    monkeypatch.syspath_prepend(tmp_path)
    simulate = importlib.import_module("fishing").simulate
    assert model_version([made_up_scenario("none")], simulate)
    (tmp_path / "fishing.py").write_text("def simulate(scenario, seed, replicate): return 1")
    assert model_version([made_up_scenario("none")], simulate) == ""


def test_every_source_of_the_model_counts():
    found = sources("model")
    assert {"simulate.py", "processes/herd.py", "number.py"} <= set(found)
    assert sources("no_such_module") == {}
