"""Every page as it is seen: on a phone, in the dark, by keyboard, without a script."""
import re

import pytest

import sight

PATHS = {
    "plans": "/plans", "new": "/plans/new", "cockpit": "{plan}", "targets": "{plan}/targets", "target": "{plan}/targets/T1",
    "unjudged target": "{plan}/targets/T5", "records": "{plan}/targets/T2/records", "measures": "{plan}/measures", "measure": "{plan}/measures/M15",
    "unowned measure": "{plan}/measures/M18", "reports": "{plan}/reports", "report": "{plan}/progress?about=measure&subject=M6",
    "instructions": "{plan}/instructions", "items": "{plan}/items", "rule": "{plan}/rule", "to-do": "/to-do", "search": "/search?q=平台",
    "account": "/me", "review": "{draft}/review", "all items": "{draft}/review?show=all",
}


@pytest.fixture(scope="module")
def places(office, document):
    plan = office.go("/plans").locator("main table a").first.get_attribute("href")
    page = office.go("/plans/new")
    page.set_input_files("input[type=file]", str(document))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/review")
    draft = re.search(r"/plans/[0-9A-Z]{26}", page.url).group()
    return {name: path.format(plan=plan, draft=draft) for name, path in PATHS.items()}


@pytest.fixture(scope="module")
def phone(browser, office, house):
    """The same person at a phone."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True,
        storage_state=office.context.storage_state())
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request, browser, office, house):
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 1440, "height": 900}, color_scheme=request.param, storage_state=office.context.storage_state())
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PATHS)
def test_a_phone_shows_the_page_without_scrolling_sideways(phone, house, places, name):
    answer = phone.goto(house.site + places[name])
    assert answer.status == 200
    assert phone.evaluate(sight.TOO_WIDE) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sign_in_page_fits_a_phone(browser, house, language):
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
    page = context.new_page()
    assert page.goto(f"{house.site}/sign-in?lang={language}").status == 200
    assert page.evaluate(sight.TOO_WIDE) == []
    context.close()


@pytest.mark.parametrize("name", PATHS)
def test_text_stands_out_from_what_is_behind_it(scheme, house, places, name):
    scheme.goto(house.site + places[name])
    assert scheme.evaluate(sight.LOW_CONTRAST) == []


@pytest.mark.parametrize("name", ["cockpit", "new", "report", "review", "measure"])
def test_the_focus_is_seen_wherever_it_goes(office, places, name):
    page = office.go(places[name])
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        focus = page.evaluate(sight.FOCUS)
        if focus:
            seen.append(focus)
    assert len(seen) > 10
    assert [focus["name"] for focus in seen if not focus["isShown"]] == []


def test_the_first_stop_leads_past_the_frame(office, places):
    page = office.go(places["cockpit"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


UNNAMED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, main a[href]")]
    .filter(e => e.checkVisibility() && !(e.labels && e.labels.length) && !e.getAttribute("aria-label") && !e.innerText.trim() && !e.title)
    .map(e => e.outerHTML.slice(0, 120))"""
TWICE = """() => {
    const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
}"""


@pytest.mark.parametrize("name", PATHS)
def test_the_page_has_one_heading_a_title_and_named_controls(office, places, name):
    page = office.go(places[name])
    assert page.locator("h1").count() == 1
    assert page.title().endswith("药链")
    assert page.evaluate(TWICE) == [], "an id stands twice"
    assert page.evaluate(UNNAMED) == []


def test_the_measure_of_contrast_sees_grey_on_grey(office, places):
    page = office.go(places["plans"])
    page.evaluate("""() => { const p = document.createElement("p"); p.textContent = "faint"; p.className = "faint";
        p.style.color = "#999"; document.querySelector("main").append(p); }""")
    assert any("faint" in found for found in page.evaluate(sight.LOW_CONTRAST))
