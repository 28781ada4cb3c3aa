"""Signatures as the public reads them, as they were known on a day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from groundwork import clock
from partners.models import Membership, Organisation
from sizes.models import Capacity, CommentPeriod, MissingCapacity, Participant, Signature, Zone
from sizes.signing.rules import AS, CAN_BE_SIGNED
from sizes.status import State, Status, state_on, status_on
from sizes.words import day_in_words, joined

Role = Membership.Role

FEW = 10  # so few people might be known one by one, and are not counted in public
# Who records, in the order in which they answer for it, and what they are called.
RECORDERS = {
    Role.OFFICER: "an officer",
    Role.COUNCILLOR: "a councillor",
    Role.REPRESENTATIVE: "a representative",
}
DECIDED = {
    Signature.Authority.DELEGATION: "Decided under delegated powers on",
    Signature.Authority.CABINET: "Decided by the cabinet on",
    Signature.Authority.COMMITTEE: "Decided by a committee on",
}
STILL_TO_SIGN = {
    Capacity.COUNCIL: "a council",
    Capacity.COMMUNITY: "the community",
    Capacity.LOCAL_LEADER: "a local leader",
    Capacity.PARTNER: "a partner",
}


@dataclass(frozen=True)
class Shown:
    """A signature as it stood on a day. `recorded` says who recorded it, by role, if on paper.

    `is_earlier`: it was made to an earlier version of the proposal.
    """

    row: Signature
    who: str
    url: str
    as_what: str
    residents: str
    recorded: str
    withdrawn_on: dt.date | None
    is_earlier: bool

    @property
    def decided(self) -> str:
        """By what authority a council signed, and when that decided; none for anybody else."""
        row = self.row
        if not row.authority or row.decided_on is None:
            return ""
        return f"{DECIDED[Signature.Authority(row.authority)]} {day_in_words(row.decided_on)}"

    @property
    def is_unverified(self) -> bool:
        """Whether it is a council's whose being one nobody has confirmed."""
        organisation = self.row.organisation
        is_councils = self.row.capacity == Capacity.COUNCIL
        return bool(is_councils and organisation and not organisation.is_verified)


def signatures_of(zone: Zone, on: dt.date) -> list[Shown]:
    """The signatures that the zone had on the day, in order, withdrawn ones too. Three queries."""
    rows = [*zone.signatures.made(on).select_related("organisation", "recorded_by")]
    if not rows:
        return []
    version = _version_on(zone, on)
    recorders = _recorders(zone, rows)
    return [
        Shown(
            row=row,
            who=str(row),
            url=row.organisation.get_absolute_url() if row.organisation else "",
            as_what=AS[Capacity(row.capacity)],
            residents=_residents(row),
            recorded=recorders.get(row.pk, ""),
            withdrawn_on=_by(row.withdrawn_on, on),
            is_earlier=version is not None and row.period_id != version.pk,
        )
        for row in rows
    ]


def signatures_section(zone: Zone, on: dt.date) -> dict[str, Any]:
    """What the zone's page says of signatures on the day. Six queries at most.

    Whoever is asked and not registered may be a private person: they are counted, not named.
    """
    every = signatures_of(zone, on)
    standing = {
        each.row.capacity for each in every if not each.is_earlier and not each.withdrawn_on
    }
    is_proposed = state_on(zone, on) == State.PROPOSED
    excused = MissingCapacity.objects.filter(zone=zone, asked_on__lte=on).first()
    if excused and excused.capacity in standing:
        excused = None
    asked = _waiting(zone, on) if status_on(zone, on) in CAN_BE_SIGNED else []
    return {
        "signatures": [each for each in every if not each.is_earlier],
        "earlier": [each for each in every if each.is_earlier],
        "still_to_sign": _still_to_sign(standing, excused) if is_proposed else "",
        "excused": excused,
        "asked": [row for row in asked if row.organisation],
        "others_asked": sum(row.organisation is None for row in asked),
        "is_shown": bool(every) or status_on(zone, on) != Status.DRAFT,
        "is_proposed": is_proposed,
        "slug": zone.slug,
    }


def _version_on(zone: Zone, on: dt.date) -> CommentPeriod | None:
    return zone.comment_periods.filter(opened_on__lte=on).order_by("-number").first()


def _by(day: dt.date | None, on: dt.date) -> dt.date | None:
    return day if day and day <= on else None


def _residents(row: Signature) -> str:
    """How many residents signed; nothing where who signed says the same."""
    if row.residents is None:
        return ""
    words = f"{row.residents} residents" if row.residents >= FEW else f"fewer than {FEW} residents"
    return "" if str(row).casefold() == words.casefold() else words


def _still_to_sign(standing: set[str], excused: MissingCapacity | None) -> str:
    names = [
        name
        for capacity, name in STILL_TO_SIGN.items()
        if capacity not in standing and not (excused and excused.capacity == capacity)
    ]
    return joined(names)


def _waiting(zone: Zone, on: dt.date) -> Sequence[Signature]:
    """Invitations that were not answered by the day."""
    unanswered = Q(signed_on=None) | Q(signed_on__gt=on)
    undeclined = Q(declined_on=None) | Q(declined_on__gt=on)
    rows = zone.signatures.filter(unanswered, undeclined, invited_on__lte=on)
    return rows.select_related("organisation").order_by("invited_on", "pk")


def _recorders(zone: Zone, rows: Sequence[Signature]) -> dict[int, str]:
    """Who recorded each signature on paper, by their role that day, by the signature's key."""
    on_paper = [row for row in rows if row.is_on_paper]
    if not on_paper:
        return {}
    leads = Participant.objects.filter(
        zone=zone, part=Participant.Part.LEAD, agreed_on__isnull=False
    )
    memberships = [
        *Membership.objects.filter(
            person__in=[row.recorded_by_id for row in on_paper if row.recorded_by_id],
            role__in=RECORDERS,
            organisation__in=Organisation.objects.filter(pk__in=leads.values("organisation")),
        ).select_related("organisation")
    ]
    return {row.pk: _recorder(row, memberships) for row in on_paper}


def _recorder(row: Signature, memberships: Sequence[Membership]) -> str:
    day = clock.day_of(row.signed_at) if row.signed_at else row.signed_on
    for role, name in RECORDERS.items():
        for each in memberships:
            began = each.starts_on <= day if day else True
            is_over = each.ends_on and day and each.ends_on <= day
            if (each.person_id, each.role) == (row.recorded_by_id, role) and began and not is_over:
                return f"{name} of {each.organisation}"
    if row.recorded_by and row.recorded_by.is_superuser:
        return "an administrator"
    return "somebody who worked for those who lead it"
