"""The reason for which words are removed."""

from django import forms


class RedactForm(forms.Form):
    """Why words are removed for good."""

    why = forms.CharField(
        label="Why are these words removed?",
        help_text=(
            "Everyone can read the reason, so do not repeat what you remove: "
            "“It named a child”, “Asked for by the person named”."
        ),
        max_length=300,
        error_messages={"required": "Say why: the reason is shown where the words were."},
    )
