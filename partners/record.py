"""What was changed in an offer since it was published, by whom, when and why: from the history."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.timezone import get_current_timezone

from partners.models import Commitment, Membership, Organisation, Person

SHOWN = {
    "title": "The offer in a few words",
    "verb": "Willing to",
    "subject": "What would be different",
    "normal_now": "What is normal now",
    "instead": "What it is willing to do instead",
    "enables": "Whose change this makes possible",
    "enabled_organisation_id": "The organisation whose change it is",
    "conditions": "Conditions",
    "starts_on": "From",
    "ends_on": "Ends on",
    "contact_role": "Whom to ask for",
    "contact_address": "Where to ask",
    "contact_telephone": "Telephone",
    "is_standing": "Any zone may take it up",
}
LISTS = {"themes": "Themes", "services": "Services", "areas": "Where it holds"}
NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """One thing said before, and after."""

    label: str
    before: str
    after: str


@dataclass
class OfferChange:
    """What was done to a public offer at one time, and why; `on` is the day it counts from."""

    at: dt.datetime
    reason: str
    on: dt.date
    person: int | None = None
    by: str = ""
    differences: list[Difference] = field(default_factory=list)


def changes(commitment: Commitment) -> list[OfferChange]:
    """The changes to an offer since it was published, that included; newest first.

    People are named where they act, or acted, for the organisation. At most four queries.
    """
    events = apps.get_model("partners", "CommitmentEvent").objects.filter(pgh_obj=commitment.pk)
    found = list(_changes([*events.select_related("pgh_context").order_by("pgh_id")]))
    acting = Membership.objects.filter(organisation=commitment.organisation_id).values("person")
    people = Person.objects.filter(pk__in=[each.person for each in found if each.person])
    names = {each.pk: each.name for each in people.filter(pk__in=acting)}
    for change in found:
        change.by = names.get(change.person, "") if change.person else ""
    return found[::-1]


def _changes(events: list[Any]) -> Iterator[OfferChange]:
    organisations = {
        event.enabled_organisation_id for event in events if event.enabled_organisation_id
    }
    names = {each.pk: each.name for each in Organisation.objects.filter(pk__in=organisations)}
    before = None
    for event in events:
        if event.published_on is not None:
            about = event.pgh_context.metadata if event.pgh_context else {}
            was_public = before is not None and before.published_on is not None
            yield OfferChange(
                event.pgh_created_at,
                about.get("reason", "Changed"),
                _day(before, event),
                about.get("user"),
                differences=_differences(before, event, about, names) if was_public else [],
            )
        before = event


def _day(before: Any, after: Any) -> dt.date:
    """The day from which a change counts: a step has one of its own."""
    for name in ("published_on", "withdrawn_on"):
        day = getattr(after, name)
        if day is not None and (before is None or getattr(before, name) is None):
            return day
    return after.pgh_created_at.astimezone(get_current_timezone()).date()


def _differences(
    before: Any, after: Any, about: dict[str, Any], names: dict[int, str]
) -> list[Difference]:
    found = [
        Difference(
            label,
            _written(name, getattr(before, name), names),
            _written(name, getattr(after, name), names),
        )
        for name, label in SHOWN.items()
        if getattr(before, name) != getattr(after, name)
    ]
    for name, (old, new) in about.get("lists", {}).items():
        found.append(Difference(LISTS[name], ", ".join(old) or NOTHING, ", ".join(new) or NOTHING))
    return found


def _written(name: str, value: Any, names: dict[int, str]) -> str:
    if value is None or value == "":
        return NOTHING
    if name == "enabled_organisation_id":
        return names.get(value, "an organisation")
    if name == "verb":
        return str(Commitment.Verb(value).label)
    if name == "subject":
        return str(Commitment.Subject(value).label)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return f"{value.day} {value:%B %Y}"
    return str(value)
