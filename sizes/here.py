"""What is at a place on a day: never a bare yes or no, but how the place stands towards each zone.

The database finds the zones and reckons the membership in one round trip, over the narrow table of
footprints, in metres. The words are those of `places.fuzzy.words`.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.gis.geos import Point
from django.utils import timezone

from groundwork import clock
from places.fuzzy import Band, Measure, band_of, distance_in_words, position_in_words
from places.fuzzy.sql import membership_sql
from places.models import Area
from sizes.as_it_stood import zones_as_they_stood
from sizes.models import Zone
from sizes.status import RUNNING, Status
from sizes.words import WHOLE_SHARE, day_in_words, percent_in_words

# Shapes of neighbours overlap a little along the edges they share: under this it is no part.
LEAST_SHARE = 0.001


@dataclass(frozen=True)
class Standing:
    """How a place stands towards one zone; distances in metres.

    Of a point: `membership` from 0 to 1, its band, the way to the core, to the edge of the reach
    and, from outside, to the reach. Of an area: `core_share` and `reach_share`, from 0 to 1, are
    how much of it lies in the core and in the reach; `membership` is None.
    """

    zone: Zone
    status: Status
    membership: float | None
    core_distance_m: float
    edge_distance_m: float
    reach_distance_m: float
    core_share: float | None = None
    reach_share: float | None = None
    core_edge_distance_m: float | None = None

    @property
    def is_inside(self) -> bool:
        """Whether the point, or a part of the area worth naming, is in the zone."""
        if self.membership is None:
            return (self.reach_share or 0) >= LEAST_SHARE
        return self.membership > 0

    @property
    def band(self) -> Band:
        """The band of a point; of an area, the core if some of it lies there, else the edge."""
        if self.membership is not None:
            return band_of(self.membership)
        if not self.is_inside:
            return Band.OUTSIDE
        return Band.CORE if (self.core_share or 0) >= LEAST_SHARE else Band.EDGE

    @property
    def is_all_in_core(self) -> bool:
        """Whether the point, or all of the area that is worth naming, is in the core."""
        if self.membership is None:
            return (self.core_share or 0) >= WHOLE_SHARE
        return self.band == Band.CORE

    @property
    def distance_m(self) -> float:
        """How far outside the zone the place is."""
        return self.reach_distance_m

    @property
    def distance_in_words(self) -> str:
        return distance_in_words(self.reach_distance_m)

    @property
    def in_words(self) -> str:
        """Where the place is, to follow "is": "in the fringe of X, 120 m from its core"."""
        if self.membership is None and self.is_inside:
            return f"in {self.zone.name}: {self._shares_in_words()}"
        return self._position_in_words(self.zone.name)

    @property
    def in_words_without_name(self) -> str:
        """The same where the zone is named beside it: "in the fringe, 120 m from the core"."""
        if self.membership is None and self.is_inside:
            return self._shares_in_words()
        return self._position_in_words(None)

    def _position_in_words(self, zone_name: str | None) -> str:
        measure = Measure(
            membership=self.membership or 0.0,
            band=self.band,
            core_distance_m=self.core_distance_m,
            edge_distance_m=self.edge_distance_m if self.is_inside else 0.0,
            reach_distance_m=self.reach_distance_m,
        )
        return position_in_words(measure, zone_name, just_outside_m=float(settings.JUST_OUTSIDE_M))

    def _shares_in_words(self) -> str:
        core, reach = self.core_share or 0.0, self.reach_share or 0.0
        if core >= WHOLE_SHARE:
            return "all of it in the core"
        parts = []
        if core >= LEAST_SHARE:
            parts.append(f"{percent_in_words(core)} of it in the core")
        if reach - core >= LEAST_SHARE:
            how_much = "all" if reach - core >= WHOLE_SHARE else percent_in_words(reach - core)
            parts.append(f"{how_much} of it in the fringe")
        if reach < WHOLE_SHARE:
            parts.append("the rest outside")
        return ", ".join(parts)

    def is_near_line(self, within_m: float) -> bool:
        """Whether the core's edge or the zone's own is no further than this."""
        lines = (self.core_edge_distance_m, self.edge_distance_m)
        return any(line is not None and line <= within_m for line in lines)


@dataclass(frozen=True)
class Answer:
    """What is at a place on a day.

    `zones` run that day and hold the place, most of it first; `just_outside` run that day and are
    near; `nearest` is the nearest that runs, given only where none holds the place. `starting`
    are declared but begin later; `proposed` are not yet declared: both hold the place or a part.
    `near_line` are the running zones of which a line lies within the accuracy asked for.
    """

    on: dt.date
    zones: tuple[Standing, ...]
    just_outside: tuple[Standing, ...]
    nearest: Standing | None
    starting: tuple[Standing, ...]
    proposed: tuple[Standing, ...]
    near_line: tuple[Standing, ...] = ()

    @property
    def shown(self) -> tuple[Standing, ...]:
        """All standings that the answer speaks of, each once."""
        nearest = (self.nearest,) if self.nearest and self.nearest not in self.just_outside else ()
        return (*self.zones, *self.just_outside, *nearest, *self.starting, *self.proposed)

    def sentence(self, label: str, *, today: dt.date) -> str:
        """Return the whole answer in a plain sentence or two; `label` names the place."""
        verb = "is" if self.on == today else ("was" if self.on < today else "will be")
        if self.zones:
            stands = f"{verb} {_listed([s.in_words for s in self.zones])}."
            return self._dated(f"{label} {stands}", today=today)
        if self.just_outside:
            listed = _listed([s.in_words for s in self.just_outside])
            return self._dated(f"{label} {verb} in no zone, but {listed}.", today=today)
        none = f"there {verb} no zone at {label} {when_in_words(self.on, today=today)}."
        none = _sentence_case(none) if self.on <= today else f"As things stand, {none}"
        if self.nearest is None:
            return f"{none} No zone {'was' if verb == 'was' else 'is'} running anywhere then."
        away = distance_in_words(self.nearest.reach_distance_m)
        return f"{none} The nearest is {self.nearest.zone.name}, {away} away."

    def _dated(self, statement: str, *, today: dt.date) -> str:
        """Return the statement with its day before it, unless that is today."""
        if self.on == today:
            return _sentence_case(statement)
        day = f"on {day_in_words(self.on)}, {statement}"
        return _sentence_case(day) if self.on < today else f"As things stand, {day}"


def answer(point: Point, *, on: dt.date, accuracy_m: float = 0) -> Answer:
    """Return what is at a metric point on a day.

    `accuracy_m` is how far off the point may be: zones with a line so near are in `near_line`.
    """
    place = "ST_SetSRID(ST_MakePoint(%s, %s), %s)"
    measures = f"""
        {membership_sql("near.core", "near.edge", "near.reach", "asked.place")} AS membership,
        ST_Distance(near.core, asked.place) AS core_m,
        ST_Distance(near.edge, asked.place) AS edge_m,
        ST_Distance(near.reach, asked.place) AS reach_m,
        ST_Distance(ST_Boundary(near.core), asked.place) AS core_edge_m,
        NULL::float AS core_share,
        NULL::float AS reach_share"""
    params = [point.x, point.y, settings.METRIC_SRID]
    return _answer(place, params, measures, on=on, accuracy_m=accuracy_m)


def answer_for_area(area: Area, *, on: dt.date) -> Answer:
    """Return what is in an area on a day, with how much of it each zone holds."""
    place = "(SELECT shape FROM places_area WHERE id = %s)"
    share = "ST_Area(ST_Intersection({}, asked.place)) / ST_Area(asked.place)"
    measures = f"""
        NULL::float AS membership,
        ST_Distance(near.core, asked.place) AS core_m,
        ST_Distance(near.edge, asked.place) AS edge_m,
        ST_Distance(near.reach, asked.place) AS reach_m,
        NULL::float AS core_edge_m,
        {share.format("near.core")} AS core_share,
        {share.format("near.reach")} AS reach_share"""
    return _answer(place, [area.pk], measures, on=on, accuracy_m=0)


def _answer(
    place: str, params: list[object], measures: str, *, on: dt.date, accuracy_m: float
) -> Answer:
    within_m = max(float(settings.JUST_OUTSIDE_M), accuracy_m)
    standings = _standings(place, params, measures, on=on, within_m=within_m)
    zones_as_they_stood([s.zone for s in standings], on=on, today=clock.today())
    running = [s for s in standings if s.status in RUNNING]
    inside = [s for s in running if s.is_inside]
    near = [s for s in running if not s.is_inside]
    near.sort(key=lambda s: (s.reach_distance_m, s.zone.name))
    return Answer(
        on=on,
        zones=tuple(sorted(inside, key=_most_first)),
        just_outside=tuple(s for s in near if s.reach_distance_m <= settings.JUST_OUTSIDE_M),
        nearest=near[0] if near and not inside else None,
        starting=_held(standings, Status.STARTING),
        proposed=_held(standings, Status.OPEN_FOR_SIGNATURES),
        near_line=tuple(s for s in running if accuracy_m and s.is_near_line(accuracy_m)),
    )


def _most_first(standing: Standing) -> tuple[float, str]:
    how_much = standing.membership
    if how_much is None:
        how_much = (standing.reach_share or 0) + (standing.core_share or 0)
    return -how_much, standing.zone.name


def _held(standings: list[Standing], status: Status) -> tuple[Standing, ...]:
    held = [s for s in standings if s.status == status and s.is_inside]
    return tuple(sorted(held, key=_most_first))


def _standings(
    place: str, place_params: list[object], measures: str, *, on: dt.date, within_m: float
) -> list[Standing]:
    """Return the standings of zones no further than `within_m`, or of the nearest one running."""
    told_sql, told_params = _statuses_in_sql(on, settings.GRACE_DAYS, settings.REVIEW_NOTICE_DAYS)
    end_of_day = timezone.make_aware(dt.datetime.combine(on, dt.time.max))
    running = [str(status) for status in RUNNING]
    # OFFSET 0 makes the status be reckoned once a row, by the zone's key. Only dated boundaries
    # have a footprint; a proposal lies where its newest boundary of the day says.
    status_there = """LATERAL (
        SELECT status FROM told WHERE told.zone_id = lying.zone_id OFFSET 0
    ) AS told"""
    sql = f"""
        WITH asked AS MATERIALIZED (SELECT {place} AS place),
        told (zone_id, status) AS NOT MATERIALIZED ({told_sql}),
        lying AS (
            SELECT footprint.zone_id, footprint.starts_on,
                   footprint.core, footprint.reach, footprint.edge
            FROM asked, sizes_footprint AS footprint
            WHERE ST_DWithin(footprint.reach, asked.place, %s)
              AND (footprint.ends_on IS NULL OR footprint.ends_on > %s)
            UNION ALL
            SELECT boundary.zone_id, NULL, boundary.core, boundary.reach, NULL
            FROM asked, sizes_boundary AS boundary
            WHERE ST_DWithin(boundary.reach, asked.place, 0)
              AND boundary.made_at <= %s
              AND NOT EXISTS (
                  SELECT 1 FROM sizes_boundary AS newer
                  WHERE newer.zone_id = boundary.zone_id AND newer.number > boundary.number
                    AND newer.made_at <= %s)
        ),
        near AS (
            SELECT lying.zone_id, told.status, lying.starts_on, lying.core, lying.reach,
                   COALESCE(lying.edge, ST_Boundary(lying.reach)) AS edge
            FROM lying, {status_there}
            WHERE CASE WHEN lying.starts_on IS NULL THEN told.status = %s
                  ELSE told.status = %s OR told.status = ANY(%s) AND lying.starts_on <= %s END
        ),
        further AS (
            SELECT lying.zone_id, told.status, lying.starts_on,
                   lying.core, lying.reach, lying.edge
            FROM sizes_footprint AS lying, {status_there}
            WHERE NOT EXISTS (SELECT 1 FROM near WHERE near.status = ANY(%s))
              AND lying.starts_on <= %s
              AND (lying.ends_on IS NULL OR lying.ends_on > %s)
              AND told.status = ANY(%s)
            ORDER BY lying.reach <-> (SELECT place FROM asked) LIMIT 1
        )
        SELECT zone.*, near.status AS status_there, {measures}
        FROM asked,
             (SELECT * FROM near UNION ALL SELECT * FROM further) AS near
             JOIN sizes_zone AS zone ON zone.id = near.zone_id
        ORDER BY near.starts_on"""  # noqa: S608 -- every part is written here or by the ORM
    open_for_signatures, starting = Status.OPEN_FOR_SIGNATURES.value, Status.STARTING.value
    params = [
        *place_params,
        *told_params,
        *(within_m, on),
        *(end_of_day, end_of_day),
        *(open_for_signatures, starting, running, on),
        *(running, on, on, running),
    ]
    first: dict[int, Standing] = {}
    for row in Zone.objects.raw(sql, params):
        standing = Standing(
            zone=row,
            status=Status(row.status_there),
            membership=row.membership,
            core_distance_m=row.core_m,
            edge_distance_m=row.edge_m,
            reach_distance_m=row.reach_m,
            core_share=row.core_share,
            reach_share=row.reach_share,
            core_edge_distance_m=row.core_edge_m,
        )
        first.setdefault(row.pk, standing)
    return list(first.values())


@lru_cache(maxsize=64)
def _statuses_in_sql(
    on: dt.date, grace_days: int, notice_days: int
) -> tuple[str, tuple[object, ...]]:
    """Return SQL for the key and the status on a day of every public zone, and its parameters.

    Kept for the days asked about, since writing it out takes longer than the look-up itself; the
    two settings are among the arguments because the status depends on them.
    """
    zones = Zone.objects.published().with_status(on).order_by()
    return zones.values("pk", "status_that_day").query.sql_with_params()


def when_in_words(on: dt.date, *, today: dt.date) -> str:
    """Return "today", or "on 3 May 2027"."""
    return "today" if on == today else f"on {day_in_words(on)}"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(parts: list[str]) -> str:
    """Return "a", "a and b", or "a; b; and c" where the parts hold commas of their own."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return f"{parts[0]}, and {parts[1]}"
    return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
