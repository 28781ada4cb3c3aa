"""What the keepers of an asset are told of it, what is not said yet, and what they can do."""

import datetime as dt
from typing import Any

from django.urls import reverse

from assets import permissions
from assets.asset_words import ANSWERS, held, measured, people, pounds
from assets.contacting import contact_line
from assets.models import Asset
from assets.placing import pin_of
from assets.registering import publish_problems
from partners.models import Organisation, Person
from places.fuzzy.words import distance_in_words, hectares_in_words

OLD_DAYS = 400  # a register is published each year: older than that, nobody looked since
NOT_SAID = "Not said yet"
APART_M = 100  # a gate or a door may be some way off; further, one of two places is a mistake


def work_page_of(asset: Asset, *, by: Person, on: dt.date) -> dict[str, Any]:
    """What the page of work says of an asset to one of its keepers."""
    may_publish = permissions.may_publish_asset(by, asset)
    has_gone = asset.has_gone(on)
    return {
        "asset": asset,
        "keeper": asset.keeper,
        "is_public": asset.published_on is not None,
        "has_gone": has_gone,
        "may_publish": may_publish,
        "problems": publish_problems(asset, on=on) if asset.published_on is None else [],
        "rows": rows(asset, may_publish=may_publish, has_gone=has_gone),
        "hints": [] if has_gone else hints(asset, on),
    }


def rows(asset: Asset, *, may_publish: bool, has_gone: bool) -> list[dict[str, Any]]:
    """What is said of it, a row a part, each with the address at which to change it."""
    said = (
        ("what", "What it is", _what(asset)),
        ("whose", "Whose it is", _whose(asset)),
        ("where", "Where it is", _where(asset)),
        ("size", "Size and tenure", _size(asset)),
        ("access", "Access and facilities", _access(asset)),
        ("state", "How it is used now", _state(asset)),
        ("contact", "How people ask", [contact_line(asset)]),
        ("record", "Where the record comes from", _record(asset)),
    )
    found = []
    for part, key, lines in said:
        kept = [line for line in lines if line]
        row: dict[str, Any] = {"key": key, "lines": kept or [NOT_SAID]}
        if not has_gone and (may_publish or part != "whose"):
            row["change_url"] = reverse("asset-edit", args=[asset.reference, part])
            row["change_label"] = key[0].lower() + key[1:]
        found.append(row)
    return found


def _what(asset: Asset) -> list[str]:
    takes = people(asset.capacity)
    return [
        f"{asset.name}: {asset.get_kind_display().lower()}",
        asset.description,
        f"Takes {takes}" if takes else "",
        pounds(asset.amount),
        f"Sorted under: {asset.category}" if asset.category else "",
    ]


def _whose(asset: Asset) -> list[str]:
    owner = asset.owner_says or "an owner who is not named"
    if not asset.owner and asset.owner_name:
        sector = dict(Organisation.Sector.choices).get(asset.owner_sector)
        owner += f" ({sector}, not registered here)" if sector else " (not registered here)"
    looked_after = f"Looked after by {asset.steward.name}" if asset.steward else ""
    return [f"Owned by {owner}", looked_after]


def _where(asset: Asset) -> list[str]:
    road = " ".join(part for part in (asset.street_number, asset.street) if part)
    pin, boundary = pin_of(asset), asset.boundary
    return [
        ", ".join(part for part in (road, asset.town, asset.postcode) if part),
        f"Spot: {pin}" if pin else "",
        f"A boundary round {hectares_in_words(boundary.area)}" if boundary else "",
        f"UPRN {asset.uprn}" if asset.uprn else "",
        "Sensitive: where it is, is shown to nobody else" if asset.is_sensitive else "",
    ]


def _size(asset: Asset) -> list[str]:
    floor = measured(asset.building_m2, "m²")
    return [
        f"Floor space {floor}" if floor else "",
        measured(asset.land_ha, "hectares"),
        held(asset),
        f"Energy rating {asset.energy_rating}" if asset.energy_rating else "",
    ]


def _access(asset: Asset) -> list[str]:
    labels = dict(Asset.Answer.choices)
    told = [
        f"{label}: {labels[getattr(asset, name)].lower()}"
        for name, label in ANSWERS
        if getattr(asset, name)
    ]
    there = [str(each.label) for each in Asset.Facility if each.value in asset.facilities]
    return [*told, ", ".join(there), asset.access_note]


def _state(asset: Asset) -> list[str]:
    if asset.use_state != Asset.UseState.EMPTY:
        return [asset.get_use_state_display() if asset.use_state else ""]
    if asset.is_vacancy_public:
        return ["Empty. Its page says “available”."]
    return ["Empty. Nobody outside your organisation is told."]


def _record(asset: Asset) -> list[str]:
    day = asset.effective_on
    return [
        f"As at {day.day} {day:%B %Y}" if day else "",
        asset.source,
        asset.licence,
        f"Your own code: {asset.asset_code}" if asset.asset_code else "",
    ]


def hints(asset: Asset, on: dt.date) -> list[dict[str, str]]:
    """What more would help people to find and use it: sentences, each with where to say it."""
    is_a_place = asset.kind in (Asset.Kind.LAND, Asset.Kind.BUILDING, Asset.Kind.ROOM)
    found = []
    if is_a_place and asset.point is None and asset.boundary is None:
        found.append(("where", "It has no spot on the map, so no search by distance finds it."))
    if asset.point and asset.boundary and (apart := asset.point.distance(asset.boundary)) > APART_M:
        far = distance_in_words(apart)
        found.append(("where", f"The spot lies {far} from the boundary. Is one of them wrong?"))
    if is_a_place and not asset.is_sensitive and not any(getattr(asset, n) for n, _ in ANSWERS):
        found.append(("access", "Say whether it is step-free: many people search by that."))
    if asset.kind in (Asset.Kind.ROOM, Asset.Kind.VEHICLE) and asset.capacity is None:
        found.append(("what", "Say how many people it takes."))
    if asset.kind == Asset.Kind.MONEY and asset.amount is None:
        found.append(("what", "Say how much money it is."))
    if not asset.description:
        found.append(("what", "Say in a sentence what you offer."))
    if asset.effective_on and (on - asset.effective_on).days > OLD_DAYS:
        found.append(("record", "The record is more than a year old. Look whether it still holds."))
    return [
        {"says": sentence, "url": reverse("asset-edit", args=[asset.reference, part])}
        for part, sentence in found
    ]
