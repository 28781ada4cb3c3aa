"""The day is the day where the product is used."""

import datetime as dt

import pytest

from groundwork import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2027-01-15T23:59:59+00:00", dt.date(2027, 1, 15)),
        ("2027-07-15T22:59:59+00:00", dt.date(2027, 7, 15)),
        ("2027-07-15T23:00:00+00:00", dt.date(2027, 7, 16)),
        ("2027-03-28T00:30:00+00:00", dt.date(2027, 3, 28)),
        ("2027-10-31T23:30:00+00:00", dt.date(2027, 10, 31)),
    ],
)
def test_today_is_the_day_in_london_whatever_the_day_elsewhere(monkeypatch, moment, day):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime.fromisoformat(moment))
    assert clock.today() == day


def test_now_knows_its_zone():
    assert clock.now().tzinfo is not None


@pytest.mark.django_db
def test_no_request_moves_the_clock(client, monkeypatch):
    """A day asked about is an argument of that question, never the day itself."""
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2027, 5, 1, 12, tzinfo=dt.UTC))
    sent = {"Date": "Wed, 01 Jan 2031 00:00:00 GMT", "If-Modified-Since": "x", "X-Today": "2031"}
    assert client.get("/here/?on=2031-01-01&today=2031-01-01", headers=sent).status_code == 200
    assert clock.today() == dt.date(2027, 5, 1)
