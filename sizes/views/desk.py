"""The desk of somebody signed in, and what every page asks about them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groundwork import clock
from sizes.desk import desk_of


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the person."""
    return render(request, "sizes/desk.html", {"desk": desk_of(request.user, clock.today())})


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
