"""GeoJSON that is written piece by piece is GeoJSON."""

import json

import pytest

from places.features import collection, feature, point_text


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_collection_is_sound_however_many_features_it_has(count):
    pieces = [feature({"name": f"Nº “{n}”"}, point_text((-1.9, 52.4))) for n in range(count)]
    told = json.loads("".join(collection(pieces, found=count)))
    assert (told["type"], told["found"]) == ("FeatureCollection", count)
    assert [each["properties"]["name"] for each in told["features"]] == [
        f"Nº “{n}”" for n in range(count)
    ]


def test_what_has_no_place_has_no_geometry():
    assert point_text(None) is None
    assert json.loads(feature({}, None))["geometry"] is None
    assert json.loads(point_text((-1.9, 52.4)))["coordinates"] == [-1.9, 52.4]
