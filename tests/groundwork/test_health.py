"""Probes: is the process alive, and can it do its work?"""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


def test_live_asks_the_database_for_nothing(client):
    """The test has no database, so that a query would fail it."""
    response = client.get("/health/live")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_says_which_postgis_answers(client):
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.json()["postgis"].startswith("3.")


@pytest.mark.django_db
def test_ready_is_503_while_the_database_is_away(client, monkeypatch):
    def away():
        raise OperationalError("could not connect to server at 10.0.0.1")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert "10.0.0.1" not in response.content.decode()


@pytest.mark.django_db
def test_ready_is_503_while_a_migration_waits(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one", "two"])
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["migrations_waiting"] == 2


@pytest.mark.django_db
@pytest.mark.parametrize("probe", ["live", "ready"])
def test_a_probe_answers_reading_only(client, probe):
    assert client.post(f"/health/{probe}").status_code == 405


def test_probes_are_not_sent_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/live").status_code == 200
    assert client.get("/about/").status_code == 301
