"""What came of the commitments put to a zone: kept, varied, withdrawn, and what hangs on them."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from groundwork import clock
from partners.models import Commitment, Organisation
from partners.permissions import AGREEING
from sizes.as_it_stood import acceptance_as_it_stood, variations_as_they_stood
from sizes.models import Acceptance, AcceptanceAct, Variation, Zone
from sizes.permissions import may_lead
from sizes.variation_status import DAY, VariationStatus, status_of
from sizes.words import day_in_words

State = Acceptance.State
Act = AcceptanceAct.Act


@dataclass(frozen=True)
class Account:
    """A commitment in a zone: a word for how it stands on the day, and a sentence about it.

    `is_over` where nothing can be done with it any more.
    """

    acceptance: Acceptance
    word: str
    says: str
    is_over: bool = False
    variations: list[tuple[Variation, VariationStatus]] = field(default_factory=list)

    @property
    def commitment(self) -> Commitment:
        return self.acceptance.commitment


def accounts_of(zone: Zone, *, on: dt.date, for_work: bool = False) -> list[Account]:
    """The commitments put to the zone, in three queries, those that stand first.

    The public sees what was taken up or waits, and what was agreed; those who work on it also see
    what was declined, and what is only proposed.
    """
    variations = Variation.objects.select_related("service").order_by("starts_on", "pk")
    rows = zone.acceptances.select_related(
        "commitment__organisation", "commitment__enabled_organisation", "outcome", "zone"
    )
    if not for_work:
        variations = variations.agreed().filter(agreed_on__lte=on)
        never = Q(state=State.DECLINED, answered_on__lte=on)
        never |= Q(state=State.WITHDRAWN, answered_on=None, withdrawn_on__lte=on)
        rows = rows.filter(put_on__lte=on).exclude(never)
    acts = AcceptanceAct.objects.filter(acted_on__lte=on)
    rows = rows.prefetch_related(
        Prefetch("acts", queryset=acts), Prefetch("variations", queryset=variations.defer("area"))
    )
    today = clock.today()
    found = [*rows]
    for row in found:
        row.zone = zone
        acceptance_as_it_stood(row, on=on, today=today)
    under = [variation for row in found for variation in _variations_of(row)]
    variations_as_they_stood(under, on=on, today=today)
    return sorted((account_of(row, on=on) for row in found), key=lambda each: each.is_over)


def _variations_of(acceptance: Acceptance) -> list[Variation]:
    """The variations under it, each knowing it."""
    found = [*acceptance.variations.all()]
    for variation in found:
        variation.acceptance = acceptance
    return found


def account_of(acceptance: Acceptance, *, on: dt.date) -> Account:
    """How the commitment stands in its zone on the day."""
    word, says, is_over = _standing(acceptance, on)
    variations = []
    for variation in _variations_of(acceptance):
        variations.append((variation, status_of(variation, on=on)))
    return Account(acceptance, word, says, is_over, variations)


def _standing(acceptance: Acceptance, on: dt.date) -> tuple[str, str, bool]:
    commitment = acceptance.commitment
    if acceptance.withdrawn_on and acceptance.withdrawn_on <= on:
        day = day_in_words(acceptance.withdrawn_on)
        return "Withdrawn", f"Withdrawn from this zone on {day}: {acceptance.why_withdrawn}", True
    if acceptance.state == State.DECLINED:
        day = day_in_words(acceptance.answered_on)
        return "Declined", f"Declined on {day}: {acceptance.note}", True
    if commitment.withdrawn_on and commitment.withdrawn_on <= on:
        day = day_in_words(commitment.withdrawn_on)
        says = f"{commitment.organisation} withdrew it on {day}: {commitment.why_withdrawn}"
        return "Withdrawn", says, True
    if commitment.ends_on and commitment.ends_on <= on:
        return "Ended", f"It held until {day_in_words(commitment.ends_on - DAY)}.", True
    if acceptance.state == State.PUT:
        day = day_in_words(acceptance.put_on)
        return "Waiting", f"Put to the zone on {day}. Those who lead it have not answered.", False
    last = [act for act in acceptance.acts.all() if act.act in (Act.KEEP, Act.VARY)][-1:]
    if acceptance.varied:
        return "Varied", acceptance.varied, False
    if last:
        note = f": {last[0].note}" if last[0].note else "."
        return "Kept", f"Said to be kept on {day_in_words(last[0].acted_on)}{note}", False
    return "Accepted", f"Accepted on {day_in_words(acceptance.answered_on)}.", False


def may_be_put(person: Any, zone: Zone, *, on: dt.date) -> QuerySet[Commitment]:
    """Commitments that the person may put to the zone and that are not before it already.

    Their own organisations', and to those who lead the zone every standing offer.
    """
    theirs = Organisation.objects.filter(
        pk__in=person.memberships.in_force(on).filter(role__in=AGREEING).values("organisation")
    )
    wanted = Q(organisation__in=theirs)
    if may_lead(person, zone):
        wanted |= Q(is_standing=True)
    live = zone.acceptances.filter(state__in=[State.PUT, State.ACCEPTED]).values("commitment")
    return (
        Commitment.objects.offered(on)
        .filter(wanted)
        .exclude(pk__in=live)
        .select_related("organisation")
        .order_by("title", "pk")
    )


def taken_up_by(commitment: Commitment, *, on: dt.date | None = None) -> list[Account]:
    """The published zones that took the commitment up, or did so before it was withdrawn."""
    day = on or clock.today()
    rows = Acceptance.objects.filter(
        commitment=commitment,
        answered_on__isnull=False,
        zone__proposed_on__lte=day,
        zone__removed_on=None,
    ).exclude(state=State.DECLINED)
    rows = rows.select_related("commitment__organisation", "zone").prefetch_related("acts")
    return [Account(row, *_standing(row, day)) for row in rows.order_by("zone__name", "pk")]


def helped_by(organisation: Organisation, *, on: dt.date) -> QuerySet[Zone]:
    """The published zones that took up a commitment of the organisation. One query."""
    accepted = Acceptance.objects.filter(
        commitment__organisation=organisation, answered_on__isnull=False
    ).exclude(state=State.DECLINED)
    return Zone.objects.published().filter(proposed_on__lte=on, pk__in=accepted.values("zone"))
