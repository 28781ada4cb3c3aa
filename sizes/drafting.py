"""Writing what a zone says, while it is open to edits: its words, its subject, its dates.

Every verb locks the zone, and raises PermissionDenied, Refused (the zone is no longer open to
edits, or what is given cannot be) or ChangedMeanwhile (`expected` is no longer its version). What
is written twice is written once: saying again what is already there counts no write.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, models, transaction
from django.utils.text import slugify

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person
from sizes import comment_period
from sizes.dates import LONG_TERM_YEARS, years_after
from sizes.models import (
    FormerSlug,
    Initiative,
    InterimReview,
    Outcome,
    Participant,
    Scope,
    Zone,
    ZoneService,
    ZoneTheme,
)
from sizes.permissions import may_edit, may_start
from sizes.status import State
from sizes.words import day_in_words

# Addresses under /zones/ that mean something else.
RESERVED_SLUGS = {"new", "quick", "feed", "calendar", "search", "map", "work", "pre-election"}
LONGEST_SLUG = 60
TWICE_WITHIN = dt.timedelta(minutes=2)
WORDS = (
    "name",
    "purpose",
    "why_here",
    "summary",
    "what_stays",
    "how_far",
    "place_in_words",
    "why_beyond_area",
)
CLOSED = (
    "This zone has been declared, or has ended. What it says can no longer be changed here, "
    "so that nothing declared is altered in silence."
)


@dataclass(frozen=True)
class OutcomeGiven:
    """An outcome as somebody writes it; `pk` is that of the outcome it takes the place of."""

    statement: str
    indicator: str = ""
    baseline: str = ""
    target: str = ""
    scope: str = Scope.CORE
    pk: int | None = None


@dataclass(frozen=True)
class InitiativeGiven:
    """An existing initiative as somebody writes it; `pk` as for an outcome."""

    name: str
    description: str = ""
    place: str = Initiative.Place.HERE
    website: str = ""
    pk: int | None = None


def opened(zone: Zone, *, by: Any, expected: int | None = None) -> Zone:
    """Return the zone locked for a write to what it says. Call it inside a transaction."""
    row = zone.lock(expected=expected)
    if not may_edit(by, row):
        raise PermissionDenied("You may not change this zone.")
    if not row.is_open_to_edits:
        raise Refused(CLOSED)
    return row


@transaction.atomic
def start_draft(*, name: str, by: Person, is_demo: bool = False) -> Zone:
    """Return a new draft with a reference that never changes.

    The same name given twice by the same person within two minutes is a button pressed twice, and
    gives the draft that is there. Raises PermissionDenied or Refused.
    """
    if not may_start(by):
        raise PermissionDenied("Sign in to start a draft.")
    name = " ".join(name.split())
    if not name:
        raise Refused("Give the zone a name.")
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    moment = clock.now()
    just_made = Zone.objects.filter(
        started_by=by, name__iexact=name, state=State.DRAFT, started_at__gt=moment - TWICE_WITHIN
    ).first()
    if just_made:
        return just_made
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('sizes_zone', 'id'))")
        (number,) = cursor.fetchone()
    zone = Zone(
        pk=number,
        reference=f"SIZ-{number:05d}",
        name=name,
        is_demo=is_demo,
        started_by=by,
        started_at=moment,
        state_since_on=clock.today(),
    )
    with because(reason="Draft started"):
        _save_with_slug(zone, force_insert=True)
    return zone


def drafts_of(person: Any, *, on: dt.date | None = None) -> models.QuerySet[Zone]:
    """Zones still open to edits that the person began or works on, the newest first."""
    theirs = Organisation.objects.of(person, on or clock.today())
    led = Participant.objects.filter(
        part=Participant.Part.LEAD, agreed_on__isnull=False, organisation__in=theirs
    )
    return (
        Zone.objects.filter(state__in=[State.DRAFT, State.PROPOSED])
        .filter(models.Q(started_by=person, proposed_on=None) | models.Q(pk__in=led.values("zone")))
        .order_by("-started_at")
    )


def _save_with_slug(zone: Zone, **how: Any) -> None:
    """Save the zone under its name as a slug, or with its number behind it where that is taken.

    What another zone was called before stays that zone's: it sends people on to it.
    """
    plain = slugify(zone.name)[:LONGEST_SLUG].strip("-")
    numbered = f"{plain or 'zone'}-{zone.pk}"
    taken = (
        Zone.objects.filter(slug=plain).exclude(pk=zone.pk).exists()
        or FormerSlug.objects.filter(slug=plain).exclude(zone_id=zone.pk).exists()
    )
    zone.slug = numbered if not plain or plain in RESERVED_SLUGS or taken else plain
    try:
        with transaction.atomic():
            zone.save(**how)
    except IntegrityError:
        zone.slug = numbered  # another zone took the name in this very moment
        zone.save(**how)


def move(zone: Zone, *, on: dt.date) -> None:
    """Give a public zone the address that its present name asks for; the old one sends people on.

    Part of a change, in its transaction.
    """
    before = zone.slug
    _save_with_slug(zone, update_fields=["slug"])
    if zone.slug != before:
        zone.former_slugs.filter(slug=zone.slug).delete()
        FormerSlug.objects.create(zone=zone, slug=before, until_on=on)


@transaction.atomic
def change_words(*, zone: Zone, by: Person, expected: int | None = None, **words: str) -> Zone:
    """Write some of the zone's own words (WORDS), and return the zone as it then is."""
    unknown = set(words) - set(WORDS)
    if unknown:
        raise TypeError(f"not words of a zone: {', '.join(sorted(unknown))}")
    row = opened(zone, by=by, expected=expected)
    _write_words(row, words)
    return row


