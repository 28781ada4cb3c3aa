"""What made-up residents suggest to the council of the demonstration."""

from django.contrib.auth.models import AnonymousUser

from config.demo.people import Cast
from groundwork import clock
from partners.models import Theme
from places.lookup import find
from residents.suggesting import suggest

SUGGESTED = (
    (
        "Stirchley",
        ("older-people", "getting-about"),
        "The lunch club and the bus never meet: the club ends ten minutes after it has gone.",
        "resident@demo.example",
    ),
    (
        "Ladywood",
        ("green-space-and-climate",),
        "Three gardens are locked at weekends because nobody may hold the key but the office.",
        "",
    ),
)


def make_suggestions(cast: Cast) -> None:
    """Send each: whoever left a way to be reached signed in; the others did not."""
    for place, themes, why, contact in SUGGESTED:
        found = find(place, on=clock.today())
        suggest(
            place=found.label,
            point=found.point,
            area=found.area,
            themes=Theme.objects.filter(slug__in=themes),
            why=why,
            contact=contact,
            by=cast.resident if contact else AnonymousUser(),
            sender="demonstration",
        )
