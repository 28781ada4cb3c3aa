"""Which of a file's properties is the reference, and which the name."""

import re
from collections.abc import Iterable

# Statistical and electoral codes and names carry their year: WD13CD and WD13NM, LSOA11CD.
CODE_OF_YEAR = re.compile(r"[a-z]+\d\dcd")
NAME_OF_YEAR = re.compile(r"[a-z]+\d\dnm")
AUTHORITY_OF_YEAR = re.compile(r"lad\d\dnm")
NEVER = "(?!)"
REFERENCES = (
    "reference",
    "ref",
    "code",
    "gsscode",
    "wardcode",
    "areacode",
    "sitereference",
    "assetcode",
    "uprn",
    "postcode",
)
NAMES = (
    "name",
    "wardname",
    "areaname",
    "sitename",
    "sitenameaddress",
    "propertyname",
    "title",
    "label",
    "siteaddress",
)
AUTHORITIES = ("localauthority", "localauthoritydistrict", "authority", "council", "district")
LAST_REFERENCES = ("id", "objectid", "fid", "gid")
POSTCODES = ("postcode", "postcodes", "pcds", "pcd", "pcd2", "pcd7", "pcd8", "unitpostcode")
OTHERS = ("organisation", "authority", "owner", "file", "layer")


def reference_columns(columns: Iterable[str]) -> list[str]:
    """Return the columns that may hold each record's own code, the likeliest first."""
    return _likely(columns, REFERENCES, CODE_OF_YEAR, r"ref(erence)?$|cd$|code$", LAST_REFERENCES)


def name_column(columns: Iterable[str]) -> str | None:
    """Return the column that most likely holds each record's name."""
    return next(iter(_likely(columns, NAMES, NAME_OF_YEAR, r"^name|name$|nm$", ())), None)


def authority_column(columns: Iterable[str]) -> str | None:
    """Return the column that most likely holds the council area that each record lies in."""
    return next(iter(_likely(columns, AUTHORITIES, AUTHORITY_OF_YEAR, NEVER, ())), None)


def postcode_column(columns: Iterable[str]) -> str | None:
    """Return the column that most likely holds a postcode."""
    return next(iter(_likely(columns, POSTCODES, re.compile(NEVER), r"postcode$", ())), None)


def _likely(
    columns: Iterable[str], exact: tuple[str, ...], of_year: re.Pattern, ending: str, last: tuple
) -> list[str]:
    keyed: dict[str, str] = {}
    for column in columns:
        keyed.setdefault("".join(letter for letter in column.lower() if letter.isalnum()), column)
    apart = [key for key in keyed if not any(other in key for other in OTHERS)]
    found = [
        *(key for key in exact if key in keyed),
        *(key for key in keyed if of_year.fullmatch(key)),
        *(key for key in apart if re.search(ending, key)),
        *(key for key in last if key in keyed),
    ]
    return [keyed[key] for key in dict.fromkeys(found)]
