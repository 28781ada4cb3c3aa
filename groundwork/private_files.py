"""Files that people hand in and that only some may read, such as scans of signed papers.

A file is cleaned before it is kept: made anew with what can be seen of it, and nothing of what a
camera, a scanner or an office wrote into it. Its name on disk is drawn by lot, and it is only ever
sent as a download, by a view that has asked who may read it.
"""

import json
import tempfile
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse

from groundwork import confinement
from groundwork.file_kinds import BROKEN, EXTENSIONS, KINDS, FileRefused

__all__ = [
    "CleanFile", "FileRefused", "PrivateStorage", "cleaned", "private_response",
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
    share = replace(confinement.Share(), written_bytes=MOST_GROWTH * most_bytes)
    with tempfile.TemporaryDirectory(prefix="handed-in-") as name:
        folder = Path(name)
        _copy(upload, folder / "upload", most_bytes=most_bytes)
        try:
            confinement.run("groundwork.file_cleaning", folder, share)
        except confinement.TookTooLong:
            raise FileRefused(TOO_LONG) from None
        except confinement.Died:
            raise FileRefused(BROKEN) from None
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        if "refused" in answer:
            raise FileRefused(answer["refused"])
        content = (folder / "clean").read_bytes()
    return CleanFile(content, answer["kind"], KINDS[answer["kind"]].extension)


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
