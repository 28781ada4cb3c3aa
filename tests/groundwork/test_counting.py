"""What is counted for a while names nobody, and is gone once it no longer counts."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection

from groundwork import clock

pytestmark = pytest.mark.django_db


def rows() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM groundwork_cache")
        return [name for (name,) in cursor.fetchall()]


def test_a_count_is_kept_under_a_name_that_tells_nothing():
    cache.set("tries from 203.0.113.9", 3, 300)
    assert cache.get("tries from 203.0.113.9") == 3
    (name,) = rows()
    assert re.fullmatch(r"[0-9a-f]{40}", name)


def test_two_counts_have_two_names():
    cache.set("one", 1, 300)
    cache.set("two", 2, 300)
    assert (cache.get("one"), cache.get("two")) == (1, 2)
    assert len(rows()) == 2


@pytest.mark.promise
def test_what_has_expired_is_gone_at_the_next_count(monkeypatch):
    cache.set("old", 1, 60)
    later = clock.now() + dt.timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    cache.set("new", 1, 3600)
    assert cache.get("new") == 1
    assert len(rows()) == 1
