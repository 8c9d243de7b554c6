"""The main task with JavaScript off: from the document to the light."""
import re

import pytest


@pytest.fixture(scope="module")
def office(browser, house):
    from conftest import Person
    person = Person(browser, house, house.link, java_script_enabled=False)
    yield person
    person.close()


@pytest.fixture(scope="module")
def plan(office, document):
    page = office.go("/plans/new")
    page.set_input_files("input[type=file]", str(document))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/review")
    return re.search(r"/plans/[0-9A-Z]{26}", page.url).group()


def test_scripts_are_off(office, plan):
    assert "article" in office.page.content()
    assert office.page.locator("article.q.on").count() == 0


def test_an_item_is_corrected(office, plan):
    page = office.go(plan + "/review")
    article = page.locator("#ask article.q", has=page.locator("[name=value_max]")).first
    item = article.get_attribute("id")
    article.locator("details.flow > summary").first.click()
    article.locator("[name=name]").fill("没有脚本也能更正")
    with office.page.expect_navigation():
        article.locator("details.flow form button[type=submit]").click()
    office.go(plan + "/review?show=all")
    assert "没有脚本也能更正" in page.locator("#" + item).inner_text()


def test_it_is_published_and_shows_its_lights(office, plan):
    page = office.go(plan + "/review")
    page.locator(".review-head .acts button").click()
    page.wait_for_url("**" + plan)
    assert "20项举措" in office.text()
    page.locator("table.targets details.unfold > summary").first.click()
    assert "规则" in page.locator("table.targets details.unfold").first.inner_text()


def test_progress_is_reported_and_approved(office, people, plan):
    page = office.go("/plans")
    example = page.locator("main tr", has_text="示例").locator("a").first.get_attribute("href")
    unit = people("kjj", java_script_enabled=False)
    form = unit.go(example + "/progress?about=measure&subject=M9")
    form.fill("[name=note]", "清单已更新")
    form.click("main form button.main")
    form.wait_for_url("**/reports")
    office.go(example + "/reports")
    row = page.locator("#waiting tr", has_text="清单已更新")
    with office.page.expect_navigation():
        row.locator("button", has_text="通过").click()
    assert page.locator("#waiting tr", has_text="清单已更新").count() == 0
