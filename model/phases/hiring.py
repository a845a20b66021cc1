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
    """Those who look for work this month: rows of persons, their ids, how long each would wait; how many they are."""

    rows: Any
    ids: Any
    waits: Any
    count: Any


def room_for_seekers(persons: int) -> Seekers:
    """Buffers for as many seekers as there are persons, none of them written down yet."""
    return Seekers(np.empty(persons, np.int64), np.empty(persons, np.int64), np.empty(persons), np.zeros(1, np.int64))


@rule
def ask_for_work(s: Stage, p: Person, row: int, seekers: Seekers) -> None:
    """Write a person down as the next seeker."""
    place = seekers.count[0]
    u = draw4(s.seed, s.replicate, HIRED.number, p.id, s.county[0].month)[0]
    seekers.rows[place] = row
    seekers.ids[place] = p.id
    seekers.waits[place] = wait(p, s.numbers[0].work, u)
    seekers.count[0] = place + 1


@phase
def draw_lots(s: Stage, ids: Any, lots: Any) -> None:
    """Write to `lots`, float64[n], the draws of seekers, for openings held at their path: there nobody competes."""
    for k in range(len(ids)):
        lots[k] = draw4(s.seed, s.replicate, HIRED.number, ids[k], s.county[0].month)[0]


@phase
def start_work(s: Stage, rows: Any, hired: Any) -> None:
    """Those of the seekers who are `hired`, bool[n], have a job from now on."""
    month = s.county[0].month
    for k in range(len(rows)):
        if hired[k]:
            p = s.persons[rows[k]]
            u = draw4(s.seed, s.replicate, HIRED.number, p.id, month)[1]
            p.job = kind_of_job(month - p.born, s.numbers[0].work, u)
