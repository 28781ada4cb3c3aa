"""The search for assets: query strings in, names out, and the sentence that says what was asked."""

import datetime as dt

import pytest
from django.contrib.gis.geos import Point
from django.http import QueryDict

from assets.filters import AssetFilter
from assets.models import Asset, HoursException
from places.crs import lonlat_of
from places.models import Postcode
from sizes.asset_filters import ZoneAssetFilter
from tests import asset_factories as build
from tests import factories as make
from tests.days import stand_on

pytestmark = pytest.mark.django_db
EAST, NORTH = make.CORNER
TODAY = dt.date(2026, 11, 22)  # a Sunday
TUESDAY = dt.date(2026, 12, 8)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    stand_on(monkeypatch, TODAY)


def at(x: float, y: float) -> tuple[float, float]:
    return EAST + x, NORTH + y


@pytest.fixture
def some_assets(today):
    """One of each kind that a filter tells apart, in the hundred metres by the corner and beyond.

    The zone's core is the first 100 m, its reach the first 300 m.
    """
    council = make.council("Alpha Council", slug="alpha")
    trust = make.organisation("Beta Trust", slug="beta", sector="voluntary")
    Postcode.objects.create(code="B302HA", point=Point(*at(50, 50), srid=27700))
    make.area("Stirchley", reference="E05011172", shape=make.square(side=100))
    make.area("Ends", reference="E1", shape=make.square(1000, side=10), authority="East")
    make.area("Endsleigh", reference="E2", shape=make.square(2000, side=10), authority="West")

    hall = build.asset(
        trust, "Hall", at=at(50, 50), capacity=60, step_free="yes", hearing_loop="yes",
        facilities=["kitchen", "stage"], description="Tea and song", postcode="B30 2HA",
        use_state="in_use",
    )  # fmt: skip
    build.free(hall, starts=9, ends=13)
    build.free(hall, weekday=4, starts=17, ends=22)
    HoursException.objects.create(asset=hall, falls_on=TUESDAY, why="Closed")
    build.willing(hall, "share")
    library = build.asset(
        council, "Library", at=at(250, 50), kind="building", capacity=30, step_free="partly",
        accessible_toilet="yes", use_state="empty", is_vacancy_public=True, steward=trust,
    )  # fmt: skip
    build.free(library, starts=10, ends=12)
    build.free(library, weekday=1, starts=12, ends=17, starts_on=TODAY + 30 * DAY)
    build.willing(library, "lease")
    build.willing(library, "transfer", ends_on=TODAY)
    shop = build.asset(
        council, "Shop", at=at(900, 50), kind="building", use_state="empty", tenure_detail="vacant",
        category="Vacant shops", facilities=["kitchen"], blue_badge_parking="yes",
    )  # fmt: skip
    build.free(shop, starts=9, ends=12)
    HoursException.objects.create(
        asset=shop, falls_on=TUESDAY + DAY, starts_at=dt.time(9), ends_at=dt.time(10)
    )
    build.asset(
        None, "Van", steward=trust, owner_name="Gamma Motors", owner_sector="private",
        kind="vehicle", use_state="partly",
    )  # fmt: skip
    build.asset(
        trust, "Refuge", at=at(50, 51), kind="building", is_sensitive=True, street="Acacia Avenue",
        postcode="B30 2HA", description="Safe, on Acacia Avenue", uprn="123", step_free="yes",
    )  # fmt: skip
    build.asset(council, "Draft", at=at(50, 50), public=False)
    build.asset(council, "Coming", at=at(50, 50), published_on=TODAY + DAY)
    build.asset(council, "Sold", at=at(60, 50), gone_on=TODAY, why_gone="Sold")


