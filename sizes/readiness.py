"""What a zone lacks for a step of its life, as sentences, and where each is seen to."""

import datetime as dt
from collections.abc import Callable

from sizes import comment_period, reviewing, signing
from sizes.dates import LONG_TERM_YEARS, years_after
from sizes.models import Acceptance, Limits, Participant, Review, Zone
from sizes.status import Status, status_on

Decision = Review.Decision
Missing = Callable[[Zone, dt.date], list[str]]
Parts = tuple[tuple[str, Missing], ...]


def missing(step: str, zone: Zone, on: dt.date) -> list[str]:
    """What the zone lacks on the day for the step, by its name: none where it is ready."""
    return [sentence for _, lacks in PARTS.get(step, ()) for sentence in lacks(zone, on)]


def pages(step: str, zone: Zone, on: dt.date) -> dict[str, str]:
    """The same: each sentence with the name of the address where it is seen to."""
    return {sentence: page for page, lacks in PARTS.get(step, ()) for sentence in lacks(zone, on)}


def _missing_where(zone: Zone, on: dt.date) -> list[str]:
    return [] if zone.boundaries.exists() else ["Say where the zone is."]


def _missing_subject(zone: Zone, on: dt.date) -> list[str]:
    sentences = []
    if not zone.purpose.strip():
        sentences.append("Say in a sentence what you intend to improve together.")
    if not zone.outcomes.exists():
        sentences.append("Name at least one outcome that should get better.")
    if not zone.themes.exists() and not zone.services.exists():
        sentences.append("Choose at least one theme or service that the zone is about.")
    return sentences


def _missing_reasons(zone: Zone, on: dt.date) -> list[str]:
    return [] if zone.why_here.strip() else ["Say why a zone is needed here."]


def _missing_promises(zone: Zone, on: dt.date) -> list[str]:
    sentences = []
    if not zone.what_stays.strip():
        sentences.append("Say what will not change.")
    if not zone.how_far.strip():
        sentences.append("Say how far the differences in services may go.")
    return sentences


def _missing_dates(zone: Zone, on: dt.date) -> list[str]:
    sentences = []
    if zone.starts_on is None:
        sentences.append("Say on what day the zone starts.")
    if zone.target_on is None:
        sentences.append("Set the target date, at which the zone is reviewed or dissolved.")
    elif zone.target_on <= on:
        sentences.append("Target date must be in the future.")
    if zone.starts_on and zone.target_on:
        too_long = zone.target_on > years_after(zone.starts_on, LONG_TERM_YEARS)
        if too_long and not zone.why_so_long.strip():
            sentences.append("Say why the zone needs more than five years.")
    return sentences


def _missing_leads(zone: Zone, on: dt.date) -> list[str]:
    leads = [
        lead
        for lead in zone.participants.select_related("organisation")
        if lead.part == Participant.Part.LEAD and lead.declined_on is None
    ]
    sentences = []
    if not any(lead.agreed_on for lead in leads):
        sentences.append("At least one organisation must have agreed to lead the zone.")
    if not any(lead.organisation.is_council for lead in leads):
        sentences.append("Ask a council to be one of the leads.")
    return sentences


def _missing_council(zone: Zone, on: dt.date) -> list[str]:
    agreed = zone.participants.filter(part=Participant.Part.LEAD, agreed_on__isnull=False)
    has_council = agreed.filter(organisation__sector="council").exists()
    return [] if has_council else ["A council must have agreed to lead the zone."]


def _missing_limits(zone: Zone, on: dt.date) -> list[str]:
    is_set = Limits.objects.filter(zone=zone).exists()
    return [] if is_set else ["Set the limits within which services may vary."]


def _missing_commitment(zone: Zone, on: dt.date) -> list[str]:
    accepted = Acceptance.objects.standing(on).filter(zone=zone, outcome__isnull=False)
    lacks = "Accept at least one commitment of a partner against an outcome."
    return [] if accepted.exists() else [lacks]


def _missing_renewal(zone: Zone, on: dt.date) -> list[str]:
    return reviewing.missing_decision(zone, Decision.RENEW, on)


def _missing_mainstreaming(zone: Zone, on: dt.date) -> list[str]:
    return reviewing.missing_decision(zone, Decision.MAINSTREAM, on)


def _missing_dissolution(zone: Zone, on: dt.date) -> list[str]:
    """Once the review is open, by a person or by its date, it decides.

    Before that, and once the zone has lapsed, a closing page is enough.
    """
    if status_on(zone, on) not in (Status.UNDER_REVIEW, *reviewing.OPENED_BY_DATE):
        return []
    return reviewing.missing_decision(zone, Decision.DISSOLVE, on)


def _missing_closing(zone: Zone, on: dt.date) -> list[str]:
    return reviewing.missing_closing(zone)


TO_PUBLISH: Parts = (
    ("zone-where", _missing_where),
    ("zone-what-for", _missing_subject),
    ("zone-why-here", _missing_reasons),
    ("zone-limits", _missing_promises),
    ("zone-who", _missing_leads),
    ("zone-how-long", _missing_dates),
)
# What each step asks of the zone, each with the name of the address where it is seen to. A step
# that is not here asks for nothing.
PARTS: dict[str, Parts] = {
    "publish": TO_PUBLISH,
    "declare": (
        *TO_PUBLISH,
        ("zone-who", _missing_council),
        ("zone-limits", _missing_limits),
        ("zone-commitments-work", _missing_commitment),
        ("zone-signatures-work", signing.missing),
        ("zone-heard-work", comment_period.missing),
    ),
    "renew": (("zone-review-work", _missing_renewal),),
    "mainstream": (
        ("zone-review-work", _missing_mainstreaming),
        ("zone-closing-work", _missing_closing),
    ),
    "dissolve": (
        ("zone-review-work", _missing_dissolution),
        ("zone-closing-work", _missing_closing),
    ),
}
