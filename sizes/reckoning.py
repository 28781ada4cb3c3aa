"""What a core and a reach amount to, in words, before or after they are kept.

Four queries, whatever the shapes: postcodes, areas, other zones, the lead councils' areas. Shapes
are shapely's, metric; areas are square metres.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import Area as AreaOf
from django.contrib.gis.db.models.functions import Intersection
from django.db import connection
from django.db.models import Exists, FloatField, OuterRef
from django.db.models.functions import Cast
from shapely import Geometry

from groundwork import clock
from places.fuzzy import hectares_in_words
from places.models import Area
from sizes.boundaries import as_django
from sizes.models import Boundary, Zone
from sizes.status import ENDED, Status
from sizes.words import WHOLE_SHARE, joined, percent_in_words

# Less than this is rounding: lines that were drawn apart never meet exactly.
LEAST_SHARED_M2 = 100.0
LEAST_BEYOND_M2 = 1_000.0
AREAS_NAMED = 12
CURRENT = tuple(status for status in Status if status not in ENDED)


@dataclass(frozen=True)
class Touched:
    """An area that the reach touches: its own size, and how much of it each part takes."""

    kind: str
    reference: str
    name: str
    area_m2: float
    core_m2: float
    fringe_m2: float

    @property
    def core_share(self) -> float:
        return self.core_m2 / self.area_m2

    @property
    def fringe_share(self) -> float:
        return self.fringe_m2 / self.area_m2

    @property
    def is_core(self) -> bool:
        """Whether the core takes a part of it worth naming."""
        return self.core_m2 >= LEAST_SHARED_M2

    def __str__(self) -> str:
        if self.core_share >= WHOLE_SHARE:
            return f"all of {self.name}"
        parts = []
        if self.is_core:
            parts.append(f"{percent_in_words(self.core_share)} in the core")
        if self.fringe_m2 >= LEAST_SHARED_M2:
            parts.append(f"{percent_in_words(self.fringe_share)} in the fringe")
        return f"{self.name} ({', '.join(parts)})"


@dataclass(frozen=True)
class Overlap:
    """Another zone, and how much of its reach this one's reach shares."""

    name: str
    slug: str
    status: Status
    shared_m2: float


@dataclass(frozen=True)
class Reckoning:
    """What a core and a reach amount to.

    `beyond_m2` is how much of the reach lies outside the lead councils' areas; None where no lead
    council has said what area it serves.
    """

    core_m2: float
    fringe_m2: float
    core_postcodes: int
    fringe_postcodes: int
    areas: list[Touched] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    beyond_m2: float | None = None

    @property
    def is_crisp(self) -> bool:
        """Whether there is no fringe worth naming."""
        return self.fringe_m2 < LEAST_SHARED_M2

    @property
    def leaves_lead_area(self) -> bool:
        return self.beyond_m2 is not None and self.beyond_m2 >= LEAST_BEYOND_M2

    def words(self) -> list[str]:
        """Sentences on size, postcodes, areas and other zones."""
        sentences = [
            f"Core: {hectares_in_words(self.core_m2)}, {postcodes_in_words(self.core_postcodes)}."
        ]
        if self.is_crisp:
            sentences.append("No fringe: the edge is crisp all round.")
        else:
            sentences.append(
                f"Fringe: {hectares_in_words(self.fringe_m2)}, "
                f"{postcodes_in_words(self.fringe_postcodes)}."
            )
        inside = [str(area) for area in self.areas if area.is_core]
        beside = [
            f"{area.name} ({percent_in_words(area.fringe_share)} of it)"
            for area in self.areas
            if not area.is_core
        ]
        if inside:
            sentences.append(f"The core takes in {joined(_first_few(inside))}.")
        if beside:
            sentences.append(f"Only the fringe touches {joined(_first_few(beside))}.")
        if not self.areas:
            sentences.append("It touches no ward or other area that we know of.")
        for zone in self.overlaps:
            sentences.append(
                f"It overlaps another zone, {zone.name} ({zone.status.label.lower()}), by "
                f"{hectares_in_words(zone.shared_m2)}."
            )
        return sentences

    def warnings(self) -> list[str]:
        """Sentences on what somebody should answer for; none stops the shape from being kept."""
        if not self.leaves_lead_area:
            return []
        beyond = self.beyond_m2 or 0.0
        share = beyond / (self.core_m2 + self.fringe_m2)
        if share >= WHOLE_SHARE:
            how_much = "All of it"
        else:
            how_much = f"{hectares_in_words(beyond)} of it ({percent_in_words(share)})"
        return [f"{how_much} lies outside the area of the lead councils. Say why, below."]


