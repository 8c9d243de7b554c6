"""Yellow twice drafts a letter; an order runs from 立项 to 销号 with a return and an extension; papers come down."""
import io
import re
import zipfile

import pytest


@pytest.fixture(scope="module")
def plan(office):
    return office.go("/plans").locator("main table a").first.get_attribute("href")


def press(person, words):
    """A step that needs nothing filled in."""
    with person.page.expect_navigation():
        person.page.locator("#act form button", has_text=words).first.click()


def fill(person, words, **values):
    """A step with a form: opens it, fills it in, sends it."""
    box = person.page.locator("#act details").filter(has=person.page.locator("summary", has_text=re.compile(f"^{words}$")))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    for name, value in values.items():
        box.locator(f"[name={name}]").fill(value)
    with person.page.expect_navigation():
        box.locator("form button[type=submit]").click()


def docx(person, selector):
    with person.page.expect_download() as got:
        person.page.locator(selector).first.click()
    path = got.value.path()
    text = zipfile.ZipFile(io.BytesIO(open(path, "rb").read())).read("word/document.xml").decode()
    return got.value.suggested_filename, re.sub("<[^>]+>", "", text)


def test_yellow_twice_drafts_a_letter_and_a_person_issues_it(office, plan):
    page = office.go(plan + "/order-drafts")
    row = page.locator("main table tbody tr", has_text="建设生物医药创新服务平台")
    assert "黄色督办函" in row.inner_text()
    assert row.inner_text().count("黄灯") == 2
    with page.expect_navigation():
        row.locator("a").first.click()
    assert "草稿（未签发）" in office.text() and "关于“建设生物医药创新服务平台”的督办函" in office.text()
    name, text = docx(office, ".acts a")
    assert "草稿" in name and "关于“建设生物医药创新服务平台”的督办函" in text
    page.fill("#issue [name=document_number]", "徐医药督〔2023〕4号（示例）")
    with page.expect_navigation():
        page.locator("#issue button.main").click()
    assert "交办" in office.text("#history") and "黄色督办函" in office.text(".head")
    assert "2023年二季度：黄灯" in office.text("#basis") and "2023年三季度：黄灯" in office.text("#basis")
    name, text = docx(office, "#papers li:has-text('督办函') a:has-text('DOCX')")
    assert "草稿" not in name and "徐医药督〔2023〕4号（示例）" in text
    # Once: the matter has its order.
    office.go(plan + "/order-drafts")
    assert office.page.locator("main table tbody tr", has_text="建设生物医药创新服务平台").count() == 0
    # And its point is on the scoreboard, open to the order.
    office.go(plan + "/scoreboard")
    row = office.page.locator("main table tbody tr", has_text="市科技局").first
    row.locator("summary").click()
    assert "黄色督办函" in row.inner_text() and "−1" in row.inner_text()


def test_an_order_runs_to_its_clearing(office, people, plan):
    unit, leader = people("kjj"), people("leader")
    page = office.go(plan + "/orders/new")
    page.fill("[name=title]", "报医药专利技术平台建设进度")
    page.fill("[name=demand]", "写明进展、问题和下步安排")
    page.fill("[name=unit]", "市科技局")
    page.fill("[name=due]", "2023-11-10")
    with page.expect_navigation():
        page.click("main form button.main")
    path = re.search(r"/plans/.*", page.url).group()
    assert "立项" in office.text(".head")
    fill(office, "交办")
    # The unit finds it, signs, works, asks for more time.
    with unit.go("/my-orders").expect_navigation():
        unit.page.locator("a", has_text="报医药专利技术平台建设进度").click()
    press(unit, "签收")
    fill(unit, "开始办理", text="已列入月度计划")
    fill(unit, "申请延期", new_due="2023-11-20", reason="专家评审改期")
    fill(unit, "单位负责人同意延期申请", head="负责人（示例）")
    leader.go(path)
    press(leader, "批准延期")
    assert "2023-11-20" in leader.text("#dates") and "2023-11-10" in leader.text("#dates")
    # It reports; the office returns it with a reason; it reports again.
    unit.go(path)
    box = unit.page.locator("#act details").filter(has=unit.page.locator("summary", has_text=re.compile("^反馈$")))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.locator("[name=text]").fill("方案已批复")
    box.locator("[name=evidence]").set_input_files({"name": "批复.txt", "mimeType": "text/plain", "buffer": "批复".encode()})
    with unit.page.expect_navigation():
        box.locator("form button[type=submit]").click()
    office.go(path)
    press(office, "受理审核")
    fill(office, "退回", reason="请写明批复文号")
    unit.go(path)
    assert "请写明批复文号" in unit.text("#history") and "退回" in unit.text(".head")
    fill(unit, "反馈", text="方案已批复，文号已补")
    office.go(path)
    press(office, "受理审核")
    press(office, "审核通过，办结")
    leader.go(path)
    press(leader, "销号")
    office.go(path)
    press(office, "归档")
    steps = office.page.locator("#history li b").all_inner_texts()
    assert list(reversed(steps)) == [
        "立项", "交办", "签收", "开始办理", "申请延期", "单位负责人同意延期申请", "批准延期", "反馈", "受理审核", "退回", "反馈", "受理审核",
        "审核通过，办结", "销号", "归档"]
    assert office.page.locator("#act").count() == 0
    assert "归档" in office.text(".head") and "批复.txt" in office.text("#history")


def test_a_step_that_is_not_possible_says_what_is(office, people, plan):
    unit = people("gxq")
    unit.expected = ["404"]
    path = office.go(plan + "/orders").locator("main table a", has_text="加快组建投融资服务平台").get_attribute("href")
    assert "没有这件督办" in unit.go(path).inner_text("body")


def test_an_instruction_becomes_an_order(people, plan):
    leader = people("leader")
    page = leader.go(plan + "/instructions")
    page.fill("[name=title]", "请报注册人委托生产首例进展")
    page.fill("[name=unit]", "市科技局")
    page.fill("[name=due]", "2023-11-30")
    with page.expect_navigation():
        page.click("main form button.main")
    page = leader.go(plan + "/orders?show=all&kind=instruction")
    assert "请报注册人委托生产首例进展" in page.inner_text("main table")


def test_papers_print_without_the_frame(office, plan):
    office.go(plan + "/orders")
    with office.page.expect_navigation():
        office.page.locator("main table a", has_text="实验动物平台立项").click()
    with office.page.expect_navigation():
        office.page.locator("#papers a").first.click()
    office.page.emulate_media(media="print")
    assert office.page.locator("article.paper").is_visible() and not office.page.locator(".side").is_visible()
    assert not office.page.locator(".not-print").is_visible()
    office.page.emulate_media(media="screen")


def test_on_a_phone_nothing_runs_over(people, plan):
    unit = people("kjj", )
    unit.page.set_viewport_size({"width": 390, "height": 844})
    for path in ["/my-orders", plan + "/orders", plan + "/meetings", plan + "/notices"]:
        unit.go(path)
        assert unit.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
