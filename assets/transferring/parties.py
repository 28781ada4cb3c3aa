"""The two sides of a transfer: the group that asks, and the owner who answers."""

from copy import copy
from enum import StrEnum
from typing import Any

from django.db import models

from assets.models import Asset, Transfer
from assets.public_facts import gives_place_away, public_name
from partners.models import Organisation


class Party(StrEnum):
    """A side of a transfer."""

    GROUP = "group"
    OWNER = "owner"

    @property
    def other(self) -> "Party":
        return Party.OWNER if self is Party.GROUP else Party.GROUP


def organisation_of(transfer: Transfer, party: Party) -> Organisation:
    """The organisation on that side; where the owner is no longer registered, who keeps it."""
    return transfer.applicant if party is Party.GROUP else transfer.asset.keeper


def name_of(transfer: Transfer, party: Party) -> str:
    """The name of that side, as a sentence begins with it."""
    return organisation_of(transfer, party).name


def asset_name(transfer: Transfer) -> str:
    """What the asset is called in public: a sensitive place keeps where it is to itself."""
    return public_name(transfer.asset)


def as_told(row: Any, asset: Asset) -> Any:
    """A row of a transfer as the public reads it: no text says where a sensitive place is."""
    if not asset.is_sensitive:
        return row
    told = copy(row)
    for field in row._meta.fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        # A reference drawn by lot can look like a postcode.
        is_told = field.choices or field.name == "reference" or not is_text
        if not is_told and gives_place_away(asset, getattr(row, field.attname)):
            setattr(told, field.attname, "")
    return told