LISTED = {"Hall", "Library", "Shop", "Van", "Refuge"}
FOUND = [
    ("", LISTED),
    ("gone=on", LISTED | {"Sold"}),
    # words
    ("q=hall", {"Hall"}),
    ("q=SONG+beta", {"Hall"}),
    ("q=song+alpha", set()),
    ("q=b30+2ha", {"Hall"}),  # the refuge has that postcode, too
    ("q=acacia", set()),
    ("q=refuge", set()),
    ("q=123", set()),
    ("q=vacant", set()),
    ("q=gamma", {"Van"}),
    # what, whose
    ("kind=vehicle", {"Van"}),
    ("kind=vehicle&kind=room", {"Van", "Hall"}),
    ("owner=alpha", {"Library", "Shop"}),
    ("owner=Beta+Tr", {"Hall", "Library", "Van", "Refuge"}),
    ("owner=gamma", {"Van"}),
    ("sector=council", {"Library", "Shop"}),
    ("sector=private", {"Van"}),
    ("sector=private&sector=voluntary", {"Van", "Hall", "Refuge"}),
    ("use=available", {"Library"}),
    ("use=in_use&use=partly", {"Hall", "Van"}),
    # willingness
    ("act=share", {"Hall"}),
    ("act=share&act=lease", {"Hall", "Library"}),
    ("act=transfer", set()),
    # free hours
    ("weekday=tuesday", {"Hall", "Library", "Shop"}),
    ("weekday=tuesday&part=morning", {"Hall", "Shop"}),
    ("weekday=tuesday&part=afternoon", set()),
    ("weekday=tuesday&starts=10am&ends=12:00", {"Hall", "Library", "Shop"}),
    ("weekday=tuesday&starts=10am&ends=13:00", {"Hall"}),
    ("weekday=friday", {"Hall"}),
    ("weekday=monday", set()),
    ("part=evening", {"Hall"}),
    ("weekday=friday&starts=4pm&ends=6pm", set()),
    ("starts=18:00&ends=20:00", {"Hall"}),
    (f"day={TUESDAY}", {"Library", "Shop"}),
    (f"day={TUESDAY}&part=morning", {"Shop"}),
    (f"day={TUESDAY + 7 * DAY}&part=morning", {"Hall", "Shop"}),
    (f"day={TUESDAY + DAY}", {"Shop"}),
    (f"day={TUESDAY + DAY}&starts=9:30am&ends=10am", {"Shop"}),
    (f"day={TODAY + 30 * DAY}", {"Library", "Hall", "Shop"}),
    # access, what is there, how many
    ("step_free=on", {"Hall", "Refuge"}),
    ("accessible_toilet=true", {"Library"}),
    ("hearing_loop=on", {"Hall"}),
    ("blue_badge_parking=on", {"Shop"}),
    ("facility=kitchen", {"Hall", "Shop"}),
    ("facility=kitchen&facility=stage", {"Hall"}),
    ("capacity=30", {"Hall", "Library"}),
    ("capacity=31", {"Hall"}),
    # where
    ("near=B30+2HA", {"Hall", "Library", "Shop"}),
    ("near=b302ha&metres=1", {"Hall"}),
    ("near=b302ha&metres=200", {"Hall", "Library"}),
    ("near=b302ha&metres=199", {"Hall"}),
    ("near=Stirchley", {"Hall"}),
    ("near=E05011172&metres=150", {"Hall", "Library"}),
    ("near=Stirchley&gone=on", {"Hall", "Sold"}),
    ("unplaced=on", {"Van", "Refuge"}),
    ("unplaced=on&step_free=on", {"Refuge"}),
    ("near=Stirchley&unplaced=on", set()),
    # all of it at once
    ("weekday=tuesday&part=morning&step_free=on&capacity=30&near=B30+2HA&metres=800", {"Hall"}),
]


def search(text: str, filterset=AssetFilter):
    return filterset(QueryDict(text), queryset=Asset.objects.all())


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_filter_finds(some_assets, text, names):
    found = search(text)
    assert found.is_valid(), found.form.errors
    assert {asset.name for asset in found.qs} == names


