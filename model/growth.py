"""How a county comes to have more households than at the start: room for their records, and who moves into it."""

from __future__ import annotations

import numpy as np

from model.phases.households import MOST_SLOTS
from model.phases.kin import kin_groups_of
from model.phases.splitting import SPARE_SLOTS, Leaving, find_leaving, found_homes, room_for_leaving
from model.records import Household, Person, Yearbook, blank
from model.world import World

RECORDS = {"households": Household, "yearbook": Yearbook, "persons": Person}
YEAR = 12
ROOM = 1.05  # so much more than is needed is made at once, since making room means copying all records


def split_households(world: World) -> None:
    """Families that divide leave behind a smaller household, and found one at the end of the records.

    It is for the first month after an assessment, when all accounts of the year are empty.
    """
    room = room_for_leaving(len(world.households))
    years = world.scenario.processes["assessment"].every / YEAR
    count = find_leaving(world.stage, room, over_years(world.scenario.processes["splitting"].yearly, years))
    if count == 0:
        return
    leaving = Leaving(*(column[:count] for column in room))
    slots = np.minimum(MOST_SLOTS, leaving.persons + SPARE_SLOTS)
    row, first = len(world.households), len(world.persons)
    members = world.households["members"][leaving.parents].astype(float)
    add_rows(world, "households", count)
    add_rows(world, "yearbook", count)
    add_rows(world, "persons", int(slots.sum()))
    new = world.households[row:]
    new["slots"], new["first"] = slots, first + np.cumsum(slots) - slots
    found_homes(world.stage, leaving, row)
    world.kin = kin_groups_of(world.households["kin"])
    for side in world.sides.values():
        side.divide(leaving.parents, leaving.persons / np.maximum(1, members))


def over_years(yearly: float, years: float) -> float:
    """The chance over some years, or a part of one, of what has this chance in a year."""
    return yearly if years == 1.0 else 1.0 - float((1.0 - yearly) ** years)


def add_rows(world: World, name: str, count: int) -> None:
    """So many blank rows more at the end of one of the world's record arrays."""
    rows = getattr(world, name)
    many, room = len(rows) + count, world.room.get(name)
    if room is None or many > len(room):
        room = blank(RECORDS[name], int(ROOM * many))
        room[: len(rows)] = rows
        world.room[name] = room
    setattr(world, name, room[:many])
