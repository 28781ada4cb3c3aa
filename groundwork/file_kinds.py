"""The kinds of file that people may hand in, told by what a file holds."""

from dataclasses import dataclass


class FileRefused(Exception):
    """A file that cannot be taken; says why, and what to do, in sentences fit to show."""

    @property
    def sentence(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Kind:
    """What a kind of file is called at the end of its name, and on the web."""

    extension: str
    media_type: str


KINDS = {
    "pdf": Kind(".pdf", "application/pdf"),
    "png": Kind(".png", "image/png"),
    "jpeg": Kind(".jpg", "image/jpeg"),
    "webp": Kind(".webp", "image/webp"),
}
EXTENSIONS = {kind.extension: kind for kind in KINDS.values()}

NOT_A_KIND = (
    "The file is not a PDF, PNG, JPEG or WebP. Save or scan it as one of these, and send it again."
)
NOT_A_PICTURE = "The file is not a picture we can show. Choose a JPEG, PNG or WebP, and send it."
BROKEN = "The file is damaged and could not be read. Save or scan it again, and send the new file."


def kind_of(data: bytes) -> str:
    """Return the key in KINDS of what a file claims to be by its first bytes.

    Whether it is that, shows when it is read. Raises FileRefused.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data[:64].lstrip().startswith(b"%PDF-"):
        return "pdf"
    raise FileRefused(NOT_A_KIND)
