"""Why and how: zones, where they lie, what for, who with, and each step of their lives."""

from sizes.models.acceptance import Acceptance, AcceptanceAct
from sizes.models.amendment import Amendment, Objection
from sizes.models.barrier import Barrier, BarrierAct
from sizes.models.boundary import Boundary, BoundaryPart, Footprint
from sizes.models.comment import Comment, Verdict, WhereFrom
from sizes.models.comment_period import CommentPeriod
from sizes.models.former_slug import FormerSlug
from sizes.models.limits import Limits
from sizes.models.meeting import Meeting
from sizes.models.need import Introduction, Need, NeedHours
from sizes.models.notice import Notice
from sizes.models.opportunity import (
    Agreement,
    Opportunity,
    OpportunityMove,
    OpportunityPart,
    OpportunityState,
)
from sizes.models.parked_reading import ParkedReading
from sizes.models.phase import Phase
from sizes.models.pre_election import PreElectionOverride, PreElectionPeriod
from sizes.models.review import Afterwards, Closing, Review
from sizes.models.signature import Capacity, MissingCapacity, Signature
from sizes.models.subject import Initiative, Outcome, Scope, ZoneService, ZoneTheme
from sizes.models.transition import Transition
from sizes.models.variation import ConflictAnswer, Pause, Variation
from sizes.models.zone import InterimReview, Participant, Zone

__all__ = [
    "Acceptance",
    "AcceptanceAct",
    "Afterwards",
    "Agreement",
    "Amendment",
    "Barrier",
    "BarrierAct",
    "Boundary",
    "BoundaryPart",
    "Capacity",
    "Closing",
    "Comment",
    "CommentPeriod",
    "ConflictAnswer",
    "Footprint",
    "FormerSlug",
    "Initiative",
    "InterimReview",
    "Introduction",
    "Limits",
    "Meeting",
    "MissingCapacity",
    "Need",
    "NeedHours",
    "Notice",
    "Objection",
    "Opportunity",
    "OpportunityMove",
    "OpportunityPart",
    "OpportunityState",
    "Outcome",
    "ParkedReading",
    "Participant",
    "Pause",
    "Phase",
    "PreElectionOverride",
    "PreElectionPeriod",
    "Review",
    "Scope",
    "Signature",
    "Transition",
    "Variation",
    "Verdict",
    "WhereFrom",
    "Zone",
    "ZoneService",
    "ZoneTheme",
]
