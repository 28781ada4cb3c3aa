"""The form in which anyone says where a zone might be useful."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groundwork import clock
from partners.models import Theme
from places.lookup import Found, find, name_with_kind


class SuggestionForm(forms.Form):
    """Where, about what, why, and how to reach whoever suggests it, if they like."""

    place = forms.CharField(
        label="Where?",
        max_length=200,
        help_text="A postcode, a ward, or a park or building with a name. Not your own address.",
        error_messages={
            "required": "Say where: a postcode or the name of a ward or place.",
            "max_length": "That is too long to be the name of a place.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    themes = forms.ModelMultipleChoiceField(
        label="What is it about?",
        queryset=Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that fit.",
    )
    why = forms.CharField(
        label="Why there?",
        max_length=2000,
        help_text="What could work better if people and services there could do things "
        "differently? Leave out the names of people.",
        error_messages={
            "required": "Say why a zone might be useful there, in a sentence or two.",
            "max_length": "That is too long. Say it in 2,000 characters or fewer.",
        },
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact = forms.CharField(
        label="How may the council reach you?",
        max_length=200,
        required=False,
        help_text="An e-mail address or telephone number. It is used for this and nothing else.",
        error_messages={"max_length": "That is too long. An e-mail address is enough."},
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    # Filled in by programs only: people do not see it.
    website = forms.CharField(required=False, max_length=200)

    found: Found

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("place", "why", "contact", "website"):
            self.fields[name].errors_name_it = True  # type: ignore[attr-defined]
        offered = Theme.objects.exclude(retired_on__lte=clock.today())
        self.fields["themes"].queryset = offered  # type: ignore[attr-defined]

    def clean_place(self) -> str:
        """The place as it was understood; a postcode without the rest of the address."""
        found = find(self.cleaned_data["place"], on=clock.today())
        if found.choices:
            names = ", ".join(name_with_kind(area) for area in found.choices)
            raise ValidationError(f"{found.problem} {names}.", code="ambiguous")
        if found.point is None:
            raise ValidationError(found.problem, code="unknown")
        self.found = found
        return found.label if found.kind != "point" else "A spot on the map"

    def clean_website(self) -> str:
        """Refuse what only a program fills in."""
        if self.cleaned_data["website"]:
            raise ValidationError("Leave the last box empty.", code="program")
        return ""

    def suggestion(self) -> dict[str, Any]:
        """What to keep, once the form is valid."""
        kept = {name: self.cleaned_data[name] for name in ("place", "themes", "why", "contact")}
        return kept | {"point": self.found.point, "area": self.found.area}
