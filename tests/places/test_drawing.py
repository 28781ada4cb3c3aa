"""The map drawn by the server, read as the XML that it is."""

import re

import pytest
from defusedxml import ElementTree
from shapely import MultiPolygon, Point, Polygon, box

from places.drawing import draw_bands
from places.fuzzy import Band, bands, reach_of_width

SVG = "{http://www.w3.org/2000/svg}"
CORE = box(0, 0, 1_000, 1_000)
FUZZY = bands(CORE, reach_of_width(CORE, 300))
CRISP = bands(CORE, CORE)
CRISP_IN_THE_EAST = bands(
    CORE, reach_of_width(CORE, 300, crisp_into=box(1_000, -5_000, 5_000, 5_000))
)


def drawn(zone, **options):
    return ElementTree.fromstring(draw_bands(zone, **options))


def paths(drawing, kind):
    return [
        path.get("d") for path in drawing.iter(f"{SVG}path") if path.get("class").split()[0] == kind
    ]


def labels(drawing):
    return [text.text for text in drawing.iter(f"{SVG}text")]


def corners(path):
    return [tuple(map(float, pair.split(","))) for pair in re.findall(r"[-\d.]+,[-\d.]+", path)]


@pytest.mark.parametrize("kind", ["map-core", "map-close", "map-middle", "map-edge", "map-outline"])
def test_drawing_has_each_band_and_the_outline_once(kind):
    assert len(paths(drawn(FUZZY), kind)) == 1


def test_drawing_lies_the_right_way_up_in_the_middle_of_the_sheet():
    northern = {**CRISP, Band.CORE: Polygon([(0, 0), (1_000, 0), (500, 1_000)])}
    (core,) = paths(drawn(northern, width=620, height=620), "map-core")
    # 1,000 m and the margins take 620 px: half a pixel a metre.
    assert set(corners(core)) == {(60, 560), (560, 560), (310, 60)}


def test_coordinates_are_rounded_to_a_tenth_of_a_pixel():
    numbers = re.findall(r"\d+\.(\d+)", "".join(paths(drawn(FUZZY), "map-edge")))
    assert numbers
    assert all(len(decimals) == 1 for decimals in numbers)


def test_outline_is_dashed_where_the_edge_is_fuzzy_and_firm_where_it_is_crisp():
    outlines = [
        (path.get("class"), path.get("stroke-dasharray") is not None, corners(path.get("d")))
        for path in drawn(CRISP_IN_THE_EAST).iter(f"{SVG}path")
        if path.get("class").startswith("map-outline")
    ]
    (dashed_kind, has_dashes, dashed), (firm_kind, firm_has_dashes, firm) = outlines
    assert (dashed_kind, has_dashes) == ("map-outline", True)
    assert (firm_kind, firm_has_dashes) == ("map-outline map-outline-firm", False)
    east = max(x for x, _ in dashed)
    assert all(x == pytest.approx(east, abs=1) for x, _ in firm)


def test_outline_is_firm_all_round_when_the_zone_is_crisp():
    kinds = [
        path.get("class")
        for path in drawn(CRISP).iter(f"{SVG}path")
        if "map-outline" in path.get("class")
    ]
    assert kinds == ["map-outline map-outline-firm"]


def test_hole_in_the_core_is_left_empty():
    ring = CORE.difference(box(400, 400, 600, 600))
    (core,) = [
        path
        for path in drawn(bands(ring, ring)).iter(f"{SVG}path")
        if path.get("class") == "map-core"
    ]
    assert core.get("d").count("M") == 2
    assert core.get("fill-rule") == "evenodd"


def test_drawing_says_what_it_shows_to_those_who_cannot_see_it():
    drawing = drawn(
        FUZZY, title="Map of Stirchley", name="plan", context=[("Selly Oak", box(-900, 0, 0, 900))]
    )
    assert drawing.get("role") == "img"
    by_id = {part.get("id"): part.text for part in drawing.iter() if part.get("id")}
    said = [by_id[name] for name in drawing.get("aria-labelledby").split()]
    assert said[0] == "Map of Stirchley"
    assert "dashed line" in said[1]
    assert "Areas shown: Selly Oak." in said[1]


def test_drawing_says_that_there_is_no_fringe_when_the_zone_is_crisp():
    assert "the zone has no fringe" in draw_bands(CRISP)


