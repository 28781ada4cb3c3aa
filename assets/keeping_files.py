"""Photos and documents of an asset: added, put in words, and taken away.

Files arrive here cleaned (groundwork.private_files). Names on disk are drawn by lot; what a person
reads is the words and titles given with them. A file goes with its row, once that is for good.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils.text import slugify

from assets import permissions
from assets.models import Asset, Document, Photo
from groundwork import clock
from groundwork.history import because
from groundwork.plain_text import on_one_line
from groundwork.private_files import CleanFile, CleanPhoto
from groundwork.problems import Refused
from partners.models import Person

MOST_PHOTOS = 12
MOST_DOCUMENTS = 20
SHORTEST_WORDS = 3  # characters: "Hall" says something, "x" does not
NO_WORDS = "Say in a sentence what can be seen, for those who do not see the picture."
NO_TITLE = "Give the document a title by which people know what is in it."
GONE = "This asset is no longer on the register, so nothing can be added to it."


def files_are_public(asset: Asset, on: dt.date) -> bool:
    """Whether everyone may see its photos and public documents.

    Not of a draft, and not of a sensitive place: a picture shows where it is.
    """
    return asset.is_public(on) and not asset.is_sensitive


@transaction.atomic
def add_photo(
    *,
    asset: Asset,
    photo: CleanPhoto,
    alternative: str,
    credit: str = "",
    by: Person,
    on: dt.date | None = None,
) -> Photo:
    """Add a photo, with what can be seen on it in words. The same one twice is added once.

    Raises PermissionDenied unless the person works for its owner or steward, and Refused.
    """
    row = _own(asset, by)
    alternative, credit = on_one_line(alternative), on_one_line(credit)
    there = list(row.photos.all())
    for each in there:
        if each.alternative == alternative and _holds(each.file, photo.photo):
            return each
    sentences = _adding_problems(row, on or clock.today())
    if len(alternative) < SHORTEST_WORDS:
        sentences.append(NO_WORDS)
    if len(there) >= MOST_PHOTOS:
        sentences.append(f"It has {MOST_PHOTOS} photos already. Take one away first.")
    if sentences:
        raise Refused(*sentences)
    with because(reason="Photo added"):
        made = Photo(
            asset=row, alternative=alternative, credit=credit, width=photo.width,
            height=photo.height, position=max((p.position for p in there), default=-1) + 1,
            added_by=by,
        )  # fmt: skip
        made.file.save("photo.jpg", photo.photo.as_file(), save=False)
        made.thumbnail.save("small.jpg", photo.small.as_file(), save=False)
        _save_with_files(made, made.file, made.thumbnail)
    row.touch()
    return made


@transaction.atomic
def describe_photo(
    *, photo: Photo, alternative: str, credit: str = "", by: Person, first: bool = False
) -> Photo:
    """Put a photo in other words; with `first`, let it stand before the others, and in lists.

    Raises PermissionDenied, and Refused without words.
    """
    row = _own(photo.asset, by)
    alternative = on_one_line(alternative)
    if len(alternative) < SHORTEST_WORDS:
        raise Refused(NO_WORDS)
    with because(reason="Photo put in words"):
        found = row.photos.select_for_update().get(pk=photo.pk)
        found.alternative, found.credit = alternative, on_one_line(credit)
        found.save(update_fields=["alternative", "credit"])
        if first:
            others = row.photos.exclude(pk=found.pk)
            for position, each in enumerate([found, *others]):
                if each.position != position:
                    each.position = position
                    each.save(update_fields=["position"])
    row.touch()
    return found


@transaction.atomic
def remove_photo(*, photo: Photo, by: Person) -> None:
    """Take a photo and its files away for good. Raises PermissionDenied."""
    row = _own(photo.asset, by)
    with because(reason="Photo taken away"):
        _delete_with_files(photo, photo.file, photo.thumbnail)
    row.touch()


@transaction.atomic
def add_document(
    *,
    asset: Asset,
    document: CleanFile,
    title: str,
    is_public: bool = True,
    by: Person,
    on: dt.date | None = None,
) -> Document:
    """Add a document with a title; not public, only those who keep the asset read it.

    The same one twice is added once. Raises PermissionDenied and Refused, as above.
    """
    row = _own(asset, by)
    title = on_one_line(title)
    there = list(row.documents.all())
    for each in there:
        if (each.title, each.is_public) == (title, is_public) and _holds(each.file, document):
            return each
    sentences = _adding_problems(row, on or clock.today())
    if len(title) < SHORTEST_WORDS:
        sentences.append(NO_TITLE)
    if len(there) >= MOST_DOCUMENTS:
        sentences.append(f"It has {MOST_DOCUMENTS} documents already. Take one away first.")
    if sentences:
        raise Refused(*sentences)
    with because(reason="Document added"):
        made = Document(asset=row, title=title, is_public=is_public, added_by=by)
        made.file.save(f"document{document.extension}", document.as_file(), save=False)
        _save_with_files(made, made.file)
    row.touch()
    return made


@transaction.atomic
def describe_document(*, document: Document, title: str, is_public: bool, by: Person) -> Document:
    """Give a document another title, or say anew whether everyone may read it.

    Raises PermissionDenied, and Refused without a title.
    """
    row = _own(document.asset, by)
    title = on_one_line(title)
    if len(title) < SHORTEST_WORDS:
        raise Refused(NO_TITLE)
    with because(reason="Document described anew"):
        found = row.documents.select_for_update().get(pk=document.pk)
        found.title, found.is_public = title, is_public
        found.save(update_fields=["title", "is_public"])
    row.touch()
    return found


@transaction.atomic
def remove_document(*, document: Document, by: Person) -> None:
    """Take a document and its file away for good. Raises PermissionDenied."""
    row = _own(document.asset, by)
    with because(reason="Document taken away"):
        _delete_with_files(document, document.file)
    row.touch()


def download_name(document: Document) -> str:
    """What a downloaded document is called: its title, in letters that every machine takes."""
    return slugify(document.title)[:80] or "document"


def _own(asset: Asset, by: Person) -> Asset:
    row = asset.lock()
    if not permissions.may_edit_asset(by, row):
        raise PermissionDenied("Only people who work for its owner or steward keep its files.")
    return row


def _adding_problems(asset: Asset, on: dt.date) -> list[str]:
    return [GONE] if asset.has_gone(on) else []


def _holds(kept: FieldFile, file: CleanFile) -> bool:
    """Whether a kept file has these bytes; one that is gone from the disk has none."""
    try:
        if kept.size != len(file.content):
            return False
        with kept.open("rb") as opened:
            return opened.read() == file.content
    except FileNotFoundError:
        return False


def _save_with_files(row: models.Model, *files: FieldFile) -> None:
    """Save the row; where that fails, its files do not stay behind."""
    try:
        row.save()
    except Exception:
        for file in files:
            file.storage.delete(file.name)
        raise


def _delete_with_files(row: models.Model, *files: FieldFile) -> None:
    row.delete()
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))
