"""The columns of a run straight from its arrays are those of its data frames."""

import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.columns import codes, columns_of, texts, words
from experiments.headline import headline
from experiments.rows import TABLES, WORD, stored, write_parquet
from model import simulate
from tests.made_up_study import made_up_run, made_up_scenario
from tests.small import whole_story


@pytest.fixture(scope="module")
def result():
    """A run in which every table has rows."""
    return simulate(whole_story(), seed=7)


def test_they_are_stored_as_the_frames_would_be(result):
    columns = columns_of(result)
    assert list(columns) == list(TABLES)
    for name, table in columns.items():
        frame = getattr(result, name)
        kept = stored(table, name)
        assert len(frame) == len(kept) > 0
        assert kept.schema == stored(frame, name).schema
        assert kept.to_pylist() == stored(frame, name).to_pylist()


def test_they_have_the_measures_of_the_frames(result):
    frames = {name: getattr(result, name) for name in TABLES}
    assert headline({}, columns_of(result), whole_story().series) == pytest.approx(
        headline({}, frames, whole_story().series), rel=0, abs=0, nan_ok=True
    )


def test_of_a_result_from_elsewhere_they_are_its_frames():
    result = made_up_run(made_up_scenario("none"), 1, 0)
    for name, columns in columns_of(result).items():
        pd.testing.assert_frame_equal(pd.DataFrame(columns), getattr(result, name))


@pytest.mark.parametrize("column", [["b", "a", "b"], pd.Series(["b", "a", "b"]), words(np.array([1, 0, 1]), "ab")])
def test_words_are_told_by_their_places_and_the_other_way_round(column):
    assert codes(column, ["c", "b", "a"]).tolist() == [1, 2, 1]
    assert texts(column).tolist() == ["b", "a", "b"]


@pytest.mark.parametrize("column", [["b", "z"], ["b", None], pa.array(["b", None]).dictionary_encode()])
def test_a_word_that_cannot_be_is_refused(column):
    with pytest.raises(ValueError, match="is none of a, b"):
        codes(column, ["a", "b"])


@pytest.mark.parametrize("rows_a_group", [3, 4, 100])
def test_a_published_table_has_the_same_bytes_however_its_rows_come(monkeypatch, rows_a_group):
    monkeypatch.setattr("experiments.rows.ROWS_A_GROUP", rows_a_group)
    said, names = ["b", "a", None, "b", "c", "a", "d", "c"], ["c", "a", "d", "unused", "b"]
    schema = pa.schema([pa.field("word", WORD), pa.field("head", pa.int64())])

    def part(begin, end, known):
        places = [None if word is None else known.index(word) for word in said[begin:end]]
        column = pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), known)
        return pa.table({"word": column, "head": list(range(begin, end))}, schema=schema)

    def published(*parts):
        write_parquet(sink := io.BytesIO(), parts, schema)
        return sink.getvalue()

    whole = published(part(0, 8, names))
    assert pq.read_table(io.BytesIO(whole)).to_pydict() == {"word": said, "head": list(range(8))}
    assert published(part(0, 8, names[::-1])) == whole
    assert published(part(0, 0, names), part(0, 2, names), part(2, 7, names[::-1]), part(7, 8, names)) == whole
    assert published(*(part(each, each + 1, sorted(names)) for each in range(8))) == whole
