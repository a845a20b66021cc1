"""The page answers what it should, brings every value into its range, and refuses what nobody of ours would ask."""

import random
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

import pytest

from experiments.design import Case, Design
from experiments.executor import conduct
from experiments.page.app import make_app
from experiments.page.engine import Engine
from experiments.page.guard import HEADERS, LONGEST_QUERY
from experiments.page.state import MOST_REPLICATES, Refused, State, read_state
from model.scenario import load_scenario
from model.simulate import simulate
from tests.asking import ask
from tests.hostile import hostile_request
from tests.made_up_study import made_up_run

SMALL = "place=kezuohou&future=historical&a=as_reported&b=cattle_loan&sample=0.01&replicates=5&seed=1&lang=en"


def made_up_answer(asked, step, go_on, progress):
    """A study of invented runs, at once."""
    cases = tuple(Case(0, each.with_values({"sample_fraction": step.sample})) for each in asked.scenarios)
    design = Design(cases, "none", asked.seed, step.replicates)
    return conduct(design, jobs=1, simulate=made_up_run, progress=progress)


@pytest.fixture(scope="module")
def app():
    engine = Engine(made_up_answer)
    engine.start()
    yield make_app(engine=engine, run=run_once(), studies=Path("no such folder"))
    engine.close()


def run_once():
    """Every run is that of one of two policies, run when first asked for."""
    known = {}

    def run(scenario, seed, replicate, *, each_month, watch):
        key = bool(scenario.programmes), tuple(watch)
        if key not in known:
            small = load_scenario("kezuohou", "as_reported" if key[0] else "none")
            known[key] = simulate(small.with_values({"sample_fraction": 0.01}), 1, 0, watch=watch)
        return known[key]

    return run


