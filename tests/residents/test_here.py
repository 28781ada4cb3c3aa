"""The answer about a place, as a page: one plain sentence, cards, and kind refusals."""

import datetime as dt
import html
import logging
import re
from urllib.parse import urlencode

import pytest

from groundwork import clock
from places.crs import lonlat_of
from places.models import Postcode
from sizes.models import Footprint
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = make.DAY


@pytest.fixture
def postcode():
    """A postcode whose centre is 50 m from the core's edge: 150 east, 50 north."""
    return Postcode.objects.create(code="B302HA", point=make.spot(150, 50))


@pytest.fixture
def zone():
    return make.declared_zone("Stirchley", leads=[lead()])


def lead():
    return make.council(
        "Birmingham",
        contact_name="Zones officer",
        contact_telephone="0121 000 0000",
        contact_place="Stirchley Library",
    )


def ask(client, **asked):
    return client.get(f"/here/?{urlencode(asked)}")


def words(response):
    """The text of the page, as read."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def lonlat(x, y):
    point = make.spot(x, y)
    lon, lat = lonlat_of(point.x, point.y)
    return {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}


def test_answer_begins_with_one_sentence(client, zone, postcode):
    page = words(ask(client, q="b30 2ha"))
    assert "B30 2HA is in the fringe of Stirchley, 50 m from its core." in page
    assert "In the fringe of a zone: ask" in page
    today = clock.today()
    day = f"{today.day} {today:%B %Y}"
    assert f"This is the answer for the centre of the postcode, on {day}." in page


def test_answer_says_what_until_when_who_and_what_the_fringe_means(client, zone, postcode):
    page = words(ask(client, q="B30 2HA"))
    assert "Help people here to be well." in page
    assert f"Until {zone.target_on.day} {zone.target_on:%B %Y}" in page
    assert (
        "Birmingham , Zones officer, telephone 0121 000 0000 , or face to face: Stirchley Library"
        in page
    )
    assert "What the fringe means:" in page
    assert "What will not change Nobody loses a home visit." in page


def test_answer_for_a_postcode_offers_the_pin_only_where_it_could_differ(client, zone):
    Postcode.objects.create(code="B301AA", point=make.spot(150, 50))
    Postcode.objects.create(code="B301AB", point=make.spot(2000, 50))
    assert "Place the pin exactly for your own door" in words(ask(client, q="B30 1AA"))
    far = words(ask(client, q="B30 1AB"))
    assert "for your own door" not in far
    assert "The nearest is Stirchley, 1.8 km away." in far


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (50, "This spot is in the core of Stirchley."),
        (150, "This spot is in the fringe of Stirchley, 50 m from its core."),
        (280, "This spot is in no zone, but just outside Stirchley, 80 m from its edge."),
        (2500, "There is no zone at this spot today. The nearest is Stirchley, 2.3 km away."),
    ],
)
def test_answer_for_a_spot_has_the_right_words(client, zone, x, sentence):
    assert sentence in words(ask(client, **lonlat(x, 50)))


def test_answer_for_an_area_is_about_all_of_it(client, zone):
    make.area("Ward End", shape=make.square(0, 0, side=200))
    page = words(ask(client, q="Ward End"))
    assert "Ward End is in Stirchley: 25% of it in the core, 75% of it in the fringe." in page


def test_question_about_two_places_gives_links_that_keep_the_day(client):
    make.area("Balsall Heath East", authority="Birmingham")
    make.area("Balsall Heath West", shape=make.square(500))
    response = ask(client, q="Balsall", on="3 May 2027")
    assert "More than one place matches “Balsall”. Which one do you mean?" in words(response)
    links = re.findall(r'href="(/here/\?q=[^"]+)"', response.content.decode())
    assert len(links) == 2
    for link in links:
        followed = client.get(html.unescape(link))
        assert "on 3 May 2027" in words(followed)


@pytest.mark.parametrize(
    "day", ["2027-05-03", "3 May 2027", "3 may 2027", "3/5/2027", "03.05.2027"]
)
def test_day_is_read_as_people_write_it(client, zone, postcode, day):
    assert "on 3 May 2027, B30 2HA will be in the fringe" in words(ask(client, q="B30 2HA", on=day))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("hello", "Write the day as 3 5 2027"),
        ("31/2/2027", "Write the day as 3 5 2027"),
        ("0001-01-01", "Choose a day from"),
        ("9999-12-31", "Choose a day from"),
        ("1" * 5000, "Write the day as 3 5 2027"),
        ("\x00", "Write the day as 3 5 2027"),
    ],
)
def test_day_that_is_none_is_refused_and_what_was_typed_is_kept(client, postcode, day, sentence):
    response = ask(client, q="B30 2HA", on=day)
    assert sentence in words(response)
    assert 'value="B30 2HA"' in response.content.decode()
    assert html.escape(day[:40]).replace("\x00", "") in response.content.decode()


def test_past_day_does_not_show_what_was_declared_later(client, zone, postcode):
    yesterday = (clock.today() - DAY).isoformat()
    page = words(ask(client, q="B30 2HA", on=yesterday))
    assert "There was no zone at B30 2HA" in page
    assert "Stirchley" not in page.replace("Stirchley Library", "")


def test_zone_that_starts_later_is_told_apart(client, postcode):
    make.declared_zone("Later", starts_on=clock.today() + 20 * DAY)
    page = words(ask(client, q="B30 2HA"))
    assert "There is no zone at B30 2HA today." in page
    assert "Declared, and starting later Later" in page


def test_proposal_is_told_apart_and_a_draft_never_shown(client, postcode):
    make.proposed_zone("Only proposed")
    make.ready_zone("Only a draft")
    page = words(ask(client, q="B30 2HA"))
    assert "Proposed here, not declared yet Nothing is different until it is declared." in page
    assert "Only proposed" in page
    assert "Only a draft" not in page


@pytest.mark.parametrize(
    ("accuracy", "is_asked"),
    [("60", True), ("40", False), ("", False), ("nan", False), ("9e99", True)],
)
def test_position_whose_error_crosses_a_line_is_asked_for_a_pin(client, zone, accuracy, is_asked):
    response = ask(client, **lonlat(150, 50), accuracy=accuracy)
    page = words(response)
    assert ("Where exactly are you?" in page) == is_asked
    assert ("This spot is in the fringe" in page) != is_asked
    if accuracy == "60":
        assert "known to within about 60 m, and an edge of Stirchley is nearer than that" in page
        assert 'name="lat"' in response.content.decode()


def test_position_is_in_no_link_and_kept_by_nobody(client, zone):
    response = ask(client, **lonlat(150, 50))
    assert response["Cache-Control"] == "private, no-store"
    assert "To share this answer" not in words(response)
    lat = lonlat(150, 50)["lat"]
    assert not re.findall(rf'(?:href|src)="[^"]*{lat}', response.content.decode())


def test_answer_for_a_postcode_can_be_shared_and_cached(client, zone, postcode):
    response = ask(client, q="b302ha")
    assert response["Cache-Control"] == "public, max-age=60"
    assert "http://testserver/here/?q=B30+2HA" in words(response)
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_coordinates_typed_in_the_box_are_kept_by_nobody(client, zone):
    spot = lonlat(150, 50)
    response = ask(client, q=f"{spot['lat']}, {spot['lon']}")
    assert response["Cache-Control"] == "private, no-store"
    assert spot["lat"] not in re.findall(
        r'id="search-q" name="q" value="([^"]*)"', response.content.decode()
    )


def test_query_stays_out_of_the_log(client, zone, postcode, caplog):
    with caplog.at_level(logging.DEBUG):
        ask(client, q="B30 2HA")
        ask(client, **lonlat(150, 50))
    assert "2HA" not in caplog.text
    assert lonlat(150, 50)["lat"] not in caplog.text


@pytest.mark.parametrize(
    "asked",
    [
        {"q": ""},
        {"q": "x" * 10_000},
        {"q": "\x00"},
        {"q": "a\x00b"},
        {"q": "\x1b[31m\r\n"},
        {"q": "<script>alert(1)</script>"},
        {"q": "B30"},
        {"q": "nowhere at all"},
        {"lat": "52"},
        {"lat": "", "lon": "-1.9"},
        {"lat": "x", "lon": "y"},
        {"lat": "1e999", "lon": "0"},
        {"lat": "nan", "lon": "0"},
        {"lat": "52.4194" * 999, "lon": "0"},
        {"lat": "90", "lon": "180"},
        {"lat": "-33.8", "lon": "151.2"},
        {"lat": "٥٢", "lon": "0"},
    ],
)
def test_hostile_or_empty_question_gets_a_sentence(client, zone, asked):
    response = ask(client, **asked)
    page = words(response)
    assert response.status_code == 200
    assert "There is something to put right" in page
    assert "<script>alert" not in response.content.decode()
    assert re.search(r"\b(Write|Give|Check|Those|That) ", page)


def test_longitude_nought_is_a_longitude(client):
    assert "There is no zone at this spot today" in words(ask(client, lat="51.5", lon="0"))
    assert "There is no zone at this spot today" in words(ask(client, lat="51.5", lon="0.0"))


def test_page_without_a_question_asks_one(client):
    page = words(client.get("/here/"))
    assert "What is different here?" in page
    assert "For example B30 2HA." in page
    assert "There is something to put right" not in page


@pytest.mark.parametrize("number", [1, 20])
def test_answer_asks_the_database_as_often_for_many_zones(
    client, postcode, number, django_assert_num_queries
):
    for _ in range(number):
        make.declared_zone()
    with django_assert_num_queries(5):
        ask(client, q="B30 2HA")


def test_page_refuses_to_be_written_to(client):
    assert client.post("/here/", {"q": "B30 2HA"}).status_code == 405


def test_footprint_follows_the_day_and_not_the_clock(client, zone, postcode):
    Footprint.objects.filter(zone=zone).update(ends_on=clock.today() + 10 * DAY)
    day = clock.today() + dt.timedelta(days=10)
    assert "there will be no zone" in words(ask(client, q="B30 2HA", on=day.isoformat()))


def test_map_asks_for_no_window_that_would_tell_where_somebody_is(client, zone):
    page = html.unescape(ask(client, **lonlat(150, 50)).content.decode())
    (window,) = set(re.findall(r'src="/api/zones/\?[^"]*bbox=([^&"]*)', page))
    assert all(re.fullmatch(r"-?\d+\.\d\d", edge) for edge in window.replace("%2C", ",").split(","))


def test_map_of_a_park_shows_parks_as_well_as_wards(client, zone):
    make.area("Cotteridge Park", kind="park", shape=make.square(500, 500))
    page = html.unescape(ask(client, q="Cotteridge Park").content.decode())
    assert 'areas-src="/places/areas.geojson?kind=park&kind=ward&on=' in page
    assert page.count("areas-src=") == 1


def test_answer_for_an_area_of_which_a_part_is_in_the_zone_says_so_first(client, zone):
    make.area("Ward End", shape=make.square(0, 0, side=1000))
    page = words(ask(client, q="Ward End"))
    assert "Partly in a zone" in page
    make.area("Brick Lane", shape=make.square(10, 10, side=20))
    assert "Partly" not in words(ask(client, q="Brick Lane"))


def test_position_near_the_edges_of_two_zones_names_both(client, zone):
    make.declared_zone("Cotteridge")
    page = words(ask(client, accuracy="300", **lonlat(250, 50)))
    assert "edges of Stirchley and of Cotteridge are nearer than that" in page
