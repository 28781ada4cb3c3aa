"""A served product with its demonstration, and one browser, for all journeys of a run."""

import datetime as dt
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect

from groundwork import clock
from tests import databases

SHARED = Path(os.environ.get("SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data"))
PASSWORD = "social-profit"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000
REALLY_NOW = clock.now
expect.set_options(timeout=PATIENCE_MS)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, check=True, stdout=subprocess.DEVNULL
    )


@dataclass
class Served:
    """The product as it is served: its address, its database, and how many days it is ahead."""

    address: str
    database: str
    days_ahead: Path

    def move_to(self, days: int) -> None:
        """Let it be so many days later than it is, for the product and for this test."""
        self.days_ahead.write_text(str(days))

    @property
    def today(self) -> dt.date:
        """The day, where the product is served."""
        return clock.day_of(REALLY_NOW()) + dt.timedelta(days=int(self.days_ahead.read_text()))


@pytest.fixture(scope="session")
def served(
    django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Served]:
    """The served product. Its letters are files in a folder of its own."""
    letters = tmp_path_factory.mktemp("letters")
    days_ahead = tmp_path_factory.mktemp("clock") / "days"
    days_ahead.write_text("0")
    with django_db_blocker.unblock(), databases.copy_of_template() as name:
        environment = os.environ | {
            "DATABASE_URL": databases.url_of(name),
            "DEBUG": "1",
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(letters),
            "PRIVATE_MEDIA_ROOT": str(tmp_path_factory.mktemp("private-site")),
            "JOURNEY_DAYS_AHEAD": str(days_ahead),
        }
        manage(environment, "demo")
        if SHARED.is_dir():
            wards = SHARED / "boundaries" / "birmingham-wards-2018.geojson"
            manage(environment, "load_areas", str(wards), "--kind", "ward")
            postcodes = SHARED / "postcodes" / "birmingham-postcodes.csv"
            manage(environment, "load_postcodes", str(postcodes))
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        log = tmp_path_factory.mktemp("site") / "log"
        with log.open("w") as lines:
            server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "tests.journeys.served", "--bind"),
                    *(f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning"),
                ],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=lines,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_for(address + "/health/ready", server, log)
            yield Served(address, name, days_ahead)
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def site(served: Served) -> str:
    """The address of the served product."""
    return served.address


@pytest.fixture
def days(served: Served, monkeypatch: pytest.MonkeyPatch) -> Generator[Served]:
    """Days that pass: `days.move_to(30)`. Afterwards it is today again."""
    monkeypatch.setattr(
        clock,
        "now",
        lambda: REALLY_NOW() + dt.timedelta(days=int(served.days_ahead.read_text())),
    )
    yield served
    served.move_to(0)


@pytest.fixture
def behind(served: Served, django_db_blocker) -> Callable[[], AbstractContextManager[None]]:
    """Do by verbs, in the served product's database, what a journey does not walk itself."""

    @contextmanager
    def within() -> Generator[None]:
        with django_db_blocker.unblock():
            usual = connection.settings_dict["NAME"]
            databases.point_at(served.database)
            try:
                yield
            finally:
                databases.point_at(usual)

    return within


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """What addresses without a host are taken to be on."""
    return site


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The product could not be served:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """The system's Chromium: the one that the browser's own package would fetch is not needed."""
    # The browser's loop runs in this thread, where Django then believes it is in one of its tasks.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return {"executable_path": os.environ.get("CHROMIUM") or "/usr/bin/chromium", "args": FLAGS}


@pytest.fixture
def visit(site: str, new_context: Callable[..., BrowserContext]) -> Generator[Callable[..., Page]]:
    """Open a page as somebody new; by the end no script may have failed or been refused."""
    complaints: list[str] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                complaints.append(f"{page.url}: {said.text}")
                if said.type == "error" and "Failed to load resource" not in said.text
                else None
            ),
        )

    def begin(path: str = "/", **how) -> Page:
        context = new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | how
        )
        context.set_default_timeout(PATIENCE_MS)
        context.route(lambda address: not address.startswith(site), lambda route: route.abort())
        page = context.new_page()
        listen(page)
        page.goto(path)
        return page

    yield begin
    assert complaints == []


def sign(page: Page, email: str) -> None:
    """Sign in with the keyboard alone, as one of the demonstration's people."""
    page.goto("/accounts/login/")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).first.focus()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


@pytest.fixture
def sign_in() -> Callable[[Page, str], None]:
    return sign


@pytest.fixture(scope="session")
def councillor(browser: Browser, site: str) -> dict:
    """What a browser keeps of the councillor who has signed in: `storage_state` of a context."""
    with browser.new_context(base_url=site) as context:
        context.set_default_timeout(PATIENCE_MS)
        sign(context.new_page(), "councillor@demo.example")
        return context.storage_state()
