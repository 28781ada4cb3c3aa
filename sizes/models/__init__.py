"""Why and how: zones, where they lie, what for, who with, and each step of their lives."""

from sizes.models.acceptance import Acceptance, AcceptanceAct
from sizes.models.barrier import Barrier, BarrierAct
from sizes.models.boundary import Boundary, BoundaryPart, Footprint
from sizes.models.comment import Comment, Verdict, WhereFrom
from sizes.models.limits import Limits
from sizes.models.parked_reading import ParkedReading
from sizes.models.subject import Initiative, Outcome, Scope, ZoneService, ZoneTheme
from sizes.models.transition import Transition
from sizes.models.variation import ConflictAnswer, Variation
from sizes.models.zone import InterimReview, Participant, Zone

__all__ = [
    "Acceptance",
    "AcceptanceAct",
    "Barrier",
    "BarrierAct",
    "Boundary",
    "BoundaryPart",
    "Comment",
    "ConflictAnswer",
    "Footprint",
    "Initiative",
    "InterimReview",
    "Limits",
    "Outcome",
    "ParkedReading",
    "Participant",
    "Scope",
    "Transition",
    "Variation",
    "Verdict",
    "WhereFrom",
    "Zone",
    "ZoneService",
    "ZoneTheme",
]
