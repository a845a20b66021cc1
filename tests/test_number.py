"""Numbers know their unit, range, source and confidence, and refuse what cannot be."""

import math
import pickle
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import ScenarioError, Unfit
from model.frozen import Frozen, Yearly
from model.messages import CATALOGUE, _
from model.number import (
    CONFIDENCE,
    NEVER,
    by_year,
    check,
    choice,
    date,
    declared,
    dtype_of,
    month_name,
    month_number,
    number,
    numbers_of,
    pack,
    season_of,
    year_of,
)
from model.rows import layout_of_rows, rows_of
from tests.toy_world import Health, Herd, Loan, Target, Transfer

SOURCE = {"source": "design", "confidence": "guess"}


def fault(instance) -> str:
    with pytest.raises(ScenarioError) as error:
        check(instance, "toy")
    assert len(error.value.faults) == 1
    return str(error.value)


def test_months_count_from_january_2000_and_zero_is_no_month():
    assert month_number("2000-01") == 1
    assert month_number("2017-07") == 211
    assert (year_of(211), season_of(211)) == (2017, 7)
    assert (year_of(12), season_of(12), year_of(13)) == (2000, 12, 2001)


@given(st.integers(month_number("1950-01"), month_number("2199-12")))
def test_every_month_has_one_name_and_the_name_gives_it_back(month):
    assert month_number(month_name(month)) == month
    assert month_name(month) == f"{year_of(month)}-{season_of(month):02d}"


def test_never_is_later_than_every_month():
    assert month_number("never") == NEVER > month_number("2199-12")
    assert month_name(NEVER) == "never"


