"""What happened with a variation: its dated acts, and what was changed in its words since."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.apps import apps

from sizes.differences import Different
from sizes.models import Variation
from sizes.record.changes import Change, Difference
from sizes.variation_status import DAY
from sizes.words import day_in_words

# What a reader is told of, in words.
SHOWN = {
    "title": "Name",
    "normal_rule": "The normal rule",
    "rule_here": "The rule here",
    "why": "Why",
    "who_is_affected": "For whom",
    "who_could_be_worse_off": "Who could be worse off",
    "equality_assessment": "Equality assessment",
    "why_no_assessment": "Why no equality assessment",
    "limit": "How far it may go",
    "fringe": "What the fringe means",
    "starts_on": "Begins on",
    "ends_on": "First day it no longer holds",
    "answers_role": "Who answers for it",
    "answers_telephone": "Telephone",
    "answers_place": "Where to ask",
    "how_to_opt_out": "How to opt out",
    "how_to_object": "How to ask or object",
}


def events_of(about: Different) -> list[dict[str, Any]]:
    """The acts with a variation up to the day, newest first, before them what is to come."""
    variation, on = about.variation, about.on
    events: list[dict[str, Any]] = [
        {"on": variation.proposed_on, "title": "Proposed"},
        {"on": variation.agreed_on, "title": "Agreed", "by": about.organisation.name},
    ]
    if not about.is_never:
        verb = "Begins" if about.begins_on > on else "Began"
        events.append({"on": about.begins_on, "title": verb, "is_next": about.begins_on > on})
    if about.last_on:
        end = about.last_on + DAY
        title = "Ends" if end > on else "Ended"
        events.append({"on": end, "title": title, "note": about.why_ended, "is_next": end > on})
    events += (pause for pause in _pauses(variation) if pause["on"] <= on)
    order = {"Proposed": 0, "Agreed": 1}
    events.sort(key=lambda event: (event["on"], order.get(event["title"], 2)), reverse=True)
    return events


def _pauses(variation: Variation) -> Iterator[dict[str, Any]]:
    before = None
    for event in _rows(variation):
        if event.paused_on != before:
            if event.paused_on:
                yield {"on": event.paused_on, "title": "Paused", "note": event.why_paused}
            else:
                day = event.pgh_created_at.date()
                yield {"on": day, "title": "Taken up again after the pause"}
        before = event.paused_on


def changes(variation: Variation) -> list[Change]:
    """What was changed in the words of a variation since it was agreed, newest first."""
    found = []
    before = None
    for event in _rows(variation):
        if event.agreed_on is None:
            continue
        differences = _differences(before, event) if before else []
        if differences:
            about = event.pgh_context.metadata if event.pgh_context else {}
            reason = about.get("reason", "")
            found.append(Change(event.pgh_created_at, reason=reason, differences=differences))
        before = event
    return found[::-1]


def _rows(variation: Variation) -> list[Any]:
    events = apps.get_model("sizes", "VariationEvent").objects.filter(pgh_obj=variation.pk)
    return [*events.select_related("pgh_context").order_by("pgh_id")]


def _differences(before: Any, after: Any) -> list[Difference]:
    return [
        Difference(
            label, _written(name, getattr(before, name)), _written(name, getattr(after, name))
        )
        for name, label in SHOWN.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _written(name: str, value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    if name == "fringe":
        return str(Variation.Fringe(value).label)
    return day_in_words(value) if isinstance(value, dt.date) else str(value)
