"""Changes as a reader meets them: who made them, when, why, and what they did, in sentences.

The history is kept a table each by the database; here it is read for one zone, put in order, and
what was written in one go, for one reason, becomes one change.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import connection

from assets.models import Asset
from assets.public_facts import public_name
from partners.models import Commitment, Membership, Organisation, Person, Service, Theme
from sizes.models import Opportunity, Participant, Zone
from sizes.record.sentences import Names, Wording
from sizes.record.wording import WORDINGS
from sizes.words import DONE

SOMETHING_ELSE = "Something that belongs to the zone was changed"
SOMEONE = "Someone who works on the zone"


@dataclass(frozen=True)
class Difference:
    """One thing said before, and after: for words too long to stand in a sentence."""

    label: str
    before: str
    after: str


@dataclass
class Change:
    """What one person did to a zone at one time; a step has the day `on` which it counts.

    `sentences` say what was done, `differences` the longer words before and after.
    """

    at: dt.datetime
    person: int | None = None
    reason: str = ""
    step: str = ""
    by: str = SOMEONE
    note: str = ""
    on: dt.date | None = None
    sentences: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Why it was done, else what it was about."""
        if self.step:
            return DONE.get(self.step, self.reason)
        if self.reason:
            return self.reason.rstrip(".")
        if self.differences:
            return ", ".join(each.label for each in self.differences)
        return self.sentences[0].rstrip(".") if self.sentences else SOMETHING_ELSE


class Row(SimpleNamespace):
    """A row of history as the database gives it, its days made days again."""

    def __init__(self, columns: dict[str, Any], context: str | None):
        days = {
            name: dt.date.fromisoformat(value)
            for name, value in columns.items()
            if value and name.endswith("_on")
        }
        super().__init__(**columns | days)
        self.context = json.loads(context) if context else None
        self.made_at = dt.datetime.fromisoformat(columns["pgh_created_at"])


@dataclass
class Event:
    """A row of history with its wording, and the row of the same thing before it."""

    wording: Wording
    row: Any
    before: Any


def changes(zone: Zone, *, with_drafting: bool) -> list[Change]:
    """The changes to a zone, newest first; those made before it was proposed only on request."""
    events = [*_read(zone)]
    names = _names(events)
    found = [*_grouped(events, names, with_drafting=with_drafting)]
    known = _people({each.person for each in found if each.person}, zone)
    steps = [*zone.transitions.select_related("taken_by")]
    for change in found:
        if change.person:
            change.by = known.get(change.person, SOMEONE)
        taken = next((each for each in steps if each.step == change.step), None)
        if taken:
            steps.remove(taken)
            change.by = known.get(taken.taken_by_id, taken.taken_by.name or SOMEONE)
            change.note, change.on = taken.note, taken.taken_on
    return found[::-1]


def _read(zone: Zone) -> Iterator[Event]:
    """Every row of history about the zone, table by table, in one round trip."""
    by_model = {wording.model: wording for wording in WORDINGS}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_select(each) for each in WORDINGS), {"zone": zone.pk})
        found = sorted(cursor.fetchall(), key=lambda each: each[1])
    before: dict[Any, Any] = {}
    for model, _, row, context in found:
        wording = by_model[model]
        event = Row(json.loads(row), context)
        key = (model, getattr(event, "pgh_obj_id", None)) if wording.is_one else None
        yield Event(wording, event, before.get(key))
        if key:
            before[key] = event


def _select(wording: Wording) -> str:
    table = apps.get_model("sizes", f"{wording.model}Event")._meta.db_table
    return (
        f"SELECT '{wording.model}', event.pgh_created_at, to_jsonb(event)::text, "  # noqa: S608
        "context.metadata::text "
        f"FROM {table} AS event "
        "LEFT JOIN pghistory_context AS context ON context.id = event.pgh_context_id "
        f"WHERE event.{wording.of_zone}"
    )


