"""Results move only where a change says so: `python -m tests.pinned` pins them anew, CHANGELOG.md tells why."""

import pytest

from tests.pinned import COUNTIES, digests, pinned


def test_every_county_is_pinned():
    assert list(pinned()) == list(COUNTIES)


@pytest.mark.parametrize("name", COUNTIES)
def test_a_county_lives_as_it_did(name):
    known = pinned()[name]
    found = digests(name, known)
    assert found == known, f"results have moved in {max(found)}; if they should, run: python -m tests.pinned"
