"""Coming into an organisation, and handing over when a role ends."""

import secrets

from django.db import models
from django.db.models import Q

from groundwork import clock
from partners.models.organisations import Membership, Organisation
from partners.models.people import Person


def new_key() -> str:
    """A text that nobody can guess, for the address in a letter."""
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    """A role in an organisation, offered by letter to an e-mail address."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Membership.Role)
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    invited_at = models.DateTimeField(default=clock.now)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation to {self.organisation}"


class JoinRequest(models.Model):
    """A person who asks to act for an organisation."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="join_requests"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=500)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    role = models.CharField(
        max_length=20,
        choices=Membership.Role,
        blank=True,
        help_text="The role that was given; none where the answer was no.",
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(answered_at=None),
                name="join_request_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} asks to join {self.organisation}"


class Handover(models.Model):
    """What must pass to somebody else when a role in an organisation ends."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="handover")
    began_on = models.DateField()
    note = models.TextField(blank=True, max_length=2000)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["began_on", "pk"]

    def __str__(self) -> str:
        return f"handover of {self.membership}"
