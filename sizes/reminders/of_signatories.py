"""What others than the leads are reminded of: those asked to sign, who signed, who answer for it.

An invitation, an objection and what happens afterwards are on the desk from their first day; that
day's letter goes out with what was done. Here are those that follow.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from sizes.afterwards import Aftermath, waiting
from sizes.models import Amendment, CommentPeriod, Objection, Signature
from sizes.moderating import is_address
from sizes.reminders.reminder import (
    DAY,
    WORDS_OF_ZONE,
    Kind,
    Reach,
    Reminder,
    Threshold,
    latest,
)
from sizes.signing import CAN_BE_SIGNED
from sizes.signing.rules import AS
from sizes.status import RUNNING, State, Status, status_in_sql
from sizes.words import day_in_words, time_left

ASKED = "which is asked to sign this zone"
SIGNED = "which has signed this zone"
ANSWERS = "which answers for this"
UNANSWERED_DAYS = 14
ENDING_DAYS = 7
CHANGING = (Status.STARTING, *RUNNING)


def _statuses(*statuses: Status) -> list[str]:
    return [str(status) for status in statuses]


def invitations(reach: Reach, on: dt.date) -> Iterator[Reminder]:
    """Invitations to sign that nobody has answered, while the zone can be signed. One query."""
    periods = CommentPeriod.objects.filter(zone=OuterRef("zone")).order_by("-number")
    rows = (
        Signature.objects.asked()
        .filter(reach.bodies(), invited_on__lte=on)
        .filter(zone__proposed_on__isnull=False, zone__removed_on=None)
        .annotate(
            zone_status=status_in_sql(on, zone="zone__"),
            closes_on=Subquery(periods.values("closes_on")[:1]),
        )
        .filter(zone_status__in=_statuses(*CAN_BE_SIGNED))
    )
    for row in rows.select_related("zone", "organisation").defer(*WORDS_OF_ZONE):
        is_proposal = row.zone.state == State.PROPOSED
        yield _invitation(row, row.closes_on if is_proposal else None, on)


def _invitation(row: Signature, closes_on: dt.date | None, on: dt.date) -> Reminder:
    zone, asked_on = row.zone, row.invited_on
    thresholds = [
        Threshold("asked", asked_on, is_told=False),
        Threshold(str(UNANSWERED_DAYS), asked_on + UNANSWERED_DAYS * DAY),
    ]
    if closes_on and asked_on < closes_on - ENDING_DAYS * DAY:
        thresholds.append(Threshold("closing", closes_on - ENDING_DAYS * DAY))
    says = f"{row} was asked on {day_in_words(asked_on)} to sign {zone}"
    says += f" {AS[row.capacity]}."
    if closes_on and on <= closes_on:
        says += f" Comments on the proposal are open until {day_in_words(closes_on)}."
    body = row.organisation
    to_do = "Read what the zone says, and sign it; or say that you do not."
    path = reverse("zone-sign", args=[zone.slug, body.slug]) if body else zone.get_absolute_url()
    if body is None:
        to_do = "Read what the zone says, and tell those who lead it whether you sign."
    return Reminder(
        zone,
        Kind.SIGN,
        closes_on or asked_on + UNANSWERED_DAYS * DAY,
        latest(thresholds, on) or thresholds[0],
        "will you sign?",
        says,
        to_do,
        path,
        "Read and sign",
        ASKED,
        *_whom(row),
        subject=str(row.pk),
    )


def _whom(row: Signature) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The organisation that signs, or the address of whoever is not registered."""
    if row.organisation_id:
        return (row.organisation_id,), ()
    return (), ((row.contact.lower(),) if is_address(row.contact) else ())


def open_changes(reach: Reach, on: dt.date) -> Iterator[Reminder]:
    """Changes to which whoever signed may object for some days yet, unless they did. One query."""
    open_one = Amendment.objects.filter(
        zone=OuterRef("zone"),
        state=Amendment.State.OPEN,
        opened_on__lte=on,
        closes_on__range=(on, on + ENDING_DAYS * DAY),
    )
    answered = Objection.objects.filter(amendment__state=Amendment.State.OPEN)
    rows = (
        Signature.objects.standing(on)
        .filter(reach.bodies())
        .filter(zone__proposed_on__isnull=False, zone__removed_on=None)
        .annotate(
            zone_status=status_in_sql(on, zone="zone__"),
            change=Subquery(open_one.values("number")[:1]),
            closes_on=Subquery(open_one.values("closes_on")[:1]),
        )
        .filter(change__isnull=False, zone_status__in=_statuses(*CHANGING))
        .exclude(pk__in=answered.values("signature"))
        .order_by("zone", "position")
    )
    found: dict[tuple[object, ...], Reminder] = {}
    for row in rows.select_related("zone", "organisation").defer(*WORDS_OF_ZONE):
        whom = _whom(row)
        # Whoever signed in two capacities is told once.
        found.setdefault((row.zone_id, *whom), _open_change(row, whom, on))
    yield from found.values()


