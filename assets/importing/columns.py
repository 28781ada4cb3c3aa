"""Which column of a register holds what: told by its header, as councils write them.

The names are those of the Local Government Transparency Code 2015 and the ways in which published
registers vary them.
"""

import difflib
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assets.importing.cells import HOLDINGS, a_word
from groundwork.tables import key_of
from places.formats import wkt


@dataclass(frozen=True)
class Field:
    """Something that a register says of an asset. `headers` are what its column is called.

    The first of the headers is the Code's own, or else the one that this product writes.
    """

    name: str
    label: str
    headers: tuple[str, ...]
    hint: str = ""


FIELDS = (
    Field("reference", "Reference in this register", ("Reference in this register",),
          "Such as AS-7K3FQ9W: only in files that came from here."),
    Field("owner", "Owner's name", ("OrganisationLabel", "Organisation", "OrganisationName",
          "Local Authority", "Council", "Owner", "Authority"), "Held against your organisation."),
    Field("owner_uri", "Owner's web address", ("OrganisationURI", "Organisation URI")),
    Field("effective_on", "As at (date)", ("EffectiveDate", "As at", "LastUpdatedDate",
          "Date last updated", "Last Updated", "Date", "Extract Date")),
    Field("uprn", "UPRN", ("UPRN", "Unique Property Reference Number", "UPRN number",
          "Property UPRN", "Unique Property Ref No", "NLPG UPRN")),
    Field("asset_code", "Your own code", ("AssetCode", "Asset Code", "Unique Asset ID", "Asset ID",
          "Unique Asset Reference", "Asset Reference", "Asset Ref", "Asset Number", "Asset No",
          "Property Reference", "Property Ref", "Property Number", "Property Code", "Property ID",
          "Site Reference", "SiteReference", "LA Site Ref", "Site Ref", "Site Code", "Site ID",
          "Reference", "Ref", "Reference Number", "Terrier Reference", "Unique ID", "Code",
          "KEYVAL", "OBJECTID", "ID", "fid")),
    Field("name", "Name of the property", ("PropertyName", "Property Name", "Asset Name", "Name",
          "Site Name", "Building Name", "Name of Asset", "Name of Property", "Property", "Asset",
          "Premises", "Site", "Title", "Property Description", "Asset Title", "Place")),
    Field("address", "Whole address in one cell", ("Site Address", "Address", "Full Address",
          "Property Address", "Asset Address", "SiteNameAddress", "Site Name Address",
          "Name and Address of Site", "Site Name and Address", "Property Name and Address",
          "Postal Address", "Location", "Address 1", "Address Line 1", "AddressLine1")),
    Field("street_number", "Street number", ("StreetNumber", "Street Number", "House Number",
          "Building Number", "PAON", "Street No", "Number", "No")),
    Field("street", "Street", ("StreetName", "Street Name", "Street", "Road", "Road Name",
          "Thoroughfare", "Street Address", "Address 2", "Address Line 2", "AddressLine2")),
    Field("town", "Town", ("PostTown", "Post Town", "Town", "Town/City", "City", "Town or City",
          "Township", "Locality")),
    Field("postcode", "Postcode", ("PostCode", "Post Code", "Postcode", "Post_Code", "Postal Code",
          "Pcode", "PCDS", "Zip")),
    Field("reference_system", "Reference system stated", ("CoordinateReferenceSystem",
          "Coordinate Reference System", "CoordinateSystem", "CRS", "SRID", "Coordinate System",
          "Projection"), "Held against the coordinates themselves, which are believed first."),
    Field("x", "Easting, or longitude", ("GeoX", "Easting", "Eastings", "X Co-ordinate",
          "X Coordinate", "XCoord", "X", "Longitude", "Long", "Lng", "Lon", "Geo X", "GeometryX",
          "OSEAST1M", "X Co-ord", "OS Easting", "X_CENTROID", "Grid Ref Easting",
          "OS X", "GridX", "Map East", "Grid Reference Easting")),
    Field("y", "Northing, or latitude", ("GeoY", "Northing", "Northings", "Y Co-ordinate",
          "Y Coordinate", "YCoord", "Y", "Latitude", "Lat", "Geo Y", "GeometryY", "OSNRTH1M",
          "Y Co-ord", "OS Northing", "Y_CENTROID", "Grid Ref Northing", "OS Y", "GridY",
          "Map North", "Grid Reference Northing")),
    Field("coordinates", "Both coordinates in one cell", ("Coordinates",
          "Coordinates (Latitude & Longitude)", "Co-ordinates", "Lat Long", "LatLong", "Lat/Lon",
          "Grid Reference", "Grid Ref", "OS Grid Reference", "OSGridRef", "NGR", "Geopoint",
          "Geo Point", "GeoXY", "Point", "Map Reference")),
    Field("shape", "Outline", ("WKT", "Geometry", "Geom", "The_Geom", "WKT_Geometry", "GeoJSON",
          "Polygon", "Multipolygon", "Boundary", "Shape"), "Well-known text or GeoJSON."),
    Field("tenure", "Tenure", ("TenureType", "Tenure Type", "Tenure", "Title Type",
          "Freehold/Leasehold", "Freehold or Leasehold", "Interest", "Type of Tenure")),
    Field("tenure_detail", "Tenure in detail", ("TenureDetail", "Tenure Detail", "Tenure Details",
          "Details of Tenure", "Occupation", "Occupancy", "Occupied by", "Tenancy")),
    Field("other_detail", "Other detail", ("OtherDetail", "Other Detail", "Other Details",
          "Tenure Other Detail", "Other Tenure Detail"), "Kept as written, and not made public."),
    Field("holding", "Land, buildings or both", ("HoldingType", "Holding Type", "Holding",
          "Land or Building", "Land/Building", "Land/Buildings", "Type of Holding",
          "Land and Buildings")),
    Field("category", "Use or category", ("Category", "Use", "Property Type", "Asset Type",
          "Current Use", "Type", "Usage", "Asset Category", "Property Category", "Purpose",
          "Property Use", "Main Use", "Site Type", "Type of Property", "Asset Class", "Use Type",
          "Purpose Held", "Service", "Sub Category", "Classification", "Type of Asset")),
    Field("kind", "Kind of asset", ("Kind of asset", "Kind", "Asset Kind")),
    Field("building_m2", "Size of the building (m²)", ("BuildingSize", "Building Size",
          "Building Size (m2)", "Building Size m2", "Floor Area", "GIA", "Floor Area (m2)",
          "Building Size (GIA) m2", "Gross Internal Area", "Size of Building", "GIA m2",
          "Gross Internal Area m2", "Building Area", "BuildingSizeM2", "Size (m2)", "Area m2",
          "Floor Area sqm", "Internal Area")),
    Field("land_ha", "Land area (hectares)", ("LandArea", "Land Area", "Land Area (ha)",
          "Hectares", "Area (ha)", "Area Ha", "Site Area", "Site Area (ha)", "Area", "LandAreaHa",
          "Land Area Hectares", "Land Size", "Site Area Hectares", "Size (ha)", "Acres",
          "Land Area (acres)", "Area (Hectares)", "Acreage")),
    Field("energy_rating", "Energy rating", ("EnergyRating", "Energy Rating", "EPC", "EPC Rating",
          "DEC Rating", "DEC", "Energy Performance", "EPC Band", "Energy Performance Rating",
          "DisplayEnergyCertificate")),
    Field("capacity", "How many people it takes", ("Capacity", "How many people it takes",
          "Seats", "Number of seats")),
    Field("description", "Description for the public", ("Description for the public",
          "Public description")),
)  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}
KNOWN = {
    key: field.name
    for field in reversed(FIELDS)
    for key in (key_of(header) for header in reversed(field.headers))
}
PREFERENCE = {
    (field.name, key_of(header)): place
    for field in FIELDS
    for place, header in enumerate(field.headers)
}
# One of these must be told, or nobody could say what a row is about.
NAMING = ("name", "address", "street", "asset_code")
REFERENCE_SYSTEMS = (
    ("", "As the coordinates tell"),
    ("27700", "British National Grid: eastings and northings in metres (EPSG:27700)"),
    ("4326", "Longitude and latitude in degrees (WGS84, EPSG:4326)"),
)
SHORT = 6  # letters: shorter headers must be written right to be known
ALIKE = 0.91
TAIL = re.compile(r"\s*\(column \d+\)$")


