"""Saying where a zone is on the map: a circle, a drawing, an outer edge, a file, a crossing."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_declaring import start

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

BOW_TIE = "POLYGON((-1.94 52.41,-1.92 52.43,-1.92 52.41,-1.94 52.43,-1.94 52.41))"


@pytest.fixture
def where(visit, sign_in, request) -> Page:
    """The page of a new draft, with a circle of 400 m as a beginning."""
    page = visit()
    sign_in(page, "councillor@demo.example")
    # A name of its own: the same again within minutes is taken for a button pressed twice.
    reference = start(page, request.node.originalname.replace("_", " "))
    page.goto(f"/zones/new/{reference}/where/")
    page.get_by_label("A circle round a postcode or place").check()
    page.get_by_label("Postcode, place, or latitude and longitude").fill("52.42, -1.93")
    page.get_by_label("Radius in metres").fill("400")
    expect(words(page)).to_contain_text("Core: 50 hectares")
    return page


def words(page: Page):
    return page.locator("output[data-words]")


def corners(page: Page) -> list:
    """The rings of the drawn core, as the form would send them."""
    text = page.get_by_label("Shape of the core").input_value()
    return json.loads(text)["coordinates"] if text else []


def draw_square(page: Page, side: int = 60) -> None:
    """Draw a square in the upper left of the map, corner by corner."""
    page.get_by_role("button", name="Draw a shape").click()
    canvas = page.get_by_role("region", name="Map of the zone")
    canvas.scroll_into_view_if_needed()
    for x, y in [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]:
        canvas.click(position={"x": 110 + x, "y": 60 + y})


def test_drawing_goes_on_from_the_shape_so_far_and_can_be_undone(where):
    where.get_by_label("Draw it on the map").check()
    expect(where.get_by_label("Shape of the core")).not_to_have_value("")
    assert len(corners(where)) == 1
    draw_square(where)
    expect(words(where)).not_to_contain_text("Core: 50 hectares")
    assert len(corners(where)) == 2
    where.get_by_role("button", name="Undo").click()
    expect(words(where)).to_contain_text("Core: 50 hectares")
    where.get_by_role("button", name="Redo").click()
    expect(words(where)).not_to_contain_text("Core: 50 hectares")
    where.get_by_role("button", name="Save and go on").click()
    where.wait_for_url("**/what-for/**")
    where.go_back()
    where.reload()
    expect(where.get_by_text("Saved so far: Drawn on the map; no fringe.")).to_be_visible()
    assert len(corners(where)) == 2


def test_drawing_on_the_map_is_taken_as_the_wish_to_draw(where):
    draw_square(where)
    expect(where.get_by_label("Draw it on the map")).to_be_checked()
    assert len(corners(where)) == 1


def test_outer_edge_is_drawn_by_hand(where):
    where.get_by_label("Yes, up to an outer edge of our own").check()
    expect(where.get_by_label("Outer edge of the fringe")).not_to_have_value("")
    expect(where.get_by_label("The outer edge", exact=True)).to_be_checked()
    draw_square(where)
    expect(words(where)).to_contain_text("Fringe: ")
    expect(words(where)).to_contain_text("Core: 50 hectares")


def test_crossing_is_told_and_marked_as_it_is_typed(where):
    where.get_by_label("Type or paste its coordinates").check()
    where.get_by_label("Shape of the core").fill(BOW_TIE)
    expect(words(where)).to_contain_text("Its outline crosses itself.")
    expect(words(where)).to_contain_text("latitude 52.42000, longitude -1.93000")
    expect(where.locator(".map-crossing")).to_be_visible()


def test_file_of_many_shapes_is_read_and_some_are_ticked(where):
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"Plot {number}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 52.4], [x + 0.01, 52.4], [x, 52.41], [x, 52.4]]],
            },
        }
        for number, x in enumerate((-1.95, -1.92, -1.89))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    where.get_by_label("Bring a file from a mapping program").check()
    where.get_by_label("File", exact=True).set_input_files(
        {"name": "plots.geojson", "mimeType": "application/geo+json", "buffer": text.encode()}
    )
    where.get_by_role("button", name="Read this file").click()
    where.get_by_label("Row 1: Plot 0").check()
    expect(words(where)).to_contain_text("Core: 38 hectares")
    where.get_by_label("Row 3: Plot 2").check()
    expect(words(where)).to_contain_text("Core: 76 hectares")
