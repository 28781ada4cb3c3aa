"""Logs hold request id and person id; never what somebody typed, nor where they are."""

import io
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import mail
from django.db import DataError, IntegrityError, connection, transaction
from django.test import RequestFactory
from django.urls import reverse

from groundwork.requests import client_address, line_formatter
from partners.views import organisations
from tests import factories as make

pytestmark = pytest.mark.promise

SECRETS = ("B302HA", "52.4194", "someone@private.example", "correct horse", "Mrs Private")


@pytest.fixture
def lines():
    """What the log says, as it is written."""
    page = io.StringIO()
    handler = logging.StreamHandler(page)
    handler.setFormatter(line_formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield page
    root.removeHandler(handler)


@pytest.fixture
def forgiving(client):
    client.raise_request_exception = False
    return client


def without_secrets(text: str) -> bool:
    return not [secret for secret in SECRETS if secret in text]


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_id_and_the_person(client, lines):
    someone = make.person()
    client.force_login(someone)
    response = client.get("/desk/", headers={"X-Request-ID": "walk-0123456789"})
    assert response["X-Request-ID"] == "walk-0123456789"
    (line,) = [line for line in lines.getvalue().splitlines() if "event=request" in line]
    assert "request_id=walk-0123456789" in line
    assert f"person={someone.pk}" in line
    assert "path=/desk/" in line
    assert "status=200" in line


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["short", "with space and more", "a" * 65, 'x"y=1234567890'])
def test_an_id_that_could_spoil_a_line_is_replaced(client, lines, given):
    response = client.get("/about/", headers={"X-Request-ID": given})
    assert len(response["X-Request-ID"]) == 32
    assert given not in lines.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/here/?q=B302HA&on=2027-01-01",
        "/here/?lat=52.4194&lon=-1.9309",
        "/api/here/?lat=52.4194&lon=-1.9309",
        "/nothing/here/?q=B302HA",
        "/nothing/?q='B302HA'",
        "/zones/new/?next=someone@private.example",
        "/api/zones/?bbox=B302HA",
    ],
)
def test_no_query_string_reaches_the_log(client, lines, path):
    client.get(path)
    assert "event=request" in lines.getvalue()
    assert without_secrets(lines.getvalue())


@pytest.mark.django_db
def test_no_form_reaches_the_log(client, lines):
    form = {"login": "someone@private.example", "password": "correct horse"}
    client.post(reverse("account_login"), form)
    client.post(
        reverse("account_signup"),
        {"email": "someone@private.example", "password1": "correct horse", "name": "Mrs Private"},
    )
    client.post("/suggest/", {"place": "B302HA", "why": "Mrs Private", "contact": "52.4194"})
    client.post(reverse("account_reset_password"), {"email": "someone@private.example"})
    assert without_secrets(lines.getvalue())


@pytest.mark.django_db
def test_the_key_of_a_letters_link_reaches_no_log(client, lines):
    client.get(reverse("account_confirm_email", args=["MTQ:1abcDE:SecretKey"]))
    client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "s-Key99"}))
    client.get("/accounts/confirm-email/MTQ:1abcDE:SecretKey/more/")
    assert "event=request" in lines.getvalue()
    assert "SecretKey" not in lines.getvalue()
    assert "s-Key99" not in lines.getvalue()


REFUSED_ROW = (
    "INSERT INTO partners_person "
    "(password, is_superuser, email, name, is_active, is_staff, joined_at) "
    "VALUES ('', false, %s, %s, true, false, now())"
)
CAPITALS = ["SOMEONE@private.example", "Mrs Private\nB302HA\n\nDETAIL: 52.4194"]


@pytest.mark.django_db
def test_a_row_that_the_database_refused_reaches_neither_page_nor_log(
    forgiving, lines, monkeypatch
):
    """Verbs look first; should a check be reached all the same, its error holds the row."""

    def refuse(*_args, **_kwargs):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(REFUSED_ROW, CAPITALS)

    with pytest.raises(IntegrityError, match="Mrs Private"):
        refuse()
    monkeypatch.setattr(organisations.Paginator, "get_page", refuse)
    response = forgiving.get("/partners/?q=52.4194")
    assert response.status_code == 500
    for text in (response.content.decode(), lines.getvalue()):
        assert without_secrets(text)
        assert "private.example" not in text
    assert "person_email_is_lower_case" in lines.getvalue()
    assert mail.outbox == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("SELECT 'B302HA'::integer", DataError),
        ("SELECT 'Mrs Private'::date", DataError),
        (
            "INSERT INTO partners_theme (name, slug, position) VALUES ('B302HA', 'x', -1)",
            IntegrityError,
        ),
    ],
)
def test_an_error_about_a_value_is_logged_without_it(lines, statement, error):
    code = compile("cursor.execute(statement)", "elsewhere", "exec")
    with pytest.raises(error) as raised, transaction.atomic(), connection.cursor() as cursor:
        exec(code, {"cursor": cursor, "statement": statement})
    logging.getLogger("django.request").error("Failed", exc_info=raised.value)
    assert raised.typename in lines.getvalue()
    assert without_secrets(lines.getvalue())


@pytest.mark.django_db
def test_one_error_makes_one_line_of_the_log_and_no_letter(forgiving, lines, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ValueError("broken")

    monkeypatch.setattr(organisations.Paginator, "get_page", fail)
    assert forgiving.get("/partners/").status_code == 500
    errors = [line for line in lines.getvalue().splitlines() if "level=error" in line]
    assert len(errors) == 1
    assert "ValueError: broken" in errors[0]
    assert "request_id=" in errors[0]
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("trusts", "forwarded", "address"),
    [
        (False, "203.0.113.9", "198.51.100.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_address_of_a_request_is_the_proxys_word_only_where_it_is_trusted(
    settings, trusts, forwarded, address
):
    """What a visitor claims comes first in the header; what the proxy saw comes last."""
    settings.TRUSTS_PROXY = trusts
    request = RequestFactory(REMOTE_ADDR="198.51.100.1").get(
        "/", headers={"X-Forwarded-For": forwarded}
    )
    assert client_address(request) == address


def test_djangos_own_handlers_write_nothing_beside_ours():
    for name in ("django", "django.server", "django.request"):
        assert logging.getLogger(name).handlers == [], name
        assert logging.getLogger(name).propagate, name


ASKS_WHETHER_QUERIES_ARE_LOGGED = """
import django, logging
django.setup()
print(logging.getLogger("django.db.backends").isEnabledFor(logging.DEBUG))
"""


def test_queries_with_their_values_are_never_logged():
    """Even where LOG_LEVEL is DEBUG."""
    environment = os.environ | {"LOG_LEVEL": "DEBUG", "DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            ASKS_WHETHER_QUERIES_ARE_LOGGED,
        ],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.strip() == "False"


def test_the_web_server_keeps_no_log_of_its_own():
    """Its lines would hold whole addresses, query strings included."""
    script = (settings.BASE_DIR / "script" / "server").read_text()
    assert "gunicorn" in script
    assert "access-log" not in script
