"""Stored studies on the page: only what is on the list is given out, and numbers are those of the study."""

import json
import os

import pytest

from experiments.page.app import make_app
from experiments.page.engine import Engine
from experiments.page.shelf import Shelf
from experiments.page.study_words import provenance, rows_of, side_by_side
from experiments.study import Study
from experiments.tables import headline_tables
from tests.asking import ask
from tests.made_up_study import made_up_study

SECRET = "nobody may read this"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Two comparisons, a search, an unfinished study, and things that are none."""
    root = tmp_path_factory.mktemp("kept") / "results"
    made_up_study(("none", "as_reported"), 4, root / "first")
    made_up_study(("none", "cattle_loan"), 3, root / "deep" / "second")
    (root / "found" / "figures").mkdir(parents=True)
    (root / "found" / "search.json").write_text(
        json.dumps({"place": "kezuohou", "command": "fanpin search x"}), "utf-8"
    )
    (root / "found" / "front.csv").write_text("mix,poor_years\nfirst,1.23456789\n", "utf-8")
    (root / "found" / "finding.md").write_text("One <b>mix</b> is best.\n", "utf-8")
    (root / "found" / "figures" / "search.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (root / "found" / "key.pem").write_text(SECRET, "utf-8")
    (root / "half").mkdir()
    facts = json.loads((root / "first" / "manifest.json").read_text("utf-8"))
    (root / "half" / "manifest.json").write_text(json.dumps(facts | {"status": "running"}), "utf-8")
    (root / "broken").mkdir()
    (root / "broken" / "manifest.json").write_text("{", "utf-8")
    (root.parent / "outside.csv").write_text(SECRET, "utf-8")
    (root / "found" / "link.csv").symlink_to(root.parent / "outside.csv")
    (root / "elsewhere").symlink_to(root / "first")
    return root


@pytest.fixture(scope="module")
def app(root):
    return make_app(engine=Engine(lambda *_asked: None), studies=root)


def shown(app, part, lang="en"):
    first = ask(app, f"/studies?lang={lang}&{part}")
    assert first.status == 303
    answer = ask(app, first.headers["location"])
    assert answer.status == 200, answer.text
    return answer.text


def file_of(app, study, name):
    return ask(app, f"/studies/file?study.name={study}&study.file={name}")


def test_studies_are_found_below_the_root_and_links_are_not_followed(root):
    entries = Shelf(root).entries()
    assert list(entries) == ["deep/second", "first", "found", "half"]
    assert [entry.plain for entry in entries.values()] == [True, True, False, True]
    assert not entries["half"].finished


def test_a_folder_that_is_not_there_has_no_studies(tmp_path):
    assert Shelf(tmp_path / "nothing").entries() == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_comparison_is_shown_with_the_numbers_of_its_tables(app, root, lang):
    page = shown(app, "study.name=first", lang)
    for table in headline_tables(Study.open(root / "first")):
        for _name, cells in table.rows:
            assert all(cell.value in page for cell in cells)
    assert "fanpin compare kezuohou" in page
    assert ("Where it comes from" if lang == "en" else "来源") in page


def test_comparisons_stand_side_by_side_and_say_what_differs(app, root):
    page = shown(app, "study.name=first&study.name=deep/second")
    assert "first: as_reported" in page
    assert "deep/second: cattle_loan" in page
    entries = Shelf(root).entries()
    differing = {name for name, _told, differs in provenance([entries["first"], entries["deep/second"]]) if differs}
    assert {"replicates", "policies"} <= differing
    assert "seed" not in differing
    table = side_by_side({"first": Study.open(root / "first")})
    assert all(cell.interval for name, cells in table.rows for cell in cells if cell.value not in ("", "–"))


def test_a_search_is_shown_as_it_is_stored(app):
    page = shown(app, "study.name=found")
    assert "One &lt;b&gt;mix&lt;/b&gt; is best." in page
    assert "1.235" in page
    assert "figures/search.svg" in page or "figures%2Fsearch.svg" in page
    assert file_of(app, "found", "figures/search.svg").headers["content-type"] == "image/svg+xml"
    assert file_of(app, "found", "front.csv").text.startswith("mix,")


def test_an_unfinished_study_says_so(app):
    assert "not finished" in shown(app, "study.name=half")


OUTSIDE = [
    "../outside.csv",
    "link.csv",
    "key.pem",
    "/etc/passwd",
    "figures/../key.pem",
    "figures",
    "",
    "%2e%2e/outside.csv",
    ".",
    "manifest.json",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_but_what_is_named_is_given_out(app, name):
    answer = file_of(app, "found", name)
    assert answer.status == 400
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    "name", ["..", "../results/first", "/", "elsewhere", "broken", "first/", "first/parts", "FIRST", "%00", "%ff"]
)
def test_a_name_that_is_not_on_the_list_is_no_study(app, name):
    for path in (f"/studies?study.name={name}", f"/studies/file?study.name={name}&study.file=summary.csv"):
        assert ask(app, path).status == 400


def test_a_long_table_is_cut_and_says_so(tmp_path):
    (tmp_path / "long.csv").write_text("a,b\n" + "x,0.123456\n" * 100, "utf-8")
    head, rows, many = rows_of(tmp_path / "long.csv")
    assert (head, len(rows), many) == (["a", "b"], 60, 100)
    assert rows[0] == ["x", "0.1235"]


def test_a_finding_and_a_figure_are_shown_in_the_language_of_the_page_where_they_are_in_it(root, app):
    assert '<p class="finding" lang="en">One &lt;b&gt;mix' in shown(app, "study.name=found", "zh")
    added = [root / "found" / "finding.zh.md", root / "found" / "figures" / "search.zh.svg"]
    added[0].write_text("一个组合最好。\n", "utf-8")
    added[1].write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    os.utime(root / "found" / "search.json", (2e9, 2e9))  # written anew, so told anew
    try:
        chinese, english = (shown(app, "study.name=found", lang) for lang in ("zh", "en"))
    finally:
        for path in added:
            path.unlink()
    assert '<p class="finding" lang="zh">一个组合最好。' in chinese
    assert "一个组合最好" not in english
    assert [each in chinese for each in ("<figcaption>figures/search.zh.svg", "<figcaption>figures/search.svg")] == [
        True,
        False,
    ]
    assert "<figcaption>figures/search.svg" in english
