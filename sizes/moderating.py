"""Passing, hiding and answering what people say. The writer is told by letter, if they can be."""

from contextlib import suppress

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction

from groundwork import clock, outbox
from groundwork.problems import Refused
from partners.models import Person
from sizes.models import Comment
from sizes.permissions import may_moderate

State = Comment.State
MEANWHILE = "Somebody else has decided about this comment meanwhile. See what they decided."


@transaction.atomic
def show(*, comment: Comment, by: Person, page: str, expected: str = "") -> Comment:
    """Let the public see it. `page` is the full address where it will stand, for the letter.

    `expected` is the state that the moderator saw; Refused where it is another by now.
    """
    row = _locked(comment, by=by, expected=expected)
    row.state, row.why_hidden = State.SHOWN, ""
    row.moderated_at, row.moderated_by = clock.now(), by
    row.save(update_fields=["state", "why_hidden", "moderated_at", "moderated_by"])
    _write(
        row,
        about="shown",
        subject=f"Your comment on {row.zone.name} is shown",
        says=f"What you said is now on this page:\n{page}\n\n"
        "If it is answered there, we write to you once more.",
    )
    return row


@transaction.atomic
def hide(*, comment: Comment, by: Person, why: str, expected: str = "") -> Comment:
    """Keep it from the public, with a reason, which the writer is told."""
    if not why.strip():
        raise Refused("Say why it is not shown: whoever wrote it is told.")
    row = _locked(comment, by=by, expected=expected)
    row.state, row.why_hidden = State.HIDDEN, why.strip()
    row.moderated_at, row.moderated_by = clock.now(), by
    row.save(update_fields=["state", "why_hidden", "moderated_at", "moderated_by"])
    _write(
        row,
        about="hidden",
        subject=f"Your comment on {row.zone.name} is not shown",
        says=f"A moderator decided that what you said is not shown, because:\n{row.why_hidden}\n\n"
        "You are welcome to say it again in another way.",
    )
    return row


@transaction.atomic
def reply(*, comment: Comment, by: Person, text: str, page: str) -> Comment:
    """Say what was done with it, under it; a second answer takes the place of the first."""
    if not text.strip():
        raise Refused("Say what you did with it.")
    row = _locked(comment, by=by)
    if row.state != State.SHOWN:
        raise Refused("Only a comment that is shown can be answered.")
    row.answer, row.answered_at, row.answered_by = text.strip(), clock.now(), by
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    _write(
        row,
        about="answered",
        subject=f"Your comment on {row.zone.name} has an answer",
        says=f"What we did with this:\n{row.answer}\n\nIt stands under your comment:\n{page}",
    )
    return row


def is_address(contact: str) -> bool:
    """Whether letters can be sent to it."""
    with suppress(ValidationError):
        validate_email(contact)
        return True
    return False


def _locked(comment: Comment, *, by: Person, expected: str = "") -> Comment:
    row = Comment.objects.select_for_update(of=("self",)).select_related("zone").get(pk=comment.pk)
    if not may_moderate(by, row.zone):
        raise PermissionDenied("You may not decide about what people say of this zone.")
    if expected and row.state != expected:
        raise Refused(MEANWHILE)
    return row


def _write(comment: Comment, *, about: str, subject: str, says: str) -> None:
    """A letter to the writer, in the same transaction; one about each thing, however often done."""
    if is_address(comment.contact):
        about_what = comment.variation or comment.zone
        outbox.post(
            key=f"comment-{comment.pk}-{about}",
            to=comment.contact,
            subject=subject,
            body=f"You said something about “{about_what}”. Thank you.\n\n{says}\n\n"
            "You get this letter because you left this address with your comment. It is used for "
            "nothing else.\n",
        )
