"""Scenario files spoiled by small accidents are either scenarios still, or refused with a reason: never a traceback."""

import random
import re

import pytest

from model.errors import ScenarioError
from model.scenario import load_scenario
from model.scenario_file import AXES, shipped
from tests.toy_world import AS_REPORTED, FLAT, HISTORICAL, PLACE, load, write

MUTATIONS = 200
TOY_FILES = {"toyland": PLACE, "as_reported": AS_REPORTED, "historical": HISTORICAL, "flat": FLAT}
WILD = ["-1", "1e308", "nan", "inf", "0x" + "f" * 5000, "true", "1979-05-27", "[1]", "{}"]
SLIPS = [("en", "ne"), ("=", ":"), ("value", "vlaue"), ("[", "[["), (".", "..")]


def mutated(text: str, chance: random.Random) -> str:
    """The text after one to four small accidents."""
    for _ in range(chance.randint(1, 4)):
        text = spoiled_line(text, chance) if chance.random() < 0.3 else spoiled_character(text, chance)
    return text


def spoiled_line(text: str, chance: random.Random) -> str:
    """A line given twice, or in the place of another."""
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    if chance.random() < 0.5:
        return "\n".join([*lines[:one], lines[one], *lines[one:]])
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def spoiled_character(text: str, chance: random.Random) -> str:
    """Characters lost, added or mistaken, a number gone wild, or a slip made twice."""
    at = chance.randrange(len(text) + 1)
    match chance.randrange(5):
        case 0:
            return text[:at] + text[at + chance.randint(1, 8) :]
        case 1:
            return text[:at] + chance.choice("\"'[]{}=.,#\\\n\x00é0-9 \t_") + text[at:]
        case 2:
            return text[:at] + chance.choice('abz019"[]{}=.,') + text[at + 1 :]
        case 3:
            number = chance.choice(list(re.finditer(r"\b\d+(\.\d+)?\b", text)) or [re.match("", text)])
            return text[: number.start()] + chance.choice(WILD) + text[number.end() :]
    return text.replace(*chance.choice(SLIPS), 2)


def assert_told(error: ScenarioError) -> None:
    """Every fault says what and where."""
    assert error.faults
    assert all(fault.message and (fault.file or fault.key) for fault in error.faults)


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_a_mutated_toy_file_is_a_scenario_or_is_refused(tmp_path, seed):
    chance = random.Random(seed)
    name = chance.choice(list(TOY_FILES))
    write(tmp_path, **{name: mutated(TOY_FILES[name], chance)})
    try:
        assert load(tmp_path, policy=chance.choice(["as_reported", "relief"]), future="flat").key()
    except ScenarioError as error:
        assert_told(error)


@pytest.mark.parametrize("part", range(4))
def test_two_hundred_mutated_shipped_files_are_scenarios_or_are_refused(tmp_path, part):
    chance = random.Random(part)
    files = [(axis, path) for axis, folder in AXES.items() for path in sorted((shipped() / folder).glob("*.toml"))]
    place = next(path.stem for axis, path in files if axis == "place")
    for number in range(MUTATIONS // 4):
        axis, path = chance.choice(files)
        mutant = tmp_path / f"{path.stem}_{number}.toml"
        mutant.write_text(mutated(path.read_text(encoding="utf-8"), chance), encoding="utf-8")
        try:
            assert load_scenario(**{"place": place, axis: mutant}).key()
        except ScenarioError as error:
            assert_told(error)
