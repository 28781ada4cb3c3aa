"""Bringing a zone and the keeper of an asset or an offer together over a need.

An introduction is a letter, sent once for a need and a thing. What came of it is recorded by either
side, with a sentence that only the two sides read; the public learns how many there were and how
they ended. The verbs raise PermissionDenied, Refused or ChangedMeanwhile.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from assets.models import Asset
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Commitment, Membership, Person
from partners.permissions import AGREEING, WORKING
from sizes import introduction_letters as letters
from sizes.models import Introduction, Need, Participant
from sizes.needs import HAS_ENDED, NOT_A_MEMBER
from sizes.permissions import keeps, may_see_introduction, may_state_need
from sizes.status import ENDED
from sizes.waiting import Matter
from sizes.words import day_in_words, joined

Result = Introduction.Result
# So many days a keeper has to answer before it may be said that they did not.
WAIT_DAYS = 14


@dataclass(frozen=True)
class Sent:
    """An introduction that was sent, and to how many addresses a letter went: maybe none."""

    introduction: Introduction
    letters: int


def send_problems(
    need: Need, *, asset: Asset | None = None, commitment: Commitment | None = None, on: dt.date
) -> list[str]:
    """Why the keeper cannot be asked now: sentences."""
    if not need.zone.is_public:
        return ["The zone is not public yet. Propose it first: then its needs can be read."]
    if need.zone.status(on) in ENDED:
        return ["This zone has ended, so nobody is asked any more."]
    if not need.is_open(on):
        return [HAS_ENDED]
    if asset is not None and (not asset.is_public(on) or asset.has_gone(on)):
        return ["This asset is not on the register today."]
    if commitment is not None and not commitment.is_offered(on):
        return ["This offer does not stand today."]
    if need.introductions.filter(asset=asset, commitment=commitment).exists():
        return ["An introduction over this was sent already."]
    return []


@transaction.atomic
def introduce(
    *,
    need: Need,
    asset: Asset | None = None,
    commitment: Commitment | None = None,
    words: str,
    by: Person,
    on: dt.date | None = None,
) -> Sent:
    """Write to the keeper of an asset, or of an offer, on behalf of the zone; once for each.

    Where nobody of theirs can be written to, it is recorded all the same, and `letters` is 0.
    """
    day = on or clock.today()
    row: Need = need.lock()
    if not may_state_need(by, row.zone):
        raise PermissionDenied(NOT_A_MEMBER)
    if (asset is None) == (commitment is None):
        raise Refused("Choose one asset, or one offer.")
    found = send_problems(row, asset=asset, commitment=commitment, on=day)
    if not words.strip():
        found.append("Write a few words to the keeper: who you are, and what you hope for.")
    if found:
        raise Refused(*found)
    with because(reason="Introduction sent"):
        made = Introduction.objects.create(
            need=row,
            asset=asset,
            commitment=commitment,
            words=words.replace("\r\n", "\n").strip(),
            sent_on=day,
            sent_by=by,
        )
    return Sent(made, len(letters.sent(made, on=day)))


def answers_open_to(introduction: Introduction, person: Any, *, on: dt.date) -> list[Result]:
    """What the person may record of it on the day.

    That no answer came is the zone's to say, once the keeper had WAIT_DAYS days.
    """
    if not may_see_introduction(person, introduction):
        return []
    answers = [Result.AGREED, Result.DECLINED]
    waited = (on - introduction.sent_on).days >= WAIT_DAYS
    if waited and may_state_need(person, introduction.need.zone):
        answers.append(Result.NO_ANSWER)
    return answers


@transaction.atomic
def record(
    *,
    introduction: Introduction,
    result: str,
    words: str = "",
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Introduction:
    """Say what came of an introduction, and tell the other side. It may be said anew later.

    Somebody who declines says why, in a sentence that only the two sides read.
    """
    day = on or clock.today()
    row: Introduction = introduction.lock(expected=expected)
    may = answers_open_to(row, by, on=day)
    if not may:
        raise PermissionDenied("Only the two sides of an introduction say what came of it.")
    if result == Result.NO_ANSWER and result not in may:
        open_on = row.sent_on + dt.timedelta(days=WAIT_DAYS)
        raise Refused(
            "Only the zone says that no answer came, and not before "
            f"{day_in_words(open_on)}: give them until then."
        )
    if result not in may:
        raise Refused("Say whether it was agreed or declined.")
    if result == Result.DECLINED and not words.strip():
        raise Refused("Say why not, in a sentence: only the two sides read it.")
    by_keeper = keeps(by, row) and not may_state_need(by, row.need.zone)
    with because(reason=f"Introduction: {letters.RESULTS[Result(result)]}"):
        before = row.version
        row.write(result=result, result_words=words.strip(), answered_on=day, answered_by=by)
    if row.version != before:
        letters.answered(row, by_keeper=by_keeper, on=day)
    return row


# --- What is told of them -------------------------------------------------------------------------


def with_both_sides(rows: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """Introductions with all that their pages and letters read, in one query."""
    return rows.select_related(
        "need__zone", "asset__owner", "asset__steward", "commitment__organisation"
    ).defer("asset__boundary", "asset__point", "asset__other_columns")


def counts_of(need: Need) -> dict[str, int]:
    """How many introductions there were over a need, and how they ended: numbers, and no names."""
    results = [*need.introductions.values_list("result", flat=True)]
    return {
        "sent": len(results),
        "agreed": results.count(Result.AGREED),
        "declined": results.count(Result.DECLINED),
        "no_answer": results.count(Result.NO_ANSWER),
        "waiting": results.count(""),
    }


def in_words(counts: dict[str, int], *, is_over: bool = False) -> str:
    """The same as a sentence; empty where none was sent. Of a need that ended nobody waits."""
    sent = counts["sent"]
    if not sent:
        return ""
    labels = {
        "agreed": "agreed",
        "declined": "declined",
        "no_answer": "without an answer",
        "waiting": "not answered" if is_over else "waiting for an answer",
    }
    parts = [f"{counts[name]} {label}" for name, label in labels.items() if counts[name]]
    return f"{sent} introduction{'' if sent == 1 else 's'}: {joined(parts)}."


def introductions_waiting(memberships: list[Membership], on: dt.date) -> list[Matter]:
    """What waits on the desk of somebody with these memberships; two queries at most.

    Introductions that their organisations are asked to answer, and those of their zones that had
    WAIT_DAYS days without an answer.
    """
    agrees_for = {each.organisation_id for each in memberships if each.role in AGREEING}
    works_for = {each.organisation_id for each in memberships if each.role in WORKING}
    if not works_for:
        return []
    asked = (
        Q(asset__owner__in=agrees_for)
        | Q(asset__steward__in=agrees_for)
        | Q(commitment__organisation__in=agrees_for)
    )
    zones = Participant.objects.filter(
        organisation__in=works_for, agreed_on__isnull=False, declined_on=None
    )
    waited = Q(need__zone__in=zones.values("zone"), sent_on__lte=on - dt.timedelta(days=WAIT_DAYS))
    rows = with_both_sides(
        Introduction.objects.filter(result="", need__ended_on=None, need__zone__removed_on=None)
    ).filter(asked | waited)
    return [_matter(row, agrees_for) for row in rows.order_by("sent_on", "pk")]


def _matter(row: Introduction, agrees_for: set[int]) -> Matter:
    theirs = {each.pk for each in letters.keepers(row)} & agrees_for
    day = day_in_words(row.sent_on)
    url = reverse("introduction", args=[row.need.zone.slug, row.need_id, row.pk])
    if theirs:
        says = f"{row.need.zone} asked on {day} whether “{letters.named(row)}” could help."
        return Matter(row.need.title, says, url, "Answer")
    says = f"“{letters.named(row)}” was asked on {day}. Say what came of it."
    return Matter(row.need.title, says, url, "Say what came of it")
