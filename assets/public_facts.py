"""What the public may be told of an asset: the one place where that is decided.

Lists, pages, the map, the API and every file ask here. Two things are kept back:

- *Where a sensitive place is.* A refuge, a hostel or a children's home has no address, number, size
  or point; texts that give its place away are left out whole; it has no photos or documents.
- *That something stands empty*, unless its owner lets it be known; then the word is "available".
  A register's "vacant" is the same secret, under whichever heading it stands.

What was in the owner's file besides (`other_columns`) is told to nobody.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.gis.geos import Point

from assets.models import Asset, AssetQuerySet
from partners.models import Organisation

A_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\b", re.IGNORECASE)
AN_EMPTY_WORD = re.compile(
    r"\b(vacant|vacanc(y|ies)|void|empty|unoccupied|disused|derelict)\b", re.IGNORECASE
)
AVAILABLE = "Available"
NO_PLACE = "Its place is not shown."


class NotPublic(Exception):
    """An asset that was not put before the public by the day: nothing of it may be told."""


@dataclass(frozen=True)
class PublicFacts:
    """What anyone may know of an asset on a day. What is empty is unknown, or is not told.

    `use` is in words: "In use", "Used in part", "Available" or nothing. `point` is metric.
    `has_files` says whether its photos and public documents may be shown.
    """

    reference: str
    url: str
    kind: str
    kind_label: str
    name: str
    description: str
    owner: Organisation | None
    owner_says: str
    owner_sector: str
    steward: Organisation | None
    street_number: str
    street: str
    town: str
    postcode: str
    uprn: str
    asset_code: str
    point: Point | None
    tenure: str
    tenure_detail: str
    holding: str
    category: str
    building_m2: Decimal | None
    land_ha: Decimal | None
    energy_rating: str
    use: str
    is_available: bool
    step_free: str
    accessible_toilet: str
    hearing_loop: str
    blue_badge_parking: str
    access_note: str
    facilities: tuple[str, ...]
    capacity: int | None
    amount: Decimal | None
    contact_role: str
    contact_address: str
    contact_telephone: str
    effective_on: dt.date | None
    source: str
    licence: str
    published_on: dt.date | None
    gone_on: dt.date | None
    why_gone: str
    has_files: bool

    @property
    def address(self) -> str:
        """The address in one line, as far as it is known."""
        road = " ".join(part for part in (self.street_number, self.street) if part)
        return ", ".join(part for part in (road, self.town, self.postcode) if part)

    @property
    def facility_labels(self) -> list[str]:
        """What there is, in words, in the order in which the register asks."""
        return [str(f.label) for f in Asset.Facility if f.value in self.facilities]


def ready_to_tell(assets: AssetQuerySet) -> AssetQuerySet:
    """Assets with what their facts need, in one query, without the shapes and spare columns."""
    return assets.select_related("owner", "steward").defer("boundary", "point", "other_columns")


def public_facts(asset: Asset, *, on: dt.date, before_publishing: bool = False) -> PublicFacts:
    """What the public may be told of an asset on a day.

    Raises NotPublic where it was not published by then; with `before_publishing`, for those who may
    see a draft, what will be told once it is.
    """
    if not (asset.is_public(on) or before_publishing):
        raise NotPublic(asset.reference)
    is_open = not asset.is_sensitive
    has_gone = asset.has_gone(on)
    return PublicFacts(
        reference=asset.reference,
        url=asset.get_absolute_url(),
        kind=asset.kind,
        kind_label=asset.get_kind_display(),
        name=public_name(asset),
        description=_told(asset, asset.description),
        owner=asset.owner,
        owner_says=_told(asset, asset.owner_says),
        owner_sector=asset.owner.sector if asset.owner else asset.owner_sector,
        steward=asset.steward,
        street_number=asset.street_number if is_open else "",
        street=asset.street if is_open else "",
        town=asset.town if is_open else "",
        postcode=asset.postcode if is_open else "",
        uprn=asset.uprn if is_open else "",
        asset_code=asset.asset_code if is_open else "",
        point=asset.public_point if is_open else None,
        tenure=asset.tenure,
        tenure_detail="" if _says_vacant(asset) else asset.tenure_detail,
        holding=asset.holding,
        category=_category(asset),
        building_m2=asset.building_m2 if is_open else None,
        land_ha=asset.land_ha if is_open else None,
        energy_rating=asset.energy_rating if is_open else "",
        use=_use(asset),
        is_available=asset.is_available(),
        step_free=asset.step_free,
        accessible_toilet=asset.accessible_toilet,
        hearing_loop=asset.hearing_loop,
        blue_badge_parking=asset.blue_badge_parking,
        access_note=_told(asset, asset.access_note),
        facilities=tuple(asset.facilities),
        capacity=asset.capacity,
        amount=asset.amount,
        contact_role=_told(asset, asset.contact_role),
        contact_address=_told(asset, asset.contact_address),
        contact_telephone=asset.contact_telephone,
        effective_on=asset.effective_on,
        source=_told(asset, asset.source),
        licence=asset.licence,
        published_on=asset.published_on,
        gone_on=asset.gone_on if has_gone else None,
        why_gone=_told(asset, asset.why_gone) if has_gone else "",
        has_files=is_open,
    )


def public_name(asset: Asset) -> str:
    """The asset's name; of a sensitive place whose name says where it is, only what it is."""
    return _told(asset, asset.name) or f"{asset.get_kind_display()}, place not shown"


def gives_place_away(asset: Asset, text: str) -> bool:
    """Whether a text says where an asset is: it holds a postcode, its street or one of its numbers.

    Case and spaces make no difference.
    """
    if A_POSTCODE.search(text):
        return True
    squeezed = _squeezed(text)
    clues = (asset.street, asset.postcode, asset.uprn, asset.asset_code)
    return any(clue.strip() and _squeezed(clue) in squeezed for clue in clues)


def _told(asset: Asset, text: str) -> str:
    return "" if asset.is_sensitive and text and gives_place_away(asset, text) else text


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _says_vacant(asset: Asset) -> bool:
    return asset.tenure_detail == Asset.TenureDetail.VACANT


def _category(asset: Asset) -> str:
    if AN_EMPTY_WORD.search(asset.category) and not asset.is_vacancy_public:
        return ""
    return _told(asset, asset.category)


def _use(asset: Asset) -> str:
    if asset.use_state == Asset.UseState.EMPTY:
        return AVAILABLE if asset.is_available() else ""
    return asset.get_use_state_display() if asset.use_state else ""
