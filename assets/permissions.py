"""What a person may do with assets and transfers, by their role in an organisation on the day."""

from typing import Any

from assets.models import Asset, Transfer
from partners.models import Membership, Organisation
from partners.permissions import AGREEING, WORKING, has_role, is_represented

Role = Membership.Role


def may_register_asset(person: Any, organisation: Organisation) -> bool:
    """Whoever works for it: front-line staff know what is there."""
    return has_role(person, organisation, *WORKING)


def may_see_asset(person: Any, asset: Asset) -> bool:
    """Everyone once it is public; before, those who work for its owner or steward."""
    return asset.published_on is not None or may_edit_asset(person, asset)


def may_edit_asset(person: Any, asset: Asset) -> bool:
    """Those who work for its owner or its steward."""
    return any(has_role(person, each, *WORKING) for each in (asset.owner, asset.steward) if each)


def may_publish_asset(person: Any, asset: Asset) -> bool:
    """Those who agree for the owner; for the steward where nobody agrees for the owner here.

    They publish it, say what it may be used for, whether it is empty, and that it has gone.
    """
    if asset.owner and is_represented(asset.owner):
        return has_role(person, asset.owner, *AGREEING)
    return any(has_role(person, each, *AGREEING) for each in (asset.owner, asset.steward) if each)


def may_publish_for(person: Any, organisation: Organisation) -> bool:
    """Those who agree for it put its new assets before the public."""
    return has_role(person, organisation, *AGREEING)


def may_import_register(person: Any, organisation: Organisation) -> bool:
    """Its officers and those who agree for it."""
    return has_role(person, organisation, *AGREEING, Role.OFFICER)


# Transfers


def may_announce_transfer(person: Any, asset: Asset) -> bool:
    """Those who agree for the owner, and no steward."""
    return asset.owner is not None and has_role(person, asset.owner, *AGREEING)


def may_write_transfer(person: Any, transfer: Transfer) -> bool:
    """Those who work for the group that asks."""
    return has_role(person, transfer.applicant, *WORKING)


def may_ask_for_transfer(person: Any, applicant: Organisation) -> bool:
    """Those who agree for the group send, withdraw and sign."""
    return has_role(person, applicant, *AGREEING)


def may_begin_transfer(person: Any, applicant: Organisation) -> bool:
    """Those who work for a group write what it asks for."""
    return has_role(person, applicant, *WORKING)


def may_declare_interest(person: Any, transfer: Transfer) -> bool:
    """Those who work for the owner, and those of them above all who act for the group as well.

    Only once the group has asked: its draft is its own.
    """
    owner = transfer.asset.owner
    if owner is None or transfer.requested_on is None:
        return False
    return has_role(person, owner, *WORKING)


def may_assess_transfer(person: Any, transfer: Transfer) -> bool:
    """Those who work for the owner note and score, unless they work for the group as well."""
    return may_declare_interest(person, transfer) and not has_role(
        person, transfer.applicant, *WORKING
    )


def may_work_on_transfer(person: Any, transfer: Transfer) -> bool:
    """Those who work for the group; once it has asked, those who work for the owner, too."""
    if may_write_transfer(person, transfer):
        return True
    return may_declare_interest(person, transfer)


def may_decide_transfer(person: Any, transfer: Transfer) -> bool:
    """Those who agree for the owner, unless they work for the group that asks as well."""
    owner = transfer.asset.owner
    return (
        owner is not None
        and has_role(person, owner, *AGREEING)
        and not has_role(person, transfer.applicant, *WORKING)
    )


def may_edit_transfer_scheme(person: Any, organisation: Organisation) -> bool:
    """Those who agree for the organisation."""
    return has_role(person, organisation, *AGREEING)
