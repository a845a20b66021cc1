"""How much a notebook runs: enough to see something, or, where FANPIN_SMALL is set, just enough to go through it."""

import os
from typing import NamedTuple

SWITCH = "FANPIN_SMALL"


class Size(NamedTuple):
    """Replicates, the share of kin groups simulated, and points of a design."""

    replicates: int
    sample_fraction: float
    points: int


WHOLE, SMALL = Size(12, 0.05, 60), Size(5, 0.01, 12)


def size() -> Size:
    """The small size where the environment variable FANPIN_SMALL is set to anything but 0, else the whole one."""
    return SMALL if os.environ.get(SWITCH, "0") not in ("", "0") else WHOLE
