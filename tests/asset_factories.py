"""Builders of assets, in metres and on days that a reader can follow in the head."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from PIL import Image

from assets.models import (
    Asset,
    Document,
    FreeHours,
    ImportRow,
    Photo,
    RegisterImport,
    Weekday,
    Willingness,
)
from groundwork import clock
from partners.models import Organisation
from tests import factories as make


def asset(
    owner: Organisation | None = None,
    name: str = "The hall",
    *,
    at: tuple[float, float] | None = None,
    public: bool = True,
    **more: Any,
) -> Asset:
    """An asset of an organisation, at a place in metres, before the public since long ago."""
    if owner is None and "steward" not in more:
        owner = make.organisation()
    values: dict[str, Any] = {
        "kind": Asset.Kind.ROOM,
        "contact_role": "Bookings desk",
        "contact_telephone": "0121 496 0000",
    }
    if at is not None:
        values["point"] = Point(*at, srid=27700)
    if public:
        values["published_on"] = clock.today() - dt.timedelta(days=100)
    made = Asset.objects.create(owner=owner, name=name, **values | more)
    made.refresh_from_db(fields=["public_point"])
    return made


def willing(asset: Asset, act: str = "share", **more: Any) -> Willingness:
    """What its owner is willing to do with it, since long ago."""
    since = clock.today() - dt.timedelta(days=100)
    return Willingness.objects.create(asset=asset, act=act, **{"starts_on": since} | more)


def free(
    asset: Asset, weekday: int = Weekday.TUESDAY, starts: int = 9, ends: int = 17, **more: Any
) -> FreeHours:
    """Hours, whole ones, at which it is free on a weekday."""
    hours = {"starts_at": dt.time(starts), "ends_at": dt.time(ends)}
    return FreeHours.objects.create(asset=asset, weekday=weekday, **hours | more)


def a_picture() -> bytes:
    """A JPEG of a few pixels, as a camera without a memory would make it."""
    file = io.BytesIO()
    Image.new("RGB", (8, 6), (13, 75, 81)).save(file, "JPEG")
    return file.getvalue()


def photo(asset: Asset, alternative: str = "The hall from the street", **more: Any) -> Photo:
    """A photo of it, with its files."""
    made = Photo(asset=asset, alternative=alternative, **{"width": 8, "height": 6} | more)
    for field in (made.file, made.thumbnail):
        field.save("file.jpg", ContentFile(a_picture()), save=False)
    made.save()
    return made


def document(asset: Asset, title: str = "Floor plan", **more: Any) -> Document:
    """A document of it, with its file."""
    made = Document(asset=asset, title=title, **more)
    made.file.save("file.pdf", ContentFile(b"%PDF-1.4 a plan"), save=False)
    made.save()
    return made


def an_import(
    organisation: Organisation, rows: Sequence[dict[str, Any]] = (), **more: Any
) -> RegisterImport:
    """A file on its way in, waiting for somebody to check its rows; the first is row 2."""
    values: dict[str, Any] = {
        "state": RegisterImport.State.PREVIEW,
        "filename": "register.csv",
        "source": "Register 2026",
        "effective_on": clock.today(),
        "columns": ["Name", "UPRN"],
        "mapping": {"name": 0, "uprn": 1},
        "all_rows": len(rows),
        "done_rows": len(rows),
        "fingerprint": "shown",
    }
    made = RegisterImport.objects.create(organisation=organisation, **values | more)
    ImportRow.objects.bulk_create(
        ImportRow(register_import=made, number=number, **row)
        for number, row in enumerate(rows, start=2)
    )
    return made
