"""The form that says what is different: one page, the same for front-line staff and leads."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from groundwork import clock
from groundwork.date_parts import DatePartsField
from partners.models import Service
from places.models import Area
from places.shapes import ShapeRefused, read_text
from sizes.boundaries import as_django, as_shapely, core_of_areas, joined, latest_boundary
from sizes.forms.answers import LongText, TidyText
from sizes.forms.subject import offered
from sizes.limiting import limits_of
from sizes.models import Acceptance, Variation
from sizes.variation_status import DAY
from sizes.varying import NEEDED, VariationGiven

WHOLE, KEPT, AREAS, SHAPE = "whole", "kept", "areas", "shape"
MOST_AREAS = 40
FRINGES = [
    (Variation.Fringe.INCLUDED, "Included: people in the fringe are covered, as in the core"),
    (Variation.Fringe.ASK, "Ask: people in the fringe may ask, and are told yes or no"),
    (Variation.Fringe.NOT_INCLUDED, "Not included: only people in the core are covered"),
]


def needed(name: str) -> dict[str, str]:
    """The sentence where a field that is needed was left empty."""
    return {"required": NEEDED[name].rstrip(".")}


class VariationForm(forms.Form):
    """What is different. Sentences about limits and dates come from the verb, and name a field."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = TidyText(
        label="What is different, in a few words?",
        help_text="For example: Evening lettings without a deposit.",
        max_length=150,
        error_messages=needed("title"),
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Which service is it?",
        empty_label="Choose a service",
        error_messages={"required": "Choose the service that differs"},
    )
    normal_rule = LongText(
        label="What is the normal rule?",
        rows=3,
        max_length=2000,
        error_messages=needed("normal_rule"),
    )
    rule_here = LongText(
        label="What is the rule here?",
        rows=3,
        max_length=2000,
        error_messages=needed("rule_here"),
    )
    why = LongText(
        label="Why does it differ here?",
        rows=3,
        max_length=2000,
        error_messages=needed("why"),
    )
    who_is_affected = LongText(
        label="Who is affected?",
        help_text="Kinds of people, never a person’s name.",
        rows=2,
        max_length=1000,
        error_messages=needed("who_is_affected"),
    )
    who_could_be_worse_off = LongText(
        label="Who could be worse off?",
        help_text="Think of people next door, too. If nobody could, say why.",
        rows=3,
        max_length=2000,
        error_messages=needed("who_could_be_worse_off"),
    )
    equality_assessment = forms.URLField(
        label="Link to the equality assessment",
        help_text="It is needed before this is agreed, or the reason below.",
        required=False,
        max_length=200,
        assume_scheme="https",
    )
    why_no_assessment = LongText(
        label="If there is none, why not?", rows=2, required=False, max_length=1000
    )
    limit = LongText(
        label="How far does it go, and no further?",
        help_text="For example: Two evenings a week, and at most 40 people.",
        rows=2,
        max_length=1000,
        error_messages=needed("limit"),
    )
    starts_on = DatePartsField(label="First day", help_text="For example 1 4 2027, or 1 apr 2027.")
    last_on = DatePartsField(
        label="Last day",
        help_text="Leave it empty for as long as the zone runs.",
        required=False,
    )
    fringe = forms.ChoiceField(
        label="What about people in the fringe of the zone?",
        choices=FRINGES,
        widget=forms.RadioSelect,
        initial=Variation.Fringe.ASK.value,
        error_messages={"required": "Choose what it means for people in the fringe"},
    )
    place = forms.ChoiceField(
        label="Where in the zone does it hold?", widget=forms.RadioSelect, initial=WHOLE
    )
    areas = forms.MultipleChoiceField(
        label="Named places",
        help_text="Only what lies within the zone counts.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shape = LongText(
        label="A shape of your own",
        help_text="GeoJSON or well-known text, within the zone.",
        rows=3,
        required=False,
    )
    answers_role = TidyText(
        label="Who answers for it?",
        help_text="A role, such as Lettings desk: not a person’s name.",
        max_length=150,
        error_messages=needed("answers_role"),
    )
    answers_telephone = TidyText(
        label="Telephone number",
        help_text="Give this, or a place to ask, or both.",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    answers_place = TidyText(label="Place to ask", required=False, max_length=200)
    how_to_opt_out = LongText(
        label="How can people opt out?", rows=2, required=False, max_length=1000
    )
    how_to_object = LongText(
        label="How can people ask or object?",
        rows=2,
        max_length=1000,
        error_messages=needed("how_to_object"),
    )
    areas.hides_optional = shape.hides_optional = last_on.hides_optional = True
    equality_assessment.hides_optional = why_no_assessment.hides_optional = True
    answers_telephone.hides_optional = answers_place.hides_optional = True

    def __init__(
        self, data: Any = None, *, acceptance: Acceptance, variation: Variation | None = None
    ):
        self.acceptance, self.variation = acceptance, variation
        self.boundary = latest_boundary(acceptance.zone)
        shown = suggested(acceptance) if variation is None else kept(variation)
        super().__init__(data, initial=shown, label_suffix="")
        chosen = [variation.service_id] if variation else []
        self._offer_services(chosen)
        self._offer_places()
        limits = limits_of(acceptance.zone)
        if limits and not limits.is_fringe_open:
            self.fields["fringe"].help_text = "The limits of this zone leave its fringe as it is."
            self.fields["fringe"].initial = Variation.Fringe.NOT_INCLUDED.value

    def _offer_services(self, chosen: list[int]) -> None:
        words = [word.pk for word in offered(Service, chosen)]
        self.fields["service"].queryset = Service.objects.filter(pk__in=words)

    def _offer_places(self) -> None:
        places = [(WHOLE, "All of the zone")]
        if self.variation and self.variation.area:
            places.append((KEPT, "The part that was chosen before"))
        self.named = self._named()
        self.fields["areas"].choices = [(area.reference, area.name) for area in self.named]
        if self.named:
            places.append((AREAS, "Named places in it"))
        else:
            del self.fields["areas"]
        self.fields["place"].choices = [*places, (SHAPE, "A shape of your own")]

    def _named(self) -> list[Area]:
        """Registered places that the zone touches, whole districts apart."""
        if self.boundary is None:
            return []
        found = Area.objects.in_force(clock.today()).touching(self.boundary.reach)
        found = found.exclude(kind__in=[Area.Kind.DISTRICT, Area.Kind.STATISTICAL])
        return list(found.without_shapes().order_by("name", "pk")[:MOST_AREAS])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["area"] = None
        try:
            given["area"] = self._area(given)
        except ShapeRefused as refusal:
            self.add_error("shape", ValidationError(refusal.sentences))
        return given

    def _area(self, given: dict[str, Any]) -> Any:
        """The part of the zone that was chosen, metric; None for all of it, or where it is not."""
        place = given.get("place")
        if place == KEPT and self.variation:
            return self.variation.area
        if place == AREAS:
            return self._area_of_names(given.get("areas", []))
        if place == SHAPE:
            if not given.get("shape"):
                self.add_error("shape", "Paste the shape, or choose another place")
                return None
            reading = read_text(given["shape"], srid=settings.METRIC_SRID)
            shape = joined([feature.shape for feature in reading.features])
            return as_django(shape, settings.METRIC_SRID)
        return None

    def _area_of_names(self, references: list[str]) -> Any:
        wanted = [area.pk for area in self.named if area.reference in references]
        if not wanted or self.boundary is None:
            if "areas" not in self.errors:
                self.add_error("areas", "Choose at least one place")
            return None
        whole = core_of_areas(Area.objects.filter(pk__in=wanted))
        within = joined([whole.intersection(as_shapely(self.boundary.reach))])
        if within.is_empty:
            self.add_error("areas", "These places only touch the edge of the zone")
            return None
        return as_django(within, settings.METRIC_SRID)

    def given(self) -> VariationGiven:
        """What the verbs take. The last day becomes the first on which it no longer holds."""
        values = dict(self.cleaned_data)
        last_on = values.pop("last_on")
        values["ends_on"] = last_on + DAY if last_on else None
        names = VariationGiven.__dataclass_fields__
        return VariationGiven(**{name: values[name] for name in names})

    def refuse(self, found: list[tuple[str, str]]) -> None:
        """Lay each sentence at the door of the field that it is about."""
        for name, sentence in found:
            name = DOORS.get(name, name)
            if name == "areas" and "areas" not in self.fields:
                name = "shape"
            self.add_error(name if name in self.fields else None, sentence)


# What the verb calls a thing, and the field that asks for it.
DOORS = {"ends_on": "last_on", "area": "shape"}


def suggested(acceptance: Acceptance) -> dict[str, Any]:
    """What to start from: the words of the commitment."""
    commitment, zone, today = acceptance.commitment, acceptance.zone, clock.today()
    days = [day for day in (zone.starts_on, commitment.starts_on, today) if day]
    services = list(commitment.services.all()[:2])
    limits = limits_of(zone)
    is_closed = limits is not None and not limits.is_fringe_open
    fringe = Variation.Fringe.NOT_INCLUDED if is_closed else Variation.Fringe.ASK
    return {
        "title": commitment.title,
        "service": services[0].pk if len(services) == 1 else None,
        "normal_rule": commitment.normal_now,
        "rule_here": commitment.instead,
        "starts_on": max(days),
        "fringe": fringe.value,
        "place": WHOLE,
        "answers_role": commitment.contact_role,
        "answers_telephone": commitment.contact_telephone,
        "answers_place": commitment.contact_address,
    }


def kept(variation: Variation) -> dict[str, Any]:
    """What was written before."""
    names = [name for name in VariationForm.base_fields if hasattr(variation, name)]
    values = {name: getattr(variation, name) for name in names}
    return values | {
        "service": variation.service_id,
        "last_on": variation.ends_on - DAY if variation.ends_on else None,
        "place": KEPT if variation.area else WHOLE,
    }
