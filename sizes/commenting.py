"""Saying something about a zone or a variation, and complaining of what somebody else said.

What is said is held until a moderator passes it. Anyone may say something, signed in or not.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.core.exceptions import PermissionDenied
from django.db import transaction

from groundwork import clock
from groundwork.frequency import count_once
from groundwork.problems import Refused
from sizes.listing import boundary_to_show
from sizes.models import Boundary, Comment, Variation, Verdict, WhereFrom, Zone
from sizes.permissions import may_type_in

MOST_COMMENTS_AN_HOUR = 10
MOST_COMPLAINTS_AN_HOUR = 10


@dataclass(frozen=True)
class Said:
    """What was kept: words, whether a variation worked, or both."""

    comment: Comment | None
    verdict: Verdict | None


def where_from(point: Point | None, zone: Zone) -> WhereFrom:
    """Whether a metric point lies in the zone's core, in its fringe, or outside."""
    if point is None:
        return WhereFrom.UNKNOWN
    shown = Zone.objects.filter(pk=zone.pk).values(shown=boundary_to_show(clock.today()))
    boundary = Boundary.objects.filter(pk__in=shown)
    if boundary.filter(core__covers=point).exists():
        return WhereFrom.CORE
    if boundary.filter(reach__covers=point).exists():
        return WhereFrom.FRINGE
    return WhereFrom.OUTSIDE


def say(
    *,
    zone: Zone,
    variation: Variation | None = None,
    text: str = "",
    worked: str = "",
    tie: str = "",
    name: str = "",
    is_name_shown: bool = False,
    contact: str = "",
    point: Point | None = None,
    channel: str = Comment.Channel.ONLINE,
    by: Any,
    sender: str = "",
) -> Said:
    """Keep what somebody says of a zone, or of a variation in it and whether that worked for them.

    `by` may be somebody not signed in; `sender` is then the network address, kept for an hour and
    only to count. By another channel than online, `by` is the officer who types it in for somebody.
    Somebody signed in who says again whether a variation worked replaces what they said before.
    Raises PermissionDenied or Refused.
    """
    _check(zone=zone, variation=variation, text=text, worked=worked)
    is_typed_in = channel != Comment.Channel.ONLINE
    if is_typed_in and not may_type_in(by, zone):
        raise PermissionDenied("Only an officer of an organisation that leads the zone types in.")
    if not is_typed_in:
        count_once("comments", by=by, sender=sender, most=MOST_COMMENTS_AN_HOUR)
    writer = by if by.is_authenticated and not is_typed_in else None
    place = where_from(point, zone)
    with transaction.atomic():
        comment = None
        if text:
            comment = Comment.objects.create(
                zone=zone,
                variation=variation,
                text=text,
                tie=tie,
                name=name,
                is_name_shown=bool(name and is_name_shown),
                contact=contact,
                point=point,
                where_from=place,
                channel=channel,
                made_by=writer,
                typed_by=by if is_typed_in else None,
            )
        verdict = None
        if worked and variation:
            verdict = _judge(variation, worked, place, comment, writer)
    return Said(comment, verdict)


def complain(*, comment: Comment, why: str, by: Any, sender: str = "") -> Comment:
    """Take a comment off the pages until a moderator has decided about it again."""
    if not why.strip():
        raise Refused("Say what is wrong with it.")
    count_once("complaints", by=by, sender=sender, most=MOST_COMPLAINTS_AN_HOUR)
    with transaction.atomic():
        row = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if row.state == Comment.State.HIDDEN:
            raise Refused("This comment has been taken off the pages already.")
        if row.state == Comment.State.HELD and row.complained_at is None:
            raise Refused("This comment is not on any page.")
        if row.state == Comment.State.SHOWN:
            row.state, row.complained_at, row.complaint = Comment.State.HELD, clock.now(), why
            row.save(update_fields=["state", "complained_at", "complaint"])
    return row


def _check(*, zone: Zone, variation: Variation | None, text: str, worked: str) -> None:
    if not zone.is_public:
        raise Refused("This zone is a draft: it can be commented on once it is proposed.")
    if variation and (variation.acceptance.zone_id != zone.pk or variation.agreed_on is None):
        raise Refused("This is not something that is different in this zone.")
    if not text.strip() and not (worked and variation):
        raise Refused("Say something, in your own words.")


def _judge(
    variation: Variation, worked: str, place: WhereFrom, comment: Comment | None, writer: Any
) -> Verdict:
    """Keep a verdict; of one person, only the last."""
    said = {"worked": worked, "where_from": place, "made_at": clock.now()}
    if comment:
        said["comment"] = comment
    if writer is None:
        return Verdict.objects.create(variation=variation, **said)
    verdict, _ = Verdict.objects.update_or_create(
        variation=variation, made_by=writer, defaults=said
    )
    return verdict
