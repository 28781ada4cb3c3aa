"""Pre-election periods: what waits while one runs, and what was published all the same.

An officer says for an area from when until when a council publishes nothing that could sway an
election there. Records, lists, maps and open comment periods stay up; new notices and promotion
wait, unless an officer gives a reason, which everybody can read.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.gis.db.models import MultiPolygonField
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, Func, OuterRef, Q, QuerySet, Value

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Organisation, Person
from partners.permissions import councils_officered_by, may_administer
from places.models import Area
from sizes import comment_period
from sizes.listing import boundary_to_show
from sizes.models import Amendment, Boundary, PreElectionOverride, PreElectionPeriod, Zone
from sizes.models.zone import ZoneQuerySet
from sizes.permissions import may_override, may_set_periods
from sizes.status import ENDED, State, state_on
from sizes.words import day_in_words

DAY = dt.timedelta(days=1)
MOST_DAYS = 120  # about three times as long as they are; a slip in the year makes it longer
SAME_EDGE_M = 1
SHAPES = ("area__shape", "area__outline")  # large, and seldom needed
UNDER_WAY = (Amendment.State.DRAFTED, Amendment.State.OPEN)
OVER = (State.DISSOLVED, State.MAINSTREAMED, State.WITHDRAWN)
# What waits, by the name of the step or of the change, as it goes on in a sentence.
ACTS = {
    "publish": "publish the proposal",
    "declare": "declare the zone",
    "renew": "renew the zone",
    "mainstream": "make what the zone tried normal practice",
    "dissolve": "dissolve the zone",
    "amend": "change what was declared",
}


class Inset(Func):
    """A metric shape less the metre at its edge, in which two that lie side by side may overlap."""

    function = "ST_Buffer"
    output_field = MultiPolygonField()

    def __init__(self, shape: Any):
        super().__init__(shape, Value(-SAME_EDGE_M))


def periods_over(zone: Zone, on: dt.date, *, act: str = "") -> QuerySet[PreElectionPeriod]:
    """The periods that run on the day where the zone lies, its fringe included.

    For the act of changing it, also those where it would lie by the change that is under way.
    """
    boundary = zone.boundaries.in_force(on).first() or zone.newest_boundary()
    if boundary is None:
        return PreElectionPeriod.objects.none()
    running = PreElectionPeriod.objects.in_force(on)
    there = Q(area__shape__intersects=boundary.reach.buffer(-SAME_EDGE_M))
    change = zone.amendments.filter(state__in=UNDER_WAY, boundary__isnull=False)
    if act == "amend" and (drafted := change.select_related("boundary").first()):
        there |= Q(area__shape__intersects=drafted.boundary.reach.buffer(-SAME_EDGE_M))
    return running.filter(there).select_related("area").defer(*SHAPES)


def in_the_way(zone: Zone, act: str, on: dt.date) -> list[str]:
    """Why the act must wait: a sentence for each period over the zone that nobody overrode."""
    return [
        f"A pre-election period runs here until {last_day(period)} ({period}), and new notices "
        f"wait. This can be done from {day_in_words(period.ends_on)}, or now if an officer gives "
        "a reason."
        for period in _not_overridden(zone, act, on)
    ]


def _not_overridden(zone: Zone, act: str, on: dt.date) -> list[PreElectionPeriod]:
    overridden = PreElectionOverride.objects.filter(zone=zone, act=act).values("period")
    return list(periods_over(zone, on, act=act).exclude(pk__in=overridden))


def last_day(period: PreElectionPeriod) -> str:
    """The last day of the period, in words."""
    return day_in_words(period.ends_on - DAY)


def notice_of(zone: Zone, on: dt.date) -> str:
    """What the zone's page says while a period runs over it: a sentence or two; else nothing."""
    state = state_on(zone, on)
    periods = [] if state in OVER else sorted(periods_over(zone, on), key=lambda p: p.ends_on)
    if not periods:
        return ""
    longest = periods[-1]
    said = (
        f"A pre-election period runs here until {last_day(longest)} ({longest}): new notices and "
        "promotion of this zone wait until it is over, and its records stay up."
    )
    period = comment_period.current(zone) if state == State.PROPOSED else None
    if period and period.opened_on <= on <= period.closes_on:
        said += f" Comments go on until {day_in_words(period.closes_on)}."
    return said


def pre_election_section(zone: Zone, on: dt.date) -> dict[str, Any]:
    """What the zone's page shows of what waits on the day."""
    return {"says": notice_of(zone, on)}


