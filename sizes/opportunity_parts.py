"""What joins an opportunity: assets of different owners, and what the people of others bring."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from assets.models import Asset
from assets.public_facts import public_name
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person
from sizes.agreements import asked, standing
from sizes.models import Opportunity, OpportunityPart, OpportunityState, Zone
from sizes.opportunities import ONLY_MEMBERS
from sizes.opportunity_letters import tell_keeper
from sizes.permissions import may_develop, may_take_part_out

MOST_PARTS = 30
MOST_FOUND = 20
OVER = "This opportunity has ended: what joined it stays."
OFF = "This opportunity was taken off the board."


@transaction.atomic
def join_asset(
    *,
    opportunity: Opportunity,
    asset: Asset,
    brings: str = "",
    by: Person,
    on: dt.date | None = None,
) -> OpportunityPart:
    """Join a public asset to it, and say what for; those who keep it are told. Twice is once.

    Raises PermissionDenied or Refused.
    """
    day = on or clock.today()
    row = _developed(opportunity, by)
    there = row.parts.filter(asset=asset).first()
    if there:
        return there
    sentences = _problems(row)
    if not asset.is_public(day):
        sentences.append("Only an asset that is public can join: ask its owner to publish it.")
    elif asset.has_gone(day):
        sentences.append(f"{public_name(asset)} is no longer on its owner’s register.")
    if sentences:
        raise Refused(*sentences)
    with because(reason="Joined to an opportunity"):
        part = OpportunityPart.objects.create(
            opportunity=row, asset=asset, brings=_tidy(brings), added_on=day, added_by=by
        )
        row.touch()
    tell_keeper(part, on=day)
    return part


@transaction.atomic
def join_people(
    *,
    opportunity: Opportunity,
    organisation: Organisation,
    brings: str,
    by: Person,
    on: dt.date | None = None,
) -> OpportunityPart:
    """Join what the people of an organisation bring; it is told. The same twice is once.

    Raises PermissionDenied or Refused.
    """
    day = on or clock.today()
    row = _developed(opportunity, by)
    there = row.parts.filter(asset=None, organisation=organisation, brings=_tidy(brings)).first()
    if there:
        return there
    sentences = _problems(row)
    if not brings.strip():
        sentences.append("Say what its people bring: time, skills, knowledge.")
    if organisation.ends_on is not None and organisation.ends_on <= day:
        sentences.append(f"{organisation} has ended.")
    if sentences:
        raise Refused(*sentences)
    with because(reason="Joined to an opportunity"):
        part = OpportunityPart.objects.create(
            opportunity=row,
            organisation=organisation,
            brings=_tidy(brings),
            added_on=day,
            added_by=by,
        )
        row.touch()
    tell_keeper(part, on=day)
    return part


@transaction.atomic
def take_out(*, part: OpportunityPart, by: Person, on: dt.date | None = None) -> None:
    """Take a part out: a member of the zone, or whoever works for the organisation whose it is.

    Raises PermissionDenied, or Refused where an agreement about it stands or is asked.
    """
    day = on or clock.today()
    row = part.opportunity.lock()
    if not may_take_part_out(by, part):
        raise PermissionDenied("Only members of the zone, or those whose it is, take it out.")
    if found := out_problems(part, on=day):
        raise Refused(*found)
    with because(reason="Taken out of an opportunity"):
        part.delete()
        row.touch()


def out_problems(part: OpportunityPart, *, on: dt.date) -> list[str]:
    """Why the part cannot be taken out on the day: sentences."""
    if part.opportunity.state == OpportunityState.ENDED:
        return [OVER]
    about = part.opportunity.agreements.filter(asset=part.asset)
    if part.asset is None:
        about = about.filter(lender=part.organisation)
        if part.opportunity.parts.filter(asset=None, organisation=part.organisation).count() > 1:
            return []
    if about.filter(standing(on)).exists() or about.filter(pk__in=asked(on).values("pk")).exists():
        return ["An agreement about it stands, or is asked. End it or call it off first."]
    return []


def _developed(opportunity: Opportunity, by: Person) -> Opportunity:
    """The opportunity, locked, for a member of the zone."""
    row = opportunity.lock()
    if not may_develop(by, row.zone):
        raise PermissionDenied(ONLY_MEMBERS)
    return row


def _problems(opportunity: Opportunity) -> list[str]:
    if opportunity.state == OpportunityState.ENDED:
        return [OVER]
    if opportunity.hidden_on is not None:
        return [OFF]
    if opportunity.parts.count() >= MOST_PARTS:
        return [f"It has {MOST_PARTS} parts, which is as many as there can be."]
    return []


def _tidy(text: str) -> str:
    return " ".join(text.split())


# --- Finding assets -------------------------------------------------------------------------------


def assets_to_join(opportunity: Opportunity, words: str, *, on: dt.date) -> QuerySet[Asset]:
    """Public assets that could join: by words in the name, what is said of it, its owner or place.

    Without words, those that lie in the zone. Of a sensitive place only whose it is is searched:
    any other word of its record could be its street. What has the first word in its name comes
    first.
    """
    found = (
        Asset.objects.listed(on)
        .exclude(pk__in=opportunity.parts.filter(asset__isnull=False).values("asset"))
        .select_related("owner", "steward")
        .defer("boundary", "other_columns")
    )
    asked_for = words.split()
    if not asked_for:
        return found.filter(pk__in=_lying_in(opportunity.zone, on).values("pk"))
    for word in asked_for:
        found = found.filter(_with_word(word))
    by_name = When(is_sensitive=False, name__icontains=asked_for[0], then=Value(0))
    return found.annotate(
        by_name=Case(by_name, default=Value(1), output_field=IntegerField())
    ).order_by("by_name", "name", "pk")


def _with_word(word: str) -> Q:
    whose = Q(owner__name__icontains=word) | Q(steward__name__icontains=word)
    record = Q()
    for name in ("name", "description", "owner_name", "street", "town", "postcode"):
        record |= Q(**{f"{name}__icontains": word})
    return whose | (record & Q(is_sensitive=False))


def _lying_in(zone: Zone, on: dt.date) -> QuerySet[Asset]:
    boundary = zone.newest_boundary()
    listed = Asset.objects.listed(on)
    return listed.within(boundary.reach) if boundary else listed.none()
