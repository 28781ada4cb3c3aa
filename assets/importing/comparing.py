"""What a row of a file would change of an asset on the register: real changes, and no others.

Three things are held against each other: what the asset says, what the file says, and what earlier
files said. Where the file still says what it said before, what was changed here by hand stays. A
blank cell takes away only what an earlier file had put there.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import shapely

from assets.models import Asset

TEXTS = (
    "kind", "name", "uprn", "asset_code", "street_number", "street", "town", "postcode", "tenure",
    "tenure_detail", "holding", "category", "energy_rating", "use_state", "description",
)  # fmt: skip
SIZES = ("building_m2", "land_ha")
COMPARED = (*TEXTS, *SIZES, "capacity", "is_sensitive", "point", "boundary", "other_columns")
# Other columns that are kept under the Code's own headers, whatever the file calls them.
AS_WRITTEN = {
    "tenure": "TenureType",
    "tenure_detail": "TenureDetail",
    "other_detail": "OtherDetail",
}
SAME_POINT_M = 1.0
SAME_OUTLINE_M = 0.5


def plain(asset: Asset) -> dict[str, Any]:
    """Return what an asset says, as JSON values like a row's."""
    said: dict[str, Any] = {name: getattr(asset, name) for name in TEXTS}
    for name in SIZES:
        size = getattr(asset, name)
        said[name] = None if size is None else str(size)
    said["capacity"] = asset.capacity
    said["is_sensitive"] = asset.is_sensitive
    said["point"] = [asset.point.x, asset.point.y] if asset.point else None
    said["boundary"] = bytes(asset.boundary.wkb).hex().upper() if asset.boundary else None
    said["other_columns"] = asset.other_columns
    return said


def told_by(columns: Iterable[str], mapping: Iterable[str]) -> set[str]:
    """Return the other columns that a file speaks of, by its headers and the fields it has."""
    fields = set(mapping)
    return {*columns, *(header for name, header in AS_WRITTEN.items() if name in fields)}


def changes(
    said: dict[str, Any], values: dict[str, Any], before: dict[str, Any], headers: Iterable[str]
) -> dict[str, list]:
    """Return field → [what it says, what it becomes].

    `said` is what the asset says, `values` what the row says, `before` what earlier files said of
    it; `headers` are the other columns that are this file's to say (see `told_by`).
    """
    made_up = set(values.get("made_up", ()))
    found = {}
    for name in COMPARED:
        if name not in values or name == "other_columns":
            continue
        old, new = said[name], values[name]
        if is_same(name, old, new):
            continue
        came_by_file = name in before and is_same(name, before[name], old)
        if name in made_up and not is_blank(old):
            continue
        if name == "name" and is_same(name, old, values.get("name_as_written")):
            continue  # it was only told apart by its place
        if name == "is_sensitive" and not new:
            continue  # no file uncovers what is covered
        if name == "name" and said["is_sensitive"]:
            continue
        if is_blank(new):
            if not came_by_file:
                continue
        elif name in before and is_same(name, before[name], new):
            continue
        found[name] = [old, new]
    if "other_columns" in values:
        old, new = said["other_columns"], values["other_columns"]
        told = set(headers)
        merged = {key: text for key, text in old.items() if key not in told} | new
        if merged != old:
            found["other_columns"] = [old, merged]
    return found


def is_blank(value: Any) -> bool:
    """Whether a value says nothing."""
    return value is None or value in ("", {}, [])


def is_same(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field mean the same, however they are written."""
    if one == other:
        return True
    if is_blank(one) or is_blank(other):
        return is_blank(one) and is_blank(other)
    if name == "uprn":
        return one.lstrip("0") == other.lstrip("0")
    if name == "asset_code":
        return one.casefold().split() == other.casefold().split()
    if name == "postcode":
        return one.replace(" ", "").upper() == other.replace(" ", "").upper()
    if name in SIZES:
        return _number(one) == _number(other)
    if name == "point":
        return abs(one[0] - other[0]) < SAME_POINT_M and abs(one[1] - other[1]) < SAME_POINT_M
    if name == "boundary":
        return _same_outline(one, other)
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return False


def _number(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def _same_outline(one: str, other: str) -> bool:
    ours, theirs = shapely.from_wkb(one), shapely.from_wkb(other)
    if shapely.equals_exact(ours, theirs, tolerance=SAME_OUTLINE_M):
        return True
    gap = max(abs(a - b) for a, b in zip(ours.bounds, theirs.bounds, strict=True))
    return gap <= SAME_OUTLINE_M and shapely.hausdorff_distance(ours, theirs) <= SAME_OUTLINE_M
