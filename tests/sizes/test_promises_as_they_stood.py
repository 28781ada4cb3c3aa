"""Commitments and variations on past days: what came later is not told."""

import datetime as dt

import pytest

from groundwork import clock
from partners.models import Membership
from sizes import accepting, varying
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def days_ago():
    today = clock.today()
    return lambda number: today - number * DAY


@pytest.fixture
def zone(days_ago):
    day = days_ago(100)
    return make.declared_zone("Park walks", slug="park-walks", on=day, starts_on=day)


@pytest.fixture
def offer(days_ago):
    return make.commitment(make.organisation(), title="Lend the hall", published_on=days_ago(150))


def account(client, on: dt.date):
    page = client.get("/zones/park-walks/commitments/", {"on": on.isoformat()})
    assert page.status_code == 200
    found = [each for each in page.context["accounts"] if each.commitment.title == "Lend the hall"]
    return found[0] if found else None


def test_commitment_is_told_of_as_it_then_stood(client, zone, offer, days_ago):
    councillor = make.councillor_of(zone)
    theirs = make.member(offer.organisation, Membership.Role.REPRESENTATIVE)
    row = accepting.put(zone=zone, commitment=offer, by=theirs, on=days_ago(90))
    outcome = zone.outcomes.first()
    row = accepting.accept(acceptance=row, outcome=outcome, by=councillor, on=days_ago(80))
    row = accepting.keep(acceptance=row, by=theirs, note="Every week.", on=days_ago(70))
    row = accepting.vary(acceptance=row, how="Only on Mondays.", by=theirs, on=days_ago(60))
    row = accepting.keep(acceptance=row, by=theirs, on=days_ago(50))
    accepting.withdraw(acceptance=row, reason="The roof leaks.", by=theirs, on=days_ago(40))
    assert account(client, days_ago(91)) is None
    told = {
        90: "Waiting",
        81: "Waiting",
        80: "Accepted",
        70: "Kept",
        60: "Varied",
        51: "Varied",
        50: "Kept",
        41: "Kept",
        40: "Withdrawn",
        0: "Withdrawn",
    }
    for number, word in told.items():
        found = account(client, days_ago(number))
        assert found.word == word, number
        assert ("The roof leaks." in found.says) == (number <= 40), number


def test_declined_commitment_waited_until_it_was_declined(client, zone, offer, days_ago):
    theirs = make.member(offer.organisation, Membership.Role.REPRESENTATIVE)
    row = accepting.put(zone=zone, commitment=offer, by=theirs, on=days_ago(90))
    accepting.decline(acceptance=row, note="No.", by=make.councillor_of(zone), on=days_ago(80))
    assert account(client, days_ago(81)).word == "Waiting"
    assert account(client, days_ago(80)) is None
    assert account(client, days_ago(0)) is None


def status_on(client, variation, on: dt.date) -> tuple[str, str]:
    """What the page, the zone's page and the API say it was; all the same."""
    asked = {"on": on.isoformat()}
    page = client.get(f"/zones/park-walks/variations/{variation.pk}/", asked)
    (row,) = client.get("/api/variations/", asked | {"ended": "true"}).json()["results"]
    sections = client.get("/zones/park-walks/", asked).context["differences"]
    (section,) = [name for name, found in sections.items() if found]
    about = page.context["about"]
    assert str(about.status) == row["status"] == section
    return row["status"], about.notice["body"] if about.notice else ""


def test_variation_is_told_of_as_it_then_was(client, zone, offer, days_ago):
    under = make.acceptance(zone, offer, on=days_ago(95))
    variation = make.variation(zone, under=under, on=days_ago(90))
    by = make.member(variation.acceptance.commitment.organisation, Membership.Role.REPRESENTATIVE)
    variation = varying.pause(variation=variation, why="Ice.", by=by, on=days_ago(80))
    variation = varying.resume(variation=variation, why="It thawed.", by=by, on=days_ago(70))
    variation = varying.pause(variation=variation, why="Storms.", by=by, on=days_ago(60))
    variation = varying.resume(variation=variation, why="Calm.", by=by, on=days_ago(50))
    varying.end(variation=variation, why="Nobody came.", by=by, on=days_ago(30))
    told = {
        90: ("current", ""),
        81: ("current", ""),
        80: ("paused", "Ice."),
        71: ("paused", "Ice."),
        70: ("current", ""),
        60: ("paused", "Storms."),
        50: ("current", ""),
        31: ("current", ""),
        30: ("ended", "Nobody came."),
        0: ("ended", "Nobody came."),
    }
    for number, expected in told.items():
        assert status_on(client, variation, days_ago(number)) == expected, number
    on = {"on": days_ago(40).isoformat()}
    (row,) = client.get("/api/variations/", on).json()["results"]
    assert row["last_on"] == zone.target_on.isoformat()
    assert (row["paused_on"], row["why_paused"], row["why_ended"]) == (None, "", "")


def test_page_of_a_variation_on_a_day_before_it_was_agreed(client, zone, offer, days_ago):
    under = make.acceptance(zone, offer, on=days_ago(95))
    variation = make.variation(zone, under=under, on=days_ago(90), title="Gates open at six")
    path = f"/zones/park-walks/variations/{variation.pk}/"
    page = client.get(path, {"on": days_ago(91).isoformat()})
    assert page.status_code == 404
    assert "was not public on" in page.content.decode()
    words = " ".join(client.get(path, {"on": days_ago(85).isoformat()}).content.decode().split())
    assert "You are looking at this page as it stood on" in words
    assert 'name="robots" content="noindex"' in words
    assert f"/zones/park-walks/?on={days_ago(85).isoformat()}" in words


@pytest.mark.parametrize("number", [1, 20])
def test_past_day_costs_the_same_for_many(
    client, zone, offer, days_ago, number, django_assert_max_num_queries
):
    under = make.acceptance(zone, offer, on=days_ago(95))
    for _ in range(number):
        make.variation(zone, under=under, on=days_ago(90))
    on = {"on": days_ago(50).isoformat()}
    client.get("/zones/park-walks/", on)
    for path, most in (
        ("/zones/park-walks/", 40),
        ("/zones/park-walks/commitments/", 16),
        ("/api/variations/", 6),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(path, on).status_code == 200
