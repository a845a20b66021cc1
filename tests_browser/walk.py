"""A first walk through the page, click by click, as the tutorial tells it; every click is counted.

`python -m tests_browser.walk` takes it again and writes the tutorial's pictures, docs/figures/walk_*.png: after a
change of how the page looks.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright

from experiments import compare
from experiments.report import write_report
from tests_browser.browsing import FLAGS, PATIENCE, done, served

FIGURES = Path(__file__).parents[1] / "docs" / "figures"
COLOURS = 64  # of a picture: a page has few, and it gets a tenth as large


class Hand:
    """Acts on a page, and counts what a planner would have clicked."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def press(self, what: Locator) -> None:
        """One click."""
        what.click()
        self.clicks += 1

    def choose(self, name: str, value: str) -> None:
        """Two clicks: one opens a list, one takes from it."""
        self.page.locator(f"#{name}").select_option(value)
        self.page.wait_for_url(f"**{name[-1]}={value}&**")
        self.clicks += 2


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, in the words of the tutorial; how; and the picture of what is there then, if it is shown."""

    words: str
    take: Callable[[Hand], None]
    picture: str = ""


def first_estimate(hand: Hand) -> None:
    """The comparison is there once a figure is; it is refined by itself."""
    expect(hand.page.locator("#results svg").first).to_be_visible(timeout=PATIENCE)
    expect(hand.page.locator("#results table").first).to_be_visible()


def choose_second(hand: Hand) -> None:
    """The last choice of a first comparison."""
    hand.choose("policy-b", "photovoltaic")
    first_estimate(hand)


def add_training(hand: Hand) -> None:
    """A programme more in mix A."""
    hand.press(hand.page.locator("#p-training input").first)
    hand.page.wait_for_url("**a.with=training**")
    first_estimate(hand)


def lay_open(hand: Hand) -> None:
    """The numbers of a programme."""
    hand.press(hand.page.locator("#p-cattle_loan button"))
    hand.page.wait_for_url("**open=cattle_loan**")
    expect(hand.page.locator("[id='a.cattle_loan.principal']")).to_be_visible()
    first_estimate(hand)


def follow_a_household(hand: Hand) -> None:
    """The second screen."""
    hand.press(hand.page.locator("nav.screens a[href^='/life']"))
    hand.page.wait_for_url("**/life?**")
    expect(hand.page.locator("#answer .life img")).to_be_visible(timeout=PATIENCE)


def open_studies(hand: Hand) -> None:
    """The third screen, and the first study on its list."""
    hand.press(hand.page.locator("nav.screens a[href^='/studies']"))
    hand.page.wait_for_url("**/studies?**")
    hand.press(hand.page.locator("input[name='study.name']").first)
    hand.press(hand.page.locator("form button").first)
    expect(hand.page.locator("#answer svg").first).to_be_visible(timeout=PATIENCE)


def take_the_report(hand: Hand) -> None:
    """Back on the first screen, the report for the meeting."""
    hand.press(hand.page.locator("nav.screens a[href^='/?']").first)
    first_estimate(hand)
    done(hand.page)
    with hand.page.expect_download() as download:
        hand.press(hand.page.get_by_role("link", name="report.pdf"))
    assert download.value.path().read_bytes().startswith(b"%PDF-")


COMPARISON = (
    Step(
        "Under **A**, *begins as*: choose *Loans for breeding cows*.",
        lambda hand: hand.choose("policy-a", "cattle_loan"),
    ),
    Step("Under **B**: choose *Photovoltaic dividends*.", choose_second, "comparison"),
)
FURTHER = (
    Step("Tick *Training* under **A**.", add_training),
    Step("Press **+** beside *Loans for breeding cows*.", lay_open, "levers"),
    Step("Press *A household's life*.", follow_a_household, "life"),
    Step("Press *Studies*, tick one, and press *Show*.", open_studies, "studies"),
    Step("Press *Mixes*, and at the foot `report.pdf`.", take_the_report),
)


def picture(page: Page, name: str) -> None:
    """Write what is seen now, in few colours."""
    shown = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    shown.save(FIGURES / f"walk_{name}.png", optimize=True)


def main() -> None:
    """Walk, and take the pictures."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder) / "results"
        study = compare(
            "kezuohou", ["none", "as_reported"], replicates=5, seed=1, sample_fraction=0.01, out=root / "small_loans"
        )
        write_report(study, root / "small_loans")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with served(root) as address:
            page = browser.new_page(viewport={"width": 1100, "height": 760})
            page.set_default_timeout(PATIENCE)
            page.goto(f"{address}?sample=0.01&replicates=5")
            hand = Hand(page)
            for step in (*COMPARISON, *FURTHER):
                step.take(hand)
                if step.picture:
                    if page.locator("#results").count():
                        done(page)
                    picture(page, step.picture)
        browser.close()


if __name__ == "__main__":
    main()
