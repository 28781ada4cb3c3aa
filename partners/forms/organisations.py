"""Describing an organisation, and saying who acts for it."""

from typing import Any

from django import forms

from groundwork.date_parts import DatePartsField
from partners.models import Organisation, OrganisationIdentifier
from partners.registering import problems
from places.models import Area


class OrganisationForm(forms.ModelForm):
    """What the register says of an organisation. A group without a constitution needs little."""

    starts_on = DatePartsField(label="Existing since", required=False)
    website = forms.URLField(max_length=200, required=False, assume_scheme="https")
    areas = forms.ModelMultipleChoiceField(
        label="Areas it serves",
        queryset=Area.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick every area where the organisation works.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Organisation
        fields = [
            "name",
            "sector",
            "description",
            "website",
            "contact_name",
            "contact_email",
            "contact_telephone",
            "contact_place",
            "mailbox",
        ]
        labels = {
            "name": "Name of the organisation",
            "sector": "What kind of organisation is it?",
            "description": "What it does, in a few sentences",
            "contact_name": "Whom to ask for",
            "contact_email": "E-mail address that anyone may use",
            "contact_telephone": "Telephone number that anyone may use",
            "contact_place": "Place to ask face to face",
            "mailbox": "Shared mailbox (not shown to anyone)",
        }
        help_texts = {
            "contact_email": "A shared address is better than a person's own.",
            "contact_place": "For example: reception at the community centre, weekdays 10 to 4.",
            "mailbox": "Letters about people joining go here too, beside the people who act for "
            "it, so that none is lost when somebody leaves.",
        }
        widgets = {
            "sector": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 4}),
        }

    field_order = [
        "name",
        "sector",
        "contact_name",
        "contact_email",
        "contact_telephone",
        "contact_place",
        "website",
        "description",
    ]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = (Area.Kind.DISTRICT, Area.Kind.WARD, Area.Kind.NEIGHBOURHOOD)
        areas = Area.objects.without_shapes().filter(kind__in=kinds, ends_on=None)
        self.fields["areas"].queryset = areas
        self.fields["sector"].choices = Organisation.Sector.choices
        known = {}
        if self.instance.pk:
            known = {row.scheme: row.identifier for row in self.instance.identifiers.all()}
            self.initial.setdefault("areas", list(self.instance.areas.values_list("pk", flat=True)))
            self.initial.setdefault("starts_on", self.instance.starts_on)
            self.initial.setdefault("version", self.instance.version)
        for scheme, label in OrganisationIdentifier.Scheme.choices:
            self.fields[f"identifier_{scheme}"] = forms.CharField(
                label=f"{label} number", max_length=40, required=False, initial=known.get(scheme)
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for sentence in problems(cleaned):
            if "name" not in self.errors or "name" not in sentence:
                self.add_error(None, sentence)
        return cleaned

    def identifiers(self) -> list[tuple[str, str]]:
        """Pairs of an org-id scheme and what was typed for it."""
        return [
            (scheme, self.cleaned_data.get(f"identifier_{scheme}") or "")
            for scheme in OrganisationIdentifier.Scheme.values
        ]

    def words(self) -> dict[str, Any]:
        """The values that belong to the organisation itself."""
        names = [*self.Meta.fields, "starts_on"]
        return {name: self.cleaned_data[name] for name in names}
