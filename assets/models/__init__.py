"""What: assets, when they are free and for what, registers read from files, and transfers."""

from assets.models.asset import Asset, AssetQuerySet
from assets.models.files import Document, Photo
from assets.models.register import ColumnMapping, ImportRow, RegisterImport
from assets.models.transfer import (
    Announcement,
    Right,
    Transfer,
    TransferScheme,
    TransferState,
    TransferTest,
)
from assets.models.transfer_parts import (
    Benefit,
    DeclaredInterest,
    MonitoringReport,
    TransferDocument,
    TransferMove,
    TransferScore,
)
from assets.models.willingness import FreeHours, HoursException, Weekday, Willingness

__all__ = [
    "Announcement",
    "Asset",
    "AssetQuerySet",
    "Benefit",
    "ColumnMapping",
    "DeclaredInterest",
    "Document",
    "FreeHours",
    "HoursException",
    "ImportRow",
    "MonitoringReport",
    "Photo",
    "RegisterImport",
    "Right",
    "Transfer",
    "TransferDocument",
    "TransferMove",
    "TransferScheme",
    "TransferScore",
    "TransferState",
    "TransferTest",
    "Weekday",
    "Willingness",
]
