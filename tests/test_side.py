"""What a process or a programme from outside is given, when it acts, and what it leaves: on plain people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest

from model.arithmetic import fen
from model.ledger import HOUSEHOLDS, WAGES, receive
from model.luck import draw4, family
from model.number import Yearly, date, number
from model.plain_people import plain_people
from model.processes import PROCESSES
from model.records import DISSOLVED, SAFE, column
from model.rule import rule
from model.scenario import Scenario, Series
from model.side import Side
from model.simulate import look_back, new_world, simulate
from model.spells import first_rows

LOT = family("tests.side.lot", "begin", "month")
START = 169


class Jar:
    """What a household keeps of its own."""

    coins: int = column("i8", "coins", "in the jar")
    drawn: float = column("f8", "", "the last draw")
    months: int = column("i4", "months", "that the rule has run")


@rule
def fill_jar(h: Any, own: Any, saving: Any, county: Any, ledger: Any, u: Any) -> None:
    """A jar to begin with."""
    own.coins = 10
    own.drawn = u[0]


@rule
def save(h: Any, own: Any, saving: Any, county: Any, ledger: Any, u: Any) -> None:
    """One month."""
    own.coins += saving.coins
    own.drawn = u[1]
    own.months += 1
    receive(h, ledger, WAGES, fen(saving.pay))
    h.wages += fen(saving.pay)


@dataclass(frozen=True, slots=True)
class Saving:
    """Coins and pay."""

    coins: int = number(3, unit="coins/month", low=0, high=9, source="design", confidence="guess")
    pay: float = number(100.0, unit="yuan/month", low=0, high=500, source="design", confidence="guess")
    start: int = date("2014-02", source="design", confidence="guess")
    end: int = date("2014-03", source="design", confidence="guess")
    FIELDS: ClassVar[type] = Jar
    DRAWS: ClassVar[Any] = LOT
    BEGIN: ClassVar[Any] = staticmethod(fill_jar)
    RULE: ClassVar[Any] = staticmethod(save)
    DIVIDES: ClassVar[tuple[str, ...]] = ("coins",)

    def enrol(self, world: Any, own: Any) -> None:
        """The first household gives a coin."""
        own["coins"][0] -= 1

    def measures(self, own: Any, world: Any) -> dict[str, float]:
        """All coins."""
        return {"coins": float(own["coins"].sum())}


def plain(households=3, months=4, **parts: Any) -> Scenario:
    """Only what is given acts."""
    processes = {name: process() for name, process in PROCESSES.items()}
    processes["population"] = replace(processes["population"], households=households)
    processes["assessment"] = replace(processes["assessment"], every=1)
    series = {"exit_line": Series("yuan/person/year", Yearly({2014: 2800.0}))}
    return Scenario("plain", processes=processes | parts, series=series, start=START, months=months, everyday=False)


def test_plain_people_live_alone_were_listed_and_lack_no_guarantee():
    people = plain_people(plain(5))
    h, y, p = people.households, people.yearbook, people.persons
    assert h["id"].tolist() == [1, 2, 3, 4, 5]
    assert h["first"].tolist() == [0, 1, 2, 3, 4]
    for field, value in (("slots", 1), ("members", 1), ("house", SAFE), ("insured", 1), ("where", 0), ("cash", 0)):
        assert set(h[field].tolist()) == {value}, field
    for field in ("cohort", "ever", "members"):
        assert set(y[field].tolist()) == {1}, field
    assert p["id"].tolist() == [1, 2, 3, 4, 5]
    assert p["alive"].tolist() == [1] * 5
    assert (people.villages["water"].tolist(), people.weight) == ([1], 1.0)
    assert people.nbytes == sum(each.nbytes for each in (h, y, p, people.villages))
    assert len(plain_people(replace(plain(10), sample_fraction=0.5)).households) == 5


def test_a_process_begins_before_the_first_month_and_acts_from_its_start_to_its_end():
    world = new_world(plain(saving=Saving()), 5, 2)
    side = world.sides["saving"]
    assert side.own["coins"].tolist() == [10, 10, 10]
    assert side.own["drawn"].tolist() == [draw4(5, 2, LOT.number, row, 0)[0] for row in (1, 2, 3)]
    seen = []
    for world.month in range(START, START + 4):
        side.step(world)
        seen.append(side.own["coins"].tolist())
        if world.month == START + 1:
            assert side.own["drawn"].tolist() == [draw4(5, 2, LOT.number, row, world.month)[1] for row in (1, 2, 3)]
    assert seen == [[10, 10, 10], [12, 13, 13], [14, 16, 16], [14, 16, 16]]
    assert world.ledger[WAGES] == 2 * 3 * 10_000
    assert side.measures(world) == {"coins": 46.0}


def test_who_has_left_is_passed_over():
    world = new_world(plain(saving=Saving()), 5)
    world.households["where"][1] = DISSOLVED
    world.month = START + 1
    world.sides["saving"].step(world)
    assert world.sides["saving"].own["months"].tolist() == [1, 0, 1]


def test_a_home_that_is_founded_takes_its_part_of_what_divides_and_the_rest_as_it_is():
    side = new_world(plain(saving=Saving()), 5).sides["saving"]
    side.own["coins"], side.own["months"] = [10, 20, 31], [1, 2, 3]
    side.divide(np.array([2, 0]), np.array([0.5, 0.25]))
    assert side.own["coins"].tolist() == [8, 20, 16, 15, 2]
    assert side.own["months"].tolist() == [1, 2, 3, 3, 1]


def test_a_class_without_a_rule_is_refused_by_name():
    with pytest.raises(TypeError, match="Jar: a process from outside needs a RULE"):
        Side.of(Jar(), new_world(plain(), 5))


def test_what_brings_nothing_but_a_rule_has_no_fields_no_measures_and_always_acts():
    class Bare:
        RULE: ClassVar[Any] = staticmethod(rule(lambda h, own, numbers, county, ledger, u: None))

    bare = dataclass(frozen=True)(Bare)
    side = Side.of(bare(), new_world(plain(), 5))
    assert side.own.dtype.names == ("nothing",)
    assert side.measures(new_world(plain(), 5)) == {}


def test_what_begin_dealt_is_held_against_the_line_and_no_spell_has_begun():
    world = new_world(plain(saving=Saving()), 5)
    assert world.yearbook["poor"].tolist() == [1, 1, 1]
    assert not any(world.yearbook[name].any() for name in ("event", "poor_years", "exits", "exit_month"))
    world.households["wages"][0] = 10_000_00
    look_back(world)
    assert (world.month, world.assessed) == (START, True)
    assert world.yearbook["poor"].tolist() == [0, 1, 1]
    assert first_rows(world)["listed"].tolist() == [True] * 3


def test_a_run_of_plain_people_tells_their_measures_and_closes_its_books():
    result = simulate(plain(saving=Saving(pay=3000.0, end=START + 2)), 5)
    assert result.series["saving.coins"].tolist() == [30.0, 38.0, 46.0, 46.0]
    ledger = result.ledger
    assert ledger[["account_from", "account_to", "yuan"]].to_numpy().tolist() == [["employers", HOUSEHOLDS, 18_000.0]]
    assert result.spells["outcome"].tolist() == ["returned"] * 3
    assert result.spells["exit_month"].tolist() == [1] * 3