def _write_words(row: Zone, words: Mapping[str, str], on: dt.date | None = None) -> bool:
    """Write the words; whether any of them differs from what was there."""
    tidy = {name: text.replace("\r\n", "\n").strip() for name, text in words.items()}
    if "name" in tidy:
        tidy["name"] = " ".join(tidy["name"].split())
        if not tidy["name"]:
            raise Refused("Give the zone a name.")
    before, is_renamed = row.version, tidy.get("name", row.name) != row.name
    before_it = {name: getattr(row, name) for name in tidy}
    row.write(**tidy)
    if any(tidy[name] != before_it[name] for name in comment_period.MATERIAL_WORDS if name in tidy):
        comment_period.begin_again(row, "what it says was changed", on=on or clock.today())
    # Its address follows its name; once it was published, the old one sends people on.
    if is_renamed and row.is_public:
        move(row, on=on or clock.today())
    elif is_renamed:
        _save_with_slug(row, update_fields=["slug"])
    return row.version != before


@transaction.atomic
def set_subject(
    *,
    zone: Zone,
    by: Person,
    themes: Mapping[int, str],
    services: Mapping[int, str],
    outcomes: Sequence[OutcomeGiven],
    initiatives: Sequence[InitiativeGiven],
    expected: int | None = None,
    **words: str,
) -> Zone:
    """Write what the zone is for, whole: what is left out is taken away.

    `themes` and `services` give a Scope by primary key. Further words (name, purpose) as for
    `change_words`. Returns the zone as it then is.
    """
    row = opened(zone, by=by, expected=expected)
    is_counted = _write_words(row, words)
    changes = [
        _write_scopes(ZoneTheme, row, "theme", themes),
        _write_scopes(ZoneService, row, "service", services),
        _write_outcomes(row, outcomes),
        _write_initiatives(row, initiatives),
    ]
    if any(changes[:3]):
        comment_period.begin_again(row, "what it is for was changed", on=clock.today())
    if any(changes) and not is_counted:
        row.touch()
    return row


def _write_scopes(
    model: type[models.Model], zone: Zone, word: str, wanted: Mapping[int, str]
) -> bool:
    kept = {getattr(row, f"{word}_id"): row for row in model.objects.filter(zone=zone)}
    gone = [row.pk for key, row in kept.items() if key not in wanted]
    moved = [row for key, row in kept.items() if key in wanted and row.scope != wanted[key]]
    new = [key for key in wanted if key not in kept]
    model.objects.filter(pk__in=gone).delete()
    for row in moved:
        row.scope = wanted[getattr(row, f"{word}_id")]
        row.save(update_fields=["scope"])
    model.objects.bulk_create(
        model(zone=zone, scope=wanted[key], **{f"{word}_id": key}) for key in new
    )
    return bool(gone or moved or new)


def _write_outcomes(zone: Zone, given: Sequence[OutcomeGiven]) -> bool:
    rows = [
        (
            outcome.pk,
            {
                "position": position,
                "statement": outcome.statement,
                "indicator": outcome.indicator,
                "baseline": outcome.baseline,
                "target": outcome.target,
                "scope": str(outcome.scope),
            },
        )
        for position, outcome in enumerate(given)
    ]
    return _write_rows(Outcome, zone, rows)


