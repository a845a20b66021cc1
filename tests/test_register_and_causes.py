"""The register, the assessment and the cause of a return, rule by rule, in amounts worked out by hand."""

from __future__ import annotations

import pytest

from model.processes.assessment import (
    CAUSES,
    LATENT_EXIT,
    LATENT_RETURN,
    Assessment,
    assess,
    cause_of_return,
    is_near_line,
    is_over_indebted,
)
from model.processes.register import Register, review, takes_off
from model.records import (
    DISSOLVED,
    EXITED,
    HERE,
    LISTED,
    MONITORED,
    NEVER_LISTED,
    REMOVED,
    County,
    Household,
    Yearbook,
)
from tests.test_household_rules import one

# --- the register ----------------------------------------------------------------------------------------------------

YEAR = one(County, line=3_000.0, month=300)


def reviewed(register, income, *, secured=True, u=(0.0, 1.0), **fields):
    """A household of one after the review, with its yearbook; `u` are the draws of sight and of pressure."""
    of_year = {name: fields.pop(name) for name in ("ever", "exits", "poor_years") if name in fields}
    h, y = one(Household, register=register, members=1), one(Yearbook, income=income, **of_year)
    review(h, y, secured, YEAR, Register(acts=True, after_exit=24, **fields), (*u, 0.5, 0.5))
    return h, y


def test_who_is_above_the_line_and_secure_is_taken_off_when_seen():
    h, y = reviewed(LISTED, 300_100, u=(0.74, 1.0))
    assert (int(h.register), int(y.recorded_exit), int(h.support_until)) == (EXITED, 300, 324)
    assert int(reviewed(LISTED, 300_100, u=(0.75, 1.0))[0].register) == LISTED
    assert int(reviewed(LISTED, 300_000, u=(0.0, 1.0))[0].register) == LISTED


def test_pressure_takes_off_those_near_the_line_whether_secure_or_not():
    rules = Register()
    assert takes_off(0.81, True, rules, (1.0, 0.34))
    assert takes_off(1.20, False, rules, (0.0, 0.34))
    assert not takes_off(0.81, True, rules, (1.0, 0.35))
    assert not takes_off(0.80, True, rules, (0.0, 0.0))
    assert not takes_off(1.20, False, rules, (0.0, 0.35))


def test_who_was_never_poor_and_has_twice_the_line_is_removed_as_an_error():
    assert int(reviewed(LISTED, 600_100, u=(0.29, 1.0))[0].register) == REMOVED
    for changes in ({"income": 600_000}, {"exits": 1}, {"poor_years": 1}, {"u": (0.30, 1.0)}):
        assert int(reviewed(LISTED, **({"income": 600_100, "u": (0.29, 1.0)} | changes))[0].register) == EXITED


@pytest.mark.parametrize(
    ("register", "ever", "u", "listed", "returned"),
    [
        (EXITED, 1, 0.14, True, True), (EXITED, 1, 0.15, False, False), (MONITORED, 1, 0.14, True, True),
        (MONITORED, 0, 0.03, True, False), (MONITORED, 0, 0.04, False, False), (NEVER_LISTED, 0, 0.03, True, False),
        (NEVER_LISTED, 0, 0.04, False, False), (REMOVED, 1, 0.0, False, False),
    ],
)  # fmt: skip
def test_the_poor_are_put_back_or_found_each_with_its_chance(register, ever, u, listed, returned):
    h, y = reviewed(register, 299_900, u=(u, 1.0), ever=ever)
    assert (int(h.register) == LISTED, int(y.recorded_return) == 300) == (listed, returned)
    assert int(y.ever) == (1 if listed else ever)
    assert int(reviewed(register, 300_000, u=(0.0, 1.0), ever=ever)[0].register) == register


# --- assessment and cause --------------------------------------------------------------------------------------------


def assessed(h, y, *, secured=True, line=3_000.0, real_line=2_500.0, month=300):
    """The events of an assessment, of income alone and with guarantees."""
    assess(h, y, one(County, line=line, real_line=real_line, month=month), Assessment(), 0, secured)
    return int(y.event), int(y.any_event)


def test_poor_is_strictly_below_the_line_in_force_and_below_the_real_line_of_its_own():
    for income, poor, poor_real in ((599_900, 1, 0), (600_000, 0, 0), (499_900, 1, 1), (500_000, 1, 0)):
        y = one(Yearbook)
        assessed(one(Household, members=2, wages=income + 100, interest=100), y)
        assert (int(y.poor), int(y.poor_real), int(y.income), int(y.poor_years)) == (poor, poor_real, income, poor)


def test_exit_and_return_are_noted_with_their_month_and_count():
    h, y = one(Household, members=1), one(Yearbook, poor=1, poor_any=1)
    h.wages = 400_000
    assert assessed(h, y, month=300) == (LATENT_EXIT, LATENT_EXIT)
    assert (int(y.exits), int(y.exit_month), int(y.any_exit_month)) == (1, 300, 300)
    assert assessed(h, y, month=312) == (0, 0)
    h.wages = 200_000
    assert assessed(h, y, month=324) == (LATENT_RETURN, LATENT_RETURN)
    assert (int(y.returns), int(y.exit_month), CAUSES[int(y.cause)]) == (1, 300, "job_loss")
    assert assessed(h, y, month=336) == (0, 0)


