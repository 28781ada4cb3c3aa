"""The list of assets, its map and its data: what each says, to whom, and what it costs."""

import csv
import datetime as dt
import io
import json

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from assets.models import Asset
from groundwork import clock
from places.crs import lonlat_of
from places.models import Postcode
from tests import asset_factories as build
from tests import factories as make

pytestmark = pytest.mark.django_db
ASSETS, MAP, API = reverse("assets"), reverse("assets-map"), reverse("api-assets")
EAST, NORTH = make.CORNER
DAY = dt.timedelta(days=1)
SPOT = lonlat_of(EAST + 50, NORTH + 50)
SECRET = (EAST + 4_000, NORTH + 3_000)


def at(x: float, y: float) -> tuple[float, float]:
    return EAST + x, NORTH + y


def body(response) -> str:
    return (b"".join(response) if response.streaming else response.content).decode()


def one_api(reference: str) -> str:
    return reverse("api-asset", args=[reference])


@pytest.fixture
def some_assets():
    """A hall, a van with no place, a refuge whose place is a secret, a draft, one that has gone."""
    Postcode.objects.create(code="B302HA", point=Point(*at(50, 50), srid=27700))
    council = make.council("Alpha Council", slug="alpha")
    trust = make.organisation("Beta Trust", slug="beta")
    hall = build.asset(
        council, "Hall", at=at(150, 50), steward=trust, capacity=60, step_free="yes",
        street="High Street", town="Stirchley", postcode="B30 2HA", uprn="000123",
        use_state="empty", tenure_detail="vacant", category="Void", building_m2="120.50",
        other_columns={"Key": "under the mat"}, facilities=["kitchen"], description="=1+1",
    )  # fmt: skip
    build.willing(hall, "share")
    build.free(hall, starts=9, ends=12)
    build.asset(council, "Van", kind="vehicle")
    build.asset(
        trust, "Refuge, 9 Acacia Avenue", at=SECRET, kind="building", is_sensitive=True,
        street_number="9", street="Acacia Avenue", postcode="B30 2HB", uprn="000999",
        boundary=make.square(side=10), description="Ring at 9 Acacia Avenue",
    )  # fmt: skip
    build.asset(council, "Draft", at=at(50, 50), public=False)
    build.asset(council, "Gone", at=at(60, 50), gone_on=clock.today(), why_gone="Sold")


QUERIES = [
    ("", ["Refuge, 9 Acacia Avenue", "Hall", "Van"]),
    ("gone=on", ["Refuge, 9 Acacia Avenue", "Gone", "Hall", "Van"]),
    ("near=B30+2HA&gone=on", ["Gone", "Hall"]),
    ("kind=vehicle", ["Van"]),
    ("q=acacia", []),
    ("use=available", []),
    ("bbox=-180,-90,180,90", ["Hall"]),
]


@pytest.mark.parametrize(("query", "names"), QUERIES)
def test_page_api_and_map_find_the_same(client, some_assets, query, names):
    page = client.get(f"{ASSETS}?{query}")
    told = [name.replace("Refuge, 9 Acacia Avenue", "Building, place not shown") for name in names]
    assert [card.facts.name for card in page.context["cards"]] == told
    assert page.context["sentence"].startswith(f"{len(names) or 'No'} ")
    data = client.get(f"{API}?{query}").json()
    assert ([row["name"] for row in data["results"]], data["count"]) == (told, len(names))
    seen = json.loads(body(client.get(f"{MAP}?{query}")))
    on_map = {each["properties"]["name"] for each in seen["features"]}
    if "bbox" not in query:
        assert on_map == set(names) - {"Van", "Refuge, 9 Acacia Avenue"}
        assert (seen["found"], seen["in_window"]) == (len(names), len(on_map))


SECRETS = ("acacia", "b30 2hb", "000999", "void", "vacant", "under the mat", "draft")


def test_no_door_tells_what_the_public_may_not_know(client, some_assets):
    refuge = Asset.objects.get(is_sensitive=True)
    doors = [
        ASSETS, f"{ASSETS}?gone=on", f"{ASSETS}?unplaced=on", f"{ASSETS}?near=B30+2HA",
        API, f"{API}?format=geojson", f"{API}?format=csv", f"{API}?near=B30+2HA", MAP,
        one_api(refuge.reference), one_api(refuge.reference) + "?format=geojson",
        one_api(refuge.reference) + "?format=csv",
    ]  # fmt: skip
    lon, lat = lonlat_of(*SECRET)
    for door in doors:
        text = body(client.get(door)).lower()
        for secret in (*SECRETS, f"{lon:.3f}", f"{lat:.3f}"):
            assert secret not in text, (door, secret)


