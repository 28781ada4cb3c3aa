"""What is known of a zone, gathered for those who decide about it and for everyone else.

Everything comes from the records that the zone's other pages show, up to the day. The number of
queries is the same however much there is.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from groundwork import clock
from sizes.account import Account, accounts_of
from sizes.as_it_stood import end_of, variations_as_they_stood
from sizes.covering import of_zones
from sizes.differences import Different, different
from sizes.models import Amendment, Barrier, Comment, Meeting, Outcome, Review, Zone
from sizes.reviewing import Interim, interims_of, is_decided, last_in_words, reviews_of
from sizes.variation_status import VariationStatus, status_of
from sizes.voices import (
    looked_at,
    places_in_words,
    shown_of,
    without_later_answers,
    worked_in_words,
)
from sizes.words import day_in_words

MOST_COMMENTS = 10
ACCOUNT_WORDS = ("Kept", "Varied", "Accepted", "Waiting", "Ended", "Withdrawn")


@dataclass(frozen=True)
class Aim:
    """An outcome, and whether it was signed first, added later, or is no longer aimed at."""

    outcome: Outcome
    note: str


@dataclass(frozen=True)
class Tried:
    """A variation, what it is on the day, and in words how many people said that it worked."""

    about: Different
    worked: list[str]


@dataclass(frozen=True)
class Heard:
    """Comments: how many there are, from where, how many were answered, and the newest of them."""

    count: int
    answered: int
    where_from: list[str]
    newest: list[Comment]

    @property
    def more(self) -> int:
        return self.count - len(self.newest)


@dataclass(frozen=True)
class Evidence:
    """All of it, for a page."""

    aims: list[Aim]
    tried: list[Tried]
    heard: Heard
    commitments: list[Account]
    barriers: list[Barrier]
    meetings: list[Meeting]
    changes: list[Amendment]
    interims: list[Interim]
    decided: list[Review]
    now: Review | None
    says: str

    @property
    def tried_in_words(self) -> str:
        """How many variations are what: "2 current, 1 ended"."""
        counts = Counter(VariationStatus(each.about.status).label.lower() for each in self.tried)
        return ", ".join(f"{number} {label}" for label, number in counts.items())

    @property
    def commitments_in_words(self) -> str:
        """How many commitments came to what: "3 kept, 1 withdrawn"."""
        counts = Counter(account.word for account in self.commitments)
        return ", ".join(f"{counts[word]} {word.lower()}" for word in ACCOUNT_WORDS if counts[word])


def evidence_of(zone: Zone, *, on: dt.date) -> Evidence:
    """What is known of a public zone by the day's end."""
    reviews = reviews_of(zone, on=on)
    now = next((each for each in reviews if _is_present(each, zone)), None)
    meetings = zone.meetings.filter(~Q(decisions=""), held_on__lte=on, cancelled_on=None)
    changes = zone.amendments.filter(state=Amendment.State.MADE, made_on__lte=on)
    return Evidence(
        aims=_aims(zone, on),
        tried=_tried(zone, on),
        heard=_heard(zone, on),
        commitments=accounts_of(zone, on=on),
        barriers=[
            *zone.barriers.filter(noted_at__lte=end_of(on)).select_related("owner", "service")
        ],
        meetings=[*meetings],
        changes=[*changes.order_by("-made_on", "-number")],
        interims=interims_of(zone, on=on, reviews=reviews),
        decided=[each for each in reviews if each.interim_id is None and is_decided(each, on)],
        now=now if now and not is_decided(now, on) else None,
        says=last_in_words(zone, now, on=on),
    )


def _is_present(review: Review, zone: Zone) -> bool:
    return review.interim_id is None and review.term == zone.term


def _aims(zone: Zone, on: dt.date) -> list[Aim]:
    """The outcomes known by the day: those aimed at first, then those that were dropped."""
    known = zone.outcomes.filter(Q(starts_on=None) | Q(starts_on__lte=on))
    found = [Aim(outcome, _note(outcome, zone, on)) for outcome in known]
    return sorted(found, key=lambda aim: _is_dropped(aim.outcome, on))


def _is_dropped(outcome: Outcome, on: dt.date) -> bool:
    return outcome.ends_on is not None and outcome.ends_on <= on


def _note(outcome: Outcome, zone: Zone, on: dt.date) -> str:
    if outcome.starts_on:
        first = f"Added on {day_in_words(outcome.starts_on)}"
    elif zone.declared_on:
        first = "Signed with the declaration"
    else:
        first = "Proposed"
    if _is_dropped(outcome, on):
        return f"{first}; no longer aimed at since {day_in_words(outcome.ends_on)}"
    return first


def _tried(zone: Zone, on: dt.date) -> list[Tried]:
    rows = []
    for variation in of_zones([zone.pk]):
        variation.acceptance.zone = zone
        if status_of(variation, on=on) != VariationStatus.PROPOSED:
            rows.append(variation)
    variations_as_they_stood(rows, on=on, today=clock.today())
    verdicts: dict[int, dict[str, int]] = defaultdict(dict)
    counted = looked_at(until=end_of(on)).filter(variation__in=[row.pk for row in rows])
    for row in counted.order_by().values("variation", "worked").annotate(number=Count("pk")):
        verdicts[row["variation"]][row["worked"]] = row["number"]
    return [
        Tried(
            different(row, on=on), worked_in_words(verdicts[row.pk]) if row.pk in verdicts else []
        )
        for row in rows
    ]


def _heard(zone: Zone, on: dt.date) -> Heard:
    until = end_of(on)
    shown = shown_of(zone, until=until)
    answered = ~Q(answer="") & Q(answered_at__lte=until)
    places: Counter[str] = Counter()
    number = 0
    counted = shown.order_by().values("where_from")
    for row in counted.annotate(number=Count("pk"), answers=Count("pk", filter=answered)):
        places[row["where_from"]] += row["number"]
        number += row["answers"]
    newest = without_later_answers(shown[:MOST_COMMENTS], until) if places else []
    return Heard(places.total(), number, places_in_words(places), newest)
