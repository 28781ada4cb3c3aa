"""A zone's page: what it says first, in each status, to whom, and what it costs."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse

from groundwork import clock
from partners.models import Service
from sizes import lifecycle, varying
from sizes.models import Initiative, InterimReview, Outcome, Participant, ZoneService
from tests import factories as make
from tests.days import stand_on

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def words_of(client, zone) -> str:
    page = client.get(zone.get_absolute_url())
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_page_opens_with_one_plain_sentence(client):
    zone = make.declared_zone(
        "Square",
        leads=[make.council("City Council")],
        place_in_words="Stirchley ward",
        target_on=clock.today() + 730 * DAY,
    )
    page = client.get(zone.get_absolute_url())
    sentence = page.context["opening"]
    assert sentence.startswith("This is a Social Innovation Zone for ")
    assert "in Stirchley ward, until " in sentence
    assert sentence.endswith(", led by City Council.")
    _, below_heading = page.content.decode().split("</h1>")
    before_next_heading, *_ = below_heading.split("<h2")
    assert sentence in before_next_heading


def test_page_says_all_that_a_zone_says(client):
    council = make.council(
        "City Council",
        contact_name="Ward officer",
        contact_email="ward@council.example",
        contact_telephone="0121 496 0000",
        contact_place="Stirchley Baths",
    )
    zone = make.ready_zone("Square", leads=[council], summary="In plain words.")
    Outcome.objects.create(
        zone=zone, statement="Fewer falls.", indicator="Falls a month", baseline="9", target="3"
    )
    ZoneService.objects.create(zone=zone, service=Service.objects.first(), scope="touch")
    Initiative.objects.create(zone=zone, name="Active Parks", place="just_outside")
    InterimReview.objects.create(zone=zone, due_on=clock.today() + 365 * DAY)
    councillor = make.councillor_of(zone)
    lifecycle.take("publish", zone=zone, by=councillor, on=clock.today() - 30 * DAY)
    make.ready_to_declare(zone)
    lifecycle.take("declare", zone=zone, by=councillor, note="Cabinet agreed.")
    words = words_of(client, zone)
    for said in (
        zone.purpose,
        zone.what_stays,
        zone.how_far,
        zone.why_here,
        "In plain words.",
        "Fewer falls.",
        "Measured by: Falls a month. Now: 9. Target: 3.",
        Service.objects.first().name,
        "Active Parks",
        "(just outside)",
        "Interim review",
        "Ward officer",
        "ward@council.example",
        "0121 496 0000",
        "Stirchley Baths",
        "The core covers 1 hectare; round it lies a fringe of 8 hectares",
        "It has no statutory force",
        "Cabinet agreed.",
        councillor.name,
        zone.reference,
        reverse("zone-history", args=[zone.slug]),
    ):
        assert said in words, said


def test_page_has_a_map_and_a_drawing_that_needs_no_script(client):
    zone = make.declared_zone()
    words = words_of(client, zone)
    assert f'bands-src="/api/zones/{zone.slug}/?format=geojson&amp;geometry=bands"' in words
    drawing = words[words.index("<zone-map") : words.index("</zone-map>")]
    assert "<svg" in drawing
    assert 'class="map-core"' in drawing
    assert 'class="map-edge"' in drawing
    assert "fully in the zone" in words
    assert "style=" not in words


def test_page_of_a_crisp_zone_says_that_it_stops_at_its_edge(client):
    zone = make.declared_zone(core=make.square(), reach=make.square())
    words = words_of(client, zone)
    assert "The zone covers 1 hectare, and stops exactly at its edge." in words
    assert "Fringe, middle" not in words


@pytest.mark.parametrize(
    ("days_until_target", "said"),
    [
        (400, "13 months left"),
        (60, "A review is due by"),
        (-10, "The review was due by"),
        (-100, "This zone has lapsed"),
    ],
)
def test_page_says_how_long_is_left_or_what_is_due(client, days_until_target, said, monkeypatch):
    zone = make.declared_zone(target_on=clock.today() + 200 * DAY)
    day = zone.target_on - days_until_target * DAY
    if days_until_target == 400:
        zone = make.declared_zone(target_on=clock.today() + 400 * DAY)
        day = clock.today()
    stand_on(monkeypatch, day)
    assert said in words_of(client, zone)


def test_page_of_a_withdrawn_proposal_gives_the_reason(client):
    zone = make.proposed_zone()
    lifecycle.take(
        "withdraw", zone=zone, by=make.councillor_of(zone), note="The partners chose another."
    )
    words = words_of(client, zone)
    assert "This proposal was withdrawn." in words
    assert "The partners chose another." in words


def test_page_of_a_proposal_says_that_nothing_is_different_yet(client):
    assert "Nothing is different yet" in words_of(client, make.proposed_zone())


def test_page_names_only_those_who_chose_to_take_part(client):
    zone = make.proposed_zone()
    invited = make.organisation("Health trust")
    refused = make.organisation("Refused to join")
    part = Participant.Part
    Participant.objects.create(zone=zone, part=part.PARTNER, organisation=invited)
    Participant.objects.create(
        zone=zone, part=part.PARTNER, organisation=refused, declined_on=clock.today()
    )
    Participant.objects.create(
        zone=zone, part=part.PARTNER, name="Mary at the hall", contact="0121 496 0001"
    )
    Participant.objects.create(
        zone=zone,
        part=part.NEIGHBOUR,
        name="Kings Norton forum",
        contact="forum@neighbour.example",
        agreed_on=clock.today(),
    )
    make.lead(zone, make.organisation("Asked only"), agreed=False)
    words = words_of(client, zone)
    assert "Health trust" in words
    assert "Kings Norton forum" in words
    assert "Asked to lead" in words
    for hidden in ("Refused to join", "Mary at the hall", "0121 496 0001", "forum@neighbour"):
        assert hidden not in words
    assert "led by Asked only" not in words


def test_page_escapes_what_people_wrote(client):
    zone = make.declared_zone("<b>Bold</b>", purpose="<script>alert(1)</script>")
    words = words_of(client, zone)
    assert "<script>alert" not in words
    assert "<b>Bold" not in words


def test_page_of_a_draft_is_for_its_makers_and_never_kept(client):
    starter = make.person()
    zone = make.draft("Begun", by=starter)
    assert client.get(zone.get_absolute_url()).status_code == 404
    client.force_login(make.person())
    assert client.get(zone.get_absolute_url()).status_code == 404
    client.force_login(starter)
    page = client.get(zone.get_absolute_url())
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert b"Only you and others who work on this zone can see this page." in page.content
    assert b"It has no boundary yet." in page.content


def test_public_page_is_the_same_for_everybody(client):
    zone = make.declared_zone()
    councillor = make.councillor_of(zone)
    seen = client.get(zone.get_absolute_url())
    client.force_login(councillor)
    mine = client.get(zone.get_absolute_url())
    assert mine.content == seen.content
    assert mine["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in mine.get("Vary", "")
    assert b"csrfmiddlewaretoken" not in mine.content
    again = client.get(zone.get_absolute_url(), headers={"If-None-Match": mine["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("number", [1, 20])
def test_page_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_num_queries, number
):
    zone = make.ready_zone()
    for place in range(number):
        Outcome.objects.create(zone=zone, statement=f"Outcome {place}")
        Initiative.objects.create(zone=zone, name=f"Initiative {place}")
        make.lead(zone, make.organisation())
        InterimReview.objects.create(zone=zone, due_on=clock.today() + (place + 1) * DAY)
    councillor = make.councillor_of(zone)
    lifecycle.take("publish", zone=zone, by=councillor)
    client.get(zone.get_absolute_url())  # the drawing is made and kept
    with django_assert_num_queries(28):
        client.get(zone.get_absolute_url())
    cache.clear()


def titles_in(page) -> dict[str, list[str]]:
    sections = page.context["differences"]
    return {name: [each.variation.title for each in found] for name, found in sections.items()}


def test_what_is_different_comes_right_after_the_opening_sentence(client):
    zone = make.declared_zone("Square")
    today = clock.today()
    make.variation(zone, title="Halls by the evening")
    make.variation(zone, title="Later", starts_on=today + 20 * DAY)
    paused = make.variation(zone, title="Skating")
    owner = make.member(paused.acceptance.commitment.organisation, "representative")
    varying.pause(variation=paused, by=owner, why="The ice is thin.")
    make.variation(zone, title="Proposed", agreed=False)
    page = client.get(zone.get_absolute_url())
    assert titles_in(page) == {
        "current": ["Halls by the evening"],
        "coming": ["Later"],
        "paused": ["Skating"],
        "ended": [],
    }
    words = page.content.decode()
    first = words.index("<h2")
    assert words[first:].startswith('<h2 id="different">What is different here</h2>')
    assert words.index("Halls by the evening") < words.index("What it is for</h2>")
    assert "The ice is thin." in words
    for cell in ("Rooms are let by the month.", "Rooms are lent for an evening.", "Lettings desk"):
        assert cell in words


def test_what_ended_stays_on_the_page(client):
    today = clock.today()
    begun = today - 50 * DAY
    zone = make.declared_zone(on=begun, starts_on=begun)
    offer = make.commitment(make.organisation(), published_on=begun)
    under = make.acceptance(zone, offer, on=begun)
    make.variation(zone, under=under, title="Over", on=begun, ends_on=today)
    page = client.get(zone.get_absolute_url())
    assert titles_in(page)["ended"] == ["Over"]
    assert "Nothing any more; what ended is said below." in page.content.decode()


def test_page_says_where_another_zone_differs(client):
    one, other = make.declared_zone("One"), make.declared_zone("Other")
    make.variation(one, title="Until nine", rule_here="Open until nine.")
    make.variation(other, title="Until ten", rule_here="Open until ten.")
    words = words_of(client, one)
    assert "Where another zone overlaps and differs" in words
    assert "Until ten" in words


@pytest.mark.promise
@pytest.mark.parametrize("number", [1, 50])
def test_page_costs_the_same_for_many_variations(client, number, django_assert_num_queries):
    zone = make.declared_zone()
    under = make.acceptance(zone)
    for _ in range(number):
        make.variation(zone, under=under)
    client.get(zone.get_absolute_url())
    with django_assert_num_queries(32):
        page = client.get(zone.get_absolute_url())
    assert len(titles_in(page)["current"]) == number