def _grouped(events: list[Event], names: Names, *, with_drafting: bool) -> Iterator[Change]:
    """Changes, oldest first. The reader is spared what nobody but its makers could see."""
    order = _order(events)
    is_public, state = False, "draft"
    for _, together in groupby(sorted(events, key=lambda event: order[_key(event)]), key=_key):
        group = [*together]
        for event in group:
            if event.wording.model == "Zone":
                is_public = is_public or event.row.proposed_on is not None
                state = event.row.state
        if not (is_public or with_drafting):
            continue
        change = _change(group[0])
        is_shown = False
        for event in group:
            if not with_drafting and event.wording.is_private(event, state):
                continue
            is_shown = True
            change.sentences += event.wording.tell(event, names)
            change.differences += [Difference(*told) for told in event.wording.longer(event, names)]
        if is_shown:
            change.sentences = [*dict.fromkeys(change.sentences)]
            yield change


def _key(event: Event) -> Any:
    """What was written together: by context; without one, each row for itself."""
    context = event.row.pgh_context_id
    return context or (event.wording.model, event.row.pgh_id)


def _order(events: list[Event]) -> dict[Any, tuple[Any, ...]]:
    """By the time of the first row; the zone's own rows tell the order within one transaction."""
    order: dict[Any, tuple[Any, ...]] = {}
    for event in events:
        is_zone = event.wording.model == "Zone"
        place = (event.row.made_at, not is_zone, event.row.pgh_id)
        key = _key(event)
        order[key] = (*min(place, order[key][:3]), str(key)) if key in order else (*place, str(key))
    return order


def _change(first: Event) -> Change:
    row = first.row
    about = row.context or {}
    change = Change(row.made_at, about.get("user"), about.get("reason", ""))
    change.step = about.get("step", "")
    if row.context is None:
        change.by = f"Written in the database itself, by the role “{row.pgh_role}”"
    return change


def _names(events: Iterable[Event]) -> Names:
    """What organisations, commitments, services and themes are called: a query each."""
    wanted: dict[str, set[int]] = {
        "organisation": set(), "commitment": set(), "service": set(), "theme": set(),
        "asset": set(), "opportunity": set(),
    }  # fmt: skip
    for event in events:
        for name, keys in wanted.items():
            key = getattr(event.row, f"{name}_id", None)
            if key:
                keys.add(key)
        if event.wording.model == "Opportunity":
            wanted["opportunity"].add(event.row.pgh_obj_id)
        for side in ("lender_id", "borrower_id"):
            if hasattr(event.row, side):
                wanted["organisation"].add(getattr(event.row, side))
    return Names(
        organisations=_called(Organisation, "name", wanted["organisation"]),
        commitments=_called(Commitment, "title", wanted["commitment"]),
        services=_called(Service, "name", wanted["service"]),
        themes=_called(Theme, "name", wanted["theme"]),
        assets={each.pk: public_name(each) for each in _assets(wanted["asset"])},
        opportunities=_called(Opportunity, "title", wanted["opportunity"]),
    )


def _assets(keys: set[int]) -> Iterable[Asset]:
    assets = Asset.objects.defer("boundary", "point", "other_columns")
    return assets.filter(pk__in=keys) if keys else ()


def _called(model: Any, column: str, keys: set[int]) -> dict[int, str]:
    if not keys:
        return {}
    return dict(model.objects.filter(pk__in=keys).values_list("pk", column))


def _people(people: set[int], zone: Zone) -> dict[int, str]:
    """Names of those who act for an organisation that leads or signs; others chose no part."""
    leads = zone.participants.filter(part=Participant.Part.LEAD).values("organisation")
    signs = zone.signatures.made().values("organisation")
    acting = Membership.objects.filter(organisation__in=leads.union(signs)).values("person")
    named = Person.objects.filter(pk__in=people).filter(pk__in=acting).exclude(name="")
    return {person.pk: person.name for person in named}
