"""A councillor declares a zone of two real wards, and residents get the right words about it."""

import json
import re

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page, expect

from groundwork import clock
from places.crs import lonlat_of, metric_of, to_lonlat, to_metric
from places.fuzzy import Band, band_of, distance_in_words, measure, membership, reach_of_width
from sizes.models import Zone
from tests import factories as make
from tests.journeys.conftest import SHARED

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("journeys"),
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real wards are not beside the project"),
]

FRINGE_M = 300
HECTARES = 687.47
MIDDLES = {Band.CLOSE: 0.85, Band.MIDDLE: 0.5, Band.EDGE: 0.15}


@pytest.fixture(scope="module")
def wards() -> dict[str, shapely.Geometry]:
    """The real wards by name, in metres."""
    text = (SHARED / "boundaries" / "birmingham-wards-2018.geojson").read_text()
    return {
        feature["properties"]["name"]: to_metric(
            shapely.from_geojson(json.dumps(feature["geometry"]))
        )
        for feature in json.loads(text)["features"]
    }


@pytest.fixture(scope="module")
def core(wards) -> shapely.Geometry:
    return shapely.union(wards["Stirchley"], wards["Bournville & Cotteridge"])


@pytest.fixture(scope="module")
def reach(wards, core) -> shapely.Geometry:
    return reach_of_width(core, FRINGE_M, crisp_into=wards["King's Norton North"])


def point_in(band: Band, core, reach) -> shapely.Point:
    """A point of the fringe as near as can be found to the middle of the band."""
    west, south, east, north = reach.bounds
    x, y = np.meshgrid(np.linspace(west, east, 160), np.linspace(south, north, 160))
    members = membership(core, reach, x.ravel(), y.ravel())
    best = np.abs(members - MIDDLES[band]).argmin()
    assert band_of(members[best]) == band
    return shapely.Point(x.ravel()[best], y.ravel()[best])


def choose_date(page: Page, name: str, day) -> None:
    group = page.get_by_role("group", name=name)
    group.get_by_label("Day").fill(str(day.day))
    group.get_by_label("Month").fill(day.strftime("%b").lower())
    group.get_by_label("Year").fill(str(day.year))


def start(page: Page, name: str) -> str:
    """Begin a draft; its reference."""
    page.goto("/zones/new/")
    page.get_by_label("What will the zone be called?").fill(name)
    page.get_by_role("button", name="Start the draft").click()
    page.wait_for_url("**/zones/new/SIZ-*/")
    return re.search(r"SIZ-\d+", page.url)[0]


