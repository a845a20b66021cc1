"""A household's life on the page: found by what happened to it, told in two languages, and the same everywhere."""

import re
import shlex

import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments.cli import app as fanpin
from experiments.lives import KINDS, households_of
from experiments.page.answers import QUICK_SAMPLE
from experiments.page.app import make_app
from experiments.page.engine import Engine
from experiments.page.lives import Lives, Look
from model import load_scenario
from model.simulate import simulate
from tests.asking import ask

STATE = (
    "place=kezuohou&future=historical&a=as_reported&b=none&b.with=cattle_loan&sample=0.01&replicates=5&seed=1&lang=en"
)
SAVED = f"{STATE}&life.left=none&life.right=a&life.who=saved&life.nth=0"


@pytest.fixture(scope="module")
def app():
    return make_app(engine=Engine(lambda *_asked: None))


@pytest.fixture(scope="module")
def pair():
    """One run without programmes and one with all."""
    scenarios = [
        load_scenario("kezuohou", policy).with_values({"sample_fraction": QUICK_SAMPLE})
        for policy in ("none", "as_reported")
    ]
    return [simulate(scenario, 1, 0) for scenario in scenarios]


def shown(app, query):
    answer = ask(app, f"/life?{query}")
    assert answer.status == 200, answer.text
    return answer.text


@pytest.mark.parametrize("kind", KINDS)
def test_households_are_of_the_kind_that_is_asked_for(pair, kind):
    other, under = (result.households.set_index("household") for result in pair)
    ids = households_of(kind, pair[1], pair[0])
    assert len(ids) > 0
    assert under.loc[ids, "listed"].all()
    if kind in ("saved", "harmed"):
        fewer = other.loc[ids, "poor_years"] - under.loc[ids, "poor_years"]
        assert ((fewer > 0) if kind == "saved" else (fewer < 0)).all()
    elif kind != "ordinary":
        returned, exits = under.loc[ids, "returns"] > 0, under.loc[ids, "exits"] > 0
        assert {"returned": returned, "lasting": under.loc[ids, "months_out_at_end"] >= 24, "never_out": ~exits}[
            kind
        ].all()


def test_an_address_is_sent_on_to_the_canonical_one(app):
    assert ask(app, f"/life?{STATE}").headers["location"] == f"/life?{SAVED}"
    same = ask(app, f"/life?{STATE}&life.left=a&life.right=a").headers["location"]
    assert "life.left=none&life.right=a" in same


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_life_is_told_and_said_to_be_made_up(app, lang):
    page = shown(app, SAVED.replace("lang=en", f"lang={lang}"))
    for words in {
        "en": ["does not exist", "LEAVES POVERTY", "11 of 11"],
        "zh": ["并不存在", "脱贫：人均收入", "11 个中的 11 个"],
    }[lang]:
        assert words in page
    assert 'class="differs"' in page


def test_no_english_is_left_in_a_chinese_life(app):
    page = shown(app, SAVED.replace("lang=en", "lang=zh"))
    main = re.sub(r"<code>.*?</code>|<[^>]*>|English|fanpin", " ", page[page.index("<body>") :], flags=re.DOTALL)
    left = set(re.findall(r"[A-Za-z_]{3,}", main)) - {
        "Python",
        "none",
        "as_reported",
        "mix_b",
        "life",
        "svg",
        "png",
        "csv",
        "events",
        "months",
        "toml",
    }
    assert left == set()


def test_the_command_on_the_page_tells_the_same_life(app, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    query = SAVED.replace("life.right=a", "life.right=b")
    page = shown(app, query)
    command = re.search(r"<code>(fanpin trace [^<]*)</code>", page)[1]
    (tmp_path / "mix_b.toml").write_text(ask(app, f"/life/mix_b.toml?{query}").text, "utf-8")
    done = CliRunner().invoke(fanpin, [*shlex.split(command)[1:], "--json"])
    assert done.exit_code == 0, done.stderr
    own = pd.read_csv(pd.io.common.StringIO(ask(app, f"/life/events.csv?{query}").text))
    assert own["event"].tolist() == [event["event"] for event in pd.io.json.ujson_loads(done.stdout)["events"]]


def test_the_picture_is_an_image(app):
    picture = ask(app, f"/life/life.svg?{SAVED.replace('lang=en', 'lang=zh')}")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<?xml")


WRONG = [
    "life.who=nobody",
    "life.left=c",
    "life.id=99999999999999999999",
    "life.nth=-1",
    "life.other=1",
    "life.id=x",
    "life.who=%ff",
]


@pytest.mark.parametrize("part", WRONG)
def test_what_there_is_not_is_refused_in_words(app, part):
    for path in ("/life", "/life/life.svg", "/life/nothing.csv"):
        answer = ask(app, f"{path}?{STATE}&{part}")
        assert answer.status == 400
        assert "Traceback" not in answer.text


def test_a_household_that_is_not_there_is_refused_in_words(app):
    answer = ask(app, f"/life?{STATE}&life.left=none&life.right=a&life.id=5")
    assert answer.status == 400
    assert "no household 5" in answer.text


def test_runs_are_kept_from_one_look_to_the_next():
    run = []

    def counted(scenario, seed, replicate, **how):
        run.append(how["watch"])
        return simulate(scenario, seed, replicate, **how)

    lives, scenarios = Lives(counted), [load_scenario("kezuohou", policy) for policy in ("none", "as_reported")]
    first = lives.life(*scenarios, 1, Look(who="never_out"))
    assert [tuple(each) for each in run] == [(), (), (first.trace.household,), (first.trace.household,)]
    again = lives.life(*scenarios, 1, Look(who="never_out", nth=first.of_kind))
    assert again.look.nth == 0
    assert again.trace.events.equals(first.trace.events)
    assert len(run) == 4
