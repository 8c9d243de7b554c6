"""The example city: its lights, its paper, its dates, its languages."""
import re
import subprocess

import pytest


@pytest.fixture(scope="module")
def plan(office):
    page = office.go("/plans")
    return page.locator("main table a").first.get_attribute("href")


def test_the_figures_of_the_design_stand_on_the_cockpit(office, plan):
    office.go(plan)
    words = office.text("table.targets")
    for figure in ("332.0", "118", "差12.9点"):
        assert figure in words
    assert "示例" in office.text()


def test_a_light_unfolds_to_rule_inputs_and_result(office, plan):
    page = office.go(plan)
    value = page.locator("table.targets tbody tr").first.locator("details.unfold")
    assert not value.locator(".why, .pop, dl").first.is_visible()
    value.locator("summary").first.click()
    words = value.inner_text()
    for part in ("规则", "银川", "输入", "42.07%", "54.93%", "12.86"):
        assert part in words, part


@pytest.mark.parametrize("language, words", [("zh", "数据截至"), ("en", "Data as of")])
def test_the_cockpit_prints_on_one_sheet(office, plan, tmp_path, language, words):
    page = office.go(f"{plan}?lang={language}")
    page.emulate_media(media="print")
    file = tmp_path / "cockpit.pdf"
    page.pdf(path=str(file), format="A4", prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="screen")
    facts = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Pages:\s+1$", facts, re.M), facts
    width, height = map(float, re.search(r"^Page size:\s+([\d.]+) x ([\d.]+)", facts, re.M).groups())
    assert sorted((round(width), round(height))) in ([595, 842], [594, 842]), facts
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert ("332.0" if language == "zh" else "33.2") in text and "2023" in text and words in text
    office.go(plan + "?lang=zh")


def test_another_date_shows_other_figures(office, plan):
    page = office.go(plan + "?asof=2023-06-30")
    assert "304.0" in office.text("table.targets") and "332.0" not in office.text("table.targets")
    assert "按2023年6月30日当时的情况显示" in office.text()
    with office.page.expect_navigation():
        page.locator("table.targets tbody th a").first.click()
    assert "asof=2023-06-30" in page.url
    with office.page.expect_navigation():
        page.locator("a.go", has_text="回到今天").click()
    assert "asof" not in page.url


def test_every_link_on_the_cockpit_answers(office, plan):
    page = office.go(plan)
    links = page.eval_on_selector_all("a[href]", "all => [...new Set(all.map(a => a.href.split('#')[0]))]")
    inside = [link for link in links if link.startswith(office.house.site)]
    assert len(inside) > 30
    bad = [(link, office.context.request.get(link).status) for link in inside]
    assert [pair for pair in bad if pair[1] != 200] == []


def test_the_whole_house_speaks_english(office, plan):
    page = office.go(plan + "?lang=en")
    assert page.get_attribute("html", "lang") == "en"
    for path in ("", "/targets", "/measures", "/reports", "/instructions", "/items", "/rule"):
        office.go(plan + path)
        heading = office.text("h1")
        if path:
            assert not re.search(r"[\u4e00-\u9fff]", heading), heading
        chrome = office.text("nav.side")
        assert not re.search(r"[\u4e00-\u9fff]", chrome.replace("中文", "")), chrome
        # Names and quotations are the plan's own; the words of the tables' heads are the house's.
        heads = " ".join(page.locator("main thead th").all_inner_texts())
        assert not re.search(r"[\u4e00-\u9fff]", heads), heads
    office.go(plan + "?lang=zh")
    assert page.get_attribute("html", "lang") == "zh-CN"


def test_tables_are_taken_along_as_sheets(office, plan):
    for path in ("/targets", "/measures", "/items"):
        answer = office.context.request.get(office.house.site + plan + path + "?format=xlsx")
        assert answer.status == 200 and answer.body()[:2] == b"PK"
