"""Addresses of a zone's meetings, of calendars, and of what happened as a feed."""

from django.urls import path

from sizes.views import calendars, feeds, meeting_work, meetings

ZONE = "zones/<slug:slug>/"
WORK = f"{ZONE}work/meetings/"

urlpatterns = [
    path("zones/calendar.ics", calendars.zones_calendar, name="zones-calendar"),
    path("zones/feed.atom", feeds.zones_feed, name="zones-feed"),
    path(f"{ZONE}calendar.ics", calendars.zone_calendar, name="zone-calendar"),
    path(f"{ZONE}feed.atom", feeds.zone_feed, name="zone-feed"),
    path(f"{ZONE}meetings/", meetings.meetings, name="zone-meetings"),
    path(f"{ZONE}meetings/<int:meeting>/", meetings.meeting, name="zone-meeting"),
    path(
        f"{ZONE}meetings/<int:meeting>.ics",
        calendars.meeting_calendar,
        name="zone-meeting-calendar",
    ),
    path(f"{WORK}new/", meeting_work.new, name="zone-meeting-new"),
    path(f"{WORK}<int:meeting>/edit/", meeting_work.edit, name="zone-meeting-edit"),
    path(f"{WORK}<int:meeting>/record/", meeting_work.record, name="zone-meeting-record"),
    path(f"{WORK}<int:meeting>/cancel/", meeting_work.cancel, name="zone-meeting-cancel"),
]
