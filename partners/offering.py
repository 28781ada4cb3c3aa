"""Organisations offer in public what they are willing to change; what was published stays.

A commitment is drafted by anyone who works for the organisation and put before the public by those
who agree for it. From then on its words change only with a reason, it ends on a day, or it is
withdrawn with a reason, and each of that is shown.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners import permissions
from partners.models import Commitment, Organisation, Person, Service, Theme
from places.models import Area

WORDS = (
    "title",
    "verb",
    "subject",
    "normal_now",
    "instead",
    "enables",
    "enabled_organisation",
    "conditions",
    "starts_on",
    "ends_on",
    "contact_role",
    "contact_address",
    "contact_telephone",
    "is_standing",
)
NEEDED = {
    "title": "Say in a few words what the offer is.",
    "verb": "Say whether it is to change, suspend, amend or revise something.",
    "subject": "Say what it is about: a policy, a practice, assets, people or information.",
    "normal_now": "Say what is normal now.",
    "instead": "Say what the organisation is willing to do instead.",
    "contact_role": "Say whom people ask for: a role, such as the housing desk.",
}


class OfferStatus(models.TextChoices):
    """What a commitment is on a day, derived from its dates."""

    DRAFT = "draft", "Draft"
    COMING = "coming", "Starts later"
    OFFERED = "offered", "On offer"
    ENDED = "ended", "Ended"
    WITHDRAWN = "withdrawn", "Withdrawn"


def status_of(commitment: Commitment, on: dt.date) -> OfferStatus:
    """What the commitment is on the day."""
    if commitment.published_on is None or on < commitment.published_on:
        return OfferStatus.DRAFT
    if commitment.withdrawn_on is not None and commitment.withdrawn_on <= on:
        return OfferStatus.WITHDRAWN
    if commitment.ends_on is not None and commitment.ends_on <= on:
        return OfferStatus.ENDED
    if commitment.starts_on is not None and on < commitment.starts_on:
        return OfferStatus.COMING
    return OfferStatus.OFFERED


def willing_to(commitment: Commitment) -> str:
    """The verb and subject as a reader says them: "suspend the usual rules on how people work"."""
    is_a_rule = commitment.subject in {Commitment.Subject.POLICY, Commitment.Subject.PRACTICE}
    needs_rules = not is_a_rule and commitment.verb != Commitment.Verb.CHANGE
    verb, subject = commitment.get_verb_display().lower(), commitment.get_subject_display()
    return f"{verb} the usual rules on {subject}" if needs_rules else f"{verb} {subject}"


def word_problems(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What the words of a commitment lack: pairs of a field and a sentence."""
    found = [
        (field, sentence)
        for field, sentence in NEEDED.items()
        if not str(values.get(field) or "").strip()
    ]
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends <= starts:
        found.append(("ends_on", "The day it ends must come after the day it starts."))
    return found


def publish_problems(commitment: Commitment, *, on: dt.date) -> list[str]:
    """Why the commitment cannot be published on the day: sentences."""
    organisation = commitment.organisation
    if commitment.published_on is not None:
        return ["This offer is published already."]
    sentences = [
        sentence for _, sentence in word_problems({n: getattr(commitment, n) for n in WORDS})
    ]
    if not (commitment.contact_address.strip() or commitment.contact_telephone.strip()):
        sentences.append(
            "Give one way to ask about it: a telephone number, a shared e-mail address or a place."
        )
    if commitment.ends_on is not None and commitment.ends_on <= on:
        sentences.append("Its last day has passed. Give a later one, or none.")
    if organisation.ends_on is not None and organisation.ends_on <= on:
        sentences.append(f"{organisation.name} has ended, so it cannot offer anything more.")
    return sentences


@transaction.atomic
def draft(
    *,
    organisation: Organisation,
    by: Person,
    themes: Iterable[Theme] = (),
    services: Iterable[Service] = (),
    areas: Iterable[Area] = (),
    **words: Any,
) -> Commitment:
    """Begin an offer that only the organisation's people see.

    Raises PermissionDenied unless the person works for it, and Refused with every problem.
    """
    if not permissions.may_draft_offer(by, organisation):
        raise PermissionDenied("Only people who act for an organisation write its offers.")
    if found := word_problems(words):
        raise Refused(*[sentence for _, sentence in found])
    with because(reason="Drafted"):
        commitment = Commitment.objects.create(organisation=organisation, made_by=by, **words)
        commitment.themes.set(themes)
        commitment.services.set(services)
        commitment.areas.set(areas)
    return commitment


