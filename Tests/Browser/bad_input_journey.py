"""What cannot be read is said clearly, what was typed stays, and the server lives on."""
import http.client
import re
import time
import urllib.parse

import pytest

import bad_files

CITY = "写了名字的城市"


def try_to_read(office, name, content, language="zh"):
    """Sends a file with the city's name typed beside it; the page that comes back."""
    office.expected = ["422", "413", "415"]
    page = office.go(f"/plans/new?lang={language}")
    page.fill("[name=place]", CITY)
    page.set_input_files("[name=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    with page.expect_navigation(timeout=90_000):
        page.click("main form button[type=submit]")
    return page


CASES = {
    "a DOCX bomb": ("方案.docx", lambda: bad_files.word_bomb(), "", ""),
    "entities of entities": ("方案.docx", lambda: bad_files.word_laughs(), "", ""),
    "a locked PDF": ("方案.pdf", lambda: bad_files.locked(), "密码", "password"),
    "a scan": ("方案.pdf", lambda: bad_files.scan(), "扫描", "scan"),
    "nothing": ("方案.txt", lambda: b"", "空", "empty"),
    "blanks": ("方案.txt", lambda: " \n\t　\n".encode(), "", ""),
    "English": ("plan.txt", lambda: bad_files.ENGLISH, "中文", "Chinese"),
    ".doc": ("方案.doc", lambda: bad_files.ole("WordDocument"), "另存为", "docx"),
    ".wps": ("方案.wps", lambda: bad_files.ole("WpsDocument"), "另存为", "docx"),
    ".ofd": ("方案.ofd", lambda: bad_files.ofd(), "OFD", "OFD"),
    "a picture": ("方案.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "", ""),
    "noise": ("方案.txt", lambda: bytes(range(256)) * 400, "", ""),
    "half a PDF": ("方案.pdf", lambda: bad_files.scan()[:300], "", ""),
    "half a DOCX": ("方案.docx", lambda: bad_files.word(bad_files.PLAN)[:700], "", ""),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_read_is_said_beside_the_file(office, case, language):
    name, make, zh, en = CASES[case]
    began = time.monotonic()
    page = try_to_read(office, name, make(), language)
    assert time.monotonic() - began < 60
    message = page.inner_text("main .err")
    print(f"{case} ({language}): {message}")
    assert (zh if language == "zh" else en) in message
    assert len(message) > 8
    assert message.rstrip()[-1] == ("。" if language == "zh" else "."), message
    assert page.input_value("[name=place]") == CITY, "what was typed is lost"
    assert office.house.is_alive()


def test_the_page_says_how_to_save_what_it_does_not_take(office):
    office.go("/plans/new?lang=zh")
    assert "DOC、WPS、OFD请先另存为DOCX或PDF" in office.text()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_an_older_encoding_is_read(office, encoding):
    page = try_to_read(office, "方案.txt", bad_files.PLAN.encode(encoding))
    page.wait_for_url("**/review")
    assert "规模以上企业" in office.text() and "市科技局" in office.text()


def test_a_word_file_is_read(office):
    page = try_to_read(office, "方案.docx", bad_files.word(bad_files.PLAN))
    page.wait_for_url("**/review")
    assert "规模以上企业" in office.text()


def send(office, size, declared):
    """A file of `size` bytes by plain HTTP, as a program would send it; status and body of the answer."""
    office.go("/plans/new?lang=zh")
    token = office.page.get_attribute('main input[name="_csrf"]', "value")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in office.context.cookies())
    site = urllib.parse.urlsplit(office.house.site)
    head = (f'--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n{token}\r\n'
            '--x\r\nContent-Disposition: form-data; name="file"; filename="big.txt"\r\nContent-Type: text/plain\r\n\r\n').encode()
    tail = b"\r\n--x--\r\n"
    connection = http.client.HTTPConnection(site.hostname, site.port, timeout=120)
    connection.putrequest("POST", "/plans")
    for name, value in {"Content-Type": "multipart/form-data; boundary=x", "Cookie": cookies, "Origin": office.house.site, "Accept": "text/html"}.items():
        connection.putheader(name, value)
    if declared:
        connection.putheader("Content-Length", str(len(head) + size + len(tail)))
    else:
        connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()

    def put(data):
        connection.send(data if declared else b"%x\r\n" % len(data) + data + b"\r\n")

    try:
        put(head)
        block = "推进工作完善机制\n".encode() * 40_000
        sent = 0
        while sent < size:
            piece = block[:size - sent]
            put(piece)
            sent += len(piece)
        put(tail)
        if not declared:
            connection.send(b"0\r\n\r\n")
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server had heard enough
    try:
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (ConnectionResetError, http.client.HTTPException):
        return None, ""


def memory(office):
    """Resident megabytes of the server at its highest."""
    status = open(f"/proc/{office.house.process.pid}/status").read()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


@pytest.mark.parametrize("declared", [True, False], ids=["with its length", "in chunks"])
def test_two_hundred_megabytes_are_refused_and_not_held(office, declared):
    before = memory(office)
    status, body = send(office, 200 << 20, declared)
    assert status == 413, body[:300]
    assert "内容太大" in body and "20 MB" in body, body[:2000]
    assert memory(office) - before < 120, "the file was held in memory"
    assert office.go("/plans").title().startswith("方案")


def test_two_hundred_megabytes_are_refused_in_the_browser_too(office, tmp_path):
    file = tmp_path / "方案.txt"
    with open(file, "wb") as out:
        for _ in range(200):
            out.write("推进工作完善机制\n".encode() * 41_943)
    office.expected = ["413", "failed", "ERR_"]
    page = office.go("/plans/new?lang=zh")
    page.fill("[name=place]", CITY)
    page.set_input_files("[name=file]", str(file))
    with page.expect_navigation(timeout=90_000):
        page.click("main form button[type=submit]")
    words = page.inner_text("body")
    assert "太大" in words or "20 MB" in words, f"{page.url}: {words[:400]}"
    page.go_back()
    assert page.input_value("[name=place]") == CITY
    assert office.house.is_alive()


def test_the_server_answers_others_while_it_reads(office, people):
    """A bomb in one request does not stop the pages of others."""
    other = people("leader")
    office.expected = ["422"]
    page = office.go("/plans/new")
    page.set_input_files("[name=file]", {"name": "方案.docx", "mimeType": "application/octet-stream", "buffer": bad_files.word_bomb(300)})
    times = []

    def watch():
        for _ in range(5):
            began = time.monotonic()
            assert other.context.request.get(office.house.site + "/health").ok
            times.append(time.monotonic() - began)

    with page.expect_navigation(timeout=90_000):
        page.click("main form button[type=submit]")
        watch()
    assert max(times) < 20, times