def test_found_in_a_window_of_the_map_and_beyond_it(some_assets):
    west, south = lonlat_of(*at(0, 0))
    east, north = lonlat_of(*at(300, 100))
    found = search(f"bbox={west},{south},{east},{north}")
    assert [asset.name for asset in found.qs] == ["Hall", "Library"]
    beyond = found.matching(Asset.objects.all(), whole_map=True)
    assert {asset.name for asset in beyond} == LISTED
    assert [asset.name for asset in found.placeless(Asset.objects.all())] == ["Refuge", "Van"]


@pytest.mark.parametrize("window", ["-180,-85,180,85", "-9,50,2,60"])
def test_a_window_of_the_whole_world_finds_all_that_has_a_place(some_assets, window):
    assert {asset.name for asset in search(f"bbox={window}").qs} == {"Hall", "Library", "Shop"}


def test_a_window_of_another_country_finds_nothing(some_assets):
    assert not search("bbox=5,48,9,51").qs.exists()


def test_the_nearest_come_first_with_their_distance(some_assets):
    found = search("near=B30 2HA").qs
    assert [(a.name, round(a.distance.m)) for a in found] == [
        ("Hall", 0), ("Library", 200), ("Shop", 850),
    ]  # fmt: skip


def test_a_longitude_first_is_understood_as_the_api_writes_it(some_assets):
    lon, lat = lonlat_of(*at(50, 50))
    for text in (f"{lon},{lat}", f"{lat}, {lon}"):
        found = search(f"near={text}&metres=5")
        assert [asset.name for asset in found.qs] == ["Hall"]
        assert found.is_about_a_spot
    assert not search("near=B30 2HA").is_about_a_spot


WRONG = [
    ("near=Nowhere-on-Sea", "near", "We know no place called “Nowhere-on-Sea”."),
    ("near=end", "near", "Which one do you mean? Ends, East, Endsleigh, West."),
    ("near=B99 9ZZ", "near", "We do not know the postcode B99 9ZZ."),
    ("metres=800", "near", "Write the place that it should be near"),
    ("near=B30 2HA&metres=0", "metres", "Write how many metres, 1 or more."),
    ("near=B30 2HA&metres=far", "metres", "Write a whole number"),
    ("near=B30 2HA&metres=100001", "metres", "Write at most 100,000 metres."),
    ("capacity=0", "capacity", "Write how many people, 1 or more."),
    ("part=morning&starts=9am&ends=10am", "part", "not both"),
    ("starts=9am", "ends", "Write both times"),
    ("ends=9am", "starts", "Write both times"),
    ("starts=7&ends=20:00", "starts", "7am or 7pm"),
    ("weekday=tuesday&day=2026-12-08", "day", "not both"),
    ("day=soon", "day", "such as 2027-03-27"),
    ("day=9999-12-31", "day", "before 2200"),
    ("kind=castle", "kind", "Choose from those listed."),
    ("use=empty", "use", "Choose from those listed."),
    ("bbox=here", "bbox", "west,south,east,north"),
    ("zone=nowhere", "zone", "There is no such zone."),
    ("band=core", "zone", "Choose the zone in whose core or fringe to look."),
]


@pytest.mark.parametrize(("text", "box", "words"), WRONG)
def test_what_cannot_be_understood_says_what_to_write(some_assets, text, box, words):
    found = search(text, ZoneAssetFilter)
    assert not found.is_valid()
    assert words in " ".join(found.form.errors[box])


@pytest.fixture
def a_zone(some_assets):
    zone = make.draft("Quiet Quarter", slug="quiet")
    make.boundary(zone, core=make.square(side=100), reach=make.square(side=300))
    zone.proposed_on = TODAY - DAY
    zone.save()
    return zone


IN_ZONE = [
    ("zone=quiet", {"Hall", "Library"}),
    ("zone=quiet&band=reach", {"Hall", "Library"}),
    ("zone=quiet&band=core", {"Hall"}),
    ("zone=quiet&band=fringe", {"Library"}),
    ("zone=quiet&band=fringe&kind=room", set()),
    ("zone=quiet&gone=on&band=core", {"Hall", "Sold"}),
    ("band=reach", LISTED),
]