@functools.lru_cache(maxsize=2_000)
def known_field(header: str) -> str:
    """Return the field that a header names, or "".

    Believed are the known names, one letter too many in front, and small slips of the pen.
    """
    key = key_of(TAIL.sub("", header))
    if key in KNOWN:
        return KNOWN[key]
    if len(key) > SHORT:
        if key[1:] in KNOWN:
            return KNOWN[key[1:]]
        close = difflib.get_close_matches(key, KNOWN, n=1, cutoff=ALIKE)
        if close and len(close[0]) > SHORT:
            return KNOWN[close[0]]
    return ""


def unfused(header: list[str], notes: list[str]) -> list[str]:
    """Return a header with two names that share one cell, and a blank one after it, parted."""
    cells = list(header)
    for at, cell in enumerate(header[:-1]):
        words = cell.split()
        if cells[at + 1].strip() or known_field(cell):
            continue
        for cut in range(1, len(words)):
            left, right = " ".join(words[:cut]), " ".join(words[cut:])
            if known_field(right) and (known_field(left) or cut == 1):
                cells[at], cells[at + 1] = left, right
                notes.append(f"Two headers stood in one cell, “{left}” and “{right}”: parted.")
                break
    return cells


def guess(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return which column holds what, as far as headers and the first rows tell.

    No column has two fields. Of columns with the same field the best known header is taken, and
    a column with cells before a blank one.
    """
    found: dict[str, list[tuple[tuple[int, int, int], int]]] = {}
    for at, header in enumerate(headers):
        name = known_field(header)
        if name:
            held = any(len(cells) > at and cells[at].strip() for cells in rows)
            key = key_of(TAIL.sub("", header))
            known = PREFERENCE.get((name, key), PREFERENCE.get((name, key[1:]), 99))
            found.setdefault(name, []).append(((not held, known, at), at))
    mapping = {name: min(columns)[1] for name, columns in found.items()}
    _look_at_cells(mapping, rows)
    taken = set(mapping.values())
    for name, columns in found.items():
        for _, at in sorted(columns)[1:]:
            _give_second(name, at, mapping, taken)
    return {field.name: mapping[field.name] for field in FIELDS if field.name in mapping}


def _look_at_cells(mapping: dict[str, int], rows: Sequence[Sequence[str]]) -> None:
    """Take back what the cells belie: a shape that is none, a type of holding that is a use."""

    def cells(name: str) -> list[str]:
        at = mapping[name]
        return [row[at] for row in rows if len(row) > at and row[at].strip()]

    if "shape" in mapping and not any(
        cell.lstrip().startswith("{") or wkt.looks_like(cell) for cell in cells("shape")
    ):
        del mapping["shape"]
    if "holding" in mapping and "category" not in mapping:
        said = cells("holding")
        known = sum(bool(a_word(cell, HOLDINGS, may_be_left=True)[0]) for cell in said)
        if known * 2 < len(said):
            mapping["category"] = mapping.pop("holding")


def _give_second(name: str, at: int, mapping: dict[str, int], taken: set[int]) -> None:
    """Use a second column with a field's name for what it may hold besides."""
    if name == "address" and "street" not in mapping and at not in taken:
        mapping["street"] = at
        taken.add(at)


def problems(mapping: dict[str, int], headers: Sequence[str]) -> list[str]:
    """What keeps a mapping from being used: sentences."""
    sentences = []
    for name, at in mapping.items():
        if name not in BY_NAME:
            sentences.append(f"“{name[:40]}” is nothing that a register says.")
        elif isinstance(at, bool) or not isinstance(at, int) or not 0 <= at < len(headers):
            sentences.append(f"{BY_NAME[name].label}: the file has no such column.")
    if not sentences:
        used = list(mapping.values())
        for at in sorted({at for at in used if used.count(at) > 1}):
            names = " and ".join(BY_NAME[name].label for name in mapping if mapping[name] == at)
            sentences.append(f"The column “{headers[at]}” is chosen for {names}: choose one.")
        if not set(NAMING) & set(mapping):
            sentences.append(
                "Choose the column that holds the name of the property, or its address, its street"
                " or its code."
            )
        if ("x" in mapping) != ("y" in mapping):
            sentences.append("Choose both coordinates, or neither.")
    return sentences
