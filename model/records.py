"""What is remembered of a household, a person, a village and the county: one class each, declared once.

A record class is never instantiated.  Its annotations give the type checker the fields, `dtype_of` gives NumPy and
Numba the layout, and the documentation prints the units and meanings.  Money is whole fen in eight bytes, animals
are whole head, months count from January 2000 (= 1), ages are in months.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.rows import layout_of_rows, rows_of
from model.rule import compiled

NOBODY = -1

# Where a household stands on the register.
NEVER_LISTED, LISTED, EXITED, MONITORED, REMOVED = 0, 1, 2, 3, 4
# Where a household is.
HERE, DISSOLVED, MOVED_AWAY = 0, 1, 2
# A house.
UNSAFE, SAFE, RESETTLED = 0, 1, 2
# What a person does for pay, and what kind of school a pupil attends.
NO_JOB, LOCAL_JOB, MIGRANT_JOB, ORGANISED_JOB = 0, 1, 2, 3
NO_SCHOOL, COMPULSORY, SENIOR_HIGH, UNIVERSITY, DROPPED_OUT = 0, 1, 2, 3, 4
# Disability.
ABLE, PARTIAL, FULL = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Column:
    """Layout, unit and meaning of one field of a record."""

    layout: str
    unit: str
    meaning: str


def column(layout: str, unit: str, meaning: str) -> Any:
    """Declare a field of a record class; `layout` is a NumPy type code, integers signed."""
    if layout.startswith("u"):
        raise TypeError(f"{layout}: integer fields are signed, so that 3 - 5 is -2 compiled and not")
    return Column(layout, unit, meaning)


class Household:
    """One rural household, as the month sees it."""

    id: int = column("i8", "", "identity, from lineage; survives sampling and sorting")
    village: int = column("i4", "", "row of its village")
    kin: int = column("i4", "", "kin group: 8 to 12 neighbouring households")
    first: int = column("i4", "", "row of its first person slot")
    slots: int = column("i2", "slots", "person slots it owns, some of them empty")
    members: int = column("i2", "persons", "living members")
    where: int = column("i1", "", "here, dissolved or moved away")
    register: int = column("i1", "", "never listed, listed, exited, monitored or removed")
    house: int = column("i1", "", "unsafe, safe or resettled")
    insured: int = column("i1", "", "has paid this year's medical insurance")
    dibao: int = column("i1", "persons", "recipients of the minimum living guarantee")
    excluded: int = column("i1", "", "in default: no formal or informal lender will lend")
    loan_mode: int = column("i1", "", "cattle loan: none, own, guaranteed, trustee or shares")
    pv_kind: int = column("i1", "", "photovoltaic: none, central plant or village station")
    eco_worker: int = column("i1", "", "takes part in ecological work")
    helped: int = column("i1", "", "paired with a village helper: not, with real capacity, or in name")
    assisted: int = column("i1", "", "holds this year's place in medical assistance")
    covered: int = column("i1", "", "the health cover has reached it this year")
    one_stop: int = column("i1", "", "is treated first and pays later this year")
    guaranteed: int = column("i1", "persons", "recipients of the guarantee whom the programme brought in")
    guarantee_until: int = column("i2", "month", "last month of that guarantee; 0 while no end is set")
    building: int = column("i1", "", "this month its house is renovated, or it moves: none, renovated or moving")
    supplement: int = column("i1", "persons", "incapable persons drawing the disability supplement")
    able: int = column("i1", "persons", "members with some capacity to work")
    elders: int = column("i1", "persons", "members aged 60 or more")
    pupils: int = column("i1", "persons", "members in school beyond the compulsory years")
    dropouts: int = column("i1", "persons", "children who left school in their compulsory years")
    incapable: int = column("i1", "persons", "members of working age or older without capacity")
    ill: int = column("i1", "persons", "members with a chronic or major illness or a disability")
    jobs: int = column("i1", "persons", "members at paid work away from the farm")
    coped: int = column("i2", "bits", "coping steps taken since the last assessment")
    support_until: int = column("i2", "month", "last month of support after exit")
    at_risk_since: int = column("i2", "month", "when monitoring found it; 0 not followed")
    loan_due: int = column("i2", "month", "month at which the formal loan matures")
    rollovers: int = column("i1", "", "times the formal loan was rolled over")
    trustee_failed: int = column("i1", "", "its trustee or enterprise has failed")
    cows: int = column("i2", "head", "breeding cows in its own yard")
    in_calf: int = column("i2", "head", "of these, in calf")
    heifers: int = column("i2", "head", "young females past their first year")
    heifers_in_calf: int = column("i2", "head", "of these, in calf")
    steers: int = column("i2", "head", "young males past their first year")
    calves: int = column("i2", "head", "born this spring")
    trusted: int = column("i2", "head", "cows kept by a trustee")
    ill_month: int = column("i2", "month", "last month in which labour was lost to illness, disability or death")
    bill_month: int = column("i2", "month", "last month with a large hospital bill")
    mediated: int = column("i1", "", "its informal debt: not mediated, granted this month, or mediated")
    relieved: int = column("i1", "", "temporary relief is granted this month")
    quits: int = column("i1", "", "its pupils beyond the compulsory years stop, for want of money")
    wed_month: int = column("i2", "month", "last month in which a son married")
    split_month: int = column("i2", "month", "last month in which a family left it, or in which it was founded so")
    left: int = column("i2", "month", "month in which it dissolved or moved away; 0 while here")
    livelihoods: int = column("i2", "bits", "taken up beside grain and cattle, and kept: see `livelihoods.py`")
    rolls: int = column("i2", "bits", "programmes in which it has a place: see `rolls.py`")
    learners: int = column("i1", "persons", "children in their compulsory years at school")
    land: float = column("f8", "mu", "land it works")
    let: float = column("f8", "mu", "land it lets out")
    watered: float = column("f8", "share", "of the land it works, irrigated")
    pasture: float = column("f8", "mu", "pasture right")
    planted: float = column("f8", "mu", "standing crop")
    grain: float = column("f8", "kg", "harvest not yet sold")
    inputs_due: int = column("i8", "fen", "crop inputs taken on account, owed until the harvest is sold")
    fodder: float = column("f8", "cows", "cows its own straw and pasture can feed this winter")
    ability: float = column("f8", "log", "fixed effect on labour productivity")
    shock: float = column("f8", "log", "transitory labour productivity, AR(1)")
    labour: float = column("f8", "adults", "capacity left for farm and herd this month")
    cash: int = column("i8", "fen", "money in hand; never negative at month end")
    loan: int = column("i8", "fen", "formal principal outstanding")
    debt: int = column("i8", "fen", "informal debt outstanding")
    shares: int = column("i8", "fen", "capital placed with an enterprise")
    claim: int = column("i8", "fen", "owed to it by its kin; below zero what it owes them")
    loan_offer: int = column("i8", "fen", "cattle loan granted this month, not yet taken up")
    house_due: int = column("i8", "fen", "own share of the house now being built")
    assistance: int = column("i8", "fen", "medical assistance received this year")
    refund: int = column("i8", "fen", "reimbursement due next month")
    bill: int = column("i8", "fen", "hospital and medicine charges of this month, before cover")
    away_bill: int = column("i8", "fen", "of these, from hospitals outside the county")
    drugs: int = column("i8", "fen", "outpatient care and medicine of this month")
    school_due: int = column("i8", "fen", "this month's cost of schooling beyond the compulsory years")
    wages_due: int = column("i8", "fen", "wages and remittances earned this month")
    usual: float = column("f8", "yuan/month", "income it counts on: slow average of what came in")
    habit: float = column("f8", "yuan/month", "what it is used to spending")
    wages: int = column("i8", "fen", "wages and remittances this year")
    crops: int = column("i8", "fen", "crops this year, net of inputs")
    herd: int = column("i8", "fen", "stock sold this year, net of feed and upkeep")
    transfers: int = column("i8", "fen", "dibao, pensions and subsidies this year")
    programme: int = column("i8", "fen", "income from programmes this year: dividends, posts, supplements")
    rent: int = column("i8", "fen", "rent of land let this year")
    interest: int = column("i8", "fen", "interest paid this year")
    spent: int = column("i8", "fen", "consumption this year")
    medical: int = column("i8", "fen", "medical spending out of pocket this year")
    schooling: int = column("i8", "fen", "school spending this year")


class Yearbook:
    """What the December assessment remembers of a household; the same rows as `Household`."""

    cohort: int = column("i1", "", "was listed at the start")
    ever: int = column("i1", "", "was ever listed")
    poor: int = column("i1", "", "below the line at the last assessment")
    poor_any: int = column("i1", "", "below the line, or without a guarantee, at the last assessment")
    poor_real: int = column("i1", "", "below the constant-price line of 2014")
    event: int = column("i1", "", "at this assessment: 1 latent exit, 2 latent return")
    any_event: int = column("i1", "", "the same where a guarantee lost counts as poor")
    cause: int = column("i1", "", "proximate cause of the last return")
    exits: int = column("i2", "", "latent exits so far")
    returns: int = column("i2", "", "latent returns so far")
    poor_years: int = column("i2", "years", "assessments below the line")
    exit_month: int = column("i2", "month", "latent exit now running; 0 when poor or never poor")
    any_exit_month: int = column("i2", "month", "the same where a guarantee lost counts")
    recorded_exit: int = column("i2", "month", "last exit on the register")
    recorded_return: int = column("i2", "month", "last re-listing")
    good_members: int = column("i2", "persons", "members in the last year not poor")
    members: int = column("i2", "persons", "members at the last assessment")
    coped: int = column("i2", "bits", "coping steps taken in that year")
    income: int = column("i8", "fen", "income of that year")
    wages: int = column("i8", "fen", "of it, wages and remittances")
    crops: int = column("i8", "fen", "of it, crops net of inputs")
    herd: int = column("i8", "fen", "of it, stock sold net of feed and upkeep")
    transfers: int = column("i8", "fen", "of it, dibao, pensions and subsidies")
    programme: int = column("i8", "fen", "of it, income from programmes")
    rent: int = column("i8", "fen", "of it, rent of land")
    interest: int = column("i8", "fen", "interest paid in that year, taken off")
    spent: int = column("i8", "fen", "consumption of that year")
    medical: int = column("i8", "fen", "medical spending out of pocket in that year")
    schooling: int = column("i8", "fen", "school spending in that year")
    good_wages: int = column("i8", "fen", "wages in the last year not poor")
    good_crops: int = column("i8", "fen", "crops in that year")
    good_herd: int = column("i8", "fen", "herd income in that year")
    good_transfers: int = column("i8", "fen", "transfers and rent in that year")
    good_programme: int = column("i8", "fen", "programme income in that year")
    good_interest: int = column("i8", "fen", "interest paid in that year")
    good_line: float = column("f8", "yuan/person/year", "line of that year")
    good_cattle: int = column("i4", "head", "cattle at the end of that year")
    good_calf: int = column("i4", "fen", "price of a calf at the end of that year")


class Person:
    """One person, or an empty slot."""

    id: int = column("i8", "", "identity, from lineage")
    born: int = column("i2", "month", "month of birth")
    alive: int = column("i1", "", "the slot is taken")
    female: int = column("i1", "", "sex")
    schooling: int = column("i1", "years", "schooling completed")
    school: int = column("i1", "", "none, compulsory, senior high, university, dropped out")
    chronic: int = column("i1", "", "has a chronic illness")
    disability: int = column("i1", "", "none, partial or full")
    acute: int = column("i1", "months", "of an acute illness left")
    major: int = column("i2", "month", "onset of a major illness; 0 none")
    untreated: int = column("i1", "", "went without care for it")
    married: int = column("i1", "", "married, or once was")
    couple: int = column("i1", "", "family within the household: 0 the oldest, else that of a son who has married")
    job: int = column("i1", "", "none, local, migrant or organised")
    talent: float = column("f8", "sd", "own effect on wages and on being hired, standard normal")


class AtAge:
    """What a month holds for someone of one age, with or without a chronic illness; hazards are monthly."""

    death: float = column("f8", "share/month", "hazard of death")
    birth: float = column("f8", "share/month", "chance that a woman gives birth")
    major: float = column("f8", "share/month", "hazard of a major illness")
    disability: float = column("f8", "share/month", "hazard of a disability")
    chronic: float = column("f8", "share/month", "hazard of a chronic illness; 0 for those who have one")
    stay: float = column("f8", "share/month", "hazard of an acute stay in hospital")
    strength: float = column("f8", "adults", "capacity to work, but for disability and major illness")
    drugs: float = column("f8", "yuan/month", "outpatient care and drugs of a chronic illness, at 2018 prices")
    wed_man: float = column("f8", "share/month", "chance that a single man would marry, were there the money")
    wed_woman: float = column("f8", "share/month", "chance that a single woman marries out")
    seeks: float = column("f8", "share/month", "chance to look for work that nobody of that age exceeds")


class Village:
    """A village (gacha): what its households share."""

    exposure: float = column("f8", "ratio", "drought exposure, mean one")
    water: int = column("i1", "", "has safe water from the start")
    helper: float = column("f8", "share", "of its households that a helper can really serve")
    common_fodder: float = column("f8", "cows", "spare straw and common pasture, in winters of one cow")
    station: int = column("i2", "month", "its photovoltaic station pays from; 0 none")
    idle: int = column("i1", "", "its photovoltaic station is out of order this year")
    fund: int = column("i8", "fen", "collective fund")


class County:
    """What every household of the county faces this month."""

    month: int = column("i8", "month", "calendar month, January 2000 = 1")
    season: int = column("i8", "", "month of the year, 1 to 12")
    year: int = column("i8", "", "calendar year")
    start: int = column("i8", "month", "first month of the run")
    line: float = column("f8", "yuan/person/year", "poverty line of this year")
    real_line: float = column("f8", "yuan/person/year", "the line of 2014 at constant prices")
    monitoring_line: float = column("f8", "yuan/person/year", "line below which monitoring looks")
    wage: float = column("f8", "yuan/month", "migrant wage")
    job_months: float = column("f8", "share", "of a normal month that migrant work lasts")
    cow_price: float = column("f8", "yuan/head", "breeding cow")
    calf_price: float = column("f8", "yuan/head", "weaned calf of six months")
    yearling_price: float = column("f8", "yuan/head", "steer or heifer of twelve months")
    steer_price: float = column("f8", "yuan/head", "steer or heifer of eighteen months")
    maize_price: float = column("f8", "yuan/kg", "maize at the farm gate")
    grain_subsidy: float = column("f8", "yuan/mu", "producer subsidy, paid once a year")
    pension: float = column("f8", "yuan/person/month", "basic pension")
    dibao: float = column("f8", "yuan/person/month", "minimum living guarantee, paid per recipient")
    premium: float = column("f8", "yuan/person/year", "medical insurance, own share")
    prices: float = column("f8", "ratio", "consumer prices, 2018 = 1")
    drought: float = column("f8", "severity", "of this growing season, 0 to 1")
    winter: float = column("f8", "severity", "of this winter, 0 to 1")
    feed: float = column("f8", "ratio", "feed price against a normal year")
    feed_short: float = column("f8", "ratio", "of it, for what the county's herds lack this winter beyond the usual")
    usual_lack: float = column("f8", "share", "of the winters of the herd, those without fodder in the first year")
    subsidy_late: float = column("f8", "months", "by which the subsidy of photovoltaic power is later than usual")
    wedding: float = column("f8", "yuan", "that custom asks for a wedding")
    insured_price: float = column("f8", "yuan/head", "eighteen months' steer, of which insurance makes up what lacks")
    disease: float = column("f8", "severity", "of a cattle-disease outbreak this year, 0 to 1")
    price_shock: float = column("f8", "log", "cattle prices against their path, AR(1)")
    local_price: float = column("f8", "log", "cattle prices against the wider market's, for what the county traded")
    traded: float = column("f8", "head", "cattle bought less cattle sold in this calendar year")
    usual_trade: float = column("f8", "share", "of the herd, the same in the first year")


@cache
def dtype_of(record: type, *, wide: bool = False) -> np.dtype[np.void]:
    """NumPy layout of a record class; `wide` stretches integers to eight bytes for uncompiled runs.

    It is one object for each class: a call of a phase knows that again at once, and would otherwise compare the layouts
    of all its arrays field by field, which takes longer than many phases run.
    """
    columns = columns_of(record).items()
    fields = [(name, "i8" if wide and each.layout.startswith("i") else each.layout) for name, each in columns]
    return layout_of_rows(fields, align=True)


def columns_of(record: type) -> dict[str, Column]:
    """Every declared field of a record class, in order."""
    return {name: value for name, value in vars(record).items() if isinstance(value, Column)}


def blank(record: type, rows: int) -> NDArray[Any]:
    """`rows` zeroed records, readable as `rows[i].field` compiled and in plain Python."""
    return as_records(record, np.zeros(rows, dtype_of(record, wide=not compiled())))


def as_records(record: type, rows: NDArray[Any]) -> NDArray[Any]:
    """Rows of a record class, in its one layout; picking some out of an array has given them a layout of their own."""
    return rows_of(rows, dtype_of(record, wide=not compiled()))
