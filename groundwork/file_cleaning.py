"""Makes one file anew, without what is not seen: `python -m groundwork.file_cleaning FOLDER SHARE`.

FOLDER holds the file, called `upload`. It receives `answer.json`, which holds the kind of the file
or the sentence for which there is none, and `clean`, the file made anew. SHARE is as in
`confinement`.
"""

import io
import json
import sys
from pathlib import Path

from groundwork.confinement import Share, confine
from groundwork.file_kinds import FileRefused, kind_of

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


def write_picture(data: bytes, kind: str, target: Path) -> None:
    """Draw the first frame of a picture anew, upright, and write it to `target`.

    Nothing but pixels is taken along: no EXIF, position, XMP, colour profile or comment.
    Raises FileRefused; Pillow raises what it will where the picture is broken.
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
    fresh = Image.new(upright.mode, upright.size)
    fresh.paste(upright)
    with target.open("wb") as file:
        fresh.save(file, format=kind.upper(), **QUALITY[kind])


def nearest_mode(picture, kind: str) -> str:
    """Return the mode to draw a picture in that is of a mode its kind does not keep."""
    return "RGBA" if picture.has_transparency_data and "RGBA" in MODES[kind] else "RGB"


def clean(data: bytes, target: Path) -> str:
    """Write a file made anew to `target`; return its kind. Raises FileRefused."""
    kind = kind_of(data)
    if kind == "pdf":
        from groundwork.pdf_cleaning import write_pdf

        write_pdf(data, target)
    else:
        write_picture(data, kind, target)
    return kind


def main(folder: Path, share: Share) -> None:
    confine(share)
    try:
        answer = {"kind": clean((folder / "upload").read_bytes(), folder / "clean")}
    except FileRefused as refusal:
        answer = {"refused": refusal.sentence}
    except (MemoryError, RecursionError):
        answer = {"refused": TOO_LARGE_INSIDE}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Share(**json.loads(sys.argv[2])))
