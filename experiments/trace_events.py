"""What happened to a household, in words: two months of its record side by side, and the difference said aloud.

Each rule looks at one part of life and says what changed since the month before, or nothing.  A record is a row of
`Result.watched`: money in fen, the yearbook's fields as `year_`.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from experiments import words
from model.calendar import month_number
from model.livelihoods import ASSETS, CONNECTED, CONTRACT_FARMING, COURTYARD, DRIP_IRRIGATION, ECOMMERCE, TOURISM
from model.messages import _
from model.processes.assessment import CAUSES
from model.processes.living import (
    ARREARS,
    BREEDING_STOCK,
    CUT,
    INFORMAL_CREDIT,
    KIN_LOAN,
    LEAVE_SCHOOL,
    YOUNG_STOCK,
)
from model.records import (
    DISSOLVED,
    EXITED,
    HERE,
    LISTED,
    MONITORED,
    MOVED_AWAY,
    NEVER_LISTED,
    REMOVED,
    RESETTLED,
    SAFE,
)
from model.rolls import CONTRACT, HERD_INSURED, HOME_BED, PLACED, POST, PUPILS, TRAINED

CLASSES = ("cows", "heifers", "steers", "calves", "trusted")
LARGE = 100_000  # fen: smaller changes of debt are not worth a word
# Parts of life, in the order of a timeline's lanes.
POVERTY, FAMILY, HEALTH, WORK, HERD, MONEY, COPING, SUPPORT = (
    "poverty", "family", "health", "work", "herd", "money", "coping", "support",
)  # fmt: skip
LANES = (POVERTY, FAMILY, HEALTH, WORK, HERD, MONEY, COPING, SUPPORT)


class Event(NamedTuple):
    """One thing that happened, and the part of life it belongs to."""

    part: str
    text: str


def lane(part: str) -> str:
    """A part of life, as a timeline names it."""
    return {
        POVERTY: _("poverty"), FAMILY: _("family"), HEALTH: _("health"), WORK: _("paid work"), HERD: _("herd"),
        MONEY: _("credit"), COPING: _("coping"), SUPPORT: _("support"),
    }[part]  # fmt: skip


def first_month(now: Any) -> Event:
    """How a household stands when its story begins."""
    standing = _("listed as poor") if now.register == LISTED else _("not on the register")
    text = _("{standing}; {members} members, {able} able to work, {cattle} cattle, debt {debt} yuan")
    return Event(
        POVERTY,
        text.format(standing=standing, members=now.members, able=now.able, cattle=cattle(now), debt=_yuan(now.debt)),
    )


def happened(before: Any, now: Any, line: float) -> Iterator[Event]:
    """Everything that changed between two months of one household; `line` is this month's, yuan a head and year."""
    if before.where != HERE:
        return
    if now.where != HERE:
        yield Event(
            FAMILY, {DISSOLVED: _("the household dissolves"), MOVED_AWAY: _("the household moves away")}[now.where]
        )
        return
    for rule in RULES:
        yield from rule(before, now)
    yield from _assessed(before, now, line)


def _family(before: Any, now: Any) -> Iterator[Event]:
    if now.wed_month > before.wed_month:
        yield Event(FAMILY, _("a son marries"))
    if now.split_month > before.split_month:
        yield Event(FAMILY, _("a son's family founds a home of its own"))
    change = now.members - before.members
    if change > 0:
        yield Event(FAMILY, _("a new member, {members} now").format(members=now.members))
    elif change < 0:
        yield Event(FAMILY, _("members fewer: {lost}, {members} left").format(lost=-change, members=now.members))


def _health(before: Any, now: Any) -> Iterator[Event]:
    month = month_number(now.month)
    if now.ill_month == month and before.ill_month < month - 1:
        yield Event(HEALTH, _("illness or disability costs labour"))
    if now.bill_month == month:
        yield Event(HEALTH, _("a large hospital bill"))


def _work(before: Any, now: Any) -> Iterator[Event]:
    if now.jobs > before.jobs:
        yield Event(WORK, _("finds paid work ({jobs} at work)").format(jobs=now.jobs))
    elif now.jobs < before.jobs:
        yield Event(WORK, _("paid work ends ({jobs} at work)").format(jobs=now.jobs))
    if now.eco_worker > before.eco_worker:
        yield Event(SUPPORT, _("ecological work begins"))
    elif now.eco_worker < before.eco_worker:
        yield Event(SUPPORT, _("ecological work ends"))
    for field, meanings in (("livelihoods", _livelihoods()), ("rolls", _rolls())):
        for bit, begins in meanings.items():
            if getattr(now, field) & bit > getattr(before, field) & bit:
                yield Event(SUPPORT, begins)


def _rolls() -> dict[int, str]:
    return {
        POST: _("a member is given a public post"),
        CONTRACT: _("a doctor is contracted for its ill"),
        HOME_BED: _("a bed at home is set up for the ill"),
        TRAINED: _("its able members are trained"),
        PLACED: _("a member is placed in an organised job"),
        PUPILS: _("its pupils are supported"),
        HERD_INSURED: _("its cows are insured"),
    }


def _livelihoods() -> dict[int, str]:
    return {
        COURTYARD: _("a courtyard to sell from is set up"),
        DRIP_IRRIGATION: _("drip irrigation is laid"),
        ECOMMERCE: _("begins to sell online"),
        TOURISM: _("begins to take guests"),
        ASSETS: _("has a share in public assets"),
        CONTRACT_FARMING: _("a firm takes it under contract"),
        CONNECTED: _("road and water reach its village"),
    }


