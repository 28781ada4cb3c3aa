"""Where those who lead a proposal answer for its comments: what was heard, what was done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from groundwork import clock
from sizes import comment_period
from sizes.forms.answers import AnswerForm
from sizes.forms.heard import HeardForm
from sizes.hearing import work_of
from sizes.models import Zone
from sizes.status import State
from sizes.views.commitments import zone_for
from sizes.views.pages import AnswerPage


class HeardPage(AnswerPage):
    """The comments that the declaration must answer, beside the two texts that answer them."""

    form_class = HeardForm
    template_name = "sizes/wizard/heard.html"
    goes_on_to = "zone-check"

    def dispatch(self, request: HttpRequest, *args: Any, slug: str, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        zone = zone_for(request.user, slug)
        return super().dispatch(request, *args, reference=zone.reference, **kwargs)

    def save(self, form: AnswerForm, *, expected: int | None) -> None:
        comment_period.answer(
            zone=self.zone, by=self.request.user, expected=expected, **form.values()
        )

    def show(self, form: AnswerForm, *, status: int = 200, **more: Any) -> HttpResponse:
        return super().show(form, status=status, **self.beside(self.zone), **more)

    def beside(self, zone: Zone) -> dict[str, Any]:
        """What stands beside the form."""
        is_proposed = zone.state == State.PROPOSED
        return {"is_proposed": is_proposed, **work_of(zone, on=clock.today())}

    def go_on(self) -> HttpResponse:
        messages.success(self.request, "Saved. It becomes part of the declaration.")
        if "later" in self.request.POST:
            return redirect("zone-heard-work", self.zone.slug)
        return super().go_on()
