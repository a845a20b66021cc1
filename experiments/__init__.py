"""Questions asked of the model: runs side by side, kept as studies, with estimates and intervals."""

from importlib import import_module
from typing import Any

# The function, not the file of its name; the file is light to import, what it calls is not.
from experiments.compare import compare

WHERE = {"Study": "experiments.study", "StudyError": "experiments.store"}
__all__ = ["Study", "StudyError", "compare"]


def __getattr__(name: str) -> Any:
    """What this package offers, imported when first asked for."""
    if name not in WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
