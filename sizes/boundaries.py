"""Where a zone lies: making its shapes, keeping them as a new version, and saying how it was done.

Shapes here are shapely's, planar, in metres of settings.METRIC_SRID, unless said.

A recipe tells how a boundary was made, so that the form can be taken up again:

    {"core": {"areas": [{"kind", "reference", "name"}]}
           | {"centre": "B30 2HA", "lonlat": [-1.930906, 52.419413], "radius_m": 300}
           | {"file": "areas.zip", "rows": [{"row": 3, "name": "Cotteridge"}]}
           | {},                                             drawn, typed or pasted
     "fringe": {"how": "none"}
             | {"how": "width", "width_m": 300, "crisp_into": [{"kind", "reference", "name"}]}
             | {"how": "drawn"},
     "place": "Stirchley ward"}                              the words that were suggested for it
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import Area as AreaOf
from django.contrib.gis.db.models.functions import Intersection
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.geos import MultiPolygon as DjangoMultiPolygon
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import FloatField, Max
from django.db.models.functions import Cast
from shapely import Geometry, MultiPolygon

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person
from places.constraints import MOST_POINTS
from places.crs import moved, to_lonlat
from places.fuzzy import (
    Band,
    as_multipolygon,
    bands,
    core_within_reach,
    distance_in_words,
    reach_of_width,
)
from places.models import Area
from places.shapes import ShapeRefused, check_shape
from sizes import comment_period
from sizes.models import Boundary, BoundaryPart, Zone
from sizes.permissions import may_edit
from sizes.words import joined as listed

Part = BoundaryPart.Part

DEGREE_GRID = 1e-6
SMALLEST_CORE_M2 = 10
SHORTEST_RADIUS_M, LONGEST_RADIUS_M = 5, 50_000
QUARTER_SEGMENTS = 32
FINEST_ARC_M = 0.25
SAME_PLACE_M = 1e-6
NAMES_SHOWN = 3


def latest_boundary(zone: Zone) -> Boundary | None:
    """The newest version of where the zone lies: of a declared zone, that was declared."""
    return zone.newest_boundary()


def as_shapely(shape: GEOSGeometry) -> Geometry:
    """Django's shape as shapely's, in the same coordinates."""
    return shapely.from_wkb(bytes(shape.wkb))


def as_django(shape: Geometry, srid: int | None = None) -> DjangoMultiPolygon:
    """Shapely's areas as Django's MultiPolygon; metric unless another SRID is given."""
    wkb = shapely.to_wkb(as_multipolygon(shapely.force_2d(shape)))
    return GEOSGeometry(memoryview(wkb), srid=srid or settings.METRIC_SRID)


def core_of_areas(areas: Iterable[Area]) -> MultiPolygon:
    """The exact union of the areas; ValueError where there is none."""
    return joined([as_shapely(area.shape) for area in areas])


def core_of_circle(x: float, y: float, radius_m: float) -> MultiPolygon:
    """A circle round a metric position, true to a thousandth of its radius."""
    if not SHORTEST_RADIUS_M <= radius_m <= LONGEST_RADIUS_M:
        raise ValueError(
            f"The radius must be between {SHORTEST_RADIUS_M} and {LONGEST_RADIUS_M:,} metres."
        )
    return as_multipolygon(shapely.Point(x, y).buffer(radius_m, quad_segs=QUARTER_SEGMENTS))


def joined(shapes: Sequence[Geometry]) -> MultiPolygon:
    """The exact union of shapes; ValueError where there is none."""
    if not shapes:
        raise ValueError("There is nothing to join.")
    return as_multipolygon(shapely.union_all(list(shapes)))


def reach_around(
    core: Geometry, width_m: float, *, crisp_into: Geometry | None = None
) -> MultiPolygon:
    """The reach of a fringe of that width, with no more points than can be kept.

    Round a jagged core there are many arcs; where there are too many points, they are drawn more
    coarsely, the core still within. ValueError as `reach_of_width`.
    """
    exact = reach_of_width(core, width_m, crisp_into=crisp_into)
    reach, tolerance_m = exact, FINEST_ARC_M
    while shapely.get_num_coordinates(reach) > MOST_POINTS and tolerance_m < width_m:
        reach = as_multipolygon(shapely.union(exact.simplify(tolerance_m), core))
        tolerance_m *= 2
    return reach


def check_boundary(core: Geometry, reach: Geometry) -> None:
    """Raise ShapeRefused unless core and reach can be kept as a boundary."""
    for shape in (core, reach):
        check_shape(shape, srid=settings.METRIC_SRID)
    if core.area < SMALLEST_CORE_M2:
        raise ShapeRefused([f"The core is smaller than {SMALLEST_CORE_M2} square metres."])
    if not core_within_reach(core, reach):
        raise ShapeRefused(["The outer edge must go round the whole of the core."])


def set_boundary(
    *,
    zone: Zone,
    core: Geometry,
    reach: Geometry | None,
    method: str,
    recipe: dict,
    by: Person,
    expected: int | None = None,
    place_in_words: str | None = None,
    why_beyond_area: str | None = None,
) -> Boundary:
    """Keep core and reach as the zone's newest boundary, with its parts ready to be sent.

    No `reach` means a crisp edge all round. Nothing is replaced: earlier versions stay. Asked for
    what is there already, it returns that. The zone's place in words follows the recipe unless
    somebody writes, or wrote, their own; `why_beyond_area` is kept where it is given.
    Raises PermissionDenied, Refused where the zone is declared or a shape is not sound, and
    ChangedMeanwhile when `expected` is given and is not the zone's version.
    """
    ready = prepared(core, reach, method=method, recipe=recipe)
    with transaction.atomic(), because(reason="Where the zone is"):
        row = zone.lock(expected=expected)
        if not may_edit(by, row):
            raise PermissionDenied("You may not say where this zone is.")
        if not row.is_open_to_edits:
            raise Refused(
                f"Where the zone is can no longer be changed: it is "
                f"{row.get_state_display().lower()}."
            )
        latest = latest_boundary(row)
        place = row.place_in_words if place_in_words is None else place_in_words.strip()
        words = {"place_in_words": place_to_keep(place, ready.recipe, latest)}
        if why_beyond_area is not None:
            words["why_beyond_area"] = why_beyond_area.strip()
        row.write(**words)
        if latest and says_the_same(latest, ready.core, ready.reach, method, ready.recipe):
            boundary = latest
        else:
            boundary = keep_version(row, ready, by=by)
            comment_period.begin_again(row, "where it lies was changed", on=clock.today())
            row.touch()
    zone.refresh_from_db()
    return boundary


@dataclass(frozen=True)
class Ready:
    """A core and a reach that can be kept, metric, with how they were made and what is sent."""

    core: MultiPolygon
    reach: MultiPolygon
    method: str
    recipe: dict
    parts: dict[str, MultiPolygon]


def prepared(core: Geometry, reach: Geometry | None, *, method: str, recipe: dict) -> Ready:
    """Make shapes ready to be kept; no `reach` means a crisp edge all round.

    Raises Refused where a shape is not sound. It takes a while: do it before a row is locked.
    """
    core = as_multipolygon(shapely.force_2d(core))
    reach = core if reach is None else as_multipolygon(shapely.force_2d(reach))
    try:
        check_boundary(core, reach)
    except ShapeRefused as refusal:
        raise Refused(*refusal.sentences) from None
    recipe = recipe | {"place": place_suggested(recipe, core)}
    return Ready(core, reach, method, recipe, parts_to_send(core, reach))


def place_to_keep(place: str, recipe: dict, before: Boundary | None) -> str:
    """The place in words: what somebody wrote, else what the recipe suggests.

    Words that the version before suggested were written by nobody.
    """
    suggested_before = before.recipe.get("place", "") if before else ""
    return recipe["place"] if place in ("", suggested_before) else place


def keep_version(zone: Zone, ready: Ready, *, by: Person) -> Boundary:
    """Store the shapes as the zone's next version, without dates, with its parts."""
    last = zone.boundaries.aggregate(last=Max("number"))["last"] or 0
    boundary = Boundary.objects.create(
        zone=zone,
        number=last + 1,
        core=as_django(ready.core),
        reach=as_django(ready.reach),
        method=ready.method,
        recipe=ready.recipe,
        made_by=by,
    )
    BoundaryPart.objects.bulk_create(
        BoundaryPart(boundary=boundary, part=part, shape=as_django(shape, settings.LONLAT_SRID))
        for part, shape in ready.parts.items()
    )
    return boundary


