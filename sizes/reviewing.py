"""Reviews of a zone: the interim ones on their days, and the last, which decides its term.

The last one is opened by a person, or by nobody: because the target date is near. Who decides, and
how, is in `sizes.deciding` and in the steps of the lifecycle.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from groundwork import clock
from groundwork.addresses import absolute
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person
from sizes import telling
from sizes.as_it_stood import interim_reviews_of
from sizes.dates import LONG_TERM_YEARS, years_after
from sizes.ending import DAY, lapses_on
from sizes.models import Closing, InterimReview, Meeting, Review, Zone
from sizes.permissions import may_lead
from sizes.status import RUNNING, Status, status_on
from sizes.words import day_in_words

Decision = Review.Decision
PAGES = {
    "tried": "what was tried",
    "changed": "what changed",
    "failed": "what failed",
    "cost": "what it cost",
    "lessons": "what others should know",
}
# With one of these the date has opened the last review, whether or not anybody did.
OPENED_BY_DATE = (Status.REVIEW_DUE, Status.REVIEW_OVERDUE)
LAST_DECISIONS = (Decision.RENEW, Decision.MAINSTREAM, Decision.DISSOLVE)
# From so many days before it, a planned interim review is called due.
INTERIM_NOTICE_DAYS = 30


# --- The last review ------------------------------------------------------------------------------


def last_review(zone: Zone) -> Review | None:
    """The review that decides the zone's present term; None where none was opened."""
    return zone.reviews.filter(interim=None, term=zone.term).first()


def due_from(zone: Zone) -> dt.date | None:
    """The day from which the last review of the present term is open without a person's step."""
    if zone.target_on is None:
        return None
    return zone.target_on - settings.REVIEW_NOTICE_DAYS * DAY


def open_last(zone: Zone, *, by: Person | None, on: dt.date) -> Review:
    """Open the review that decides the term; by nobody, where the date opened it.

    Those who lead and those who signed are told.
    """
    review = last_review(zone)
    if review is None:
        review = Review.objects.create(zone=zone, term=zone.term, opened_on=on, opened_by=by)
        _tell_opened(zone, review)
    return review


def missing_decision(zone: Zone, decision: str, on: dt.date) -> list[str]:
    """What the review lacks for the decision to be carried out: sentences."""
    review = last_review(zone)
    if review is None or review.decision != decision:
        return [f"Record in the review that it is decided: {Decision(decision).label.lower()}."]
    sentences = []
    if not review.findings.strip():
        sentences.append("Write in the review what the evidence shows.")
    if not review.reason.strip():
        sentences.append("Give the reason for the decision.")
    if not review.effect.strip():
        sentences.append("Say what the decision means for people.")
    sentences += _missing_meeting(review.meeting, on)
    if decision == Decision.RENEW:
        if review.new_target_on is None:
            sentences.append("Set the new target date.")
        else:
            sentences += new_date_problems(zone, review.new_target_on, on)
    return sentences


def _missing_meeting(meeting: Meeting | None, on: dt.date) -> list[str]:
    if meeting is None:
        return ["Choose the meeting that decides."]
    day = day_in_words(meeting.held_on)
    if meeting.cancelled_on:
        return [f"The meeting of {day} was cancelled: choose the one that decides."]
    if meeting.held_on > on:
        return [f"The meeting that decides is on {day}: from that day on this can be done."]
    return []


def new_date_problems(zone: Zone, new_target_on: dt.date, on: dt.date) -> list[str]:
    """Why a zone cannot be renewed until that day: sentences."""
    if zone.target_on and new_target_on <= zone.target_on:
        return ["The new target date must be later than the present one."]
    if new_target_on <= on:
        return ["The new target date must be in the future."]
    longest = years_after(on, LONG_TERM_YEARS)
    if new_target_on > longest and not zone.why_so_long.strip():
        last = day_in_words(longest)
        return [f"A new term is five years at most: choose a target date on or before {last}."]
    return []


