"""An evaluation is drafted, opens its figures, is downloaded, issued and printed."""
import os
import re
import subprocess
import zipfile

import pytest


@pytest.fixture(scope="module")
def plan(office):
    return office.go("/plans").locator("main table a").first.get_attribute("href")


@pytest.fixture(scope="module")
def evaluation(office, plan):
    """The mid-term at 2023-06-30, drafted with the form's own proposal of kind."""
    page = office.go(f"{plan}/evaluations")
    assert page.input_value("main [name=kind]") == "midterm" and page.input_value("main [name=day]") == "2023-06-30"
    page.click("main form.form button[type=submit]")
    page.wait_for_url("**/evaluations/*")
    return page.url


def keep(page, name):
    """A picture for whoever wants to look: in the folder that YAOLIAN_KEEP_PRINTS names."""
    if os.environ.get("YAOLIAN_KEEP_PRINTS"):
        page.wait_for_timeout(200)
        page.screenshot(path=f"{os.environ['YAOLIAN_KEEP_PRINTS']}/{name}.png", full_page=True)


def test_it_says_what_the_data_say(office, evaluation):
    page = office.go(evaluation)
    words = office.text()
    for part in ("半数达到预期进度要求，少数提前完成，2项滞后", "完成程度37.2%，时间进度49.9%", "缺基期值", "单位报告的原因", "示例"):
        assert part in words.replace("\n", ""), part
    assert "缺出处" not in words
    keep(page, "evaluation")


def test_a_figure_unfolds_and_leads_to_its_records(office, evaluation):
    page = office.go(evaluation)
    figure = page.locator(".para details.unfold", has_text="318.0亿元").first
    figure.locator("summary").click()
    for part in ("规则", "求和：产值", "记录", "看记录"):
        assert part in figure.inner_text(), part
    with page.expect_navigation():
        figure.locator("a", has_text="看记录").click()
    assert "318.0" in office.text("h1") and "records" in page.url


def test_it_prints_on_a4(office, evaluation, tmp_path):
    page = office.go(evaluation)
    page.emulate_media(media="print")
    file = tmp_path / "evaluation.pdf"
    page.pdf(path=str(file), format="A4", prefer_css_page_size=True, print_background=True)
    if os.environ.get("YAOLIAN_KEEP_PRINTS"):
        page.pdf(path=f"{os.environ['YAOLIAN_KEEP_PRINTS']}/page.pdf", format="A4", prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="screen")
    facts = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    width, height = map(float, re.search(r"^Page size:\s+([\d.]+) x ([\d.]+)", facts, re.M).groups())
    assert (round(width), round(height)) in ((595, 842), (594, 842)), facts
    pages = int(re.search(r"^Pages:\s+(\d+)$", facts, re.M).group(1))
    assert 4 <= pages <= 20, facts
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    flat = re.sub(r"\s", "", text)
    for part in ("一、评估依据与方法", "九、下一阶段任务", "差距−12.6点，判为滞后", "附件4缺失数据"):
        assert part in flat, part
    # Forms, buttons and folded origins stay off the paper.
    for part in ("下载DOCX", "审核通过", "看记录"):
        assert part not in flat, part


def test_the_document_is_taken_along(office, evaluation, tmp_path):
    for query, has in (("", True), ("?ids=no", False)):
        answer = office.context.request.get(evaluation + "/document" + query)
        assert answer.status == 200 and "filename*=UTF-8''" in answer.headers["content-disposition"]
        file = tmp_path / "e.docx"
        file.write_bytes(answer.body())
        xml = zipfile.ZipFile(file).read("word/document.xml").decode()
        assert 'w:name="F1"' in xml and ('w:vertAlign w:val="superscript"' in xml) == has


def test_it_reads_in_english_and_on_a_phone(office, evaluation):
    page = office.go(evaluation + "?lang=en")
    heads = " ".join(page.locator("main h2").all_inner_texts())
    assert not re.search(r"[\u4e00-\u9fff]", heads), heads
    assert "half are on pace or better" in office.text()
    keep(page, "evaluation-en")
    office.go(evaluation + "?lang=zh")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    keep(page, "evaluation-390")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_it_is_approved_and_issued(office, evaluation):
    page = office.go(evaluation)
    page.locator("details.flow", has_text="审核通过").locator("summary").first.click()
    page.locator("form[action$='/decisions'] button[type=submit]").first.click()
    page.wait_for_load_state()
    assert "已审核" in office.text(".head")
    issue = page.locator("details.flow", has_text="印发")
    issue.locator("summary").first.click()
    issue.locator("[name=number]").fill("徐集群发〔2023〕5号")
    issue.locator("button[type=submit]").click()
    page.wait_for_load_state()
    assert "已印发 徐集群发〔2023〕5号" in office.text(".head")


def test_a_leader_reads_it(people, evaluation):
    leader = people("leader")
    leader.go(evaluation)
    assert "与冻结时一致" in leader.text() and leader.page.locator("form[action$='/decisions']").count() == 0


def test_the_city_and_the_succession_have_their_pages(office, plan):
    page = office.go("/evaluations")
    page.fill("main [name=year]", "2022")
    page.click("main form.form button[type=submit]")
    page.wait_for_url("**/evaluations/*")
    assert "徐州市2022年度方案执行情况评估报告" in office.text("h1")
    keep(page, "city")
    page = office.go(f"{plan}/succession")
    assert "还没有结转" in office.text()
