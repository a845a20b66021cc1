"""Watch one village month by month in a browser: `make village`, or `solara run experiments/village_app.py`.

Needs the extra `viz`.  Without it everything shown is in `experiments.village` and `experiments.charts_village`.
"""

from typing import Any

import solara
from mesa.visualization import Slider, SolaraViz
from mesa.visualization.utils import update_counter

from experiments.catalogue import policies
from experiments.charts_village import plot_village
from experiments.village import VillageModel


@solara.component
def village(model: VillageModel) -> Any:
    """The picture of the village, drawn anew each month."""
    update_counter.get()
    return solara.FigureMatplotlib(plot_village(model))


PARAMETERS = {
    "policy": {"type": "Select", "value": "as_reported", "values": list(policies()["name"]), "label": "Policy"},
    "rng": {"type": "InputText", "value": "1", "label": "Seed"},
    "replicate": Slider("Replicate", value=0, min=0, max=20, step=1, dtype=int),
}
page = SolaraViz(
    VillageModel(), components=[(village, 0)], model_params=PARAMETERS, play_interval=250, name="fanpin: a village"
)
