"""What those who signed a zone, and those who lead it, are told of a change to it."""

import datetime as dt
from collections.abc import Sequence

from groundwork.addresses import absolute
from sizes import telling
from sizes.amending.contents import outcomes_added, outcomes_dropped
from sizes.amending.saying import what_it_changes
from sizes.models import Amendment, Objection
from sizes.words import day_in_words, joined


def tell_all(amendment: Amendment, event: str, *, subject: str, body: str, on: dt.date) -> None:
    """Write to those who signed and those who lead, once each for an event of the change."""
    zone = amendment.zone
    key = f"change-{zone.pk}-{amendment.number}-{event}"
    whole = f"{body}\n\nThe change and its reason: {absolute(amendment.get_absolute_url())}\n"
    telling.tell_signatories(zone, subject=subject, body=whole, key=key, on=on)
    telling.tell_leads(zone, subject=subject, body=whole, key=key, on=on)


def tell_adjusted(amendment: Amendment, *, on: dt.date) -> None:
    """That a change within the limits was made."""
    tell_all(
        amendment,
        "made",
        subject=f"{amendment.zone} was adjusted",
        body=(
            f"“{amendment.zone}”, which you lead or have signed, was adjusted on "
            f"{day_in_words(on)}. It keeps within what was signed, so nobody has to sign again.\n\n"
            f"{_changed(amendment)}\n\nWhy: {amendment.reason}"
        ),
        on=on,
    )


def tell_opened(amendment: Amendment, why: Sequence[str], *, on: dt.date) -> None:
    """That a change which goes further is open for objection, and until when."""
    closes = day_in_words(amendment.closes_on)
    tell_all(
        amendment,
        "opened",
        subject=f"A change to {amendment.zone} is open for objection until {closes}",
        body=(
            f"A change is proposed to “{amendment.zone}”, which you lead or have signed. It goes "
            "beyond what was signed:\n\n"
            + "\n".join(f"- {sentence}" for sentence in why)
            + f"\n\n{_changed(amendment)}\n\nWhy: {amendment.reason}\n\n"
            f"Until {closes} whoever signed may object, with a reason. The zone stays as it is "
            "until the change is made. Who objects then signs again or leaves; who says nothing "
            "stays a signatory."
        ),
        on=on,
    )


def tell_made(amendment: Amendment, leaving: Sequence[Objection], *, on: dt.date) -> None:
    """That a change which was open for objection is made, and who leaves by it."""
    left = [f"- {objection.signature}" for objection in leaving]
    said = "\n\nThese objected and did not sign again; they leave the zone:\n" + "\n".join(left)
    tell_all(
        amendment,
        "made",
        subject=f"{amendment.zone} was amended",
        body=(
            f"The change to “{amendment.zone}” was made on {day_in_words(on)}.\n\n"
            f"{_changed(amendment)}\n\nWhy: {amendment.reason}{said if left else ''}"
        ),
        on=on,
    )


def tell_abandoned(amendment: Amendment, *, on: dt.date) -> None:
    """That a change which was open for objection will not be made."""
    tell_all(
        amendment,
        "abandoned",
        subject=f"The change to {amendment.zone} will not be made",
        body=(
            f"The change proposed to “{amendment.zone}” was abandoned on {day_in_words(on)}. The "
            f"zone stays as it is.\n\nWhy: {amendment.why_abandoned}"
        ),
        on=on,
    )


def tell_answer(objection: Objection, event: str, said: str, *, on: dt.date) -> None:
    """Tell those who lead that a signatory objects, signs again or leaves."""
    amendment = objection.amendment
    zone = amendment.zone
    telling.tell_leads(
        zone,
        subject=f"{zone}: {objection.signature} {said}",
        body=(
            f"{objection.signature} {said} over the change proposed to “{zone}”.\n\n"
            f"Why: {objection.why}\n\n{absolute(amendment.get_absolute_url())}\n"
        ),
        key=f"objection-{objection.pk}-{event}",
        on=on,
    )


def _changed(amendment: Amendment) -> str:
    lines = [f"What it changes: {joined(what_it_changes(amendment))}."]
    lines += [f"Outcome added: {each['statement']}" for each in outcomes_added(amendment)]
    lines += [f"Outcome dropped: {outcome}" for outcome in outcomes_dropped(amendment)]
    return "\n".join(lines)
