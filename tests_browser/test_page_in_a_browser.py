"""The page in a real browser: no script error, no request to elsewhere, sliders that answer, ways back, two languages.

Needs Debian's `chromium` and the package `playwright`; `make test-browser` runs it, `make test` does not.
"""

import json
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

QUERY = "place=kezuohou&future=historical&a=cattle_loan&b=photovoltaic&sample=0.01&replicates=5&seed=1&lang=en"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PATIENCE = 300_000  # milliseconds: the first run compiles
CONTROLS = """() => [...document.querySelectorAll('input, select, button, progress')]
  .filter(each => each.type !== 'hidden' && !each.hidden)
  .filter(each => !each.ariaLabel && !(each.labels && each.labels.length) && !each.textContent.trim())
  .map(each => each.outerHTML)"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def address():
    """Where the page is served; its engine is the real one."""
    command = [sys.executable, "-m", "experiments.cli", "page", "--port", "0", "--no-browser", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        text = "".join(iter(server.stdout.readline, "}\n")) + "}"
        yield json.loads(text)["address"]
        server.terminate()


@pytest.fixture(scope="module")
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
    def open_page(query=QUERY, **look):
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | look))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url))
        page.goto(f"{address}?{query}")
        yield page
        context.close()

    yield open_page
    assert wrong == []


def done(page):
    """Wait for the last word."""
    expect(page.locator("#cancel")).to_be_hidden(timeout=PATIENCE)
    expect(page.locator("#results svg").first).to_be_visible(timeout=PATIENCE)


def test_results_come_by_themselves(opened):
    with opened() as page:
        done(page)
        expect(page.locator("#status")).to_have_text("Done: estimate 2 of 2.")
        assert page.locator("#results figure svg").count() == 4
        assert page.evaluate(CONTROLS) == []


def test_a_slider_changes_the_results_and_the_address_and_undo_goes_back(opened):
    with opened(QUERY + "&open=cattle_loan") as page:
        done(page)
        before = page.locator("#results table").first.inner_text()
        slider = page.locator("[id='a.cattle_loan.principal']")
        slider.focus()
        for _each in range(20):
            page.keyboard.press("ArrowLeft")
        page.wait_for_url("**a.cattle_loan.principal=**")
        done(page)
        expect(page.locator("#results .mixes")).to_contain_text("mix_a")
        assert "principal" in page.get_by_role("link", name="中文").get_attribute("href")
        assert page.locator("#results table").first.inner_text() != before
        while "principal" in page.url:
            page.locator("#undo").click()
            page.wait_for_load_state()
        done(page)
        assert page.locator("#results table").first.inner_text() == before


def test_a_programme_is_switched_on_by_keyboard_alone(opened):
    with opened() as page:
        done(page)
        page.locator("#p-training input").first.focus()
        page.keyboard.press("Space")
        page.wait_for_url("**a.with=training**")
        done(page)
        expect(page.locator("#results .mixes")).to_contain_text("with ")


def test_a_third_mix_begins_as_its_policy(opened):
    with opened() as page:
        page.locator("#policy-c").select_option("relocation")
        page.wait_for_url("**c=relocation**")
        done(page)
        assert "c.without" not in page.url
        assert page.locator("#p-relocation input:checked").count() == 1


def test_levers_are_laid_open_and_shut(opened):
    with opened() as page:
        page.locator("#p-cattle_loan button").click()
        page.wait_for_url("**open=cattle_loan**")
        expect(page.locator("[id='a.cattle_loan.principal']")).to_be_visible()
        page.locator("#p-cattle_loan button").click()
        page.wait_for_url(lambda url: "open=" not in url)
        expect(page.locator("[id='a.cattle_loan.principal']")).to_have_count(0)


def test_work_is_stopped_by_the_button(opened):
    with opened(QUERY.replace("sample=0.01", "sample=1").replace("seed=1", "seed=5")) as page:
        expect(page.locator("#results svg").first).to_be_visible()
        page.locator("#cancel").click()
        expect(page.locator("#status")).to_contain_text("Stopped.")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_telephone_scrolls_only_down(opened, lang):
    query = QUERY.replace("lang=en", f"lang={lang}") + "&open=cattle_loan"
    with opened(query, viewport={"width": 390, "height": 844}) as page:
        done(page)
        assert page.evaluate(TOO_WIDE) <= 0


def test_without_scripts_a_button_asks_and_the_page_loads_itself_again(opened):
    with opened(java_script_enabled=False) as page:
        page.locator("#replicates").fill("6")
        page.get_by_role("button", name="Compare").click()
        page.wait_for_url("**replicates=6**")
        expect(page.locator("#results figure svg").first).to_be_visible(timeout=PATIENCE)


def test_on_paper_there_are_results_and_no_controls(opened):
    with opened() as page:
        done(page)
        page.emulate_media(media="print")
        expect(page.locator("#controls")).to_be_hidden()
        expect(page.locator("#results figure").first).to_be_visible()
