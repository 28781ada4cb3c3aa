"""Where an asset is, from what a person typed."""

import datetime as dt

import pytest
import shapely

from assets.models import Asset
from assets.placing import address_of, boundary_of, pin_of, place_of
from places.models import Postcode
from places.shapes import ShapeRefused
from tests import factories as make

DAY = dt.date(2027, 3, 1)

ADDRESSES = [
    ("B30 2HA", {}),
    ("b302ha", {}),
    ("12 High Street, Stirchley, B30 2HA",
     {"street_number": "12", "street": "High Street", "town": "Stirchley"}),
    ("12-14 High Street, B30 2HA", {"street_number": "12-14", "street": "High Street"}),
    ("12, High Street, Stirchley B30 2HA",
     {"street_number": "12", "street": "High Street", "town": "Stirchley"}),
    ("The Baths, Hazelwell Street, Birmingham, B30 2HA",
     {"street": "The Baths", "town": "Birmingham"}),
    ("High Street, B30 2HA", {"street": "High Street"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), ADDRESSES, ids=[text for text, _ in ADDRESSES])
def test_an_address_that_ends_in_its_postcode_is_taken_apart(text, parts):
    assert address_of(text, postcode="B30 2HA") == {"postcode": "B30 2HA"} | parts


@pytest.mark.django_db
def test_a_postcode_gives_its_centre_and_a_spot_itself():
    Postcode.objects.create(code="B302HA", point=make.spot(10, 20))
    said = place_of("12 High Street, Stirchley, B30 2HA", on=DAY)
    assert said.words["point"].coords == make.spot(10, 20).coords
    assert said.words["street"] == "High Street"
    spot = place_of("52.41941, -1.93091", on=DAY)
    assert set(spot.words) == {"point"}
    assert pin_of(Asset(point=spot.words["point"])) == "52.41941, -1.93091"


@pytest.mark.django_db
def test_a_hall_has_a_spot_and_a_ward_is_too_wide_for_one():
    make.area("The Baths", kind="hall", shape=make.square(0, 0))
    make.area("Stirchley", kind="ward", shape=make.square(0, 0))
    assert place_of("The Baths", on=DAY).words["point"] is not None
    said = place_of("Stirchley", on=DAY)
    assert said.words == {"town": "Stirchley"}
    assert "too wide for a pin" in said.note


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Nowhere at all", "B30", "ZZ9 9ZZ", "0, 0"])
def test_what_is_not_understood_is_a_problem_and_no_words(text):
    said = place_of(text, on=DAY)
    assert said.found.problem
    assert said.words == {}


def test_shapes_become_one_boundary():
    boundary = boundary_of([shapely.box(400_000, 280_000, 400_010, 280_010)] * 2)
    assert (boundary.area, boundary.srid, boundary.geom_type) == (100, 27700, "MultiPolygon")


def test_a_boundary_outside_great_britain_is_refused():
    with pytest.raises(ShapeRefused):
        boundary_of([shapely.box(-10, -10, -5, -5)])


def test_what_has_no_point_has_no_pin():
    assert pin_of(Asset()) == ""
