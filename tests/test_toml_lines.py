"""The key scanner finds the keys that `tomllib` finds, each on its line."""

import tomllib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from model.toml_lines import lines_of

EVERYTHING = '''\
# nothing = 1
a.b."c d" = """x = 1
["no"]"""  # after
'q.r' = [1, {x = 1, "y]" = ']}'}, # c [
  [ {z=2} ],
]
when = 1979-05-27 07:32:00
[t]
k={a={b={}}, c.d = 2}
[[u.v]]
x=1
[[u.v]]
[u.v.w]
k = 3
[[u.v.z]]
m="""a"""""
[ t . "\\u00e9" ]
s = \'\'\'a
=b\'\'\'\'\'
e=""""""
f="\\"#="
'''

NASTY = ["", "a", "= [x] # {y} 'z'", "line\nbreak = 1", 'quote " and \\ slash', "'single'", "é中", "]]", "}"]
BARE = st.text("ab1-_", min_size=1, max_size=3)


def paths(value, path=()):
    """Every key path of parsed TOML."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths(inner, (*path, place))


def quoted(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
    return '"' + "".join(escapes.get(each, each) for each in text) + '"'


def key_texts():
    part = st.one_of(BARE, st.sampled_from(NASTY).map(quoted), st.sampled_from(["'a'", "'[b] = #'"]))
    return st.lists(part, min_size=1, max_size=3).map(" . ".join)


def value_texts():
    plain = st.sampled_from(["1", "-3.5e2", "inf", "true", "1979-05-27", "1979-05-27T07:32:00Z", "0x1F", "[]", "{}"])
    texts = st.sampled_from(NASTY)
    written = st.one_of(
        plain,
        texts.map(quoted),
        texts.filter(lambda text: "'" not in text).map(lambda text: f"'''\n{text}'''"),
        texts.map(lambda text: '"""' + quoted(text)[1:-1].replace("\\n", "\n") + '"""'),
        st.sampled_from(['"""a"""""', "''''b'''''", '"""\\\n   c = 1"""']),
    )

    def nested(inner):
        lists = st.lists(inner, max_size=3).map(lambda each: "[ # list\n" + ",\n".join(each) + "\n]")
        pairs = st.lists(st.tuples(BARE, inner), max_size=2, unique_by=lambda pair: pair[0])
        return st.one_of(
            lists, pairs.map(lambda each: "{" + ", ".join(f"{key} = {value}" for key, value in each) + "}")
        )

    return st.recursive(written, nested, max_leaves=5)


def statements():
    return st.one_of(
        st.tuples(key_texts(), value_texts()).map(lambda pair: f"{pair[0]} = {pair[1]} # note"),
        key_texts().map(lambda key: f"[ {key} ]"),
        key_texts().map(lambda key: f"[[{key}]]"),
        st.sampled_from(["", "# [a]\n# b = 1", "   \t"]),
    )


def test_every_kind_of_key_is_found_on_its_line():
    lines = lines_of(EVERYTHING)
    assert set(lines) == set(paths(tomllib.loads(EVERYTHING)))
    assert lines["a", "b", "c d"] == 2
    assert lines["q.r", 1, "y]"] == 4
    assert lines["q.r", 2, 0, "z"] == 5
    assert lines["t", "k", "c", "d"] == 9
    assert lines["u", "v", 1, "w", "k"] == 14
    assert lines["u", "v", 1, "z", 0, "m"] == 16
    assert lines["t", "é", "f"] == 21


@given(st.lists(statements(), max_size=8))
def test_the_scanner_finds_the_key_paths_that_tomllib_finds(lines):
    text = "\n".join(lines)
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    assert set(lines_of(text)) == set(paths(parsed))


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_endings_do_not_move_the_lines(ending):
    assert lines_of(EVERYTHING.replace("\n", ending)) == lines_of(EVERYTHING)


def test_an_empty_text_has_no_keys():
    assert lines_of("") == lines_of(" \n# only a note") == {}
