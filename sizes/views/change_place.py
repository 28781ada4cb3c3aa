"""Where a zone would lie by a change: the same editor as for a draft, kept with the change."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from sizes import amending
from sizes.amending.contents import as_it_would_be
from sizes.boundaries import latest_boundary
from sizes.models import Amendment, Boundary
from sizes.views import where
from sizes.views.change_parts import DraftingPage


class ChangePlacing(DraftingPage):
    """A page on which a change says where the zone would lie."""

    def take_up(self, current: Amendment) -> None:
        self.amendment, self.zone = current, as_it_would_be(current)

    def newest(self) -> Boundary | None:
        return self.amendment.boundary or latest_boundary(self.zone)


class ReckonPage(ChangePlacing, where.ReckonPage):
    """What the form amounts to, as JSON, while a change is drafted."""


class WherePage(ChangePlacing, where.WherePage):
    """Asks where the zone would lie, and keeps it with the change."""

    def keep(self, **given: Any) -> None:
        amending.change_place(amendment=self.amendment, **given)

    def addresses(self) -> dict[str, Any]:
        at = [self.amendment.zone.slug, self.amendment.number]
        return {
            "up_url": reverse("zone-change-work", args=at),
            "again_url": reverse("zone-change-where", args=at),
            "reckon_url": reverse("zone-change-reckon", args=at),
            "goes_on": False,
            "is_a_change": True,
            "change_number": self.amendment.number,
        }

    def go_on(self) -> HttpResponse:
        return self.up()
