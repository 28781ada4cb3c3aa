"""Makes one file anew, without what is not seen: `python -m groundwork.file_cleaning FOLDER WORK`.

FOLDER holds the file, called `upload`. It receives `answer.json`, which holds the kind of the file
or the sentence for which there is none, and `clean`, the file made anew. WORK is a share of the
machine as in `confinement`, and may ask for a photo: then `clean` is a JPEG no larger than is of
use, `small` is one for lists, and the answer holds its `width` and `height`.
"""

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from groundwork.confinement import Share, confine
from groundwork.file_kinds import NOT_A_PICTURE, FileRefused, kind_of

if TYPE_CHECKING:  # loading it is for the confined process alone
    from PIL.Image import Image

MOST_PIXELS = 50_000_000
TOO_MANY_PIXELS = (
    f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels."
    " Scan or photograph at a lower resolution, and send it again."
)
TOO_LARGE_INSIDE = (
    "The file is too large once it is opened."
    " Scan or photograph at a lower resolution, and send it again."
)
# What each kind can hold; a picture of another mode is drawn in the nearest of these.
MODES = {
    "jpeg": {"L", "RGB"},
    "png": {"1", "L", "LA", "RGB", "RGBA"},
    "webp": {"RGB", "RGBA"},
}
QUALITY = {"jpeg": {"quality": 88}, "png": {}, "webp": {"quality": 88}}
PHOTO_QUALITY = {"quality": 82, "optimize": True, "progressive": True}


@dataclass(frozen=True)
class Work(Share):
    """How much of the machine to take, and of a photo, the longest side of it and of a small one.

    Without sides, the file is kept in its own kind and size.
    """

    side: int | None = None
    small_side: int | None = None


def upright_picture(data: bytes, kind: str) -> "Image":
    """Return the first frame of a picture, upright. Raises FileRefused; Pillow raises what it will.

    It has its colours in a mode that can be drawn anew, and may still carry what is not seen.
    """
    from PIL import Image, ImageOps

    # Ours is the stricter limit, and known from the header; theirs is a warning.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(data), formats=[kind.upper()]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise FileRefused(TOO_MANY_PIXELS)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):
        # Shades of grey in 16 bits: the upper eight.
        upright = upright.convert("I").point(lambda shade: shade * (1 / 256)).convert("L")
    if upright.mode not in MODES[kind]:
        upright = upright.convert(nearest_mode(upright, kind))
    return upright


def write_picture(data: bytes, kind: str, target: Path) -> None:
    """Draw the first frame of a picture anew, upright, and write it to `target`.

    Nothing but pixels is taken along: no EXIF, position, XMP, colour profile or comment.
    Raises FileRefused; Pillow raises what it will where the picture is broken.
    """
    write_pixels(upright_picture(data, kind), target, kind, QUALITY[kind])


def write_pixels(picture: "Image", target: Path, kind: str, quality: dict[str, Any]) -> None:
    """Write a new picture with the pixels of one, and nothing else of it."""
    from PIL import Image

    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    with target.open("wb") as file:
        fresh.save(file, format=kind.upper(), **quality)


def write_photo(data: bytes, kind: str, folder: Path, work: Work) -> tuple[int, int]:
    """Write a photo as `clean` and as `small`, both JPEG; return the width and height of `clean`.

    Where it can be seen through, it lies on white. Nothing is made larger. Raises as above.
    """
    from PIL import Image

    picture = upright_picture(data, kind)
    if work.side:  # first, so that what follows costs little
        picture.thumbnail((work.side, work.side))
    if picture.has_transparency_data:
        seen_through = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(seen_through, mask=seen_through.getchannel("A"))
    picture = picture.convert("RGB")
    write_pixels(picture, folder / "clean", "jpeg", PHOTO_QUALITY)
    size = picture.size
    if work.small_side:
        picture.thumbnail((work.small_side, work.small_side))
        write_pixels(picture, folder / "small", "jpeg", PHOTO_QUALITY)
    return size


def nearest_mode(picture, kind: str) -> str:
    """Return the mode to draw a picture in that is of a mode its kind does not keep."""
    return "RGBA" if picture.has_transparency_data and "RGBA" in MODES[kind] else "RGB"


def clean(folder: Path, work: Work) -> dict[str, Any]:
    """Write the file made anew; return its kind, and a photo's size. Raises FileRefused."""
    data, target = (folder / "upload").read_bytes(), folder / "clean"
    kind = kind_of(data)
    if work.side:
        if kind == "pdf":
            raise FileRefused(NOT_A_PICTURE)
        width, height = write_photo(data, kind, folder, work)
        return {"kind": "jpeg", "width": width, "height": height}
    if kind == "pdf":
        from groundwork.pdf_cleaning import write_pdf

        write_pdf(data, target)
    else:
        write_picture(data, kind, target)
    return {"kind": kind}


def main(folder: Path, work: Work) -> None:
    confine(work)
    try:
        answer = clean(folder, work)
    except FileRefused as refusal:
        answer = {"refused": refusal.sentence}
    except (MemoryError, RecursionError):
        answer = {"refused": TOO_LARGE_INSIDE}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Work(**json.loads(sys.argv[2])))
