"""Reasons: why an asset has gone from the register, and why it is back."""

from django import forms


class GoneForm(forms.Form):
    """Why an asset is no longer on its owner's register."""

    why = forms.CharField(
        label="Why it has gone",
        max_length=500,
        help_text="Everyone can read this. For example: sold; or: registered twice.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BackForm(forms.Form):
    """Why an asset that had gone is back."""

    why = forms.CharField(
        label="Why it is back",
        max_length=500,
        help_text="Everyone can read this.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
