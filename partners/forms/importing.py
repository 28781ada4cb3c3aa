"""The file of a public list, and where it comes from."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from groundwork.problems import Refused
from partners.public_lists import Listing, read_list

MOST_BYTES = 2_000_000


class SourceField(forms.CharField):
    """Where a list comes from, as its organisations' pages will say."""

    def __init__(self) -> None:
        super().__init__(
            label="Where does the list come from?",
            max_length=200,
            help_text="Its name, its date and its licence. New organisations say so on their page.",
        )


class UploadForm(forms.Form):
    """A list to look at before anything is saved."""

    source = SourceField()
    file = forms.FileField(
        label="The list, as a CSV file",
        help_text="With the columns name, and either organisation or org_id. At most 2 MB.",
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 2 MB. Split it.")
        data = file.read()
        self.listing, self.text = _listing(data), data.decode("utf-8-sig", errors="ignore")
        if self.text.encode() != data.removeprefix(b"\xef\xbb\xbf"):
            self.text = data.decode("cp1252", errors="replace")
        return file

    listing: Listing
    text: str


class SaveForm(forms.Form):
    """A list that was looked at: its words again, and the fingerprint of what was shown."""

    source = SourceField()
    text = forms.CharField(max_length=MOST_BYTES * 2, strip=False, widget=forms.HiddenInput)
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)

    listing: Listing

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        self.listing = _listing(text.encode())
        return text


def _listing(data: bytes) -> Listing:
    try:
        return read_list(data)
    except Refused as refused:
        raise forms.ValidationError(refused.sentences) from None
