"""What was shown and agreed to is written, all of it or nothing."""

import datetime as dt
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q

from assets.importing import fingerprint
from assets.importing.beginning import NOT_YOURS, start_again
from assets.importing.comparing import COMPARED, is_blank
from assets.importing.writing import write_many
from assets.models import Asset, ImportRow, RegisterImport
from assets.permissions import may_import_register
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Person
from partners.permissions import AGREEING, has_role
from places.crs import METRIC

State, Outcome, Match = RegisterImport.State, ImportRow.Outcome, ImportRow.Match
AT_ONCE = 500
CHANGED_MEANWHILE = (
    "The register changed since the rows were worked out, so they were worked out anew: look"
    " through them once more."
)


def agree_to_save(
    *,
    register_import: RegisterImport,
    by: Person | None,
    expected_fingerprint: str,
    on: dt.date | None = None,
) -> RegisterImport:
    """Agree to what was shown, so that it may be saved by whoever goes on with it.

    Raises PermissionDenied; Refused where a question is open; and ChangedMeanwhile where what was
    shown is no longer what would be done: it is being worked out anew then.
    """
    with transaction.atomic():
        row = register_import.lock()
        sentences = _problems(row, by)
        if sentences:
            raise Refused(*sentences)
        is_stale = expected_fingerprint != fingerprint.of(row)
        if is_stale:
            start_over(row)
        else:
            # Whoever agrees is who saves it, whichever process does so, and publishes if they may.
            row.write(state=State.SAVING, done_rows=0, failure="", made_by=by or row.made_by)
    if is_stale:
        raise ChangedMeanwhile(row)
    return row


def save(
    *,
    register_import: RegisterImport,
    by: Person | None,
    expected_fingerprint: str,
    on: dt.date | None = None,
) -> RegisterImport:
    """Write every row that is new or changed, mark what has gone, and keep the file on record.

    New assets are public at once where `by` agrees for the organisation, or is the operator.
    Raises PermissionDenied, Refused and ChangedMeanwhile as `agree_to_save` does.
    """
    day = on or clock.today()
    with transaction.atomic():
        row = register_import.lock()
        sentences = _problems(row, by)
        if sentences:
            raise Refused(*sentences)
        list(Asset.objects.of(row.organisation).order_by("pk").select_for_update(of=("self",))
             .values_list("pk", flat=True))  # fmt: skip
        is_stale = expected_fingerprint != fingerprint.of(row)
        if is_stale:
            start_over(row)
        else:
            with because(reason=f"From the register file {row.filename}", source=row.source):
                _write(row, by, day)
    if is_stale:
        raise ChangedMeanwhile(row)
    return row


def start_over(row: RegisterImport) -> None:
    """Let the rows be held against the register anew, and say why."""
    start_again(row)
    notes = [note for note in row.notes if note != CHANGED_MEANWHILE]
    row.write(state=State.READING, notes=[*notes, CHANGED_MEANWHILE])


def _problems(row: RegisterImport, by: Person | None) -> list[str]:
    if by is not None and not may_import_register(by, row.organisation):
        raise PermissionDenied(NOT_YOURS)
    if row.state == State.SAVED:
        return ["It is saved already."]
    if row.state not in {State.PREVIEW, State.SAVING}:
        return ["The rows must be read and looked through first."]
    open_questions = row.rows.filter(match=Match.PROBABLE, is_confirmed=None).count()
    if open_questions:
        rows = "1 row" if open_questions == 1 else f"{open_questions:,} rows"
        return [f"Say of {rows} first whether it is what the register holds already."]
    return []


def _write(row: RegisterImport, by: Person | None, day: dt.date) -> None:
    agrees = by is None or has_role(by, row.organisation, *AGREEING, on=day)
    _write_new(row, by, day if agrees else None)
    _write_changed(row)
    _bring_up_to_date(row)
    _write_gone(row, day)
    row.write(state=State.SAVED, saved_on=day, done_rows=row.all_rows, failure="")


def _write_new(row: RegisterImport, by: Person | None, published_on: dt.date | None) -> None:
    rows = list(row.rows.filter(outcome=Outcome.NEW).order_by("number"))
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        assets = [_asset(row, each.values, by, published_on) for each in some]
        Asset.objects.bulk_create(assets)
        write_many(
            ImportRow,
            [{"id": e.pk, "asset": a.pk} for e, a in zip(some, assets, strict=True)],
            ("asset",),
        )


def _asset(
    row: RegisterImport, values: dict[str, Any], by: Person | None, published_on: dt.date | None
) -> Asset:
    said = {name: values[name] for name in COMPARED if name in values}
    for name in ("building_m2", "land_ha"):
        if name in said and said[name] == "":
            said[name] = None
    if said.get("point"):
        said["point"] = Point(*said["point"], srid=METRIC)
    if said.get("boundary"):
        said["boundary"] = GEOSGeometry(said["boundary"], srid=METRIC)
    return Asset(
        owner_id=row.organisation_id,
        effective_on=values.get("effective_on") or row.effective_on,
        source=row.source,
        licence=row.licence,
        is_imported=True,
        made_by=by,
        published_on=published_on,
        **said,
    )


def _write_changed(row: RegisterImport) -> None:
    """Write what changed; each group of rows that change the same fields in one statement."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    changed = row.rows.filter(outcome=Outcome.CHANGED).values_list(
        "asset", "changes", "values__effective_on", "asset__version", "asset__effective_on"
    )
    for pk, changes, day, version, known_on in changed:
        written = {name: _written(name, change[1]) for name, change in changes.items()}
        if "gone_on" in written:
            written["why_gone"] = ""
        told_on = day or row.effective_on.isoformat()
        written |= {
            "effective_on": max(told_on, known_on.isoformat() if known_on else ""),
            "source": row.source,
            "licence": row.licence,
            "version": version + 1,
        }
        groups.setdefault(tuple(sorted(written)), []).append({"id": pk} | written)
    for fields, some in groups.items():
        write_many(Asset, some, fields)


def _written(name: str, value: Any) -> Any:
    if name == "point" and value:
        point = shapely.set_srid(shapely.Point(*value), METRIC)
        return shapely.to_wkb(point, hex=True, include_srid=True)
    if name == "boundary" and value:
        shape = shapely.set_srid(shapely.from_wkb(value), METRIC)
        return shapely.to_wkb(shape, hex=True, include_srid=True)
    if name in {"building_m2", "land_ha", "capacity", "point", "boundary"} and is_blank(value):
        return None
    return value


def _bring_up_to_date(row: RegisterImport) -> None:
    """Say of what the file holds unchanged as at which later day that is so."""
    held = row.rows.filter(outcome=Outcome.UNCHANGED)
    own_days: dict[str, list[int]] = {}
    for pk, day in held.values_list("asset", "values__effective_on"):
        own_days.setdefault(day or row.effective_on.isoformat(), []).append(pk)
    for day, pks in own_days.items():
        older = Q(effective_on=None) | Q(effective_on__lt=dt.date.fromisoformat(day))
        Asset.objects.filter(older, pk__in=pks).update(
            effective_on=day, source=row.source, licence=row.licence, version=F("version") + 1
        )


def _write_gone(row: RegisterImport, day: dt.date) -> None:
    gone_on = min(row.effective_on, day)
    said = f"{row.effective_on.day} {row.effective_on:%B %Y}"
    why = f"It is no longer in the owner's register as at {said} ({row.filename})."
    Asset.objects.filter(pk__in=row.gone, gone_on=None).update(
        gone_on=gone_on, why_gone=why[:500], version=F("version") + 1
    )
