"""The small rules in C, compiled when asked for and called through ctypes."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.small_rules import CATTLE, PEOPLE, REPLICATE, SEED, Numbers, Smallholder
from model.records import dtype_of

SOURCE = Path(__file__).with_name("small_rules.c")
OPTIONS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")


def compiler() -> str | None:
    """The C compiler of this machine: `CC`, else `cc`; None without one."""
    return shutil.which(os.environ.get("CC", "cc"))


@cache
def library() -> ctypes.CDLL:
    """The compiled rules.  Raises CalledProcessError where the compiler refuses them."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "small_rules.so"
        command = [compiler() or "cc", *OPTIONS, str(SOURCE), "-o", str(built), "-lm"]
        subprocess.run(command, check=True, capture_output=True, text=True)
        loaded = ctypes.CDLL(str(built))
    whole, pointer, word = ctypes.c_int64, ctypes.c_void_p, ctypes.c_uint64
    loaded.everyone_lives.argtypes = [pointer, pointer, whole, pointer, whole, pointer, word, word]
    loaded.everyone_lives.restype = None
    return loaded


class Native:
    """The rules in C over the same records."""

    def __init__(self, households: NDArray[Any]) -> None:
        self._households = households.view(np.ndarray).astype(dtype_of(Smallholder))
        self._ids = np.ascontiguousarray(households["id"])
        self._numbers = np.array(Numbers())
        self._library = library()
        sizes = self._library.household_bytes(), self._library.numbers_bytes()
        if sizes != (self._households.dtype.itemsize, self._numbers.nbytes):
            raise TypeError(f"small_rules.c lays out {sizes} bytes, unlike small_rules.py")

    def live(self, month: int) -> None:
        """Move all households on by one month."""
        whats = np.array([PEOPLE.number << 12 | month, CATTLE.number << 12 | month], np.uint64)
        self._library.everyone_lives(
            self._households.ctypes.data, self._ids.ctypes.data, len(self._ids), self._numbers.ctypes.data,
            (month - 1) % 12 + 1, whats.ctypes.data, REPLICATE, SEED,
        )  # fmt: skip

    def households(self) -> NDArray[Any]:
        """The records as they stand."""
        return self._households
