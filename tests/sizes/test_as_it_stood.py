"""A zone's whole life, asked about day by day: the page, lists, map, data and `here` agree."""

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import GEOSGeometry

from groundwork import clock
from places.crs import lonlat_of
from sizes import lifecycle, moderating
from sizes.models import Amendment, Comment, InterimReview, Outcome
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LONDON = ZoneInfo("Europe/London")

DRAFTED = dt.date(2027, 12, 1)
PROPOSED = dt.date(2028, 1, 10)
DECLARED = dt.date(2028, 2, 29)
STARTS = dt.date(2028, 3, 1)
ADJUSTED = dt.date(2028, 4, 1)
PUT_OFF = dt.date(2028, 5, 1)
LEFT = dt.date(2028, 5, 15)
FIRST_TARGET, LATER_TARGET = dt.date(2028, 9, 30), dt.date(2028, 12, 31)
REVIEWED = dt.date(2028, 11, 10)
RENEWED = dt.date(2028, 11, 20)
LAST_TARGET = dt.date(2029, 12, 31)
DISSOLVED = dt.date(2029, 2, 28)
TODAY = dt.date(2029, 6, 1)

FIRST_REACH = make.square(-100, -100, side=300)
WIDER_REACH = make.square(-200, -200, side=500)
# In the fringe that the adjustment brought, outside of where the zone lay before.
NEW_FRINGE = make.spot(250, 50)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), LONDON)


@dataclass
class Life:
    """A zone that has lived, and how to set the clock."""

    zone: object
    variation: object


@pytest.fixture
def at(monkeypatch):
    """Sets the clock to noon of a day."""

    def set_to(day: dt.date) -> dt.date:
        monkeypatch.setattr(clock, "now", lambda: noon(day))
        return day

    return set_to


@pytest.fixture
def life(at) -> Life:
    at(DRAFTED)
    zone = make.ready_zone(
        "Park walks",
        starts_on=STARTS,
        target_on=FIRST_TARGET,
        how_far="Opening hours only.",
        slug="park-walks",
        leads=[make.council("City Council")],
    )
    zone.boundaries.update(made_at=noon(DRAFTED))
    InterimReview.objects.create(zone=zone, due_on=dt.date(2028, 6, 1))
    by = make.councillor_of(zone)
    lifecycle.take("publish", zone=zone, by=by, on=at(PROPOSED))
    at(DECLARED)
    make.ready_to_declare(zone)
    lifecycle.take("declare", zone=zone, by=by, on=DECLARED)
    variation = make.variation(zone, starts_on=STARTS, title="Gates open at six")
    adjust(zone, at(ADJUSTED))
    at(PUT_OFF)
    zone.refresh_from_db()
    zone.begin_phase(PUT_OFF, target_on=LATER_TARGET)
    withdrawn = zone.signatures.get(capacity="partner")
    withdrawn.write(withdrawn_on=at(LEFT), why_withdrawn="We have moved away.")
    lifecycle.take("open_review", zone=zone, by=by, on=at(REVIEWED))
    at(RENEWED)
    make.decide(zone, "renew", new_target_on=LAST_TARGET)
    lifecycle.take("renew", zone=zone, by=by, on=RENEWED)
    at(DISSOLVED)
    make.prepare(zone, "dissolve")
    lifecycle.take("dissolve", zone=zone, by=by, on=DISSOLVED, note="It had done its work.")
    zone.closing.__class__.objects.filter(zone=zone).update(written_at=noon(DISSOLVED))
    at(TODAY)
    zone.refresh_from_db()
    return Life(zone, variation)


def adjust(zone, on: dt.date) -> None:
    """A change made on the day: it widens the reach, says more, and changes outcomes and reviews.

    In rows, so that the days hold whatever the verbs allow.
    """
    first = zone.boundaries.get()
    first.ends_on = on
    first.save(update_fields=["ends_on"])
    wider = make.boundary(zone, reach=WIDER_REACH, made_at=noon(on), starts_on=on)
    change = Amendment.objects.create(
        zone=zone, number=1, drafted_on=on, reason="More people want to walk.", boundary=wider
    )
    change.write(
        kind="adjustment",
        state="made",
        made_on=on,
        before={
            "words": {"how_far": "Opening hours only."},
            "limits": {"longest_days": 30},
            "interim_reviews": ["2028-06-01"],
        },
    )
    zone.refresh_from_db()
    zone.write(how_far="Opening hours and paths.")
    zone.limits.longest_days = 90
    zone.limits.save()
    zone.interim_reviews.update(due_on=dt.date(2028, 7, 1))
    zone.outcomes.update(ends_on=on)
    Outcome.objects.create(zone=zone, statement="More children walk.", starts_on=on)