def _write_initiatives(zone: Zone, given: Sequence[InitiativeGiven]) -> bool:
    rows = [
        (
            initiative.pk,
            {
                "name": initiative.name,
                "description": initiative.description,
                "place": str(initiative.place),
                "website": initiative.website,
            },
        )
        for initiative in given
    ]
    return _write_rows(Initiative, zone, rows)


def _write_rows(
    model: type[models.Model], zone: Zone, given: Sequence[tuple[int | None, dict[str, Any]]]
) -> bool:
    """Make the zone's rows of the model those given; each keeps its identity where it has one."""
    there = {row.pk: row for row in model.objects.filter(zone=zone)}
    is_changed = False
    for pk, values in given:
        row = there.pop(pk, None) if pk is not None else None
        if row is None:
            row = model(zone=zone)
        elif all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        is_changed = True
    if there:
        model.objects.filter(pk__in=there).delete()
        is_changed = True
    return is_changed


def date_problems(
    *,
    starts_on: dt.date | None,
    target_on: dt.date | None,
    interim_reviews: Collection[dt.date] = (),
    why_so_long: str = "",
    on: dt.date,
) -> list[tuple[str, str]]:
    """Why these dates cannot be a zone's: pairs of what is wrong and a sentence.

    What is wrong is `starts_on`, `target_on`, `why_so_long` or `interim_reviews`.
    """
    found = []
    if target_on and target_on <= on:
        found.append(("target_on", "Target date must be in the future"))
    if starts_on and target_on and starts_on >= target_on:
        found.append(("target_on", "Target date must be after the start date"))
    elif starts_on and target_on:
        too_long = target_on > years_after(starts_on, LONG_TERM_YEARS)
        if too_long and not why_so_long.strip():
            found.append(("why_so_long", "Say why the zone needs more than five years"))
    for day in sorted(interim_reviews):
        said = day_in_words(day)
        if starts_on and day <= starts_on:
            found.append(
                ("interim_reviews", f"Interim review on {said} must be after the start date")
            )
        elif target_on and day >= target_on:
            found.append(
                ("interim_reviews", f"Interim review on {said} must be before the target date")
            )
    return found


@transaction.atomic
def set_dates(
    *,
    zone: Zone,
    by: Person,
    starts_on: dt.date | None,
    target_on: dt.date | None,
    interim_reviews: Collection[dt.date] = (),
    why_so_long: str = "",
    comment_days: int | None = None,
    why_comment_days: str = "",
    on: dt.date | None = None,
    expected: int | None = None,
) -> Zone:
    """Write how long the zone runs, and return it as it then is.

    With `comment_days` also how long its proposal waits for comments. Raises Refused with every
    sentence of `date_problems` and of `comment_period.length_problems`.
    """
    row = opened(zone, by=by, expected=expected)
    found = date_problems(
        starts_on=starts_on,
        target_on=target_on,
        interim_reviews=interim_reviews,
        why_so_long=why_so_long,
        on=on or clock.today(),
    )
    if row.state == State.PROPOSED and not (starts_on and target_on):
        found.append(("target_on", "A published proposal keeps a start date and a target date"))
    if comment_days is not None:
        found += comment_period.length_problems(comment_days, why_comment_days)
    if found:
        raise Refused(*(sentence for _, sentence in found))
    if comment_days is not None:
        row = comment_period.set_length(zone=row, days=comment_days, why=why_comment_days, by=by)
    before, day = row.version, on or clock.today()
    is_moved = (row.starts_on, row.target_on) != (starts_on, target_on)
    row.begin_phase(
        day if is_moved and row.state == State.PROPOSED else row.phase_since_on,
        starts_on=starts_on,
        target_on=target_on,
        why_so_long=why_so_long.replace("\r\n", "\n").strip(),
    )
    if is_moved:
        comment_period.begin_again(row, "its dates were changed", on=day)
    wanted = set(interim_reviews)
    there = set(InterimReview.objects.filter(zone=row).values_list("due_on", flat=True))
    if wanted != there:
        InterimReview.objects.filter(zone=row, due_on__in=there - wanted).delete()
        InterimReview.objects.bulk_create(
            InterimReview(zone=row, due_on=day) for day in sorted(wanted - there)
        )
        if row.version == before:
            row.touch()
    return row
