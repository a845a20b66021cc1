"""Every screen in both languages, on a desk and on a telephone: nothing too wide, no fault that axe-core finds."""

import re
import zlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests_browser.browsing import QUERY, TOO_WIDE, done

SIZES = {"desk": {"width": 1280, "height": 900}, "telephone": {"width": 390, "height": 844}}
SCREENS = {
    "mixes": ("/", f"{QUERY}&open=cattle_loan"),
    "life": ("/life", f"{QUERY}&life.who=returned"),
    "studies": ("/studies", f"{QUERY}&study.name=made_up"),
}
each_screen = pytest.mark.parametrize("screen", SCREENS)
each_language = pytest.mark.parametrize("lang", ["en", "zh"])


def address_of(screen, lang):
    path, query = SCREENS[screen]
    return {"path": path, "query": query.replace("lang=en", f"lang={lang}")}


def shown(page, screen):
    """Wait until all of a screen is there."""
    if screen == "mixes":
        done(page)
    page.wait_for_load_state("networkidle")


@each_screen
@each_language
@pytest.mark.parametrize("size", SIZES)
def test_a_screen_is_not_too_wide_and_without_faults(opened, screen, lang, size):
    with opened(**address_of(screen, lang), viewport=SIZES[size], bypass_csp=True) as page:
        shown(page, screen)
        assert page.evaluate(TOO_WIDE) <= 0
        faults = Axe().run(page).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []


@each_screen
def test_a_chinese_screen_is_in_chinese(opened, screen):
    with opened(**address_of(screen, "zh")) as page:
        shown(page, screen)
        page.evaluate("document.querySelectorAll('pre, code, .fact').forEach(each => each.remove())")
        text = page.locator("body").inner_text()
        assert re.findall(r"(?:[a-z]{2,} ){3,}", text) == []


def test_a_household_is_chosen_by_keyboard_and_another_one_follows(opened):
    with opened(**address_of("life", "en")) as page:
        first = page.locator("#answer h2").first.inner_text()
        page.get_by_role("link", name="Another one like it").press("Enter")
        page.wait_for_url("**life.nth=1**")
        assert page.locator("#answer h2").first.inner_text() != first
        page.locator("#who-returned").focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_url("**life.who=saved**")
        expect(page.locator("#answer")).to_contain_text("saved: in fewer Decembers")


def test_the_picture_of_a_life_is_there(opened):
    with opened(**address_of("life", "zh")) as page:
        page.wait_for_load_state("networkidle")
        assert page.locator(".life img").evaluate("picture => picture.complete && picture.naturalWidth > 100")


def test_screens_keep_the_mixes_of_each_other(opened):
    with opened(QUERY) as page:
        done(page)
        page.locator("#p-training input").first.check()
        page.wait_for_url("**a.with=training**")
        page.get_by_role("link", name="A household").click()
        page.wait_for_url("**/life?**a.with=training**")
        expect(page.locator("#right")).to_contain_text("mix_a")
        page.get_by_role("link", name="Mixes").click()
        page.wait_for_url(re.compile(r"/\?place.*a\.with=training"))


def test_a_study_is_opened_from_the_list(opened):
    with opened(QUERY, path="/studies") as page:
        page.get_by_label("made_up").check()
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**study.name=made_up**")
        expect(page.locator("#answer svg").first).to_be_visible()
        expect(page.locator("#answer")).to_contain_text("Where it comes from")


def unpacked(pdf):
    """All that a PDF says of itself."""
    streams = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(each) for each in streams)


@each_language
def test_a_report_is_exported_as_pdf_in_the_language_of_the_page_while_sliders_answer(opened, lang):
    query = QUERY.replace("lang=en", f"lang={lang}")
    with opened(f"{query}&open=cattle_loan") as page:
        done(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="report.pdf").click()
            page.locator("[id='a.cattle_loan.principal']").press("ArrowLeft")
            page.wait_for_url("**a.cattle_loan.principal=**")
        made = download.value.path().read_bytes()
        assert made.startswith(b"%PDF-")
        assert ("/Lang (zh-CN)" if lang == "zh" else "/Lang (en)").encode() in unpacked(made)


def test_a_report_and_a_figure_are_exported(opened):
    with opened(QUERY) as page:
        done(page)
        for name, begins in (
            ("report.html", b"<!doctype html>"),
            ("poverty.png", b"\x89PNG"),
            ("gains.csv", b"policy,"),
        ):
            with page.expect_download() as download:
                page.get_by_role("link", name=name).click()
            assert download.value.path().read_bytes().startswith(begins)
