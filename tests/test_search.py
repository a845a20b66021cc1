"""Search: known fronts are found through the pipeline that runs of the model go through, and luck is told."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.charts_search import plot_search
from experiments.charts_style import svg
from experiments.search import Choice, Effort, Objective, Question, Space, search, spread, unbeaten
from experiments.search_finalists import Finalists, enough, estimates, optimism, regret, run_anew, summary
from experiments.search_findings import finding, tables_of
from tests.as_seen import in_chinese, seen

STEPS = tuple(np.linspace(0, 1, 11).tolist())
SPACE = Space((Choice("x", STEPS), Choice("y", STEPS), Choice("z", STEPS)))
TWO = (Objective("public_cost", "minimise"), Objective("poor_years", "minimise"))
QUESTION = Question(TWO)
EFFORT = Effort(candidates=24, generations=14, replicates=1, finalists=6, fresh_replicates=2)


def zdt1(candidates, lot, seed, replicates):
    """Zitzler, Deb and Thiele (2000), first function: the front is second = 1 - sqrt(first), where y and z are 0."""
    values = [SPACE.values(each) for each in candidates]
    first = np.array([each["x"] for each in values])
    far = 1 + 9 * np.array([(each["y"] + each["z"]) / 2 for each in values])
    both = np.column_stack([first, far * (1 - np.sqrt(first / far))])
    return np.broadcast_to(both[:, None, None], (len(values), 1, replicates, 2)).copy()


def scores(found):
    """The objectives of the front, by the first."""
    front = found.question.scores(found.outcomes)[list(found.front)]
    return front[np.argsort(front[:, 0])]


@pytest.fixture(scope="module")
def known():
    """The search of the function whose front is known."""
    return search(SPACE, QUESTION, zdt1, EFFORT)


def test_a_known_front_is_found(known):
    first, second = scores(known).T
    assert second == pytest.approx(1 - np.sqrt(first), abs=0.12)
    assert first[0] == 0
    assert first[-1] > 0.85
    assert len(first) >= 7
    assert len(known.candidates) < 0.35 * len(SPACE)


def test_the_budget_cuts_the_front(known):
    held = search(SPACE, replace(QUESTION, budget=0.5), zdt1, EFFORT)
    first, second = scores(held).T
    assert 0.35 < first.max() <= 0.5
    assert second == pytest.approx(1 - np.sqrt(first), abs=0.12)
    assert (held.question.overspent(held.outcomes)[list(held.finalists)] <= 0).all()
    assert held.question.overspent(held.outcomes).max() > 0
    assert scores(known)[:, 0].max() > 0.5


def test_a_search_is_a_function_of_its_seed(known):
    again = search(SPACE, QUESTION, zdt1, EFFORT)
    assert again.candidates == known.candidates
    assert (again.outcomes == known.outcomes).all()
    assert again.finalists == known.finalists
    other = search(SPACE, QUESTION, zdt1, replace(EFFORT, seed=2))
    assert other.candidates != known.candidates


def test_no_mix_is_evaluated_twice():
    asked = []

    def counted(candidates, lot, seed, replicates):
        asked.extend(candidates)
        return zdt1(candidates, lot, seed, replicates)

    found = search(SPACE, QUESTION, counted, replace(EFFORT, generations=4))
    assert len(asked) == len(set(asked)) == len(found.candidates)


def test_mixes_that_are_the_same_are_one_candidate():
    space = Space((Choice("loan", (False, True)), Choice("loan.principal", (1, 2, 3), "loan")))
    off = {space.candidate({"loan": 0, "loan.principal": place}) for place in range(3)}
    assert off == {(0, None)}
    assert space.values((0, None)) == {"loan": False}
    assert space.values((1, 2)) == {"loan": True, "loan.principal": 3}
    assert space.table([(0, None), (1, 0)])["loan.principal"].isna().tolist() == [True, False]


def test_the_worst_future_counts_where_it_is_asked_for():
    outcomes = np.array([[[[1.0, 5.0]], [[3.0, 1.0]]]])
    question = Question((TWO[0], Objective("exits", "maximise")), ("a", "b"))
    assert question.scores(outcomes).tolist() == [[2.0, 3.0]]
    assert replace(question, over_futures="worst").scores(outcomes).tolist() == [[3.0, 1.0]]


def test_the_budget_is_kept_in_the_dearest_future():
    outcomes = np.array([[[[90.0], [100.0]], [[110.0], [120.0]]]])
    assert Question(TWO[:1], ("a", "b"), budget=100).overspent(outcomes) == pytest.approx([0.15])


def test_the_unbeaten_are_those_that_nothing_is_as_good_as_and_better_than():
    assert unbeaten(np.array([[1, 3], [2, 2], [3, 3], [1, 3]])) == [0, 1, 3]


def test_a_spread_holds_the_best_of_each_objective_and_the_farthest():
    line = np.column_stack([np.arange(11.0), np.arange(11.0)[::-1]])
    assert spread(line, 3) == [0, 5, 10]
    assert spread(line[:2], 3) == [0, 1]


def made(outcomes, question, many):
    """Finalists with these outcomes, the last of them least of everything; the search saw the same."""
    space = Space((Choice("x", tuple(range(len(outcomes)))),))
    candidates = tuple((place,) for place in (*range(1, len(outcomes)), 0))
    seen = replace_searched(space, question, candidates, outcomes, many)
    names = (*(f"mix_{place + 1}" for place in range(many)), "nothing")
    return Finalists(seen, names, candidates, outcomes)


def replace_searched(space, question, candidates, outcomes, many):
    """A search that tried these candidates once."""
    base = search(space, question, lambda asked, *_more: np.ones((len(asked), *outcomes.shape[1:])), Effort(4, 1))
    places = tuple(range(many))
    first = np.zeros(len(candidates), int)
    return replace(base, candidates=candidates, outcomes=outcomes, generation=first, front=places, finalists=places)


def test_regret_is_what_a_mix_falls_short_of_the_best_of_its_future():
    question = Question(TWO[1:], ("a", "b"), enough={"poor_years": ("at_most", 3.0)})
    values = np.array([[2.0, 4.0], [3.0, 3.0], [4.0, 2.0], [9.0, 9.0]])
    found = made(np.repeat(values[:, :, None, None], 2, axis=2), question, 3)
    assert regret(found)[:3, :, 0].tolist() == [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
    assert enough(found).tolist() == [0.5, 1.0, 0.5, 0.0]
    assert summary(found)["regret"].tolist()[:3] == [1.0, 0.5, 1.0]
    said = finding(found)
    assert "Least regret: mix_2" in said
    assert "后悔值最小：mix_2" in in_chinese(lambda: finding(found))
    assert "Enough, which is poor years at most 3.00 years/household: mix_2: in 100 % of the futures." in said


def test_a_replicate_gives_one_number_and_intervals_are_over_replicates():
    values = np.array([[[1.0, 3.0], [2.0, 4.0]], [[9.0, 9.0], [9.0, 9.0]]])[..., None]
    table = estimates(made(values, Question(TWO[1:], ("a", "b")), 1)).query("mix == 'mix_1' and future == 'all'")
    row = table.iloc[0]
    assert row["estimate"] == 2.5
    assert row["high"] - row["estimate"] == pytest.approx(12.706 * np.sqrt(2) / np.sqrt(2), rel=1e-3)
    assert row["difference"] == pytest.approx(-6.5)


def test_a_search_among_equals_promises_what_fresh_seeds_do_not_keep():
    space = Space((Choice("x", tuple(range(60))),))

    def luck(candidates, lot, seed, replicates):
        drawn = [
            [np.random.default_rng([seed, *each, r]).normal(10, 1) for r in range(replicates)] for each in candidates
        ]
        return np.array(drawn)[:, None, :, None]

    effort = Effort(20, 4, 2, finalists=1, fresh_replicates=40)
    found = run_anew(search(space, Question(TWO[1:]), luck, effort), luck)
    row = optimism(found).iloc[0]
    assert row["searched"] > 0.5
    assert row["low"] < 0 < row["high"]
    assert row["optimism"] == pytest.approx(row["searched"] - row["fresh"])


def test_finalists_meet_luck_that_the_search_never_saw():
    seeds = {}

    def noted(candidates, lot, seed, replicates):
        seeds.setdefault(lot, set()).add((seed, replicates))
        return zdt1(candidates, lot, seed, replicates)

    found = run_anew(search(SPACE, QUESTION, noted, replace(EFFORT, generations=2)), noted)
    assert seeds.pop("finalists") == {(EFFORT.fresh, EFFORT.fresh_replicates)}
    assert set().union(*seeds.values()) == {(EFFORT.luck, EFFORT.replicates)}
    assert found.names[found.many :] == ("nothing", "everything")


def test_a_mix_with_a_run_that_failed_is_left_out():
    def fails(candidates, lot, seed, replicates):
        values = zdt1(candidates, lot, seed, replicates)
        values[[SPACE.values(each)["x"] == 0.5 for each in candidates]] = np.nan
        return values

    found = search(SPACE, QUESTION, fails, replace(EFFORT, generations=4))
    assert np.isnan(found.outcomes).any()
    assert not np.isnan(scores(found)).any()


def test_where_nothing_keeps_the_budget_that_is_the_answer():
    dear = lambda *given: zdt1(*given) + 1  # noqa: E731  a function of one line
    found = run_anew(search(SPACE, replace(QUESTION, budget=0.5), dear, replace(EFFORT, generations=2)), dear)
    assert found.many == 0
    assert "None keeps the budget; the cheapest costs 2.00 times as much." in finding(found)
    assert tables_of(found)["candidates"]["within_budget"].sum() == 0


def test_the_same_search_draws_the_same_picture(known):
    one, other = (svg(plot_search(run_anew(known, zdt1), "Somewhere")) for _ in range(2))
    assert one == other
    assert isinstance(tables_of(run_anew(known, zdt1))["pareto"], pd.DataFrame)


def test_finalists_show_in_a_notebook_each_mix_and_what_was_found_in_words():
    question = Question(TWO, ("a",))
    values = np.array([[2.0, 4.0], [4.0, 2.0], [0.0, 9.0]])[:, None, None]
    finalists = made(np.repeat(values, 2, axis=2), question, 2)
    page = seen(finalists)
    assert all(name in page for name in finalists.names)
    assert finding(finalists).replace("`", "") in page
