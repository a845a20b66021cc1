"""One page, served once, and one browser, for all tests that look at it."""

import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from experiments.report import write_report
from tests.made_up_study import made_up_study
from tests_browser.browsing import FLAGS, PATIENCE, QUERY, served


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Where the page is served; its engine is the real one, its only stored study is made up."""
    root = tmp_path_factory.mktemp("kept") / "results"
    study = made_up_study(("none", "cattle_loan", "as_reported"), 4, root / "made_up")
    write_report(study, root / "made_up")
    with served(root) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, address):
    """Opens a page; in the end nothing may have gone wrong in it, and nothing may have been asked of others."""
    wrong = []

    @contextmanager
    def open_page(query=QUERY, path="/", **look):
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | look))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url))
        page.goto(f"{address}{path[1:]}?{query}")
        yield page
        context.close()

    yield open_page
    assert wrong == []
