"""Luck is a pure function of (seed, replicate, decision, entity, month): Philox4x32-10 (Salmon et al. 2011).

Counter = (id low, id high, number << 12 | month, replicate), key = (seed low, seed high), words of 32 bits.
Nothing is drawn in sequence, so a household meets the same luck under every policy, in every order and on every
thread. A draw gives four words, one for each decision of a family; uniforms are (word + 1/2) / 2**32, never 0
and never 1. Seeds and ids have up to 64 bits, replicates 32, family numbers 20, months 12; month 0 is for what
happens once.
"""

import difflib
import hashlib
import sys
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.rule import compiled, phase, rule

# Words of 32 bits are held in 64: a product of two words just fits, and every sum is cut back at once.
Word: Any = np.uint64 if compiled() else int
LOW, HALF = Word(0xFFFFFFFF), Word(32)
FIRST_FACTOR, SECOND_FACTOR = Word(0xD2511F53), Word(0xCD9E8D57)
FIRST_STEP, SECOND_STEP = Word(0x9E3779B9), Word(0xBB67AE85)
ONE_UNIT = Word(0x4330000000000000)  # the bits of 2.0**52, whose last bit is worth 1
LINEAGE_KEY = 0x6C696E65616765  # "lineage"
NEWBORN = 1 << 62

type Uniforms = NDArray[np.float64]
type Ids = NDArray[np.int64]
type Key = tuple[int, int, int, Any]  # number, month, replicate, seed


class Family(NamedTuple):
    """Up to four decisions of one kind of entity, drawn together; compiled rules read its `number` too."""

    name: str
    number: int
    lanes: tuple[str, ...]
    owner: str

    def lane(self, decision: str) -> int:
        """Position of a decision in a draw of this family. Raises ValueError, naming the nearest decision."""
        if decision in self.lanes:
            return self.lanes.index(decision)
        near = difflib.get_close_matches(decision, self.lanes, 1) or self.lanes
        raise ValueError(f"family {self.name!r} has no decision {decision!r}; did you mean {near[0]!r}?")


FAMILIES: dict[int, Family] = {}


def family(name: str, *lanes: str) -> Family:
    """Declare up to four decisions that are drawn together, as a constant of the module that draws them.

    The number follows from the name alone, so nobody's luck changes when another family is added. Declaring it
    again in the same module (a reload, a notebook cell run twice) gives the same object. Raises ValueError on a
    repeated decision, on a name declared elsewhere or with other decisions, and on two names with one number.
    """
    if not 1 <= len(lanes) <= 4 or len(set(lanes)) < len(lanes):
        raise ValueError(f"family {name!r} needs one to four different decisions, not {lanes}")
    made = Family(name, number_of(name), lanes, sys._getframe(1).f_globals.get("__name__", ""))
    known = FAMILIES.setdefault(made.number, made)
    if known.name != name:
        raise ValueError(f"families {known.name!r} and {name!r} have the same number: rename the newer one")
    if known != made:
        raise ValueError(f"family {name!r} is already declared in {known.owner} with decisions {known.lanes}")
    return known


def number_of(name: str) -> int:
    """The first 20 bits of a fixed hash of a family's name."""
    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=4).digest()) >> 12


@rule
def philox(id: int, what: int, replicate: int, seed: int) -> tuple[Any, Any, Any, Any]:
    """Philox4x32-10: four words from the counter (id low, id high, what, replicate) and the key, seed."""
    c0, c1, c2, c3 = Word(id & 0xFFFFFFFF), Word((id >> 32) & 0xFFFFFFFF), Word(what), Word(replicate)
    k0, k1 = Word(seed & 0xFFFFFFFF), Word((seed >> 32) & 0xFFFFFFFF)
    for _ in range(10):
        first = FIRST_FACTOR * c0
        second = SECOND_FACTOR * c2
        c0, c1 = (second >> HALF) ^ c1 ^ k0, second & LOW
        c2, c3 = (first >> HALF) ^ c3 ^ k1, first & LOW
        k0 = (k0 + FIRST_STEP) & LOW
        k1 = (k1 + SECOND_STEP) & LOW
    return c0, c1, c2, c3


@rule
def uniform(word: Any) -> float:
    """A word of 32 bits as a number strictly between 0 and 1: (word + 1/2) / 2**32, exactly."""
    # 2**52 + word, made by its bits: a quarter faster than converting where vectors are narrow.
    above = np.uint64(word | ONE_UNIT).view(np.float64)
    return (above - 4503599627370495.5) * 2.3283064365386963e-10


@rule
def draw4(seed: int, replicate: int, number: int, id: int, month: int) -> tuple[float, float, float, float]:
    """The four uniforms of one family for one entity in one month."""
    w0, w1, w2, w3 = philox(id, (number << 12) | month, replicate, seed)
    return uniform(w0), uniform(w1), uniform(w2), uniform(w3)


@rule
def fill(out: Uniforms, ids: Ids, count: int, key: Key) -> None:
    """Draw one family for the first `count` entities: out[lane, i] for ids[i], the bits of `draw4`.

    out: float64[4, >= count]; ids: int64[>= count], contiguous; key: (number, month, replicate, seed).
    """
    number, month, replicate, seed = key
    lane0, lane1, lane2, lane3 = out[0], out[1], out[2], out[3]
    for i in range(count):
        lane0[i], lane1[i], lane2[i], lane3[i] = draw4(seed, replicate, number, ids[i], month)


@rule
def lineage(parent: int, number: int, ordinal: int) -> int:
    """The id of an entity's `ordinal`-th descendant of one family, the same in every run: 2**62 <= id < 2**63.

    Ids of the first month are below 2**62, so the two never meet; among a million descendants some two share an
    id with probability 1e-7.
    """
    w0, w1, _, _ = philox(parent, number << 12, ordinal, LINEAGE_KEY)
    bits: Any = np.int64(((w0 >> Word(2)) << HALF) | w1)
    child: int = bits | NEWBORN
    return child


def draws(seed: int, replicate: int, number: int, ids: Ids, month: int) -> Uniforms:
    """The uniforms of one family for many entities: float64[n, 4], each lane contiguous, the bits of `fill`.

    ids: int64[n]. Called from Python; a compiled rule calls `fill`. Raises ValueError as `key_of` does.
    """
    lanes = np.empty((4, len(ids)))
    _fill_all(lanes, np.ascontiguousarray(ids, dtype=np.int64), key_of(number, month, replicate, seed))
    return lanes.T


def key_of(number: int, month: int, replicate: int, seed: int) -> Key:
    """The key that `fill` takes. Raises ValueError on a part that does not fit into its bits."""
    parts = {"number": (number, 20), "month": (month, 12), "replicate": (replicate, 32), "seed": (seed, 64)}
    for name, (value, bits) in parts.items():
        if not 0 <= value < 1 << bits:
            raise ValueError(f"{name} {value} is not within 0..{(1 << bits) - 1}")
    return number, month, replicate, np.uint64(seed)


@phase
def _fill_all(out: Uniforms, ids: Ids, key: Key) -> None:
    fill(out, ids, len(ids), key)
