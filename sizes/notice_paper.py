"""Notices for paper: A4 to read and to pin up, and an A3 poster to be read from two metres.

A notice never changes, and yet what is printed may: a name is taken out, a telephone number is
another one, a later notice is given. So a PDF is kept under a mark of everything that it says.
"""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from pypdf import PdfReader

from groundwork.media import etag_of
from groundwork.paper import pdf_of
from groundwork.qr import qr_svg
from sizes.models import Notice
from sizes.picture import Sheet, picture_of_boundary
from sizes.shortening import shortened

A4, A3 = "a4", "a3"
TEMPLATES = {A4: "sizes/notices/paper.html", A3: "sizes/notices/poster.html"}
STYLESHEETS = ["css/tokens.css", "css/notice-paper.css"]
KEPT_SECONDS = 24 * 60 * 60
# A zone smaller than this has a second map, of where it lies in the town.
SMALL_M = 1_000
TOWN_M = 5_000
# From so many letters on a poster's headline is set smaller.
SHORT_NAME, LONG_NAME = 40, 70
# The colours of tokens.css, by which no drawing on paper is reached.
LOOK = (
    "path{stroke-linejoin:round}"
    ".map-core,.map-close,.map-middle,.map-edge{fill:#0d4b51}"
    ".map-outline,.map-spot{stroke:#07343a}"
    ".map-context{stroke:#81745f;stroke-opacity:1}"
    ".map-scale-bar{stroke:#211c15}"
    ".map-label{fill:#211c15;font-family:'Atkinson Hyperlegible Next'}"
)


@dataclass(frozen=True)
class Room:
    """The room for maps on a sheet: millimetres across and down, and how finely they are drawn.

    The letters of a map are 18 px high.
    """

    width_mm: float
    height_mm: float
    px_a_mm: float
    look: str = ""
    gap_mm: float = 4

    def sheet(self, name: str, share: float = 1, least_m: float = 0) -> Sheet:
        """A sheet that takes up a share of the width."""
        gap = self.gap_mm if share < 1 else 0
        return Sheet(
            width=round((self.width_mm - gap) * share * self.px_a_mm),
            height=round(self.height_mm * self.px_a_mm),
            least_m=least_m,
            name=name,
            look=self.look,
        )


ON_SCREEN = Room(190, 105, 3.9)
ON_A4 = Room(163, 84, 5.3, LOOK)
# A poster's map is as high as the rest leaves room for. The foot of the sheet is not for it: its
# margin, frame and what stands in it at the bottom, as in notice-paper.css.
LOWEST_MM, HIGHEST_MM, STEP_MM = 50, 190, 5
FOOT_MM = 95
PT_A_MM = 72 / 25.4
# A headline is broken where its parts end if each of them fits on a line.
LINE_LETTERS = 28
ASK_LETTERS = 130
LONG_ADDRESS = 90
# Making a PDF takes a second and much memory: each process makes one at a time.
_one_at_a_time = threading.Lock()


def pictures_of(notice: Notice, room: Room = ON_SCREEN) -> list[dict[str, Any]]:
    """The maps that a notice shows, side by side: drawings with captions and their share.

    The version of where the zone lies that the notice is about; where it changes, the one before
    it too; and for a small zone where that is in the town.
    """
    if notice.boundary_id is None:
        return []
    content, name = notice.content, notice.content["zone"]
    if content.get("replaces"):
        shown = [
            (content["replaces"], f"Map of {name}, before", room.sheet("before", 1 / 2), "Before"),
            (notice.boundary_id, f"Map of {name}, changed", room.sheet("after", 1 / 2), "Changed"),
        ]
    elif content.get("across_m", SMALL_M) < SMALL_M:
        town = room.sheet("town", 1 / 3, TOWN_M)
        shown = [
            (notice.boundary_id, f"Map of {name}", room.sheet("zone", 2 / 3), "The zone"),
            (notice.boundary_id, f"Where {name} lies", town, "Where it lies"),
        ]
    else:
        shown = [(notice.boundary_id, f"Map of {name}", room.sheet("zone"), "")]
    return [
        {
            "svg": picture_of_boundary(boundary, notice.given_on, title=title, sheet=sheet),
            "caption": caption,
            "share": {"before": "half", "after": "half", "town": "third"}.get(sheet.name, ""),
        }
        for boundary, title, sheet, caption in shown
    ]


def code_for(address: str) -> SafeString:
    """A QR code that opens the address, as a drawing."""
    return qr_svg(address, label=f"QR code that opens {in_words(address)}")


def in_words(address: str) -> str:
    """An address as people type it: without what every address begins with."""
    return address.partition("://")[2].rstrip("/")


