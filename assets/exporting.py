"""Registers as files, in the columns of the Local Government Transparency Code 2015.

An organisation's own people take its whole register, hidden things too, and can hand the file in
again: nothing changes by that. Everyone takes the public list, as far as it may be told. The
columns of the Code come first, in its order and spelling; then those of this register; then, in
the whole register only, whatever else the organisation's own file said.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch

from assets.models import Asset, AssetQuerySet, Willingness
from assets.public_facts import PublicFacts, public_facts, ready_to_tell
from groundwork.addresses import absolute
from partners.models import Organisation

CHUNK = 1000
# What the owner's file says in these columns and no field takes is kept with its other columns.
AS_WRITTEN = ("TenureType", "TenureDetail", "OtherDetail")
CENTIMETRES = 2  # decimals of a metre: the precision that PROJ answers for
ATTRIBUTION = (
    "Each record names its source and licence. Contains public sector information licensed under "
    "the Open Government Licence v3.0. Contains OS data © Crown copyright and database right; "
    "contains Royal Mail data © Royal Mail copyright and database right."
)

Told = Asset | PublicFacts  # the whole truth, or what the public may know of it


@dataclass(frozen=True)
class Column:
    """A column of a file: its header, and how it is read off an asset, or off its public facts."""

    header: str
    cell: Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """A file as rows: text, numbers, days and nothing; and where each row lies."""

    header: list[str]
    rows: Iterator["Record"]


@dataclass(frozen=True)
class Record:
    """One asset as a file tells it. `shape` is a metric shape of Django's, or None."""

    cells: list[Any]
    shape: Any
    reference: str


def _named(name: str) -> Callable[[Any], Any]:
    return lambda told: getattr(told, name)


def _label(name: str, choices: Any) -> Callable[[Any], str]:
    """The label of a choice, as people write it."""
    labels = {str(value): str(label) for value, label in choices.choices}
    return lambda told: labels.get(getattr(told, name), "")


def _owner_page(told: Told) -> str:
    return absolute(told.owner.get_absolute_url()) if told.owner else ""


def _coordinate(axis: int) -> Callable[[Told], int | float | None]:
    def read(told: Told) -> int | float | None:
        if told.point is None:
            return None
        metres = round(told.point.coords[axis], CENTIMETRES)
        return int(metres) if metres == int(metres) else metres

    return read


def _system(told: Told) -> str:
    return f"EPSG:{settings.METRIC_SRID}" if told.point else ""


def _as_written(header: str, otherwise: Callable[[Any], str] = lambda told: "") -> Column:
    """A column in which the owner's file may say what no field takes; the public is not told."""

    def read(told: Told) -> str:
        written = told.other_columns.get(header, "") if isinstance(told, Asset) else ""
        return written or otherwise(told)

    return Column(header, read)


# In the order and spelling in which the Code's users know them.
CODE_COLUMNS = (
    Column("OrganisationLabel", _named("owner_says")),
    Column("OrganisationURI", _owner_page),
    Column("EffectiveDate", _named("effective_on")),
    Column("UPRN", _named("uprn")),
    Column("AssetCode", _named("asset_code")),
    Column("PropertyName", _named("name")),
    Column("StreetNumber", _named("street_number")),
    Column("StreetName", _named("street")),
    Column("PostTown", _named("town")),
    Column("PostCode", _named("postcode")),
    Column("CoordinateReferenceSystem", _system),
    Column("GeoX", _coordinate(0)),
    Column("GeoY", _coordinate(1)),
    _as_written("TenureType", _label("tenure", Asset.Tenure)),
    _as_written("TenureDetail", _label("tenure_detail", Asset.TenureDetail)),
    _as_written("OtherDetail"),
    Column("HoldingType", _label("holding", Asset.Holding)),
    Column("BuildingSize", _named("building_m2")),
    Column("LandArea", _named("land_ha")),
    Column("EnergyRating", _named("energy_rating")),
)


def _facilities(told: Told) -> str:
    return "; ".join(str(each.label) for each in Asset.Facility if each.value in told.facilities)


