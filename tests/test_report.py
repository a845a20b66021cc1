"""The report: complete, plain, and in need of nothing beside itself."""

import json
import re
from html.parser import HTMLParser

import pytest
from typer.testing import CliRunner

from experiments.charts import FIGURES
from experiments.cli import app as fanpin
from experiments.language import spoken
from experiments.lettering import FAMILY, face_of
from experiments.report import in_short, write_report
from experiments.report_pdf import write_pdf
from experiments.tables import headline_tables
from experiments.words import amount, interval, scale, significant
from tests.made_up_study import POLICIES, made_up_study

EMPTY = {"meta", "br", "link", "img", "hr", "input"}


@pytest.fixture(scope="module")
def study():
    return made_up_study(replicates=4)


@pytest.fixture(scope="module")
def folder(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    assert write_report(study, folder) == folder / "report.html"
    return folder


@pytest.fixture(scope="module")
def page(folder):
    return (folder / "report.html").read_text("utf-8")


class Nesting(HTMLParser):
    """Follows tags, so that one left open is found."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_report_asks_for_nothing_outside_itself(page):
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert "<script" not in page
    assert "@import" not in page
    assert "url(h" not in page


def test_every_tag_is_closed(page):
    parser = Nesting()
    parser.feed(page)
    assert parser.open == []


def test_no_missing_value_shows(page):
    words = re.sub(r"<svg.*?</svg>|<style.*?</style>", "", page, flags=re.DOTALL)
    assert not re.search(r"\b(nan|None|NaN|<NA>|inf)\b", words)


def test_the_fixed_cohort_comes_before_the_risk_after_exit_and_that_before_cost(page):
    places = [
        page.index(words)
        for words in ("difference from none", "poor again after the first exit", "cost per poor-year averted")
    ]
    assert places == sorted(places)


def test_the_report_says_that_return_risk_conditions_on_exit(page):
    assert "policies change who exits" in page


def test_the_report_says_what_it_must_not_be_used_for_and_what_is_left_out(page):
    assert "must not be used to judge a named household" in page
    assert "What is not modelled" in page
    assert "What is assumed" in page


def test_the_report_says_how_to_get_it_again(page, study):
    assert study.manifest["command"] in page
    assert "from experiments import compare" in page
    assert "seed=1" in page


def test_the_figures_stand_in_the_page_and_beside_it(page, folder):
    names = ["poverty", "return_risk", "causes", "costs"]
    assert page.count("<svg ") == len(names)
    assert page.count('role="img" aria-label="') == len(names)
    files = {path.name for path in (folder / "figures").iterdir()}
    assert files == {f"{name}.{form}" for name in names for form in ("svg", "png")}


def test_the_same_study_gives_the_same_page(study, page, tmp_path):
    assert write_report(study, tmp_path).read_text("utf-8") == page


def test_the_page_is_no_larger_than_a_photograph(page):
    assert len(page.encode()) < 1_000_000


def test_a_study_of_one_run_has_a_report(tmp_path):
    page = write_report(made_up_study(("none",), replicates=1), tmp_path).read_text("utf-8")
    assert "One policy, nothing to compare it with" in page
    assert "one run, no intervals" in page


def test_every_policy_has_a_row_in_every_table(study):
    for table in headline_tables(study):
        assert [name.removesuffix(" (level)") for name, _cells in table.rows] == list(POLICIES)
        assert all(len(cells) == len(table.columns) for _name, cells in table.rows)


def test_a_difference_shows_its_sign_and_its_interval(study):
    cell = dict(headline_tables(study)[0].rows)["as_reported"][0]
    assert re.fullmatch(r"−\d\.\d\d", cell.value)
    assert re.fullmatch(r"−\d\.\d\d to −\d\.\d\d", cell.interval)


def test_a_refused_cost_shows_its_reason(study):
    useless = made_up_study(("none", "useless"), replicates=4)
    ratio = dict(headline_tables(useless)[2].rows)["useless"][2]
    assert ratio.value != ""


def test_what_a_policy_does_is_said_in_a_sentence_with_its_interval(study):
    (sentence,) = [each for each in in_short(study) if each.startswith("as_reported")]
    assert re.search(r"against none, .*: \d\.\d\d \(\d\.\d\d to \d\.\d\d\) fewer years in poverty", sentence)
    assert "more of them lastingly out" in sentence


def test_an_unclear_effect_is_called_unclear():
    (sentence,) = in_short(made_up_study(("useless", "no_better"), replicates=3))
    assert "no clear difference in years in poverty: 0 (0 to 0)" in sentence


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1234567.0, "1,230,000"),
        (-0.01234, "−0.0123"),
        (12.0, "12.0"),
        (999.6, "1,000"),
        (float("nan"), "–"),
    ],
)
def test_a_number_shows_three_digits(value, text):
    assert amount(value) == text


def test_a_number_and_its_interval_are_rounded_alike():
    places = significant(3, 2.0, 1.234, 12.34)
    assert (amount(2.0, places=places), interval(1.234, 12.34, places=places)) == ("2.0", "1.2 to 12.3")


def test_proportions_are_read_in_percent_and_outlays_in_millions():
    assert scale("proportion") == (100.0, "%")
    assert scale("yuan of 2018") == (1e-6, "million yuan of 2018")
    assert scale("persons") == (1.0, "persons")


@pytest.fixture(scope="module")
def chinese(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("chinese")
    return write_report(study, folder, "zh")


def test_a_chinese_report_stands_beside_the_english_one(chinese):
    assert chinese.name == "report.zh.html"
    assert {path.name for path in chinese.parent.joinpath("figures").iterdir()} == {
        f"{name}.zh.{form}" for name in FIGURES for form in ("svg", "png")
    }
    assert spoken() == "en"


def test_no_english_sentence_is_left_in_a_chinese_report(chinese):
    text = chinese.read_text("utf-8")
    words = re.sub(r"<svg.*?</svg>|<style.*?</style>|<pre.*?</pre>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert set(re.findall(r"(?:[A-Za-z]{2,} ){3,}", words)) == {"fanpin list parameters "}
    assert "返贫" in words


def test_a_chinese_report_brings_its_letters(chinese, page):
    text = chinese.read_text("utf-8")
    assert text.count("@font-face") == 1
    assert "@font-face" not in page
    assert len(text.encode()) < 1_000_000


def test_what_a_planner_needs_first_comes_first(page):
    first = page[page.index('class="decision"') : page.index("</section>")]
    for words in ("In short", "difference from none", "cost per poor-year averted", "read it before deciding"):
        assert words in first
    titles = ("Evidence", "What is assumed", "How uncertain it is", "What is not modelled", "How to get this again")
    rest = [page.index(f"<h2>{title}</h2>") for title in titles]
    assert rest == sorted(rest)


def test_a_report_as_pdf_has_the_same_bytes_each_time(tmp_path):
    small = tmp_path / "report.html"
    style = f'{face_of("返贫")} p {{ font-family: "DejaVu Sans", "{FAMILY}" }}'
    small.write_text(f"<style>{style}</style><p>return 返贫</p>", "utf-8")
    first = write_pdf(small).read_bytes()
    assert first.startswith(b"%PDF")
    assert write_pdf(small).read_bytes() == first


def test_a_report_as_pdf_fetches_nothing(tmp_path, caplog):
    page = tmp_path / "report.html"
    page.write_text('<img src="http://127.0.0.1:9/x.png"><img src="file:///etc/hostname">', "utf-8")
    write_pdf(page)
    assert caplog.text.count("Failed to load image") == 2


def test_the_command_writes_the_report_of_a_study(tmp_path):
    made_up_study(("none", "as_reported"), 3, tmp_path / "mine")
    done = CliRunner().invoke(fanpin, ["report", str(tmp_path / "mine"), "--language", "zh", "--no-pdf", "--json"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["html"].endswith("report.zh.html")
    assert (tmp_path / "mine" / "report.zh.html").exists()
    missing = CliRunner().invoke(fanpin, ["report", str(tmp_path)])
    assert missing.exit_code == 2
    assert "holds no study" in missing.stderr