def test_who_was_never_poor_before_falls_into_poverty_without_a_return():
    y = one(Yearbook)
    assert assessed(one(Household, members=1, wages=100_000), y) == (0, 0)
    assert (int(y.poor), int(y.returns)) == (1, 0)


def test_the_gone_and_the_empty_are_not_assessed():
    for h in (one(Household, members=1, where=DISSOLVED), one(Household, members=0, where=HERE)):
        y = one(Yearbook, poor=1, event=2, any_event=2)
        assert assessed(h, y) == (0, 0)
        assert int(y.poor_years) == 0


GOOD = {"good_members": 2, "good_wages": 500_000, "good_line": 3_000.0, "good_cattle": 4}


def cause(now, cattle=4, line=3_000.0, calf=5_000.0, **then):
    """The cause of a return of a household of two whose last good year was `then`."""
    h = one(Household, **({"members": 2, "wages": 500_000} | now))
    y = one(Yearbook, **(GOOD | then))
    return CAUSES[cause_of_return(h, y, one(County, line=line, month=300, calf_price=calf), Assessment(), cattle)]


def test_the_cause_of_a_return_is_what_fell_most():
    assert cause({"wages": 300_000}) == "job_loss"
    assert cause({"crops": 100_000}, good_crops=300_000) == "crops"
    assert cause({"wages": 300_000, "crops": 0}, good_crops=300_000) == "crops"
    assert cause({"interest": 90_000}, good_interest=10_000) == "debt"
    assert cause({"programme": 10_000}, good_programme=200_000) == "support_ended"
    assert cause({"rent": 10_000}, good_transfers=200_000) == "support_ended"
    assert cause({"transfers": 500_000, "wages": 400_000}, good_transfers=200_000) == "job_loss"
    assert cause({}, line=3_600.0) == "line_rise"


def test_a_herd_that_shrank_was_lost_and_one_that_did_not_fetched_less():
    assert cause({}, cattle=4, good_herd=300_000) == "herd_sales"
    assert cause({}, cattle=3, good_herd=300_000) == "herd_sales"
    assert cause({}, cattle=2, good_herd=300_000) == "herd_loss"
    assert cause({}, cattle=0, good_herd=300_000, good_cattle=0) == "herd_loss"


def test_illness_is_the_cause_where_somebody_fell_ill_or_a_bill_ate_herd_or_interest():
    assert cause({"wages": 300_000, "ill_month": 277}) == "illness"
    assert cause({"wages": 300_000, "ill_month": 276}) == "job_loss"
    assert cause({"wages": 300_000, "bill_month": 290}) == "job_loss"
    assert cause({"bill_month": 277}, good_herd=300_000) == "illness"
    assert cause({"bill_month": 290, "interest": 90_000}) == "illness"
    assert cause({"bill_month": 276}, good_herd=300_000) == "herd_sales"
    assert cause({"ill_month": 290, "programme": 0}, good_programme=200_000) == "support_ended"


def test_herd_income_is_lost_to_prices_only_where_a_calf_is_cheaper_by_more_than_a_tenth():
    for now, expected in ((6_000.0, "herd_sales"), (4_500.0, "herd_sales"), (4_499.0, "herd_prices")):
        assert cause({}, calf=now, good_herd=300_000, good_calf=500_000) == expected


def test_more_mouths_on_the_same_incomes_are_demography_unless_illness_took_from_them():
    incomes, before = {"wages": 250_000, "crops": 250_000}, {"good_wages": 250_000, "good_crops": 250_000}
    assert cause(incomes | {"members": 4}, **before) == "demography"
    assert cause({"members": 4}) == "demography"  # one income, and it is what it was
    assert cause({"members": 4, "wages": 100_000}) == "job_loss"
    assert cause(incomes | {"members": 4, "ill_month": 290}, **before) == "demography"
    assert cause(incomes | {"members": 4, "wages": 200_000, "ill_month": 290}, **before) == "illness"
    assert cause(incomes | {"members": 3, "wages": 50_000}, **before) == "job_loss"


def test_near_the_line_is_by_income_without_programmes_on_either_side():
    county, rules = one(County, line=3_000.0), Assessment()
    for own, near in ((239_900, False), (240_000, True), (300_000, True), (360_000, True), (360_100, False)):
        assert is_near_line(one(Yearbook, members=1, income=own + 50_000, programme=50_000), county, rules) == near


def test_over_indebted_is_more_than_two_years_of_income_or_of_the_least():
    rules = Assessment()
    for income, loan, debt, over in (
        (500_000, 400_000, 600_000, 0),
        (500_000, 400_001, 600_000, 1),
        (0, 0, 600_000, 0),
        (0, 600_001, 0, 1),
    ):
        assert (
            is_over_indebted(one(Household, loan=loan, debt=debt), one(Yearbook, income=income), rules, 3_000.0) == over
        )
