"""What a public notice says: its words and facts, put together on the day on which it is given.

What is kept of a notice is a dict that JSON can hold:

    {"heading": "Declaration of a Social Innovation Zone",
     "zone": the zone's name on the day,
     "opening": "Notice is given that …",
     "facts": [["Made on", "3 March 2027"], …],
     "ends": "Ends on … unless renewed, at the latest ….", or "",
     "where": [sentences], "is_crisp": bool, "across_m": how wide it is, or how high,
     "replaces": key of an earlier boundary, or null,
     "sections": [{"key", "title", "words": [sentences], "items": [words],
                   "rows": [{"what", "before", "after"}]}],
     "essentials": [{"title", "text"}],                 the same in short, for a poster
     "signatures": [{"pk", "capacity", "organisation", "residents", "role", "authority",
                     "signed_on"}],
     "missing": who did not sign and why, or "",
     "lead": who is asked, "seen_at": where it can be seen free of charge,
     "comment_by", "object_by": "2027-03-30", or "",
     "force": what force it has}

It names no person: who signed is looked up by key when the notice is shown, so that a name can be
taken out, and so are the ways to reach whoever is asked.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q

from sizes.models import (
    Acceptance,
    Amendment,
    Boundary,
    Capacity,
    MissingCapacity,
    Notice,
    Outcome,
    Participant,
    Signature,
    Zone,
)
from sizes.notice_of_change import content_of_change, replaced_by
from sizes.notice_parts import (
    Content,
    between_commas,
    dated,
    essential,
    full_name,
    section,
)
from sizes.notice_places import where_in_words
from sizes.status import State
from sizes.words import day_in_words, joined

Kind = Notice.Kind

FORCE = (
    "Neither this notice nor the zone has statutory force: they take away nobody’s rights and "
    "change no law. They say in public what the parties intend."
)
MOST_PROMISES = 12
ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def content_of(
    kind: str,
    *,
    zone: Zone,
    on: dt.date,
    boundary: Boundary | None,
    amendment: Amendment | None = None,
    changes: Sequence[dict[str, str]] = (),
) -> Content:
    """Return what the notice of the kind says that is given of the zone on the day.

    Part of a step, once the zone has its new state and dates. `boundary` is the plan annexed;
    `changes` are the rows of what an amendment changes, the place apart.
    """
    leads = leads_of(zone)
    replaces = replaced_by(amendment) if amendment else None
    where, is_crisp = where_in_words(boundary, on) if boundary else ([], True)
    common = {
        "zone": zone.name,
        "ends": ends_in_words(zone),
        "where": where,
        "is_crisp": is_crisp,
        "across_m": _across(boundary) if boundary else 0,
        "replaces": replaces,
        "signatures": [],
        "missing": "",
        "lead": leads[0].organisation.name if leads else "",
        "seen_at": leads[0].organisation.contact_place if leads else "",
        "comment_by": "",
        "object_by": "",
        "force": FORCE,
    }
    match kind:
        case Kind.PROPOSAL:
            return common | _proposal(zone, on, joined(_names(leads)))
        case Kind.DECLARATION:
            return common | _declaration(zone, on)
        case Kind.AMENDMENT if amendment:
            is_made = amendment.state == Amendment.State.MADE
            signed = {"signatures": signatures_on(zone, on)} if is_made else {}
            return common | content_of_change(zone, on, amendment, changes) | signed
        case Kind.RENEWAL:
            return common | _renewal(zone, on, joined(_names(leads)))
        case Kind.END:
            return common | _end(zone, on)
    raise ValueError(f"There is no notice of the kind {kind} without what it is about.")


def _across(boundary: Boundary) -> int:
    """The longer side of the box round the reach, in metres."""
    left, low, right, high = boundary.reach.extent
    return round(max(right - left, high - low))


def leads_of(zone: Zone) -> list[Participant]:
    """The organisations that agreed to lead the zone, in the order in which they were asked."""
    agreed = zone.participants.filter(
        part=Participant.Part.LEAD, agreed_on__isnull=False, declined_on=None
    )
    return [*agreed.select_related("organisation").order_by("pk")]


def ends_in_words(zone: Zone, verb: str = "Ends") -> str:
    """When the zone ends: by its target date or, without a decision, once the grace is over."""
    if zone.target_on is None:
        return ""
    latest = zone.target_on + dt.timedelta(days=settings.GRACE_DAYS)
    return (
        f"{verb} on {day_in_words(zone.target_on)} unless renewed, at the latest "
        f"{day_in_words(latest)}."
    )


def _proposal(zone: Zone, on: dt.date, leads: str) -> Content:
    period = zone.comment_periods.order_by("-number").first()
    by = period.closes_on if period else None
    length = [period.why_length] if period and period.why_length else []
    reasons = [part for part in (zone.why_here, zone.why_so_long, zone.why_beyond_area) if part]
    return {
        "heading": "Proposal for a Social Innovation Zone",
        "opening": (
            f"Notice is given that on {day_in_words(on)} {leads or 'the parties'} proposed that "
            f"the area shown on the plan annexed{between_commas(zone)} be declared a Social "
            f"Innovation Zone, named “{zone.name}”. Nothing is different yet."
        ),
        "facts": dated(
            ("Proposed on", on),
            ("Would start on", zone.starts_on),
            ("Comment by", by),
        ),
        "ends": ends_in_words(zone, "Would end"),
        "sections": [
            section("why", "Why it is proposed", reasons),
            *_meaning(zone),
            _outcomes(zone, on),
            section("period", "Why the time for comments is not the usual one", length),
        ],
        "essentials": [
            essential("What it is for", zone.purpose),
            essential("What may be different", zone.how_far),
            essential("What will not change", zone.what_stays),
        ],
        "comment_by": by.isoformat() if by else "",
    }


def _declaration(zone: Zone, on: dt.date) -> Content:
    period = zone.comment_periods.order_by("-number").first()
    heard = [period.what_was_heard, period.what_was_done] if period else []
    return {
        "heading": "Declaration of a Social Innovation Zone",
        "opening": (
            f"Notice is given that on {day_in_words(on)} the parties named below declared the "
            f"area shown on the plan annexed{between_commas(zone)} to be a Social Innovation Zone, "
            f"named “{zone.name}”."
        ),
        "facts": dated(("Made on", on), ("Starts on", zone.starts_on)),
        "sections": [
            *_meaning(zone),
            _outcomes(zone, on),
            _promises(zone, on),
            section("heard", "What was heard, and what was done with it", heard),
        ],
        "essentials": [
            essential("What it is for", zone.purpose),
            essential("What may be different", zone.how_far),
            essential("What will not change", zone.what_stays),
        ],
        "signatures": signatures_on(zone, on),
        "missing": _missing(zone),
    }


def _renewal(zone: Zone, on: dt.date, leads: str) -> Content:
    review = zone.reviews.filter(interim=None, term=zone.term - 1).first()
    decided = _decision(review, "It is renewed for another term.")
    term = ORDINALS.get(zone.term, f"{zone.term}th")
    return {
        "heading": "Renewal of a Social Innovation Zone",
        "opening": (
            f"Notice is given that on {day_in_words(on)} {leads or 'the parties'} renewed the "
            f"Social Innovation Zone named “{zone.name}”, the area shown on the plan annexed"
            f"{between_commas(zone) or ','} for a {term} term."
        ),
        "facts": dated(
            ("Renewed on", on),
            ("Declared on", zone.declared_on),
            ("New target date", zone.target_on),
        ),
        "sections": [*decided, *_meaning(zone), _outcomes(zone, on)],
        "signatures": signatures_on(zone, on),
        "essentials": [
            essential("Why it is renewed", review.reason if review else ""),
            essential("What it means", review.effect if review else ""),
            essential("What may be different", zone.how_far),
            essential("What will not change", zone.what_stays),
        ],
    }


def _end(zone: Zone, on: dt.date) -> Content:
    review = zone.reviews.filter(interim=None, term=zone.term).first()
    is_normal = zone.state == State.MAINSTREAMED
    step = zone.transitions.order_by("-pk").first()
    note = step.note if step else ""
    named = full_name(zone)
    if is_normal:
        what = f"{named} ends, because what it tried becomes normal practice"
    else:
        what = f"{named} was dissolved"
    decision = "What was tried becomes normal practice." if is_normal else "It is dissolved."
    decided = _decision(review, decision)
    if note and not (review and review.decision):
        decided = [section("decision", "The decision, and why", [decision, note])]
    afterwards = (
        "The differences that held in it are no longer under a zone. Whoever answers for each says "
        "in public what happens with it. Leases and agreements keep their own terms."
    )
    return {
        "heading": "End of a Social Innovation Zone",
        "opening": f"Notice is given that on {day_in_words(on)} {what}.",
        "facts": dated(
            ("Declared on", zone.declared_on), ("Started on", zone.starts_on), ("Ended on", on)
        ),
        "ends": "",
        "sections": [
            *decided,
            section("lapsed", "It had lapsed before", _lapsed(zone, on)),
            section("afterwards", "What happens now", [afterwards]),
            section(
                "closing",
                "What was learned",
                ["What was tried, changed, failed and cost is told on its page, which stays."],
            ),
        ],
        "essentials": [
            essential("Why", review.reason if review and review.decision else note),
            essential("What it means", review.effect if review else ""),
            essential("What happens now", afterwards),
        ],
    }


def _decision(review: Any, decision: str) -> list[Content]:
    if not (review and review.decision):
        return [section("decision", "The decision", [decision])]
    return [
        section("decision", "The decision, and why", [decision, review.reason]),
        section("effect", "What it means for people", [review.effect]),
    ]


def _lapsed(zone: Zone, on: dt.date) -> list[str]:
    if zone.target_on is None or on <= zone.target_on + dt.timedelta(days=settings.GRACE_DAYS):
        return []
    latest = zone.target_on + dt.timedelta(days=settings.GRACE_DAYS)
    return [f"Nobody decided about it by {day_in_words(latest)}. It was over from the next day."]


def _meaning(zone: Zone) -> list[Content]:
    return [
        section("purpose", "What it is for", [zone.purpose]),
        section("differs", "What may be different", [zone.how_far]),
        section("stays", "What will not change", [zone.what_stays, *limits_in_words(zone)]),
    ]


def limits_in_words(zone: Zone) -> list[str]:
    """The limits as sentences; none where none were set."""
    limits = getattr(zone, "limits", None)
    if limits is None:
        return []
    allowed = [str(each) for each in limits.services.all()]
    allowed = allowed or [str(row.service) for row in zone.services.select_related("service")]
    fixed = [str(each) for each in limits.fixed_services.all()]
    sentences = []
    if allowed:
        sentences.append(f"Only these services may vary: {joined(allowed)}.")
    if fixed:
        sentences.append(f"These services stay as they are: {joined(fixed)}.")
    if limits.longest_days:
        sentences.append(f"No difference lasts longer than {limits.longest_days:,} days.")
    if not limits.is_fringe_open:
        sentences.append("In the fringe nothing differs.")
    return sentences


def _outcomes(zone: Zone, on: dt.date) -> Content:
    """What should get better; on the day, or on its start, those that are aimed at."""
    items = []
    for outcome in Outcome.objects.in_force(on).filter(zone=zone):
        measured = [
            f"{label} {text}"
            for label, text in (
                ("measured by:", outcome.indicator),
                ("now:", outcome.baseline),
                ("aim:", outcome.target),
            )
            if text
        ]
        words = outcome.statement.rstrip(".")
        items.append(f"{words} ({'; '.join(measured)})." if measured else f"{words}.")
    return section("outcomes", "What should get better", [], items=items)


def _promises(zone: Zone, on: dt.date) -> Content:
    taken_up = Acceptance.objects.standing(on).filter(zone=zone)
    found = taken_up.select_related("commitment__organisation").order_by("answered_on", "pk")
    items = [
        f"{each.commitment.organisation} will {each.commitment.get_verb_display().lower()} "
        f"{each.commitment.get_subject_display()}: {each.commitment.title.rstrip('.')}."
        for each in found
    ]
    if len(items) > MOST_PROMISES:
        more = len(items) - MOST_PROMISES + 1
        items = [*items[: MOST_PROMISES - 1], f"And {more} more, on the zone’s page."]
    return section("promises", "What partners have promised", [], items=items)


def signatures_on(zone: Zone, on: dt.date) -> list[Content]:
    """The signatures that stand on the day, in their order, without the names of people.

    Those to a proposal that was changed before it was declared are none of them.
    """
    period = zone.comment_periods.order_by("-number").first()
    to_this = Q(period=period) | Q(signed_on__gt=zone.declared_on or on)
    standing = zone.signatures.standing(on).filter(to_this).select_related("organisation")
    return [_signature(each) for each in standing.order_by("position", "pk")]


def _signature(each: Signature) -> Content:
    authority = ""
    if each.authority and each.decided_on:
        authority = f"{each.get_authority_display().lower()}, {day_in_words(each.decided_on)}"
    return {
        "pk": each.pk,
        "capacity": Capacity(each.capacity).label,
        "organisation": each.organisation.name if each.organisation else "",
        "residents": each.residents,
        "role": each.role,
        "authority": authority,
        "decision_url": each.decision_url if authority else "",
        "signed_on": day_in_words(each.signed_on) if each.signed_on else "",
    }


def _missing(zone: Zone) -> str:
    missing = MissingCapacity.objects.filter(zone=zone).first()
    if missing is None:
        return ""
    return (
        f"Nobody signed as {Capacity(missing.capacity).label.lower()}. Asked: "
        f"{missing.who_was_asked.rstrip('.')}, on {day_in_words(missing.asked_on)}. "
        f"Why nobody did: {missing.why_not}"
    )


def _names(leads: list[Participant]) -> list[str]:
    return [str(lead) for lead in leads]
