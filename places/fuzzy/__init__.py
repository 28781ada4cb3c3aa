"""Fuzzy zones: a core, a reach, and the degree of membership between them.

Everything here is planar, in metres, on shapely geometries, and knows nothing of Django.
"""

from places.fuzzy.bands import bands
from places.fuzzy.membership import DRAWN_BANDS, Band, Measure, band_of, measure, membership
from places.fuzzy.multipolygon import as_multipolygon
from places.fuzzy.reach import core_within_reach, reach_of_width
from places.fuzzy.words import distance_in_words, hectares_in_words, position_in_words

__all__ = [
    "DRAWN_BANDS",
    "Band",
    "Measure",
    "as_multipolygon",
    "band_of",
    "bands",
    "core_within_reach",
    "distance_in_words",
    "hectares_in_words",
    "measure",
    "membership",
    "position_in_words",
    "reach_of_width",
]
