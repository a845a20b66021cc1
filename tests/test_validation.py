"""docs/validation.md: what is kept is whole, the document says what is kept, and what was foretold follows from it."""

import json
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments import validation_runs
from experiments.charts_style import svg
from experiments.charts_validation import figures_of
from experiments.estimates import interval_of_mean
from experiments.headline import DONE
from experiments.report_validation import BLOCK, DOCUMENT, every_block, refreshed
from experiments.study import Study
from experiments.validation import ALTERNATIVES, BASELINE, CARRIED_OVER, FOLDER, MIX, PLACE, STUDIES, TRANSFERS, drawn
from experiments.validation_expected import FAR_ABOVE, Pattern, above, below, patterns, told
from experiments.validation_foretold import PREDICTIONS
from experiments.validation_kept import predictions, runs_of, values_of
from experiments.validation_runs import CALIBRATION, FORETOLD, INDEX, hash_of
from experiments.validation_tables import order
from tests.made_up_calibration import SYNTHETIC, TARGETS, design, listed

INDEXED = json.loads((FOLDER / INDEX).read_text("utf-8"))
FEW = (
    SYNTHETIC.replace("points = 30", "points = 12").replace("replicates = 3", "replicates = 2")
    .replace("trials = 6", "trials = 3").replace("wave = 10", "wave = 4").replace("shown = 8", "shown = 4")
) + TARGETS  # fmt: skip
each_study = pytest.mark.parametrize("name", [CALIBRATION, *STUDIES])


@each_study
def test_a_study_is_kept_whole_with_its_date_its_model_and_the_hash_of_every_file(name):
    facts, manifest = INDEXED[name], Study.open(FOLDER / name).manifest
    assert facts["files"] == {path.name: hash_of(path) for path in sorted((FOLDER / name).iterdir())}
    assert {each: facts[each] for each in validation_runs.FACTS} == {
        each: manifest[each] for each in validation_runs.FACTS
    }
    assert len(facts["model_version"]) == 64
    assert facts["started"] < facts["ended"]
    runs = runs_of(name)
    assert len(runs) == facts["runs"] == len(manifest["cases"]) * manifest["replicates"]
    assert set(runs["status"]) == {DONE}
    assert runs["digest"].str.len().eq(64).all()


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_that_is_kept_has_the_cases_that_are_asked_for(name):
    asked = STUDIES[name]
    manifest = Study.open(FOLDER / name).manifest
    points = len(ALTERNATIVES) if name == "structure" else 1 if name == "patterns" else len(drawn(asked.place))
    wanted = [
        (point, policy, future) for point in range(points) for future in asked.futures for policy in asked.policies
    ]
    assert [(each["point"], each["policy"], each["future"]) for each in manifest["cases"]] == wanted
    assert (manifest["replicates"], manifest["sample_fraction"]) == (asked.replicates, asked.sample_fraction)
    assert manifest["place"] == asked.place


def test_the_document_says_what_is_kept_byte_for_byte():
    text = DOCUMENT.read_text("utf-8")
    assert refreshed(text) == text
    assert {found[2] for found in BLOCK.finditer(text)} == {name for name, _ in every_block()}


def test_its_figures_show_what_is_kept_byte_for_byte():
    for name, figure in figures_of(FOLDER).items():
        assert (DOCUMENT.parent / "figures" / f"{name}.svg").read_text("utf-8") == svg(figure), name


def test_the_predictions_follow_from_the_studies_that_are_kept_and_are_noted_with_them():
    stored = FOLDER / PREDICTIONS
    assert stored.read_text("utf-8") == predictions().to_csv(index=False, lineterminator="\n")
    assert INDEXED[PREDICTIONS] == {"studies": list(FORETOLD), "hash": hash_of(stored)}
    rows = pd.read_csv(stored)
    assert set(rows["place"]) == {*TRANSFERS, PLACE}
    assert rows[["estimate", "low", "high", "unit", "policy"]].notna().all(axis=None)
    assert (rows["low"] <= rows["estimate"]).all()
    assert (rows["estimate"] <= rows["high"]).all()
    for place in TRANSFERS:
        years = rows[(rows["place"] == place) & (rows["quantity"] == "registered_households")]["year"]
        assert sorted(years) == list(range(int(years.min()), 2025))


def test_other_places_get_of_what_was_calibrated_only_what_is_no_input_of_theirs():
    assert list(drawn("xingan")) == list(CARRIED_OVER)
    assert set(drawn(PLACE)) > set(CARRIED_OVER)


def test_every_alternative_changes_something_and_says_why():
    design = STUDIES["structure"].design()
    keys = {case.point: case.scenario.key() for case in design.cases if case.policy == MIX}
    assert len(set(keys.values())) == len(ALTERNATIVES)
    assert ALTERNATIVES[0].values == {}
    assert all(each.values and each.why for each in ALTERNATIVES[1:])
    assert len({each.name for each in ALTERNATIVES}) == len(ALTERNATIVES)


