"""The forms of the small rules, and what it means that they agree."""

import hashlib
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks import columns, objects
from benchmarks.native import Native, compiler
from benchmarks.small_rules import FIRST_MONTH, Compiled


class Form(Protocol):
    """A county of households that live by the small rules."""

    def __init__(self, households: NDArray[Any]) -> None: ...

    def live(self, month: int) -> None:
        """Move all households on by one month."""

    def households(self) -> NDArray[Any]:
        """The households as they stand, as records."""


def forms() -> dict[str, type[Form]]:
    """The forms that this machine can run, by name; C needs a compiler."""
    always: dict[str, type[Form]] = {"numba": Compiled, "numpy": columns.SameBits, "mesa": objects.SameBits}
    return always | {"c": Native} if compiler() else always


def live(county: Form, months: int) -> None:
    """Run a county from the first month on."""
    for month in range(FIRST_MONTH, FIRST_MONTH + months):
        county.live(month)


def digest(households: NDArray[Any]) -> str:
    """Hash of every bit of every field, whatever the layout: 16 hexadecimal digits."""
    hashed = hashlib.blake2s(digest_size=8)
    for name in households.dtype.names or ():
        kind = "f8" if households.dtype[name].kind == "f" else "i8"
        hashed.update(np.ascontiguousarray(households[name], kind).tobytes())
    return hashed.hexdigest()
