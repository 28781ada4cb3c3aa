"""Whose an asset is: its owner, registered here or not, and who looks after it."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets import permissions
from assets.models import Asset
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person
from partners.permissions import AGREEING, has_role, is_represented

SPEAKS_FOR_ITSELF = (
    "{name} speaks for itself here. Somebody who agrees for both hands it over; or mark it as "
    "gone, and ask them to register it."
)


def belonging_problems(
    asset: Asset,
    *,
    owner: Organisation | None,
    owner_name: str,
    steward: Organisation | None,
    by: Person,
    on: dt.date,
) -> list[tuple[str, str]]:
    """Why the asset cannot be theirs: pairs of a field and a sentence."""
    found = []
    if owner is None and steward is None:
        found.append(("owner", "An asset is somebody’s: name its owner, or who looks after it."))
    if owner is not None and owner == steward:
        found.append(("steward", "Its owner looks after it anyway. Leave this empty."))
    if owner is not None and owner_name.strip():
        found.append(("owner_name", "Name one owner: here, or above."))
    for field, before, after in (
        ("owner", asset.owner, owner),
        ("steward", asset.steward, steward),
    ):
        if after is None or after == before:
            continue
        if after.ends_on is not None and after.ends_on <= on:
            found.append((field, f"{after.name} has ended."))
        elif field == "owner" and is_represented(after, on=on) and not _agrees(by, after, on):
            found.append((field, SPEAKS_FOR_ITSELF.format(name=after.name)))
    return found


def _agrees(by: Person, organisation: Organisation, on: dt.date) -> bool:
    return has_role(by, organisation, *AGREEING, on=on)


@transaction.atomic
def hand_to(
    *,
    asset: Asset,
    owner: Organisation | None,
    owner_name: str = "",
    owner_sector: str = "",
    steward: Organisation | None,
    why: str = "",
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Asset:
    """Say anew who owns the asset and who looks after it.

    An owner who is not registered here is given by name and sector. Nobody makes an organisation an
    owner that speaks for itself here. Raises PermissionDenied unless the person agrees for the
    owner (or the steward, where nobody does), Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = asset.lock(expected=expected)
    if not permissions.may_publish_asset(by, row):
        raise PermissionDenied("Only those who agree for its owner say whose an asset is.")
    found = belonging_problems(
        row, owner=owner, owner_name=owner_name, steward=steward, by=by, on=day
    )
    if row.published_on is not None and not why.strip() and row.owner != owner:
        found.append(("why", "Say why it has another owner: the reason is shown to everyone."))
    if found:
        raise Refused(*[sentence for _, sentence in found])
    with because(reason=why.strip() or "Said whose it is"):
        row.write(
            owner=owner,
            owner_name="" if owner else owner_name.strip(),
            owner_sector="" if owner else owner_sector,
            steward=steward,
        )
    return row
