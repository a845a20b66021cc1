"""Tests that take a minute begin first, so that no core waits for the last of them while the others are done."""

import pytest

LONG = (
    "test_laws.py::test_another_processor", "test_wheel.py::test_an_installed_wheel", "test_laws.py::test_uncompiled",
    "test_compare.py::test_every_table_has_the_same_bytes_compiled", "test_theory.py::test_every_world",
    "test_workers.py::test_tables_have_the_same_bytes", "test_notebook.py::test_the_first_notebook",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long ones in front; the order of the others stays."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONG))
