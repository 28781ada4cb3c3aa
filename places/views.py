"""Outlines of areas, for maps."""

import datetime as dt
import json

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.contrib.gis.geos import Polygon
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.problems import problem_response
from places.crs import moved
from places.models import Area, AreaQuerySet

MOST_OUTLINES = 500
SECONDS_KEPT = 3_600


@require_safe
@public(SECONDS_KEPT)
def area_outlines(request: HttpRequest) -> HttpResponse:
    """Areas in force as GeoJSON: `?kind=` ward, `?bbox=` west,south,east,north, `?on=` a day.

    At most 500 features, each with `reference`, `name` and `kind`; `left_out` says whether there
    were more. A parameter that cannot be understood is a problem, 400.
    """
    try:
        on = dt.date.fromisoformat(request.GET["on"]) if "on" in request.GET else clock.today()
        box = _box(request.GET["bbox"]) if request.GET.get("bbox") else None
    except ValueError:
        return problem_response(
            400, "Give bbox as west,south,east,north in degrees, and on as a day: 2027-03-27."
        )
    kinds = [kind for kind in request.GET.getlist("kind") if kind]
    if set(kinds) - set(Area.Kind.values):
        return problem_response(400, f"A kind is one of: {', '.join(Area.Kind.values)}.")
    areas = Area.objects.in_force(on)
    if kinds:
        areas = areas.filter(kind__in=kinds)
    if box:
        areas = areas.filter(shape__bboverlaps=box)
    return outlines(areas)


def outlines(areas: AreaQuerySet) -> HttpResponse:
    """The areas as GeoJSON, at most 500. One query."""
    rows = areas.order_by("name", "reference").values_list(
        "reference", "name", "kind", AsGeoJSON("outline", precision=6)
    )[: MOST_OUTLINES + 1]
    return HttpResponse(_collection(list(rows)), content_type="application/geo+json")


def _box(text: str) -> Polygon:
    """The box of "west,south,east,north" in degrees; ValueError where it is none."""
    west, south, east, north = (float(part) for part in text.split(","))
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError(text)
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = settings.LONLAT_SRID
    return moved(box, settings.METRIC_SRID)


def _collection(rows: list[tuple[str, str, str, str]]) -> str:
    """Write the rows as a FeatureCollection; the database wrote the geometries."""
    features = ",".join(
        f'{{"type":"Feature","properties":{_properties(*row[:3])},"geometry":{row[3]}}}'
        for row in rows[:MOST_OUTLINES]
    )
    left_out = "true" if len(rows) > MOST_OUTLINES else "false"
    return f'{{"type":"FeatureCollection","left_out":{left_out},"features":[{features}]}}'


def _properties(reference: str, name: str, kind: str) -> str:
    return json.dumps({"reference": reference, "name": name, "kind": kind}, ensure_ascii=False)