def overrides_of(zone: Zone, on: dt.date) -> list[dict[str, Any]]:
    """What was done although a period ran, by the day: when, what, by whom and why, newest first.

    What one person did at one time for several periods is one of them.
    """
    rows = zone.pre_election_overrides.filter(overridden_on__lte=on).select_related(
        "period__area", "overridden_by"
    )
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows.defer("period__area__shape", "period__area__outline").order_by("-pk"):
        key = (row.overridden_on, row.act, row.reason)
        told = found.setdefault(
            key,
            {
                "on": row.overridden_on,
                "act": ACTS.get(row.act, row.act),
                "by": row.overridden_by.name if row.overridden_by else "",
                "reason": row.reason,
                "periods": [],
            },
        )
        told["periods"].append(str(row.period))
    return list(found.values())


def with_elections(zones: ZoneQuerySet, on: dt.date) -> ZoneQuerySet:
    """Zones with `is_before_election`, whether a period runs over each on the day, and
    `is_election_near`, whether one runs anywhere.
    """
    running = PreElectionPeriod.objects.in_force(on)
    over = running.filter(area__shape__intersects=Inset(OuterRef("reach")))
    touched = Boundary.objects.filter(Exists(over), pk=boundary_to_show(on, zone="zone"))
    return zones.annotate(
        is_before_election=Exists(touched.filter(zone=OuterRef("pk"))),
        is_election_near=Exists(running),
    )


def zones_in_each(
    periods: Iterable[PreElectionPeriod], on: dt.date
) -> dict[int, list[dict[str, str]]]:
    """The zones that each period touches, by its key: names and addresses. One query.

    Those that have ended wait for nothing.
    """
    found: dict[int, list[dict[str, str]]] = {period.pk: [] for period in periods}
    touching = PreElectionPeriod.objects.filter(
        pk__in=list(found), area__shape__intersects=Inset(OuterRef("reach"))
    )
    ended = [str(status) for status in ENDED]
    going_on = Zone.objects.published().with_status(on).exclude(status_that_day__in=ended)
    shown = (
        Boundary.objects.filter(zone__in=going_on.values("pk"))
        .filter(pk=boundary_to_show(on, zone="zone"))
        .annotate(periods=ArraySubquery(touching.values("pk")))
        .filter(periods__len__gt=0)
        .order_by("zone__name", "zone")
    )
    rows = shown.values_list("zone__name", "zone__slug", "periods") if found else []
    for name, slug, keys in rows:
        for key in keys:
            found[key].append({"name": name, "slug": slug})
    return found


# --- Setting them ---------------------------------------------------------------------------------


def councils_setting(person: Person) -> QuerySet[Organisation]:
    """The verified councils for which the person sets periods."""
    councils = Organisation.objects.councils().filter(verified_on__isnull=False)
    if may_administer(person):
        return councils
    return councils.filter(pk__in=[council.pk for council in councils_officered_by(person)])


def areas_of(council: Organisation, on: dt.date) -> QuerySet[Area]:
    """The wards and districts in which the council may set one, and the areas that it serves."""
    serving = Organisation.objects.filter(pk=council.pk)
    overlapping = serving.filter(areas__shape__intersects=OuterRef("shape")).exclude(
        areas__shape__touches=OuterRef("shape")
    )
    kinds = [Area.Kind.DISTRICT, Area.Kind.WARD]
    near = Area.objects.in_force(on).filter(Exists(overlapping), kind__in=kinds)
    served = council.areas.all()
    return (
        Area.objects.filter(
            pk__in=[*near.values_list("pk", flat=True), *served.values_list("pk", flat=True)]
        )
        .without_shapes()
        .order_by("kind", "name", "pk")
    )


def problems(
    *, council: Organisation, area: Area, election: str, starts_on: dt.date, ends_on: dt.date,
    on: dt.date,
) -> list[tuple[str, str]]:  # fmt: skip
    """Why a period cannot be so: pairs of what is wrong and a sentence."""
    found = []
    if not council.areas.exists():
        found.append(("area", f"Say first, on its page, which areas {council} serves."))
    elif not areas_of(council, on).filter(pk=area.pk).exists():
        found.append(("area", f"{area} lies outside the areas that {council} serves."))
    if not election.strip():
        found.append(("election", "Say which election it is."))
    if ends_on <= starts_on:
        found.append(("last_on", "The last day must not come before the first."))
    elif ends_on <= on:
        found.append(("last_on", "The last day must not be over already."))
    elif (ends_on - starts_on).days > MOST_DAYS:
        found.append(("last_on", f"That is more than {MOST_DAYS} days: look at both days again."))
    return found


