"""A QR code in a page says what it should, and is found by readers and screen readers."""

import re
from xml.etree import ElementTree

import pytest
import segno

from groundwork.qr import QUIET_MODULES, qr_svg

ADDRESS = "https://zones.example/zones/canal-side/"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> list[list[int]]:
    """The modules that the ink of an SVG covers, the quiet zone included."""
    root = ElementTree.fromstring(svg)
    side = int(root.get("viewBox").split()[2])
    modules = [[0] * side for _ in range(side)]
    ink = root.find(f"{SVG}path[@class='qr-ink']").get("d")
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", ink):
        for at in range(int(x), int(x) + int(width)):
            modules[int(y)][at] = 1
    return modules


@pytest.mark.parametrize("text", ["A", ADDRESS, ADDRESS * 8, "Straße £5"])
def test_code_has_the_modules_of_its_text_in_a_quiet_zone(text):
    expected = segno.make_qr(text, error="m").matrix_iter(border=QUIET_MODULES)
    assert drawn(qr_svg(text, label="Open")) == [list(row) for row in expected]


def test_code_can_be_read_when_damaged():
    assert segno.make_qr(ADDRESS, error="m").error in {"M", "Q", "H"}


def test_code_is_an_image_with_a_name_and_nothing_that_the_page_forbids():
    svg = qr_svg(ADDRESS, label='Open "the" <page>')
    root = ElementTree.fromstring(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Open "the" <page>')
    assert root.find(f"{SVG}title").text == 'Open "the" <page>'
    assert not {"width", "height", "style"} & set(root.keys())
    assert not re.search(r"<\?xml|style=|<script|href", svg)


def test_text_that_no_code_can_hold_is_refused():
    with pytest.raises(ValueError, match="too large"):
        qr_svg("x" * 5000, label="Open")