def says_the_same(
    boundary: Boundary, core: Geometry, reach: Geometry, method: str, recipe: dict
) -> bool:
    """Whether a kept boundary is what these would make; suggested words apart."""
    ours, theirs = ({**each, "place": ""} for each in (recipe, boundary.recipe))
    return (boundary.method, theirs) == (method, ours) and is_same_place(boundary, core, reach)


def is_same_place(boundary: Boundary, core: Geometry, reach: Geometry) -> bool:
    """Whether these are the boundary's own shapes, however they were made."""
    pairs = ((boundary.core, core), (boundary.reach, reach))
    return all(
        shapely.equals_exact(as_shapely(kept), given, tolerance=SAME_PLACE_M, normalize=True)
        for kept, given in pairs
    )


def parts_to_send(core: Geometry, reach: Geometry) -> dict[str, MultiPolygon]:
    """The core, the reach and the bands between them, made `exchangeable`; empty ones left out."""
    drawn = bands(core, reach)
    shapes = {
        Part.CORE: core,
        Part.REACH: reach,
        Part.CLOSE: drawn[Band.CLOSE],
        Part.MIDDLE: drawn[Band.MIDDLE],
        Part.EDGE: drawn[Band.EDGE],
    }
    ready = {str(part): exchangeable(shape) for part, shape in shapes.items() if not shape.is_empty}
    return {part: shape for part, shape in ready.items() if not shape.is_empty}