def _herd(before: Any, now: Any) -> Iterator[Event]:
    born = now.calves - before.calves
    change = cattle(now) - cattle(before)
    if now.cows + now.trusted > before.cows + before.trusted and now.loan > before.loan:
        yield Event(
            HERD, _("buys {count} cows on loan").format(count=now.cows + now.trusted - before.cows - before.trusted)
        )
    elif change > 0 and born == change:
        yield Event(HERD, _("calves born: {count}").format(count=born))
    elif change > 0:
        yield Event(HERD, _("cattle more: {count}, {cattle} now").format(count=change, cattle=cattle(now)))
    elif change < 0:
        yield Event(HERD, _("cattle sold or lost: {count}, {cattle} left").format(count=-change, cattle=cattle(now)))


def _money(before: Any, now: Any) -> Iterator[Event]:
    if now.mediated > before.mediated:
        yield Event(SUPPORT, _("its informal debt is mediated"))
    if now.loan > before.loan:
        yield Event(MONEY, _("takes a cattle loan of {loan} yuan").format(loan=_yuan(now.loan)))
    elif now.excluded > before.excluded:
        yield Event(MONEY, _("defaults: nobody lends to it any more"))
    elif now.loan < before.loan:
        text = (
            _("repays {paid} yuan of the loan, {loan} left")
            if now.loan
            else _("repays the last {paid} yuan of the loan")
        )
        yield Event(MONEY, text.format(paid=_yuan(before.loan - now.loan), loan=_yuan(now.loan)))
    if now.debt - before.debt >= LARGE:
        text = _("informal debt grows by {more} to {debt} yuan")
        yield Event(MONEY, text.format(more=_yuan(now.debt - before.debt), debt=_yuan(now.debt)))
    elif before.debt - now.debt >= LARGE and now.excluded == before.excluded:
        text = _("repays {less} yuan of informal debt, {debt} left")
        yield Event(MONEY, text.format(less=_yuan(before.debt - now.debt), debt=_yuan(now.debt)))


def _coping(before: Any, now: Any) -> Iterator[Event]:
    steps = {
        KIN_LOAN: _("kin help out"),
        YOUNG_STOCK: _("sells young stock to make ends meet"),
        INFORMAL_CREDIT: _("borrows to make ends meet"),
        BREEDING_STOCK: _("sells breeding cows in distress"),
        LEAVE_SCHOOL: _("a child leaves school for want of money"),
        CUT: _("cuts food and care below need"),
        ARREARS: _("leaves bills unpaid"),
    }
    for step, text in steps.items():
        if now.coped & ~before.coped & (1 << step):
            yield Event(COPING, text)


def _support(before: Any, now: Any) -> Iterator[Event]:
    if now.register != before.register:
        yield Event(SUPPORT, _standing(before.register, now.register))
    if now.house != before.house and now.house in (SAFE, RESETTLED):
        yield Event(SUPPORT, _("the house is made safe") if now.house == SAFE else _("moves to a resettlement site"))
    if now.pv_kind > 0 and before.pv_kind == 0:
        yield Event(SUPPORT, _("has a share in a photovoltaic station"))
    if (now.dibao > 0) != (before.dibao > 0):
        yield Event(SUPPORT, _("minimum living guarantee begins") if now.dibao else _("minimum living guarantee ends"))


def _standing(before: int, now: int) -> str:
    if now == LISTED:
        return _("put on the register") if before == NEVER_LISTED else _("put back on the register")
    said = {
        EXITED: _("taken off the register"),
        MONITORED: _("found at risk by monitoring"),
        REMOVED: _("struck off as wrongly listed"),
    }
    return said.get(now, _("its place on the register changes"))


def _assessed(before: Any, now: Any, line: float) -> Iterator[Event]:
    """The assessment of income, and whether poverty was left or came back."""
    if not now.assessed or now.members == 0:
        return
    income = now.year_income / 100 / now.members
    facts = {"income": words.amount(income, 4), "line": words.amount(line, 4)}
    if now.year_exits > before.year_exits:
        text = _("LEAVES POVERTY: income {income} yuan a head, line {line}")
    elif now.year_returns > before.year_returns:
        facts["cause"] = words.cause(CAUSES[now.year_cause])
        text = _("POOR AGAIN: income {income} yuan a head, line {line}; {cause}")
    else:
        text = (
            _("poor: income {income} yuan a head, line {line}")
            if now.year_poor
            else _("income {income} yuan a head, line {line}")
        )
    yield Event(POVERTY, text.format(**facts))


RULES = (_family, _health, _work, _herd, _money, _coping, _support)


def cattle(record: Any) -> Any:
    """Head of cattle of every class, its own and those a trustee keeps."""
    return sum(getattr(record, name) for name in CLASSES)


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.0f}"


def events_of(months: pd.DataFrame) -> pd.DataFrame:
    """Month, part and text of every event in the life of one household, from its record month by month."""
    rows, before = [], None
    for now in months.itertuples(index=False):
        found = [first_month(now)] if before is None else happened(before, now, now.line)
        rows += [(now.month, *event) for event in found]
        before = now
    return pd.DataFrame(rows, columns=["month", "part", "event"])
