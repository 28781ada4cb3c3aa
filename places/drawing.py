"""A zone drawn as a map without tiles or scripts: for print, and for browsers without JavaScript.

Shapes are shapely geometries in one planar CRS in metres. Colours come from the classes
`map-core`, `map-close`, `map-middle`, `map-edge`, `map-outline` (dashed, and firm with
`map-outline-firm`), `map-context`, `map-label`, `map-scale` and `map-spot`; the attributes beside
them make the drawing readable where there is no style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from places.fuzzy import DRAWN_BANDS, Band, as_multipolygon

# Room around the zone, as a share of its size, so that its surroundings are seen.
_MARGIN = 0.12
_DETAIL_PX = 0.3
_OVERLAP_PX = 4
_LETTER_PX = 18
# A zone smaller than this on the sheet has a ring drawn round it.
_SMALL_PX = 14
# The mean width of a letter, as a share of its height.
_LETTER_WIDTH = 0.56
# The scale bar takes up to this share of the width.
_LONGEST_SCALE = 0.25
# Edges of core and reach nearer than this are one crisp edge.
_CRISP_M = 0.6
_OPACITY = {Band.CORE: 0.62, Band.CLOSE: 0.42, Band.MIDDLE: 0.26, Band.EDGE: 0.12}


@dataclass(frozen=True)
class _View:
    """The window on the ground: `left` and `top` in metres, `px` in metres, the sheet in pixels."""

    left: float
    top: float
    px: float
    width: int
    height: int

    @property
    def ground(self) -> BaseGeometry:
        """What the sheet shows, and a little more, so that cut edges fall outside it."""
        right = self.left + self.width * self.px
        bottom = self.top - self.height * self.px
        return shapely.box(self.left, bottom, right, self.top).buffer(
            _OVERLAP_PX * self.px, join_style="mitre"
        )

    def on_sheet(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return pixels from the top left corner: y grows downwards."""
        return np.round((coordinates - [self.left, self.top]) * [1, -1] / self.px, 1) + 0.0


def draw_bands(
    bands: Mapping[Band, BaseGeometry],
    *,
    context: Iterable[tuple[str, BaseGeometry]] = (),
    width: int = 720,
    height: int = 540,
    title: str = "Map of the zone",
    name: str = "zone-drawing",
    least_m: float = 0,
    look: str = "",
    window: BaseGeometry | None = None,
) -> SafeString:
    """Return an `<svg>` element of `width` by `height` pixels showing the bands of one zone.

    `context` holds names and shapes of surrounding areas, drawn as outlines beneath; a name is
    written where there is room for it. `title` says what is drawn. `name` begins the ids in the
    drawing: give each of several on one page its own. The drawing shows at least `least_m` metres
    across, with a ring round a zone too small to be seen. `look` is a style sheet to be written
    into the drawing, for paper, which no other reaches. `window` is what the sheet shows, with a
    margin round it, if not the zone alone: drawings of one window have one scale.
    ValueError where there is no core or the sheet has no size.
    """
    if bands[Band.CORE].is_empty:
        raise ValueError("There is no core to draw.")
    if width < 1 or height < 1:
        raise ValueError("A drawing needs a width and a height.")
    reach = _whole(bands)
    view = _view_of(reach if window is None else window, width, height, least_m)
    seen = _in_view(context, view)
    scale_m = _round_length(width * view.px * _LONGEST_SCALE)
    drawn = [
        *(_context(view, shape) for _, shape in seen),
        *(_band(view, band, bands[band]) for band in reversed(DRAWN_BANDS) if band in bands),
        *_outlines(view, bands[Band.CORE], reach),
        *_spot(view, reach),
        *_labels(view, seen, reach),
        _scale(view, scale_m),
    ]
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing" role="img"'
        f' aria-labelledby="{escape(name)}-title {escape(name)}-words"'
        f' viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<title id="{escape(name)}-title">{escape(title)}</title>'
        f'<desc id="{escape(name)}-words">{escape(_in_words(bands, seen, scale_m))}</desc>'
        f"{f'<style>{look}</style>' if look else ''}{''.join(drawn)}</svg>"
    )


