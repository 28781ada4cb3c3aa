"""Where an asset is: a pin, an address, a boundary, and whether anyone may know."""

from typing import Any

from django import forms
from django.contrib.gis.geos import MultiPolygon

from assets.forms.asset_parts import PartForm
from assets.forms.fields import PostcodeField
from assets.models import Asset
from assets.placing import WIDE, Place, boundary_of, pin_of, place_of
from groundwork import clock
from places.fuzzy.words import hectares_in_words
from places.lookup import query_of
from places.models import Postcode
from places.shapes import ShapeRefused, read_file, read_text

LONGEST_TEXT = 400_000
ADDRESS = ("street_number", "street", "town", "postcode", "uprn")


class WhereForm(PartForm):
    """Every question may be left open: some things are nowhere in particular."""

    title = "Where it is"
    lead = "Leave out what you do not know, or what the public should not."
    takes_files = True

    place = forms.CharField(
        label="The spot",
        max_length=200,
        required=False,
        help_text=(
            "A postcode, a place, or a latitude and longitude. Left empty, we take the centre of "
            "the postcode below."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    street_number = forms.CharField(
        label="Number or name of the building",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "input--short"}),
    )
    street = forms.CharField(label="Street", max_length=200, required=False)
    town = forms.CharField(label="Town or neighbourhood", max_length=100, required=False)
    postcode = PostcodeField(
        label="Postcode",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "input--short"}),
    )
    uprn = forms.CharField(
        label="UPRN",
        max_length=12,
        required=False,
        help_text="Unique property reference number, zeros in front too.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
    )
    boundary_text = forms.CharField(
        label="Its boundary, pasted",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="GeoJSON, or well-known text that begins with POLYGON or MULTIPOLYGON.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    boundary_file = forms.FileField(
        label="Or its boundary, from a file",
        required=False,
        help_text="GeoJSON, GeoPackage, zipped Shapefile, KML or CSV. Its shapes become one.",
    )
    drops_boundary = forms.BooleanField(label="Take the boundary away", required=False)
    is_sensitive = forms.BooleanField(
        label="This is a refuge, a hostel or a children’s home: never show where it is",
        required=False,
        help_text=(
            "Of such a place nobody outside your organisation sees the street, postcode, spot, "
            "boundary, photos or documents, and no search by distance finds it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.choices: list[tuple[str, Any]] = []
        self.said: Place | None = None
        self.boundary: MultiPolygon | None = None
        for name in ("boundary_text", "boundary_file", "drops_boundary"):
            self.fields[name].hides_optional = True
        if self.asset.boundary is None:
            del self.fields["drops_boundary"]
        else:
            size = hectares_in_words(self.asset.boundary.area)
            self.fields["drops_boundary"].help_text = f"It has a boundary round {size}."

    @classmethod
    def saved(cls, asset: Asset) -> dict[str, Any]:
        plain = {name: getattr(asset, name) for name in (*ADDRESS, "is_sensitive")}
        return plain | {"place": pin_of(asset)}

    def clean_place(self) -> str:
        text = self.cleaned_data["place"]
        if not text or text == pin_of(self.asset):
            return text
        said = place_of(text, on=clock.today())
        if said.found.choices:
            self.choices = [(query_of(area), area) for area in said.found.choices]
        if said.found.problem:
            raise forms.ValidationError(said.found.problem)
        if said.found.area is not None and said.found.area.kind in WIDE:
            raise forms.ValidationError(
                f"{said.found.label} is too wide for a spot. Put a pin, or give a postcode; its "
                "name can go under the town or neighbourhood."
            )
        self.said = said
        return text

    def clean_boundary_text(self) -> str:
        text = self.cleaned_data["boundary_text"]
        if text:
            self._read_boundary(lambda: read_text(text))
        return text

    def clean_boundary_file(self) -> Any:
        upload = self.cleaned_data["boundary_file"]
        if upload:
            self._read_boundary(lambda: read_file(upload, upload.name))
        return upload

    def _read_boundary(self, read: Any) -> None:
        try:
            reading = read()
            if not reading.features:
                raise ShapeRefused(
                    [each.why for each in reading.refused[:3]] or ["It holds no area."]
                )
            self.boundary = boundary_of([feature.shape for feature in reading.features])
        except ShapeRefused as refused:
            raise forms.ValidationError(refused.sentences) from None

    def clean(self) -> dict[str, Any]:
        given = [
            name
            for name in ("boundary_text", "boundary_file", "drops_boundary")
            if self.cleaned_data.get(name)
        ]
        if len(given) > 1:
            self.add_error(given[1], "Paste the boundary, send it or take it away: one of them.")
        return super().clean()

    def words(self) -> dict[str, Any]:
        data = self.cleaned_data
        words = {name: data[name] for name in (*ADDRESS, "is_sensitive")}
        if self.said:
            found = {name: text for name, text in self.said.words.items() if name in ADDRESS}
            words |= {name: text for name, text in found.items() if not words[name]}
            words["point"] = self.said.words["point"]
        elif not data["place"]:
            words["point"] = self._centre_of(words["postcode"])
        if self.boundary is not None:
            words["boundary"] = self.boundary
        elif data.get("drops_boundary"):
            words["boundary"] = None
        return words

    @staticmethod
    def _centre_of(postcode: str) -> Any:
        code = postcode.replace(" ", "")
        known = Postcode.objects.filter(code=code).first() if code else None
        return known.point if known else None

    def in_words(self, name: str, value: Any) -> str:
        if name == "point":
            return "" if value is None else pin_of(Asset(point=value))
        if name == "boundary":
            return "" if value is None else f"a boundary round {hectares_in_words(value.area)}"
        return super().in_words(name, value)