@dataclass(frozen=True)
class Seen:
    """What every door must tell of the zone on a day."""

    status: str
    target_on: dt.date
    is_declared: bool = True
    is_wide: bool = True
    says: str = "Opening hours and paths."
    aims_at: str = "More children walk."
    review_on: dt.date = dt.date(2028, 7, 1)
    longest_days: int = 90


BEFORE_IT_WAS_ADJUSTED = {
    "is_wide": False,
    "says": "Opening hours only.",
    "aims_at": "More people walk in the park.",
    "review_on": dt.date(2028, 6, 1),
    "longest_days": 30,
}
PROPOSAL = Seen("open_for_signatures", FIRST_TARGET, is_declared=False, **BEFORE_IT_WAS_ADJUSTED)
TABLE = {
    PROPOSED: PROPOSAL,
    DECLARED - DAY: PROPOSAL,
    DECLARED: Seen("starting", FIRST_TARGET, **BEFORE_IT_WAS_ADJUSTED),
    STARTS: Seen("active", FIRST_TARGET, **BEFORE_IT_WAS_ADJUSTED),
    ADJUSTED - DAY: Seen("active", FIRST_TARGET, **BEFORE_IT_WAS_ADJUSTED),
    ADJUSTED: Seen("active", FIRST_TARGET),
    PUT_OFF - DAY: Seen("active", FIRST_TARGET),
    PUT_OFF: Seen("active", LATER_TARGET),
    LATER_TARGET - 90 * DAY: Seen("review_due", LATER_TARGET),
    LATER_TARGET - 91 * DAY: Seen("active", LATER_TARGET),
    REVIEWED: Seen("under_review", LATER_TARGET),
    RENEWED - DAY: Seen("under_review", LATER_TARGET),
    RENEWED: Seen("active", LAST_TARGET),
    DISSOLVED - DAY: Seen("active", LAST_TARGET),
    DISSOLVED: Seen("dissolved", LAST_TARGET),
    TODAY: Seen("dissolved", LAST_TARGET),
    TODAY + 400 * DAY: Seen("dissolved", LAST_TARGET),
}
RUNNING = {"active", "review_due", "under_review"}


def asked(client, path: str, on: dt.date, **more):
    answer = client.get(path, {"on": on.isoformat()} | more)
    assert answer.status_code == 200, answer.content
    return answer


def body_of(answer) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def is_wide(geometry: dict) -> bool:
    """Whether a shape in degrees is that of the wider reach."""
    shape = GEOSGeometry(json.dumps(geometry))
    lon, lat = lonlat_of(NEW_FRINGE.x, NEW_FRINGE.y, source=NEW_FRINGE.srid)
    return shape.covers(GEOSGeometry(f"SRID=4326;POINT({lon} {lat})"))


def test_page_shows_the_zone_as_it_stood(client, life):
    for on, seen in TABLE.items():
        page = asked(client, "/zones/park-walks/", on)
        words = " ".join(page.content.decode().split())
        zone = page.context["zone"]
        assert page.context["status"] == seen.status, on
        assert (zone.starts_on, zone.target_on) == (STARTS, seen.target_on)
        assert (zone.declared_on is not None) == seen.is_declared
        assert f"<p>{seen.says}</p>" in words
        assert [
            each.outcome.statement for each in page.context["outcomes"] if not each.has_ended
        ] == [seen.aims_at]
        reviews = [
            row["detail"] for row in page.context["dates"] if row["term"] == "Interim review"
        ]
        assert reviews == [f"{seen.review_on.day} {seen.review_on:%B %Y}"]
        assert page.context["place"]["fringe"] == ("24 hectares" if seen.is_wide else "8 hectares")
        assert all(each["on"] <= on for each in page.context["events"] if not each.get("is_next"))


def test_list_shows_the_zone_as_it_stood(client, life):
    for on, seen in TABLE.items():
        page = asked(client, "/zones/", on, ended="true")
        (card,) = page.context["cards"]
        assert card["zone"].status_that_day == seen.status, on
        assert card["zone"].target_on == seen.target_on
        is_listed = [*asked(client, "/zones/", on).context["cards"]] != []
        assert is_listed == (seen.status != "dissolved")