def _whole(bands: Mapping[Band, BaseGeometry]) -> BaseGeometry:
    """Return the reach: the bands put together, without the millimetre between them."""
    together = shapely.union_all([bands[band] for band in DRAWN_BANDS if band in bands])
    return together.buffer(0.01, join_style="mitre").buffer(-0.01, join_style="mitre")


def _view_of(reach: BaseGeometry, width: int, height: int, least_m: float) -> _View:
    left, bottom, right, top = reach.bounds
    px = (1 + 2 * _MARGIN) * max((right - left) / width, (top - bottom) / height)
    px = max(px, least_m / width)
    return _View(
        left=(left + right - width * px) / 2,
        top=(bottom + top + height * px) / 2,
        px=px,
        width=width,
        height=height,
    )


def _in_view(
    context: Iterable[tuple[str, BaseGeometry]], view: _View
) -> list[tuple[str, BaseGeometry]]:
    ground = view.ground
    cut = ((label, shapely.intersection(shape, ground)) for label, shape in context)
    return [(label, shape) for label, shape in cut if shape.area > 0]


def _context(view: _View, shape: BaseGeometry) -> str:
    look = 'fill="none" stroke="currentColor" stroke-opacity="0.45"'
    return _shape(view, shape, "map-context", look)


def _band(view: _View, band: Band, shape: BaseGeometry) -> str:
    look = f'fill="currentColor" fill-opacity="{_OPACITY[band]}"'
    return _shape(view, shape, f"map-{band}", look)


def _outlines(view: _View, core: BaseGeometry, reach: BaseGeometry) -> list[str]:
    """Return the zone's edge: firm where core and reach share it, dashed where it fades out."""
    edge = reach.boundary.simplify(view.px * _DETAIL_PX)
    near_core = core.boundary.buffer(max(_CRISP_M, view.px * 2 * _DETAIL_PX))
    firm = _lines(view, edge.intersection(near_core))
    dashed = _lines(view, edge.difference(near_core))
    look = 'fill="none" stroke="currentColor"'
    return [
        f'<path class="{kind}" {look}{dashes} stroke-width="2" d="{path}"/>'
        for kind, dashes, path in [
            ("map-outline", ' stroke-dasharray="7 5"', dashed),
            ("map-outline map-outline-firm", "", firm),
        ]
        if path
    ]


def _is_small(view: _View, reach: BaseGeometry) -> bool:
    left, bottom, right, top = reach.bounds
    return max(right - left, top - bottom) < _SMALL_PX * view.px


def _spot(view: _View, reach: BaseGeometry) -> list[str]:
    """Return a ring round a zone that is too small on the sheet to be seen."""
    if not _is_small(view, reach):
        return []
    left, bottom, right, top = reach.bounds
    x, y = view.on_sheet(np.array([[(left + right) / 2, (bottom + top) / 2]]))[0]
    look = 'fill="none" stroke="currentColor" stroke-width="3"'
    return [f'<circle class="map-spot" {look} cx="{x:g}" cy="{y:g}" r="{_SMALL_PX:g}"/>']


def _labels(view: _View, seen: list[tuple[str, BaseGeometry]], reach: BaseGeometry) -> list[str]:
    """Return the names for which there is room in their area, the largest areas first.

    A name is written beside the zone rather than across its edge; in it where the area lies in it.
    """
    written: list[BaseGeometry] = [_scale_box(view)]
    taken = reach.buffer(_LETTER_PX / 2 * view.px, quad_segs=4)
    if _is_small(view, reach):
        taken = taken.union(reach.centroid.buffer(2 * _SMALL_PX * view.px, quad_segs=4))
    labels = []
    for label, shape in sorted(seen, key=lambda area: -area[1].area):
        beside = as_multipolygon(shape.difference(taken))
        inside = as_multipolygon(shape.intersection(reach))
        rooms = (inside, beside) if inside.area > beside.area else (beside, inside)
        boxes = (_room_for(view, label, room) for room in rooms)
        box = next((box for box in boxes if box is not None), None)
        if box is not None and not any(box.intersects(other) for other in written):
            written.append(box)
            left, _, right, bottom = box.bounds
            x, y = (left + right) / 2, bottom - _LETTER_PX / 2
            labels.append(_text(round(x, 1), round(y, 1), label, "middle"))
    return labels


