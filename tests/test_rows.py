"""Rows of records: fields as attributes, which share memory, nest, and survive pickling; a wrong name is an error."""

import copy
import pickle

import numpy as np
import pytest

from model.rows import Row, Rows, layout_of_rows, rows_of

LAYOUT = layout_of_rows([("head", "i2"), ("yuan", "f8"), ("price", layout_of_rows([("calf", "f8"), ("cow", "f8")]))])


@pytest.fixture
def rows():
    made = rows_of(np.zeros(3, LAYOUT))
    made.head = [1, 2, 3]
    return made


def test_a_field_of_a_row_and_of_all_rows_share_the_memory_of_the_array(rows):
    row = rows[1]
    row.yuan = 2.5
    rows.yuan[2] = 7.0
    row.price.cow = 9.0
    assert isinstance(row, Row)
    assert type(rows.yuan) is np.ndarray
    assert rows.yuan.tolist() == [0.0, 2.5, 7.0]
    assert isinstance(rows.price, Rows)
    assert (rows["price"]["cow"].tolist(), rows[1].price.cow) == ([0.0, 9.0, 0.0], 9.0)


def test_some_rows_are_rows_again(rows):
    assert isinstance(rows[rows.head > 1], Rows)
    assert rows[1:].head.tolist() == [2, 3]


def test_rows_survive_pickling_and_copying_with_their_layout(rows):
    for twin in (pickle.loads(pickle.dumps(rows)), copy.deepcopy(rows)):
        assert isinstance(twin, Rows)
        assert isinstance(twin[0], Row)
        assert twin.dtype == rows.dtype
        twin.head[0] = 9
        assert rows.head[0] == 1


def test_a_name_that_is_no_field_is_an_attribute_error_that_names_the_fields(rows):
    for wrong in (
        lambda: rows.heads,
        lambda: rows[0].heads,
        lambda: setattr(rows[0], "heads", 1),
        lambda: setattr(rows, "heads", 1),
    ):
        with pytest.raises(AttributeError, match=r"no field 'heads' in \('head', 'yuan', 'price'\)"):
            wrong()
    assert not hasattr(rows, "__numba_array_subtype_dispatch__")  # Numba asks, and treats it as any array
