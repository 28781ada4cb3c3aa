"""Letters that are posted with the change they tell of, and sent once it is certain.

The guarantee: a letter is sent at most once. `post` writes it in the caller's transaction, so that
there is no letter without the change and no change without its letter. Before a letter is handed
to the mail server it is marked as begun, and that mark is committed; afterwards as sent. A process
that dies in between, or a server that falls silent, leaves it begun: nobody knows whether it
arrived, so it is not sent again, and `interrupted` tells of it. A letter that the server refused,
or that never reached it, certainly did not arrive: it is tried again, later each time, and given up
after MOST_TRIES.
"""

import datetime as dt
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from groundwork import clock
from groundwork.models import Letter

log = structlog.stdlib.get_logger("outbox")

MOST_TRIES = 6
FIRST_WAIT = dt.timedelta(minutes=5)
A_LETTER_TAKES_AT_MOST = dt.timedelta(hours=1)
# What a server says when it takes no such letter; anything else leaves open whether it did.
REFUSALS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)


@dataclass
class Round:
    """What came of one round: how many letters were sent, put off, given up, or left in doubt."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    in_doubt: int = 0


def post(
    *, key: str, to: str, subject: str, body: str, not_before: dt.datetime | None = None
) -> Letter:
    """Keep a letter to be sent once the caller's transaction is done; the key's first one stays.

    Raises ValidationError where `to` is no e-mail address.
    """
    validate_email(to)
    letter, _ = Letter.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "not_before_at": not_before or clock.now(),
        },
    )
    return letter


@dataclass(frozen=True)
class Draft:
    """A letter to be kept together with others."""

    key: str
    to: str
    subject: str
    body: str


def post_all(drafts: Iterable[Draft]) -> int:
    """Keep many letters as `post` does, in two queries; return how many were not there before.

    Raises ValidationError where one is to no e-mail address.
    """
    wanted = {draft.key: draft for draft in drafts}
    there = set(Letter.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    fresh = [draft for key, draft in wanted.items() if key not in there]
    for draft in fresh:
        validate_email(draft.to)
    now = clock.now()
    letters = [
        Letter(
            key=draft.key,
            to=draft.to,
            subject=" ".join(draft.subject.split())[:200],
            body=draft.body,
            not_before_at=now,
        )
        for draft in fresh
    ]
    # Another process may have kept one of them in this very moment: its letter stays.
    if letters:
        Letter.objects.bulk_create(letters, ignore_conflicts=True)
    return len(letters)


def deliver(limit: int = 100) -> Round:
    """Send up to `limit` letters that are due, each in transactions of its own.

    Any number of processes may do this at once. It must not be called inside a transaction: the
    mark that a letter was begun would be lost with it.
    """
    done = Round()
    connection = get_connection()
    try:
        for _ in range(limit):
            letter = _begin()
            if letter is None:
                break
            _send(letter, connection, done)
    finally:
        connection.close()
    return done


def interrupted() -> QuerySet[Letter]:
    """Letters of which nobody knows whether they arrived."""
    return Letter.objects.filter(
        sent_at=None, given_up_at=None, begun_at__lt=clock.now() - A_LETTER_TAKES_AT_MOST
    )


def forget(*, before: dt.datetime) -> int:
    """Empty letters made before the moment; the key stays, so that none is sent a second time."""
    old = Letter.objects.filter(made_at__lt=before).exclude(to="")
    now = clock.now()
    old.filter(sent_at=None, given_up_at=None).update(given_up_at=now)
    return old.update(to="", subject="", body="")


def _begin() -> Letter | None:
    """Take the next letter that is due and that no other process holds, and mark it as begun."""
    with transaction.atomic(durable=True):
        now = clock.now()
        letter = Letter.objects.due(now).select_for_update(skip_locked=True).first()
        if letter:
            letter.begun_at = now
            letter.tries += 1
            letter.save(update_fields=["begun_at", "tries"])
    return letter


def _send(letter: Letter, connection: BaseEmailBackend, done: Round) -> None:
    message = EmailMessage(letter.subject, letter.body, to=[letter.to], connection=connection)
    try:
        message.message()
        connection.open()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _not_sent(letter, error, done)
        return
    try:
        message.send()
    except REFUSALS as error:
        _not_sent(letter, error, done)
    except (smtplib.SMTPException, OSError) as error:
        connection.close()
        done.in_doubt += 1
        log.warning("letter in doubt", letter=letter.pk, why=type(error).__name__)
    else:
        letter.sent_at = clock.now()
        with transaction.atomic(durable=True):
            letter.save(update_fields=["sent_at"])
        done.sent += 1


def _not_sent(letter: Letter, error: Exception, done: Round) -> None:
    """Put off a letter that certainly did not arrive, longer each time; in the end give it up."""
    now = clock.now()
    letter.begun_at = None
    if letter.tries >= MOST_TRIES:
        letter.given_up_at = now
        done.given_up += 1
    else:
        letter.not_before_at = now + FIRST_WAIT * 4 ** (letter.tries - 1)
        done.put_off += 1
    with transaction.atomic(durable=True):
        letter.save(update_fields=["begun_at", "given_up_at", "not_before_at"])
    log.warning("letter not sent", letter=letter.pk, why=type(error).__name__, tries=letter.tries)
