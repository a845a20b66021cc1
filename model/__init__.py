"""fanpin: who leaves poverty, who returns, when, why, and which mix of programmes prevents it at what cost."""

from typing import TYPE_CHECKING, Any

from model.scenario import Scenario, ScenarioError, load_scenario
from model.simulate import simulate

if TYPE_CHECKING:
    from model.mesa_model import PovertyModel

__all__ = ["PovertyModel", "Scenario", "ScenarioError", "load_scenario", "simulate"]


def __getattr__(name: str) -> Any:
    """Import Mesa only for those who ask for its model."""
    if name == "PovertyModel":
        from model.mesa_model import PovertyModel

        return PovertyModel
    raise AttributeError(f"module 'model' has no attribute {name!r}")
