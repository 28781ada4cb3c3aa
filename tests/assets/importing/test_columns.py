"""Headers as councils write them: each is known for what it is, or left to a person."""

import pytest

from assets.importing.columns import BY_NAME, FIELDS, guess, known_field, problems
from groundwork.tables import key_of

# The Local Government Transparency Code's own names for land and building assets.
OF_THE_CODE = {
    "OrganisationURI": "owner_uri",
    "OrganisationLabel": "owner",
    "EffectiveDate": "effective_on",
    "UPRN": "uprn",
    "AssetCode": "asset_code",
    "PropertyName": "name",
    "StreetNumber": "street_number",
    "StreetName": "street",
    "PostTown": "town",
    "PostCode": "postcode",
    "CoordinateReferenceSystem": "reference_system",
    "GeoX": "x",
    "GeoY": "y",
    "TenureType": "tenure",
    "TenureDetail": "tenure_detail",
    "OtherDetail": "other_detail",
    "HoldingType": "holding",
    "BuildingSize": "building_m2",
    "LandArea": "land_ha",
    "EnergyRating": "energy_rating",
}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        *OF_THE_CODE.items(),
        ("Organisation Label", "owner"),
        ("ROrganisationURI", "owner_uri"),
        ("Unique Asset ID", "asset_code"),
        ("Site Address", "address"),
        ("SiteNameAddress", "address"),
        ("NAME AND ADDRESS OF SITE", "address"),
        ("Holding Type", "holding"),
        ("X Co-ordinate", "x"),
        ("Y Co-ordinate", "y"),
        ("Easting", "x"),
        ("Northings", "y"),
        ("LONG", "x"),
        ("LAT", "y"),
        ("Coordinates (Latitude & Longitude)", "coordinates"),
        ("AREA (HA)", "land_ha"),
        ("Tenure  Detials", "tenure_detail"),
        ("PropertyNmae", "name"),
        ("Deliverable", ""),
        ("Notes", ""),
        ("", ""),
        ("OWNERSHIP STATUS", ""),
    ],
)
def test_a_header_is_known(header, name):
    assert known_field(header) == name


def test_no_name_means_two_things():
    keys = [key for field in FIELDS for key in {key_of(header) for header in field.headers}]
    assert sorted(keys) == sorted(set(keys))


def test_every_field_finds_itself_by_its_first_header():
    headers = [field.headers[0] for field in FIELDS]
    rows = [["POINT (1 2)" if field.name == "shape" else "Land" for field in FIELDS]]
    assert guess(headers, rows) == {field.name: at for at, field in enumerate(FIELDS)}


def test_of_two_columns_with_one_name_the_filled_one_is_taken():
    assert guess(["UPRN", "UPRN (column 2)"], [["", "1"]]) == {"uprn": 1}
    assert guess(["UPRN", "UPRN (column 2)"], [["1", "1"]]) == {"uprn": 0}


def test_holdings_that_are_uses_are_taken_as_uses():
    assert guess(["Holding Type"], [["Car Parks"], ["Land"], ["Commercial"]]) == {"category": 0}
    assert guess(["Holding Type"], [["Land"], ["Land and Building"], ["x"]]) == {"holding": 0}


def test_a_column_of_shapes_must_hold_shapes():
    assert guess(["Name", "Shape"], [["Hall", "round"]]) == {"name": 0}
    assert guess(["Name", "Shape"], [["Hall", "POINT (1 2)"]]) == {"name": 0, "shape": 1}


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"uprn": 0}, "the name of the property, or its address"),
        ({"name": 5}, "no such column"),
        ({"name": -1}, "no such column"),
        ({"name": True}, "no such column"),
        ({"colour": 0}, "nothing that a register says"),
        ({"name": 0, "street": 0}, "is chosen for"),
        ({"name": 0, "x": 1}, "both coordinates"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_told(mapping, words):
    assert words in " ".join(problems(mapping, ["One", "Two"]))


@pytest.mark.parametrize("name", ["name", "address", "street", "asset_code"])
def test_one_column_that_names_things_is_enough(name):
    assert problems({name: 0}, ["One"]) == []
    assert BY_NAME[name].label