@pytest.mark.parametrize(("text", "names"), IN_ZONE)
def test_zone_filter_finds(a_zone, text, names):
    found = search(text, ZoneAssetFilter)
    assert found.is_valid(), found.form.errors
    assert {asset.name for asset in found.qs} == names


def test_what_has_no_place_is_told_beside_what_lies_in_a_zone(a_zone):
    found = search("zone=quiet", ZoneAssetFilter)
    assert found.is_valid()
    assert found.is_about_a_place
    assert [asset.name for asset in found.placeless(Asset.objects.all())] == ["Refuge", "Van"]
    assert found.map_ground() == "/api/zones/quiet/?format=geojson&geometry=bands"


def test_nothing_is_found_in_a_zone_that_lies_nowhere_yet(some_assets):
    make.draft("Idea", slug="idea", proposed_on=TODAY - DAY)
    found = search("zone=idea", ZoneAssetFilter)
    assert not found.is_valid()
    assert "It is not known yet where Idea lies" in found.form.errors["zone"][0]


def test_a_draft_of_a_zone_is_no_zone_to_look_in(some_assets):
    make.draft("Secret", slug="secret")
    assert not search("zone=secret", ZoneAssetFilter).is_valid()


SENTENCES = [
    ("", 0, "No assets"),
    ("", 1, "1 asset"),
    ("", 12_345, "12,345 assets"),
    ("kind=room", 1, "1 room or hall"),
    (
        "kind=room&weekday=tuesday&part=morning&step_free=on&near=B30+2HA&metres=800",
        12,
        "12 rooms or halls, free on Tuesday mornings, step-free, within 800 m of B30 2HA",
    ),
    ("kind=land&kind=vehicle", 2, "2 pieces of land or vehicles"),
    ("kind=land&kind=vehicle&kind=money&kind=room", 2, "2 assets of 4 kinds"),
    ("q=old++school", 2, "2 assets, with “old school” in the words"),
    ("owner=Alpha", 2, "2 assets, of Alpha"),
    ("sector=council&sector=private", 2, "2 assets, owned by a council or a business"),
    ("use=available", 2, "2 assets, available"),
    ("act=share&act=lease", 2, "2 assets, that the owner is willing to share or lease out"),
    ("weekday=friday&starts=6pm&ends=21:30", 2, "2 assets, free on Fridays, 6pm to 9:30pm"),
    ("weekday=friday", 2, "2 assets, free on Fridays"),
    ("part=evening", 2, "2 assets, free in the evening on some day of the week"),
    (
        "starts=10am&ends=noon",
        2,
        "2 assets, free on some day of the week, 10am to midday",
    ),
    (
        "day=2026-12-08&part=morning",
        2,
        "2 assets, free on Tuesday 8 December 2026 in the morning",
    ),
    ("facility=kitchen&facility=stage", 2, "2 assets, with a kitchen and a stage"),
    ("capacity=30", 2, "2 assets, for 30 people"),
    ("near=Stirchley", 2, "2 assets, in Stirchley ward"),
    ("near=Stirchley&metres=1500", 2, "2 assets, within 1.5 km of Stirchley ward"),
    ("near=B30+2HA", 2, "2 assets, nearest to B30 2HA first"),
    ("unplaced=on&gone=on", 2, "2 assets, with no place on the map, those that have gone, too"),
    ("bbox=-2,52,-1,53", 2, "2 assets, in this part of the map"),
    ("zone=quiet", 2, "2 assets, in Quiet Quarter"),
    ("zone=quiet&band=fringe", 2, "2 assets, in the fringe of Quiet Quarter"),
]


@pytest.mark.parametrize(("text", "count", "words"), SENTENCES)
def test_what_was_asked_is_said_as_one_sentence(a_zone, text, count, words):
    found = search(text, ZoneAssetFilter)
    assert found.is_valid(), found.form.errors
    assert found.in_words(count) == words