def test_where_a_secret_name_stands_in_the_list_does_not_tell_how_it_begins(client):
    owner = make.organisation()
    for name in ("Alder", "Building", "Cedar", "Yew"):
        build.asset(owner, name)
    for address in ("9 Acacia Avenue", "Zebra Street 9"):
        build.asset(owner, address, kind="building", is_sensitive=True, street=address.strip(" 9"))
    cards = client.get(ASSETS).context["cards"]
    names = [card.facts.name for card in cards if "Building" not in card.facts.name]
    assert names == ["Alder", "Cedar", "Yew"]
    assert {card.facts.name for card in cards[1:4]} == {"Building", "Building, place not shown"}


def test_page_says_what_is_known_of_an_asset(client, some_assets):
    text = body(client.get(f"{ASSETS}?near=B30+2HA&metres=800&step_free=on"))
    assert "1 asset, step-free, within 800 m of B30 2HA." in text
    assert "High Street, Stirchley, B30 2HA" in text
    assert "<dt>How far</dt><dd>100 m</dd>" in text
    assert "<dd>share</dd>" in text
    assert "<dd>Tuesday, 9am to midday</dd>" in text
    assert "<dd>60 people</dd>" in text
    assert "<dd>Step-free</dd>" in text
    assert "/partners/alpha/" in text
    assert "/partners/beta/" in text


def test_what_has_no_place_is_told_apart_from_what_is_sorted_by_distance(client, some_assets):
    page = client.get(f"{ASSETS}?near=B30+2HA&metres=800")
    text = body(page)
    assert "2 more fit the rest of this, but they have no place that is shown" in text
    assert page.context["placeless_query"] == "unplaced=on"
    apart = client.get(f"{ASSETS}?{page.context['placeless_query']}")
    assert [card.facts.name for card in apart.context["cards"]] == [
        "Building, place not shown",
        "Van",
    ]
    assert "<asset-map" not in body(apart)
    assert "There is no map of this" in body(apart)
    one = client.get(f"{ASSETS}?near=B30+2HA&kind=vehicle")
    assert "One more fits the rest of this, but it has no place" in body(one)
    assert "no place that is shown" not in body(client.get(ASSETS))


def test_within_an_area_no_distance_is_told(client, some_assets):
    make.area("Stirchley", reference="E05011172", shape=make.square(side=200))
    inside = client.get(f"{ASSETS}?near=Stirchley")
    assert "1 asset, in Stirchley ward." in body(inside)
    assert "How far" not in body(inside)
    assert inside.context["point"] == ""


def test_map_begins_with_all_that_was_found_or_the_window_asked_for(client, some_assets):
    lon, lat = lonlat_of(*at(150, 50))
    bounds = client.get(ASSETS).context["bounds"]
    west, south, east, north = (float(edge) for edge in bounds.split(","))
    assert west < lon < east
    assert south < lat < north
    asked = client.get(f"{ASSETS}?bbox=-2,52,-1,53")
    assert asked.context["bounds"] == "-2.00000,52.00000,-1.00000,53.00000"
    assert "Look beyond this part of the map" in body(asked)


def test_map_counts_what_the_window_of_the_list_leaves_out(client, some_assets):
    seen = json.loads(body(client.get(f"{MAP}?bbox=-2,53,-1,54&window=-3,52,-1,53&zoom=9")))
    assert (seen["in_window"], seen["outside_list"], seen["without_place"]) == (1, 1, 2)


