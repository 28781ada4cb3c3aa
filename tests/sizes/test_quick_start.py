"""The quick start: one page makes a draft that the wizard completes."""

import datetime as dt
import math

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from groundwork.problems import Refused
from partners.models import Membership
from places.lookup import Found
from places.models import Postcode
from sizes.models import Zone
from sizes.quick_start import quick_start
from tests import factories
from tests.days import stand_on

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
GOOD = {
    "place": "b30 2ha",
    "outcome": "Fewer people are lonely",
    "target_on_day": "1",
    "target_on_month": "jan",
    "target_on_year": "2029",
    "others": "",
    "name": "",
}


@pytest.fixture(autouse=True)
def day(monkeypatch):
    stand_on(monkeypatch, TODAY)


@pytest.fixture
def ward():
    return factories.area("Stirchley", shape=factories.square(0, 0, side=1000))


@pytest.fixture
def postcode():
    return Postcode.objects.create(code="B302HA", point=factories.spot(500, 500))


@pytest.fixture
def resident(client):
    resident = factories.person("Rae Day")
    client.force_login(resident)
    return resident


def post(client, **more):
    return client.post(reverse("zone-quick"), GOOD | more)


def test_postcode_makes_a_draft_with_a_circle(client, resident, postcode):
    response = post(client)
    zone = Zone.objects.get()
    assert response["Location"] == reverse("zone-tasks", args=[zone.reference])
    assert (zone.name, zone.state, zone.started_by) == ("Around B30 2HA", "draft", resident)
    assert zone.target_on == dt.date(2029, 1, 1)
    assert zone.outcomes.get().statement == "Fewer people are lonely"
    boundary = zone.boundaries.get()
    assert boundary.method == "radius"
    assert boundary.core.area == pytest.approx(math.pi * 200**2, rel=0.001)
    assert boundary.reach.equals(boundary.core)
    assert boundary.parts.filter(part="core").exists()


def test_ward_makes_a_draft_of_the_whole_ward(client, resident, ward):
    post(client, place="stirchley", name="Stirchley together")
    zone = Zone.objects.get()
    boundary = zone.boundaries.get()
    assert (zone.name, boundary.method) == ("Stirchley together", "picked")
    assert boundary.core.equals(ward.shape)
    assert boundary.recipe["core"]["areas"][0]["reference"] == ward.reference


def test_pin_makes_a_draft_that_names_no_position(client, resident):
    lonlat = factories.spot(50, 50).transform(4326, clone=True)
    post(client, place=f"{lonlat.y:.6f}, {lonlat.x:.6f}")
    zone = Zone.objects.get()
    assert zone.name == "A zone round a spot on the map"
    assert zone.boundaries.get().core.contains(factories.spot(50, 50))


def test_council_of_the_place_is_asked_and_agrees_where_its_councillor_begins(
    client, resident, ward, postcode
):
    council = factories.council()
    council.areas.add(ward)
    factories.council().areas.add(factories.area(shape=factories.square(9000, 0)))
    post(client, asks_council="on")
    lead = Zone.objects.get().participants.get()
    assert (lead.organisation, lead.part, lead.agreed_on) == (council, "lead", None)
    councillor = factories.member(council, Membership.Role.COUNCILLOR)
    client.force_login(councillor)
    post(client, asks_council="on")
    lead = Zone.objects.get(started_by=councillor).participants.get()
    assert (lead.agreed_on, lead.agreed_by) == (TODAY, councillor)


def test_invited_are_ticked_or_typed_and_known_by_their_names(client, resident, postcode):
    friends, trust = factories.organisation("Park Friends"), factories.organisation("Trust")
    post(client, organisations=[trust.pk], others="park friends\r\n\r\nThe Friday club\r\n")
    invited = {str(each): each.organisation for each in Zone.objects.get().participants.all()}
    assert invited == {"Park Friends": friends, "Trust": trust, "The Friday club": None}


def test_button_pressed_twice_makes_one_draft(client, resident, postcode):
    assert post(client)["Location"] == post(client)["Location"]
    zone = Zone.objects.get()
    assert (zone.boundaries.count(), zone.outcomes.count()) == (1, 1)


BAD = [
    ({"place": ""}, "Say where"),
    ({"place": "B30 9ZZ"}, "We do not know the postcode B30 9ZZ"),
    ({"place": "nowhere at all"}, "We know no place called"),
    ({"place": "0, 0"}, "outside the area this service covers"),
    ({"place": "-1.93, 52.41"}, "longitude first"),
    ({"outcome": " "}, "Say one thing that should get better"),
    ({"target_on_year": "2020"}, "End date must be in the future"),
    ({"target_on_day": "31", "target_on_month": "feb"}, "End date must be a real date"),
    ({"target_on_month": ""}, "End date must include a month"),
    ({"others": "x" * 201}, "one name a line"),
    ({"name": "x" * 121}, "Keep it to 120 characters or fewer."),
]


@pytest.mark.parametrize(("typed", "sentence"), BAD)
def test_what_cannot_be_meets_a_sentence_and_loses_nothing(
    typed, sentence, client, resident, postcode
):
    response = post(client, **typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "error-summary" in page
    for name, value in (GOOD | typed).items():
        assert value.strip() in page, name
    assert not Zone.objects.exists()


def test_place_of_two_meanings_is_offered_to_choose(client, resident, ward):
    factories.area("Stirchley", kind="park", shape=factories.square(0, 0, side=50))
    response = post(client, place="Stirchley")
    choices = response.context["choices"]
    assert len(choices) == 2
    assert "Which one do you mean?" in response.content.decode()
    text = next(text for text, area in choices if area.kind == "park")
    post(client, place=text)
    assert Zone.objects.get().boundaries.get().recipe["core"]["areas"][0]["kind"] == "park"


def test_page_names_the_places_that_can_be_typed(client, resident, ward):
    page = client.get(reverse("zone-quick")).content.decode()
    assert '<option value="Stirchley">' in page


def test_place_without_a_point_is_refused(resident):
    with pytest.raises(Refused):
        quick_start(
            name="",
            place=Found(problem="Where?"),
            outcome="x",
            target_on=dt.date(2029, 1, 1),
            invited=[],
            asks_council=False,
            by=resident,
        )
    assert not Zone.objects.exists()


def test_nothing_is_kept_when_a_part_is_refused(resident):
    spot = Point(*factories.CORNER, srid=27700)
    with pytest.raises(Refused):
        quick_start(
            name="Half",
            place=Found("point", "this spot", spot),
            outcome="x",
            target_on=TODAY,
            invited=[],
            asks_council=False,
            by=resident,
        )
    assert not Zone.objects.exists()
