"""What happened with zones, for feed readers: of all, and of one."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from groundwork import clock
from groundwork.addresses import absolute
from groundwork.feed_file import MEDIA_TYPE, Feed, feed_file
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from sizes import feeds
from sizes.listing import public_zone

SITE = "Social Innovation Zones"
# Before this no site of the product had a feed.
FIRST_FEED = dt.date(2026, 1, 1)


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def zones_feed(request: HttpRequest) -> HttpResponse:
    """The newest of all public zones."""
    return _answer(
        Feed(
            key="zones",
            since=FIRST_FEED,
            title=SITE,
            about="Declarations, changes, reviews and ends of zones.",
            url=absolute(reverse("zones")),
            source=absolute(request.path),
            author=SITE,
            entries=feeds.entries_of_all(clock.today()),
        )
    )


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def zone_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest of one public zone."""
    zone = public_zone(slug)
    return _answer(
        Feed(
            key=zone.reference,
            since=zone.proposed_on or FIRST_FEED,
            title=zone.name,
            about=f"Declaration, changes, reviews and end of {zone.name}.",
            url=absolute(zone.get_absolute_url()),
            source=absolute(request.path),
            author=SITE,
            entries=feeds.entries_of(zone, clock.today()),
        )
    )


def _answer(feed: Feed) -> HttpResponse:
    return HttpResponse(feed_file(feed), content_type=MEDIA_TYPE)
