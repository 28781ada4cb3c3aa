"""Homes are left out, places that shelter people are kept without their place: a table of cases."""

import pytest

from assets.importing.homes import sensitive_kind, why_home
from tests.assets.importing.files import one_row

HOMES = [
    {"filed_as": ("Residential",)},
    {"filed_as": ("Council housing",)},
    {"filed_as": ("HRA dwelling",)},
    {"filed_as": ("Bungalow",)},
    {"filed_as": ("House",)},
    {"filed_as": ("Sheltered housing",)},
    {"name": "Residential", "address": "14 Swindon Road"},
    {"name": "Flat", "address": "3 High Street"},
    {"name": "Flat 2, 10 High Street"},
    {"name": "Flat 2A"},
    {"name": "Flat B, 10 High Street"},
    {"name": "Apartment 12, Tower Court"},
    {"address": "Flat 3 10 High Street Cheltenham"},
    {"name": "10 High Street, Flat 3"},
    {"name": "Caretaker's House, Park School"},
    {"name": "Wardens flat"},
    {"name": "8 Cakebridge Place", "code": "15/00130/RES"},
    {"name": "Norton House", "code": "09/01049/RES"},
]
NO_HOMES = [
    {"filed_as": ("Non-residential",)},
    {"filed_as": ("Non residential buildings",)},
    {"filed_as": ("Residential garages",)},
    {"filed_as": ("Housing land",)},
    {"filed_as": ("HRA shops",)},
    {"filed_as": ("Commercial",), "name": "Flat Iron Buildings"},
    {"filed_as": ("Public House",)},
    {"name": "Clarence House"},
    {"name": "The Flat 51 Promenade cellars", "filed_as": ("Commercial",)},
    {"name": "Vaulted cellars beneath footway", "address": "Flat 1, 51 Promenade"},
    {"name": "Land adjacent Flat 3, High Street"},
    {"name": "Garage to the rear of Flat 2"},
    {"name": "School Road Flats", "address": "School Road"},
    {"name": "Part Commercial/ Part Residential. Clinic. Residentail flat above"},
    {"name": "House 1 Arle Nursery", "filed_as": ("Depot Industrial",)},
    {"name": "Homelea", "address": "Fiddlers Green Lane"},
    {"name": "The Boat House"},
    {"name": "Flatts Lane Country Park"},
    {"name": "Flat Roof Store"},
    {"name": "Land In Brighton Road", "code": "09/00671/RES"},
    {"name": "Part Of Bridgend Farm", "code": "09/00774/RES"},
    {"name": "Reservoir", "code": "09/00774/RESV"},
]


@pytest.mark.parametrize("row", HOMES)
def test_a_home_is_known_and_the_reason_says_by_what(row):
    why = why_home(**row)
    assert why.startswith("It is left out as a home: ")
    assert why.endswith("If it is no home, add it by hand.")


@pytest.mark.parametrize("row", NO_HOMES)
def test_what_is_no_home_is_not_taken_for_one(row):
    assert why_home(**row) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Women's Refuge", "Refuge"),
        ("Women’s refuge", "Refuge"),
        ("Domestic abuse service", "Refuge"),
        ("Safe house", "Refuge"),
        ("Children's Home", "Children's home"),
        ("Childrens home", "Children's home"),
        ("Children’s Residential Home", "Children's home"),
        ("YMCA Hostel", "Hostel"),
        ("Homeless hostel", "Hostel"),
        ("Night shelter", "Hostel"),
        ("Temporary accommodation", "Supported housing"),
        ("Supported living scheme", "Supported housing"),
        ("Residential care home, including learning disabilities", "Care home"),
        ("Residential home", "Care home"),
        ("Traffic refuge", ""),
        ("Pedestrian refuge island", ""),
        ("Refuse store", ""),
        ("Refuge Lane allotments", ""),
        ("Hostel Road playing field", ""),
        ("Bus shelter", ""),
        ("Children's Centre", ""),
        ("Childrens Fountain", ""),
        ("Funeral home", ""),
        ("Mobile home park", ""),
    ],
)
def test_a_place_that_shelters_people_is_known_by_its_words(text, kind):
    assert sensitive_kind(text) == kind


def test_a_place_that_shelters_people_is_kept_and_its_name_tells_no_address():
    row = one_row(
        name="The Knole Women's Refuge", street="12 Griffiths Avenue", x="406000", y="280000"
    )
    assert row.outcome == ""
    assert row.values["is_sensitive"]
    assert row.values["name"] == "Refuge"
    assert "kept without a place or an address that the public can see" in row.mended[-1]
    assert row.name == "The Knole Women's Refuge"  # what its own people see while they check


def test_the_name_of_a_sheltering_place_is_left_nowhere_in_what_is_written():
    row = one_row(name="Hostel at", street="12 Mill Road")
    assert row.values["name"] == "Hostel"
    assert "name_as_written" not in row.values


def test_what_carries_our_reference_is_what_people_here_said_it_is():
    for name in ("YMCA Hostel", "Flat 2"):
        row = one_row(reference="AS-2345678", name=name, ours={"AS-2345678"})
        assert (row.outcome, row.values["name"]) == ("", name)
        assert "is_sensitive" not in row.values


def test_a_reference_that_we_never_gave_opens_no_door():
    more = {"reference": "AS-2345678", "ours": {"AS-7654321"}}
    assert one_row(name="YMCA Hostel", **more).values["is_sensitive"]
    assert one_row(name="Flat 2", **more).outcome == "left_out"


def test_a_refuge_filed_as_residential_is_sheltered_and_not_left_out():
    row = one_row(name="Refuge", category="Residential")
    assert (row.outcome, row.values["is_sensitive"]) == ("", True)


def test_a_home_is_left_out_before_anything_of_it_is_mended():
    row = one_row(name="Flat 3, High Street", uprn="x")
    assert row.outcome == "left_out"
    assert row.mended == []