def missing_closing(zone: Zone) -> list[str]:
    """What the closing page lacks: one sentence, none where it is whole."""
    page = Closing.objects.filter(zone=zone).first()
    lacks = [words for name, words in PAGES.items() if not (page and getattr(page, name).strip())]
    return [f"Write the closing page: {', '.join(lacks)}."] if lacks else []


def finish(zone: Zone, *, by: Person, on: dt.date, decision: str = "") -> Review | None:
    """Date the decision of the term's review, if that is what it decided. Part of a step.

    Without a decision given, whatever it decided.
    """
    review = last_review(zone)
    wanted = decision or (review.decision if review else "")
    if review is None or review.decided_on or not wanted or review.decision != wanted:
        return review
    review.write(decided_on=on, decided_by=by)
    _tell_decided(zone, review)
    return review


def last_in_words(zone: Zone, review: Review | None, *, on: dt.date) -> str:
    """How it stands on the day with the review that decides the term, in a sentence or two.

    `review` is that of the present term.
    """
    if zone.target_on is None:
        return "It has no target date yet, and so no review."
    target, latest = day_in_words(zone.target_on), day_in_words(lapses_on(zone.target_on) - DAY)
    is_late = on > zone.target_on
    by_when = (
        f"It was to be decided by {target}. The zone goes on until it is decided, at the latest "
        f"{latest}; then it lapses."
        if is_late
        else f"It is to be decided by {target}."
    )
    match status_on(zone, on):
        case Status.UNDER_REVIEW:
            opened = (
                f"The review is open since {day_in_words(review.opened_on)}. " if review else ""
            )
            return f"{opened}{by_when}"
        case Status.REVIEW_DUE | Status.REVIEW_OVERDUE:
            since = day_in_words(due_from(zone))
            return f"The review is open since {since}, because the target date is near. {by_when}"
        case Status.ACTIVE | Status.STARTING:
            since = day_in_words(due_from(zone))
            return (
                f"The review that decides what comes after opens on {since} at the latest, and is "
                f"to be decided by {target}."
            )
        case Status.LAPSED:
            return f"Nobody decided by {latest}: the zone has lapsed."
        case Status.DRAFT | Status.OPEN_FOR_SIGNATURES:
            return f"Once it is declared, the zone is reviewed or dissolved by {target}."
        case _:
            return ""


def reviews_of(zone: Zone, *, on: dt.date) -> list[Review]:
    """Reviews that the public knows of on the day, newest first, with their meetings: one query.

    What one that is not yet decided says is for those who work on it.
    """
    rows = zone.reviews.filter(opened_on__lte=on).select_related("meeting", "interim")
    return [*rows]


def is_decided(review: Review, on: dt.date) -> bool:
    """Whether its decision was taken by the day."""
    return review.decided_on is not None and review.decided_on <= on


def _tell_opened(zone: Zone, review: Review) -> None:
    target = day_in_words(zone.target_on) if zone.target_on else "its target date"
    why = "" if review.opened_by else ", because its target date is near"
    page = absolute(reverse("zone-review", args=[zone.slug]))
    _tell_both(
        zone,
        subject=f"{zone} is being reviewed",
        body=(
            f"The review of {zone} is open since {day_in_words(review.opened_on)}{why}. By "
            f"{target} it is decided whether the zone is renewed, made normal practice or "
            "dissolved. The zone goes on meanwhile.\n\n"
            f"What is known of it, gathered on one page: {page}\n"
        ),
        key=f"review-opened-{review.pk}",
        on=review.opened_on,
    )


_DECIDED = {
    Decision.GO_ON: "goes on",
    Decision.RENEW: "is renewed",
    Decision.MAINSTREAM: "ends: what it tried becomes normal practice",
    Decision.DISSOLVE: "is dissolved",
}


