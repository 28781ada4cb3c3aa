"""Whose an asset is, and who looks after it."""

from typing import Any

from django import forms

from assets.forms.asset_parts import PartForm
from assets.models import Asset
from assets.whose import belonging_problems
from groundwork import clock
from partners.forms.naming import OrganisationNameField
from partners.models import Organisation


class WhoseForm(PartForm):
    """Its owner, registered here or only named, and its steward."""

    title = "Whose it is"

    owner = OrganisationNameField(
        label="Its owner, if registered here",
        max_length=200,
        required=False,
        help_text="Its name as on its page here.",
    )
    owner_name = forms.CharField(
        label="Or the name of an owner who is not registered here", max_length=200, required=False
    )
    owner_sector = forms.ChoiceField(
        label="What kind of owner that is",
        choices=[("", "Choose one, if you know"), *Organisation.Sector.choices],
        required=False,
    )
    steward = OrganisationNameField(
        label="Who looks after it for the owner",
        max_length=200,
        required=False,
        help_text="A registered organisation. Its people can then change what is said here.",
    )
    why = forms.CharField(
        label="If it has another owner now: why",
        max_length=300,
        required=False,
        help_text="For example: transferred to the Friends of the Baths for 30 years.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("owner", "owner_name", "owner_sector", "steward", "why"):
            self.fields[name].hides_optional = True

    @classmethod
    def saved(cls, asset: Asset) -> dict[str, Any]:
        names = ("owner", "owner_name", "owner_sector", "steward")
        return {name: getattr(asset, name) for name in names}

    def problems(self) -> list[tuple[str, str]]:
        data = self.cleaned_data
        return belonging_problems(
            self.asset,
            owner=data["owner"],
            owner_name=data["owner_name"],
            steward=data["steward"],
            by=self.by,
            on=clock.today(),
        )

    def in_words(self, name: str, value: Any) -> str:
        return value.name if isinstance(value, Organisation) else super().in_words(name, value)
