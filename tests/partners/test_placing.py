"""Officers add places that people can name."""

import json

import pytest
import shapely
from django.core.exceptions import PermissionDenied

from groundwork import clock
from groundwork.problems import Refused
from partners.models import Membership
from partners.placing import add_place, added_places, circle
from places.lookup import find, query_of
from places.models import Area, Postcode
from tests import factories as make

pytestmark = pytest.mark.django_db
X, Y = make.CORNER
ROUND = circle(X, Y, 30)
ADDRESS = "/places/new/"


@pytest.fixture
def officer():
    return make.member(make.council("Own Council"), Membership.Role.OFFICER)


def test_a_place_is_added_and_found_by_its_name(officer):
    place = add_place(name=" Chamberlain  Tower ", kind="tower_block", shape=ROUND, by=officer)
    assert place.name == "Chamberlain Tower"
    assert place.reference.startswith("PL-")
    assert place.authority == "Own Council"
    assert place.starts_on == clock.today()
    assert place.shape.area == pytest.approx(3.1416 * 30 * 30, rel=0.01)
    assert find("chamberlain tower", on=clock.today()).area == place
    assert find(query_of(place), on=clock.today()).area == place
    assert list(added_places()) == [place]


@pytest.mark.promise
def test_pressing_twice_adds_one_place(officer):
    twice = [add_place(name="Tower", kind="tower_block", shape=ROUND, by=officer) for _ in range(2)]
    assert twice[0] == twice[1]
    assert Area.objects.count() == 1


def test_another_shape_of_the_same_place_is_refused(officer):
    add_place(name="Tower", kind="tower_block", shape=ROUND, by=officer)
    with pytest.raises(Refused, match="Tower is on the list already"):
        add_place(name="tower", kind="tower_block", shape=circle(X, Y, 40), by=officer)


def test_the_same_name_elsewhere_is_another_place(officer):
    add_place(name="The Green", kind="park", shape=ROUND, by=officer)
    add_place(name="The Green", kind="park", shape=circle(X + 5000, Y, 30), by=officer)
    assert Area.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "  "}, "Give the name"),
        ({"kind": "ward"}, "what kind of place"),
        ({"kind": "castle"}, "what kind of place"),
        ({"shape": shapely.Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])}, "cross"),
        ({"shape": shapely.box(-50, -50, -10, -10)}, "outside"),
    ],
)
def test_a_place_that_is_no_place_is_refused_with_a_sentence(officer, changes, sentence):
    values = {"name": "Tower", "kind": "tower_block", "shape": ROUND} | changes
    with pytest.raises(Refused) as refused:
        add_place(**values, by=officer)
    assert sentence in " ".join(refused.value.sentences)
    assert not Area.objects.exists()


def test_an_officer_adds_places_in_the_area_of_the_council_only():
    council = make.council("Own Council")
    council.areas.add(make.area("District", kind="district", shape=make.square(side=1000)))
    officer = make.member(council, Membership.Role.OFFICER)
    add_place(name="Tower", kind="tower_block", shape=circle(X + 500, Y + 500, 30), by=officer)
    with pytest.raises(Refused, match="outside the area of Own Council"):
        add_place(name="Far", kind="tower_block", shape=circle(X + 9000, Y, 30), by=officer)


@pytest.mark.parametrize("role", ["editor", "representative", "councillor"])
def test_nobody_but_an_officer_adds_places(role):
    with pytest.raises(PermissionDenied):
        add_place(
            name="Tower", kind="tower_block", shape=ROUND, by=make.member(make.council(), role)
        )


def test_an_officer_of_an_unverified_council_adds_none():
    officer = make.member(make.council(verified=False), Membership.Role.OFFICER)
    with pytest.raises(PermissionDenied):
        add_place(name="Tower", kind="tower_block", shape=ROUND, by=officer)


def form(**more) -> dict:
    return {"name": "Chamberlain Tower", "kind": "tower_block"} | more


def test_the_page_takes_a_postcode_and_a_radius(client, officer):
    Postcode.objects.create(code="B302HA", point=make.spot(0, 0))
    client.force_login(officer)
    response = client.post(ADDRESS, form(middle="b30 2ha", radius_m="30"), follow=True)
    assert "Chamberlain Tower can now be found by its name." in response.content.decode()
    assert Area.objects.get().shape.centroid.distance(make.spot(0, 0)) < 1


def test_the_page_takes_a_latitude_and_longitude(client, officer):
    client.force_login(officer)
    assert client.post(ADDRESS, form(middle="52.4194, -1.9309", radius_m="30")).status_code == 302


RING = [[-1.93, 52.41], [-1.92, 52.41], [-1.92, 52.42], [-1.93, 52.41]]


@pytest.mark.parametrize(
    "outline",
    [
        json.dumps({"type": "Polygon", "coordinates": [RING]}),
        "POLYGON((406000 280000, 406100 280000, 406100 280100, 406000 280000))",
    ],
)
def test_the_page_takes_a_pasted_outline(client, officer, outline):
    client.force_login(officer)
    assert client.post(ADDRESS, form(outline=outline)).status_code == 302
    assert Area.objects.get().shape.area > 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Say where the place is"),
        ({"middle": "52.4194, -1.9309"}, "Say how far the place reaches"),
        ({"middle": "52.4194, -1.9309", "radius_m": "1"}, "Write 5 or more."),
        ({"middle": "52.4194, -1.9309", "radius_m": "wide"}, "Write a whole number"),
        ({"middle": "ZZ99 9ZZ", "radius_m": "30"}, "We do not know the postcode"),
        ({"middle": "1.5, 103.8", "radius_m": "30"}, "outside the area"),
        ({"outline": "POLYGON((0 0, 1 1))"}, ""),
        ({"outline": "hello"}, "neither GeoJSON"),
        ({"middle": "52.4, -1.9", "radius_m": "30", "outline": "POLYGON EMPTY"}, "not both"),
        ({"name": "", "middle": "52.4194, -1.9309", "radius_m": "30"}, "Fill this in."),
        ({"name": "A\0B", "middle": "52.4194, -1.9309", "radius_m": "30"}, "Null characters"),
        ({"kind": "ward", "middle": "52.4194, -1.9309", "radius_m": "30"}, "Choose one that is."),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_typed_is_lost(client, officer, typed, sentence):
    client.force_login(officer)
    response = client.post(ADDRESS, form(**typed))
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert "There is something to put right" in text
    for value in typed.values():
        assert value.replace("\0", "") in text.replace("\0", "")
    assert not Area.objects.exists()


def test_the_page_lists_what_was_added_with_a_link_to_each(client, officer):
    place = add_place(name="Tower", kind="tower_block", shape=ROUND, by=officer)
    client.force_login(officer)
    text = client.get(ADDRESS).content.decode()
    link = f"/here/?q=Tower%20block+{place.reference}"
    assert link in text
    assert "Tower" in client.get(link).content.decode()


def test_an_officer_finds_the_page_from_the_desk_and_others_do_not(client, officer):
    client.force_login(officer)
    assert ADDRESS in client.get("/desk/").content.decode()
    client.force_login(make.member(make.council(), Membership.Role.COUNCILLOR))
    assert ADDRESS not in client.get("/desk/").content.decode()
