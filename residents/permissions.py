"""Who reads what residents suggest: the council of the area, and nobody else yet."""

import datetime as dt
from typing import Any

from groundwork import clock
from partners.models import Membership, Organisation
from partners.permissions import may_administer
from residents.models import READING, Suggestion


def may_read_suggestions(person: Any, *, on: dt.date | None = None) -> bool:
    """Officers, councillors and representatives of a verified council; and administrators."""
    if not person.is_authenticated or not person.is_active:
        return False
    if may_administer(person):
        return True
    councils = Organisation.objects.councils().filter(verified_on__isnull=False)
    return (
        Membership.objects.in_force(on or clock.today())
        .filter(person=person, role__in=READING, organisation__in=councils)
        .exists()
    )


def may_read_suggestion(person: Any, suggestion: Suggestion) -> bool:
    """Whether it lies in the area that a council of theirs serves."""
    return Suggestion.objects.visible_to(person).filter(pk=suggestion.pk).exists()