def answer_the_rest(page: Page, reference: str) -> None:
    """What for, why here, who, how long and limits, one page after the other."""
    today = clock.today()
    page.goto(f"/zones/new/{reference}/what-for/")
    page.get_by_label("What do you intend to improve together?").fill(
        "Help people to be well, with what is already here."
    )
    theme = page.get_by_role("group", name="Health and well-being")
    theme.get_by_label("Core").check()
    page.get_by_label("What should get better?").first.fill("More people walk in the park.")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Why is a zone needed here?").fill("A dozen groups work side by side.")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Organisation to ask").fill("Birmingham Demo Council")
    page.get_by_role("button", name="Ask it to lead").click()
    expect(page.get_by_text("(council): agreed on")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    choose_date(page, "Start date", today)
    choose_date(page, "Target date", today.replace(year=today.year + 2, day=1))
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("What will not change?").fill("Nobody loses a home visit.")
    page.get_by_label("How far may differences in services go?").fill("Opening hours only.")
    page.get_by_role("button", name="Save and go on").click()


def publish_and_declare(page: Page, reference: str, days, behind) -> None:
    """Publish it, let others sign and the time for comments pass, and declare it."""
    take(page, reference, "Publish the proposal")
    with behind():
        make.ready_to_declare(Zone.objects.get(reference=reference))
    days.move_to(29)
    take(page, reference, "Declare the zone")


def take(page: Page, reference: str, step: str) -> None:
    page.goto(f"/zones/new/{reference}/check/")
    page.get_by_role("link", name=step).click()
    page.get_by_role("button", name=step).click()
    page.wait_for_url("**/done/")
    expect(page.get_by_text(reference).first).to_be_visible()


def slug_of(page: Page, name: str) -> str:
    zones = page.request.get("/api/zones/", params={"q": name}).json()["results"]
    return next(zone["slug"] for zone in zones if zone["name"] == name)


def check_shape(page: Page, slug: str, core, reach) -> None:
    """What the API gives is the shape that was meant: 687.47 hectares within a thousandth."""
    for part, meant in (("core", core), ("reach", reach)):
        given = page.request.get(f"/api/zones/{slug}/?format=geojson&geometry={part}").json()
        shape = to_metric(shapely.from_geojson(json.dumps(given["geometry"])))
        assert shapely.symmetric_difference(shape, meant).area < 0.001 * meant.area
        if part == "core":
            assert shape.area / 10_000 == pytest.approx(HECTARES, rel=0.001)


def ask(page: Page, point: shapely.Point) -> str:
    """The sentence that a resident reads about a metric point."""
    lon, lat = lonlat_of(point.x, point.y)
    page.goto(f"/here/?lat={lat}&lon={lon}")
    return page.locator(".answer").inner_text()


def check_answers(page: Page, name: str, slug: str, wards, core, reach) -> None:
    """The core by postcode, a point in each band, and just outside the crisp side."""
    page.goto("/")
    page.get_by_label(re.compile("postcode", re.IGNORECASE)).first.fill("b302ha")
    page.keyboard.press("Enter")
    page.wait_for_url("**/here/**")
    expect(page.locator(".answer")).to_contain_text("B30 2HA is in the core of")
    expect(page.locator(".answer")).to_contain_text(name)
    for band in MIDDLES:
        point = point_in(band, core, reach)
        metres = distance_in_words(measure(core, reach, point).core_distance_m)
        assert re.search(f"in the fringe of {name}.*{metres} from", ask(page, point), re.DOTALL)
        lon, lat = lonlat_of(point.x, point.y)
        found = page.request.get("/api/here/", params={"lon": lon, "lat": lat}).json()
        assert next(zone["band"] for zone in found["zones"] if zone["slug"] == slug) == band
    crisp_side = shapely.intersection(core.boundary, wards["King's Norton North"].boundary)
    on_edge = shapely.line_interpolate_point(shapely.line_merge(crisp_side), 0.5, normalized=True)
    inside = shapely.intersection(on_edge.buffer(120), wards["King's Norton North"])
    beyond = shapely.difference(inside, reach.buffer(20)).representative_point()
    assert f"in the fringe of {name}" not in ask(page, beyond)
    expect(page.get_by_role("heading", name="Just outside")).to_be_visible()
    metres = distance_in_words(shapely.distance(reach, beyond))
    expect(page.locator(f"[data-slug={slug}]")).to_contain_text(metres)


def test_councillor_declares_a_zone_with_the_keyboard_and_residents_get_the_right_words(
    visit, sign_in, days, behind, wards, core, reach
):
    name = "Stirchley and Cotteridge together"
    page = visit()
    sign_in(page, "councillor@demo.example")
    reference = start(page, name)
    page.get_by_role("link", name="Where", exact=True).press("Enter")
    for ward in ("Stirchley", "Bournville & Cotteridge"):
        page.get_by_role("checkbox", name=ward, exact=True).press("Space")
    page.get_by_label("Yes, of the same width all round").press("Space")
    page.get_by_label("Width of the fringe in metres").fill(str(FRINGE_M))
    words = page.locator("output[data-words]")
    expect(words).to_contain_text("Core: 687 hectares, 1,091 postcodes")
    page.get_by_role("group", name="Keep the edge crisp").get_by_label("King's Norton North").press(
        "Space"
    )
    expect(words).to_contain_text("all of Stirchley")
    page.get_by_role("button", name="Save and go on").press("Enter")
    page.wait_for_url("**/what-for/**")
    answer_the_rest(page, reference)
    publish_and_declare(page, reference, days, behind)
    slug = slug_of(page, name)
    check_shape(page, slug, core, reach)
    check_answers(visit(), name, slug, wards, core, reach)


def test_the_same_is_done_without_javascript_by_pasting(
    visit, sign_in, days, behind, wards, core, reach
):
    name = "Stirchley and Cotteridge by hand"
    page = visit(java_script_enabled=False)
    sign_in(page, "councillor@demo.example")
    reference = start(page, name)
    page.get_by_role("link", name="Where", exact=True).click()
    page.get_by_label("Type or paste its coordinates").check()
    page.get_by_label("Shape of the core").fill(to_lonlat(core).wkt)
    page.get_by_label("Yes, of the same width all round").check()
    page.get_by_label("Width of the fringe in metres").fill(str(FRINGE_M))
    page.get_by_role("button", name="Check this shape").click()
    expect(page.get_by_text("Core: 687 hectares, 1,091 postcodes")).to_be_visible()
    page.get_by_role("group", name="Keep the edge crisp").get_by_label(
        "King's Norton North"
    ).check()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/what-for/**")
    answer_the_rest(page, reference)
    publish_and_declare(page, reference, days, behind)
    slug = slug_of(page, name)
    check_shape(page, slug, core, reach)
    check_answers(visit(java_script_enabled=False), name, slug, wards, core, reach)


def test_golden_postcode_lies_where_the_facts_say(core):
    assert core.covers(shapely.Point(metric_of(-1.930906, 52.419413)))