@transaction.atomic
def describe(
    *,
    commitment: Commitment,
    by: Person,
    expected: int,
    why: str = "",
    themes: Iterable[Theme] = (),
    services: Iterable[Service] = (),
    areas: Iterable[Area] = (),
    on: dt.date | None = None,
    **words: Any,
) -> Commitment:
    """Say anew what is offered. Once it is public that takes a reason, which everyone can read.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile when `expected` is
    not its version.
    """
    day = on or clock.today()
    row = commitment.lock(expected=expected)
    if not permissions.may_edit_offer(by, row):
        raise PermissionDenied("Only those who agree for the organisation change what is public.")
    sentences = [sentence for _, sentence in word_problems(words)]
    sentences += change_problems(row, why=why, ends_on=words.get("ends_on"), on=day)
    if sentences:
        raise Refused(*sentences)
    lists = {"themes": [*themes], "services": [*services], "areas": [*areas]}
    changed = {}
    for name, wanted in lists.items():
        before = [*getattr(row, name).all()]
        if {each.pk for each in before} != {each.pk for each in wanted}:
            changed[name] = [[str(each) for each in before], [str(each) for each in wanted]]
            getattr(row, name).set(wanted)
    with because(reason=why.strip() or "Described anew", lists=changed):
        version = row.version
        row.write(**{name: value for name, value in words.items() if name in WORDS})
        if changed and row.version == version:
            row.touch()
    return row


def change_problems(
    commitment: Commitment, *, why: str, ends_on: dt.date | None, on: dt.date
) -> list[str]:
    """Why the words of a commitment cannot be changed like this on the day: sentences."""
    match status_of(commitment, on):
        case OfferStatus.WITHDRAWN:
            return ["This offer was withdrawn. Make another one."]
        case OfferStatus.ENDED:
            return ["This offer has ended. Make another one."]
    if commitment.published_on is None:
        return []
    sentences = []
    if not why.strip():
        sentences.append("Say why it is changed: the reason is shown to everyone.")
    if ends_on is not None and ends_on < on:
        sentences.append("A public offer cannot be made to have ended in the past.")
    return sentences


@transaction.atomic
def publish(
    *, commitment: Commitment, by: Person, expected: int | None = None, on: dt.date | None = None
) -> Commitment:
    """Put the offer before the public, for good.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = commitment.lock(expected=expected)
    if not permissions.may_publish_offer(by, row):
        raise PermissionDenied("Only those who agree for the organisation publish its offers.")
    if found := publish_problems(row, on=day):
        raise Refused(*found)
    with because(reason="Published"):
        row.write(published_on=day, published_by=by)
    return row


@transaction.atomic
def withdraw(
    *,
    commitment: Commitment,
    by: Person,
    why: str,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Commitment:
    """Take a public offer back from the day on, with a reason that everyone can read.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = commitment.lock(expected=expected)
    if not permissions.may_publish_offer(by, row):
        raise PermissionDenied("Only those who agree for the organisation withdraw its offers.")
    if found := _stopping_problems(row, day, verb="withdrawn"):
        raise Refused(*found)
    if not why.strip():
        raise Refused("Say why it is withdrawn: the reason is shown to everyone.")
    with because(reason="Withdrawn"):
        row.write(withdrawn_on=day, withdrawn_by=by, why_withdrawn=why.strip())
    return row


@transaction.atomic
def end(
    *,
    commitment: Commitment,
    by: Person,
    ends_on: dt.date,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Commitment:
    """Say on which day a public offer no longer holds: today or later.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = commitment.lock(expected=expected)
    if not permissions.may_publish_offer(by, row):
        raise PermissionDenied("Only those who agree for the organisation end its offers.")
    if found := _stopping_problems(row, day, verb="ended"):
        raise Refused(*found)
    if ends_on < day:
        raise Refused("An offer ends today or later: what has been cannot be changed.")
    if row.starts_on is not None and ends_on <= row.starts_on:
        raise Refused("It would end before it starts. Withdraw it instead.")
    with because(reason="Given its end"):
        row.write(ends_on=ends_on)
    return row


def _stopping_problems(commitment: Commitment, on: dt.date, *, verb: str) -> list[str]:
    match status_of(commitment, on):
        case OfferStatus.DRAFT:
            return [f"Only an offer that is published can be {verb}."]
        case OfferStatus.WITHDRAWN:
            return ["This offer was withdrawn already."]
        case OfferStatus.ENDED:
            return ["This offer has ended already."]
    return []


@transaction.atomic
def discard(*, commitment: Commitment, by: Person) -> None:
    """Throw away a draft that nobody else has seen.

    Raises PermissionDenied, and Refused once it was published or another offer needs it.
    """
    row = commitment.lock()
    if not permissions.may_draft_offer(by, row.organisation):
        raise PermissionDenied("Only people who act for an organisation throw away its drafts.")
    if row.published_on is not None:
        raise Refused("What was published is kept. It can be withdrawn, with a reason.")
    if row.needed_by.exists():
        raise Refused("Another offer needs this one, so it cannot be thrown away.")
    with because(reason="Thrown away"):
        row.delete()
