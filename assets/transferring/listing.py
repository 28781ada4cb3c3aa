"""The public register of transfers: what a list says of each, and the file of them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from assets.models import Announcement, Asset, Transfer, TransferScheme, TransferState
from assets.public_facts import public_name
from assets.transferring import case, monitoring
from assets.transferring.dates import last_day_of
from assets.transferring.parties import as_told, asset_name, name_of
from assets.transferring.standing import Standing, standing
from assets.transferring.steps import turn_of
from assets.transferring.worth import MOST_OF_THE_SHARE, PENNY, worth
from partners.models import Organisation

MOST_ANNOUNCED = 100
CHUNK = 500
COLUMNS = (
    "reference", "asset", "asset_reference", "owner", "group", "state", "right_asked",
    "right_agreed", "requested_on", "whose_turn", "answer_due_on", "is_overdue", "decided_on",
    "decided_by", "decision_url", "reasons", "held_from", "held_until", "ended_on",
    "annual_social_value", "market_rent", "share", "rebate", "rent", "url",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """What a list says of a transfer."""

    transfer: Transfer
    name: str
    standing: Standing


def cards(transfers: Iterable[Transfer], on: dt.date) -> list[Card]:
    """What a list says of each transfer on the day.

    One query beside those for the transfers, whose moves and reports are at hand.
    """
    rows = [as_told(row, row.asset) for row in transfers]
    years = _review_years(rows)
    return [
        Card(row, asset_name(row), _standing(row, on, years.get(row.asset.owner_id)))
        for row in rows
    ]


def with_parts(transfers: Any) -> Any:
    """A queryset of transfers with what a list needs of each: two queries more."""
    return transfers.select_related("asset__owner", "asset__steward", "applicant").prefetch_related(
        "moves", "reports"
    )


def _review_years(rows: Iterable[Transfer]) -> dict[int | None, int]:
    owners = {row.asset.owner_id for row in rows}
    schemes = TransferScheme.objects.filter(organisation__in=owners)
    return dict(schemes.values_list("organisation", "review_years"))


def _standing(transfer: Transfer, on: dt.date, review_years: int | None) -> Standing:
    report = None
    if transfer.state == TransferState.MONITORING:
        usual = TransferScheme._meta.get_field("review_years").default
        report = monitoring.next_due(transfer, on, review_years=review_years or usual)
    return standing(transfer, on, moves=[*transfer.moves.all()], next_report=report)


@dataclass(frozen=True)
class Announced:
    """An announcement, and the public name of its asset."""

    announcement: Announcement
    name: str


def announced(on: dt.date, *, owner: Organisation | None = None) -> list[Announced]:
    """What can be asked for on the day, what closes first first. One query."""
    there = Asset.objects.listed(on)
    rows = Announcement.objects.open_on(on).filter(asset__in=there)
    if owner is not None:
        rows = rows.filter(asset__owner=owner)
    rows = rows.select_related("asset__owner", "asset__steward").order_by("closes_on", "pk")
    return [
        Announced(as_told(row, row.asset), public_name(row.asset)) for row in rows[:MOST_ANNOUNCED]
    ]


def is_rent_public(transfer: Transfer) -> bool:
    """Whether everyone may know the rent and the rebate: once it was agreed."""
    return bool(transfer.right_agreed)


def lines_of_file(transfers: Any, on: dt.date) -> Iterator[list[Any]]:
    """The register as rows of COLUMNS, a few hundred transfers at a time."""
    found = with_parts(transfers).prefetch_related("benefits")
    schemes = {
        each.organisation_id: each for each in TransferScheme.objects.only("organisation", "share")
    }
    for transfer in found.iterator(chunk_size=CHUNK):
        scheme = schemes.get(transfer.asset.owner_id)
        yield _line(
            as_told(transfer, transfer.asset), on, scheme.share if scheme else MOST_OF_THE_SHARE
        )


def _line(transfer: Transfer, on: dt.date, share: Any) -> list[Any]:
    party = turn_of(transfer)
    is_waiting = party is not None and transfer.answer_due_on is not None
    value = rent = None
    if case.was_submitted(transfer):
        value = worth(
            transfer.benefits.all(),
            market_rent=transfer.market_rent if is_rent_public(transfer) else None,
            share=transfer.share if transfer.share is not None else share,
        )
        rent = value if value.rebate is not None else None
    return [
        transfer.reference,
        asset_name(transfer),
        transfer.asset.reference,
        transfer.asset.keeper.name,
        transfer.applicant.name,
        transfer.get_state_display(),
        transfer.get_right_asked_display(),
        transfer.get_right_agreed_display() if transfer.right_agreed else "",
        transfer.requested_on,
        name_of(transfer, party) if party else "",
        transfer.answer_due_on if is_waiting else "",
        ("yes" if transfer.answer_due_on < on else "no") if is_waiting else "",
        transfer.decided_on,
        transfer.decided_by_body,
        transfer.decision_url,
        transfer.reasons,
        transfer.lease_starts_on,
        last_day_of(transfer.lease_ends_on),
        transfer.ended_on,
        value.annual.quantize(PENNY) if value else "",
        rent.market_rent if rent else "",
        rent.share if rent else "",
        rent.rebate.quantize(PENNY) if rent else "",
        rent.rent.quantize(PENNY) if rent else "",
        f"{settings.SITE_ADDRESS}{transfer.get_absolute_url()}",
    ]
