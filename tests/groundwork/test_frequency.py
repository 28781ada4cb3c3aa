"""How often somebody may send something is counted for a whole hour, and then forgotten."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from groundwork import clock
from groundwork.frequency import count_once
from groundwork.problems import Refused

pytestmark = pytest.mark.django_db
VISITOR = {"by": AnonymousUser(), "sender": "192.0.2.1", "most": 2}


def later(monkeypatch, minutes: int) -> None:
    at = clock.now() + dt.timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: at)


@pytest.mark.parametrize(("minutes", "is_refused"), [(0, True), (59, True), (61, False)])
def test_one_too_many_is_refused_for_an_hour(monkeypatch, minutes, is_refused):
    for _ in range(2):
        count_once("letters", **VISITOR)
    later(monkeypatch, minutes)
    if is_refused:
        with pytest.raises(Refused, match="2 letters came from you or your network"):
            count_once("letters", **VISITOR)
    else:
        count_once("letters", **VISITOR)


def test_what_is_counted_is_kept_for_the_hour_and_no_longer():
    for _ in range(2):
        count_once("letters", **VISITOR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(expires) - now() FROM groundwork_cache")
        (kept,) = cursor.fetchone()
    assert dt.timedelta(minutes=59) < kept <= dt.timedelta(minutes=60, seconds=1)


def test_another_network_and_another_thing_are_counted_apart():
    for _ in range(2):
        count_once("letters", **VISITOR)
    count_once("parcels", **VISITOR)
    count_once("letters", **VISITOR | {"sender": "192.0.2.2"})
