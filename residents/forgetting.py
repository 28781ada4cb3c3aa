"""What is kept of people who suggested a zone, and for how long."""

import datetime as dt

from django.db.models import Q

from groundwork.retention import first_day_kept
from residents.models import Suggestion


def forget_suggesters(on: dt.date) -> str:
    """Remove contacts and accounts from suggestions that are old enough. The words stay."""
    known = ~Q(contact="") | Q(suggested_by__isnull=False)
    found = Suggestion.objects.filter(known, suggested_at__date__lt=first_day_kept(on))
    number = found.update(contact="", suggested_by=None)
    return f"forgot who made {number} suggestion{'' if number == 1 else 's'}"
