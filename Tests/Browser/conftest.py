"""A server with the example in it, people at browsers, and an eye on everything that goes wrong in them."""
import os
import pathlib
import re
import signal
import subprocess
import tempfile

import pytest
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
EXAMPLE = ROOT / "Content" / "example" / "plan.txt"


def binary():
    named = os.environ.get("YAOLIAN_BINARY")
    if named:
        return named
    done = subprocess.run(["swift", "build", "--show-bin-path"], cwd=ROOT, capture_output=True, text=True, check=True)
    return str(pathlib.Path(done.stdout.strip()) / "yaolian")


class House:
    """`yaolian serve --example` on a database of its own."""

    def __init__(self, folder):
        self.program = binary()
        self.folder = pathlib.Path(folder)
        self.database = f"sqlite:{folder}/house.sqlite"
        self.log = open(f"{folder}/log", "w+")
        self.process = subprocess.Popen(
            [self.program, "serve", "--example", "--port", "0", "--quiet", "--database", self.database],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.site = self.printed("Yaolian")
        self.link = self.printed("Sign in")

    def printed(self, word):
        for line in self.process.stdout:
            if word in line:
                return re.search(r"http://\S+", line).group()
        self.log.seek(0)
        raise RuntimeError(f"the server did not start: {self.log.read()}")

    def link_for(self, name):
        """A one-time link of an account, as `yaolian user link` prints it."""
        done = subprocess.run(
            [self.program, "user", "link", name, "--database", self.database], cwd=ROOT, capture_output=True, text=True, check=True)
        return self.site + done.stdout.strip()

    def is_alive(self):
        return self.process.poll() is None

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


class Person:
    """Somebody signed in at a browser. What goes wrong on his pages is kept in `faults`."""

    def __init__(self, browser, house, link=None, **options):
        self.house = house
        self.faults = []
        self.expected = []
        self.context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}, **options)
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.fault(f"console {m.type}: {m.text}") if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.fault(f"script: {e}"))
        self.page.on("requestfailed", lambda r: self.fault(f"failed: {r.url} {r.failure}") if r.failure != "net::ERR_ABORTED" else None)
        self.page.on("response", lambda r: self.fault(f"{r.status}: {r.url}") if r.status >= 400 else None)
        if link:
            self.page.goto(link)
            self.page.click("main button[type=submit], .form button[type=submit]")

    def fault(self, words):
        if not any(part in words for part in self.expected):
            self.faults.append(f"{self.page.url}: {words}")

    def go(self, path):
        self.page.goto(path if path.startswith("http") else self.house.site + path)
        return self.page

    def text(self, selector="main"):
        return self.page.inner_text(selector)

    def close(self):
        self.context.close()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def house():
    with tempfile.TemporaryDirectory() as folder:
        house = House(folder)
        yield house
        house.close()


@pytest.fixture(scope="module")
def office(browser, house):
    """The cluster office, by the link that the server printed."""
    person = Person(browser, house, house.link)
    yield person
    person.close()


@pytest.fixture
def people(browser, house):
    """Makes further people: `people("kjj")`."""
    made = []

    def make(name=None, **options):
        made.append(Person(browser, house, house.link_for(name) if name else None, **options))
        return made[-1]

    yield make
    faults = [fault for person in made for fault in person.faults]
    for person in made:
        person.close()
    assert not faults, "\n".join(faults)


@pytest.fixture(autouse=True)
def nothing_went_wrong(request):
    """No console error and no failed request on any page, and the server is there."""
    yield
    if "office" in request.fixturenames:
        office = request.getfixturevalue("office")
        faults, office.faults, office.expected = office.faults, [], []
        assert not faults, "\n".join(faults)
    if "house" in request.fixturenames:
        assert request.getfixturevalue("house").is_alive(), "the server died"


@pytest.fixture(scope="session")
def document():
    """The seed document where it is there, else the example's text."""
    seed = SEEDS / "xuzhou-implementation-plan.txt"
    return seed if seed.exists() else EXAMPLE
