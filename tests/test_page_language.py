"""Page, report, figures and command line speak Chinese without a gap, and English where nobody asks otherwise."""

import ast
import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from jinja2 import Environment
from jinja2.ext import extract_from_ast
from matplotlib.font_manager import findfont

from experiments import catalogue, cli_language, language, lettering, words
from experiments.discovery import ABOVE, AMONG, BELOW
from experiments.headline import OWN_UNITS
from experiments.page.mixes import WHOLE, menu_of
from experiments.report import in_short
from experiments.summary import UNITS
from experiments.tables import headline_tables
from model import messages
from model.interventions import KINDS
from model.messages import CATALOGUE
from model.number import CONFIDENCE
from scripts.make_font import every_text
from tests.made_up_study import made_up_study

EXPERIMENTS = Path(words.__file__).parent
PARAMETERS = catalogue.parameters()
SPEAKING = [*EXPERIMENTS.rglob("*.py"), *Path(messages.__file__).parent.rglob("*.py")]
LISTS = (catalogue.places(), catalogue.policies(), catalogue.futures(), catalogue.interventions(), PARAMETERS)
LISTED = {name for table in LISTS for name in table} - {"title", "title_zh", "term_zh", "what", "changes"}
ASKED_BY_NAME = [  # what the code puts into `_` as a variable
    *CONFIDENCE, "poor-year averted", "return averted", *cli_language.AROUND, ABOVE, BELOW, AMONG,
    "point", "policy", "future", "place", *LISTED,
    "answer", "estimate", "low", "high", "tolerance", "calibrate", "check",
]  # fmt: skip


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
    """Everything that can be said."""
    found = set(ASKED_BY_NAME)
    for path in SPEAKING:
        found |= said(ast.parse(path.read_text("utf-8")))
    for path in EXPERIMENTS.rglob("*.j2"):
        tree = Environment().parse(path.read_text("utf-8"))
        found |= {text for _line, _name, text in extract_from_ast(tree, ("_",)) if isinstance(text, str)}
    return found


def test_every_sentence_has_chinese():
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


def test_every_unit_of_a_number_and_of_a_measure_has_chinese():
    units = {*PARAMETERS["unit"], *UNITS.values(), *OWN_UNITS.values()}
    choices = {unit for unit in units if unit.startswith("one of ")}
    left = {unit for unit in units - choices if re.search("[A-Za-z]", language.unit(unit, "zh"))}
    assert left == set()
    assert all(language.unit(unit, "zh").startswith("其一：") for unit in choices)


def test_every_kind_of_programme_is_told_in_chinese():
    assert set(language.chinese()["kinds"]) == set(KINDS)


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
