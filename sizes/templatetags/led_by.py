"""The zones that an organisation leads, on its own pages."""

from typing import Any

from django import template

from groundwork import clock
from partners.models import Organisation
from sizes.models import Participant, Zone
from sizes.models.zone import ZoneQuerySet
from sizes.status import ENDED, RUNNING, Status

register = template.Library()


def led(organisation: Organisation) -> ZoneQuerySet:
    """The public zones that it agreed to lead, with their status today."""
    agreed = Participant.objects.filter(
        part=Participant.Part.LEAD,
        organisation=organisation,
        agreed_on__isnull=False,
        declined_on=None,
    )
    zones = Zone.objects.published().filter(pk__in=agreed.values("zone"))
    return zones.with_status(clock.today()).order_by("target_on", "name")


@register.inclusion_tag("sizes/led_zones.html")
def led_zones(organisation: Organisation) -> dict[str, Any]:
    """Its zones that go on, soonest end first, and after them those that have ended. One query."""
    zones = [*led(organisation)]
    return {
        "current": [zone for zone in zones if Status(zone.status_that_day) not in ENDED],
        "ended": [zone for zone in zones if Status(zone.status_that_day) in ENDED][::-1],
    }


@register.inclusion_tag("sizes/running_leads.html")
def running_leads(organisation: Organisation) -> dict[str, Any]:
    """The zones now running that would lose a lead if it ended. One query."""
    running = [zone for zone in led(organisation) if Status(zone.status_that_day) in RUNNING]
    return {"organisation": organisation, "zones": running}
