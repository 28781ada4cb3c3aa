"""The wizard's pages that are one form each: what for, why here, how long, limits, the summary."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes import drafting
from sizes.answers import answers_of
from sizes.forms.answers import AnswerForm, are_same, brought_together
from sizes.forms.dates import DatesForm
from sizes.forms.subject import SubjectForm
from sizes.forms.words import LimitsForm, SummaryForm, WhyHereForm
from sizes.hearing import begins_again
from sizes.limiting import set_limits
from sizes.models import Zone
from sizes.views.editing import EditPage
from sizes.writers import writers_since


class AnswerPage(EditPage):
    """A form page. What others saved meanwhile is shown beside what was typed; nothing is lost."""

    form_class: ClassVar[type[AnswerForm]]
    template_name: ClassVar[str]
    goes_on_to: ClassVar[str]
    # Changes on this page that begin a proposal's time for comments again, in words.
    material: ClassVar[str] = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form_class(zone=self.zone))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_class(request.POST, zone=self.zone)
        if again := self.rows_asked_for(form):
            return self.show(again)
        if not form.is_valid():
            return self.show(form)
        try:
            self.save(form, expected=form.cleaned_data["version"])
        except ChangedMeanwhile as changed:
            return self.show_both(form, changed.current)
        except Refused as refused:
            return self.show(form, problems=refused.sentences, status=409)
        return self.go_on()

    def rows_asked_for(self, form: AnswerForm) -> AnswerForm | None:
        """The page with a row more or less, where one of those buttons was pressed."""
        more, less = self.request.POST.get("more", ""), self.request.POST.get("less", "")
        if more in form.rows:
            again = form.again()
        elif less:
            name, _, number = less.rpartition("-")
            if name not in form.rows or not (number.isascii() and number.isdigit()):
                return None
            again = form.again(without=(name, int(number)))
        else:
            return None
        for kept in form.bookkeeping:
            again.initial[kept] = self.request.POST.get(kept, "")
        return again

    def save(self, form: AnswerForm, *, expected: int | None) -> None:
        """Write the form's values: here, words of the zone's own."""
        drafting.change_words(
            zone=self.zone, by=self.request.user, expected=expected, **form.values()
        )

    def show_both(self, form: AnswerForm, current: Zone) -> HttpResponse:
        """What somebody else saved meanwhile beside what was typed, in a form that can be saved.

        Where both say the same, a button was pressed twice, and all is well. Where what the other
        changed is not on this page, there is nothing to choose, and it is saved.
        """
        saved = form.saved(current)
        if are_same(saved, form.values()):
            return self.go_on()
        together, differences = brought_together(form, saved)
        names = writers_since(current, form.cleaned_data["version"], but=self.request.user)
        self.zone = current
        if not differences:
            return self.save_after_all(form, names)
        return self.show(
            type(form)(zone=current, values=together),
            differences=differences,
            writers=names,
            status=409,
        )

    def save_after_all(self, form: AnswerForm, names: str) -> HttpResponse:
        """Save although the zone was written meanwhile: not in anything that this page holds."""
        try:
            self.save(form, expected=self.zone.version)
        except ChangedMeanwhile as changed:
            return self.show_both(form, changed.current)
        except Refused as refused:
            return self.show(form, problems=refused.sentences, status=409)
        messages.info(
            self.request,
            f"Saved. {names} changed other answers of this zone meanwhile: the check shows all.",
        )
        return self.go_on()

    def go_on(self) -> HttpResponse:
        if self.back_to_check:
            return self.come_back("zone-check")
        if "later" in self.request.POST:
            return self.come_back("zone-tasks")
        return self.come_back(self.goes_on_to)

    @property
    def back_to_check(self) -> bool:
        """Whether the person came from the page *Check*, and goes back to it."""
        return "check" in (self.request.GET.get("next"), self.request.POST.get("next"))

    def show(self, form: AnswerForm, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "zone": self.zone,
            "form": form,
            "next": "check" if self.back_to_check else "",
            "begins_again": begins_again(self.zone, self.material, on=clock.today()),
            **more,
        }
        return render(self.request, self.template_name, context, status=status)


class WhatForPage(AnswerPage):
    """The shared intention, themes, services, outcomes and existing initiatives."""

    form_class = SubjectForm
    template_name = "sizes/wizard/what_for.html"
    goes_on_to = "zone-why-here"
    material = "the shared intention, the themes, the services or the outcomes"

    def save(self, form: SubjectForm, *, expected: int | None) -> None:
        drafting.set_subject(
            zone=self.zone, by=self.request.user, expected=expected, **form.given()
        )


class WhyHerePage(AnswerPage):
    """Why a zone is needed here."""

    form_class = WhyHereForm
    template_name = "sizes/wizard/why_here.html"
    goes_on_to = "zone-who"


class HowLongPage(AnswerPage):
    """Start, interim reviews, target date, and the time for comments."""

    form_class = DatesForm
    template_name = "sizes/wizard/how_long.html"
    goes_on_to = "zone-limits"
    material = "the start date or the target date"

    def save(self, form: DatesForm, *, expected: int | None) -> None:
        values = form.values()
        days = [row["due_on"] for row in values.pop("interim_reviews")]
        drafting.set_dates(
            zone=self.zone,
            by=self.request.user,
            expected=expected,
            interim_reviews=days,
            **values,
        )


class LimitsPage(AnswerPage):
    """What will not change, and how far variations may go."""

    form_class = LimitsForm
    template_name = "sizes/wizard/limits.html"
    goes_on_to = "zone-check"
    material = "the limits"

    def save(self, form: LimitsForm, *, expected: int | None) -> None:
        set_limits(zone=self.zone, by=self.request.user, expected=expected, **form.given())


class SummaryPage(AnswerPage):
    """The plain-language summary in the leads' own words."""

    form_class = SummaryForm
    template_name = "sizes/wizard/summary.html"
    goes_on_to = "zone-check"

    def show(self, form: AnswerForm, *, status: int = 200, **more: Any) -> HttpResponse:
        generated = answers_of(self.zone).generated_summary
        return super().show(form, status=status, generated=generated, **more)
