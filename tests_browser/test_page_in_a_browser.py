"""The page in a real browser: no script error, no request to elsewhere, sliders that answer, ways back, two languages.

Needs Debian's `chromium` and the package `playwright`; `make test-browser` runs it, `make test` does not.
"""

import pytest
from playwright.sync_api import expect

from tests_browser.browsing import CONTROLS, PATIENCE, QUERY, TOO_WIDE, done


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


@pytest.mark.parametrize(("lang", "name"), [("en", "Undo"), ("zh", "撤销")])
def test_undo_is_a_button_that_is_there_once_there_is_something_to_undo(opened, lang, name):
    with opened(QUERY.replace("lang=en", f"lang={lang}"), viewport={"width": 390, "height": 844}) as page:
        done(page)
        training = page.locator("#p-training input").first
        training.check()
        page.wait_for_url("**a.with=training**")
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_url(lambda url: "training" not in url)
        expect(page.locator("#p-training input").first).not_to_be_checked()


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
