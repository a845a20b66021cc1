"""November: what each household's own fodder cannot feed this winter."""

from __future__ import annotations

import math
from typing import Any

from model.phases.stage import Stage
from model.processes.herd import winter_units
from model.records import HERE
from model.rule import phase


@phase
def state_fodder_wishes(s: Stage, short: Any) -> None:
    """Write to `short`, int64[households], the winters of one cow each household lacks."""
    for i in range(len(s.households)):
        h = s.households[i]
        short[i] = 0
        if h.where == HERE and h.cows + h.heifers + h.steers + h.calves > 0:
            short[i] = max(0, math.ceil(winter_units(h, s.numbers[0].herd) - h.fodder))