def _tell_decided(zone: Zone, review: Review) -> None:
    page = absolute(reverse("zone-review", args=[zone.slug]))
    until = ""
    if review.decision == Decision.RENEW:
        until = f" until {day_in_words(review.new_target_on)}"
    effect = f"What it means: {review.effect}\n\n" if review.effect else ""
    _tell_both(
        zone,
        subject=f"Decided: {zone} {_DECIDED[Decision(review.decision)]}",
        body=(
            f"It was decided on {day_in_words(review.decided_on)}: {zone} "
            f"{_DECIDED[Decision(review.decision)]}{until}.\n\nWhy: {review.reason}\n\n{effect}"
            f"The review: {page}\n"
        ),
        key=f"review-decided-{review.pk}",
        on=review.decided_on,
    )


def _tell_both(zone: Zone, **letter: Any) -> None:
    """Write to those who lead and to those who signed; whoever did both gets one letter."""
    telling.tell_leads(zone, **letter)
    telling.tell_signatories(zone, **letter)


def reviews_section(zone: Zone, on: dt.date) -> dict[str, Any]:
    """What the zone's page says of its reviews: two queries; four once renewed."""
    reviews = reviews_of(zone, on=on)
    last = [each for each in reviews if each.interim_id is None]
    now = next((each for each in last if each.term == zone.term), None)
    return {
        "says": last_in_words(zone, now, on=on),
        "term": term_in_words(zone),
        "meeting": now.meeting if now and not is_decided(now, on) else None,
        "interims": interims_of(zone, on=on, reviews=reviews),
        "decided": [each for each in last if is_decided(each, on)],
    }


# --- Interim reviews ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Interim:
    """A planned look at the zone on the way, and how it stands with it on a day."""

    row: InterimReview
    review: Review | None
    is_over: bool
    on: dt.date

    @property
    def due_on(self) -> dt.date:
        return self.row.due_on

    @property
    def is_held(self) -> bool:
        return self.review is not None

    @property
    def is_overdue(self) -> bool:
        return self.review is None and not self.is_over and self.due_on < self.on

    @property
    def may_be_held(self) -> bool:
        return self.review is None and not self.is_over

    @property
    def word(self) -> str:
        """Held, planned, due, overdue, or not held where its zone or its term is over."""
        if self.review:
            return "Held"
        if self.is_over:
            return "Not held"
        if self.is_overdue:
            return "Overdue"
        return "Due" if self.on >= self.due_on - INTERIM_NOTICE_DAYS * DAY else "Planned"

    @property
    def says(self) -> str:
        """The word, and when it was held if that was another day."""
        if self.review and self.review.opened_on != self.due_on:
            return f"Held on {day_in_words(self.review.opened_on)}"
        return self.word


def interims_of(
    zone: Zone, *, on: dt.date, reviews: Sequence[Review] | None = None
) -> list[Interim]:
    """The planned interim reviews and how it stands with each: two queries; three once renewed.

    `reviews`, those known on the day, saves one.
    """
    if reviews is None:
        reviews = reviews_of(zone, on=on)
    held = {each.interim_id: each for each in reviews if each.interim_id and is_decided(each, on)}
    is_running = status_on(zone, on) in (*RUNNING, Status.STARTING, Status.OPEN_FOR_SIGNATURES)
    rows = _planned(zone)
    began = term_began_on(zone) if rows and zone.term > 1 else None
    return [
        Interim(
            row,
            held.get(row.pk),
            is_over=not is_running or (began is not None and row.due_on < began <= on),
            on=on,
        )
        for row in rows
    ]


def _planned(zone: Zone) -> list[InterimReview]:
    """The planned days, as the zone says, or said on the day to which it was taken back."""
    rows = {row.due_on: row for row in zone.interim_reviews.all()}
    days = sorted(interim_reviews_of(zone)) if hasattr(zone, "otherwise_then") else [*rows]
    return [rows.get(day) or InterimReview(zone=zone, due_on=day) for day in days]


def term_began_on(zone: Zone) -> dt.date | None:
    """The day on which the zone's present term began: of the first, its start."""
    if zone.term == 1:
        return zone.starts_on
    first = zone.phases.filter(term=zone.term).order_by("since_on").first()
    return first.since_on if first else None


