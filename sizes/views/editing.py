"""The way in to the wizard's pages: who is let in, and to which zone."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from sizes.models import Zone
from sizes.permissions import may_edit


def zone_seen_by(person: Any, reference: str) -> Zone:
    """The zone of that reference, if the person may see it; otherwise there is none (404)."""
    return get_object_or_404(Zone.objects.visible_to(person), reference=reference)


class EditPage(LoginRequiredMixin, View):
    """A page for those who may write a zone. Once it is closed to edits, the page says so.

    A draft that the person may not see is not there (404); one that they may see and not edit is
    refused (403).
    """

    zone: Zone

    def dispatch(
        self, request: HttpRequest, *args: Any, reference: str, **kwargs: Any
    ) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.zone = zone_seen_by(request.user, reference)
        if not may_edit(request.user, self.zone):
            raise PermissionDenied("You may not change this zone.")
        if not self.zone.is_open_to_edits:
            status = 200 if request.method == "GET" else 409
            return render(request, "sizes/wizard/closed.html", {"zone": self.zone}, status=status)
        return super().dispatch(request, *args, **kwargs)

    def come_back(self, name: str) -> HttpResponse:
        """Go to a page of this zone, by the name of its address."""
        return redirect(name, self.zone.reference)
