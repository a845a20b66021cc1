"""Reported against delivered: what is reported is the evidence's, what is delivered is read from the books."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.compare import compare
from experiments.coverage import rows_of
from experiments.delivered import DOCUMENT, END, SIZES, START, UNSEEN, Size, block, count, held
from experiments.headline import DONE, FAILED
from experiments.markdown import shown
from experiments.yardsticks import TOLERANCE, by_replicate, counted, one_stop, paid, ratio, times, together
from model import load_scenario

EVIDENCE = (("facts", "id"), ("targets", "id"), ("parameters", "symbol"))
KNOWN = {}
for name, key in EVIDENCE:
    for row in rows_of(name):
        KNOWN.setdefault(row[key], row)  # the first where a symbol has several
# Where a size is not one figure of the evidence: how it follows from several.
DERIVED = {
    "outlays on water": lambda: sum(map(value, ("F111", "F117", "F119"))) / 1e6,
    "wages in 2018": lambda: value("b_ecoK", "default") * value("F057") / 1e6,
    "dividends in 2021": lambda: value("F089") * value("F091") / 1e6,
    "income in 2021": lambda: (value("W058") + 1572 * value("F091")) / 1e6,
    "persons moved": lambda: value("F106") * value("F138"),
    "cadres at work": lambda: value("F060") + value("F061"),
}
each_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.kind}: {size.what}")


def value(name, column="value"):
    return float(KNOWN[name][column])


def reported(size):
    """What the evidence says of a size; in millions where the row is."""
    for start, derived in DERIVED.items():
        if size.what.startswith(start):
            return derived()
    if size.source == "W096":
        assert "1572 + 4973 = 6545" in KNOWN["W096"]["value"]
        return 1572
    found = value(size.source, "value" if "value" in KNOWN[size.source] else "default")
    return found / 1e6 if "million" in size.what else found


def made_up_study(*entries, replicates=2, failed=()):
    """A ledger of (replicate, year, from, to, programme, yuan) under as_reported, and the runs it came from."""
    columns = ["replicate", "year", "account_from", "account_to", "programme", "yuan"]
    status = [FAILED if replicate in failed else DONE for replicate in range(replicates)]
    case = {"policy": "as_reported", "scenario": {"programmes": {"cattle_loan": {"delivery": 400.0}}}}
    return SimpleNamespace(
        ledger=pd.DataFrame(list(entries), columns=columns).assign(policy="as_reported"),
        runs=pd.DataFrame({"policy": "as_reported", "replicate": range(replicates), "status": status}),
        manifest={"cases": [{"policy": "none", "scenario": {}}, case]},
    )


@pytest.fixture(scope="module")
def study():
    """A fiftieth of the county, to the end."""
    return compare(
        "kezuohou", ["as_reported"], baseline="as_reported", replicates=2, seed=1, sample_fraction=0.02, jobs=1
    )


@each_size
def test_what_is_reported_is_what_the_evidence_says(size):
    assert size.reported == pytest.approx(reported(size), rel=1e-3)


@each_size
def test_a_size_is_one_of_a_programme_of_the_reported_mix(size):
    assert size.kind in load_scenario("kezuohou", "as_reported").kinds.values()
    assert set(re.split(r",\s*", size.source)) <= set(KNOWN)


def test_a_size_is_named_once():
    names = [(size.kind, size.what) for size in SIZES]
    assert len(names) == len(set(names))


def test_what_cannot_be_seen_has_a_source_and_a_reason():
    for kind, said, source, why in UNSEEN:
        assert set(source.split(", ")) <= set(KNOWN), kind
        assert said
        assert len(why) > 20, kind


def test_the_document_has_a_line_for_every_size():
    written = DOCUMENT.read_text("utf-8").split(START)[1].split(END)[0]
    lines = re.findall(r"^\| \[`(\w+)`\]\S+ \| (.+?) \| (.+?) \| .*\] \|", written, re.MULTILINE)
    sizes = [(size.kind, size.what, shown(round(size.reported, size.digits))) for size in SIZES]
    assert lines == sizes, "run: python -m experiments.plausibility"


def test_every_size_has_one_finite_positive_value_in_each_replicate(study):
    for size in SIZES:
        values = size.values(study, "as_reported")
        assert values.shape == (2,), size.what
        assert np.isfinite(values).all(), size.what
        assert (values > 0.0).all(), size.what


def test_the_verdict_is_what_the_numbers_say(monkeypatch):
    def asked(study, policy):
        return np.array([79.0, 81.0])

    sizes = (Size("tourism", "met", 80 / (1 - TOLERANCE), "F092", asked), Size("tourism", "missed", 200, "F092", asked))
    monkeypatch.setattr("experiments.delivered.SIZES", sizes)
    frame = held(made_up_study())
    assert frame["within a fifth"].tolist() == [True, False]
    assert frame["of the reported"].tolist() == ["0.80", "0.40"]
    assert count(frame) == "Of 2 reported sizes, 1 come out within a fifth; not so: missed (`tourism`)."
    assert count(frame[:1]) == "Of 1 reported sizes, 1 come out within a fifth."
    assert "| [`tourism`](programmes/tourism.md) | missed | 200 | 80 [67, 93] | 0.40 | **no** | F092 |" in block(frame)


def test_what_was_paid_is_counted_by_accounts_and_years_in_each_replicate():
    held = made_up_study(
        (0, 2014, "fund:county", "bank", "cattle_loan", 1e6),
        (0, 2018, "fund:county", "delivery", "cattle_loan", 2e6),
        (0, 2019, "fund:county", "bank", "cattle_loan", 4e6),
        (0, 2018, "bank", "households", "cattle_loan", 8e6),
        (0, 2018, "fund:county", "bank", "relocation", 16e6),
        replicates=3,
        failed=[2],
    )
    assert paid("cattle_loan")(held, "as_reported").tolist() == [3.0, 0.0]
    assert paid("cattle_loan", target="bank")(held, "as_reported").tolist() == [1.0, 0.0]
    assert paid("cattle_loan", "bank")(held, "as_reported").tolist() == [8.0, 0.0]
    assert paid("cattle_loan", "", years=(2019, 2019))(held, "as_reported").tolist() == [4.0, 0.0]
    assert by_replicate(held.ledger, held, "none").tolist() == []


def test_one_stop_settlement_counts_every_layer_that_hospitals_got_directly():
    held = made_up_study(
        (0, 2016, "fund:region", "hospitals", "health_cover", 1e6),
        (0, 2017, "fund:region", "hospitals", "health_cover", 2e6),
        (0, 2018, "fund:civil_affairs", "hospitals", "medical_assistance", 4e6),
        (1, 2018, "insurer", "hospitals", "", 8e6),
        (1, 2018, "insurer", "households", "", 16e6),
        (1, 2018, "households", "hospitals", "", 32e6),
    )
    assert one_stop(held, "as_reported").tolist() == [6.0, 8.0]


def test_those_reached_are_counted_by_what_one_of_them_cost():
    held = made_up_study(
        (0, 2016, "fund:county", "delivery", "cattle_loan", 4000.0),
        (0, 2018, "fund:county", "delivery", "cattle_loan", 4000.0),
        (1, 2017, "fund:county", "builders", "cattle_loan", 4000.0),
    )
    to_2017 = counted("cattle_loan", "delivery", target="delivery", years=(2014, 2017))
    assert to_2017(held, "as_reported").tolist() == [10.0, 0.0]
    assert counted("cattle_loan", "delivery")(held, "as_reported").tolist() == [20.0, 10.0]


def test_figures_are_added_scaled_and_divided_replicate_by_replicate():
    def few(study, policy):
        return np.array([1.0, 2.0])

    assert together(few, few)(None, "").tolist() == [2.0, 4.0]
    assert times(10.0, few)(None, "").tolist() == [10.0, 20.0]
    assert ratio(few, few)(None, "").tolist() == [1.0, 1.0]
