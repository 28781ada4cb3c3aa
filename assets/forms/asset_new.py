"""One asset by phone, in a minute: what it is, where, what is offered, how to ask, whose it is."""

from typing import Any

from django import forms

from assets.contacting import contact_in
from assets.models import Asset
from assets.placing import Place, place_of
from groundwork import clock
from partners.models import Organisation
from places.lookup import query_of

ANOTHER = "another"
MOST_IN_A_ROW = 6


class AssetNewForm(forms.Form):
    """The short form. `place_said` is what its place amounts to, once it is clear.

    `organisations` are those for which the person may register; with none, a group is registered in
    the same step, by its name and by how to reach it.
    """

    name = forms.CharField(
        label="What is it called?",
        max_length=200,
        help_text="As people there would say it: Stirchley Baths, the minibus, our book-keeper.",
        error_messages={"required": "Give it the name by which people know it."},
    )
    kind = forms.ChoiceField(
        label="What kind of thing is it?",
        choices=[("", "Choose one"), *Asset.Kind.choices],
        error_messages={"required": "Say what kind of thing it is."},
    )
    place = forms.CharField(
        label="Where is it?",
        max_length=200,
        required=False,
        help_text=(
            "An address that ends in its postcode, a postcode alone, a place, or a latitude and "
            "longitude. Left empty, it is nowhere in particular: skills, money, something that "
            "moves. Nobody’s home."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    is_sensitive = forms.BooleanField(
        label="A refuge, hostel or children’s home: never show where it is", required=False
    )
    description = forms.CharField(
        label="What do you offer?",
        max_length=4000,
        help_text="For example: a hall for 60 with a kitchen, most weekday mornings.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence what you offer."},
    )
    contact = forms.CharField(
        label="How do people ask?",
        max_length=250,
        help_text=(
            "A role and a telephone number or shared e-mail address: bookings desk, "
            "0121 496 0000. Everyone can read it."
        ),
        error_messages={"required": "Say how people ask: a number, an address or a place."},
    )
    organisation = forms.ChoiceField(
        label="For whom do you register it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say for whom you register it."},
    )
    group = forms.CharField(
        label="Name of your group",
        max_length=200,
        required=False,
        help_text="It needs no constitution. People reach it as you said above.",
    )
    owner_named = forms.CharField(
        label="Who owns it?",
        max_length=200,
        required=False,
        help_text="The owner’s name. They need not be registered here.",
    )
    owner_sector = forms.ChoiceField(
        label="What kind of owner is that?",
        choices=[("", "Choose one, if you know"), *Organisation.Sector.choices],
        required=False,
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.organisations = {each.slug: each for each in organisations}
        self.place_said: Place | None = None
        self.choices: list[tuple[str, Any]] = []
        for name in ("owner_named", "owner_sector"):
            self.fields[name].hides_optional = True
        if not organisations:
            del self.fields["organisation"]
            self.fields["group"].required = True
            self.fields["group"].error_messages["required"] = "Give the name of your group."
            return
        field = self.fields["organisation"]
        field.choices = [
            *((each.slug, each.name) for each in organisations),
            (ANOTHER, "A group that is not on this register yet"),
        ]
        if len(organisations) > MOST_IN_A_ROW:
            field.widget = forms.Select(choices=field.choices)
        self.fields["group"].hides_optional = True
        self.fields["group"].help_text = (
            "Only for a group that is new here. It needs no constitution; people reach it as you "
            "said above."
        )

    def clean_place(self) -> str:
        text = self.cleaned_data["place"]
        if not text:
            return text
        said = place_of(text, on=clock.today())
        if said.found.choices:
            # The page offers them to tick; what was typed stays.
            self.choices = [(query_of(area), area) for area in said.found.choices]
        if said.found.problem:
            raise forms.ValidationError(said.found.problem)
        self.place_said = said
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("organisation") == ANOTHER and not cleaned.get("group"):
            self.add_error("group", "Give the name of your group.")
        if cleaned.get("organisation") not in (None, ANOTHER) and cleaned.get("group"):
            self.add_error(
                "group", "Choose “a group that is not on this register yet”, or leave this empty."
            )
        if cleaned.get("owner_sector") and not cleaned.get("owner_named"):
            self.add_error("owner_named", "Say who owns it.")
        return cleaned

    @property
    def organisation_chosen(self) -> Organisation | None:
        """The organisation that was chosen, or None for a group that is new here."""
        return self.organisations.get(self.cleaned_data.get("organisation", ""))

    @property
    def group_named(self) -> dict[str, str]:
        """What the register of organisations takes of a new group."""
        said = contact_in(self.cleaned_data["contact"])
        is_email = "@" in said["contact_address"]
        return {
            "name": self.cleaned_data["group"],
            "contact_name": said["contact_role"],
            "contact_telephone": said["contact_telephone"],
            "contact_email": said["contact_address"] if is_email else "",
            "contact_place": "" if is_email else said["contact_address"],
        }

    def belonging(self) -> dict[str, Any]:
        """Whose it is, as the verbs take it: where another owner is named, it is looked after."""
        data = self.cleaned_data
        if not data["owner_named"]:
            return {"as_steward": False}
        named = " ".join(data["owner_named"].split())
        here = Organisation.objects.in_force(clock.today()).filter(name__iexact=named)[:2]
        if len(here) == 1:
            return {"as_steward": True, "owner": here[0]}
        return {"as_steward": True, "owner_name": named, "owner_sector": data["owner_sector"]}

    def words(self) -> dict[str, Any]:
        """The values as the verbs take them."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("name", "kind", "description", "is_sensitive")}
        where = self.place_said.words if self.place_said else {}
        return plain | where | contact_in(data["contact"])
