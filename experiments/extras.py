"""Packages that only some need, imported when first used."""

import warnings
from importlib import import_module
from typing import Any

from experiments.store import StudyError
from model.messages import _

# What Optuna (bars in a notebook) and the Workbench (a cluster of its own) miss of what nothing here uses.
UNUSED = "IProgress not found|ipyparallel not installed"


def extra(module: str, group: str) -> Any:
    """A module of an optional package. Raises StudyError that says how to install it where it is missing."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", UNUSED)
            return import_module(module)
    except ImportError as error:
        message = _("{package} is needed for this and is not installed: pip install 'fanpin[{group}]'")
        raise StudyError(message.format(package=module.partition(".")[0], group=group)) from error