@transaction.atomic
def set_period(
    *,
    council: Organisation,
    area: Area,
    election: str,
    starts_on: dt.date,
    ends_on: dt.date,
    by: Person,
    on: dt.date | None = None,
) -> PreElectionPeriod:
    """Say that a period runs in the area; `ends_on` is the first day it no longer does.

    Doing it twice does it once. Raises PermissionDenied or Refused.
    """
    _require_setter(by, council)
    given = {"area": area, "election": " ".join(election.split())}
    given |= {"starts_on": starts_on, "ends_on": ends_on}
    _refuse(problems(council=council, on=on or clock.today(), **given))
    council.lock()  # one at a time for a council, so that pressing twice sets one
    same = PreElectionPeriod.objects.filter(council=council, **given).first()
    if same:
        return same
    with because(reason="Pre-election period set"):
        return PreElectionPeriod.objects.create(council=council, set_by=by, **given)


@transaction.atomic
def change(
    *,
    period: PreElectionPeriod,
    area: Area,
    election: str,
    starts_on: dt.date,
    ends_on: dt.date,
    by: Person,
    on: dt.date | None = None,
    expected: str = "",
) -> PreElectionPeriod:
    """Put a period that is not over right. What it was stays in the history.

    Raises PermissionDenied, Refused, or ChangedMeanwhile when `expected` is not its `mark`.
    """
    row, day = _locked(period, by=by, on=on, expected=expected)
    given = {"area": area, "election": " ".join(election.split())}
    given |= {"starts_on": starts_on, "ends_on": ends_on}
    _refuse(problems(council=row.council, on=day, **given))
    for name, value in given.items():
        setattr(row, name, value)
    with because(reason="Pre-election period changed"):
        row.save(update_fields=list(given))
    return row


@transaction.atomic
def withdraw_period(
    *, period: PreElectionPeriod, by: Person, on: dt.date | None = None, expected: str = ""
) -> bool:
    """Take a period back. One that begins on the day or later is gone; one that runs already, or
    under which something was done, is over from the day on.

    Return whether it was only shortened. Raises PermissionDenied, Refused or ChangedMeanwhile.
    """
    row, day = _locked(period, by=by, on=on, expected=expected)
    is_used = PreElectionOverride.objects.filter(period=row).exists()
    if row.starts_on >= day and not is_used:
        with because(reason="Pre-election period withdrawn"):
            row.delete()
        return False
    # What was done under it stays on record, and so does the day on which it was.
    row.ends_on = max(day, row.starts_on + DAY)
    with because(reason="Pre-election period ended early"):
        row.save(update_fields=["ends_on"])
    return True


@transaction.atomic
def override(
    *, zone: Zone, act: str, reason: str, by: Person, on: dt.date | None = None
) -> list[PreElectionOverride]:
    """Let the act go ahead although a period runs over the zone. Everybody can read the reason.

    It counts for the periods that stand in the way on the day, and for this act alone. Doing it
    twice does it once. Raises PermissionDenied or Refused.
    """
    if not may_override(by, zone):
        raise PermissionDenied(
            "Only an officer of a council that leads the zone, or in whose area it lies, may let "
            "this go ahead during a pre-election period."
        )
    if act not in ACTS:
        raise Refused("Nothing of that name waits for an election.")
    day = on or clock.today()
    row = zone.lock()
    if not reason.strip():
        raise Refused("Give a reason: everybody can read it.")
    waiting = _not_overridden(row, act, day)
    if not waiting:
        done = row.pre_election_overrides.filter(
            act=act, period__in=periods_over(row, day, act=act)
        )
        if done.exists():
            return list(done)
        raise Refused("No pre-election period stands in the way of this today.")
    with because(reason=f"Although a pre-election period runs: {reason.strip()}"):
        return [
            PreElectionOverride.objects.create(
                period=period,
                zone=row,
                act=act,
                reason=reason.strip(),
                overridden_on=day,
                overridden_by=by,
            )
            for period in waiting
        ]


def mark(period: PreElectionPeriod) -> str:
    """A short text that is another one once anything about the period was changed."""
    said = (period.area_id, period.election, period.starts_on, period.ends_on)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _locked(
    period: PreElectionPeriod, *, by: Person, on: dt.date | None, expected: str
) -> tuple[PreElectionPeriod, dt.date]:
    _require_setter(by, period.council)
    rows = PreElectionPeriod.objects.select_for_update(of=("self",)).select_related("council")
    row = rows.filter(pk=period.pk).first()
    if row is None:
        raise Refused("This period was withdrawn meanwhile.")
    if expected and expected != mark(row):
        raise ChangedMeanwhile(row)
    day = on or clock.today()
    if row.ends_on <= day:
        raise Refused("This period is over. It stays on record as it was.")
    return row, day


def _require_setter(person: Person, council: Organisation) -> None:
    if not may_set_periods(person, council):
        raise PermissionDenied(
            "Only an officer of that verified council sets its pre-election periods."
        )


def _refuse(found: list[tuple[str, str]]) -> None:
    if found:
        raise Refused(*(sentence for _, sentence in found))
