"""Positions, distances and areas as people say them."""

import pytest
from shapely import Point, box

from places.fuzzy import distance_in_words, hectares_in_words, measure, position_in_words

CORE = box(0, 0, 1_000, 1_000)
REACH = box(-500, -500, 1_500, 1_500)


@pytest.mark.parametrize(
    ("x", "name", "words"),
    [
        (500, None, "in the core"),
        (500, "Stirchley", "in the core of Stirchley"),
        (1_120, None, "in the fringe, 120 m from the core"),
        (1_120, "Stirchley", "in the fringe of Stirchley, 120 m from its core"),
        (1_003, None, "in the fringe, under 10 m from the core"),
        (1_500, None, "just outside, under 10 m from its edge"),
        (1_580, None, "just outside, 80 m from its edge"),
        (1_580, "Stirchley", "just outside Stirchley, 80 m from its edge"),
        (2_000, None, "just outside, 500 m from its edge"),
        (2_001, None, "outside, 500 m from its edge"),
        (2_900, "Stirchley", "outside Stirchley, 1.4 km from its edge"),
    ],
)
def test_position_is_said_in_words(x, name, words):
    assert position_in_words(measure(CORE, REACH, Point(x, 500)), name) == words


def test_position_is_just_outside_as_far_as_asked():
    nearby = measure(CORE, REACH, Point(1_580, 500))
    assert position_in_words(nearby, just_outside_m=50) == "outside, 80 m from its edge"


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "under 10 m"),
        (9.99, "under 10 m"),
        (10, "10 m"),
        (14.9, "10 m"),
        (15, "20 m"),
        (123, "120 m"),
        (994, "990 m"),
        (995, "1 km"),
        (1_049, "1 km"),
        (1_050, "1.1 km"),
        (1_440, "1.4 km"),
        (9_949, "9.9 km"),
        (9_950, "10 km"),
        (14_400, "14 km"),
        (1_234_567, "1,235 km"),
    ],
)
def test_distance_is_rounded_as_people_say_it(metres, words):
    assert distance_in_words(metres) == words


@pytest.mark.parametrize(
    ("square_metres", "words"),
    [
        (0, "under 0.1 hectares"),
        (499, "under 0.1 hectares"),
        (500, "0.1 hectares"),
        (4_000, "0.4 hectares"),
        (10_000, "1 hectare"),
        (25_400, "2.5 hectares"),
        (99_499, "9.9 hectares"),
        (99_500, "10 hectares"),
        (6_874_700, "687 hectares"),
        (267_780_000, "26,778 hectares"),
    ],
)
def test_area_is_said_in_hectares(square_metres, words):
    assert hectares_in_words(square_metres) == words


@pytest.mark.parametrize("number", [-1, float("nan"), float("inf")])
def test_words_are_refused_for_no_size(number):
    with pytest.raises(ValueError, match="A distance must be"):
        distance_in_words(number)
    with pytest.raises(ValueError, match="An area must be"):
        hectares_in_words(number)
