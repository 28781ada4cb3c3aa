"""What is kept of whoever says something, and for how long."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from groundwork import clock, outbox
from groundwork.retention import first_day_kept
from sizes.models import Comment, ParkedReading, Verdict
from sizes.parking import DAYS_KEPT


def forget_writers(on: dt.date) -> str:
    """Remove names, contacts, points and accounts from what was said long enough ago.

    The words stay, and whether they came from the core, the fringe or outside.
    """
    before = first_day_kept(on)
    kept = ~Q(name="") | ~Q(contact="") | Q(point__isnull=False) | Q(made_by__isnull=False)
    comments = (
        Comment.objects.older_than(before)
        .filter(kept | Q(forgotten_at=None))
        .update(
            name="",
            is_name_shown=False,
            contact="",
            point=None,
            made_by=None,
            forgotten_at=clock.now(),
        )
    )
    Verdict.objects.filter(made_at__date__lt=before).exclude(made_by=None).update(made_by=None)
    return f"forgot who wrote {comments} comment{'' if comments == 1 else 's'}"


def forget_letters(on: dt.date) -> str:
    """Empty the letters that were made long enough ago."""
    midnight = dt.datetime.combine(first_day_kept(on), dt.time())
    letters = outbox.forget(before=timezone.make_aware(midnight))
    return f"emptied {letters} old letter{'' if letters == 1 else 's'}"


def forget_files(_on: dt.date) -> str:
    """Delete shapes that were read from files and never used."""
    readings, _ = ParkedReading.objects.older_than(DAYS_KEPT).delete()
    return f"deleted {readings} reading{'' if readings == 1 else 's'} of files"
