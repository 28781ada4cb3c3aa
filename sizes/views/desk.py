"""The desk of somebody signed in, and what every page asks about them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groundwork import clock
from partners.waiting import to_verify
from sizes.desk import desk_of, due_rows
from sizes.waiting import going_on_of


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the person."""
    on = clock.today()
    mine = desk_of(request.user, on)
    context = {
        "desk": mine,
        "due": due_rows(mine, request.user, on),
        "to_verify": to_verify(mine.memberships, on),
        "going_on": going_on_of(mine.memberships, on),
    }
    return render(request, "sizes/desk.html", context)


@require_safe
@never_cache
def account_state(request: HttpRequest) -> JsonResponse:
    """Who is signed in and how much waits for them, for the menu of pages that anyone may keep."""
    person = request.user
    if not person.is_authenticated:
        return JsonResponse({"signed_in": False, "name": None, "desk_count": 0})
    count = desk_of(person, clock.today()).count
    name = person.name or person.email
    return JsonResponse({"signed_in": True, "name": name, "desk_count": count})
