"""Letters about signatures: to whoever is asked, and to those who lead when they answer."""

import datetime as dt

from django.urls import reverse

from sizes.comment_period import current
from sizes.models import Capacity, Signature
from sizes.moderating import is_address
from sizes.signing.rules import AS
from sizes.status import State
from sizes.telling import absolute, tell, tell_leads, tell_organisation
from sizes.words import day_in_words, joined


def invited(signature: Signature, *, on: dt.date) -> None:
    """Ask the organisation's representatives; or whoever is not registered, if they have e-mail."""
    zone, organisation = signature.zone, signature.organisation
    leads = zone.participants.filter(part="lead", agreed_on__isnull=False)
    names = joined(str(lead) for lead in leads.select_related("organisation")) or "Its leads"
    period = current(zone)
    asks = (
        f"{names} {'ask' if ' and ' in names else 'asks'} {signature} to sign “{zone}”, a Social "
        f"Innovation Zone, {AS[Capacity(signature.capacity)]}.\n\n"
        f"{zone.purpose.strip()}\n\n"
        f"All that it says is here:\n{absolute(zone.get_absolute_url())}\n\n"
    )
    is_open = period and zone.state == State.PROPOSED and on <= period.closes_on
    until = f"Comments are open until {day_in_words(period.closes_on)}. " if is_open else ""
    force = "A zone has no statutory force; to sign is to say in public what you intend."
    key, subject = f"signature-{signature.pk}-invited", f"You are asked to sign: {zone}"
    if organisation is None:
        if is_address(signature.contact):
            how = (
                "You can sign on paper, with whoever asked you, or register your organisation here "
                "and sign on line. "
            )
            tell([signature.contact], subject=subject, body=f"{asks}{how}{until}{force}\n", key=key)
        return
    page = absolute(reverse("zone-sign", args=[zone.slug, organisation.slug]))
    how = f"To sign or to decline, as a representative of {organisation}:\n{page}\n\n"
    body = f"{asks}{how}{until}{force}\n"
    tell_organisation(organisation, subject=subject, body=body, key=key, on=on)


def signed(signature: Signature, *, on: dt.date) -> None:
    """Tell those who lead that somebody signed."""
    day = day_in_words(signature.signed_on) if signature.signed_on else ""
    on_paper = " on paper" if signature.is_on_paper else ""
    _to_leads(
        signature,
        "signed",
        subject=f"{signature} signed {signature.zone}",
        says=f"{signature} signed{on_paper} {AS[Capacity(signature.capacity)]} on {day}.",
        on=on,
    )


def recorded(signature: Signature, *, on: dt.date) -> None:
    """Tell a registered organisation that a signature on paper was recorded in its name."""
    if signature.organisation is None:
        return
    zone = signature.zone
    tell_organisation(
        signature.organisation,
        subject=f"A signature of {signature} was recorded",
        body=(
            f"Those who lead “{zone}” recorded that {signature} signed it on paper, "
            f"{AS[Capacity(signature.capacity)]}. Everyone can read this here:\n"
            f"{absolute(zone.get_absolute_url())}#signatures\n\n"
            "If this is not right, a representative can withdraw the signature there:\n"
            f"{absolute(reverse('signature-withdraw', args=[zone.slug, signature.pk]))}\n"
        ),
        key=f"signature-{signature.pk}-recorded",
        on=on,
    )


def declined(signature: Signature, *, on: dt.date) -> None:
    """Tell those who lead that whoever was asked does not sign."""
    said = f" They say: {signature.why_declined}" if signature.why_declined else ""
    _to_leads(
        signature,
        "declined",
        subject=f"{signature} does not sign {signature.zone}",
        says=(
            f"{signature} was asked to sign {AS[Capacity(signature.capacity)]}, and declined.{said}"
        ),
        on=on,
    )


def withdrawn(signature: Signature, *, on: dt.date) -> None:
    """Tell those who lead that a signature was withdrawn, and why."""
    _to_leads(
        signature,
        "withdrawn",
        subject=f"{signature} withdrew its signature of {signature.zone}",
        says=(
            f"{signature} withdrew its signature. The reason, which stands beside it in public: "
            f"{signature.why_withdrawn}"
        ),
        on=on,
    )


def _to_leads(signature: Signature, about: str, *, subject: str, says: str, on: dt.date) -> None:
    zone = signature.zone
    work = absolute(reverse("zone-signatures-work", args=[zone.slug]))
    tell_leads(
        zone,
        subject=subject,
        body=f"{says}\n\nAll signatures of “{zone}”:\n{work}\n",
        key=f"signature-{signature.pk}-{about}",
        on=on,
    )
