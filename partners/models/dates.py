"""Half-open ranges of days."""

import datetime as dt

from django.db.models import Q


def in_force(on: dt.date, prefix: str = "") -> Q:
    """Rows whose half-open range of days includes the day."""
    starts, ends = f"{prefix}starts_on", f"{prefix}ends_on"
    return (Q(**{starts: None}) | Q(**{f"{starts}__lte": on})) & (
        Q(**{ends: None}) | Q(**{f"{ends}__gt": on})
    )