@pytest.mark.parametrize(
    "text", ["2014", "2014-13", "2014-00", "14-01", "2014-1", "0214-01", "２０１４-01", "soon", ""]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(Unfit, match="is not a month"):
        month_number(text)


@pytest.mark.parametrize(
    ("unit", "most"),
    [
        ("share", 1),
        ("share of herd", 1),
        ("probability/year", 1),
        ("percent", 100),
        ("shares", 1e15),
        ("yuan/head", 1e15),
    ],
)
def test_the_unit_bounds_what_can_exist(unit, most):
    declared_number = number(0.5, unit=unit, low=0, high=0.6, **SOURCE).metadata["number"]
    assert (declared_number.least, declared_number.most) == (0, most)


def test_a_number_may_be_negative_only_where_the_evidence_is():
    assert number(0.0, unit="share", low=-0.1, high=0.1, **SOURCE).metadata["number"].least == -1
    assert number(0.0, unit="yuan", low=0, high=1, **SOURCE).metadata["number"].least == 0
    assert number(0.0, unit="yuan", low=0, high=1, least=-5, **SOURCE).metadata["number"].least == -5


@pytest.mark.parametrize(
    "wrong",
    [
        {"default": 3.0, "unit": "yuan", "low": 0, "high": 2},
        {"default": 0.5, "unit": "share", "low": 0, "high": 1.5},
        {"default": math.nan, "unit": "yuan", "low": 0, "high": 2},
        {"default": 1.0, "unit": "yuan", "low": 0, "high": math.inf},
        {"default": 1.0, "unit": "yuan", "low": 0, "high": 2, "confidence": "certain"},
        {"default": 1.0, "unit": "yuan", "low": 0, "high": 2, "source": ""},
        {"default": 1.0, "low": 0, "high": 2},
    ],
)
def test_a_number_that_breaks_its_own_declaration_is_refused_at_import(wrong):
    with pytest.raises(ValueError, match=r"number|source"):
        number(**{**SOURCE, **wrong})


def test_a_choice_a_date_and_a_path_that_break_their_declarations_are_refused_at_import():
    with pytest.raises(Unfit, match="Did you mean 'listed'"):
        choice("lisetd", allowed=("all", "listed"))
    with pytest.raises(Unfit, match="is not a month"):
        date("2014-1", **SOURCE)
    with pytest.raises(ValueError, match="number"):
        by_year({2014: 0.5, 2015: 0.9}, unit="share", low=0, high=0.6, **SOURCE)
    with pytest.raises(ValueError, match="at least one year"):
        by_year({}, unit="share", low=0, high=0.6, **SOURCE)


@pytest.mark.parametrize("name", ["base", "size", "flags", "data", "shape", "real", "imag", "mean", "repeat"])
def test_a_field_named_like_a_numpy_attribute_is_refused(name):
    cls = dataclass(frozen=True)(
        type("Toy", (), {name: number(1.0, unit="yuan", low=0, high=2, **SOURCE), "__annotations__": {name: float}})
    )
    with pytest.raises(TypeError, match=f"Toy.{name}: NumPy"):
        numbers_of(cls)


def test_a_field_without_a_declaration_is_refused():
    @dataclass(frozen=True)
    class Bare:
        amount: float = 3.0

    with pytest.raises(TypeError, match=r"Bare.amount: declare it with number\(\)"):
        declared(Bare)


def test_declarations_are_found_by_path_with_the_default_in_force():
    found = declared(Transfer)
    assert list(found) == ["amount", "coverage", "start", "end", "target.who", "target.places", "target.able_to_work"]
    assert found["target.places"].default == 50
    assert found["amount"].unit == "yuan/person/year"
    assert declared(Health)["reimbursed"].source == "reimb"
    assert all(each.confidence in CONFIDENCE and each.unit for each in (found | declared(Health)).values())


def test_numbers_of_a_class_are_what_a_sweep_can_vary():
    assert list(numbers_of(Transfer)) == ["amount", "coverage", "target.places", "target.able_to_work"]
    assert numbers_of(Loan)["principal"].integer
    assert numbers_of(Transfer)["target.able_to_work"].switch


def test_defaults_have_no_faults():
    for cls in (Health, Herd, Transfer, Loan):
        check(cls(), "toy")


@pytest.mark.parametrize(
    ("instance", "said"),
    [
        (Health(admission=1.2), "toy.admission: 1.2 cannot be"),
        (Health(admission=math.nan), "toy.admission: nan is not a finite number"),
        (Health(stay=math.inf), "toy.stay: inf is not a finite number"),
        (Health(stay=-1.0), "toy.stay: -1.0 cannot be"),
        (Health(stay="many"), "toy.stay: 'many' is not a number"),
        (Health(stay=True), "toy.stay: True is not a number"),
        (Health(reimbursed=Yearly({2014: 1.5})), "toy.reimbursed: 1.5 cannot be"),
        (Loan(principal=10.5), "toy.principal: 10.5 is not whole"),
        (Loan(principal=10**400), "toy.principal: 1000"),
        (Herd(cows=0.8), "toy.calves: cows and calves make 1.1"),
        (Transfer(start=month_number("2018-01"), end=month_number("2017-01")), "toy.end: 2017-01 is before start"),
        (
            Transfer(target=Target(who="lisetd")),
            "toy.target.who: 'lisetd' is no choice here. Allowed: all, listed, poor.",
        ),
        (Transfer(target=Target(able_to_work=1)), "toy.target.able_to_work: 1 is not a switch"),
    ],
)
def test_what_cannot_be_is_one_fault_that_names_the_field(instance, said):
    assert fault(instance).startswith(said)


def test_beyond_the_evidence_is_not_what_cannot_be():
    check(Health(admission=0.9), "toy")


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_share_is_accepted_exactly_between_zero_and_one(value):
    coverage = numbers_of(Transfer)["coverage"]
    if 0 <= value <= 1:
        assert coverage.convert(value) == value
        assert math.copysign(1, coverage.convert(value)) == 1  # minus zero is zero, in keys too
    else:
        with pytest.raises(Unfit):
            coverage.convert(value)


def test_numpy_scalars_become_plain_values():
    assert type(numbers_of(Loan)["principal"].convert(np.int64(7000))) is int
    assert type(numbers_of(Loan)["principal"].convert(np.float64(7000))) is int
    assert type(numbers_of(Transfer)["coverage"].convert(np.float32(0.5))) is float
    assert numbers_of(Transfer)["target.able_to_work"].convert(np.True_) is True


def test_values_by_year_hold_until_the_next_year_given():
    path = Yearly({2018: 0.6, 2014: 0.5})
    assert [path.at(year) for year in (2010, 2014, 2017, 2018, 2030)] == [0.5, 0.5, 0.5, 0.6, 0.6]
    assert list(path) == [2014, 2018]


def test_a_packed_instance_carries_every_value():
    packed = pack(Transfer(coverage=0.25, target=Target(who="poor", places=7, able_to_work=True)))
    assert packed.dtype == dtype_of(Transfer)
    assert packed.coverage == 0.25
    assert (packed.target_who, packed.target_places, packed.target_able_to_work) == (2, 7, 1)
    assert packed.start == month_number("2014-01")
    assert packed.dtype["amount"] == np.float64
    assert packed.dtype["target_places"] == np.int64
    assert "reimbursed" not in dtype_of(Health).names


def test_packed_instances_nest_and_read_the_same_in_plain_python():
    layout = layout_of_rows([("health", dtype_of(Health)), ("loan", dtype_of(Loan)), ("month", np.int64)])
    numbers = rows_of(np.zeros(1, layout))[0]
    numbers.health, numbers.loan, numbers.month = pack(Health(stay=2600.0)), pack(Loan()), 5
    assert (numbers.health.stay, numbers.loan.principal, numbers.month) == (2600.0, 30000, 5)


def test_values_are_frozen_equal_by_content_hashable_and_survive_pickling():
    health = Health(stay=2600.0)
    assert pickle.loads(pickle.dumps(health)) == health == replace(Health(), stay=2600.0)
    assert hash(health) == hash(replace(Health(), stay=2600.0))
    with pytest.raises(AttributeError, match="frozen"):
        Frozen({}).other = 1
    with pytest.raises(TypeError):
        health.reimbursed[2014] = 1.0


def test_messages_pass_through_the_catalogue_of_the_moment():
    class Shouting:
        def gettext(self, text):
            return text.upper()

    token = CATALOGUE.set(Shouting())
    try:
        assert _("allowed") == "ALLOWED"
    finally:
        CATALOGUE.reset(token)
    assert _("allowed") == "allowed"
