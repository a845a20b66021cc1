"""Luck: the published generator, the same bits however it is asked for, and no pattern in who gets what."""

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from randomgen import Philox
from scipy.stats import kstest

import model
from model import luck
from model.luck import FAMILIES, draw4, draws, family, fill, key_of, lineage, number_of, philox
from model.rule import phase

# Random123's known answers for philox4x32-10: counter, key, words.
KNOWN_ANSWERS = {
    "zeros": ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    "ones": ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    "pi": ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
}
IDS = np.concatenate([np.arange(300), np.arange(300) + 2**33, [2**62 + 5, 2**63 - 1]]).astype(np.int64)
MANY = np.arange(50_000)

ids = st.integers(0, 2**63 - 1)
numbers = st.integers(0, 2**20 - 1)
months = st.integers(0, 4095)
replicates = st.integers(0, 2**32 - 1)
seeds = st.integers(0, 2**64 - 1)


def words_of(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


def oracle(seed: int, replicate: int, number: int, id: int, month: int) -> list[float]:
    """The four uniforms by another implementation, which steps its counter before it draws."""
    counter = id | (number << 12 | month) << 64 | replicate << 96
    words = Philox(counter=(counter - 1) % 2**128, key=seed, number=4, width=32).random_raw(4)
    return [(float(word) + 0.5) / 2**32 for word in words]


@phase
def filled(out, ids, count, key):
    fill(out, ids, count, key)


@pytest.mark.parametrize("name", KNOWN_ANSWERS)
def test_philox_gives_the_known_answers_of_its_authors(name):
    (c0, c1, c2, c3), (k0, k1), answer = map(words_of, KNOWN_ANSWERS[name])
    assert [int(word) for word in philox(np.uint64(c0 | c1 << 32), c2, c3, np.uint64(k0 | k1 << 32))] == answer


@given(seeds, replicates, numbers, ids, months)
def test_a_draw_is_philox_of_the_documented_counter_and_key(seed, replicate, number, id, month):
    assert list(draw4(np.uint64(seed), replicate, number, id, month)) == oracle(seed, replicate, number, id, month)


@given(seeds)
def test_signed_and_unsigned_seeds_with_the_same_bits_are_the_same_seed(seed):
    signed = seed - 2**64 if seed >= 2**63 else seed
    assert draw4(np.int64(signed), 1, 2, 3, 4) == draw4(np.uint64(seed), 1, 2, 3, 4)


def test_one_draw_a_block_and_a_whole_column_have_the_same_bits():
    number, month, replicate, seed = 12345, 240, 7, 2**63 + 11
    block = np.full((4, len(IDS) + 3), -1.0)
    filled(block, IDS, len(IDS), key_of(number, month, replicate, seed))
    column = draws(seed, replicate, number, IDS, month)
    each = [oracle(seed, replicate, number, int(id), month) for id in IDS]
    assert column.shape == (len(IDS), 4)
    assert np.array_equal(column, each)
    assert np.array_equal(block[:, : len(IDS)].T, each)
    assert (block[:, len(IDS) :] == -1.0).all()


def test_luck_does_not_depend_on_who_else_is_drawn_or_in_which_order():
    everyone = draws(1, 0, 5, IDS, 9)
    shuffled = np.random.default_rng(3).permutation(len(IDS))
    assert np.array_equal(draws(1, 0, 5, IDS[shuffled], 9), everyone[shuffled])
    assert np.array_equal(draws(1, 0, 5, IDS[::7], 9), everyone[::7])


def test_uniforms_are_strictly_between_nothing_and_one():
    assert float(luck.uniform(luck.Word(0))) == 0.5 / 2**32
    assert float(luck.uniform(luck.Word(2**32 - 1))) == 1.0 - 0.5 / 2**32


@pytest.mark.parametrize("lane", range(4))
def test_each_lane_is_uniform(lane):
    assert kstest(draws(20, 0, number_of("a smoke test"), MANY, 1)[:, lane], "uniform").pvalue > 1e-3


def test_neighbouring_keys_have_unrelated_luck():
    first = draws(20, 4, 77, MANY, 100)
    neighbours = {
        "id": draws(20, 4, 77, MANY + 1, 100),
        "distant id": draws(20, 4, 77, MANY + 2**32, 100),
        "month": draws(20, 4, 77, MANY, 101),
        "replicate": draws(20, 5, 77, MANY, 100),
        "family": draws(20, 4, 78, MANY, 100),
        "seed": draws(21, 4, 77, MANY, 100),
        "distant seed": draws(20 + 2**32, 4, 77, MANY, 100),
    }
    pairs = {
        (name, i, j): (first[:, i], other[:, j])
        for name, other in neighbours.items()
        for i in range(4)
        for j in range(4)
    }
    pairs |= {("itself", i, j): (first[:, i], first[:, j]) for i in range(4) for j in range(i)}
    scores = {pair: abs(np.corrcoef(*lanes)[0, 1]) * np.sqrt(len(MANY)) for pair, lanes in pairs.items()}
    assert max(scores.values()) < 4.0, max(scores, key=scores.get)


def test_the_months_of_one_household_are_unrelated():
    life = np.array([draw4(1, 0, 77, 123456789, month) for month in range(4096)])
    lags = [abs(np.corrcoef(life[:-lag, lane], life[lag:, lane])[0, 1]) for lag in (1, 12) for lane in range(4)]
    assert max(lags) * np.sqrt(len(life)) < 4.0


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("month", -1),
        ("month", 4096),
        ("number", 2**20),
        ("replicate", -1),
        ("replicate", 2**32),
        ("seed", -1),
        ("seed", 2**64),
    ],
)
def test_what_has_no_place_in_the_counter_is_refused(part, value):
    asked = {"seed": 1, "replicate": 0, "number": 5, "month": 9} | {part: value}
    with pytest.raises(ValueError, match=f"{part} {value} is not within 0.."):
        draws(ids=IDS, **asked)


