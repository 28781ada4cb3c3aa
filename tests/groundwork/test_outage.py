"""While the database is away, 503 with a plain page, and recovery without a restart."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from groundwork import outage
from tests import databases
from tests import factories as make

pytestmark = pytest.mark.promise


@contextmanager
def served(name: str) -> Generator[str]:
    """The address of the product, served as in earnest over the database of that name."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = os.environ | {"DATABASE_URL": databases.url_of(name), "DEBUG": "1"}
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "config.wsgi", "--threads", "2"),
            *("--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
        ],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def ask(address: str, cookie: str = "") -> tuple[int, str]:
    """The status and text of an answer."""
    request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def until_ready(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if ask(f"{address}/health/ready")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("It was not ready in a minute.")


def test_the_product_says_so_while_the_database_is_away_and_comes_back_by_itself(committed_db):
    someone = make.person()
    session = SessionStore()
    session["_auth_user_id"] = str(someone.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = someone.get_session_auth_hash()
    session.create()
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    pages = ("/", "/zones/", "/here/?q=B30+2HA", "/desk/", "/partners/", "/accounts/state/")
    with served(committed_db) as address:
        until_ready(address)
        for page in pages:
            assert ask(address + page, cookie)[0] == 200, page
        with databases.administration() as cursor:
            cursor.execute(f'ALTER DATABASE "{committed_db}" ALLOW_CONNECTIONS false')
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND pid <> pg_backend_pid()",
                [committed_db],
            )
        connection.close()
        for page in pages:
            status, text = ask(address + page, cookie)
            assert status == 503, page
            assert "Not available just now" in text
            assert "Traceback" not in text
            assert committed_db not in text
        status, text = ask(f"{address}/api/zones/")
        assert status == 503
        assert json.loads(text)["detail"] == outage.AWAY
        assert ask(f"{address}/health/live")[0] == 200
        assert ask(f"{address}/health/ready")[0] == 503
        assert ask(f"{address}/about/")[0] == 200
        with databases.administration() as cursor:
            cursor.execute(f'ALTER DATABASE "{committed_db}" ALLOW_CONNECTIONS true')
        for page in pages:
            assert ask(address + page, cookie)[0] == 200, page


@pytest.fixture
def forgiving(client):
    """A client that sees the answer to an error, as a browser does."""
    client.raise_request_exception = False
    return client


def away(*_args, **_kwargs):
    raise OperationalError("connection to server at 10.0.0.1 failed")


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", ["/", "/zones/", "/partners/", "/accounts/login/"])
def test_a_page_whose_queries_fail_is_503(forgiving, monkeypatch, path, error):
    def fail(*_args, **_kwargs):
        raise error("gone: secret words")

    forgiving.cookies["sessionid"] = "abcdefghijklmnop"
    monkeypatch.setattr(connection, "cursor", fail)
    monkeypatch.setattr(connection, "chunked_cursor", fail)
    response = forgiving.get(path)
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "secret" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
def test_a_failure_outside_the_page_itself_is_503_too(forgiving, monkeypatch, settings, debug):
    """What other middleware raises Django has made into an error page before it is seen."""
    settings.DEBUG = debug
    monkeypatch.setattr(AuthenticationMiddleware, "process_request", away)
    monkeypatch.setattr(outage, "database_answers", lambda: False)
    response = forgiving.get("/about/")
    assert response.status_code == 503
    assert "Not available just now" in response.content.decode()
    assert "10.0.0.1" not in response.content.decode()


@pytest.mark.django_db
def test_another_failure_stays_an_error_of_ours(forgiving, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ValueError("a mistake in the code: secret words")

    monkeypatch.setattr(AuthenticationMiddleware, "process_request", fail)
    response = forgiving.get("/about/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert "secret" not in response.content.decode()


def slow_page(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    return HttpResponse("done")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/zones/", "/api/zones/", "/places/areas.geojson"])
def test_a_query_that_takes_too_long_is_stopped_and_said_plainly(path):
    request = RequestFactory().get(path)
    guard = outage.DatabaseOutageMiddleware(slow_page)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
    with pytest.raises(OperationalError) as stopped:
        slow_page(request)
    response = guard.process_exception(request, stopped.value)
    assert response.status_code == 503
    text = response.content.decode()
    assert "too long" in text
    assert "statement" not in text


def test_requests_are_bounded_and_commands_are_not():
    """The limit is set where a web server comes in, and nowhere else."""
    ask_for_it = (
        "import django; from django.conf import settings; "
        "print(settings.DATABASES['default']['OPTIONS'].get('options', 'none'))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    environment.pop("DATABASE_STATEMENT_TIMEOUT_MS", None)
    said = [
        subprocess.run(
            [sys.executable, "-c", begin + ask_for_it],
            cwd=settings.BASE_DIR,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for begin in ("import config.wsgi; ", "")
    ]
    assert said == ["-c statement_timeout=5000", "none"]


def test_the_plain_page_asks_for_nothing_that_could_be_away():
    page = Path(settings.BASE_DIR, "templates", "503.html").read_text()
    assert "{%" not in page
    assert "{{" not in page
