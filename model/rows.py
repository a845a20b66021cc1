"""Rows of records, read as `rows[i].field` and `rows.field` in plain Python as in compiled code.

NumPy's own record arrays can do the same, but take some microseconds for each field, which in a small sample is half
of a run.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray


class Row(np.void):  # type: ignore[misc]  # NumPy's own np.record is one, too
    """One record; its fields are attributes, and writing to one writes to the array that it is a row of."""

    def __getattr__(self, name: str) -> Any:
        """A field.  Raises AttributeError where there is none of that name."""
        try:
            return self[name]
        except ValueError:
            raise AttributeError(f"no field {name!r} in {self.dtype.names}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        """Write to a field.  Raises AttributeError where there is none of that name."""
        if name not in (self.dtype.names or ()):
            raise AttributeError(f"no field {name!r} in {self.dtype.names}")
        self[name] = value


class Rows(np.ndarray[Any, Any]):
    """An array of records; a field of all of them is an attribute, and a plain array that shares their memory."""

    def __getattr__(self, name: str) -> Any:
        """A field of all rows.  Raises AttributeError where there is none of that name."""
        try:
            return self[name]
        except (ValueError, IndexError):
            raise AttributeError(f"no field {name!r} in {self.dtype.names}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        """Write to a field of all rows.  Raises AttributeError where there is none of that name."""
        if name not in (self.dtype.names or ()):
            raise AttributeError(f"no field {name!r} in {self.dtype.names}")
        self.view(np.ndarray)[name] = value

    def __getitem__(self, key: Any) -> Any:
        """As of any array; one field is a plain array, but for one that is itself of records."""
        if type(key) is not str:
            return super().__getitem__(key)
        field = self.view(np.ndarray)[key]
        return field if field.dtype.names is None else field.view(Rows)


def layout_of_rows(fields: Any, *, align: bool = False) -> np.dtype[Any]:
    """A layout whose rows are `Row`s; `fields` are names with their types, as `numpy.dtype` takes them."""
    return cast("np.dtype[Any]", np.dtype((Row, np.dtype(fields, align=align))))


def rows_of(array: NDArray[Any], layout: np.dtype[Any] | None = None) -> NDArray[Any]:
    """The same memory as `Rows`, in another layout where one is given."""
    plain = np.asarray(array)
    return (plain if layout is None else plain.view(layout)).view(Rows)
