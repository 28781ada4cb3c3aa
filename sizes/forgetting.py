"""What is kept of whoever says something, and for how long."""

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from groundwork import clock, outbox
from groundwork.retention import first_day_kept
from sizes.models import (
    Comment,
    Introduction,
    Opportunity,
    ParkedReading,
    Signature,
    Verdict,
)
from sizes.parking import DAYS_KEPT
from sizes.status import State

OVER = (State.DISSOLVED, State.MAINSTREAMED, State.WITHDRAWN)


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


def forget_signatories(on: dt.date) -> str:
    """Remove how to reach whoever is not registered, once nobody needs to any more.

    That is where they declined or withdrew, or their zone was over, long enough ago.
    """
    before = first_day_kept(on)
    over = Q(zone__state__in=OVER, zone__state_since_on__lt=before)
    lapsed = Q(
        zone__state__in=[State.DECLARED, State.UNDER_REVIEW],
        zone__target_on__lt=before - dt.timedelta(days=settings.GRACE_DAYS),
    )
    left = Q(declined_on__lt=before) | Q(withdrawn_on__lt=before)
    rows = Signature.objects.exclude(contact="").filter(left | over | lapsed)
    # A row at a time is none too many: few sign on paper, and each counts its writes.
    for row in rows:
        row.write(contact="")
    return f"forgot how to reach {len(rows)} who were asked to sign"


def forget_sharers(on: dt.date) -> str:
    """Remove who spotted an opportunity, and the words of introductions, after long enough.

    The opportunity, and what came of an introduction, stay.
    """
    before = first_day_kept(on)
    spotted = (
        Opportunity.objects.filter(spotted_on__lt=before)
        .exclude(spotted_by=None)
        .update(spotted_by=None)
    )
    said = ~Q(words="") | ~Q(result_words="")
    introductions = Introduction.objects.filter(said, sent_on__lt=before).exclude(result="")
    emptied = introductions.update(words="", result_words="", sent_by=None, answered_by=None)
    return f"forgot who spotted {spotted} opportunities, and emptied {emptied} introductions"


def forget_letters(on: dt.date) -> str:
    """Empty the letters that were made long enough ago."""
    midnight = dt.datetime.combine(first_day_kept(on), dt.time())
    letters = outbox.forget(before=timezone.make_aware(midnight))
    return f"emptied {letters} old letter{'' if letters == 1 else 's'}"


def forget_files(_on: dt.date) -> str:
    """Delete shapes that were read from files and never used."""
    readings, _ = ParkedReading.objects.older_than(DAYS_KEPT).delete()
    return f"deleted {readings} reading{'' if readings == 1 else 's'} of files"
