"""A unit reports, the office approves, the light changes; the leader writes an instruction."""
import datetime

import pytest


@pytest.fixture(scope="module")
def plan(office):
    return office.go("/plans").locator("main table a").first.get_attribute("href")


def waiting(office, plan):
    office.go(plan + "/reports")
    return office.page.locator("#waiting table tbody tr")


def test_progress_goes_from_the_unit_to_the_office_and_into_the_light(office, people, plan):
    unit = people("kjj")
    page = unit.go(plan + "/reports")
    link = page.locator("#owed table a", has_text="新药安全评价平台设备到位")
    assert link.count() == 1
    with page.expect_navigation():
        link.click()
    page.fill("[name=note]", "设备已到位并验收")
    page.check("[name=done]")
    page.fill("[name=done_on]", "2023-10-20")
    page.set_input_files("[name=evidence]", {"name": "验收单.txt", "mimeType": "text/plain", "buffer": "验收单".encode()})
    page.click("main form button.main")
    page.wait_for_url("**/reports")
    assert "待审核" in unit.text()
    # The office sees it, with its evidence, and approves.
    rows = waiting(office, plan)
    row = rows.filter(has_text="新药安全评价平台设备到位")
    assert "设备已到位并验收" in row.inner_text() and "验收单.txt" in row.inner_text()
    with office.page.expect_navigation():
        row.locator("button", has_text="通过").click()
    assert waiting(office, plan).filter(has_text="新药安全评价平台设备到位").count() == 0
    # Known from today on: the page of today no longer has it late.
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    office.go(f"{plan}/measures/M10?asof={today}")
    row = office.page.locator("#tasks tr", has_text="新药安全评价平台设备到位")
    assert "已完成" in row.inner_text()
    # And the page of the day before still does: nothing is rewritten.
    office.go(f"{plan}/measures/M10?asof=2023-10-25")
    assert "逾期" in office.page.locator("#tasks tr", has_text="新药安全评价平台设备到位").inner_text()


def test_a_report_that_comes_back_says_why(office, people, plan):
    unit = people("kjj")
    page = unit.go(plan + "/progress?about=measure&subject=M9")
    page.fill("[name=note]", "推进中")
    page.click("main form button.main")
    page.wait_for_url("**/reports")
    row = waiting(office, plan).filter(has_text="推动关键核心技术攻关")
    row.locator("summary", has_text="退回").click()
    row.locator("[name=reason]").fill("请写明立项数量")
    with office.page.expect_navigation():
        row.locator("details form button").click()
    unit.go(plan + "/progress?about=measure&subject=M9")
    assert "请写明立项数量" in unit.text()


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(office, people, plan):
    unit = people("kjj")
    unit.expected = ["422"]
    page = unit.go(plan + "/reports")
    with page.expect_navigation():
        page.locator("#owed table a", has_text="关键技术清单更新").click()
    page.fill("[name=note]", "写了很久的说明")
    page.check("[name=done]")
    with page.expect_navigation():
        page.click("main form button.main")
    assert "已完成的须填完成日期" in unit.text()
    assert page.input_value("[name=note]") == "写了很久的说明"
    assert page.is_checked("[name=done]")


def test_a_unit_is_kept_to_its_own(people, plan):
    unit = people("gxq")
    unit.expected = ["403"]
    page = unit.go(plan + "/progress?about=measure&subject=M9")
    assert "不归本单位报送" in page.inner_text("body")
    assert unit.go(plan).locator("text=待审核报送").count() == 0


def test_an_instruction_becomes_a_duty(people, plan):
    leader = people("leader")
    page = leader.go(plan + "/instructions")
    page.fill("[name=title]", "月底前报平台建设进度")
    page.fill("[name=unit]", "市科技局")
    page.fill("[name=due]", "2023-11-30")
    with page.expect_navigation():
        page.click("main form button.main")
    assert "月底前报平台建设进度" in leader.text("table")
    unit = people("kjj")
    unit.go(plan + "/reports")
    assert "月底前报平台建设进度" in unit.text("#owed")
