"""What a zone came from and what came of it: its end, what follows it, and what it was copied to.

Nobody is told of a zone that is not public: a copy is named once it was proposed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from sizes.closing import is_public
from sizes.ending import ended_on
from sizes.models import Transition, Zone
from sizes.status import ENDED, Status
from sizes.words import day_in_words


@dataclass(frozen=True)
class Lineage:
    """The public zones that it began from, was copied to, follows, and, once over, goes on in."""

    copied_from: Zone | None = None
    copies: Sequence[Zone] = ()
    predecessors: Sequence[Zone] = ()
    successor: Zone | None = None

    def __bool__(self) -> bool:
        return bool(self.copied_from or self.copies or self.predecessors)


def lineage_of(zone: Zone, on: dt.date) -> Lineage:
    """What a zone made ready for cards says of its relatives on the day: one query.

    What goes on in which zone is written before the end, and told once the zone was dissolved.
    """
    near = Q(copied_from=zone) | Q(successor=zone)
    is_over = zone.status_that_day == Status.DISSOLVED
    followed_by = zone.successor_id if is_over else None
    near |= Q(pk__in=[key for key in (zone.copied_from_id, followed_by) if key])
    rows = Zone.objects.published().filter(near, proposed_on__lte=on).with_status(on)
    found = [*rows.order_by("proposed_on", "pk")]
    return Lineage(
        copied_from=next((row for row in found if row.pk == zone.copied_from_id), None),
        copies=[row for row in found if row.copied_from_id == zone.pk],
        predecessors=[
            row
            for row in found
            if row.successor_id == zone.pk and row.status_that_day == Status.DISSOLVED
        ],
        successor=next((row for row in found if followed_by and row.pk == followed_by), None),
    )


def _decided(zone: Zone, on: dt.date) -> str:
    """The reason that its last review gave."""
    decided = zone.reviews.filter(decided_on__lte=on).order_by("-decided_on", "-pk").first()
    return decided.reason if decided else ""


def historic(
    zone: Zone, status: Status, transitions: Sequence[Transition], on: dt.date
) -> dict[str, Any] | None:
    """What opens the page of a zone that is over: when, and why. None while it is not.

    `transitions` are those up to the day.
    """
    if status not in ENDED:
        return None
    since = day_in_words(zone.state_since_on)
    ended = ended_on(zone, on=on)
    reason = (transitions[-1].note if transitions else "") or _decided(zone, on)
    match status:
        case Status.WITHDRAWN:
            title = "This proposal was withdrawn."
            body = f"That was on {since}. Nothing was ever different because of it."
        case Status.DISSOLVED:
            title = f"This zone was dissolved on {since}."
            body = "What it changed no longer holds because of it."
            if ended and ended < zone.state_since_on:
                body = f"It had lapsed on {day_in_words(ended)}. {body}"
        case Status.MAINSTREAMED:
            title = f"What this zone tried became normal practice on {since}."
            body = "It ended because it is no longer an exception."
        case _:
            title = "This zone has lapsed: nobody decided about it in time."
            target = day_in_words(zone.target_on) if zone.target_on else "its target date"
            lapsed = f", and lapsed on {day_in_words(ended)}" if ended else ""
            body = f"It was to be reviewed or dissolved by {target}{lapsed}."
            reason = ""
    return {
        "title": title,
        "body": f"{body} The page is kept as a record.",
        "reason": reason,
        "has_closing": is_public(zone, on),
    }
