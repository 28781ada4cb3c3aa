"""Agreements: who lends what to whom, from when until when, and on what terms.

Somebody writes down what could be agreed; it is agreed once those who agree for the lender and for
the borrower have each said yes, and public from then on. Its end is reckoned from its dates, on
every read. The verbs raise PermissionDenied, Refused with every sentence that says why, or
ChangedMeanwhile.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person
from partners.permissions import is_represented
from sizes.dates import years_after
from sizes.models import Agreement, Opportunity, OpportunityPart, OpportunityState
from sizes.opportunity_letters import tell_of_agreement
from sizes.permissions import may_answer_for, may_end_agreement, may_propose_agreement
from sizes.status import ENDED as ENDED_ZONES
from sizes.words import day_in_words

DAY = dt.timedelta(days=1)
# Further away, somebody mistyped the year.
MOST_YEARS = 100
OPEN_STATES = (OpportunityState.DEVELOPING, OpportunityState.AGREED, OpportunityState.RUNNING)
SIDES = ("lender", "borrower")
NOT_YOURS = "Only those who agree for the organisation say yes for it."
NEEDED = {
    "what": "Say what is lent.",
    "starts_on": "Give the first day.",
    "ends_on": "Give the last day: an agreement always has an end.",
}


class AgreementStatus(models.TextChoices):
    """What an agreement is on a day, derived from its dates and from who said yes."""

    ASKED = "asked", "Asked, not agreed yet"
    LAPSED = "lapsed", "Never agreed in time"
    CALLED_OFF = "called_off", "Called off"
    COMING = "coming", "Agreed, begins later"
    HOLDS = "holds", "Holds"
    ENDED = "ended", "Ended"
    ENDED_EARLY = "ended_early", "Ended early"


STANDING = (AgreementStatus.COMING, AgreementStatus.HOLDS)


def status_of(agreement: Agreement, on: dt.date) -> AgreementStatus:
    """What the agreement is on the day."""
    if not agreement.is_agreed():
        if agreement.why_ended:
            return AgreementStatus.CALLED_OFF
        return AgreementStatus.LAPSED if agreement.ends_on <= on else AgreementStatus.ASKED
    if agreement.ends_on <= on:
        is_early = bool(agreement.why_ended)
        return AgreementStatus.ENDED_EARLY if is_early else AgreementStatus.ENDED
    return AgreementStatus.COMING if on < agreement.starts_on else AgreementStatus.HOLDS


def agreed() -> QuerySet[Agreement]:
    """Those to which both sides said yes: these are public, and stay so."""
    return Agreement.objects.filter(
        lender_agreed_on__isnull=False, borrower_agreed_on__isnull=False
    ).select_related("asset", "lender", "borrower")


def asked(on: dt.date) -> QuerySet[Agreement]:
    """Those that wait on the day for a side to say yes, in opportunities that go on."""
    return (
        Agreement.objects.filter(Q(lender_agreed_on=None) | Q(borrower_agreed_on=None))
        .filter(why_ended="", ends_on__gt=on, opportunity__state__in=OPEN_STATES)
        .filter(opportunity__hidden_on=None, opportunity__zone__removed_on=None)
        .select_related("asset", "lender", "borrower", "opportunity__zone")
    )


def standing(on: dt.date) -> Q:
    """Agreed, and not at its end on the day."""
    return Q(lender_agreed_on__isnull=False, borrower_agreed_on__isnull=False, ends_on__gt=on)


@dataclass(frozen=True)
class AgreementGiven:
    """An agreement as somebody writes it down. `ends_on` is the first day it no longer holds."""

    what: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    terms: str = ""


def lender_of(part: OpportunityPart) -> Organisation:
    """Who lends what joins the opportunity: who keeps the asset, or whose people they are.

    The steward lends an asset where nobody agrees for its owner here.
    """
    asset = part.asset
    if asset is None:
        if part.organisation is None:  # the database does not let this be
            raise ValueError("A part is an asset or an organisation.")
        return part.organisation
    if asset.owner and asset.steward and not is_represented(asset.owner):
        return asset.steward
    return asset.keeper


def word_problems(given: AgreementGiven, *, on: dt.date) -> list[tuple[str, str]]:
    """Why an agreement cannot be so: pairs of the name of what is wrong, and a sentence."""
    found = [
        (name, sentence)
        for name, sentence in NEEDED.items()
        if not str(getattr(given, name) or "").strip()
    ]
    if given.starts_on and given.ends_on:
        if given.ends_on <= given.starts_on:
            found.append(("ends_on", "The last day is before the first."))
        elif given.ends_on <= on:
            found.append(("ends_on", "The last day has passed. Give a later one."))
        elif given.ends_on > years_after(on, MOST_YEARS):
            found.append(("ends_on", f"It is more than {MOST_YEARS} years ahead: is that right?"))
    return found


def opportunity_problems(opportunity: Opportunity, *, on: dt.date) -> list[str]:
    """Why nothing can be agreed in the opportunity on the day: sentences."""
    if opportunity.hidden_on is not None:
        return ["This opportunity was taken off the board."]
    if opportunity.state == OpportunityState.ENDED:
        return ["This opportunity has ended."]
    if opportunity.state not in OPEN_STATES:
        return ["A member of the zone takes it up first: an agreement comes after that."]
    if opportunity.zone.removed_on is not None or opportunity.zone.status(on) in ENDED_ZONES:
        return ["The zone has ended: nothing new is agreed in it."]
    return []


@transaction.atomic
def propose(
    *,
    opportunity: Opportunity,
    part: OpportunityPart,
    borrower: Organisation,
    given: AgreementGiven,
    by: Person,
    on: dt.date | None = None,
) -> Agreement:
    """Ask both sides to agree. Those who agree for them are told by letter.

    Proposed twice in the same words, it is one agreement.
    """
    day = on or clock.today()
    row = opportunity.lock()
    lender = lender_of(part)
    if not may_propose_agreement(by, row.zone, lender):
        raise PermissionDenied("Only members of the zone, and people of the lender, propose this.")
    sentences = opportunity_problems(row, on=day)
    if part.opportunity_id != row.pk:
        sentences.append("What is lent must be part of this opportunity.")
    sentences += side_problems(lender, borrower, on=day)
    sentences += [sentence for _, sentence in word_problems(given, on=day)]
    if sentences:
        raise Refused(*sentences)
    values = _kept(given)
    same = row.agreements.filter(
        asset=part.asset, lender=lender, borrower=borrower, why_ended="", **values
    ).first()
    if same:
        return same
    with because(reason="Proposed an agreement"):
        made = Agreement.objects.create(
            opportunity=row,
            asset=part.asset,
            lender=lender,
            borrower=borrower,
            made_by=by,
            **values,
        )
    tell_of_agreement(made, "asked", on=day)
    return made


def side_problems(lender: Organisation, borrower: Organisation, *, on: dt.date) -> list[str]:
    """Why these two cannot agree with each other on the day: sentences."""
    if lender.pk == borrower.pk:
        return [f"{lender} would lend it to itself: name another organisation."]
    return [
        f"{each} has ended, so it cannot agree to anything."
        for each in (lender, borrower)
        if each.ends_on is not None and each.ends_on <= on
    ]


@transaction.atomic
def reword(
    *,
    agreement: Agreement,
    given: AgreementGiven,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Agreement:
    """Write down anew what is not agreed yet. Whoever said yes to the old words is asked again."""
    day = on or clock.today()
    row = _locked(agreement, expected)
    if not may_propose_agreement(by, row.opportunity.zone, row.lender):
        raise PermissionDenied("Only members of the zone, and people of the lender, change this.")
    sentences = open_problems(row, on=day, is_reworded=True)
    sentences += [sentence for _, sentence in word_problems(given, on=day)]
    if sentences:
        raise Refused(*sentences)
    values = _kept(given)
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    with because(reason="Changed what is to be agreed"):
        row.write(
            lender_agreed_on=None,
            lender_agreed_by=None,
            borrower_agreed_on=None,
            borrower_agreed_by=None,
            **values,
        )
    tell_of_agreement(row, "reworded", on=day)
    return row


@transaction.atomic
def say_yes(
    *,
    agreement: Agreement,
    side: str,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Agreement:
    """Agree for the lender or the borrower; once both have, both are told. Twice is once."""
    day = on or clock.today()
    row = _locked(agreement, None)
    if not may_answer_for(by, getattr(row, side)):
        raise PermissionDenied(NOT_YOURS)
    if getattr(row, f"{side}_agreed_on") is not None and status_of(row, day) not in (
        AgreementStatus.CALLED_OFF,
        AgreementStatus.LAPSED,
    ):
        return row
    row = _locked(agreement, expected)
    if found := yes_problems(row, side, by=by, on=day):
        raise Refused(*found)
    with because(reason="Agreed"):
        row.write(**{f"{side}_agreed_on": day, f"{side}_agreed_by": by})
    tell_of_agreement(row, "agreed" if row.is_agreed() else f"{side}-agreed", on=day)
    return row


def yes_problems(agreement: Agreement, side: str, *, by: Person, on: dt.date) -> list[str]:
    """Why the person cannot say yes for the side on the day: sentences."""
    sentences = open_problems(agreement, on=on)
    other = next(each for each in SIDES if each != side)
    if getattr(agreement, f"{other}_agreed_by_id") == by.pk:
        sentences.append(
            f"You said yes for {getattr(agreement, other)}: somebody else has to say yes for "
            f"{getattr(agreement, side)}, since nobody agrees with themselves."
        )
    return sentences


def open_problems(agreement: Agreement, *, on: dt.date, is_reworded: bool = False) -> list[str]:
    """Why what is asked cannot be agreed to, or reworded, on the day: sentences."""
    sentences = opportunity_problems(agreement.opportunity, on=on)
    match status_of(agreement, on):
        case AgreementStatus.CALLED_OFF:
            sentences.append("It was called off. Propose another agreement.")
        case AgreementStatus.LAPSED if not is_reworded:
            sentences.append("Its last day has passed before both sides said yes.")
        case AgreementStatus.COMING | AgreementStatus.HOLDS:
            sentences.append("Both sides have said yes to these words already.")
        case AgreementStatus.ENDED | AgreementStatus.ENDED_EARLY:
            sentences.append("It has ended. Propose another agreement.")
    return sentences


@transaction.atomic
def end(
    *,
    agreement: Agreement,
    why: str,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Agreement:
    """End it from the day on, or call off what is not agreed or has not begun; both are told.

    What begins on the day itself holds until the day is over.
    """
    day = on or clock.today()
    row = _locked(agreement, expected)
    if not may_end_agreement(by, row):
        raise PermissionDenied("Only those who agree for either side end an agreement.")
    sentences = end_problems(row, on=day)
    if not why.strip():
        sentences.append("Say why: both sides read this, and so does everyone once it was agreed.")
    if sentences:
        raise Refused(*sentences)
    reason = " ".join(why.split())
    is_begun = row.is_agreed() and row.starts_on <= day
    with because(reason="Ended early" if is_begun else "Called off"):
        if is_begun:
            row.write(ends_on=max(day, row.starts_on + DAY), why_ended=reason)
        else:
            row.write(
                lender_agreed_on=None,
                lender_agreed_by=None,
                borrower_agreed_on=None,
                borrower_agreed_by=None,
                why_ended=reason,
            )
    tell_of_agreement(row, "ended" if is_begun else "called-off", on=day)
    return row


def end_problems(agreement: Agreement, *, on: dt.date) -> list[str]:
    """Why the agreement cannot be ended on the day: sentences."""
    match status_of(agreement, on):
        case AgreementStatus.CALLED_OFF:
            return ["It was called off already."]
        case AgreementStatus.ENDED | AgreementStatus.ENDED_EARLY:
            return ["It has ended already."]
        case AgreementStatus.HOLDS if agreement.why_ended:
            return [f"It ends already after {day_in_words(agreement.ends_on - DAY)}."]
    return []


def _locked(agreement: Agreement, expected: int | None) -> Agreement:
    """The agreement, locked, with all that its rules read."""
    agreement.lock(expected=expected)
    return Agreement.objects.select_related("asset", "lender", "borrower", "opportunity__zone").get(
        pk=agreement.pk
    )


def _kept(given: AgreementGiven) -> dict[str, Any]:
    return {
        "what": " ".join(given.what.split()),
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
        "terms": given.terms.replace("\r\n", "\n").strip(),
    }


def of_organisation(organisation: Organisation) -> QuerySet[Agreement]:
    """Agreements of the organisation that anyone may read, those that end latest first."""
    return (
        agreed()
        .filter(Q(lender=organisation) | Q(borrower=organisation))
        .filter(
            opportunity__shown_on__isnull=False,
            opportunity__hidden_on=None,
            opportunity__zone__removed_on=None,
        )
        .select_related("opportunity__zone")
        .order_by(F("ends_on").desc(), "pk")
    )
