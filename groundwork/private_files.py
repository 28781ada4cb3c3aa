"""Files that people hand in and that only some may read, such as scans of signed papers.

A file is cleaned before it is kept: made anew with what can be seen of it, and nothing of what a
camera, a scanner or an office wrote into it. Its name on disk is drawn by lot, and it is only ever
sent by a view that has asked who may read it: as a download, or, of a photo, to be seen.
"""

import json
import tempfile
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from groundwork import confinement
from groundwork.file_cleaning import Work
from groundwork.file_kinds import (
    BROKEN,
    EXTENSIONS,
    KINDS,
    NOT_A_KIND,
    NOT_A_PICTURE,
    FileRefused,
)

__all__ = [
    "CleanFile", "CleanPhoto", "FileRefused", "PrivateStorage", "cleaned", "cleaned_photo",
    "photo_response", "private_response",
]  # fmt: skip

MEBIBYTE = 1024 * 1024
MOST_BYTES = 10 * MEBIBYTE
# A picture made anew may be larger than the one handed in, but not by any measure.
MOST_GROWTH = 4
EMPTY = "The file is empty. Choose the file again, or save or scan it again."
TOO_LONG = (
    "The file took too long to read."
    " Scan or photograph at a lower resolution, or send fewer pages, and try again."
)


@dataclass(frozen=True)
class CleanFile:
    """A file made anew: its bytes, its `kind` (a key of KINDS) and its extension, dot included."""

    content: bytes
    kind: str
    extension: str

    def as_file(self) -> ContentFile:
        """Return what a file field takes. The name says the kind alone; the storage gives one."""
        return ContentFile(self.content, name=f"file{self.extension}")


def cleaned(upload: File | BinaryIO, *, most_bytes: int = MOST_BYTES) -> CleanFile:
    """Return a file that somebody hands in, made anew with what can be seen of it.

    Its kind is told by what it holds, never by its name. Pictures (PNG, JPEG, WebP) keep their
    first frame, drawn upright; PDFs keep their pages, with marks on them, and no links.

    Raises FileRefused: the file is empty, larger than `most_bytes` or than 50 million pixels, of
    no kind that is taken, broken, or locked.
    """
    answer, contents = _made_anew(upload, Work(), ["clean"], most_bytes=most_bytes)
    return CleanFile(contents[0], answer["kind"], KINDS[answer["kind"]].extension)


@dataclass(frozen=True)
class CleanPhoto:
    """A photo made anew, and a small one of it for lists, both JPEG; its size in pixels."""

    photo: CleanFile
    small: CleanFile
    width: int
    height: int


def cleaned_photo(
    upload: File | BinaryIO,
    *,
    most_bytes: int = MOST_BYTES,
    side: int = 1600,
    small_side: int = 480,
) -> CleanPhoto:
    """Return a photo that somebody hands in, made anew to be shown on pages.

    It is drawn upright, and no longer than `side` pixels either way; the small one than
    `small_side`. Raises FileRefused as `cleaned` does, and where it is no picture.
    """
    work = Work(side=side, small_side=small_side)
    try:
        answer, contents = _made_anew(upload, work, ["clean", "small"], most_bytes=most_bytes)
    except FileRefused as refusal:
        # A document would do elsewhere, but not here.
        if refusal.sentence == NOT_A_KIND:
            raise FileRefused(NOT_A_PICTURE) from None
        raise
    extension = KINDS[answer["kind"]].extension
    photo, small = (CleanFile(content, answer["kind"], extension) for content in contents)
    return CleanPhoto(photo, small, answer["width"], answer["height"])


def _made_anew(
    upload: File | BinaryIO, work: Work, names: list[str], *, most_bytes: int
) -> tuple[dict[str, Any], list[bytes]]:
    """What the confined process answers, and the files that it leaves by these names."""
    work = Work(**asdict(work) | {"written_bytes": MOST_GROWTH * most_bytes})
    with tempfile.TemporaryDirectory(prefix="handed-in-") as name:
        folder = Path(name)
        _copy(upload, folder / "upload", most_bytes=most_bytes)
        try:
            confinement.run("groundwork.file_cleaning", folder, work)
        except confinement.TookTooLong:
            raise FileRefused(TOO_LONG) from None
        except confinement.Died:
            raise FileRefused(BROKEN) from None
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        if "refused" in answer:
            raise FileRefused(answer["refused"])
        return answer, [(folder / each).read_bytes() for each in names]


def _copy(upload: File | BinaryIO, target: Path, *, most_bytes: int) -> None:
    upload.seek(0)
    written = 0
    with target.open("wb") as sink:
        while chunk := upload.read(MEBIBYTE):
            written += len(chunk)
            if written > most_bytes:
                raise FileRefused(
                    f"The file is larger than {most_bytes / MEBIBYTE:.3g} MB."
                    " Scan or photograph at a lower resolution, and send it again."
                )
            sink.write(chunk)
    if not written:
        raise FileRefused(EMPTY)


class PrivateStorage(FileSystemStorage):
    """Keeps files in settings.PRIVATE_MEDIA_ROOT, where only this site's own user may read them.

    Fields reach it by `stores.private`. Every file has a name drawn by lot, in a folder named for
    its first two characters. Of the name that it is saved under only the extension counts, and has
    to be one of a clean file.
    """

    def __init__(self, location: str | Path | None = None):
        super().__init__(
            location=location or settings.PRIVATE_MEDIA_ROOT,
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
        )

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        extension = Path(name).suffix
        if extension not in EXTENSIONS:
            raise SuspiciousFileOperation("Only cleaned files are kept here.")
        lot = uuid.uuid4().hex
        return f"{lot[:2]}/{lot}{extension}"

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address of its own.")


def private_response(file_field: FieldFile, *, filename: str) -> FileResponse:
    """Return a private file as a download called `filename`, which nobody on the way may keep.

    The extension is that of the file; `filename` may leave it out. Whoever calls has asked whether
    the visitor may read it. Raises FileNotFoundError where the file is gone.
    """
    extension = Path(file_field.name).suffix
    response = FileResponse(
        file_field.open("rb"),
        as_attachment=True,
        filename=filename.removesuffix(extension) + extension,
        content_type=EXTENSIONS[extension].media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    # Where a browser shows it all the same, it runs nothing and fetches nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def photo_response(
    request: HttpRequest, file_field: FieldFile, *, public: bool, seconds: int = 60 * 60
) -> HttpResponseBase:
    """Return a photo to be seen on pages of this site; 304 to one who has it already.

    A public one may be kept by anyone for so many seconds: its bytes never change, since a new file
    has a new name; but what it shows may stop being public. Whoever calls has asked whether the
    visitor may see it. Raises FileNotFoundError where the file is gone.
    """
    name = Path(file_field.name)
    etag = quote_etag(name.stem)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        with file_field.open("rb") as file:  # small enough to be sent whole: it was made so
            response = HttpResponse(file.read(), EXTENSIONS[name.suffix].media_type)
        response["Content-Disposition"] = f'inline; filename="photo{name.suffix}"'
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if public:
        patch_cache_control(response, public=True, max_age=seconds)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