@given(ids, numbers, replicates)
def test_a_descendants_id_is_never_an_id_of_the_first_month(parent, number, ordinal):
    child = lineage(parent, number, ordinal)
    assert 2**62 <= child < 2**63
    assert lineage(parent, number, ordinal) == child


def test_descendants_have_ids_of_their_own():
    children = {int(lineage(parent, number, n)) for parent in range(200) for number in (1, 2) for n in range(25)}
    assert len(children) == 200 * 2 * 25
    grandchildren = {int(lineage(child, 1, 0)) for child in children}
    assert len(grandchildren | children) == 2 * len(children)


@pytest.fixture
def no_families(monkeypatch):
    monkeypatch.setattr(luck, "FAMILIES", {})


@pytest.mark.usefixtures("no_families")
def test_a_family_knows_its_number_and_its_lanes():
    persons = family("person.month", "death", "birth", "illness", "work")
    assert [persons.lane(decision) for decision in persons.lanes] == [0, 1, 2, 3]
    assert luck.FAMILIES[number_of("person.month")] is persons
    assert family("person.month", "death", "birth", "illness", "work") is persons
    with pytest.raises(ValueError, match="no decision 'deaths'; did you mean 'death'"):
        persons.lane("deaths")


def test_a_familys_number_follows_from_its_name_alone():
    assert number_of("person.month") == 0x680C9


@pytest.mark.usefixtures("no_families")
def test_a_compiled_rule_reads_the_number_of_a_family():
    herds = family("herd.month", "loss")

    @phase
    def number():
        return herds.number

    assert number() == herds.number


@pytest.mark.usefixtures("no_families")
def test_one_name_means_one_decision():
    family("herd.month", "loss", "sale")
    with pytest.raises(ValueError, match=r"'herd.month' is already declared in .*test_luck with decisions"):
        family("herd.month", "loss")
    elsewhere = {"family": family, "__name__": "elsewhere"}
    with pytest.raises(ValueError, match="already declared"):
        exec("family('herd.month', 'loss', 'sale')", elsewhere)


@pytest.mark.usefixtures("no_families")
@pytest.mark.parametrize("lanes", [(), ("a", "b", "c", "d", "e"), ("a", "a")])
def test_a_family_has_one_to_four_different_decisions(lanes):
    with pytest.raises(ValueError, match="one to four different decisions"):
        family("herd.month", *lanes)


@pytest.mark.usefixtures("no_families")
def test_two_names_with_one_number_are_refused(monkeypatch):
    monkeypatch.setattr(luck, "number_of", lambda name: 7)
    family("herd.month", "loss")
    with pytest.raises(ValueError, match=r"'herd.month' and 'crop.year' have the same number"):
        family("crop.year", "harvest")


def test_all_families_of_the_model_are_different():
    for module in pkgutil.walk_packages(model.__path__, "model."):
        importlib.import_module(module.name)
    assert all(number == known.number == number_of(known.name) for number, known in FAMILIES.items())
    assert len({known.name for known in FAMILIES.values()}) == len(FAMILIES)


DIGEST = """
import hashlib, sys
import numpy as np
from model.luck import draws, lineage
lineage = getattr(lineage, "inlined", lineage)  # called from Python a rule is plain: take its compiled form
ids = np.concatenate([np.arange(100), np.arange(100) + 2**40])
digest = hashlib.sha256(draws(2**63 + 9, 3, 777, ids, 200).tobytes())
digest.update(np.array([lineage(int(id), 5, n) for id in ids for n in range(3)], np.int64).tobytes())
sys.stdout.write(digest.hexdigest())
"""


def digest_under(**settings: str) -> str:
    command = [sys.executable, "-W", "error", "-c", DIGEST]
    done = subprocess.run(
        command,
        cwd=Path(__file__).parents[1],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_bits_are_the_same_uncompiled_and_on_any_processor():
    digests = {digest_under(NUMBA_DISABLE_JIT="0"), digest_under(NUMBA_DISABLE_JIT="1")}
    digests |= {digest_under(NUMBA_DISABLE_JIT="0", NUMBA_CPU_NAME=name) for name in ("generic", "haswell")}
    assert len(digests) == 1
