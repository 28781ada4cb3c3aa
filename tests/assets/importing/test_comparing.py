"""Real changes and no others: what the asset says, what the file says, what files said before."""

import pytest

from assets.importing.comparing import changes, told_by

SAID = {
    "kind": "building", "name": "The Hall", "uprn": "010000000001", "asset_code": "H1/Land",
    "street_number": "", "street": "High Street", "town": "", "postcode": "B30 2HA",
    "tenure": "freehold", "tenure_detail": "", "holding": "", "category": "", "energy_rating": "",
    "use_state": "", "description": "", "building_m2": "250.00", "land_ha": None, "capacity": None,
    "is_sensitive": False, "point": [406_000.0, 280_000.0], "boundary": None, "other_columns": {},
}  # fmt: skip

CASES = [
    # what the asset says otherwise, what the row says, what files said before; what changes
    ({}, {"name": "The Hall"}, {}, {}),
    ({}, {"name": "The  Hall"}, {}, {}),
    ({}, {"name": "New Hall"}, {}, {"name": "New Hall"}),
    ({}, {"name": "New Hall", "made_up": ["name"]}, {}, {}),
    ({"street": ""}, {"street": "Low Street", "made_up": ["street"]}, {}, {"street": "Low Street"}),
    ({}, {"uprn": "10000000001"}, {}, {}),
    ({}, {"uprn": "2"}, {}, {"uprn": "2"}),
    ({}, {"asset_code": "H1/LAND"}, {}, {}),
    ({}, {"postcode": "B302HA"}, {}, {}),
    ({}, {"building_m2": "250"}, {}, {}),
    ({}, {"building_m2": "251"}, {}, {"building_m2": "251"}),
    ({}, {"point": [406_000.4, 280_000.4]}, {}, {}),
    ({}, {"point": [406_002.0, 280_000.0]}, {}, {"point": [406_002.0, 280_000.0]}),
    # a blank cell takes away only what a file had put there
    ({}, {"tenure": ""}, {}, {}),
    ({}, {"tenure": ""}, {"tenure": "freehold"}, {"tenure": ""}),
    ({}, {"tenure": ""}, {"tenure": "leasehold"}, {}),
    ({}, {"point": None}, {}, {}),
    ({}, {"point": None}, {"point": [406_000.0, 280_000.0]}, {"point": None}),
    ({}, {}, {"tenure": "freehold"}, {}),
    # what was put right by hand stays while the file says what it said
    ({"name": "Village Hall"}, {"name": "The Hall"}, {"name": "The Hall"}, {}),
    ({"name": "Village Hall"}, {"name": "Old Hall"}, {"name": "The Hall"}, {"name": "Old Hall"}),
    # a place that shelters people is never named or uncovered by a file
    ({"is_sensitive": True, "name": "Refuge"}, {"name": "12 Mill Road"}, {}, {}),
    ({"is_sensitive": True}, {"is_sensitive": False}, {"is_sensitive": True}, {}),
    (
        {},
        {"is_sensitive": True, "name": "Refuge"},
        {},
        {"is_sensitive": True, "name": "Refuge"},
    ),
    ({"is_sensitive": False}, {"is_sensitive": True, "name": "Refuge"},
     {"is_sensitive": True, "name": "Refuge"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "values", "before", "expected"), CASES)
def test_only_real_changes_are_found(said, values, before, expected):
    found = changes(SAID | said, values, before, [])
    assert {name: after for name, (_, after) in found.items()} == expected


def test_both_sides_of_a_change_are_told():
    assert changes(SAID, {"name": "New Hall"}, {}, []) == {"name": ["The Hall", "New Hall"]}


@pytest.mark.parametrize(
    ("ours", "theirs", "headers", "merged"),
    [
        ({}, {"Notes": "x"}, ["Notes"], {"Notes": "x"}),
        ({"Notes": "x"}, {"Notes": "x"}, ["Notes"], None),
        ({"Notes": "x"}, {}, ["Notes"], {}),
        ({"Ward": "Moseley"}, {"Notes": "x"}, ["Notes"], {"Ward": "Moseley", "Notes": "x"}),
        ({"Ward": "Moseley"}, {}, ["Notes"], None),
    ],
)
def test_a_file_says_only_its_own_columns(ours, theirs, headers, merged):
    found = changes(SAID | {"other_columns": ours}, {"other_columns": theirs}, {}, headers)
    assert found.get("other_columns", [None, None])[1] == merged


def test_what_a_file_has_no_column_for_is_not_its_to_say():
    ours = {"OtherDetail": "Let to a nursery", "TenureType": "Chattel"}
    assert told_by(["Tenure", "Notes"], {"tenure": 0}) == {"Tenure", "Notes", "TenureType"}
    headers = told_by(["Tenure", "Notes"], {"tenure": 0})
    found = changes(SAID | {"other_columns": ours}, {"other_columns": {}}, {}, headers)
    assert found["other_columns"] == [ours, {"OtherDetail": "Let to a nursery"}]


def test_a_name_that_was_only_told_apart_by_its_place_is_no_change():
    values = {"name": "Shop, 12 High Street", "name_as_written": "Shop"}
    assert changes(SAID | {"name": "Shop"}, values, {}, []) == {}
    assert changes(SAID, values, {}, []) == {"name": ["The Hall", "Shop, 12 High Street"]}