def test_words_in_the_drawing_are_escaped():
    hostile = "<script>alert(1)</script>"
    drawing = drawn(FUZZY, title=hostile, name='"><b>', context=[(hostile, box(-900, 0, 0, 900))])
    assert not list(drawing.iter(f"{SVG}script"))
    assert drawing.find(f"{SVG}title").text == hostile


def test_drawing_has_no_style_and_no_script():
    drawing = draw_bands(FUZZY, context=[("Selly Oak", box(-900, 0, 0, 900))])
    assert "style" not in drawing
    assert not re.search(r"\son\w+=", drawing)


@pytest.mark.parametrize(
    ("side_m", "words"), [(60, "10 m"), (100, "20 m"), (1_000, "200 m"), (20_000, "5 km")]
)
def test_scale_bar_has_a_round_length_true_to_the_map(side_m, words):
    square = box(0, 0, side_m, side_m)
    drawing = drawn(bands(square, square), width=400, height=400)
    assert words in labels(drawing)
    (core,) = paths(drawing, "map-core")
    px_per_m = (max(x for x, _ in corners(core)) - min(x for x, _ in corners(core))) / side_m
    (bar,) = [
        path.get("d") for group in drawing.iter(f"{SVG}g") for path in group.iter(f"{SVG}path")
    ]
    left, right = float(re.match(r"M([\d.]+)", bar)[1]), float(re.search(r"H([\d.]+)", bar)[1])
    number, unit = words.split()
    metres = float(number) * (1_000 if unit == "km" else 1)
    assert right - left == pytest.approx(metres * px_per_m, abs=0.3)


def test_context_is_cut_to_the_sheet_and_left_out_when_beyond_it():
    context = [("Near", box(-9_000, -9_000, 0, 9_000)), ("Far", box(50_000, 0, 51_000, 900))]
    drawing = drawn(FUZZY, context=context, width=400, height=300)
    (near,) = paths(drawing, "map-context")
    assert all(-5 <= x <= 405 and -5 <= y <= 305 for x, y in corners(near))
    assert "Near" in labels(drawing)
    assert "Far" not in labels(drawing)


def test_names_of_context_do_not_lie_upon_each_other():
    same_place = [("One place", box(-900, 0, 0, 900)), ("Same place", box(-900, 0, 0, 890))]
    written = labels(drawn(FUZZY, context=same_place))
    assert "One place" in written
    assert "Same place" not in written


def test_name_is_left_out_where_there_is_no_room_for_it():
    narrow = [("A very long name for a narrow strip", box(-60, -300, -30, 900))]
    assert labels(drawn(FUZZY, context=narrow)) == ["500 m"]


def test_drawing_is_small_when_the_shape_has_very_many_vertices():
    finely_drawn = CORE.segmentize(0.2)
    assert len(draw_bands(bands(finely_drawn, finely_drawn))) < 2_500


def test_drawing_is_refused_without_a_core_or_a_sheet():
    with pytest.raises(ValueError, match="no core"):
        draw_bands({Band.CORE: MultiPolygon()})
    with pytest.raises(ValueError, match="width and a height"):
        draw_bands(FUZZY, width=0)


def test_small_zone_in_a_large_window_has_a_ring_round_it():
    small = drawn(FUZZY, least_m=100_000)
    assert [ring.get("class") for ring in small.iter(f"{SVG}circle")] == ["map-spot"]
    assert "20 km" in labels(small)
    assert not list(drawn(FUZZY).iter(f"{SVG}circle"))


def test_name_of_an_area_is_written_beside_the_zone_and_not_across_its_edge():
    drawing = drawn(FUZZY, context=[("Round", box(-5_000, -5_000, 5_000, 5_000))])
    (name,) = [text for text in drawing.iter(f"{SVG}text") if text.text == "Round"]
    (edge,) = paths(drawing, "map-outline")
    assert not Polygon(corners(edge)).covers(Point(float(name.get("x")), float(name.get("y"))))


def test_name_of_an_area_within_the_zone_is_written_in_it():
    drawing = drawn(FUZZY, context=[("Within", box(100, 100, 900, 900))])
    (name,) = [text for text in drawing.iter(f"{SVG}text") if text.text == "Within"]
    (core,) = paths(drawing, "map-core")
    assert Polygon(corners(core)).covers(Point(float(name.get("x")), float(name.get("y"))))


def test_drawing_for_paper_brings_its_own_look():
    (style,) = drawn(FUZZY, look=".map-core{fill:red}").iter(f"{SVG}style")
    assert style.text == ".map-core{fill:red}"
