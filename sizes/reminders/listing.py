"""The list itself: all that is due by a day, or what is due of some organisations."""

import datetime as dt
from collections.abc import Collection

from sizes.models import Participant
from sizes.reminders import of_leads, of_signatories
from sizes.reminders.reminder import Reach, Reminder

TO_LEADS = (
    of_leads.targets,
    of_leads.interims,
    of_leads.comments,
    of_leads.changes,
    of_leads.meetings,
)
TO_OTHERS = (
    of_signatories.invitations,
    of_signatories.open_changes,
    of_signatories.objections,
    of_signatories.afterwards,
)


def due(on: dt.date, *, of: Collection[int] | None = None) -> list[Reminder]:
    """All that is due by the day, what is longest due first; ten queries, however much.

    `of` are the keys of the organisations whose to do it is; without it, everybody's. The day is
    today: what somebody did since is known.
    """
    if of is not None and not of:
        return []
    reach = Reach(_leads(of), None if of is None else frozenset(of))
    parts = (*TO_LEADS, *TO_OTHERS) if reach.leads or of is None else TO_OTHERS
    found = [reminder for part in parts for reminder in part(reach, on)]
    return sorted(found, key=lambda each: (each.about_on, each.zone.name, each.kind, each.key))


def _leads(of: Collection[int] | None) -> dict[int, tuple[int, ...]]:
    """The organisations that lead each zone: of those given, or all."""
    rows = Participant.objects.filter(
        part=Participant.Part.LEAD, agreed_on__isnull=False, declined_on=None
    )
    if of is not None:
        rows = rows.filter(organisation__in=of)
    found: dict[int, tuple[int, ...]] = {}
    for zone, body in rows.order_by("pk").values_list("zone", "organisation"):
        found[zone] = (*found.get(zone, ()), body)
    return found
