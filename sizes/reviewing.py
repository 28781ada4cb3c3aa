"""Reviews: opening one, gathering what is known, deciding, and closing a zone."""

import datetime as dt

from partners.models import Person
from sizes.models import Closing, Review, Zone

Decision = Review.Decision
PAGES = {
    "tried": "what was tried",
    "changed": "what changed",
    "failed": "what failed",
    "cost": "what it cost",
    "lessons": "what others should know",
}


def last_review(zone: Zone) -> Review | None:
    """The review that decides the zone's present term; None where none was opened."""
    return zone.reviews.filter(interim=None, term=zone.term).first()


def open_last(zone: Zone, *, by: Person | None, on: dt.date) -> Review:
    """Open the review that decides the term; by nobody, where the date opened it."""
    review = last_review(zone)
    return review or Review.objects.create(zone=zone, term=zone.term, opened_on=on, opened_by=by)


def missing_decision(zone: Zone, decision: str, on: dt.date) -> list[str]:
    """What the review lacks for the decision to be carried out: sentences."""
    review = last_review(zone)
    if review is None or review.decision != decision:
        return [f"Record in the review that it is decided: {Decision(decision).label.lower()}."]
    sentences = []
    if not review.reason.strip():
        sentences.append("Give the reason for the decision.")
    if not review.effect.strip():
        sentences.append("Say what the decision means for people.")
    if decision == Decision.RENEW:
        if review.new_target_on is None:
            sentences.append("Set the new target date.")
        elif review.new_target_on <= max(on, zone.target_on or on):
            sentences.append("The new target date must be later than the present one.")
    return sentences


def missing_closing(zone: Zone) -> list[str]:
    """What the closing page lacks: one sentence, none where it is whole."""
    page = Closing.objects.filter(zone=zone).first()
    lacks = [words for name, words in PAGES.items() if not (page and getattr(page, name).strip())]
    return [f"Write the closing page: {', '.join(lacks)}."] if lacks else []


def finish(zone: Zone, *, by: Person, on: dt.date) -> Review | None:
    """Date the decision of the term's review, if there is one. Part of a step."""
    review = last_review(zone)
    if review and review.decision and review.decided_on is None:
        review.write(decided_on=on, decided_by=by)
    return review
