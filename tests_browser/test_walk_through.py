"""A first comparison is near: two commands from the README, six clicks on the page, each of them in the tutorial."""

import re
from pathlib import Path

import pytest

from tests_browser.walk import COMPARISON, FURTHER, Hand

ROOT = Path(__file__).parents[1]
README, TUTORIAL, MAKEFILE = (
    (ROOT / name).read_text("utf-8") for name in ("README.md", "docs/tutorial.md", "Makefile")
)
SIZES = {"en": {"width": 1280, "height": 900}, "zh": {"width": 390, "height": 844}}
MOST_CLICKS, MOST_COMMANDS = 6, 2


@pytest.mark.parametrize("lang", SIZES)
def test_a_first_comparison_takes_at_most_six_clicks_and_every_screen_is_reached(opened, lang):
    with opened(f"lang={lang}", viewport=SIZES[lang]) as page:
        hand = Hand(page)
        for step in COMPARISON:
            step.take(hand)
        assert hand.clicks == 4
        assert hand.clicks <= MOST_CLICKS
        for step in FURTHER:
            step.take(hand)
        assert hand.clicks == 12


def test_the_tutorial_tells_every_step_in_order_and_shows_its_picture():
    places = [TUTORIAL.index(step.words) for step in (*COMPARISON, *FURTHER)]
    assert places == sorted(places)
    pictures = [f"figures/walk_{step.picture}.png" for step in (*COMPARISON, *FURTHER) if step.picture]
    assert re.findall(r"figures/walk_\w+\.png", TUTORIAL) == pictures
    assert all((ROOT / "docs" / name).exists() for name in pictures)


def test_from_the_readme_a_first_comparison_takes_at_most_two_commands():
    (block,) = re.findall(r"^## Two commands\n.*?^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    typed = [line.partition("#")[0].strip() for line in block.splitlines()]
    compares = [place for place, line in enumerate(typed, 1) if "fanpin compare" in recipe_of(line)]
    assert compares
    assert compares[0] <= MOST_COMMANDS
    assert "fanpin page" in recipe_of("make page")
    assert "make page" in README
    for command in (typed[compares[0] - 1], "make page"):
        assert re.search(rf"^```sh\n{command}\b", TUTORIAL, re.MULTILINE)


def recipe_of(command):
    """What a target of make does."""
    target = command.removeprefix("make ")
    return re.search(rf"^{target}:.*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE)[1]
