"""Scenarios and single runs show themselves in a notebook that asks for it, with units, and as text alone."""

import re
from types import SimpleNamespace

import pytest

from experiments.display import Grid, html, load_ipython_extension
from experiments.summary import UNITS
from model import load_scenario, simulate
from model.result import UNITS as OF_A_RUN
from tests.as_seen import words_of
from tests.small import small


class Shown(dict):
    """Stands in for the formatter of a notebook: keeps what shows each class."""

    def for_type(self, kind, function):
        self[kind] = function


@pytest.fixture
def shown():
    """What shows each class, once the extension is loaded."""
    formatter = Shown()
    load_ipython_extension(SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": formatter})))
    return lambda finding: " ".join(words_of(formatter[type(finding)](finding)).split())


def test_a_scenario_tells_where_what_when_and_how_sure(shown):
    scenario = load_scenario("kezuohou", "stop_in_2020").with_values({"sample_fraction": 0.25})
    page = shown(scenario)
    assert all(name in page for name in (*scenario.programmes, "Kezuohou Banner", "25 %", "2014-01 to 2024-12"))
    assert "Loans for breeding cows 2014-01 to 2020-12" in page
    assert sum(map(int, re.findall(r"(\d+) (?:found|derived|recalled|guess|setting)", page))) == len(scenario.numbers())


def test_a_programme_without_an_end_is_shown_to_the_end_of_the_run(shown):
    assert "cattle_loan Loans for breeding cows 2014-01 to 2016-02" in shown(small("cattle_loan"))


def test_one_run_is_shown_with_units_and_without_an_interval(shown):
    result = simulate(small("none"), 1)
    page = shown(result)
    assert f"{100 * result.headline['poverty_headcount']:.3g}"[:3] in page
    assert page.count("%") >= 4
    assert "One run has no interval" in page


def test_one_run_shows_itself_with_the_units_that_a_study_has():
    result = simulate(small("none"), 1)
    assert set(OF_A_RUN) == set(result.headline)
    assert {name: UNITS[name] for name in OF_A_RUN} == OF_A_RUN
    page = words_of(result._repr_html_())
    assert re.search(r"net_income_per_head\s+[\d,.e+]+\s+yuan/person/year", page)


def test_what_is_shown_is_text_and_code_between_backticks():
    page = html([Grid(["<b>"], [["<script>"]], "&")], "`a` <i>\n\nagain")
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<code>a</code> &lt;i&gt;</p>" in page
    assert page.count("<p>") == 2
