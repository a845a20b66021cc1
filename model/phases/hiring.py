"""Who is hired: a lottery in which the able and the schooled hold more tickets."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.luck import draw4, family
from model.phases.stage import Stage
from model.processes.work import kind_of_job, wait
from model.records import Person
from model.rule import phase, rule

HIRED = family("person.hired", "rank", "kind")


class Seekers(NamedTuple):
    """Those who look for work this month, and how many they are.

    Of each: the row of the person, the id, how long it would wait, and the kind of job it would find.
    """

    rows: Any
    ids: Any
    waits: Any
    kinds: Any
    count: Any


def room_for_seekers(persons: int) -> Seekers:
    """Buffers for as many seekers as there are persons, none of them written down yet."""
    rows, ids, kinds = np.empty(persons, np.int64), np.empty(persons, np.int64), np.empty(persons, np.int8)
    return Seekers(rows, ids, np.empty(persons), kinds, np.zeros(1, np.int64))


@rule
def ask_for_work(s: Stage, p: Person, row: int, seekers: Seekers) -> None:
    """Write a person down as the next seeker."""
    place, work, month = seekers.count[0], s.numbers[0].work, s.county[0].month
    u = draw4(s.seed, s.replicate, HIRED.number, p.id, month)
    seekers.rows[place] = row
    seekers.ids[place] = p.id
    seekers.waits[place] = wait(p, work, u[0])
    seekers.kinds[place] = kind_of_job(month - p.born, work, u[1])
    seekers.count[0] = place + 1


@phase
def draw_lots(s: Stage, ids: Any, lots: Any) -> None:
    """Write to `lots`, float64[n], the draws of seekers, for openings held at their path: there nobody competes."""
    for k in range(len(ids)):
        lots[k] = draw4(s.seed, s.replicate, HIRED.number, ids[k], s.county[0].month)[0]


@phase
def start_work(persons: Any, seekers: Seekers, hired: Any) -> None:
    """Those of the seekers who are `hired`, bool[n], have a job from now on."""
    for k in range(len(hired)):
        if hired[k]:
            persons[seekers.rows[k]].job = seekers.kinds[k]
