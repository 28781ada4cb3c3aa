"""When a zone can be signed, who fits which capacity, and what a signature must say."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from groundwork.problems import Refused
from partners.models import Organisation
from sizes.comment_period import current
from sizes.models import Capacity, CommentPeriod, Signature, Zone
from sizes.status import RUNNING, Status, status_on
from sizes.words import day_in_words

Sector = Organisation.Sector

# While it has one of these, a zone can be signed: as a proposal, and by those who join later.
CAN_BE_SIGNED = (Status.OPEN_FOR_SIGNATURES, Status.STARTING, *RUNNING)

# How a capacity goes on in a sentence: "Moseley Trust signs as a partner".
AS = {
    Capacity.COUNCIL: "as the council",
    Capacity.COMMUNITY: "for the community",
    Capacity.LOCAL_LEADER: "as a local leader",
    Capacity.PARTNER: "as a partner",
}

_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Said:
    """What somebody declares who signs; the last three for a council alone."""

    name: str
    role: str
    interests: str
    authority: str = ""
    decided_on: dt.date | None = None
    decision_url: str = ""

    def tidy(self, capacity: str) -> "Said":
        """The same without stray spaces, and without an authority that nobody asks for."""
        words = [text.replace("\r\n", "\n").strip() for text in (self.name, self.role)]
        interests = self.interests.replace("\r\n", "\n").strip()
        if capacity != Capacity.COUNCIL:
            return Said(*words, interests)
        url = self.decision_url.strip()
        return Said(*words, interests, self.authority, self.decided_on, url)


def closed(zone: Zone, on: dt.date) -> str:
    """Why nobody can sign the zone on the day: a sentence; none where it can be signed."""
    status = status_on(zone, on)
    if status in CAN_BE_SIGNED:
        return ""
    if status == Status.DRAFT:
        return "The proposal is not published. It can be signed once it is."
    return "This zone is over: it can no longer be signed."


def capacities_for(organisation: Organisation) -> list[Capacity]:
    """In which capacities the organisation can sign, the likeliest first."""
    capacities = [Capacity.PARTNER, Capacity.LOCAL_LEADER]
    if organisation.is_council:
        return [Capacity.COUNCIL, *capacities]
    if organisation.sector in (Sector.COMMUNITY, Sector.VOLUNTARY):
        return [Capacity.COMMUNITY, *capacities]
    return capacities


def misfit(capacity: str, organisation: Organisation | None, *, on: dt.date) -> str:
    """Why the organisation, or whoever is not registered, cannot sign so; none where they can."""
    if organisation is None:
        if capacity == Capacity.COUNCIL:
            return "A council signs as a registered organisation. Register it first."
        return ""
    if organisation.ends_on and organisation.ends_on <= on:
        return f"{organisation} has ended: it can no longer sign."
    if capacity in capacities_for(organisation):
        return ""
    if capacity == Capacity.COUNCIL:
        return f"{organisation} is not a council. It can sign as a partner."
    return (
        f"{organisation} is neither a community group nor a charity. It can sign as a partner or "
        "as a local leader."
    )


def faults(
    said: Said, capacity: str, *, on: dt.date, residents: int | None = None
) -> list[tuple[str, str]]:
    """What a signature lacks: pairs of a field of Said and a sentence.

    Residents who sign together are not named, and declare no interests one by one.
    """
    found = []
    if not said.name and residents is None:
        found.append(("name", "Give the name of the person who signs."))
    if not said.role:
        found.append(("role", "Say in what role they sign, such as Chair."))
    if not said.interests and residents is None:
        found.append(("interests", "Declare interests. Write “None” where there are none."))
    if capacity != Capacity.COUNCIL:
        return found
    if said.authority not in Signature.Authority.values:
        found.append(("authority", "Say who decided that the council signs."))
    if said.decided_on is None:
        found.append(("decided_on", "Give the day of the decision."))
    elif said.decided_on > on:
        found.append(("decided_on", "The day of the decision must not be in the future."))
    try:
        _web_address(said.decision_url)
    except ValidationError:
        found.append(("decision_url", "Give the address of the decision on the web."))
    return found


def period_on(zone: Zone, on: dt.date) -> CommentPeriod | None:
    """The period of the proposal as it was on the day; None before it was ever published."""
    return zone.comment_periods.filter(opened_on__lte=on).order_by("-number").first()


def signed_already(zone: Zone, organisation: Organisation, capacity: str) -> Signature | None:
    """The organisation's signature in the capacity on the proposal as it now is, if it stands.

    An organisation signs in one capacity. That of a local leader stands beside it: a leader signs
    for themselves. Raises Refused where it signed in another.
    """
    rows = zone.signatures.made().filter(
        organisation=organisation, period=current(zone), withdrawn_on=None
    )
    signed = {row.capacity: row for row in rows}
    if capacity in signed:
        return signed[capacity]
    others = set(signed) - {Capacity.LOCAL_LEADER}
    if others and capacity != Capacity.LOCAL_LEADER:
        row = signed[others.pop()]
        raise Refused(
            f"{organisation} signed {AS[Capacity(row.capacity)]} on "
            f"{day_in_words(row.signed_on)}. It signs in one capacity."
        )
    return None
