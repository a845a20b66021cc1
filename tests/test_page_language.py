"""The page speaks Chinese without a gap, and English where nobody asks otherwise."""

import ast
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from jinja2 import Environment
from jinja2.ext import extract_from_ast
from matplotlib.font_manager import findfont

from experiments import language, lettering, words
from experiments.page.mixes import WHOLE, menu_of
from experiments.report import in_short
from experiments.tables import headline_tables
from model.messages import CATALOGUE
from model.number import CONFIDENCE
from scripts.make_font import every_text
from tests.made_up_study import made_up_study

EXPERIMENTS = Path(words.__file__).parent
SHOWN = [
    *(f"{name}.py" for name in ("words", "tables", "funds", "gains", "costs", "report")),
    *(f"{name}.py" for name in ("lives", "trace", "trace_events")),
    *(f"{name}.py" for name in ("charts", "charts_style", "charts_life")),
    *(f"page/{path.name}" for path in (EXPERIMENTS / "page").glob("*.py")),
]
ASKED_BY_NAME = [*CONFIDENCE, "poor-year averted", "return averted"]  # what the code puts into `_` as a variable


@pytest.fixture(autouse=True)
def own_language():
    """What one test speaks, no other does."""
    before = CATALOGUE.set(None)
    yield
    CATALOGUE.reset(before)


def said(tree):
    """The sentences that a piece of Python passes through `_`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_" and call.args]
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}


def sentences():
    """Everything the page can say."""
    found = set(ASKED_BY_NAME)
    for name in SHOWN:
        found |= said(ast.parse((EXPERIMENTS / name).read_text("utf-8")))
    for path in EXPERIMENTS.rglob("*.j2"):
        tree = Environment().parse(path.read_text("utf-8"))
        found |= {text for _line, _name, text in extract_from_ast(tree, ("_",)) if isinstance(text, str)}
    return found


def test_every_sentence_of_the_page_has_chinese():
    assert sentences() - set(language.chinese()["sentences"]) == set()


def test_no_chinese_is_left_over():
    assert set(language.chinese()["sentences"]) - sentences() == set()


@pytest.mark.parametrize("text", sorted(language.chinese()["sentences"]))
def test_chinese_keeps_the_gaps_that_are_filled_in(text):
    def gaps(sentence):
        return sorted(part.partition("}")[0] for part in sentence.split("{")[1:])

    assert gaps(language.chinese()["sentences"][text]) == gaps(text)


def test_every_unit_of_a_lever_has_chinese():
    whole = menu_of("kezuohou", "historical").whole("as_reported")
    units = {leaf.unit: language.unit(leaf.unit, "zh") for leaf in whole.values()}
    assert {
        unit for unit, chinese in units.items() if any(letter.isascii() and letter.isalpha() for letter in chinese)
    } == set()
    assert language.unit("yuan/household/year", "zh") == "元/户/年"
    assert language.unit("yuan/household/year", "en") == "yuan/household/year"


LEVERS = {path for place in ("kezuohou", "neijiang", "xingan") for path in menu_of(place, "historical").whole(WHOLE)}


@pytest.mark.parametrize("path", sorted(LEVERS))
def test_every_lever_has_chinese(path):
    assert any("一" <= letter <= "鿿" for letter in language.lever(path, "zh"))


@pytest.mark.parametrize("section", ["levers", "levers_in_english"])
def test_levers_that_are_named_are_levers_that_there_are(section):
    assert set(language.chinese()[section]) - LEVERS - {path.partition(".")[2] for path in LEVERS} == set()


def test_every_letter_is_in_the_font_or_in_that_of_matplotlib():
    latin = set(map(chr, TTFont(findfont("DejaVu Sans")).getBestCmap()))
    said = {letter for text in [*every_text(), *sentences()] for letter in text} - {"\n"}
    assert said - lettering.letters() - latin == set()
    assert {letter for letter in said if "\u3000" <= letter <= "\uffef"} - lettering.letters() == set()


def test_the_font_has_a_licence_beside_it():
    assert "SIL OPEN FONT LICENSE Version 1.1" in lettering.FONT.with_name("OFL.txt").read_text("utf-8")
    assert lettering.FONT.stat().st_size < 1_000_000


def test_a_page_carries_the_letters_that_it_has_and_no_others():
    face = lettering.face_of("返贫 return")
    assert face == lettering.face_of("return 贫返贫")
    assert lettering.face_of("return") == ""
    data = b64decode(face.partition("base64,")[2].partition(")")[0])
    assert set(map(chr, TTFont(BytesIO(data)).getBestCmap())) == {"返", "贫"}


def test_tables_and_sentences_of_a_study_are_told_in_the_language_asked_for():
    study = made_up_study()
    english = [table.title for table in headline_tables(study)]
    language.speak("zh")
    chinese = [table.title for table in headline_tables(study)]
    assert all(any("一" <= letter <= "鿿" for letter in title) for title in chinese)
    assert "贫困年数" in in_short(study)[0]
    language.speak("en")
    assert [table.title for table in headline_tables(study)] == english


@pytest.mark.parametrize(("accepted", "expected"), [("zh-CN,zh;q=0.9", "zh"), ("en-GB,zh;q=0.5", "en"), ("", "en")])
def test_a_browser_says_which_language_it_prefers(accepted, expected):
    assert language.preferred(accepted) == expected
