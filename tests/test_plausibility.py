"""The table that holds the model against the evidence: its figures are the evidence's, its verdicts are computed."""

import csv
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.compare import compare
from experiments.headline import DONE, FAILED
from experiments.plausibility import (
    TOLERANCE,
    Row,
    by_replicate,
    judged,
    loans,
    near,
    one_stop,
    outlays,
    paid,
    photovoltaic,
    rows,
)

EVIDENCE = Path(__file__).parents[1] / "docs" / "evidence"
KEYS = {"facts": "id", "targets": "id", "parameters": "symbol"}


def evidence():
    """The rows of the evidence by id or symbol; the first where a symbol has several."""
    found = {"budgets": {}}
    for name, key in KEYS.items():
        with (EVIDENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row[key], row)
    return found


KNOWN = evidence()
REPORTED = {row.pattern: row for row in (*outlays(), *photovoltaic())}


def value(name, column="value"):
    return float(KNOWN[name][column])


def bounds(start):
    """Low and high of the one row that begins so."""
    (row,) = (row for pattern, row in REPORTED.items() if pattern.startswith(start))
    return row.low, row.high


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
    """A hundredth of the county, to the end."""
    return compare("kezuohou", ["none", "as_reported"], replicates=2, seed=1, sample_fraction=0.01, jobs=1)


def test_every_source_is_a_row_of_the_evidence():
    assert [row.source for row in rows() if not set(re.split(r",\s*", row.source)) <= set(KNOWN)] == []


def test_a_pattern_is_named_once_and_its_range_is_the_right_way_round():
    patterns = [row.pattern for row in rows()]
    assert len(patterns) == len(set(patterns))
    assert [row.pattern for row in rows() if not row.low < row.high] == []


def test_outlays_are_held_against_what_was_reported():
    dividend, work = value("F091"), value("b_ecoK", "default") * value("F057")
    assert bounds("cattle loans paid out") == pytest.approx(near(value("F078") / 1e6))
    assert bounds("cattle loans to 2017") == pytest.approx(near(value("n_cattle", "default")))
    assert bounds("ecological work to 2018") == pytest.approx(near(value("F081") / 1e6))
    assert bounds("ecological work in 2018") == pytest.approx(near(work / 1e6), rel=1e-3)
    assert bounds("houses renovated") == pytest.approx(near(value("F104") / 1e6))
    assert bounds("one-stop settlements") == pytest.approx(near(value("F101") / 1e6))
    moved = value("F106") * value("F138") / 1e6
    price = [value("c_reloc", column) for column in ("low", "high")]
    assert bounds("relocation") == pytest.approx([moved * each for each in price])
    assert bounds("village photovoltaic stations") == pytest.approx(near(value("I_pv", "default") / 1e6))
    assert bounds("photovoltaic dividends") == pytest.approx(near(value("F089") * dividend / 1e6))
    assert "1572 + 4973 = 6545" in KNOWN["W096"]["value"]
    plant = 1572 * dividend
    assert bounds("central photovoltaic plant") == pytest.approx(near(plant / 1e6))
    assert bounds("all photovoltaic income") == pytest.approx(near((value("W058") + plant) / 1e6))


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


def test_loans_are_counted_by_what_their_delivery_cost():
    held = made_up_study(
        (0, 2016, "fund:county", "delivery", "cattle_loan", 4000.0),
        (0, 2018, "fund:county", "delivery", "cattle_loan", 4000.0),
        (1, 2017, "fund:county", "builders", "cattle_loan", 4000.0),
    )
    assert loans(held, "as_reported").tolist() == [10.0, 0.0]


def test_every_pattern_has_one_finite_value_in_each_replicate(study):
    for row in rows():
        values = row.values(study, row.policy)
        assert values.shape == (2,), row.pattern
        if row.pattern in REPORTED:
            assert np.isfinite(values).all(), row.pattern
            assert (values > 0.0).all(), row.pattern


def test_the_verdict_is_what_the_numbers_say(study, monkeypatch):
    def asked():
        yield Row("within", "none", 1.0, 3.0, "budgets", lambda study, policy: np.array([1.5, 2.5]))
        yield Row("below", "none", 2.01, 3.0, "budgets", lambda study, policy: np.array([1.5, 2.5]), 2)

    monkeypatch.setattr("experiments.plausibility.rows", asked)
    table = judged(study)
    assert table["met"].tolist() == ["yes", "**no**"]
    assert table["evidence"].tolist() == ["1 to 3", "2.01 to 3.00"]
    assert near(100.0) == pytest.approx((100.0 * (1 - TOLERANCE), 100.0 * (1 + TOLERANCE)))
