"""Letting the product live on another day."""

import datetime as dt

import pytest

from groundwork import clock


def noon(day: dt.date) -> dt.datetime:
    """Twelve o'clock, universal time, of a day."""
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def stand_on(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    """Let it be noon of the day until the test ends.

    The moment is set, from which the day follows: columns that take today by default hold the
    function that tells it, which setting the day alone would not reach.
    """
    monkeypatch.setattr(clock, "now", lambda: noon(day))
