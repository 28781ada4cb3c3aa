"""The one page of the quick start."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groundwork import clock
from groundwork.date_parts import DatePartsField
from partners.models import Organisation
from places.lookup import Found, find, query_of
from sizes.drafting import date_problems
from sizes.forms.answers import LongText, TidyText
from sizes.forms.who import the_organisation_named

MOST_TICKED = 30
LONGEST_LINE = 200


class QuickForm(forms.Form):
    """Place, outcome, end date, whom to invite. `found` is the place, once it is clear."""

    place = TidyText(
        label="Where?",
        help_text=(
            "A postcode, the name of a ward or place, or a latitude and longitude. A ward is taken "
            "whole; round anything else we draw a circle of 200 m, which you can change later."
        ),
        max_length=200,
        error_messages={"required": "Say where: a postcode, a ward, or a spot on the map"},
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    outcome = TidyText(
        label="What should get better there?",
        help_text="One outcome, in a sentence. For example: Fewer people are lonely.",
        max_length=500,
        error_messages={"required": "Say one thing that should get better"},
    )
    target_on = DatePartsField(
        label="End date",
        help_text="Two years is usual. By this day the zone is reviewed or dissolved.",
    )
    asks_council = forms.BooleanField(
        label="Ask the council of the place to lead", required=False, initial=True
    )
    organisations = forms.ModelMultipleChoiceField(
        label="Whom do you invite?",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = LongText(
        label="Anyone else?",
        help_text="One name a line. They need not be registered.",
        required=False,
        max_length=4000,
        rows=3,
    )
    name = TidyText(
        label="What will it be called?",
        help_text="Leave it blank and we take the name of the place.",
        required=False,
        max_length=120,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.found: Found | None = None
        there = Organisation.objects.in_force(clock.today()).exclude(sector="council")
        ticked = list(there.values_list("pk", flat=True)[:MOST_TICKED])
        self.fields["organisations"].queryset = Organisation.objects.filter(pk__in=ticked)
        if not ticked:
            del self.fields["organisations"]

    def clean_place(self) -> str:
        found = find(self.cleaned_data["place"], on=clock.today())
        if found.choices:
            # The page offers them to tick; what was typed stays.
            self.choices = [(query_of(area), area) for area in found.choices]
        if found.problem:
            raise ValidationError(found.problem)
        self.found = found
        return self.cleaned_data["place"]

    def clean_target_on(self) -> Any:
        target_on = self.cleaned_data["target_on"]
        for _, sentence in date_problems(starts_on=None, target_on=target_on, on=clock.today()):
            raise ValidationError(sentence.replace("Target date", "End date"))
        return target_on

    def clean_others(self) -> str:
        lines = self.cleaned_data["others"].split("\n")
        if any(len(line.strip()) > LONGEST_LINE for line in lines):
            raise ValidationError(
                f"Keep each line under {LONGEST_LINE} characters: one name a line"
            )
        self.named = [
            the_organisation_named(line.strip()) or line.strip() for line in lines if line.strip()
        ]
        return self.cleaned_data["others"]

    def given(self) -> dict[str, Any]:
        """What `quick_start` takes."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "place": self.found,
            "outcome": data["outcome"],
            "target_on": data["target_on"],
            "invited": [*data.get("organisations", []), *self.named],
            "asks_council": data["asks_council"],
        }
