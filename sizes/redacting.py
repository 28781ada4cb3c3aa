"""Removing people's words and names for good, where they should never have been published.

They live outside the history, so that nothing of them stays. What is left is a day and a reason,
where the words stood.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from sizes.models import Comment, Meeting, Objection, Signature, Zone
from sizes.permissions import may_moderate
from sizes.words import day_in_words


@dataclass(frozen=True)
class Redactable:
    """A kind of record, which of its columns hold people's words, and what it is called."""

    model: type[models.Model]
    columns: tuple[str, ...]
    noun: str
    page: Callable[[Any], str]


KINDS: dict[str, Redactable] = {
    "comment": Redactable(
        Comment,
        ("text", "name", "contact"),
        "comment",
        lambda row: f"{row.zone.get_absolute_url()}comments/",
    ),
    "signature": Redactable(
        Signature,
        ("signatory", "name", "interests", "contact", "why_withdrawn"),
        "names and words beside a signature",
        lambda row: row.zone.get_absolute_url(),
    ),
    "objection": Redactable(
        Objection,
        ("why",),
        "words of an objection",
        lambda row: f"{row.zone.get_absolute_url()}changes/{row.amendment.number}/",
    ),
    "meeting": Redactable(
        Meeting,
        ("notes", "others"),
        "notes of a meeting",
        lambda row: f"{row.zone.get_absolute_url()}meetings/{row.pk}/",
    ),
}


def zone_of(row: Any) -> Zone:
    """The zone to which a comment, signature, objection or meeting belongs."""
    return row.zone


def may_redact(person: Any, row: Any) -> bool:
    """Those who moderate the zone: officers and representatives of its leads, administrators."""
    return may_moderate(person, zone_of(row))


@transaction.atomic
def redact(*, kind: str, pk: int, why: str, by: Any, on: dt.date | None = None) -> Any:
    """Empty the words for good, and keep the day and the reason in their place.

    Done twice, it is done once. Raises the model's DoesNotExist, PermissionDenied, or Refused
    where no reason is given.
    """
    known = KINDS[kind]
    row = known.model.objects.select_for_update(of=("self",)).get(pk=pk)
    if not may_redact(by, row):
        raise PermissionDenied("You may not remove these words.")
    if row.redacted_on:
        return row
    why = " ".join(why.split())
    if not why:
        raise Refused("Say why: the reason is shown where the words were.")
    for column in known.columns:
        setattr(row, column, "")
    scan = getattr(row, "scan", None)
    if scan:
        # The file goes once it is certain that the record of it has gone.
        name, store = scan.name, scan.storage
        transaction.on_commit(lambda: store.delete(name))
        row.scan = ""
    row.redacted_on, row.why_redacted = on or clock.today(), why
    with because(reason="Words were removed"):
        row.save()
    return row


def in_place_of(row: Any) -> str:
    """The sentence that stands where the words were; none where nothing was removed."""
    if not row.redacted_on:
        return ""
    return f"Removed on {day_in_words(row.redacted_on)}: {row.why_redacted}"
