"""The search for the best fit: what it tries, and that stopping it changes nothing."""

import numpy as np
import pytest

from experiments.calibration_search import JOURNAL, Search
from experiments.store import StudyError

PATHS = ("herd.death", "herd.restock")
KNOWN = [(np.array([x, y]), np.array([[x, x], [y, y]])) for x, y in ((0.1, 0.9), (0.5, 0.5), (0.9, 0.2))]


def loss(values):
    """Least at 0.3 and 0.7."""
    return float(((values.mean(axis=1) - [0.3, 0.7]) ** 2).sum())


def evaluate(shares):
    """What is simulated is the point itself."""
    return np.column_stack([shares, shares])


def search(question="a question"):
    return Search(PATHS, loss, 7, question)


def points(tried):
    """The points tried, in order."""
    return np.array([each.shares for each in tried])


def test_trials_go_on_from_what_is_known_and_come_nearer():
    tried = search().go_on(KNOWN, evaluate, 40)
    assert len(tried) == 43
    np.testing.assert_array_equal(points(tried)[:3], [shares for shares, _values in KNOWN])
    assert [each.misfit for each in tried] == [loss(each.values) for each in tried]
    assert min(each.misfit for each in tried) < 0.1 * min(each.misfit for each in tried[:3])


def test_a_search_stopped_in_the_middle_of_a_trial_tries_what_it_would_have_tried(tmp_path):
    whole = search().go_on(KNOWN, evaluate, 15)
    calls = []

    def stops(shares):
        calls.append(shares)
        if len(calls) in (4, 9):
            raise KeyboardInterrupt
        return evaluate(shares)

    for _time in range(2):
        with pytest.raises(KeyboardInterrupt):
            search().go_on(KNOWN, stops, 15, tmp_path / JOURNAL)
    again = search().go_on(KNOWN, stops, 15, tmp_path / JOURNAL)
    np.testing.assert_array_equal(points(again), points(whole))
    assert [each.misfit for each in again] == [each.misfit for each in whole]
    assert len(calls) == 15 + 2  # the two that were broken off are tried again, none that was done


def test_a_search_goes_further_from_where_it_was(tmp_path):
    search().go_on(KNOWN, evaluate, 5, tmp_path / JOURNAL)
    longer = search().go_on(KNOWN, evaluate, 12, tmp_path / JOURNAL)
    np.testing.assert_array_equal(points(longer), points(search().go_on(KNOWN, evaluate, 12)))


def test_a_point_without_values_is_the_worst_of_fits_and_does_not_stop_the_search():
    def fails_once(shares):
        return evaluate(shares) * (np.nan if shares[0] < 0.5 else 1.0)

    def infinite(values):
        return np.inf if np.isnan(values).any() else loss(values)

    tried = Search(PATHS, infinite, 7, "q").go_on(KNOWN, fails_once, 12)
    assert len(tried) == 15
    assert np.isfinite(min(each.misfit for each in tried))


def test_another_question_and_what_is_no_journal_are_refused(tmp_path):
    search().go_on(KNOWN, evaluate, 1, tmp_path / JOURNAL)
    with pytest.raises(StudyError, match="the search of another question"):
        search("other tolerances").go_on(KNOWN, evaluate, 1, tmp_path / JOURNAL)
    (tmp_path / "broken").write_text("no journal\n{}\n")
    with pytest.raises(StudyError, match="is no journal of a search"):
        search().go_on(KNOWN, evaluate, 1, tmp_path / "broken")
