"""Each row that the sources name is carried by something that exists, or has a reason not to be."""

from collections import Counter

import pytest

from experiments.coverage import GROUPS, Carried, carried, covered, linked, names, rows_of
from model.interventions import KINDS

EVIDENCE = [("facts", "id"), ("interventions", "id"), ("targets", "id"), ("parameters", "symbol"), ("series", "series")]
KNOWN = {row[key] for name, key in EVIDENCE for row in rows_of(name)} | {"budgets", "design"}
EFFECTS = {row["kind"]: row for row in rows_of("effects")}


def made_up(*carriers):
    return Carried("V000", "risk", "hail", "雹", carriers, "It falls.")


def test_every_row_of_the_sources_is_mapped_once_and_nothing_else_is():
    assert [row["id"] for row in rows_of("coverage")] == [row["id"] for row in rows_of("interventions")]
    assert len(carried()) == 134


def test_every_carrier_exists():
    assert sorted({name for row in carried() for name in row.carriers} - names()) == []


def test_a_row_names_a_carrier_once():
    assert [row.id for row in carried() if len(set(row.carriers)) < len(row.carriers)] == []


def test_every_row_says_how_or_why_not_in_a_sentence():
    assert [row.id for row in carried() if len(row.how) < 25 or not row.how.endswith(".")] == []
    assert [row.id for row in carried() if not row.carriers and "nearest" not in row.how and ";" not in row.how] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_programme_carries_some_row(kind):
    assert any(row.is_carried_by(kind) for row in carried())


def test_what_is_known_of_effects_is_written_for_every_kind_and_for_no_other():
    assert sorted(set(EFFECTS) ^ set(KINDS)) == []
    assert len(EFFECTS) == len(rows_of("effects"))


def test_an_effect_is_told_in_sentences_and_rests_on_evidence():
    for kind, row in EFFECTS.items():
        assert row["known"].endswith("."), kind
        assert row["guessed"].endswith("."), kind
        assert set(row["sources"].split(", ")) <= KNOWN, kind


def test_a_programme_counts_before_a_process_and_a_process_before_a_scenario():
    assert made_up("health", "cattle_loan.fails", "future:historical").group == "a programme"
    assert made_up("health.cost_stay", "target.missed", "future:historical").group == "a process"
    assert made_up("future:historical").group == "a scenario"
    assert made_up().group == "outside"
    assert not made_up("health").is_carried_by("cattle_loan")
    assert made_up("cattle_loan.fails").is_carried_by("cattle_loan")


def test_the_counts_are_of_all_rows():
    counts = Counter(row.group for row in carried())
    assert set(counts) <= set(GROUPS)
    sums = [int(cell) for cell in covered("").splitlines()[-1].split("|")[2:4]]
    assert sum(sums) == sum(counts.values()) == 134


def test_a_carrier_leads_to_the_page_of_its_programme():
    assert linked(("tourism.gain", "health")) == "[`tourism.gain`](programmes/tourism.md), `health`"


def test_numbers_processes_and_scenarios_are_names_and_inventions_are_not():
    assert {"health", "tourism", "register.exit_pressure", "target.rank", "policy:none", "future:historical"} <= names()
    assert {"register.mercy", "weather_control", "policy:hope"}.isdisjoint(names())