def postcodes_in_words(count: int) -> str:
    if count == 0:
        return "no postcodes that we know of"
    return "1 postcode" if count == 1 else f"{count:,} postcodes"


def _first_few(names: list[str]) -> list[str]:
    if len(names) <= AREAS_NAMED:
        return names
    return [*names[: AREAS_NAMED - 1], f"{len(names) - AREAS_NAMED + 1} other areas"]


def reckon(
    core: Geometry, reach: Geometry, *, zone: Zone, person: Any, on: dt.date | None = None
) -> Reckoning:
    """Work out what the shapes amount to on the day, with other zones that the person may see."""
    day = on or clock.today()
    with connection.cursor() as cursor:
        shapes = (_ewkb(core), _ewkb(reach))
        cursor.execute(POSTCODES, shapes)
        core_postcodes, all_postcodes = cursor.fetchone()
        cursor.execute(BEYOND, (_ewkb(reach), zone.pk, day, day))
        has_area, beyond_m2 = cursor.fetchone()
    return Reckoning(
        core_m2=core.area,
        fringe_m2=max(0.0, reach.area - core.area),
        core_postcodes=core_postcodes,
        fringe_postcodes=all_postcodes - core_postcodes,
        areas=areas_touched(core, reach, on=day),
        overlaps=_overlaps(reach, zone, person, day),
        beyond_m2=beyond_m2 if has_area else None,
    )


def areas_touched(core: Geometry, reach: Geometry, *, on: dt.date) -> list[Touched]:
    """The areas of the day that the shapes touch: one query."""
    with connection.cursor() as cursor:
        kinds = (Area.Kind.STATISTICAL, on, on, LEAST_SHARED_M2)
        cursor.execute(AREAS, (_ewkb(core), _ewkb(reach), *kinds))
        return [
            Touched(kind, reference, name, size, in_core, max(0.0, in_reach - in_core))
            for kind, reference, name, size, in_core, in_reach in cursor.fetchall()
        ]


def _ewkb(shape: Geometry) -> str:
    return shapely.to_wkb(
        shapely.set_srid(shape, settings.METRIC_SRID), hex=True, include_srid=True
    )


def _overlaps(reach: Geometry, zone: Zone, person: Any, on: dt.date) -> list[Overlap]:
    shape = as_django(reach)
    newer = Boundary.objects.filter(zone=OuterRef("zone"), number__gt=OuterRef("number"))
    others = Zone.objects.visible_to(person).having_status(*CURRENT, on=on).exclude(pk=zone.pk)
    found = (
        Boundary.objects.filter(~Exists(newer), zone__in=others.values("pk"))
        .filter(reach__intersects=shape)
        .annotate(shared=Cast(AreaOf(Intersection("reach", shape)), FloatField()))
        .filter(shared__gte=LEAST_SHARED_M2)
        .select_related("zone")
        .defer("core", "reach", "recipe")
        .order_by("-shared", "zone")
    )
    return [
        Overlap(each.zone.name, each.zone.slug, each.zone.status(on), each.shared)
        for each in found[:20]
    ]


