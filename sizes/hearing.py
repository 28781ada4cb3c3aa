"""What people are told of the time for comments: by when to comment, and what became of it.

The rules are in `sizes.comment_period`.
"""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from groundwork.clock import day_of
from sizes.as_it_stood import end_of
from sizes.comment_period import USUAL_DAYS, closes_if_opened, current, made_in_time, to_answer
from sizes.models import Comment, CommentPeriod, Zone
from sizes.status import State
from sizes.voices import places_in_words
from sizes.words import day_in_words

AFTERWARDS = "Comments stay open afterwards too."


def begins_again(zone: Zone, what: str, *, on: dt.date) -> dict[str, str] | None:
    """A warning that saving a change of `what` on the day begins the time for comments again.

    None where it would not: where nothing material is on the page, or the zone is not proposed.
    """
    if not what or zone.state != State.PROPOSED:
        return None
    return {"what": what, "until": day_in_words(closes_if_opened(zone, on))}


def length_in_words(zone: Zone) -> str:
    """How long its proposal waits for comments, and why it is another time than usual."""
    why = f": {zone.why_comment_days}" if zone.why_comment_days else ""
    return f"{zone.comment_days} days from the day it is published{why}"


def comment_by(zone: Zone, *, on: dt.date) -> str:
    """By when to comment on a proposal so that its declaration answers; "" where that is over."""
    period = current(zone) if zone.state == State.PROPOSED else None
    if period is None or on > period.closes_on:
        return ""
    return (
        f"Comment by {day_in_words(period.closes_on)} so that the declaration answers you. "
        f"{AFTERWARDS}"
    )


def comment_period_section(zone: Zone, on: dt.date) -> dict[str, Any] | None:
    """What the page of a proposal says of its time for comments; None where it is no proposal.

    `zone` is as it stood on the day.
    """
    if zone.state != State.PROPOSED or not zone.is_public:
        return None
    periods = [*zone.comment_periods.filter(opened_on__lte=on)]
    if not periods:
        return None
    last = periods[-1]
    return {
        "slug": zone.slug,
        "is_open": on <= last.closes_on,
        "by": last.closes_on,
        "opened_on": last.opened_on,
        "days": (last.closes_on - last.opened_on).days,
        "usual_days": USUAL_DAYS,
        "why_length": last.why_length,
        "again": [each for each in periods if each.why_opened],
        "afterwards": AFTERWARDS,
    }


def heard_section(zone: Zone, on: dt.date) -> dict[str, Any] | None:
    """What the declaration says that was heard, what was done with it, and how many spoke.

    None before the zone is declared, and for a zone that was declared without a time for comments.
    """
    if zone.declared_on is None or zone.declared_on > on:
        return None
    period = zone.comment_periods.filter(opened_on__lte=zone.declared_on).last()
    if period is None or not period.what_was_heard:
        return None
    spoken = zone.comments.shown().filter(made_at__date__lte=period.closes_on)
    return {
        "slug": zone.slug,
        "by": period.closes_on,
        "what_was_heard": period.what_was_heard,
        "what_was_done": period.what_was_done,
        **_counted(spoken.filter(made_at__lte=end_of(on))),
    }


def _counted(spoken: QuerySet[Comment]) -> dict[str, Any]:
    """How many comments, and from where; small numbers are merged."""
    places = Counter(dict(spoken.order_by().values_list("where_from").annotate(Count("pk"))))
    return {"count": sum(places.values()), "where_from": places_in_words(places)}


def work_of(zone: Zone, *, on: dt.date) -> dict[str, Any]:
    """What those who lead see beside the two texts: the comments to answer, by day and place."""
    period = current(zone)
    comments = to_answer(zone).select_related("variation").order_by("made_at", "pk")
    return {
        "period": period,
        "is_open": bool(period and on <= period.closes_on),
        "days": by_day(comments),
        "held": made_in_time(zone).waiting().count(),
        "is_from_before": bool(period and not is_answered(period)),
        **_counted(to_answer(zone)),
    }


def is_answered(period: CommentPeriod) -> bool:
    """Whether anything is written yet about what was heard in it."""
    return bool(period.what_was_heard or period.what_was_done)


def by_day(comments: QuerySet[Comment]) -> list[tuple[dt.date, list[Comment]]]:
    """The comments under the day on which each was made, in order."""
    found: dict[dt.date, list[Comment]] = {}
    for comment in comments:
        found.setdefault(day_of(comment.made_at), []).append(comment)
    return [*found.items()]
