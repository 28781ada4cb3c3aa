"""What an asset's page shows of its photos and documents."""

import datetime as dt
from typing import Any

from assets.keeping_files import files_are_public
from assets.models import Asset


def photos_section(asset: Asset, on: dt.date) -> dict[str, Any]:
    """Its photos, the first one first; none where the public may not see where it is."""
    return {"photos": list(asset.photos.all()) if _are_shown(asset, on) else []}


def documents_section(asset: Asset, on: dt.date) -> dict[str, Any]:
    """The documents that everyone may read."""
    if not _are_shown(asset, on):
        return {"documents": []}
    return {"documents": [each for each in asset.documents.all() if each.is_public]}


def _are_shown(asset: Asset, on: dt.date) -> bool:
    """As they will be once it is public, so that a draft's page looks as it will."""
    return files_are_public(asset, on) or not (asset.is_public(on) or asset.is_sensitive)
