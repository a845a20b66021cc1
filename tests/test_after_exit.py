"""Every kind of programme says what becomes of its help after exit, and does as it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.interventions import AFTER_EXIT, KINDS
from model.interventions.chronic_care import drugs_paid, stays_spared
from model.interventions.debt_resolution import MEDIATED, NOT_MEDIATED
from model.interventions.ecological_work import labour_taken
from model.interventions.education_support import aided
from model.interventions.health_cover import help_with_premium
from model.interventions.photovoltaic import effort_for_dividends
from model.interventions.points_supermarket import effort_for_points
from model.interventions.public_posts import labour_of_post
from model.interventions.treat_first import advance_share
from model.interventions.village_helpers import help_with_work
from model.interventions.winter_fodder import winter_spared
from model.livelihoods import CONTRACT_FARMING
from model.luck import family
from model.phases.menu import appeal
from model.records import EXITED, LISTED, NEVER_LISTED, ORGANISED_JOB, Household
from model.rolls import HERD_INSURED, PRICE_INSURED
from model.targeting import DECISIONS, Target, reached, support
from tests.handmade_county import SOON, START, county_of, flowed, live, records

BEFORE, NEXT_ROUND, YEAR = 18, 4, 13  # months in support; then some without a round of admissions; then all rounds
ON_OR_OFF = {"treat_first"}  # half the support still opens the counter
FOREVER = 30_000
each_kind = pytest.mark.parametrize("kind", KINDS)

# What a programme does to a household beside paying, by (h, its numbers, share, county): the same for the unreached.
EFFECTS = {
    "chronic_care": lambda h, n, share, c: (stays_spared(h, n, share), drugs_paid(h, n, share)),
    "ecological_work": lambda h, n, share, c: (labour_taken(h, n, share),),
    "education_support": lambda h, n, share, c: (aided(h, n, share),),
    "health_cover": lambda h, n, share, c: (help_with_premium(h, n, share, c),),
    "photovoltaic": lambda h, n, share, c: (effort_for_dividends(h, n, share),),
    "points_supermarket": lambda h, n, share, c: (effort_for_points(h, n, share),),
    "public_posts": lambda h, n, share, c: (labour_of_post(h, n, share),),
    "treat_first": lambda h, n, share, c: (1.0 - advance_share(h, n, 0.5, share, False),),
    "village_helpers": lambda h, n, share, c: (help_with_work(h, n, share),),
    "winter_fodder": lambda h, n, share, c: (winter_spared(h, n, share),),
}
# Which households (or persons) hold what a programme has granted for a term.
HOLDS = {
    "cattle_loan": lambda w: (w.households.loan > 0) | (w.households.shares > 0),
    "debt_resolution": lambda w: w.households.mediated == MEDIATED,
    "labour_transfer": lambda w: w.persons.job == ORGANISED_JOB,
    "leader_firm": lambda w: w.households.livelihoods & CONTRACT_FARMING > 0,
    "livestock_insurance": lambda w: w.households.rolls & HERD_INSURED > 0,
    "photovoltaic": lambda w: w.households.pv_kind > 0,
    "price_insurance": lambda w: w.households.rolls & PRICE_INSURED > 0,
}


def in_support(kind, register=LISTED, share=1.0, **values):
    """A county of one standing, after a year and a half with a programme for its own target."""
    programme = replace(KINDS[kind](), **{"start": START} | SOON.get(kind, {}) | values)
    if hasattr(programme, "over"):
        programme = replace(programme, over=1)
    world = county_of({kind: programme})
    world.households.register = register
    live(world, BEFORE, share)
    world.households.bill_month = np.where(world.households.bill_month > 0, world.month, 0)  # ill anew, some of them
    return world


def left(world, share=0.0):
    """The same county, all of it taken off the register, with this share of support left."""
    world.households.register, world.households.support_until = EXITED, FOREVER
    rules = world.numbers["register"]
    rules["after_exit"], rules["strength"], rules["taper"] = 12 if share > 0.0 else 0, share, 0.0
    return world


def admitted(world):
    """Households admitted in all years so far."""
    return sum(need.admitted for need in world.treasury.needs.values())


def effects(world, kind, share):
    """What the programme does to each household beside paying: float[households, effects]."""
    numbers, county = world.numbers[0][kind], world.county[0]
    return np.array([EFFECTS[kind](h, numbers, share, county) for h in world.households], float)


def written(world, kind):
    """What the programme writes of households, but for their place on the register: bytes by field."""
    names = sorted(KINDS[kind].WRITES & set(world.households.dtype.names) - {"register"})
    return {name: world.households[name].tobytes() for name in names}


def fades(kind, **values):
    """Half the support brings less than all of it, none brings nothing, and nobody new is admitted."""
    listed, half, none = (in_support(kind, **values) for _ in range(3))
    left(half, 0.5), left(none)
    before = admitted(none)
    if kind in EFFECTS:
        full, part, without = (effects(none, kind, share) for share in (1.0, 0.5, 0.0))
        unreached = records(Household, 1)
        unreached.register = EXITED
        neutral = np.array(EFFECTS[kind](unreached[0], none.numbers[0][kind], 1.0, none.county[0]), float)
        assert (without == neutral).all()
        assert ((neutral <= part) & (part <= full)).all()
        assert (full > neutral).any()
        assert (part < full).any() or kind in ON_OR_OFF
    flows = [flowed(live(world, YEAR, share), kind) for world, share in ((listed, 1.0), (half, 0.5), (none, 0.0))]
    full, part, without = (sum(each.values()) for each in flows)
    assert without == 0
    assert admitted(none) == before
    if kind != "continuity":
        assert 0 < part < full or kind in ON_OR_OFF


def runs_out(kind):
    """Who holds something keeps it, and is paid as before, until its term; nobody new holds it."""
    listed, gone = in_support(kind), left(in_support(kind))
    held, before = HOLDS[kind](gone).copy(), admitted(gone)
    assert held.any()
    live(listed, NEXT_ROUND), live(gone, NEXT_ROUND, 0.0)
    assert (HOLDS[kind](gone) == HOLDS[kind](listed)).all()
    assert flowed(gone, kind).get("households") == flowed(listed, kind).get("households")
    live(gone, YEAR, 0.0)
    assert not (HOLDS[kind](gone) & ~held).any()
    assert admitted(gone) == before


def stays(kind):
    """A year without support leaves the household what a year with it leaves."""
    listed, gone = in_support(kind), left(in_support(kind))
    assert admitted(gone) > 0
    live(listed, YEAR), live(gone, YEAR, 0.0)
    assert written(gone, kind) == written(listed, kind)
    assert flowed(gone, kind).get("households") == flowed(listed, kind).get("households")


def never_tied(kind):
    """Who was taken off the register long ago is treated as if it had never been on it."""
    never, gone = in_support(kind, NEVER_LISTED, 0.0), in_support(kind, EXITED, 0.0)
    assert flowed(gone, kind) == flowed(never, kind) != {}
    assert written(gone, kind) == written(never, kind)


LAWS = {"fades": fades, "runs out": runs_out, "stays": stays, "never tied": never_tied}


def test_the_words_for_what_comes_after_exit_each_have_a_meaning_a_law_and_a_programme():
    assert set(AFTER_EXIT) == set(LAWS) == {cls.AFTER_EXIT for cls in KINDS.values()}
    assert all(meaning.endswith(".") for meaning in AFTER_EXIT.values())


@each_kind
def test_a_programme_does_after_exit_what_it_says(kind):
    LAWS[KINDS[kind].AFTER_EXIT](kind)


@pytest.mark.parametrize("for_post", [False, True])
def test_sunlight_without_a_contract_fades(for_post):
    world = left(in_support("photovoltaic", contract=False, for_post=for_post))
    assert (effects(world, "photovoltaic", 0.0) == 1.0).all()
    assert (effects(world, "photovoltaic", 1.0) > 1.0).any() == for_post
    assert flowed(live(world, YEAR, 0.0), "photovoltaic").get("households", 0) == 0


def test_sunlight_by_contract_is_paid_in_full_for_its_years_and_then_no_more():
    listed, gone = (in_support("photovoltaic", years=3) for _ in range(2))
    live(listed, YEAR), live(left(gone), YEAR, 0.0)
    assert flowed(gone, "photovoltaic") == flowed(listed, "photovoltaic") != {}
    live(gone, 24, 0.0)
    assert flowed(live(gone, YEAR, 0.0), "photovoltaic") == {}


@pytest.mark.parametrize("kind", ["livestock_insurance", "price_insurance"])
def test_a_policy_is_not_renewed_after_exit(kind):
    world = live(left(in_support(kind)), YEAR, 0.0)
    assert not HOLDS[kind](world).any()


def test_cows_placed_with_others_come_back_when_the_loan_is_due_and_its_interest_is_the_households_own():
    world = left(in_support("cattle_loan"))
    placed = (world.households.trusted > 0) | (world.households.shares > 0)
    assert placed.any()
    flows = flowed(live(world, 40, 0.0), "cattle_loan")
    assert "households" in flows
    assert not ((world.households.trusted > 0) | (world.households.shares > 0)).any()
    assert (world.households.loan[placed & (world.households.trustee_failed == 0)] == 0).all()


def test_a_mediated_debt_keeps_its_terms_until_it_is_repaid():
    world = left(in_support("debt_resolution"))
    rows = np.flatnonzero(HOLDS["debt_resolution"](world))
    world.households.cash[rows[0]] -= world.households.debt[rows[0]]
    world.households.debt[rows[0]] = 0
    live(world, 1, 0.0)
    assert world.households.mediated[rows].tolist() == [NOT_MEDIATED, *[MEDIATED] * (len(rows) - 1)]


def test_support_itself_fades_to_the_month_it_was_promised_for():
    world = in_support("continuity", months=12, taper=1.0)
    h = world.households[0]
    h.register, h.support_until = EXITED, world.month + 12
    shares = [support(h, world.month + passed, world.numbers[0].register) for passed in (0, 3, 6, 12, 13)]
    assert shares == pytest.approx([1.0, 0.75, 0.5, 0.0, 0.0])


def test_a_helper_whose_support_has_ended_persuades_nobody_any_more():
    helpers, yard = (replace(KINDS[kind](), start=START) for kind in ("village_helpers", "courtyard"))
    world = county_of({"village_helpers": helpers, "courtyard": yard}, 4)
    world.numbers["village_helpers"]["active"] = 1
    h, bit = world.households[0], KINDS["courtyard"].BIT
    h.register, h.helped = LISTED, 1
    helped = appeal(world.stage, h, world.yearbook[0], bit)
    left(world)
    alone = appeal(world.stage, h, world.yearbook[0], bit)
    assert helped - alone == pytest.approx(world.scenario.processes["adoption"].helper)


def test_a_helper_whose_support_has_ended_finds_nobody_for_other_programmes():
    luck, missed = family("test_after_exit.target", *DECISIONS), Target(who="rural", missed=1.0)
    world = county_of({"village_helpers": replace(KINDS["village_helpers"](), start=START, finds=1.0)}, 40)
    world.numbers["village_helpers"]["active"] = 1
    world.households.register, world.households.helped = LISTED, 1
    assert len(reached(world, missed, luck)) == 40
    assert len(reached(left(world), missed, luck)) == 0
    assert 0 < len(reached(left(world, 0.5), missed, luck)) < 40