def test_data_say_the_same_as_the_page(client, life):
    for on, seen in TABLE.items():
        detail = asked(client, "/api/zones/park-walks/", on).json()
        assert detail["status"] == seen.status, on
        assert detail["target_on"] == seen.target_on.isoformat()
        assert (detail["declared_on"] is not None) == seen.is_declared
        assert detail["how_far"] == seen.says
        assert [each["statement"] for each in detail["outcomes"]] == [seen.aims_at]
        assert detail["interim_reviews"] == [seen.review_on.isoformat()]
        assert detail["limits"]["longest_days"] == seen.longest_days
        (listed,) = asked(client, "/api/zones/", on, ended="true").json()["results"]
        for name in ("status", "target_on", "starts_on", "declared_on", "leads"):
            assert listed[name] == detail[name], name


def test_shapes_and_tables_say_the_same_as_the_page(client, life):
    for on, seen in TABLE.items():
        (one,) = [
            json.loads(body_of(asked(client, "/api/zones/park-walks/", on, format="geojson")))
        ]
        whole = json.loads(
            body_of(asked(client, "/api/zones/", on, format="geojson", ended="true"))
        )
        (many,) = whole["features"]
        lines = body_of(asked(client, "/api/zones/", on, format="csv", ended="true")).decode()
        (row,) = csv.DictReader(io.StringIO(lines))
        for said in (one["properties"], many["properties"], row):
            assert said["status"] == seen.status, on
            assert said["target_on"] == seen.target_on.isoformat()
            assert bool(said["declared_on"]) == seen.is_declared
        assert is_wide(one["geometry"]) == is_wide(many["geometry"]) == seen.is_wide


def test_answer_for_a_place_says_the_same(client, life):
    for on, seen in TABLE.items():
        for spot, is_there in ((make.spot(50, 50), True), (NEW_FRINGE, seen.is_wide)):
            lon, lat = lonlat_of(spot.x, spot.y, source=spot.srid)
            answer = asked(client, "/api/here/", on, lon=lon, lat=lat).json()
            found = [(zone["slug"], zone["status"]) for zone in answer["zones"]]
            runs = seen.status in RUNNING and is_there
            assert found == ([("park-walks", seen.status)] if runs else [])


def test_variation_is_told_of_as_the_zone_then_was(client, life):
    for on, seen in TABLE.items():
        listed = asked(client, "/api/variations/", on, ended="true").json()["results"]
        if on < DECLARED:
            assert listed == []
            page = client.get(f"/zones/park-walks/variations/{life.variation.pk}/", {"on": on})
            assert page.status_code == 404
            continue
        (row,) = listed
        expected = {"starting": "coming", "dissolved": "ended"}.get(seen.status, "current")
        assert row["status"] == expected
        page = asked(client, f"/zones/park-walks/variations/{life.variation.pk}/", on)
        assert page.context["about"].status == expected
        if expected != "ended":
            assert row["last_on"] == seen.target_on.isoformat()
            assert page.context["about"].last_on == seen.target_on
        promised = asked(client, "/zones/park-walks/commitments/", on).context["accounts"]
        told = [status for account in promised for _, status in account.variations]
        assert told == [expected]


@pytest.mark.parametrize("on", [DRAFTED - DAY, DRAFTED, PROPOSED - DAY])
def test_before_it_was_proposed_there_was_nothing_to_see(client, life, on):
    said = "Park walks was not public on"
    for path in ("", "commitments/", "comments/"):
        page = client.get(f"/zones/park-walks/{path}", {"on": on.isoformat()})
        assert page.status_code == 404
        words = " ".join(page.content.decode().split())
        assert said in words
        assert "it was proposed on 10 January 2028" in words
        assert f'value="{on.isoformat()}"' in words
    answer = client.get("/api/zones/park-walks/", {"on": on.isoformat()})
    assert answer.status_code == 404
    assert said in answer.json()["detail"]
    assert asked(client, "/zones/", on, ended="true").context["cards"] == []
    assert asked(client, "/api/zones/", on, ended="true").json()["results"] == []
    assert asked(client, "/api/variations/", on, ended="true").json()["results"] == []


@pytest.mark.parametrize(
    ("on", "left"), [(LEFT - DAY, False), (LEFT, True), (TODAY, True)], ids=["before", "on", "now"]
)
def test_withdrawn_signature_stood_until_it_was_withdrawn(client, life, on, left):
    words = asked(client, "/zones/park-walks/", on).content.decode()
    assert "Signatory 4" in words
    assert ("We have moved away." in words) == left


