"""A unit reports by a link on a phone, the office returns and approves; forty workbooks come back in one archive, ten of them wrong."""
import pathlib
import subprocess
import time

import pytest

from conftest import Person, ROOT

HERE = pathlib.Path(__file__).parent
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture(scope="module")
def plan(office):
    return office.go("/plans").locator("main table a").first.get_attribute("href").split("?")[0]


@pytest.fixture
def phone(browser, house):
    """Somebody without an account, on a phone."""
    context = browser.new_context(locale="zh-CN", **PHONE)
    page = context.new_page()
    yield page
    context.close()


def make_link(office, plan, unit):
    office.go(plan + "/returns")
    row = office.page.locator("#returns tbody tr", has_text=unit)
    with office.page.expect_navigation():
        row.locator("button", has_text="生成").or_(row.locator("button", has_text="新链接")).first.click()
    return office.page.locator("code.wrap").first.inner_text()


def link_state(office, plan, unit):
    office.go(plan + "/returns")
    return office.page.locator("#returns tbody tr", has_text=unit).inner_text()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_a_unit_reports_by_link_on_a_phone_and_the_office_returns_and_approves(office, phone, plan):
    unit = "徐州高新区管委会"
    link = make_link(office, plan, unit)
    assert link.startswith(office.house.site + "/r/")
    assert "已发出" in link_state(office, plan, unit)

    # The cover page opens nothing; the button does.
    phone.goto(link)
    assert unit in phone.inner_text("main") and fits(phone)
    assert "已发出" in link_state(office, plan, unit)
    phone.click("text=开始填报")
    assert "已打开" in link_state(office, plan, unit)
    assert "实验动物平台立项" in phone.inner_text("main") and "化学药关键技术" not in phone.inner_text("main")
    assert fits(phone)

    # Handed in empty, it says beside each box what is missing, and keeps what was typed.
    task = phone.locator(".task", has_text="实验动物平台立项")
    task.locator("textarea").first.fill("正在准备材料")
    phone.click("text=提交审核")
    assert "处要改，填好的内容都在" in phone.inner_text(".err-sum")
    assert phone.locator(".task", has_text="实验动物平台立项").locator("textarea").first.input_value() == "正在准备材料"
    assert "已填写" in link_state(office, plan, unit)

    for number in range(phone.locator(".task").count()):
        task = phone.locator(".task").nth(number)
        task.locator("input[value=underway]").check()
        if task.locator("[name^='why.']").count():
            task.locator("[name^='why.']").fill("立项评审排在下月，由市科技局牵头，需市财政局确认资金")
            task.locator("[name^='next.']").fill("2023-12-15")
    evidence = phone.locator(".task", has_text="实验动物平台立项")
    evidence.locator("summary", has_text="佐证材料").click()
    evidence.locator("input[type=file]").set_input_files({"name": "立项申请.txt", "mimeType": "text/plain", "buffer": "立项申请".encode()})
    phone.click("text=提交审核")
    assert "等待集群办审核" in phone.inner_text("main")
    assert "已提交" in link_state(office, plan, unit)

    # Spent: the same address takes nothing more.
    phone.goto(link)
    assert "链接随之失效" in phone.inner_text("main") and phone.locator("main button").count() == 0

    # The office reads it with its evidence, returns one line and approves the rest.
    office.page.locator("#returns a", has_text=unit).click()
    row = office.page.locator("tbody tr", has_text="实验动物平台立项")
    assert "立项申请.txt" in row.inner_text() and "需市财政局确认资金" in row.inner_text()
    row.locator("summary", has_text="退回").click()
    row.locator("[name=reason]").fill("请附立项批复或受理单")
    with office.page.expect_navigation():
        row.locator("details form button").click()
    with office.page.expect_navigation():
        office.page.click("text=全部通过")
    assert "已退回" in link_state(office, plan, unit)

    # A new link; the old one stays spent. Only the returned line is open.
    second = make_link(office, plan, unit)
    phone.goto(link)
    assert "开始填报" not in phone.inner_text("main")
    phone.goto(second)
    phone.click("text=开始填报")
    assert "请附立项批复或受理单" in phone.inner_text("main")
    assert phone.locator("main textarea").count() == 2
    phone.locator("[name^='source.']").fill("受理单徐科〔2023〕88号")
    phone.click("text=提交审核")
    assert "等待集群办审核" in phone.inner_text("main")
    office.go(plan + "/returns")
    office.page.locator("#returns a", has_text=unit).click()
    with office.page.expect_navigation():
        office.page.click("text=全部通过")
    assert "已审核" in link_state(office, plan, unit)
    # The log says by what it came.
    assert "徐州高新区管委会（凭链接）" in office.go("/activity").inner_text("main")


def test_the_form_works_without_scripts_and_in_english(browser, house, office, plan):
    link = make_link(office, plan, "云龙区政府")
    context = browser.new_context(java_script_enabled=False, locale="en-GB", **PHONE)
    page = context.new_page()
    page.goto(link)
    page.click("text=Start")
    assert "Hand in" in page.inner_text("main") and "Progress" in page.inner_text("main")
    page.locator("textarea").first.fill("整改中")
    page.click("text=Save a draft")
    assert page.locator("textarea").first.input_value() == "整改中"
    context.close()