_ORDINALS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")


def term_in_words(zone: Zone) -> str:
    """Return "Second term, since 3 May 2027"; "" in the first."""
    if zone.term == 1:
        return ""
    name = f"{_ORDINALS[zone.term]} term" if zone.term < len(_ORDINALS) else f"Term {zone.term}"
    began = term_began_on(zone)
    return f"{name}, since {day_in_words(began)}" if began else name


def unheld(on: dt.date) -> QuerySet[InterimReview]:
    """Interim reviews of running zones that nobody held by the day, whether due or to come.

    Of a zone that was renewed, those planned before its present term are left out.
    """
    running = Zone.objects.published().running(on)
    earlier = Zone.objects.filter(
        pk=OuterRef("zone"), phases__term__lt=OuterRef("zone__term"),
        phases__until_on__gt=OuterRef("due_on"),
    )  # fmt: skip
    held = Review.objects.filter(interim=OuterRef("pk"), decided_on__lte=on)
    return (
        InterimReview.objects.filter(zone__in=running.values("pk"))
        .exclude(Exists(held))
        .exclude(Exists(earlier))
        .select_related("zone")
        .order_by("due_on", "pk")
    )


def interim_problems(
    zone: Zone, *, held_on: dt.date, meeting: Meeting | None, on: dt.date
) -> list[tuple[str, str]]:
    """Why an interim review cannot have been held so: pairs of a field's name and a sentence."""
    found = []
    if held_on > on:
        found.append(("held_on", "Record it once it was held: the day is still to come."))
    if zone.starts_on and held_on < zone.starts_on:
        found.append(("held_on", f"The zone only started on {day_in_words(zone.starts_on)}."))
    if meeting and meeting.zone_id != zone.pk:
        found.append(("meeting", "Choose a meeting of this zone."))
    elif meeting and meeting.cancelled_on:
        found.append(("meeting", "That meeting was cancelled: choose another, or none."))
    return found


@transaction.atomic
def hold(
    *,
    interim: InterimReview,
    findings: str,
    reason: str,
    meeting: Meeting | None = None,
    held_on: dt.date | None = None,
    by: Person,
    on: dt.date | None = None,
) -> Review:
    """Record that an interim review was held, what it found, and why the zone goes on.

    Held on the day of its meeting unless another is given, or on the day itself. Recorded twice in
    the same words it is recorded once. Raises PermissionDenied or Refused.
    """
    day = on or clock.today()
    zone = interim.zone.lock()
    if not may_lead(by, zone):
        raise PermissionDenied(
            "Only a representative of an organisation that leads the zone reviews it."
        )
    findings, reason = (text.replace("\r\n", "\n").strip() for text in (findings, reason))
    there = Review.objects.filter(interim=interim).first()
    if there:
        if (there.findings, there.reason, there.decided_by_id) == (findings, reason, by.pk):
            return there
        raise Refused("Somebody recorded this review meanwhile: it stands as they wrote it.")
    if status_on(zone, day) not in RUNNING:
        raise Refused("The zone is not running: there is nothing to review on the way.")
    if meeting and held_on is None:
        held_on = meeting.held_on
    held_on = held_on or day
    sentences = [
        said for _, said in interim_problems(zone, held_on=held_on, meeting=meeting, on=day)
    ]
    if not findings:
        sentences.append("Say what the review found.")
    if not reason:
        sentences.append("Say why the zone goes on.")
    if sentences:
        raise Refused(*sentences)
    with because(reason="Interim review held"):
        review = Review.objects.create(
            zone=zone,
            term=zone.term,
            interim=interim,
            opened_on=held_on,
            opened_by=by,
            meeting=meeting,
            findings=findings,
            decision=Decision.GO_ON,
            reason=reason,
            decided_on=day,
            decided_by=by,
        )
    _tell_decided(zone, review)
    return review
