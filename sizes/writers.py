"""Who wrote a zone last, for those who write it together."""

from django.apps import apps

from partners.models import Person
from sizes.models import Zone

SOMEBODY = "Somebody else"


def writers_since(zone: Zone, version: int | None, *, but: Person) -> str:
    """Return who else wrote the zone after that version, as people say it: "Ann and Bob".

    Names only, never an e-mail address; somebody who gave no name is "Somebody else".
    """
    events = apps.get_model("sizes", "ZoneEvent").objects.filter(
        pgh_obj=zone, version__gt=version or 0, pgh_context__isnull=False
    )
    people = {
        int(found)
        for found in events.values_list("pgh_context__metadata__user", flat=True)
        if found is not None and int(found) != but.pk
    }
    names = list(
        Person.objects.filter(pk__in=people)
        .exclude(name="")
        .order_by("name")
        .values_list("name", flat=True)
    )
    if not names:
        return SOMEBODY
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
