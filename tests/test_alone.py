"""Each programme alone, in each place: which there are, and how the stored document tells them."""

from __future__ import annotations

import re

import pytest

from experiments import alone
from experiments.alone import DOCUMENT, MIX, NOT_ALONE, PLACES, Place, policies_of, section
from experiments.compare import compare
from model.interventions import KINDS

TEXT = DOCUMENT.read_text("utf-8")
each_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)


@each_place
def test_a_place_has_every_programme_alone_or_says_why_not(place):
    had, refused = policies_of(place.name)
    assert {*had, *refused} == {*KINDS, MIX} - set(NOT_ALONE)
    assert MIX in had
    assert all(len(why) > 20 for why in refused.values())


@each_place
def test_the_document_tells_of_every_policy_of_the_place(place):
    part = TEXT.split(f"## {place.name}\n")[1].split("\n## ")[0]
    had, refused = policies_of(place.name)
    assert [policy for policy in had if f"\n| `{policy}` | " not in part] == []
    assert [policy for policy in refused if f"\n- `{policy}`: " not in part] == []


def test_the_document_says_when_and_by_which_model_it_was_run():
    assert re.search(r"Run on \d{4}-\d\d-\d\d with model version `[0-9a-f]{12}`", TEXT)


def test_a_section_is_written_from_a_study():
    study = compare("kezuohou", ["none", "courtyard", "ecommerce"], replicates=5, sample_fraction=0.002)
    text = section(Place("kezuohou", 0.002), study, {"tourism": "there are no guests."})
    assert "| `courtyard` | -" in text
    assert "| `ecommerce` | 0.000 [0.000, 0.000] | 0.0 [0.0, 0.0] |" in text
    assert text.count("effect too small to tell") >= 1
    assert "- `tourism`: there are no guests." in text


def test_writing_keeps_what_stands_around_the_tables(tmp_path, monkeypatch):
    document = tmp_path / "alone.md"
    document.write_text(f"before\n{alone.START}what was there\n{alone.END}\nafter\n", "utf-8")
    monkeypatch.setattr(alone, "DOCUMENT", document)
    monkeypatch.setattr(alone, "PLACES", (Place("kezuohou", 0.002),))
    monkeypatch.setattr(alone, "policies_of", lambda place: (["courtyard"], {}))
    alone.main()
    text = document.read_text("utf-8")
    assert text.startswith("before\n<!-- alone -->\nRun on ")
    assert text.endswith("<!-- end of alone -->\nafter\n")
    assert "what was there" not in text