def exchangeable(shape: Geometry) -> MultiPolygon:
    """A metric shape in longitude and latitude at six decimals, and valid so.

    Rounding can make two edges of a sound shape meet; then it is laid on the grid anew.
    """
    lonlat = to_lonlat(shape, metric=settings.METRIC_SRID)
    if not lonlat.is_valid:
        exact = to_lonlat_unrounded(shape)
        lonlat = shapely.set_precision(exact, DEGREE_GRID, mode="valid_output")
        # The grid's own arithmetic leaves tails such as 52.419400000000003.
        tidy = shapely.transform(lonlat, lambda pairs: pairs.round(6))
        lonlat = tidy if tidy.is_valid else lonlat
    return as_multipolygon(lonlat)


def to_lonlat_unrounded(shape: Geometry) -> Geometry:
    """A metric shape in longitude and latitude, with every decimal that there is."""
    return as_shapely(moved(as_django(shape), settings.LONLAT_SRID))


# --- In words -------------------------------------------------------------------------------------


def place_suggested(recipe: dict, core: Geometry) -> str:
    """Words for where the core is, from how it was made, else from the wards it lies in."""
    made = recipe.get("core", {})
    if made.get("areas"):
        return _areas_in_words(made["areas"])[:300]
    if "centre" in made:
        return f"Within {distance_in_words(made['radius_m'])} of {made['centre']}"[:300]
    return _wards_in_words(core)[:300]


def _areas_in_words(areas: Sequence[dict]) -> str:
    names = [area["name"] for area in areas]
    if any(area["kind"] != Area.Kind.WARD for area in areas):
        return listed(names)
    return f"{listed(names)} ward{'s' if len(names) > 1 else ''}"


def _wards_in_words(core: Geometry) -> str:
    shape = as_django(core)
    wards = (
        Area.objects.in_force(clock.today())
        .filter(kind=Area.Kind.WARD)
        .touching(shape)
        .annotate(shared=Cast(AreaOf(Intersection("shape", shape)), FloatField()))
        .filter(shared__gt=SMALLEST_CORE_M2)
        .order_by("-shared")
        .values_list("name", flat=True)
    )
    names = list(wards[: NAMES_SHOWN + 1])
    if not names:
        return ""
    if len(names) > NAMES_SHOWN:
        return f"In {', '.join(names[:NAMES_SHOWN])} and beyond"
    return f"In {listed(names)} ward{'s' if len(names) > 1 else ''}"


def how_it_was_made(boundary: Boundary) -> str:
    """One sentence on how the boundary was made: core first, then its fringe."""
    made = boundary.recipe.get("core", {})
    method = Boundary.Method(boundary.method)
    if made.get("areas"):
        core = f"Picked from a list: {_areas_in_words(made['areas'])}"
    elif "centre" in made:
        core = f"A circle of {made['radius_m']:g} m round {made['centre']}"
    elif "file" in made:
        rows = [row["name"] or f"row {row['row']}" for row in made["rows"]]
        core = f"Read from the file {made['file']}: {listed(_first_few(rows))}"
    else:
        core = str(method.label)
    return f"{core}; {_fringe_in_words(boundary.recipe.get('fringe', {}))}."


def _fringe_in_words(fringe: dict) -> str:
    if fringe.get("how") == "drawn":
        return "the outer edge of the fringe drawn by hand"
    if fringe.get("how") != "width":
        return "no fringe"
    crisp = [area["name"] for area in fringe.get("crisp_into", [])]
    beside = f", crisp where it meets {listed(_first_few(crisp))}" if crisp else ""
    return f"a fringe {fringe['width_m']:g} m wide{beside}"


def _first_few(names: Sequence[str]) -> list[str]:
    if len(names) <= NAMES_SHOWN + 1:
        return list(names)
    return [*names[:NAMES_SHOWN], f"{len(names) - NAMES_SHOWN} others"]
