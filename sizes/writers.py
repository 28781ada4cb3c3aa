"""Who wrote a zone, or a change to it, last: for those who write it together."""

from django.apps import apps

from partners.models import Person
from sizes.models import Amendment, Zone
from sizes.words import joined

SOMEBODY = "Somebody else"
THEMSELVES = "You, in another window,"


def writers_since(row: Zone | Amendment, version: int | None, *, but: Person) -> str:
    """Return who else wrote the row after that version, as people say it: "Ann and Bob".

    Names only, never an e-mail address; somebody who gave no name is "Somebody else". Where `but`
    alone wrote it, they did so in another window.
    """
    events = apps.get_model("sizes", f"{type(row).__name__}Event").objects.filter(
        pgh_obj=row.pk, version__gt=version or 0, pgh_context__isnull=False
    )
    found = events.values_list("pgh_context__metadata__user", flat=True)
    people = {int(who) for who in found if who is not None}
    if people == {but.pk}:
        return THEMSELVES
    others = Person.objects.filter(pk__in=people - {but.pk}).exclude(name="").order_by("name")
    return joined(others.values_list("name", flat=True)) or SOMEBODY