def finished(app, query):
    """The facts of a state once all is done."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        answer = ask(app, f"/results?{query}&after=0")
        assert answer.status == 200, answer.text
        if answer.json()["finished"]:
            return answer.json()
    raise AssertionError("it did not finish")


def test_an_address_is_sent_on_to_the_canonical_one_of_its_state(app):
    first = ask(app, "/")
    assert first.status == 303
    assert first.headers["location"].startswith("/?place=kezuohou&future=historical&a=as_reported&b=cattle_loan&")
    assert ask(app, first.headers["location"]).status == 200


def test_the_browser_says_the_language_where_the_address_does_not(app):
    sent = ask(app, "/", headers={"accept-language": "zh-CN,en;q=0.5"})
    assert sent.headers["location"].endswith("&lang=zh")
    page = ask(app, sent.headers["location"]).text
    assert '<html lang="zh-CN">' in page
    assert "贷款养牛" in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_results_name_place_baseline_replicates_and_give_the_command(app, lang):
    html = finished(app, SMALL.replace("lang=en", f"lang={lang}"))["html"]
    for words in ("5", "none", "--sample-fraction 0.01", "--replicates 5", "from experiments import compare", "svg"):
        assert words in html
    assert ("科左后旗" if lang == "zh" else "Kezuohou Banner") in html


def test_no_number_stands_without_its_interval_or_a_reason(app):
    html = finished(app, SMALL)["html"]
    cells = re.findall(r"<td>(.*?)</td>", html, re.DOTALL)
    bare = [cell for cell in cells if re.search(r"\d", cell) and 'class="interval' not in cell]
    assert len(cells) > 50
    assert bare == []


def test_a_page_with_results_shows_them_without_any_script(app):
    finished(app, SMALL)
    page = ask(app, f"/?{SMALL}").text
    assert "<svg" in page
    assert "http-equiv" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a=as_reported&a.cattle_loan.principal=1e18", {"a.cattle_loan.principal": "47700"}),
        ("a=as_reported&a.cattle_loan.principal=-5", {"a.cattle_loan.principal": "16700"}),
        ("a=as_reported&a.cattle_loan.principal=35000", {"a.cattle_loan.principal": None}),
        ("a=as_reported&a.cattle_loan.target.places=9000.4", {"a.cattle_loan.target.places": "9000"}),
        ("a=as_reported&a.cattle_loan.principal=30123.456", {"a.cattle_loan.principal": "30120"}),
        ("sample=7", {"sample": "1"}),
        ("sample=0.00001", {"sample": "0.01"}),
        ("replicates=100000", {"replicates": str(MOST_REPLICATES)}),
        ("seed=9999999999999999999", {"seed": str(2**63 - 1)}),
        ("a=cattle_loan&a.without=photovoltaic", {"a.without": None}),
        ("a=cattle_loan&a.with=photovoltaic&a.photovoltaic.dividend=3100", {"a.photovoltaic.dividend": "3100"}),
        ("a=as_reported&a.without=photovoltaic&a.photovoltaic.dividend=3100", {"a.photovoltaic.dividend": None}),
    ],
)
def test_every_value_is_brought_into_its_range(app, query, expected):
    found = dict(parse_qsl(ask(app, f"/?{query}").headers["location"].partition("?")[2]))
    assert {name: found.get(name) for name in expected} == expected


def test_a_form_says_which_programmes_a_mix_has():
    has = [("form", "1"), ("a", "cattle_loan"), ("a.was", "cattle_loan"), ("a.has", "photovoltaic")]
    mix = read_state(urlencode(has)).mixes["a"]
    assert mix.added == ("photovoltaic",)
    assert mix.left_out == ("cattle_loan",)
    other = read_state(urlencode([("form", "1"), ("a", "none"), *has[2:]])).mixes["a"]
    assert other.untouched
    new = read_state(urlencode([*has, ("b", "photovoltaic")])).mixes["b"]
    assert new.untouched


def test_another_place_begins_with_the_same_policies_as_far_as_it_has_them():
    form = [("form", "1"), ("was", "kezuohou"), ("place", "neijiang"), ("a", "as_reported"), ("a.has", "photovoltaic"),
            ("b", "photovoltaic"), ("open", "photovoltaic"), ("a.photovoltaic.dividend", "3100")]  # fmt: skip
    state = read_state(urlencode(form))
    assert state.place == "neijiang"
    assert {letter: mix.policy for letter, mix in state.mixes.items()} == {"a": "as_reported"}
    assert state.mixes["a"].untouched


@pytest.mark.parametrize("place", ["kezuohou", "neijiang", "xingan"])
def test_a_state_is_what_its_own_address_says(place):
    state = read_state(urlencode({"place": place, "a": "as_reported", "b": "none", "b.with": "health_cover"}))
    assert read_state(state.query()) == state
    assert read_state(state.query()).query() == state.query()


NOWHERE = [b"/static/../../pyproject.toml", b"/static/%2e%2e/x", b"/static/\x00", b"/\xff", b"//", b"/x" * 999]
OURS = ["/", f"/?{SMALL}", "/?a=nothing", "/static/page.js", "/nowhere", f"/results?{SMALL}"]
FILES = {"summary.csv": b"point,policy", "paired.csv": b"point,policy", "funds.csv": b"policy,fund,year",
         "gains.csv": b"policy,", "poverty.svg": b"<?xml", "costs.png": b"\x89PNG", "report.html": b"<!"}  # fmt: skip
WRONG = [
    "place=nowhere", "future=never", "a=nothing", "a.with=nothing&a=none", "a=as_reported&a.cattle_loan.nothing=1",
    "a=as_reported&a.cattle_loan.principal=nan", "a=as_reported&a.cattle_loan.principal=inf", "sample=", "sample=1_0",
    "seed=-1", "seed=1.5", "lang=fr", "open=nothing", "d=none", "unknown=1", "replicates=x", "a=../../etc/passwd",
    "place=%00", "x=%ff", "a=as_reported&a.cattle_loan.principal=" + "9" * 101, "a=" + quote("贷款"),
    "&".join(["open=x"] * 5000),
]  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
@pytest.mark.parametrize("path", ["/", "/results", "/export/summary.csv"])
def test_what_means_nothing_is_refused_in_words(app, path, query):
    answer = ask(app, f"{path}?{query}")
    assert answer.status == 400
    assert "Traceback" not in answer.text
    assert answer.text


def test_what_is_refused_is_told_as_text_not_as_markup(app):
    answer = ask(app, "/?a=" + quote("<script>alert(1)</script>"))
    assert answer.status == 400
    assert "<script>alert" not in answer.text


def test_hostile_queries_never_break_the_page(app):
    luck, seen = random.Random(20260101), set()
    for _each in range(400):
        method, target = hostile_request(luck)
        answer = ask(app, target, method=method)
        assert answer.status < 500, (target, answer.text)
        seen.add(answer.status)
    assert {200, 303, 400} <= seen


@pytest.mark.parametrize("path", NOWHERE)
def test_hostile_paths_lead_nowhere(app, path):
    assert 400 <= ask(app, path).status < 500


@pytest.mark.parametrize(
    "target", ["/", f"/?{SMALL}", "/?a=nothing", "/static/page.js", "/nowhere", f"/results?{SMALL}"]
)
def test_every_answer_has_the_headers_that_keep_it_alone(app, target):
    headers = ask(app, target).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "0.0.0.0"])
def test_a_host_that_is_not_ours_is_refused(app, host):
    assert ask(app, "/", headers={"host": host}).status == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:9000", "127.0.0.1:1"])
def test_our_own_hosts_are_answered(app, host):
    assert ask(app, "/", headers={"host": host}).status == 303


def test_nothing_is_taken_in(app):
    assert ask(app, "/cancel", method="POST", headers={"content-length": "3"}, body=b"abc").status == 413
    assert ask(app, "/cancel", method="POST", headers={"transfer-encoding": "chunked"}, body=b"abc").status == 413
    assert ask(app, "/", method="PUT").status == 405
    assert ask(app, "/cancel").status == 405
    assert ask(app, "/?" + "a" * (LONGEST_QUERY + 1)).status == 414


def test_another_site_gets_no_results_and_stops_no_work(app):
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert ask(app, f"/results?{SMALL}", headers=foreign).status == 403
    assert ask(app, f"/cancel?{SMALL}", method="POST", headers=foreign).status == 403
    assert ask(app, f"/?{SMALL}", headers={**foreign, "sec-fetch-mode": "navigate"}).status == 200


class Seen(HTMLParser):
    """What a page asks of others, what is styled or scripted in place, and which controls have no name."""

    def __init__(self):
        super().__init__()
        self.labelled, self.controls, self.outside, self.inline, self.ids = set(), [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        self.outside += [v for k, v in attrs if k in ("src", "href", "action") and not v.startswith(("/", "#"))]
        if tag == "label":
            self.labelled.add(given["for"])
        hidden = given.get("type") == "hidden"
        if (tag in ("input", "select") and not hidden) or tag == "progress":
            self.controls.append((given.get("id"), "aria-label" in given))
        if tag in ("script", "style") and "src" not in given:
            self.inline.append(tag)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_control_has_a_name_and_nothing_comes_from_elsewhere(app, lang):
    finished(app, SMALL)
    query = read_state(SMALL + "&c=photovoltaic&open=cattle_loan&open=photovoltaic").query()
    page = ask(app, "/?" + query.replace("lang=en", f"lang={lang}"))
    assert page.status == 200
    seen = Seen()
    seen.feed(page.text)
    assert len(seen.controls) > 100
    assert [name for name, named in seen.controls if not named and name not in seen.labelled] == []
    assert seen.outside == []
    assert seen.inline == []
    assert len(seen.ids) == len(set(seen.ids))


def test_a_lever_shows_its_unit_range_and_source(app):
    page = ask(app, f"/?{SMALL}&open=cattle_loan").text
    assert "16700 to 47700 yuan" in page
    assert "F078, n_cattle" in page


def test_files_are_there_once_there_are_results(app):
    fresh = SMALL.replace("seed=1", "seed=77") + "&open=photovoltaic"
    assert ask(app, f"/export/summary.csv?{fresh}").status == 409
    finished(app, fresh)
    html = finished(app, fresh)["html"]
    for name, begins in FILES.items():
        answer = ask(app, f"/export/{name}?{fresh}")
        assert answer.status == 200
        assert answer.body.startswith(begins)
        assert f'download="{name}"' in html
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    chinese = ask(app, f"/export/report.html?{fresh.replace('lang=en', 'lang=zh')}").text
    assert '<html lang="zh-CN">' in chinese


def test_work_is_stopped_when_asked(app):
    assert ask(app, f"/cancel?{SMALL.replace('seed=1', 'seed=123456')}", method="POST").json() == {"stopped": False}


def test_a_state_without_meaning_is_refused_before_anything_is_made():
    with pytest.raises(Refused):
        read_state("place=nowhere")
    assert read_state("").query() == State().query()
