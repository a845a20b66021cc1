"""Designs and searches that cannot be asked are refused with one sentence: file, line, and what is allowed."""

import pandas as pd
import pytest

from experiments.search_file import read_search
from experiments.sweep_file import read_design
from model.errors import ScenarioError
from tests.test_cli_search import SEARCH
from tests.test_plans import DESIGN, written

DESIGNS = {
    "a number twice": ("shed = 4000", 'shed = 4000\n"cattle_loan.shed" = 5000', "'cattle_loan.shed' is given twice"),
    "no values": ("[20000, 35000]", "[]", "[] is no list of values"),
    "values of a word": ("[20000, 35000]", '{ values = "many" }', "'many' is no list of values"),
    "a pattern of a number": ("work.lose", '"work.*" = 0.5\nwork.lose', "a pattern means ranges: give {}"),
    "an unknown confidence": ("work.lose", '"work.*" = { confidence = "guessed" }\nwork.lose', "Did you mean 'guess'?"),
    "a confidence of none": ("work.lose", '"crops.*" = { confidence = "found" }\nwork.lose', "has this confidence"),
    "what to leave out": (
        "replicates = 2",
        'leave_out = "herd.death"',
        "leave_out: must be a list of paths or patterns",
    ),
    "policies by number": ("replicates = 2", "futures = [1]", "is no name, nor a list of names"),
    "a future twice": ("replicates = 2", 'futures = ["historical", "historical"]', "'historical' is given twice"),
    "a sampler by name": ("[sampler]", "[sampler_]", "Did you mean 'sampler'?"),
}


@pytest.mark.parametrize("what", DESIGNS)
def test_a_wrong_design_is_refused_where_it_stands(what, tmp_path):
    right, wrong, words = DESIGNS[what]
    assert right in DESIGN
    with pytest.raises(ScenarioError) as caught:
        read_design(written(tmp_path, DESIGN.replace(right, wrong, 1)))
    assert words in str(caught.value)
    assert str(caught.value).startswith("design.toml:")


def test_levers_are_a_table_of_paths(tmp_path):
    with pytest.raises(ScenarioError, match=r"design\.toml:1: levers: must be a table of paths"):
        read_design(written(tmp_path, 'levers = "all"\n[sampler]\nkind = "list"\n'))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.csv", None, "missing.csv cannot be read"),
        ("broken.parquet", b"PAR2", "broken.parquet cannot be read"),
        ("empty.csv", b"herd.restock\n", "empty.csv has no rows"),
    ],
)
def test_a_table_of_points_that_cannot_be_read_is_told(name, content, words, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ScenarioError, match=rf"design\.toml:3: sampler\.file: .*{words}"):
        read_design(written(tmp_path, f'[sampler]\nkind = "table"\nfile = "{name}"\n'))


def test_a_switch_of_the_model_is_no_number_and_may_be_a_lever(tmp_path):
    text = '[sampler]\nkind = "grid"\n[levers]\nkinship.lends = [true, false]\nmonths = [24, 36]\n'
    points = read_design(written(tmp_path, text)).plan.points
    assert points.to_dict("list") == {"kinship.lends": [True, True, False, False], "months": [24, 36, 24, 36]}
    assert isinstance(points, pd.DataFrame)


OBJECTIVES = 'registered_households = "minimise"\nexits = "maximise"\n'
SEARCHES = {
    "two places": ('place = "kezuohou"', 'place = ["kezuohou", "xingan"]', "a search has one place"),
    "nothing to choose": (
        SEARCH.splitlines()[2],
        "switches = []",
        "nothing to choose",
    ),
    "no objective": ("[objectives]\n" + OBJECTIVES, "", "say what is better: [objectives] with measures"),
    "futures put together": ("candidates = 6", 'over_futures = "best"', "says not how futures are put together"),
    "both bounds": ("{ at_least = 100 }", "{ at_least = 100, at_most = 200 }", "give either at_least or at_most"),
    "a bound by number": ("{ at_least = 100 }", "100", "must be a table of: "),
}


@pytest.mark.parametrize("what", SEARCHES)
def test_a_wrong_search_is_refused_where_it_stands(what, tmp_path):
    right, wrong, words = SEARCHES[what]
    assert right in SEARCH
    text = SEARCH.replace(right, wrong)
    if what == "nothing to choose":
        text = "\n".join(line for line in text.splitlines() if "target.places" not in line and "shed" not in line)
    (tmp_path / "search.toml").write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_search(tmp_path / "search.toml")
    assert words in str(caught.value)
    assert str(caught.value).startswith("search.toml:")