# What both files say besides.
COMMON_COLUMNS = (
    Column("Reference in this register", _named("reference")),
    Column("Kind of asset", _label("kind", Asset.Kind)),
    Column("Category", _named("category")),
    Column("Capacity", _named("capacity")),
    Column("Description for the public", _named("description")),
    Column("Amount", _named("amount")),
    Column("StepFree", _label("step_free", Asset.Answer)),
    Column("AccessibleToilet", _label("accessible_toilet", Asset.Answer)),
    Column("HearingLoop", _label("hearing_loop", Asset.Answer)),
    Column("BlueBadgeParking", _label("blue_badge_parking", Asset.Answer)),
    Column("AccessNote", _named("access_note")),
    Column("Facilities", _facilities),
    Column("ContactRole", _named("contact_role")),
    Column("ContactAddress", _named("contact_address")),
    Column("ContactTelephone", _named("contact_telephone")),
    Column("RecordSource", _named("source")),
    Column("RecordLicence", _named("licence")),
)


def _yes_or_nothing(name: str) -> Callable[[Asset], str]:
    return lambda asset: "Yes" if getattr(asset, name) else ""


WHOLE_COLUMNS = (
    *CODE_COLUMNS,
    *COMMON_COLUMNS,
    Column("StateOfUse", _label("use_state", Asset.UseState)),
    Column("SensitivePlace", _yes_or_nothing("is_sensitive")),
    Column("PublishedOn", _named("published_on")),
)


@dataclass(frozen=True)
class _Public:
    """A column of the public file that needs more than the facts."""

    facts: PublicFacts
    acts: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.facts, name)


PUBLIC_COLUMNS = (
    *CODE_COLUMNS,
    *COMMON_COLUMNS,
    Column("StateOfUse", _named("use")),
    Column("WillingTo", _named("acts")),
    Column("Page", lambda told: absolute(told.url)),
)


def whole_register(organisation: Organisation, on: dt.date) -> Table:
    """The register of an organisation on a day, hidden things too: for its own people alone.

    What has gone is not in it. The organisation's own columns that this register has no field for
    come last, as they were written.
    """
    assets = Asset.objects.of(organisation).current(on).order_by("asset_code", "name", "pk")
    spare = _spare_headers(assets)
    header = [column.header for column in WHOLE_COLUMNS]
    header += [_unlike(name, header) for name in spare]
    return Table(header, _whole_records(assets.select_related("owner"), spare))


def _spare_headers(assets: AssetQuerySet) -> list[str]:
    """The headers of what the organisation's files said besides, in order of first use."""
    found: dict[str, None] = {}
    for spare in assets.exclude(other_columns={}).values_list("other_columns", flat=True):
        found.update(dict.fromkeys(spare))
    return [name for name in found if name not in AS_WRITTEN]


def _unlike(name: str, taken: Iterable[str]) -> str:
    """A header that none of the taken ones is read as."""
    return f"{name} (as written)" if name.casefold() in {t.casefold() for t in taken} else name


def _whole_records(assets: AssetQuerySet, spare: list[str]) -> Iterator[Record]:
    for asset in assets.iterator(chunk_size=CHUNK):
        cells = [column.cell(asset) for column in WHOLE_COLUMNS]
        cells += [asset.other_columns.get(name, "") for name in spare]
        yield Record(cells, asset.boundary or asset.point, asset.reference)


def public_register(assets: AssetQuerySet, on: dt.date) -> Table:
    """What the public may know on a day of assets that are public on it, in the given order."""
    standing = Willingness.objects.standing(on).order_by("act")
    told = ready_to_tell(assets).prefetch_related(
        Prefetch("willingnesses", queryset=standing, to_attr="standing_acts")
    )
    return Table([column.header for column in PUBLIC_COLUMNS], _public_records(told, on))


def _public_records(assets: AssetQuerySet, on: dt.date) -> Iterator[Record]:
    for asset in assets.iterator(chunk_size=CHUNK):
        facts = public_facts(asset, on=on)
        acts = "; ".join(str(each.get_act_display()) for each in asset.standing_acts)
        row = _Public(facts, acts)
        yield Record([column.cell(row) for column in PUBLIC_COLUMNS], facts.point, facts.reference)
