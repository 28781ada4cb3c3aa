"""GeoJSON (RFC 7946) written piece by piece, so that no answer is held whole."""

import json
from collections.abc import Iterable, Iterator
from typing import Any


def feature(about: dict[str, Any], geometry: str | None) -> str:
    """Return a feature from its properties and the text of its geometry, None for no place."""
    return (
        f'{{"type":"Feature","properties":{json.dumps(about, ensure_ascii=False)},'
        f'"geometry":{geometry or "null"}}}'
    )


def collection(pieces: Iterable[str], **members: Any) -> Iterator[str]:
    """Yield a FeatureCollection of the features, piece by piece, with further members."""
    head = json.dumps({"type": "FeatureCollection"} | members, ensure_ascii=False)
    yield f'{head[:-1]}, "features": ['
    separator = "\n"
    for piece in pieces:
        yield separator + piece
        separator = ",\n"
    yield "\n]}"


def point_text(place: tuple[float, float] | None) -> str | None:
    """Return the text of a point from a longitude and latitude; None for no place."""
    return f'{{"type":"Point","coordinates":[{place[0]},{place[1]}]}}' if place else None
