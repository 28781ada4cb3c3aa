"""What is kept of people who were invited or asked to join an organisation, and for how long."""

import datetime as dt

from groundwork.retention import first_day_kept
from partners.models import Invitation, JoinRequest


def forget_joining(on: dt.date) -> str:
    """Delete invitations that no longer hold and answered requests, once they are old enough.

    The roles that came of them stay: they are the record of who may act.
    """
    before = first_day_kept(on)
    invitations, _ = Invitation.objects.filter(invited_at__date__lt=before).delete()
    requests, _ = JoinRequest.objects.filter(answered_at__date__lt=before).delete()
    return f"deleted {invitations} invitations and {requests} answered requests"