def _open_change(
    row: Signature, whom: tuple[tuple[int, ...], tuple[str, ...]], on: dt.date
) -> Reminder:
    zone, last = row.zone, day_in_words(row.closes_on)
    body = row.organisation_id or f"s{row.pk}"
    return Reminder(
        zone,
        Kind.OBJECTION,
        row.closes_on,
        Threshold(str(ENDING_DAYS), row.closes_on - ENDING_DAYS * DAY),
        f"a change can be objected to until {last}",
        f"A change to {zone} goes beyond what {row} signed. Whoever signed may object until {last} "
        f"({time_left(row.closes_on, on)}).",
        "Read the change. If you agree, there is nothing to do; if you do not, object and say why.",
        reverse("zone-change", args=[zone.slug, row.change]),
        "Read the change",
        SIGNED,
        *whom,
        subject=f"{row.change}-{body}",
    )


def objections(reach: Reach, on: dt.date) -> Iterator[Reminder]:
    """Objections of those who have yet to sign again or to leave. One query."""
    rows = (
        Objection.objects.filter(answer="", amendment__state=Amendment.State.OPEN)
        .filter(reach.bodies("signature__organisation"), objected_on__lte=on)
        .filter(amendment__zone__proposed_on__isnull=False, amendment__zone__removed_on=None)
        .annotate(zone_status=status_in_sql(on, zone="amendment__zone__"))
        .filter(signature__withdrawn_on=None, zone_status__in=_statuses(*CHANGING))
        .select_related("amendment__zone", "signature__organisation")
        .defer(*(f"amendment__{name}" for name in (*WORDS_OF_ZONE, "changes", "before")))
        .order_by("pk")
    )
    for row in rows:
        change = row.amendment
        zone, last = change.zone, day_in_words(change.closes_on)
        thresholds = [
            Threshold("objected", row.objected_on, is_told=False),
            Threshold("over", change.closes_on + DAY),
        ]
        yield Reminder(
            zone,
            Kind.OBJECTED,
            change.closes_on,
            latest(thresholds, on) or thresholds[0],
            "will you sign again, or leave?",
            f"{row.signature} objected to a change to {zone}. The time for objection "
            f"{'ended' if change.closes_on < on else 'ends'} on {last}.",
            "Sign again or leave. If the change is made before you sign again, you have left.",
            reverse("zone-change", args=[zone.slug, change.number]),
            "Sign again or leave",
            SIGNED,
            *_whom(row.signature),
            subject=str(row.pk),
        )


def afterwards(reach: Reach, on: dt.date) -> Iterator[Reminder]:
    """What no longer has a zone, and of which its owner has yet to say what happens. One query."""
    rows = [
        row
        for row in waiting(on, organisations=reach.organisations)
        if row.variation.acceptance.zone.is_public
    ]
    rows.sort(key=lambda row: (row.variation.acceptance.zone_id, row.owner.pk))
    for _, group in groupby(rows, key=lambda row: (row.variation.acceptance.zone_id, row.owner.pk)):
        yield _afterwards([*group], on)


def _afterwards(rows: list[Aftermath], on: dt.date) -> Reminder:
    """One reminder for all that an organisation has to say of a zone."""
    first = rows[0]
    zone, owner, due = first.variation.acceptance.zone, first.owner, day_in_words(first.due_on)
    thresholds = [
        Threshold("ended", first.zone_ended_on, is_told=False),
        Threshold(str(ENDING_DAYS), first.due_on - ENDING_DAYS * DAY),
        Threshold("overdue", first.due_on + DAY),
    ]
    names = f"“{first.variation.title}”"
    if len(rows) > 1:
        path = reverse("zone-afterwards", args=[zone.slug])
        names += f" and {len(rows) - 1} more"
    else:
        path = reverse("variation-afterwards", args=[zone.slug, first.variation.pk])
    is_over = first.due_on < on
    return Reminder(
        zone,
        Kind.AFTERWARDS,
        first.due_on,
        latest(thresholds, on) or thresholds[0],
        f"say {'what' if is_over else f'by {due} what'} happens now",
        f"{names}: no longer under a zone since {zone} ended on "
        f"{day_in_words(first.zone_ended_on)}. {owner} {'was' if is_over else 'is'} to say by "
        f"{due} what happens.",
        "Say whether the normal rule holds again, the rule of the zone becomes the normal one, or "
        "it goes on by an agreement of its own. What you say is public.",
        path,
        "Say what happens",
        ANSWERS,
        (owner.pk,),
        subject=str(owner.pk),
    )
