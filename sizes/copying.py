"""Beginning a zone as a copy of another one: what it is for and how far it goes, not where or when.

What belongs to the place stays there: the boundary, why it is there, what goes on there already,
the dates, and who takes part.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person
from sizes.drafting import start_draft
from sizes.models import Limits, Outcome, Zone, ZoneService, ZoneTheme

WORDS = ("purpose", "what_stays", "how_far")
# A baseline and a target are a place's own.
OUTCOME = ("position", "scope", "statement", "indicator")


@transaction.atomic
def copy_zone(*, zone: Zone, by: Person, name: str, on: dt.date | None = None) -> Zone:
    """Return a new draft that says what the public zone says on the day; both say so once proposed.

    Asked twice within two minutes it gives the copy that is there. Raises PermissionDenied, or
    Refused where there is no name or the zone is not public.
    """
    day = on or clock.today()
    if not zone.is_public:
        raise Refused("Only a zone that is public can be copied.")
    draft = start_draft(name=name, by=by)
    if draft.copied_from_id == zone.pk:
        return draft
    if draft.version > 1:
        raise Refused("You have just begun another draft of this name. Give the copy another name.")
    with because(reason=f"Began as a copy of {zone}"):
        draft.write(copied_from=zone, **{word: getattr(zone, word) for word in WORDS})
        _copy_subject(zone, draft, day)
        _copy_limits(zone, draft, day)
    return draft


def _copy_subject(zone: Zone, draft: Zone, on: dt.date) -> None:
    """Its themes and services that are still on the list, and the outcomes that it aims at now."""
    for row in zone.themes.filter(_listed("theme", on)):
        ZoneTheme.objects.create(zone=draft, theme_id=row.theme_id, scope=row.scope)
    for row in zone.services.filter(_listed("service", on)):
        ZoneService.objects.create(zone=draft, service_id=row.service_id, scope=row.scope)
    for row in zone.outcomes.in_force(on):
        Outcome.objects.create(zone=draft, **{name: getattr(row, name) for name in OUTCOME})


def _copy_limits(zone: Zone, draft: Zone, on: dt.date) -> None:
    limits = Limits.objects.filter(zone=zone).first()
    if limits is None:
        return
    made = Limits.objects.create(
        zone=draft, longest_days=limits.longest_days, is_fringe_open=limits.is_fringe_open
    )
    made.themes.set(limits.themes.filter(_listed("", on)))
    made.services.set(limits.services.filter(_listed("", on)))
    made.fixed_services.set(limits.fixed_services.filter(_listed("", on)))


def _listed(path: str, on: dt.date) -> Q:
    """That a word of the vocabularies was not retired by the day."""
    name = f"{path}__retired_on" if path else "retired_on"
    return Q(**{name: None}) | Q(**{f"{name}__gt": on})
