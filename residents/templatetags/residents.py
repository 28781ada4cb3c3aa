"""What pages need to say of suggestions, and of their own address."""

from typing import Any

from django import template
from django.http import HttpRequest

from residents.models import Suggestion
from residents.permissions import may_read_suggestions

register = template.Library()


@register.filter
def absolute(path: str, request: HttpRequest) -> str:
    """The whole address of a path on this site."""
    return request.build_absolute_uri(path)


@register.simple_tag
def suggestions_to_read(person: Any) -> int | None:
    """How many suggestions the person may read; None for one who reads none."""
    if not may_read_suggestions(person):
        return None
    return Suggestion.objects.visible_to(person).count()
