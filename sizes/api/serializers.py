"""What the API says of zones and variations, in JSON."""

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from sizes.as_it_stood import interim_reviews_of, limits_as_they_stood
from sizes.covering import Cover
from sizes.differences import Card, Different
from sizes.filters import VARIATION_STATUSES
from sizes.lineage import Lineage, lineage_of
from sizes.models import Capacity, Participant, Signature, Variation, Zone
from sizes.signing import Shown, signatures_of
from sizes.status import Status


class ZoneSerializer(serializers.Serializer):
    """A zone in a list."""

    slug = serializers.SlugField()
    reference = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices, source="status_that_day")
    place = serializers.CharField(source="place_in_words")
    purpose = serializers.CharField()
    themes = serializers.ListField(child=serializers.CharField(), source="core_themes")
    leads = serializers.ListField(child=serializers.CharField())
    declared_on = serializers.DateField(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    target_on = serializers.DateField(allow_null=True)
    url = serializers.SerializerMethodField()

    def get_url(self, zone: Zone) -> str:
        return self.context["root"] + zone.get_absolute_url()


class ScopedWordSerializer(serializers.Serializer):
    """A theme or service, at the heart of the zone or one that it may also touch."""

    name = serializers.CharField(source="__str__")
    scope = serializers.ChoiceField(choices=["core", "touch"])


class OutcomeSerializer(serializers.Serializer):
    """What will be better, and how anyone would know."""

    statement = serializers.CharField()
    scope = serializers.ChoiceField(choices=["core", "touch"])
    indicator = serializers.CharField()
    baseline = serializers.CharField()
    target = serializers.CharField()


class LimitsSerializer(serializers.Serializer):
    """How far variations may go, as data; no themes or services listed means all of the zone's."""

    themes = serializers.ListField(child=serializers.SlugField())
    services = serializers.ListField(child=serializers.SlugField())
    fixed_services = serializers.ListField(
        child=serializers.SlugField(), help_text="Services that may not vary at all."
    )
    longest_days = serializers.IntegerField(allow_null=True)
    is_fringe_open = serializers.BooleanField()


class LeadSerializer(serializers.Serializer):
    """An organisation that agreed to lead, and the role through which to reach it."""

    name = serializers.CharField(source="organisation.name")
    slug = serializers.SlugField(source="organisation.slug")
    sector = serializers.CharField(source="organisation.sector")
    contact = serializers.CharField(source="organisation.contact_name")
    email = serializers.CharField(source="organisation.contact_email")
    telephone = serializers.CharField(source="organisation.contact_telephone")
    place = serializers.CharField(source="organisation.contact_place")


class InitiativeSerializer(serializers.Serializer):
    """Something that already goes on there."""

    name = serializers.CharField()
    description = serializers.CharField()
    place = serializers.CharField()
    website = serializers.CharField()


class RelativeSerializer(serializers.Serializer):
    """Another public zone that this one came from, or that came of it."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, zone: Zone) -> str:
        return self.context["root"] + zone.get_absolute_url()


class LineageSerializer(serializers.Serializer):
    """Public zones that a zone came from, and that came of it, by the day."""

    copied_from = RelativeSerializer(
        allow_null=True, help_text="The zone of which it began as a copy."
    )
    copies = RelativeSerializer(many=True, help_text="Zones that began as copies of it.")
    follows = RelativeSerializer(
        many=True, source="predecessors", help_text="Zones that ended and go on in it."
    )
    successor = RelativeSerializer(
        allow_null=True, help_text="The zone in which it goes on, once it has ended."
    )


class SignatureSerializer(serializers.Serializer):
    """A signature of what a zone declares, as it stood on the day."""

    position = serializers.IntegerField(source="row.position")
    who = serializers.CharField()
    capacity = serializers.ChoiceField(choices=Capacity.choices, source="row.capacity")
    residents = serializers.CharField(help_text="How many residents sign, in words.")
    name = serializers.CharField(source="row.name")
    role = serializers.CharField(source="row.role")
    interests = serializers.CharField(source="row.interests")
    authority = serializers.ChoiceField(
        choices=Signature.Authority.choices, allow_blank=True, source="row.authority"
    )
    decided_on = serializers.DateField(allow_null=True, source="row.decided_on")
    decision_url = serializers.CharField(source="row.decision_url")
    signed_on = serializers.DateField(source="row.signed_on")
    is_on_paper = serializers.BooleanField(source="row.is_on_paper")
    is_earlier = serializers.BooleanField(help_text="Of an earlier version of the proposal.")
    withdrawn_on = serializers.DateField(allow_null=True)
    why_withdrawn = serializers.SerializerMethodField()

    def get_why_withdrawn(self, shown: Shown) -> str:
        return shown.row.why_withdrawn if shown.withdrawn_on else ""


class ZoneDetailSerializer(ZoneSerializer):
    """All that a zone says."""

    summary = serializers.CharField()
    why_here = serializers.CharField()
    what_stays = serializers.CharField()
    how_far = serializers.CharField()
    themes = ScopedWordSerializer(many=True, source="themes.all")  # type: ignore[assignment]
    services = ScopedWordSerializer(many=True, source="services.all")
    outcomes = serializers.SerializerMethodField(help_text="What it aimed at on the day.")
    initiatives = InitiativeSerializer(many=True, source="initiatives.all")
    interim_reviews = serializers.SerializerMethodField()
    limits = serializers.SerializerMethodField()
    led_by = serializers.SerializerMethodField()
    signatures = serializers.SerializerMethodField(help_text="In their order.")
    lineage = serializers.SerializerMethodField()

    @extend_schema_field(SignatureSerializer(many=True))
    def get_signatures(self, zone: Zone) -> list[dict[str, Any]]:
        signed = signatures_of(zone, self.context["on"])
        return SignatureSerializer(signed, many=True).data  # type: ignore[return-value]

    @extend_schema_field(OutcomeSerializer(many=True))
    def get_outcomes(self, zone: Zone) -> list[dict[str, str]]:
        aimed_at = zone.outcomes.in_force(self.context["on"])
        return OutcomeSerializer(aimed_at, many=True).data  # type: ignore[return-value]

    @extend_schema_field(LineageSerializer)
    def get_lineage(self, zone: Zone) -> dict[str, Any]:
        found = lineage_of(zone, self.context["on"]) if zone.is_public else Lineage()
        return LineageSerializer(found, context=self.context).data

    def get_interim_reviews(self, zone: Zone) -> list[dt.date]:
        return interim_reviews_of(zone)

    @extend_schema_field(LimitsSerializer(allow_null=True))
    def get_limits(self, zone: Zone) -> dict[str, Any] | None:
        return limits_as_they_stood(zone)

    @extend_schema_field(LeadSerializer(many=True))
    def get_led_by(self, zone: Zone) -> list[dict[str, str]]:
        agreed = {"part": Participant.Part.LEAD, "agreed_on__lte": self.context["on"]}
        leads = zone.participants.filter(**agreed)
        return LeadSerializer(leads.select_related("organisation"), many=True).data  # type: ignore[return-value]


class VariationSerializer(serializers.Serializer):
    """What is different in a zone, on a day: the normal rule, the rule here, and its bounds."""

    id = serializers.IntegerField(source="variation.pk")
    title = serializers.CharField(source="variation.title")
    status = serializers.ChoiceField(VARIATION_STATUSES)
    zone = serializers.SlugField(source="zone.slug")
    zone_name = serializers.CharField(source="zone.name")
    service = serializers.SlugField(source="variation.service.slug")
    organisation = serializers.SlugField(source="organisation.slug")
    organisation_name = serializers.CharField(source="organisation.name")
    normal_rule = serializers.CharField(source="variation.normal_rule")
    rule_here = serializers.CharField(source="variation.rule_here")
    why = serializers.CharField(source="variation.why")
    who_is_affected = serializers.CharField(source="variation.who_is_affected")
    who_could_be_worse_off = serializers.CharField(source="variation.who_could_be_worse_off")
    equality_assessment = serializers.CharField(source="variation.equality_assessment")
    why_no_assessment = serializers.CharField(source="variation.why_no_assessment")
    limit = serializers.CharField(source="variation.limit")
    fringe = serializers.ChoiceField(Variation.Fringe.choices, source="variation.fringe")
    has_own_area = serializers.BooleanField(
        source="variation.has_own_area", help_text="Whether it holds in a part of the zone only."
    )
    starts_on = serializers.DateField(source="begins_on")
    last_on = serializers.DateField(allow_null=True, help_text="The last day on which it holds.")
    answers_role = serializers.CharField(source="variation.answers_role")
    answers_telephone = serializers.CharField(source="variation.answers_telephone")
    answers_place = serializers.CharField(source="variation.answers_place")
    how_to_opt_out = serializers.CharField(source="variation.how_to_opt_out")
    how_to_object = serializers.CharField(source="variation.how_to_object")
    paused_on = serializers.DateField(source="variation.paused_on", allow_null=True)
    why_paused = serializers.CharField(source="variation.why_paused")
    why_ended = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, about: Different) -> str:
        return self.context["root"] + about.url


class CoveredVariationSerializer(VariationSerializer):
    """The same, and whether it covers somebody at a place."""

    cover = serializers.ChoiceField([str(cover) for cover in Cover])
    sentence = serializers.CharField(help_text="The cover in words.")
    distance_m = serializers.FloatField(
        help_text="Metres outside of where it holds for certain; 0 where it covers the place."
    )

    def to_representation(self, card: Card) -> dict[str, Any]:
        """`card` is a variation's card for a place."""
        about = VariationSerializer(card.about, context=self.context).data
        return about | {
            "cover": str(card.covered.cover),
            "sentence": card.sentence,
            "distance_m": round(card.covered.distance_m, 1),
        }