def _room_for(view: _View, label: str, shape: BaseGeometry) -> BaseGeometry | None:
    """Return the box on the sheet that a name would take up in the shape; None without room."""
    if shape.is_empty:
        return None
    middle = shapely.maximum_inscribed_circle(shape, tolerance=view.px * 4)
    x, y = view.on_sheet(shapely.get_coordinates(middle)[:1])[0]
    half = len(label) * _LETTER_PX * _LETTER_WIDTH / 2
    fits = half * 2 <= 1.5 * 2 * middle.length / view.px
    if not fits or x - half < 0 or x + half > view.width:
        return None
    return shapely.box(x - half, y - _LETTER_PX, x + half, y + _LETTER_PX / 2)


def _scale(view: _View, length_m: float) -> str:
    left, right, y = 12, round(12 + length_m / view.px, 1), view.height - 12
    bar = f"M{left},{y - 6}V{y}H{right}V{y - 6}"
    return (
        '<g class="map-scale"><path class="map-scale-bar" fill="none" stroke="currentColor"'
        f' stroke-width="2" d="{bar}"/>'
        f"{_text(left, y - 11, _length_in_words(length_m), 'start')}</g>"
    )


def _scale_box(view: _View) -> BaseGeometry:
    return shapely.box(0, view.height - 44, 24 + view.width * _LONGEST_SCALE, view.height)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text class="map-label" x="{x:g}" y="{y:g}" font-size="{_LETTER_PX}"'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )


def _shape(view: _View, shape: BaseGeometry, kind: str, look: str) -> str:
    parts = shapely.get_parts(shape.simplify(view.px * _DETAIL_PX))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    path = "".join(_path(view, ring, closed=True) for ring in rings)
    return f'<path class="{kind}" {look} fill-rule="evenodd" d="{path}"/>' if path else ""


def _lines(view: _View, shape: BaseGeometry) -> str:
    lines = shapely.get_parts(shapely.line_merge(shape))
    return "".join(_path(view, line, closed=False) for line in lines if line.length >= view.px)


def _path(view: _View, line: BaseGeometry, *, closed: bool) -> str:
    """Return the commands of one line, without points that fall on the same tenth of a pixel."""
    points = view.on_sheet(shapely.get_coordinates(line))
    moved = np.any(points[1:] != points[:-1], axis=1)
    points = points[np.concatenate([[True], moved])]
    if closed:
        points = points[:-1]
    if len(points) < (3 if closed else 2):
        return ""
    return "M" + "L".join(f"{x:.7g},{y:.7g}" for x, y in points) + ("Z" if closed else "")


def _round_length(longest_m: float) -> float:
    """Return the longest of 1, 2, 5, 10, 20, 50 … metres that is no more than `longest_m`."""
    power = 10.0 ** np.floor(np.log10(longest_m))
    return float(max(step * power for step in (1, 2, 5) if step * power <= longest_m))


def _length_in_words(length_m: float) -> str:
    return f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"


def _in_words(
    bands: Mapping[Band, BaseGeometry], seen: list[tuple[str, BaseGeometry]], scale_m: float
) -> str:
    fringe = any(band in bands and not bands[band].is_empty for band in DRAWN_BANDS[1:])
    said = [
        "The core is darkest; around it the fringe grows lighter in three steps, out to a dashed"
        " line. A firm line is an edge without fringe."
        if fringe
        else "The core is filled, with a firm line around it: the zone has no fringe."
    ]
    if seen:
        said.append(f"Areas shown: {', '.join(label for label, _ in seen)}.")
    said.append(f"The scale bar is {_length_in_words(scale_m)} long. North is at the top.")
    return " ".join(said)
