"""Why and how: zones, where they lie, what for, who with, and each step of their lives."""

from sizes.models.boundary import Boundary, BoundaryPart, Footprint
from sizes.models.parked_reading import ParkedReading
from sizes.models.subject import Initiative, Outcome, Scope, ZoneService, ZoneTheme
from sizes.models.transition import Transition
from sizes.models.zone import InterimReview, Participant, Zone

__all__ = [
    "Boundary",
    "BoundaryPart",
    "Footprint",
    "Initiative",
    "InterimReview",
    "Outcome",
    "ParkedReading",
    "Participant",
    "Scope",
    "Transition",
    "Zone",
    "ZoneService",
    "ZoneTheme",
]