def areas_beside(core: Geometry, reach: Geometry, *, on: dt.date | None = None) -> list[Area]:
    """Areas into which the fringe reaches, and the core does not: those it may keep out of.

    An area of which the core takes under a hundredth counts as outside it: lines drawn apart
    never meet exactly.
    """
    day = on or clock.today()
    sql = (
        "WITH zone AS (SELECT %s::geometry AS core, %s::geometry AS reach)"
        " SELECT a.id, a.kind, a.reference, a.name, a.authority FROM places_area a, zone z"
        " WHERE a.kind NOT IN ('statistical', 'district') AND ST_Intersects(a.shape, z.reach)"
        " AND (a.starts_on IS NULL OR a.starts_on <= %s) AND (a.ends_on IS NULL OR a.ends_on > %s)"
        " AND ST_Area(ST_Intersection(a.shape, z.reach)) >= 1"
        " AND ST_Area(ST_Intersection(a.shape, z.core)) < ST_Area(a.shape) / 100"
        " ORDER BY a.name, a.reference LIMIT 200"
    )
    return list(Area.objects.raw(sql, [_ewkb(core), _ewkb(reach), day, day]))


def whereabouts(lon: float, lat: float, *, on: dt.date | None = None) -> str:
    """Words for a position, so that it can be found without a map: "52.41940, -1.93090, in …"."""
    sql = (
        "SELECT name FROM places_area WHERE kind NOT IN ('statistical', 'district')"
        " AND (starts_on IS NULL OR starts_on <= %s) AND (ends_on IS NULL OR ends_on > %s)"
        " AND ST_DWithin(shape, ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), %s), %s), 2000)"
        " ORDER BY shape <-> ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), %s), %s), ST_Area(shape)"
        " LIMIT 1"
    )
    day, spot = on or clock.today(), (lon, lat, settings.LONLAT_SRID, settings.METRIC_SRID)
    with connection.cursor() as cursor:
        cursor.execute(sql, (day, day, *spot, *spot))
        found = cursor.fetchone()
    near = f", in or near {found[0]}" if found else ""
    return f"latitude {lat:.5f}, longitude {lon:.5f}{near}"


POSTCODES = """
    WITH zone AS (SELECT %s::geometry AS core, %s::geometry AS reach)
    SELECT count(*) FILTER (WHERE ST_Covers(zone.core, postcode.point)), count(*)
    FROM places_postcode postcode, zone
    WHERE ST_Covers(zone.reach, postcode.point) OR ST_Covers(zone.core, postcode.point)
"""

AREAS = """
    WITH zone AS (SELECT %s::geometry AS core, %s::geometry AS reach),
    touched AS (
        SELECT area.kind, area.reference, area.name, ST_Area(area.shape) AS size,
               ST_Area(ST_Intersection(area.shape, zone.core)) AS in_core,
               ST_Area(ST_Intersection(area.shape, zone.reach)) AS in_reach
        FROM places_area area, zone
        WHERE ST_Intersects(area.shape, zone.reach) AND area.kind <> %s
          AND (area.starts_on IS NULL OR area.starts_on <= %s)
          AND (area.ends_on IS NULL OR area.ends_on > %s)
    )
    SELECT kind, reference, name, size, in_core, in_reach FROM touched
    WHERE greatest(in_core, in_reach) >= least(%s, size / 2)
    ORDER BY in_core DESC, in_reach DESC, name
    LIMIT 500
"""

BEYOND = """
    WITH zone AS (SELECT %s::geometry AS reach),
    led AS (
        SELECT DISTINCT area.id, area.shape
        FROM sizes_participant lead
        JOIN partners_organisation council ON council.id = lead.organisation_id
        JOIN partners_organisation_areas served ON served.organisation_id = council.id
        JOIN places_area area ON area.id = served.area_id
        WHERE lead.zone_id = %s AND lead.part = 'lead' AND lead.declined_on IS NULL
          AND council.sector = 'council'
          AND (area.starts_on IS NULL OR area.starts_on <= %s)
          AND (area.ends_on IS NULL OR area.ends_on > %s)
    ),
    near AS (SELECT ST_Union(led.shape) AS shape FROM led, zone WHERE led.shape && zone.reach)
    SELECT EXISTS (SELECT 1 FROM led),
           ST_Area(CASE WHEN near.shape IS NULL THEN zone.reach
                        ELSE ST_Difference(zone.reach, near.shape) END)
    FROM zone, near
"""
