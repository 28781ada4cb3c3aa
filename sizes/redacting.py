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
from sizes.models import Comment, Meeting, Objection, Opportunity, Signature, Zone
from sizes.permissions import may_moderate
from sizes.words import day_in_words


@dataclass(frozen=True)
class Redactable:
    """A kind of record, which of its columns hold people's words, and what it is called.

    `day` and `reason` name the columns that say when they were removed, and why. They may say the
    same of a record that only was taken off a page, whose words are still there.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    noun: str
    page: Callable[[Any], str]
    day: str = "redacted_on"
    reason: str = "why_redacted"

    def is_redacted(self, row: Any) -> bool:
        """Whether the words were removed for good."""
        gone = not any(getattr(row, column) for column in self.columns)
        return bool(getattr(row, self.day)) and gone


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
    "opportunity": Redactable(
        Opportunity,
        ("title", "words"),
        "words of an opportunity",
        lambda row: f"{row.get_absolute_url()}work/",
        day="hidden_on",
        reason="why_hidden",
    ),
}


def zone_of(row: Any) -> Zone:
    """The zone to which a comment, signature, objection, meeting or opportunity belongs."""
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
    if known.is_redacted(row):
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
    setattr(row, known.day, on or clock.today())
    setattr(row, known.reason, why)
    with because(reason="Words were removed"):
        row.save()
    return row


def in_place_of(row: Any) -> str:
    """The sentence that stands where the words were; none where nothing was removed."""
    known = next(each for each in KINDS.values() if isinstance(row, each.model))
    removed_on = getattr(row, known.day)
    if not removed_on:
        return ""
    return f"Removed on {day_in_words(removed_on)}: {getattr(row, known.reason)}"