@pytest.mark.parametrize(("on", "there"), [(STARTS, False), (STARTS + DAY, True)])
def test_comments_are_those_made_by_then(client, life, at, on, there):
    said = Comment.objects.create(
        zone=life.zone, text="I walk there daily.", made_at=noon(STARTS + DAY)
    )
    moderating.show(
        comment=said, by=make.person(is_superuser=True, is_staff=True), page="https://x.example/"
    )
    Comment.objects.filter(pk=said.pk).update(
        answer="We are glad.", answered_at=noon(STARTS + 9 * DAY)
    )
    for path in ("", "comments/"):
        words = asked(client, f"/zones/park-walks/{path}", on).content.decode()
        assert ("I walk there daily." in words) == there
        assert "We are glad." not in words
        assert "We are glad." in asked(client, f"/zones/park-walks/{path}", TODAY).content.decode()


def test_page_of_a_past_day_says_so_and_leads_back(client, life):
    words = " ".join(asked(client, "/zones/park-walks/", STARTS).content.decode().split())
    assert "You are looking at this zone as it stood on" in words
    assert "1 March 2028" in words
    assert '<a href="/zones/park-walks/">See it today</a>' in words
    assert '<meta name="robots" content="noindex">' in words
    assert '<link rel="canonical" href="http://testserver/zones/park-walks/">' in words
    assert 'href="/zones/park-walks/history/">the history</a>' in words
    assert "/zones/park-walks/commitments/?on=2028-03-01" in words
    assert f"/variations/{life.variation.pk}/?on=2028-03-01" in words
    assert "/api/zones/park-walks/?format=geojson&amp;on=2028-03-01" in words


def test_page_of_today_says_nothing_of_days(client, life):
    for asked_with in ({}, {"on": ""}, {"on": TODAY.isoformat()}):
        words = client.get("/zones/park-walks/", asked_with).content.decode()
        assert "You are looking" not in words
        assert "noindex" not in words
        assert '<link rel="canonical" href="http://testserver/zones/park-walks/">' in words
        assert 'name="on"' in words
        assert "csrfmiddlewaretoken" not in words


def test_page_of_a_day_to_come_is_as_things_stand(client, life):
    words = " ".join(asked(client, "/zones/park-walks/", TODAY + DAY).content.decode().split())
    assert "You are looking ahead to" in words
    assert "as things stand now" in words


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("yesterday", "Write the day as"),
        ("30 February 2028", "Write the day as"),
        ("29 2 2027", "Write the day as"),
        ("1066-10-14", "Choose a day from 1990 to 2199."),
        ("<b>2028", "Write the day as"),
    ],
)
def test_day_that_is_none_is_told_and_kept_in_the_box(client, life, typed, says):
    for path in ("", "commitments/", "comments/", f"variations/{life.variation.pk}/"):
        page = client.get(f"/zones/park-walks/{path}", {"on": typed})
        assert page.status_code == 200
        assert says in page.content.decode()
        assert page.context["day"].text == typed
    page = client.get("/zones/park-walks/", {"on": typed}).content.decode()
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in page
    answer = client.get("/api/zones/park-walks/", {"on": typed})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("typed", ["29 February 2028", "29 2 2028", "2028-02-29", "29th feb 2028"])
def test_day_is_read_as_people_write_it(client, life, typed):
    page = client.get("/zones/park-walks/", {"on": typed})
    assert page.context["status"] == "starting"


def test_draft_is_as_it_is_whatever_the_day(client):
    starter = make.person()
    draft = make.draft("Mine", by=starter)
    client.force_login(starter)
    page = client.get(draft.get_absolute_url(), {"on": "2020-01-01"})
    assert page.status_code == 200
    assert "You are looking" not in page.content.decode()


def test_past_day_costs_no_more_for_many_zones(client, at, django_assert_max_num_queries):
    at(PROPOSED)
    zones = [make.proposed_zone() for _ in range(2)]
    at(TODAY)
    for number in (2, 20):
        while len(zones) < number:
            at(PROPOSED)
            zones.append(make.proposed_zone())
            at(TODAY)
        for path in ("/zones/", "/api/zones/"):
            with django_assert_max_num_queries(9):
                assert client.get(path, {"on": PROPOSED.isoformat()}).status_code == 200
