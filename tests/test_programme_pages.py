"""Every kind of programme has a page, and the page says what the code and the evidence say now."""

from pathlib import Path

import pytest

from experiments import documents, programme_pages
from experiments.coverage import carried
from experiments.programme_pages import FOLDER, flows, index, page, pages
from model.interventions import KINDS
from model.number import declared

DOCS = Path(__file__).parents[1] / "docs"
PAGES = DOCS / FOLDER
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.mark.parametrize("name", pages())
def test_a_page_is_up_to_date(name):
    path = PAGES / name
    assert path.is_file(), "run: python -m experiments.documents"
    assert path.read_text("utf-8") == pages()[name], "run: python -m experiments.documents"


def test_no_page_is_left_of_a_programme_that_is_gone():
    gone = sorted(path.name for path in PAGES.glob("*.md") if path.name not in pages())
    assert gone == [], "run: python -m experiments.documents"


@each_kind
def test_a_page_has_every_number_and_every_account(kind):
    text = page(kind)
    for path in declared(KINDS[kind]):
        assert f"| {path.removeprefix('target.')} |" in text, path
    for flow in flows():
        assert (f"| {flow.book} | {flow.source} | {flow.target} |" in text) or flow.programme != kind


@each_kind
def test_a_page_names_the_rows_it_carries_and_no_other(kind):
    rows = {row.id for row in carried() if row.is_carried_by(kind)}
    chapter = page(kind).split("## What it carries")[1]
    assert {row.id for row in carried() if f"| {row.id} |" in chapter} == rows


@each_kind
def test_the_index_leads_to_the_page(kind):
    assert f"[`{kind}`]({kind}.md)" in index()
    assert KINDS[kind].TERM in index()


def test_what_the_reported_mix_sets_stands_with_its_own_source():
    assert "| principal | 35,000 | 16,700 to 47,700 | yuan | F078, n_cattle | derived |" in page("cattle_loan")
    assert "| places | no limit | 370 | 250 to 500 | households | F092 | found |" in page("tourism")
    assert "| who | supported | rural |" not in page("monitoring")  # the declared target names the rural itself
    assert "| who | rural | the same |" in page("monitoring")


def test_a_programme_that_the_reported_mix_lacks_says_so(monkeypatch):
    monkeypatch.setattr(programme_pages, "name_in_mix", lambda kind: "")
    text = page("tourism")
    assert text.count("`as_reported` has no such programme") == 2
    assert "the same |" in text
    assert "| 370 |" not in text


def test_a_kind_nobody_has_described_has_no_page(monkeypatch):
    monkeypatch.setattr(programme_pages, "rows_of", lambda name: [])
    with pytest.raises(KeyError, match="tourism"):
        page("tourism")


def test_writing_makes_the_pages_anew_and_removes_those_of_kinds_that_are_gone(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(documents, "FOLDER", tmp_path)
    documents.main()
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / FOLDER).iterdir()}
    assert written == pages()
    (tmp_path / FOLDER / "tourism.md").write_text("old", "utf-8")
    (tmp_path / FOLDER / "alms.md").write_text("old", "utf-8")
    capsys.readouterr()
    documents.main()
    assert capsys.readouterr().out == f"{FOLDER}/tourism.md\n{FOLDER}/alms.md is gone\n"
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / FOLDER).iterdir()} == pages()
