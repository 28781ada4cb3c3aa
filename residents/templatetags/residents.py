"""What pages need to say of their own address."""

from django import template
from django.http import HttpRequest

register = template.Library()


@register.filter
def absolute(path: str, request: HttpRequest) -> str:
    """The whole address of a path on this site."""
    return request.build_absolute_uri(path)
