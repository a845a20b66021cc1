"""One village of a county, followed month by month in Mesa's clothes: what `experiments/village_app.py` shows."""

import mesa
import numpy as np
import pandas as pd

from model.calendar import month_name
from model.mesa_model import PovertyModel
from model.records import HERE, LISTED, MONITORED

COUNTED = ("here", "poor", "listed")


class VillageModel(PovertyModel):
    """A county that steps a month at a time, and the village in it that has most listed households at the start.

    `village` is the row of the village; `datacollector` counts in it the households that are `here`, `poor` (below the
    line at the last assessment) and `listed`, a row a month from before the first.  Raises as `PovertyModel` does.
    """

    def __init__(
        self,
        place: str = "kezuohou",
        policy: str = "as_reported",
        future: str = "historical",
        *,
        sample_fraction: float = 0.05,
        replicate: int = 0,
        rng: int = 1,
    ) -> None:
        super().__init__(place, policy, future, sample_fraction=sample_fraction, replicate=replicate, rng=int(rng))
        households = self.world.households
        self.village = int(np.bincount(households["village"][households["register"] == LISTED]).argmax())
        reporters = {name: lambda model, name=name: int(model.neighbours()[name].sum()) for name in COUNTED}
        self.datacollector = mesa.DataCollector(model_reporters=reporters)
        self.datacollector.collect(self)

    @property
    def month(self) -> str:
        """The month that was lived last ("2014-12"); before the first step, the one before the start."""
        return month_name(self.world.month - 1)

    def neighbours(self) -> pd.DataFrame:
        """The households of the village, kin beside kin, as they are now; those that left are not `here`.

        Columns: household, kin, here, poor, listed, monitored, members, cows (head, those with trustees among them).
        """
        rows = self.world.households["village"] == self.village
        own, book = self.world.households[rows], self.world.yearbook[rows]
        here = own["where"] == HERE
        frame = pd.DataFrame(
            {
                "household": own["id"],
                "kin": own["kin"],
                "here": here,
                "poor": here & (book["poor"] == 1),
                "listed": here & (own["register"] == LISTED),
                "monitored": here & (own["register"] == MONITORED),
                "members": np.where(here, own["members"], 0),
                "cows": np.where(here, own["cows"] + own["trusted"], 0),
            }
        )
        return frame.sort_values(["kin", "household"], ignore_index=True)
