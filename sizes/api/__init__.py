"""Zones and variations by the API: the same querysets and filters as the pages."""

from sizes.api.serializers import CoveredVariationSerializer, VariationSerializer
from sizes.api.views import VariationList, ZoneDetail, ZoneList

__all__ = [
    "CoveredVariationSerializer",
    "VariationList",
    "VariationSerializer",
    "ZoneDetail",
    "ZoneList",
]
