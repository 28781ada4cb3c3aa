"""QR codes drawn into a page, so that no third party is asked for a picture."""

from collections.abc import Iterator

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET_MODULES = 4


def qr_svg(text: str, *, label: str) -> SafeString:
    """Return an inline SVG of a QR code that holds `text`, and that screen readers call `label`.

    It has no size of its own: one unit of its viewBox is one module, the quiet zone included, and
    a style sheet sizes `.qr`. A damage of 15 % or more can still be read. Raises ValueError where
    the text is longer than a QR code can hold.
    """
    modules = segno.make_qr(text, error="m").matrix
    side = len(modules) + 2 * QUIET_MODULES
    # Black on white whatever the page's colours are: many readers fail on light codes on dark.
    return format_html(
        '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"'
        ' aria-label="{label}" shape-rendering="crispEdges"><title>{label}</title>'
        '<path class="qr-paper" fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        '<path class="qr-ink" fill="#000" d="{ink}"/></svg>',
        side=side,
        label=label,
        ink="".join(
            f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{width}v1h-{width}z"
            for y, row in enumerate(modules)
            for x, width in _dark_runs(row)
        ),
    )


def _dark_runs(row: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules begins, and how many it has."""
    began = None
    for x, is_dark in enumerate([*row, 0]):
        if is_dark and began is None:
            began = x
        elif not is_dark and began is not None:
            yield began, x - began
            began = None
