"""What those who lead a zone are reminded of: its end, reviews, comments, changes and meetings."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse

from sizes.ending import lapses_on
from sizes.models import Amendment, CommentPeriod, Meeting, Zone
from sizes.reminders.reminder import (
    DAY,
    WORDS,
    WORDS_OF_ZONE,
    Kind,
    Reach,
    Reminder,
    Threshold,
    latest,
)
from sizes.reviewing import unheld
from sizes.status import ENDED, State, status_in_sql
from sizes.words import day_in_words, time_left

LEADS = "which leads this zone"
WARNINGS = (30, 7)  # days before
COMMENTS_END_DAYS = 7
NOTES_WITHIN_DAYS = 14


def before(day: dt.date, *numbers: int) -> list[Threshold]:
    """A threshold so many days before the day, for each number."""
    return [Threshold(str(number), day - number * DAY) for number in numbers]


def target_thresholds(target_on: dt.date) -> list[Threshold]:
    """When people are told of a target date, of what follows it, and that the zone has lapsed."""
    overdue_on, lapsed_on = target_on + DAY, lapses_on(target_on)
    warnings = before(target_on, settings.REVIEW_NOTICE_DAYS, *WARNINGS)
    lapsing = [
        Threshold(f"lapses-{each.name}", each.since_on)
        for each in before(lapsed_on, *WARNINGS)
        if overdue_on < each.since_on
    ]
    return [
        *warnings,
        Threshold("overdue", overdue_on),
        *lapsing,
        Threshold("lapsed", lapsed_on),
    ]


def targets(reach: Reach, on: dt.date) -> Iterator[Reminder]:
    """Zones whose target date is near or past, until somebody decides. One query."""
    furthest = max(settings.REVIEW_NOTICE_DAYS, *WARNINGS)
    zones = Zone.objects.filter(
        reach.zones(""),
        state__in=[State.DECLARED, State.UNDER_REVIEW],
        target_on__lte=on + furthest * DAY,
    )
    for zone in zones.defer(*WORDS):
        passed = latest(target_thresholds(zone.target_on), on)
        if passed:
            yield _target(zone, passed, reach, on)


def _target(zone: Zone, passed: Threshold, reach: Reach, on: dt.date) -> Reminder:
    target, last = day_in_words(zone.target_on), lapses_on(zone.target_on) - DAY
    is_open = zone.state == State.UNDER_REVIEW
    if is_open:
        path, action = reverse("zone-review-work", args=[zone.slug]), "Decide the review"
        to_do = (
            "Record in the review what is decided: whether the zone is renewed, made normal "
            "practice or dissolved. A councillor of a council that leads it then does so."
        )
    else:
        path = reverse("zone-step", args=[zone.reference, "open_review"])
        action = "Open the review"
        to_do = (
            "Open its review, and decide whether it is renewed, made normal practice or dissolved."
        )
    about_on = zone.target_on
    if passed.name == "lapsed":
        about_on, title = last, "it has lapsed"
        says = (
            f"{zone} lapsed, because nobody decided about it by {day_in_words(last)}. What it "
            "declared no longer holds."
        )
        to_do = "Write its closing page, and dissolve it: nothing else can be done with it."
        path, action = reverse("zone-step", args=[zone.reference, "dissolve"]), "Dissolve it"
    elif passed.name.startswith("lapses"):
        about_on, title = last, f"it lapses after {day_in_words(last)}"
        says = (
            f"{zone} was to be reviewed or dissolved by {target}, and nobody has decided. It "
            f"lapses after {day_in_words(last)} ({time_left(last, on)})."
        )
    elif passed.name == "overdue":
        title = "its review is overdue"
        says = (
            f"{zone} was to be reviewed or dissolved by {target}, and no decision is recorded. "
            f"Without one it lapses after {day_in_words(last)}."
        )
    else:
        title = f"to be reviewed or dissolved by {target}"
        left = time_left(zone.target_on, on)
        says = f"{zone} is to be reviewed or dissolved by {target} ({left})."
        says += " Its review is open." if is_open else ""
    return Reminder(
        zone, Kind.TARGET, about_on, passed, title, says, to_do, path, action, LEADS,
        reach.leading(zone),
    )  # fmt: skip


def interims(reach: Reach, on: dt.date) -> Iterator[Reminder]:
    """Interim reviews that are near or past, until they are held. One query."""
    rows = unheld(on).filter(reach.zones(), due_on__lte=on + max(WARNINGS) * DAY)
    for row in rows.defer(*WORDS_OF_ZONE):
        zone, due = row.zone, day_in_words(row.due_on)
        passed = latest(
            [*before(row.due_on, *WARNINGS), Threshold("overdue", row.due_on + DAY)], on
        )
        if passed is None:
            continue
        says = f"The interim review of {zone} is planned for {due} ({time_left(row.due_on, on)})."
        title = f"interim review on {due}"
        if passed.name == "overdue":
            says = f"The interim review of {zone} was planned for {due}, and is not recorded yet."
            title = "its interim review is overdue"
        yield Reminder(
            zone,
            Kind.INTERIM,
            row.due_on,
            passed,
            title,
            says,
            "Hold it, and record what you found: what people say, what works and what does not.",
            reverse("zone-interim-review", args=[zone.slug, row.pk]),
            "Record it",
            LEADS,
            reach.leading(zone),
            subject=str(row.pk),
        )


def comments(reach: Reach, on: dt.date) -> Iterator[Reminder]:
    """Times for comment that end soon, or are over before the zone is declared. One query."""
    newer = CommentPeriod.objects.filter(zone=OuterRef("zone"), number__gt=OuterRef("number"))
    rows = CommentPeriod.objects.filter(
        ~Exists(newer),
        reach.zones(),
        zone__state=State.PROPOSED,
        closes_on__lte=on + COMMENTS_END_DAYS * DAY,
    )
    for row in rows.select_related("zone").defer(*WORDS_OF_ZONE):
        yield _comments(row, reach, on)


def _comments(row: CommentPeriod, reach: Reach, on: dt.date) -> Reminder:
    zone, last = row.zone, day_in_words(row.closes_on)
    answer = reverse("zone-heard-work", args=[zone.slug])
    over = Threshold("over", row.closes_on + DAY)
    if on <= row.closes_on:
        (kind, (passed,)) = (Kind.COMMENTS, before(row.closes_on, COMMENTS_END_DAYS))
        title = f"comments until {last}"
        says = f"Comments on the proposal of {zone} are open until {last}"
        says += f" ({time_left(row.closes_on, on)})."
        to_do = "Tell people that there is still time, and read what they say."
        path, action = reverse("zone-comments", args=[zone.slug]), "Read the comments"
    elif not (row.what_was_heard and row.what_was_done):
        kind, passed, title = Kind.HEARD, over, "answer the comments"
        says = f"The time for comments on {zone} ended on {last}, and they are not answered yet."
        to_do = (
            "Say what was heard, and what was done with it: the declaration says so. Without it "
            "the zone cannot be declared."
        )
        path, action = answer, "Answer them"
    else:
        kind, passed, title = Kind.DECLARE, over, "ready to be declared?"
        says = f"The time for comments on {zone} ended on {last}, and it is not declared yet."
        to_do = (
            "A councillor of a council that leads it can declare it. The page says what is "
            "missing, if anything is."
        )
        path = reverse("zone-step", args=[zone.reference, "declare"])
        action = "See what is missing"
    return Reminder(
        zone, kind, row.closes_on, passed, title, says, to_do, path, action, LEADS,
        reach.leading(zone), subject=str(row.number),
    )  # fmt: skip


def changes(reach: Reach, on: dt.date) -> Iterator[Reminder]:
    """Changes whose time for objection is over, and that are neither made nor given up. One query.

    A zone that has ended changes no more.
    """
    rows = Amendment.objects.filter(
        reach.zones(), state=Amendment.State.OPEN, closes_on__lt=on
    ).annotate(zone_status=status_in_sql(on, zone="zone__"))
    rows = rows.exclude(zone_status__in=[str(status) for status in ENDED])
    for row in rows.select_related("zone").defer("changes", "before", *WORDS_OF_ZONE):
        last = day_in_words(row.closes_on)
        yield Reminder(
            row.zone,
            Kind.AMENDMENT,
            row.closes_on,
            Threshold("over", row.closes_on + DAY),
            "decide about a change",
            f"The time to object to a change to {row.zone} ended on {last}. It is neither made nor "
            "given up.",
            "Make the change or give it up. Whoever objected and has not signed again leaves the "
            "zone when it is made.",
            row.get_absolute_url(),
            "Decide",
            LEADS,
            reach.leading(row.zone),
            subject=str(row.number),
        )


def meetings(reach: Reach, on: dt.date) -> Iterator[Reminder]:
    """Meetings that were held two weeks ago or more, and of which nothing is said. One query."""
    rows = Meeting.objects.filter(
        reach.zones(),
        held_on__lte=on - NOTES_WITHIN_DAYS * DAY,
        cancelled_on=None,
        notes="",
        decisions="",
    ).annotate(zone_status=status_in_sql(on, zone="zone__"))
    rows = rows.exclude(zone_status__in=[str(status) for status in ENDED])
    for row in rows.select_related("zone").defer("agenda", *WORDS_OF_ZONE):
        held = day_in_words(row.held_on)
        yield Reminder(
            row.zone,
            Kind.MEETING,
            row.held_on + NOTES_WITHIN_DAYS * DAY,
            Threshold(str(NOTES_WITHIN_DAYS), row.held_on + NOTES_WITHIN_DAYS * DAY),
            "what came of a meeting?",
            f"“{row.title}” of {row.zone} was held on {held}, and nothing is said of what came of "
            "it.",
            "Write what was discussed and decided; or say that it was called off.",
            reverse("zone-meeting-record", args=[row.zone.slug, row.pk]),
            "Write the notes",
            LEADS,
            reach.leading(row.zone),
            subject=str(row.pk),
        )