def test_every_pattern_can_be_asked_and_says_why_where_it_is_missed():
    values = values_of("patterns")
    found = list(patterns())
    assert {each.number for each in found} == {1, 2, 3, 4, 5, 6}
    assert [each.what for each in found if not each.met(values) and not each.why] == []
    assert len({(each.what, each.policy) for each in found}) == len(found)


def made_up(*values):
    """Values of one quantity in replicates."""
    rows = [("p", "f", replicate, "q", value) for replicate, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["policy", "future", "replicate", "quantity", "value"])


def test_a_level_is_met_by_its_mean_and_a_sign_by_its_whole_interval():
    def ask(values):
        return told(values, "q", "p", "f")

    level = Pattern(1, "level", "p", ask, 1.0, 2.0, "model")
    assert level.met(made_up(0.5, 2.0, 1.5))
    assert not level.met(made_up(0.5, 0.6, 0.7))
    assert above(1, "sign", "p", ask, "model").met(made_up(1.0, 1.1, 0.9))
    assert not above(1, "sign", "p", ask, "model").met(made_up(1.0, 3.0, -1.0))
    assert below(1, "sign", "p", ask, "model", than=FAR_ABOVE).met(made_up(1.0, 1.1, 0.9))
    assert level.expected() == "1.000 to 2.000"
    assert above(1, "sign", "p", ask, "model").expected() == "above 0"
    with pytest.raises(KeyError, match="is not kept"):
        told(made_up(1.0), "other", "p", "f")


def test_an_order_says_where_the_difference_holds_nought():
    noisy, clear = np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.2, 0.3])
    averted = {"cattle_loan": noisy, "photovoltaic": noisy + np.array([0.5, -0.6, 0.0]), "minimum_living": clear}
    assert interval_of_mean(noisy - clear).low < 0
    assert order(averted) == "`cattle_loan` = `photovoltaic` = `minimum_living`"
    assert order(averted | {"photovoltaic": noisy - 2.0, "minimum_living": noisy - 3.0}) == (
        "`cattle_loan` > `photovoltaic` > `minimum_living`"
    )


def test_a_study_is_run_and_kept_with_what_its_lives_say(tmp_path):
    small = replace(STUDIES["patterns"], sample_fraction=0.01, replicates=2, futures=("historical",))
    study = validation_runs.run(small, jobs=1)
    validation_runs.keep(small, study, tmp_path)
    validation_runs.note(tmp_path)
    index = json.loads((tmp_path / INDEX).read_text("utf-8"))
    assert list(index) == ["patterns"]
    values = values_of("patterns", tmp_path)
    late = told(values, "late: unseen", MIX, "historical")
    assert ((late >= 0) & (late <= 1)).all()
    months = study.months.query(f"policy == '{MIX}' and measure == 'registered_households' and month == '2018-12'")
    assert told(values, "registered_households 2018", MIX, "historical") == pytest.approx(months["value"])
    assert set(values["policy"]) == set(small.policies)
    assert len(told(values, "poor_years", BASELINE, "historical")) == 2


def test_a_calibration_is_kept_with_its_tables_and_the_runs_of_its_draws(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", listed)
    monkeypatch.setattr(validation_runs, "DESIGN", design(tmp_path, FEW))
    validation_runs.keep_calibration(1, tmp_path)
    own = tmp_path / CALIBRATION
    assert {"parameters.csv", "targets.csv", "points.csv", "draws.parquet", "finding.md"} < {
        path.name for path in own.iterdir()
    }
    runs = runs_of(CALIBRATION, tmp_path)
    assert runs["point"].nunique() == len(pd.read_parquet(own / "draws.parquet").head(4))
    validation_runs.note(tmp_path)
    assert list(json.loads((tmp_path / INDEX).read_text("utf-8"))) == [CALIBRATION]


def test_the_command_runs_what_it_is_told_and_refuses_what_there_is_not(monkeypatch, capsys):
    done = []
    for name in ("keep_calibration", "note"):
        monkeypatch.setattr(validation_runs, name, lambda *_, name=name: done.append(name))
    monkeypatch.setattr(validation_runs, "run", lambda asked, jobs: (asked.name, jobs))
    monkeypatch.setattr(validation_runs, "keep", lambda _, study: done.append(study))
    monkeypatch.setattr(sys, "argv", ["validation_runs", "xingan", CALIBRATION, "--jobs", "1"])
    validation_runs.main()
    assert done == [("xingan", 1), "keep_calibration", "note"]
    monkeypatch.setattr(sys, "argv", ["validation_runs", "xinan"])
    with pytest.raises(SystemExit):
        validation_runs.main()
    assert "there is no study xinan" in capsys.readouterr().err
