"""The pages on which a change is drafted, a part each, that are one form."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View

from sizes import amending
from sizes.forms.answers import AnswerForm
from sizes.forms.changing import (
    ChangeDatesForm,
    ChangeLimitsForm,
    ChangeOutcomesForm,
    ChangeWordsForm,
    PartForm,
    ReasonForm,
)
from sizes.models import Amendment
from sizes.permissions import may_edit
from sizes.views.change_work import change_of, no_longer_drafted
from sizes.views.editing import EditPage
from sizes.views.pages import AnswerPage


class DraftingPage(EditPage):
    """A page for those who draft a change. Once that is public, it leads to what became of it."""

    amendment: Amendment

    def dispatch(
        self, request: HttpRequest, *args: Any, slug: str, number: int, **kwargs: Any
    ) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        found = change_of(request.user, slug, number)
        if not may_edit(request.user, found.zone):
            raise PermissionDenied("You may not change this zone.")
        if found.state != Amendment.State.DRAFTED:
            return no_longer_drafted(request, found)
        self.take_up(found)
        return View.dispatch(self, request, *args, **kwargs)

    def take_up(self, current: Amendment) -> None:
        """Show the change as it is kept now."""
        self.amendment = current

    def up(self) -> HttpResponse:
        """Go to the page of the change."""
        return redirect("zone-change-work", self.amendment.zone.slug, self.amendment.number)


class PartPage(DraftingPage, AnswerPage):
    """A part of a change. What others saved meanwhile is shown beside what was typed."""

    form_class: ClassVar[type[PartForm]]
    template_name = "sizes/amending/part.html"
    heading: ClassVar[str]
    intro: ClassVar[str] = ""

    def take_up(self, current: Amendment) -> None:
        # The pages of the wizard hold a zone: here a change stands for the zone it would make.
        self.amendment = self.zone = current

    def show_both(self, form: AnswerForm, current: Amendment) -> HttpResponse:
        self.amendment = current
        return super().show_both(form, current)

    def go_on(self) -> HttpResponse:
        return self.up()

    def show(self, form: AnswerForm, *, status: int = 200, **more: Any) -> HttpResponse:
        more |= {
            "change": self.amendment,
            "zone": self.amendment.zone,
            "heading": self.heading,
            "intro": self.intro,
        }
        return super().show(form, status=status, **more)


class WordsPage(PartPage):
    """What the zone is called and says."""

    form_class = ChangeWordsForm
    heading = "What would it be called, and say?"

    def save(self, form: PartForm, *, expected: int | None) -> None:
        amending.change_words(
            amendment=self.amendment, by=self.request.user, expected=expected, **form.values()
        )


class DatesPage(PartPage):
    """Until when, and when it is looked at on the way."""

    form_class = ChangeDatesForm
    template_name = "sizes/amending/dates.html"
    heading = "Until when?"

    def save(self, form: ChangeDatesForm, *, expected: int | None) -> None:
        amending.change_dates(
            amendment=self.amendment, by=self.request.user, expected=expected, **form.given()
        )


class LimitsPage(PartPage):
    """What variations may touch, for how long, and where."""

    form_class = ChangeLimitsForm
    template_name = "sizes/amending/limits.html"
    heading = "What would its limits be?"
    intro = (
        "Tighter limits are an adjustment. Looser ones go beyond what was signed, and are open for "
        "objection first. What was agreed already must keep within them."
    )

    def save(self, form: ChangeLimitsForm, *, expected: int | None) -> None:
        amending.change_limits(
            amendment=self.amendment, by=self.request.user, expected=expected, **form.given()
        )


class OutcomesPage(PartPage):
    """What the zone would aim at besides, and what no longer."""

    form_class = ChangeOutcomesForm
    template_name = "sizes/amending/outcomes.html"
    heading = "What would it aim at?"
    intro = (
        "To add an outcome is an adjustment. To drop one goes beyond what was signed, and is open "
        "for objection first."
    )

    def save(self, form: ChangeOutcomesForm, *, expected: int | None) -> None:
        amending.change_outcomes(
            amendment=self.amendment, by=self.request.user, expected=expected, **form.given()
        )


class ReasonPage(PartPage):
    """Why the zone is changed."""

    form_class = ReasonForm
    heading = "Why is it changed?"

    def save(self, form: ReasonForm, *, expected: int | None) -> None:
        amending.say_why(
            amendment=self.amendment, by=self.request.user, expected=expected, **form.values()
        )