def test_a_stranger_without_a_link_gets_nothing(phone, house):
    for path in ["/r/" + "A" * 43, "/r/x", "/r/" + "A" * 43 + "/form"]:
        assert phone.goto(house.site + path).status == 404


NAMES = "科技 工信 商务 发改 财政 卫健 人社 教育 民政 司法 住建 交通 水务 文旅 应急 审计 统计 医保 体育 信访".split()
UNITS = [f"市{n}局" for n in NAMES] + [f"市{n}委" for n in NAMES]
PLAN = "\n".join(
    ["试点市生物医药产业实施方案（2024—2026年）", "", "一、总体要求", "（一）主要目标", "到2026年底，全市规模以上企业达到60家。", "二、重点任务", "（一）强化创新"]
    + [f"{i + 1}.推进第{i + 1}项工作。新增示范项目{i + 50}个。（牵头单位：{u}）" for i, u in enumerate(UNITS)])


def test_forty_workbooks_thirty_merged_ten_returned(office, house, tmp_path):
    site, request = house.site, office.context.request
    headers = {"origin": site, "accept": "application/json"}

    def post(path, data=None, **more):
        answer = request.post(site + path, headers=headers, data=data, **more) if data is not None else request.post(site + path, headers=headers, **more)
        assert answer.ok, f"{path}: {answer.status} {answer.text()[:400]}"
        return answer.json()

    def get(path):
        answer = request.get(site + path, headers={"accept": "application/json"})
        assert answer.ok, f"{path}: {answer.status}"
        return answer.json()

    plan = "/plans/" + post("/plans", {"text": PLAN})["plan"]
    post(plan + "/publication", {})
    # Two units reported the second quarter.
    post(plan + "/returns", {"period": "2026-06-30"})
    for unit in UNITS[:2]:
        item = next(r for r in get(plan + "/returns?period=2026-06-30")["returns"] if r["unit"] == unit)
        path = f"{plan}/returns/{item['id']}"
        for line in get(path)["lines"]:
            values = {"note": "已开展", "source": "快报"}
            if line["about"] == "target":
                values["value"] = "12"
            post(f"{path}/lines/{line['id']}", values)
        post(path + "/submissions", {})
        post(path + "/decisions", {"verdict": "approve"})
    post(plan + "/returns", {"period": "2026-09-30"})

    given, made, answers = tmp_path / "out.zip", tmp_path / "in.zip", tmp_path / "returned.zip"
    given.write_bytes(request.get(site + plan + "/return-workbooks?period=2026-09-30").body())
    python = subprocess.run([str(ROOT / "Tools/dev/office-venv")], capture_output=True, text=True, check=True).stdout.strip()
    filled = subprocess.run([python, str(HERE / "fill_books.py"), str(given), str(made)], capture_output=True, text=True)
    assert filled.returncode == 0, filled.stderr
    names = filled.stdout.split()
    assert len(names) == 40

    # The office uploads the archive in its browser.
    page = office.go(plan + "/returns?period=2026-09-30")
    page.set_input_files("#books input[type=file], #f-book-file", str(made))
    with page.expect_navigation():
        page.click("#books button")
    batch = page.url.replace(site, "")
    for _ in range(120):
        state = get(batch)
        if state["waiting"] == 0:
            break
        time.sleep(0.5)
    assert (state["taken"], state["returned"]) == (30, 10), state
    wrong = {f["name"]: f["problems"][0]["zh"] for f in state["files"] if f["state"] == "returned"}
    assert set(wrong) == set(names[:10])
    for name, words in zip(names, ["累计数一般不减少", "倍", "不是数字", "此格必填", "请写明依据", "新增的行", "被删了", "公式", "本次收的是2026-09-30", "旧版 Excel"]):
        assert words in wrong[name], f"{name}: {wrong[name]}"

    # Nothing half-taken: thirty wait for approval, ten are as they were.
    returns = [r for r in get(plan + "/returns?period=2026-09-30")["returns"] if r["holder"] != "office"]
    assert sorted(r["state"] for r in returns) == ["open"] * 10 + ["submitted"] * 30
    for item in returns:
        lines = get(f"{plan}/returns/{item['id']}")["lines"]
        assert {l["state"] for l in lines} == {item["state"]}
        if item["state"] == "open":
            assert all("value" not in l["entry"] for l in lines)

    # The returned ones, opened by another program: marked cells with notes.
    office.go(batch)
    assert "采用30份，退回10份" in office.text()
    with office.page.expect_download() as download:
        office.page.click("text=下载退回的10份")
    download.value.save_as(answers)
    seen = subprocess.run([python, str(HERE / "fill_books.py"), "look", str(answers)], capture_output=True, text=True, check=True).stdout
    assert len(seen.splitlines()) == 10
    for line in seen.splitlines():
        assert "!" in line.split("|")[1], seen
    # The merged ledger holds the thirty.
    ledger = request.get(site + plan + "/return-ledger.csv?period=2026-09-30").text()
    assert ledger.count("13") >= 28 and "待审核" in ledger