def html_of(context: dict[str, Any], paper: str, room: Room = ON_A4) -> str:
    """The page that is printed, from what `notices.shown` says of a notice."""
    notice = context["notice"]
    more = {
        "pictures": pictures_of(notice, room),
        "code": code_for(context["address"]),
        "address_in_words": in_words(context["address"]),
        **_for_poster(context),
        "is_demo_site": settings.IS_DEMO_SITE,
    }
    return render_to_string(TEMPLATES[paper], context | more)


def _for_poster(context: dict[str, Any]) -> dict[str, Any]:
    """How large a poster's words may be, and those that are cut short for it."""
    name, asked = context["content"]["zone"], context["asked"]
    parts = context["name_parts"]
    size = "short" if len(name) <= SHORT_NAME else "long" if len(name) <= LONG_NAME else "longest"
    ask = ", ".join(part for part in (asked["organisation"], asked["telephone"]) if part)
    place = f" On paper: {asked['place']}." if asked["place"] else ""
    return {
        "name_length": size,
        "headline": parts if all(len(part) <= LINE_LETTERS for part in parts) else [name],
        "ask": shortened(f"Ask {ask}.{place}", ASK_LETTERS) if ask else "",
        # The foot of a proposal's poster says by when to comment.
        "poster_facts": [fact for fact in context["content"]["facts"] if fact[0] != "Comment by"],
        "is_address_long": len(in_words(context["address"])) > LONG_ADDRESS,
    }


def tag_of(context: dict[str, Any], paper: str) -> str:
    """An entity tag of the PDF: another one as soon as anything on it would be."""
    return etag_of(html_of(context, paper), _way_of_making())


def pdf_bytes(context: dict[str, Any], paper: str, *, tag: str) -> bytes:
    """The notice as PDF; made once, and kept for a day under its tag."""
    key = f"paper-{tag}"
    kept = cache.get(key)
    if kept is not None:
        return bytes(kept)
    with _one_at_a_time:
        kept = cache.get(key)
        if kept is None:
            kept = _poster(context) if paper == A3 else _pdf(context, html_of(context, paper))
            cache.set(key, kept, KEPT_SECONDS)
    return bytes(kept)


def _poster(context: dict[str, Any]) -> bytes:
    """The poster with a map as high as the rest leaves room for, on one sheet.

    Where there is no room, because of very long words, all of it is set smaller.
    """
    for is_tight in (False, True):
        more = {"is_tight": is_tight}
        left_mm = _room_left(_at(context | more | {"is_measured": True}, LOWEST_MM))
        if left_mm >= 0:
            height_mm = min(LOWEST_MM + int(left_mm), HIGHEST_MM)
            made = _at(context | more, height_mm)
            while len(PdfReader(BytesIO(made)).pages) > 1 and height_mm > LOWEST_MM:
                height_mm = max(height_mm - STEP_MM, LOWEST_MM)
                made = _at(context | more, height_mm)
            return made
    return _at(context | more, LOWEST_MM)


def _at(context: dict[str, Any], height_mm: int) -> bytes:
    room = Room(240, height_mm, 2.7, LOOK, gap_mm=6)
    return _pdf(context, html_of(context, A3, room))


def _room_left(pdf: bytes) -> float:
    """How many millimetres are left above the foot of a poster that was made to be measured.

    It has a bookmark where its words end. Negative where they do not fit on the sheet.
    """
    reader = PdfReader(BytesIO(pdf))
    end = next(mark for mark in _flat(reader.outline) if mark.title == "end")
    if reader.get_destination_page_number(end) != 0 or len(reader.pages) > 1:
        return -1
    return float(end.top) / PT_A_MM - FOOT_MM


def _flat(outline: list[Any]) -> Iterator[Any]:
    for mark in outline:
        if isinstance(mark, list):
            yield from _flat(mark)
        else:
            yield mark


def _pdf(context: dict[str, Any], html: str) -> bytes:
    content = context["content"]
    title = f"{content['heading']}: {content['zone']}"
    return pdf_of(html, title=title, stylesheets=STYLESHEETS, address=context["address"])


@lru_cache(maxsize=1)
def _way_of_making() -> str:
    """A mark of the style sheets and of the library that makes the PDF."""
    mark = hashlib.sha256(f"{version('weasyprint')} {FOOT_MM} {LOOK}".encode())
    for name in STYLESHEETS:
        found = finders.find(name)
        if found:
            mark.update(Path(found).read_bytes())
        else:
            with staticfiles_storage.open(name) as file:
                mark.update(file.read())
    return mark.hexdigest()
