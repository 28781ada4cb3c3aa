"""Signing what a zone declares: who is asked, who signs in what capacity, who withdraws."""

import datetime as dt

from sizes.comment_period import current
from sizes.models import Capacity, Zone


def missing(zone: Zone, on: dt.date) -> list[str]:
    """Which signatures the zone lacks to be declared: sentences.

    Only those count that were made to the proposal as it now is. One capacity other than the
    council's may be missing where it is said who was asked, when, and why they did not sign.
    """
    standing = zone.signatures.standing(on).filter(period=current(zone))
    signed = set(standing.values_list("capacity", flat=True))
    councils = standing.filter(capacity=Capacity.COUNCIL, organisation__verified_on__isnull=False)
    excused = getattr(zone, "missing_capacity", None)
    sentences = []
    if not councils.exists():
        sentences.append("A verified council must sign, with its authority.")
    for capacity, who in _NEEDED.items():
        if capacity not in signed and not (excused and excused.capacity == capacity):
            sentences.append(
                f"{who} must sign; or say who was asked, when, and why nobody did. Only one of "
                "the capacities may be missing."
            )
    return sentences


_NEEDED = {
    Capacity.COMMUNITY: "Somebody from the community",
    Capacity.LOCAL_LEADER: "A local leader",
    Capacity.PARTNER: "A partner",
}