@pytest.mark.parametrize("query", ["window=here", "zoom=far", "zoom=nan", "zoom=99", "kind=castle"])
def test_map_says_what_it_does_not_understand(client, query):
    answer = client.get(f"{MAP}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert set(answer.json()["errors"]) == {query.partition("=")[0]}


WRONG = [
    ("near=Nowhere-on-Sea", "We know no place called"),
    ("metres=800", "Write the place that it should be near"),
    ("zone=nowhere", "There is no such zone."),
    ("kind=castle", "Choose from those listed."),
    ("q=%00", "Null characters are not allowed."),
]


@pytest.mark.parametrize(("query", "said"), WRONG)
def test_page_says_what_it_did_not_understand_and_the_api_refuses_it(client, query, said):
    page = client.get(f"{ASSETS}?{query}&capacity=30")
    assert page.status_code == 200
    assert said in body(page)
    assert 'value="30"' in body(page)
    assert client.get(f"{API}?{query}").status_code == 400


def test_answers_are_the_same_for_everybody_and_kept_unless_about_a_spot(client, some_assets):
    client.force_login(make.person())
    for path in (ASSETS, MAP, API, one_api(Asset.objects.get(name="Hall").reference)):
        answer = client.get(path)
        text = body(answer)
        assert answer["Cache-Control"] == "public, max-age=60", path
        assert "Cookie" not in answer.get("Vary", "")
        assert "csrfmiddlewaretoken" not in text
        again = client.get(path, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304, path
    lon, lat = SPOT
    for path in (ASSETS, MAP, API):
        answer = client.get(path, {"near": f"{lat}, {lon}", "metres": 800})
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"], path


def test_one_asset_by_the_api(client, some_assets):
    hall = Asset.objects.get(name="Hall")
    row = client.get(one_api(hall.reference)).json()
    lon, lat = lonlat_of(*at(150, 50))
    assert (
        row
        | {
            "reference": hall.reference,
            "owner": "alpha",
            "owner_sector": "council",
            "steward": "beta",
            "uprn": "000123",
            "building_m2": "120.50",
            "use": "",
            "tenure_detail": "",
            "category": "",
            "willing_to": ["share"],
            "free_hours": [{"weekday": "tuesday", "starts": "09:00", "ends": "12:00"}],
            "distance_m": None,
            "url": f"http://testserver/assets/{hall.reference}/",
        }
        == row
    )
    assert (row["lon"], row["lat"]) == pytest.approx((lon, lat), abs=1e-6)


@pytest.mark.parametrize("name", ["Draft", None])
def test_there_is_no_such_asset_by_the_api(client, some_assets, name):
    reference = Asset.objects.get(name=name).reference if name else "AS-NOTHING"
    client.force_login(make.person())
    assert client.get(one_api(reference)).status_code == 404


def test_one_that_has_gone_keeps_its_address(client, some_assets):
    row = client.get(one_api(Asset.objects.get(name="Gone").reference)).json()
    assert (row["gone_on"], row["why_gone"]) == (clock.today().isoformat(), "Sold")


def test_distances_are_told_where_a_place_is_asked_about(client, some_assets):
    (row,) = client.get(f"{API}?near=B302HA").json()["results"]
    assert row["distance_m"] == 100


def test_data_as_geojson(client, some_assets):
    told = json.loads(body(client.get(f"{API}?format=geojson&page_size=2")))
    assert told["numberMatched"] == 3
    assert "page=2" in told["links"][0]["href"]
    refuge, hall = told["features"]
    assert hall["geometry"]["coordinates"] == pytest.approx(lonlat_of(*at(150, 50)), abs=1e-6)
    assert refuge["geometry"] is None
    assert "lon" not in hall["properties"]


def test_data_as_csv_is_guarded_and_says_where_it_goes_on(client, some_assets):
    answer = client.get(f"{API}?format=csv&page_size=2")
    assert 'rel="next"' in answer["Link"]
    _, row = csv.DictReader(io.StringIO(body(answer)))
    assert row["description"] == "'=1+1"
    assert row["free_hours"] == "tuesday 09:00-12:00"
    assert row["facilities"] == "kitchen"


def test_list_says_what_to_do_when_there_is_nothing(client):
    assert "No asset is registered yet." in body(client.get(ASSETS))
    assert "No asset fits all of this." in body(client.get(f"{ASSETS}?kind=money"))
    assert reverse("asset-new") in body(client.get(ASSETS))


def test_list_goes_on_to_further_pages(client):
    council = make.council()
    for number in range(52):
        build.asset(council, f"Room {number:02d}")
    first = client.get(ASSETS, {"kind": "room"})
    assert "52 rooms or halls." in body(first)
    assert len(first.context["cards"]) == 50
    last = client.get(ASSETS, {"kind": "room", "page": 2})
    assert [card.facts.name for card in last.context["cards"]] == ["Room 50", "Room 51"]
    assert [card.facts.name for card in client.get(ASSETS, {"page": 99}).context["cards"]] == [
        "Room 50",
        "Room 51",
    ]


COSTS = [
    # the zones to choose from, how many and where, the assets, and three lists of theirs
    (ASSETS, "", 6),
    # besides, the postcode, and how many have no place
    (ASSETS, "near=B30+2HA&metres=5000", 8),
    # how many, the assets, and three lists of theirs
    (API, "", 5),
    (API, "format=csv", 5),
]


@pytest.mark.parametrize("number", [1, 20])
@pytest.mark.parametrize(("path", "query", "queries"), COSTS)
def test_a_list_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_num_queries, path, query, queries, number
):
    Postcode.objects.create(code="B302HA", point=Point(*at(50, 50), srid=27700))
    for n in range(number):
        owner = make.organisation()
        asset = build.asset(owner, f"Hall {n}", at=at(n, n), steward=make.organisation())
        build.willing(asset, "share")
        build.free(asset)
    with django_assert_num_queries(queries):
        assert "Hall 0" in body(client.get(f"{path}?{query}"))
