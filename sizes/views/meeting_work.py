"""Working on a zone's meetings: arrange one, change it, record what came of it, call it off."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes import meetings
from sizes.forms.answers import Difference
from sizes.forms.meetings import CancelForm, MeetingForm, RecordForm, in_words, kept, recorded
from sizes.meeting_record import when_in_words
from sizes.models import Meeting, Zone
from sizes.permissions import may_arrange
from sizes.views.commitments import zone_for
from sizes.views.meetings import meeting_of

WAS_CANCELLED = "It was cancelled. If it takes place after all, arrange it anew."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Arrange a meeting, or note one that was."""
    zone = _workable(request, slug)
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not _is_sound(form):
        return _show(request, "sizes/meeting_form.html", zone, None, form)
    try:
        made = meetings.arrange(zone=zone, given=form.given(), by=request.user)
    except Refused as refused:
        return _refused(request, "sizes/meeting_form.html", zone, None, form, refused)
    if made.held_on <= clock.today():
        messages.success(request, "Noted. Say now what came of it, or come back to it later.")
        return redirect("zone-meeting-record", slug, made.pk)
    messages.success(request, "Arranged." if zone.is_public else "Kept with the draft.")
    return redirect("zone-meeting", slug, made.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    """Change when or where a meeting is, or what it is about."""
    zone = _workable(request, slug)
    row = meeting_of(zone, meeting)
    if request.method != "POST" and row.cancelled_on:
        messages.info(request, WAS_CANCELLED)
        return redirect("zone-meeting", slug, row.pk)
    form = MeetingForm(request.POST if request.method == "POST" else None, meeting=row)
    if request.method != "POST" or not _is_sound(form):
        return _show(request, "sizes/meeting_form.html", zone, row, form)
    return _write(
        request,
        row,
        form,
        lambda: meetings.change(
            meeting=row,
            given=form.given(),
            by=request.user,
            expected=form.cleaned_data["version"],
        ),
        again=lambda data, now: MeetingForm(data, meeting=now),
        saved=kept,
        template="sizes/meeting_form.html",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    """Say who was represented, what was talked about, and what was decided."""
    zone = _workable(request, slug)
    row = meeting_of(zone, meeting)
    if request.method != "POST" and row.cancelled_on:
        messages.info(request, WAS_CANCELLED)
        return redirect("zone-meeting", slug, row.pk)
    if row.held_on > clock.today():
        messages.info(request, "What came of it can be recorded from its day on.")
        return redirect("zone-meeting", slug, row.pk)
    form = RecordForm(request.POST if request.method == "POST" else None, zone=zone, meeting=row)
    if request.method != "POST" or not form.is_valid():
        return _show(request, "sizes/meeting_record_form.html", zone, row, form)
    return _write(
        request,
        row,
        form,
        lambda: meetings.record(
            meeting=row,
            given=form.given(),
            by=request.user,
            expected=form.cleaned_data["version"],
        ),
        again=lambda data, now: RecordForm(data, zone=zone, meeting=now),
        saved=recorded,
        template="sizes/meeting_record_form.html",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    """Call a meeting off, or say that it did not take place."""
    zone = _workable(request, slug)
    row = meeting_of(zone, meeting)
    if row.cancelled_on:
        return redirect("zone-meeting", slug, row.pk)
    is_post = request.method == "POST"
    form = CancelForm(request.POST if is_post else None, initial={"version": row.version})
    if not is_post or not form.is_valid():
        return _show(request, "sizes/meeting_cancel.html", zone, row, form)
    try:
        meetings.cancel(
            meeting=row,
            why=form.cleaned_data["why"],
            by=request.user,
            expected=form.cleaned_data["version"],
        )
    except Refused as refused:
        return _refused(request, "sizes/meeting_cancel.html", zone, row, form, refused)
    except ChangedMeanwhile as changed:
        now = meeting_of(zone, changed.current.pk)
        if now.cancelled_on:
            return redirect("zone-meeting", slug, row.pk)
        typed = request.POST.copy()
        typed["version"] = str(now.version)
        says = "Somebody changed this meeting meanwhile. Look at it again, then confirm."
        again = CancelForm(typed)
        return _refused(request, "sizes/meeting_cancel.html", zone, now, again, Refused(says))
    messages.success(request, "Cancelled. Its page stays, and says why.")
    return redirect("zone-meeting", slug, row.pk)


def _workable(request: HttpRequest, slug: str) -> Zone:
    """The zone, for those who arrange its meetings."""
    zone = zone_for(request.user, slug)
    if not may_arrange(request.user, zone):
        raise PermissionDenied("Only people who work for an organisation that leads the zone can.")
    return zone


def _is_sound(form: MeetingForm) -> bool:
    """Whether what was typed can be: the form's own rules, then those of the verbs."""
    if not form.is_valid():
        return False
    for name, sentence in meetings.problems(form.given(), on=clock.today()):
        form.add_error(name, sentence.rstrip("."))
    return not form.errors


def _write(
    request: HttpRequest,
    row: Meeting,
    form: forms.Form,
    verb: Callable[[], Meeting],
    *,
    again: Callable[[Any, Meeting], forms.Form],
    saved: Callable[[Meeting], dict[str, Any]],
    template: str,
) -> HttpResponse:
    """Take the verb; where somebody else wrote meanwhile, show both, in a form that can be saved.

    Where both say the same, a button was pressed twice, and all is well.
    """
    zone = row.zone
    try:
        verb()
    except Refused as refused:
        return _refused(request, template, zone, row, form, refused)
    except ChangedMeanwhile as changed:
        now = meeting_of(zone, changed.current.pk)
        if now.cancelled_on:
            return _refused(request, template, zone, now, form, Refused(WAS_CANCELLED))
        differences = _differences(form, saved(now))
        if differences:
            data = request.POST.copy()
            data["version"] = str(now.version)
            return _show(
                request, template, zone, now, again(data, now), differences=differences, status=409
            )
    else:
        messages.success(request, "Saved.")
    return redirect("zone-meeting", zone.slug, row.pk)


def _differences(form: forms.Form, saved: dict[str, Any]) -> list[Difference]:
    """What is saved and what was typed, where they differ."""
    typed = form.cleaned_data
    if isinstance(form, RecordForm):
        typed = typed | {"represented": form.given().represented}
    return [
        Difference(str(form.base_fields[name].label), in_words(value), in_words(typed[name]), True)
        for name, value in saved.items()
        if name != "version" and in_words(value) != in_words(typed[name])
    ]


def _show(
    request: HttpRequest,
    template: str,
    zone: Zone,
    row: Meeting | None,
    form: forms.Form,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "zone": zone,
        "meeting": row,
        "when": when_in_words(row) if row else "",
        "form": form,
        "is_past": row is not None and row.held_on < clock.today(),
        **more,
    }
    return render(request, template, context, status=status)


def _refused(
    request: HttpRequest,
    template: str,
    zone: Zone,
    row: Meeting | None,
    form: forms.Form,
    refused: Refused,
) -> HttpResponse:
    problems = refused.sentences
    return _show(request, template, zone, row, form, problems=problems, status=409)
