"""Photos and documents that somebody hands in, with their words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groundwork.private_files import FileRefused, cleaned, cleaned_photo

PICTURES = "image/jpeg,image/png,image/webp"
EMPTY = "The file is empty. Choose the file again, or save or scan it again."


class CleanedField(forms.FileField):
    """A file that somebody hands in; it cleans to what `make` makes anew of it."""

    def __init__(self, *, make: Callable[..., Any], accept: str, **kwargs: Any):
        self.make = make
        super().__init__(
            widget=forms.FileInput(attrs={"accept": accept}),
            error_messages={"required": "Choose a file.", "empty": EMPTY},
            max_length=None,
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return self.make(upload)
        except FileRefused as refusal:
            raise ValidationError(refusal.sentence, code="refused") from None


class _Worded(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)


class PhotoWordsForm(_Worded):
    """What can be seen on a photo."""

    alternative = forms.CharField(
        label="What can be seen",
        max_length=250,
        min_length=3,
        help_text=(
            "In a sentence, for those who do not see it: “The hall, set with tables for forty, "
            "with a ramp to the door.”"
        ),
        error_messages={"required": "Say in a sentence what can be seen."},
    )
    credit = forms.CharField(
        label="Who took it", max_length=150, required=False, help_text="Named beside the photo."
    )


class PhotoForm(PhotoWordsForm):
    """A photo to add."""

    photo = CleanedField(
        label="Photo",
        make=cleaned_photo,
        accept=PICTURES,
        help_text=(
            "JPEG, PNG or WebP, up to 10 MB. It is made smaller, and what the camera wrote into "
            "it (where, when, on what) is taken out. Show no faces of people who did not agree."
        ),
    )
    field_order = ("photo", "alternative", "credit")


class PhotoChangeForm(PhotoWordsForm):
    """A photo put in other words, or before the others."""

    first = forms.BooleanField(label="Show it first, and in lists", required=False)


class DocumentWordsForm(_Worded):
    """What a document is called, and who may read it."""

    title = forms.CharField(
        label="Title",
        max_length=150,
        min_length=3,
        help_text="For example: Floor plan, Terms of hire, Fire risk assessment.",
        error_messages={"required": "Give the document a title."},
    )
    is_public = forms.BooleanField(label="Everyone may read it", required=False, initial=True)


class DocumentForm(DocumentWordsForm):
    """A document to add."""

    document = CleanedField(
        label="Document",
        make=cleaned,
        accept=f".pdf,{PICTURES}",
        help_text=(
            "A PDF or a picture, up to 10 MB. Its author’s name and all else that is not seen on "
            "its pages is taken out, and so are links."
        ),
    )
    field_order = ("document", "title", "is_public")
