"""Naming things that are on a long list: organisations, places, offers."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from groundwork import clock
from partners.models import Commitment, Organisation
from places.models import Area

MOST_SUGGESTED = 5
MOST_PLACES = 200
LARGEST_KEY = 2**63 - 1


class OrganisationNameField(forms.CharField):
    """Cleans the name, or the last part of the address, of an organisation to the organisation."""

    def clean(self, value: Any) -> Organisation | None:
        text = " ".join(super().clean(value).split())
        if not text:
            return None
        found = Organisation.objects.filter(Q(name__iexact=text) | Q(slug=text.lower()))[:2]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                f"More than one organisation is called “{text}”. Write the last part of its "
                f"page’s address, such as {found[0].slug}.",
                code="ambiguous",
            )
        alike = Organisation.objects.filter(name__icontains=text)[:MOST_SUGGESTED]
        names = ", ".join(each.name for each in alike)
        hint = f" Did you mean: {names}?" if names else " It may need to be registered first."
        raise ValidationError(f"No organisation here is called “{text}”.{hint}", code="unknown")

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Organisation) else value


class AreasField(forms.CharField):
    """Cleans names or codes of places, one a line, to a list of areas."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[Area]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        wanted = [*dict.fromkeys(line for line in lines if line)]
        if len(wanted) > MOST_PLACES:
            raise ValidationError(f"Name at most {MOST_PLACES} places.", code="many")
        areas, sentences = {}, []
        for text in wanted:
            found = self._meant(text)
            if len(found) == 1:
                areas[found[0].pk] = found[0]
            elif found:
                codes = ", ".join(f"{each.reference} ({each.get_kind_display()})" for each in found)
                sentences.append(f"More than one place is called “{text}”. Write one of: {codes}.")
            else:
                sentences.append(f"No ward or other place here is called “{text}”.")
        if sentences:
            raise ValidationError(sentences)
        return list(areas.values())

    def _meant(self, text: str) -> list[Area]:
        areas = Area.objects.without_shapes().in_force(clock.today())
        by_code = areas.filter(reference__iexact=text)
        return [*by_code[:MOST_SUGGESTED]] or [*areas.filter(name__iexact=text)[:MOST_SUGGESTED]]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(
                area.reference if len(self._meant(area.name)) > 1 else area.name for area in value
            )
        return value


class OfferAddressField(forms.CharField):
    """Cleans the address or the number of an offer to the commitment."""

    def clean(self, value: Any) -> Commitment | None:
        text = super().clean(value)
        if not text:
            return None
        number = re.fullmatch(r"(?:.*/offers/)?([0-9]{1,19})/?(?:work/)?", text, re.ASCII)
        key = int(number[1]) if number else 0
        if not 0 < key <= LARGEST_KEY:
            raise ValidationError(
                "Paste the address of the offer, such as /offers/12/, or write its number.",
                code="invalid",
            )
        found = Commitment.objects.select_related("organisation").filter(pk=key).first()
        if found is None:
            raise ValidationError("There is no such public offer.", code="unknown")
        return found
