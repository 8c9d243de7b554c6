"""Will it be met, what changed since a day, plans side by side, another light rule: as people read them."""
import re

import pytest

DISTRICT = """鼓楼区生物医药产业实施方案（2021—2026年）

一、主要目标
到2026年6月底，规模以上工业企业达到20家。
二、重点任务
1.推进主城区大健康产业有序发展。建设康养综合体。（牵头单位：区民政局）
"""


@pytest.fixture(scope="module")
def plan(office):
    page = office.go("/plans")
    return page.locator("main table a").first.get_attribute("href")


def test_what_if_works_without_a_script(office, plan, browser):
    office.go(f"{plan}/targets/T1")
    words = office.text()
    for part in ("后2.25年年均需增长19.9%", "前2.75年年均增长18.1%", "按以往最快的速度也达不到", "趋势线"):
        assert part in words, part
    assert office.page.locator("svg.series .g-band").count() >= 1
    page = office.page
    page.fill("#next", "395")
    with page.expect_navigation():
        page.locator("#outlook form button").click()
    assert "next=395" in page.url
    words = office.text("#outlook .verdict")
    # (395 − 210) ÷ (500 − 210) against 1,095 of 1,826 days.
    assert "63.79% − 59.97% ＝ ＋3.83点" in words and "绿灯" in words
    assert page.input_value("#next") == "395"


def test_a_number_that_is_none_is_said(office, plan):
    office.expected.append("422")
    page = office.go(f"{plan}/targets/T1?next=many")
    assert "不是数字" in office.text()
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("language, parts", [("zh", ("变动说明", "新进2家", "由绿灯转为红灯", "简报用语")), ("en", ("What changed", "For a brief", "Lights that changed"))])
def test_what_changed_since_a_day_is_told_down_to_the_records(office, plan, language, parts):
    page = office.go(f"{plan}/changes?since=2023-07-20&lang={language}")
    words = office.text() + page.input_value("#brief-zh")
    for part in parts:
        assert part in words, part
    brief = page.input_value(f"#brief-{language}")
    assert "118" in brief and len(brief.splitlines()) > 5
    assert page.locator("a", has_text="示例生物医药企业118").count() >= 1
    office.go(f"{plan}?lang=zh")


def test_the_pages_fit_a_phone_and_print(office, plan, tmp_path):
    page = office.page
    try:
        page.set_viewport_size({"width": 390, "height": 800})
        for path in (f"{plan}/changes?since=2023-07-20", "/digest", "/plans/alignment", f"{plan}/rule", f"{plan}/targets/T1?next=360", f"{plan}/measures"):
            office.go(path)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    finally:
        page.set_viewport_size({"width": 1440, "height": 900})
    for number, path in enumerate((f"{plan}/changes?since=2023-07-20", "/digest", f"{plan}/targets/T1")):
        office.go(path)
        page.emulate_media(media="print")
        file = tmp_path / f"{number}.pdf"
        page.pdf(path=str(file), format="A4", prefer_css_page_size=True)
        page.emulate_media(media="screen")
        assert file.stat().st_size > 10_000


def test_the_digest_leads_on(office):
    page = office.go("/digest")
    assert "逾期9项" in office.text() and "投融资服务平台组建方案" in office.text()
    with page.expect_navigation():
        page.locator("main a", has_text="完善金融对接服务体系").first.click()
    assert "/measures/M8" in page.url
    answer = office.context.request.get(office.house.site + "/digest", headers={"Accept": "application/json"})
    assert len(answer.json()["plans"][0]["late"]) == 9


def test_a_districts_plan_is_held_against_the_citys(office, plan):
    page = office.go("/plans/new")
    page.fill("textarea[name=text]", DISTRICT)
    with page.expect_navigation():
        page.locator("form.form button[type=submit]").first.click()
    with page.expect_navigation():
        page.locator("form[action$='/publication'] button").first.click()
    office.go("/plans/alignment")
    row = page.locator("#superiors tbody tr").filter(has=page.locator("th", has_text="鼓楼区"))
    row.locator("summary").click()
    row.locator("select").select_option(index=1)
    with page.expect_navigation():
        row.locator("button").click()
    words = office.text()
    for part in ("1对上下级方案", "下级合计少于上级", "上级目标无下级承接", "同一举措两个牵头", "下级期限晚于上级"):
        assert part in words, part
    short = page.locator("#findings tbody tr").filter(has=page.locator("summary", has_text="少130家"))
    assert not short.locator("blockquote").last.is_visible()
    short.locator("summary").click()
    assert short.locator("blockquote", has_text="规模以上工业企业达到20家").is_visible() and short.locator("blockquote").count() == 2
    answer = office.context.request.get(office.house.site + "/plans/alignment?format=xlsx")
    assert answer.status == 200 and answer.body()[:2] == b"PK"


def test_another_light_rule_from_a_day_on(office, plan):
    page = office.go(f"{plan}/rule")
    page.locator("summary", has_text="改用另一规则").click()
    page.select_option("#f-rule-preset", "wuhan")
    page.fill("#f-rule-from", "2023-10-25")
    page.fill("#f-rule-reason", "市政府办通知")
    with page.expect_navigation():
        page.locator("form[action$='/rules'] button").click()
    assert "武汉·序时比例" in office.text("#rule") and "市政府办通知" in office.text("#rule")
    office.go(f"{plan}/measures/M5")
    assert re.search(r"3 ÷ 4 ＝ 75\.0%", office.text("#why")) and "黄灯" in office.text("#why")
    office.go(f"{plan}/measures/M5?asof=2023-10-24")
    assert "银川" in office.text("#why") and "3 ÷ 7 − 4 ÷ 7" in office.text("#why")
