"""From the document to the mayor's page, as a new user would go."""
import re

import pytest


@pytest.fixture(scope="module")
def plan(office, document):
    """The path of the plan once it is read: `/plans/…`."""
    page = office.go("/plans/new")
    page.set_input_files("input[type=file]", str(document))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/review")
    return re.search(r"/plans/[0-9A-Z]{26}", page.url).group()


def test_the_document_is_read_and_shown_beside_its_questions(office, plan):
    page = office.page
    assert "促进生物医药产业创新发展实施方案" in office.text("h2 >> nth=0") or "促进生物医药产业创新发展实施方案" in office.text()
    assert page.locator("article.q").count() >= 8
    assert page.locator(".sheet mark").count() > 60
    assert "还有" in office.text() and "处待判断" in office.text()


def test_an_item_is_corrected_by_keyboard_alone(office, plan):
    page = office.go(plan + "/review")
    name = "article.q.on"
    page.wait_for_selector(name)
    first = page.get_attribute(name, "id")
    page.keyboard.press("j")
    second = page.get_attribute(name, "id")
    assert second != first, "J goes to the next"
    page.keyboard.press("k")
    assert page.get_attribute(name, "id") == first, "K goes back"
    # The first target that is asked about.
    for _ in range(30):
        if page.locator("article.q.on [name=value_max]").count():
            break
        page.keyboard.press("j")
    item = page.get_attribute(name, "id")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.name") == "name", "E opens the form and stands in it"
    page.keyboard.type("按键盘更正的目标")
    with office.page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(office.house.site + plan + "/review?show=all")
    article = page.locator("#" + item)
    assert "按键盘更正的目标" in article.inner_text()
    assert "已更正" in article.inner_text() and "机器读作" in article.inner_text()


def test_a_key_confirms_and_u_takes_it_back(office, plan):
    page = office.go(plan + "/review?show=all")
    item = page.locator("article.q:has([data-key='↵'])").first.get_attribute("id")
    page.goto(office.house.site + plan + "/review?show=all#" + item)
    page.reload()
    page.wait_for_selector(f"#{item}.on")
    with office.page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(office.house.site + plan + "/review?show=all#" + item)
    page.reload()
    page.wait_for_selector(f"#{item}.on")
    assert "已确认" in page.locator("#" + item).inner_text()
    with office.page.expect_navigation():
        page.keyboard.press("u")
    page.goto(office.house.site + plan + "/review?show=all")
    assert "已确认" not in page.locator(f"#{item} h3").inner_text()


def test_an_item_is_added_split_and_deleted_by_key(office, plan):
    page = office.go(plan + "/review?show=all")
    page.wait_for_selector("article.q.on")
    page.keyboard.press("a")
    page.wait_for_function("document.activeElement.name")
    form = page.locator("#add form")
    form.locator("[name=kind]").select_option("project")
    form.locator("[name=name]").fill("键盘补加的项目")
    with office.page.expect_navigation():
        form.locator("[name=name]").press("Enter")
    page.goto(office.house.site + plan + "/review?show=all")
    added = page.locator("article.q", has=page.locator("h3", has_text="键盘补加的项目"))
    assert "人工补加" in added.inner_text()
    item = added.get_attribute("id")
    page.goto(office.house.site + plan + "/review?show=all#" + item)
    page.reload()
    page.wait_for_selector(f"#{item}.on")
    with office.page.expect_navigation():
        page.keyboard.press("d")
    page.goto(office.house.site + plan + "/review?show=all")
    assert "已删除" in page.locator("#" + item).inner_text()


def stand_on(office, path, item):
    """Opens a page with an item chosen, as a reader comes back to it."""
    page = office.go(path + "#" + item)
    page.reload()
    page.wait_for_selector(f"#{item}.on")
    return page


def test_m_merges_what_may_be_the_same(office, plan):
    page = office.go(plan + "/review")
    item = page.locator("#ask article.q:has(button[data-key=M])").first.get_attribute("id")
    page = stand_on(office, plan + "/review", item)
    with office.page.expect_navigation():
        page.keyboard.press("m")
    office.go(plan + "/review?show=all")
    assert "已合并" in page.locator(f"#{item} h3").inner_text()


def test_s_splits_a_target_in_two(office, plan):
    page = office.go(plan + "/review?show=all")
    targets = page.locator("#k-target article.q")
    before = targets.count()
    page = stand_on(office, plan + "/review?show=all", targets.first.get_attribute("id"))
    with office.page.expect_navigation():
        page.keyboard.press("s")
    office.go(plan + "/review?show=all")
    assert page.locator("#k-target article.q").count() == before + 1
    added = page.locator("#k-target article.q", has=page.locator("h3", has_text="人工补加")).first
    page = stand_on(office, plan + "/review?show=all", added.get_attribute("id"))
    with office.page.expect_navigation():
        page.keyboard.press("d")


def test_o_leads_to_the_place_in_the_source(office, plan):
    page = office.go(plan + "/review")
    item = page.locator("#ask article.q:has([data-key=O])").nth(1).get_attribute("id")
    page = stand_on(office, plan + "/review", item)
    page.keyboard.press("o")
    page.wait_for_function("location.hash.startsWith('#s-')")
    place = page.locator(page.evaluate("location.hash"))
    assert place.count() == 1


def test_every_item_leads_back_to_its_place(office, plan):
    for path in ("/review", "/review?show=all"):
        page = office.go(plan + path)
        lost = page.evaluate("""() => [...document.querySelectorAll("a[href^='#']")].map(a => a.hash.slice(1))
            .filter(id => id && !document.getElementById(id))""")
        assert lost == [], f"{len(lost)} links lead nowhere"


def test_every_question_is_answered_by_its_first_button(office, plan):
    page = office.go(plan + "/review")
    for _ in range(60):
        question = page.locator("#ask article.q").first
        if not question.count():
            break
        with office.page.expect_navigation():
            question.locator(".acts > form button").first.click()
    assert "没有待判断的内容" in office.text()


def test_baselines_are_entered_and_the_plan_is_published(office, plan):
    page = office.go(plan + "/review")
    count = page.locator("#base form").count()
    assert count >= 5
    for index in range(count):
        form = page.locator("#base form").nth(index)
        name = form.get_attribute("id")
        form.locator("[name=value]").fill(str(10 + index))
        page.locator(f"[form='{name}'][name=source]").fill("2020年统计公报")
        with office.page.expect_navigation():
            page.locator(f"button[form='{name}']").click()
    assert "都判断过了，可以发布" in office.text()
    page.locator(".review-head .acts button").click()
    page.wait_for_url("**" + plan)
    assert "20项举措" in office.text()
    assert page.locator("table.targets tbody tr").count() == 5


def test_measures_without_a_unit_say_so(office, plan):
    office.go(plan + "/measures")
    assert office.text().count("责任单位未列明") >= 3


def test_everything_the_plan_names_has_its_place(office, plan):
    page = office.go(plan + "/items")
    assert page.locator("table tbody tr").count() > 100
