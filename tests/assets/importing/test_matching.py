"""Which asset a row speaks of: tables of rows, assets and what comes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.importing.matching import Thing, matched

HALL = {
    "asset_code": "09/00025/Land and Building",
    "uprn": "100121228178",
    "name": "The Hall",
    "street": "High Street",
    "postcode": "GL50 1DY",
    "point": [395_265, 222_126],
}
FAR = {"point": [396_265, 222_126]}
NEAR = {"point": [395_285, 222_126]}
ELSEWHERE = {"name": "Depot", "street": "Mill Road", "postcode": "GL52 9ZZ", **FAR}


def alone(*names, **more):
    return {name: HALL[name] for name in names} | more


CASES = [
    # the row, the asset, how surely they are one
    (HALL, HALL, "certain"),
    (HALL, HALL | {"asset_code": "09/00025/BLDG"}, "certain"),
    (HALL | {"uprn": ""}, HALL | {"asset_code": "09/00025/BLDG"}, "certain"),
    (alone("asset_code"), HALL, "certain"),
    (HALL | {"uprn": "0100121228178"}, HALL, "certain"),
    (HALL | ELSEWHERE | {"uprn": "7"}, HALL, "probable"),
    (HALL | ELSEWHERE, HALL, "certain"),  # code and UPRN agree: the address was put right
    (HALL | ELSEWHERE | {"uprn": "7"}, HALL | {"asset_code": "09/00025/BLDG"}, "probable"),
    (HALL | {"asset_code": ""}, HALL, "certain"),
    (HALL | {"asset_code": ""} | ELSEWHERE, HALL, "probable"),
    (HALL | {"asset_code": "22/00004/LAND"}, HALL, "probable"),
    (HALL | {"asset_code": "", "uprn": ""}, HALL, "certain"),
    (HALL | {"asset_code": "", "uprn": "", "postcode": "", **NEAR}, HALL, "certain"),
    (alone("name"), HALL, "probable"),
    (alone("name", postcode="GL52 9ZZ"), HALL, ""),
    (alone("name", **FAR), HALL, ""),
    (alone("name", "street", "uprn", uprn="8"), HALL, ""),
    (alone("name", asset_code="77/00001"), HALL, ""),
    (alone("street", "postcode"), HALL, ""),
    ({"reference": "AS-2345678"}, {"reference": "AS-2345678", "name": "Else"}, "certain"),
    ({"reference": "AS-2345678"}, {"reference": "AS-2345679"}, ""),
    ({}, {}, ""),
]


@pytest.mark.parametrize(("row", "asset", "match"), CASES)
def test_a_row_and_an_asset_are_held_against_each_other(row, asset, match):
    found = matched([Thing.of(2, row)], [Thing.of(70, asset)])
    assert {number: each.match for number, each in found.items()} == ({2: match} if match else {})


def test_the_reason_is_told_in_words():
    row = HALL | {"asset_code": "", "name": "Town Hall", **FAR}
    (found,) = matched([Thing.of(2, row)], [Thing.of(70, HALL)]).values()
    assert found.words == "same UPRN, address alike, same postcode, 1.0 km apart"


def test_a_number_that_stands_twice_is_no_proof():
    rows = [HALL | {"asset_code": "", "name": "East wing"}]
    assets = [HALL | {"asset_code": ""}, HALL | {"asset_code": "", "name": "West wing"}]
    found = matched(
        [Thing.of(2, row) for row in rows], [Thing.of(pk, each) for pk, each in enumerate(assets)]
    )
    assert {each.match for each in found.values()} <= {"probable"}


def test_rows_with_one_code_find_the_assets_most_like_them():
    rows = [HALL | {"name": "East", "uprn": "1"}, HALL | {"name": "West", "uprn": "2"}]
    assets = [HALL | {"name": "West", "uprn": "2"}, HALL | {"name": "East", "uprn": "1"}]
    found = matched(
        [Thing.of(n, row) for n, row in enumerate(rows, 2)],
        [Thing.of(pk, each) for pk, each in enumerate(assets, 70)],
    )
    assert {number: each.asset for number, each in found.items()} == {2: 71, 3: 70}


def test_a_row_letter_by_letter_as_before_is_certain_whatever_it_lacks():
    cells = ("", "Grass verge")
    rows = [Thing.of(number, {"name": "Grass verge"}, cells) for number in (2, 3)]
    assets = [Thing.of(pk, {"name": "Grass verge"}, cells) for pk in (70, 71)]
    found = matched(rows, assets)
    assert {n: (each.asset, each.match) for n, each in found.items()} == {
        2: (70, "certain"),
        3: (71, "certain"),
    }


THINGS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "asset_code": st.sampled_from(["", "A1234", "A1234/LAND", "B"]),
            "uprn": st.sampled_from(["", "1", "01", "2"]),
            "name": st.sampled_from(["", "Hall", "Green"]),
            "postcode": st.sampled_from(["", "B30 2HA", "B30 2HB"]),
            "point": st.sampled_from([None, [1000, 1000], [9000, 9000]]),
        },
    ),
    max_size=8,
)


@given(THINGS, THINGS)
def test_no_asset_is_ever_given_to_two_rows(rows, assets):
    found = matched(
        [Thing.of(n, row) for n, row in enumerate(rows)],
        [Thing.of(pk, each) for pk, each in enumerate(assets)],
    )
    taken = [each.asset for each in found.values()]
    assert len(taken) == len(set(taken))
    assert set(found) <= set(range(len(rows)))


@given(THINGS)
def test_the_same_things_again_find_themselves_or_their_likes(things):
    named = [thing | {"asset_code": f"X{n:05d}"} for n, thing in enumerate(things)]
    rows = [Thing.of(n, each) for n, each in enumerate(named)]
    found = matched(rows, rows)
    assert {n: (each.asset, each.match) for n, each in found.items()} == {
        n: (n, "certain") for n in range(len(named))
    }
