"""Changes to zones for tests, written as somebody would draft them."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from groundwork import clock
from partners.models import Service
from sizes import amending
from sizes.boundaries import as_shapely
from sizes.drafting import OutcomeGiven
from tests import factories as make

DAY = dt.timedelta(days=1)


def drafted(zone, by, *, reason="Because.", on=None):
    """A change that says why, and nothing yet."""
    change = amending.begin(zone=zone, by=by, on=on)
    return amending.say_why(amendment=change, reason=reason, by=by)


def placed(change, by, *, core, reach, **more):
    """The change with a place of squares, as somebody draws it."""
    return amending.change_place(
        amendment=change,
        core=as_shapely(core),
        reach=as_shapely(reach),
        method="drawn",
        recipe={"core": {}, "fringe": {"how": "drawn"}},
        by=by,
        **more,
    )


def wider(change, by):
    """The change with a reach that lies 100 m further west."""
    reach = make.square(-200, -100, side=400)
    return placed(change, by, core=make.square(), reach=reach)


def everything(change, by):
    """The change with something of every kind."""
    today = clock.today()
    zone = change.zone
    placed(
        change,
        by,
        core=make.square(),
        reach=make.square(-200, -100, side=400),
        place_in_words=zone.place_in_words or None,
    )
    amending.change_words(
        amendment=change,
        by=by,
        purpose="Help people here and next door.",
        place_in_words=zone.place_in_words,
    )
    amending.change_dates(
        amendment=change,
        by=by,
        target_on=zone.target_on + 100 * DAY,
        interim_reviews=[today + 200 * DAY],
    )
    amending.change_limits(
        amendment=change,
        by=by,
        longest_days=90,
        is_fringe_open=False,
        fixed_services=Service.objects.filter(slug="libraries"),
    )
    return amending.change_outcomes(
        amendment=change,
        by=by,
        added=[OutcomeGiven("Fewer are lonely.", "Asked twice a year")],
        dropped=[zone.outcomes.first().pk],
    )


def here_at(x, y):
    """The address that asks what is different at a spot."""
    point = make.spot(x, y).transform(settings.LONLAT_SRID, clone=True)
    return f"{reverse('api-here')}?lat={point.y}&lon={point.x}"
