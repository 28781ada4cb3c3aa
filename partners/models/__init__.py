"""Who: people, organisations, what a person does in an organisation, and what they offer."""

from partners.models.commitments import Commitment, Dependency
from partners.models.dates import in_force
from partners.models.joining import Handover, Invitation, JoinRequest
from partners.models.organisations import (
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationQuerySet,
)
from partners.models.people import Person, PersonManager
from partners.models.vocabulary import Service, Theme, Vocabulary

__all__ = [
    "Commitment",
    "Dependency",
    "Handover",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Organisation",
    "OrganisationIdentifier",
    "OrganisationQuerySet",
    "Person",
    "PersonManager",
    "Service",
    "Theme",
    "Vocabulary",
    "in_force",
]
