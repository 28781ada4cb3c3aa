"""What saving a file would do, worked out row by row, and what a person answers to it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from assets.importing import fingerprint
from assets.importing.beginning import NOT_YOURS
from assets.importing.cells import tidy
from assets.importing.comparing import changes, is_blank, plain, told_by
from assets.importing.matching import Found, Thing, matched
from assets.importing.naming import common_tail
from assets.importing.understanding import Columns, understood
from assets.importing.writing import write_many
from assets.models import Asset, ImportRow, RegisterImport
from assets.permissions import may_import_register
from groundwork import clock
from groundwork.problems import Refused
from partners.models import Organisation, Person

State, Outcome, Match = RegisterImport.State, ImportRow.Outcome, ImportRow.Match
AT_ONCE = 500
READ = ("name", "values", "mended", "outcome", "why")
WORKED_OUT = (
    "outcome", "match", "match_words", "asset", "changes", "is_confirmed", "why", "mended",
)  # fmt: skip


def work_on(register_import: RegisterImport, *, on: dt.date | None = None) -> RegisterImport:
    """Read the rows that are not read yet, then hold them all against the register.

    Rows are read some at a time, and each time is for good: who comes later goes on from there.
    """
    row = RegisterImport.objects.select_related("organisation").get(pk=register_import.pk)
    if row.state != State.READING:
        return row
    _read_rows(row)
    with transaction.atomic():
        _hold_against_register(row, on or clock.today())
    return row


def _read_rows(row: RegisterImport) -> None:
    columns = _columns(row)
    unread = row.rows.filter(outcome="", values={}).order_by("number")
    last = 0
    while some := list(
        unread.filter(number__gt=last).values_list("pk", "number", "cells")[:AT_ONCE]
    ):
        results = []
        for pk, _, cells in some:
            came = understood(cells, columns)
            # Something must be in the values of what was read, even where that is nothing.
            values = came.values or {"made_up": []}
            results.append(
                {
                    "id": pk,
                    "name": came.name[:200],
                    "values": values,
                    "mended": came.mended,
                    "outcome": came.outcome,
                    "why": came.why[:500],
                }
            )
        last = some[-1][1]
        with transaction.atomic():
            write_many(ImportRow, results, READ)
            tell(row.pk, done=F("done_rows") + len(results))


def tell(pk: int, *, done: Any) -> None:
    """Say how far the work is, for the page that shows it."""
    RegisterImport.objects.filter(pk=pk).update(done_rows=done, worked_at=clock.now())


def _columns(row: RegisterImport) -> Columns:
    tail = common_tail(_cells_of(row, "address"))
    written = Counter(tidy(cell) for cell in _cells_of(row, "reference"))
    known = Asset.objects.of(row.organisation).filter(reference__in=written)
    ours = frozenset(
        reference
        for reference in (known.values_list("reference", flat=True) if written else ())
        if written[reference] == 1
    )
    return Columns(row.columns, row.mapping, row.reference_system, tail, ours)


def _cells_of(row: RegisterImport, name: str) -> list[str]:
    """The cells of a field in every row, none where the file has no such column."""
    at = row.mapping.get(name)
    if at is None:
        return []
    return [each[at] for each in row.rows.values_list("cells", flat=True) if len(each) > at]


def _hold_against_register(row: RegisterImport, on: dt.date) -> None:
    """Work out what becomes of each row, and which assets have gone."""
    rows = list(row.rows.order_by("number"))
    for each in rows:
        if each.outcome not in (Outcome.REFUSED, Outcome.LEFT_OUT):
            each.outcome = ""
    notes = [note for note in row.notes if not note.startswith(ABOUT_THE_REGISTER)]
    _leave_out_copies(rows)
    assets = {asset.pk: asset for asset in Asset.objects.of(row.organisation)}
    earlier, cells_before = _earlier(row, assets)
    things = [
        Thing.of(pk, plain(asset) | {"reference": asset.reference}, cells_before.get(pk, ()))
        for pk, asset in assets.items()
    ]
    used = [each for each in rows if not each.outcome]
    found = matched([Thing.of(e.number, e.values, e.cells) for e in used], things)
    _settle(used, found, assets, earlier, row, on)
    present = _still_there(rows, things)
    newer = _newer(row)
    gone = [] if newer else _gone(rows, assets, present, row.organisation, on)
    if newer:
        notes.append(
            f"{OLDER} than {newer.filename}, which is as at {newer.effective_on:%d %B %Y}:"
            " nothing is taken to have gone, and what the newer file says stays."
        )
    notes += _notes_on(used)
    write_many(ImportRow, [_as_written(each) for each in rows], WORKED_OUT)
    row.write(notes=notes, gone=sorted(gone), done_rows=len(rows), state=State.PREVIEW)
    row.write(fingerprint=fingerprint.of(row))


OLDER = "The file is older"
REPEATED = "UPRNs stand on more than one row"
ABOUT_THE_REGISTER = (OLDER, REPEATED)


def _as_written(each: ImportRow) -> dict[str, Any]:
    return {
        "id": each.pk,
        "outcome": each.outcome,
        "match": each.match,
        "match_words": each.match_words,
        "asset": each.asset_id,
        "changes": each.changes,
        "is_confirmed": each.is_confirmed,
        "why": each.why,
        "mended": each.mended,
    }


def _leave_out_copies(rows: Iterable[ImportRow]) -> None:
    """Leave out a row that says letter by letter what an earlier one says."""
    first: dict[tuple, int] = {}
    codes: dict[str, int] = {}
    for each in rows:
        if each.outcome:
            continue
        same = tuple(" ".join(cell.split()) for cell in each.cells)
        if same in first:
            each.outcome = Outcome.LEFT_OUT
            each.why = f"It says the same as row {first[same]}, in every cell."
            each.mended = []
            continue
        first[same] = each.number
        code = each.values.get("asset_code", "").casefold()
        if code and code in codes:
            sentence = f"Its code is that of row {codes[code]} too: both are kept."
            if sentence not in each.mended:
                each.mended = [*each.mended, sentence]
        codes.setdefault(code, each.number)


def _earlier(
    row: RegisterImport, assets: dict[int, Asset]
) -> tuple[dict[int, dict[str, Any]], dict[int, list[str]]]:
    """Return what saved files said of each asset, the last word counting, and its last cells.

    `said[pk]["told_on"]` is the day as at which the last of them is.
    """
    said: dict[int, dict[str, Any]] = {}
    cells: dict[int, list[str]] = {}
    saved = ImportRow.objects.filter(
        register_import__organisation=row.organisation,
        register_import__state=State.SAVED,
        outcome__in=[Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED],
        asset__in=assets,
    ).order_by("register_import__effective_on", "register_import__pk", "number")
    words = saved.values_list(
        "asset", "values", "cells", "register_import__columns", "register_import__effective_on"
    )
    for pk, values, each, columns, told_on in words.iterator(chunk_size=2_000):
        made_up = values.get("made_up", ())
        told = {name: value for name, value in values.items() if name not in made_up}
        said.setdefault(pk, {}).update(told, told_on=told_on)
        if columns == row.columns:
            cells[pk] = each
        else:
            cells.pop(pk, None)
    return said, cells


def _settle(
    rows: Iterable[ImportRow],
    found: dict[int, Found],
    assets: dict[int, Asset],
    earlier: dict[int, dict[str, Any]],
    row: RegisterImport,
    on: dt.date,
) -> None:
    headers = told_by(row.columns, row.mapping)
    for each in rows:
        match = found.get(each.number)
        asset = assets[match.asset] if match else None
        if each.asset_id != (asset.pk if asset else None):
            each.is_confirmed = None  # what was answered was about another
        each.asset = asset
        each.match = match.match if match else Match.NONE
        each.match_words = match.words if match else ""
        if match is None or match.match == Match.CERTAIN:
            each.is_confirmed = None
        before = earlier.get(asset.pk, {}) if asset else {}
        each.outcome, each.changes = outcome_of(each, asset, before, headers, row.effective_on, on)


def outcome_of(
    row: ImportRow,
    asset: Asset | None,
    before: dict[str, Any],
    headers: set[str],
    as_at: dt.date,
    on: dt.date,
) -> tuple[str, dict[str, list]]:
    """Return what becomes of a row that speaks of an asset, or of none.

    A file as at an earlier day than the last that spoke of the asset adds what that one was silent
    about; it changes nothing else, and brings nothing back that has gone since.
    """
    if asset is None or row.is_confirmed is False:
        return Outcome.NEW, {}
    changed = changes(plain(asset), row.values, before, headers)
    if before and before["told_on"] > as_at:
        changed = {
            name: change
            for name, change in changed.items()
            if name not in before and is_blank(change[0])
        }
    if asset.has_gone(on) and not (asset.gone_on and asset.gone_on > as_at):
        changed["gone_on"] = [asset.gone_on.isoformat() if asset.gone_on else None, None]
    return (Outcome.CHANGED if changed else Outcome.UNCHANGED), changed


def _still_there(rows: Iterable[ImportRow], things: list[Thing]) -> set[int]:
    """Return assets that rows speak of which are not used: nobody may say that they have gone."""
    unused = [
        Thing.of(each.number, each.values, ())
        for each in rows
        if each.outcome in (Outcome.REFUSED, Outcome.LEFT_OUT)
    ]
    return {found.asset for found in matched(unused, things).values()}


def _newer(row: RegisterImport) -> RegisterImport | None:
    """The organisation's newest file that was saved, where this one is older."""
    saved = RegisterImport.objects.filter(
        organisation=row.organisation, state=State.SAVED, effective_on__gt=row.effective_on
    )
    return saved.order_by("-effective_on").first()


def _gone(
    rows: Iterable[ImportRow],
    assets: dict[int, Asset],
    present: set[int],
    organisation: Organisation,
    on: dt.date,
) -> list[int]:
    named = {each.asset_id for each in rows if each.asset_id and each.is_confirmed is not False}
    there = named | present
    return [
        pk
        for pk, asset in assets.items()
        if pk not in there and _may_be_gone(asset, organisation, on)
    ]


def _may_be_gone(asset: Asset, organisation: Organisation, on: dt.date) -> bool:
    """Whether a file can say so: what an organisation only looks after is in its owner's file."""
    return asset.is_imported and asset.owner_id == organisation.pk and not asset.has_gone(on)


def _notes_on(rows: Iterable[ImportRow]) -> list[str]:
    uprns = Counter(each.values.get("uprn", "") for each in rows)
    uprns.pop("", None)
    repeated = sum(1 for number in uprns.values() if number > 1)
    if not repeated:
        return []
    return [f"{REPEATED}: {repeated:,} of them. A place may hold several assets; all are kept."]


def counts_of(register_import: RegisterImport) -> dict[str, int]:
    """Return how many rows there are of each outcome; and mended, certain, probable, and gone.

    `probable` are those that nobody has answered; `waiting` those not read yet.
    """
    rows = register_import.rows
    told = Counter(rows.values_list("outcome", flat=True))
    counts = {str(outcome): told[outcome] for outcome in Outcome}
    kept = rows.exclude(outcome__in=[Outcome.REFUSED, Outcome.LEFT_OUT])
    return counts | {
        "all": sum(told.values()),
        "waiting": told[""],
        "mended": kept.exclude(mended=[]).count(),
        "certain": rows.filter(match=Match.CERTAIN).count(),
        "probable": rows.filter(match=Match.PROBABLE, is_confirmed=None).count(),
        "answered": rows.filter(match=Match.PROBABLE).exclude(is_confirmed=None).count(),
        "gone": len(register_import.gone),
    }


def answer(
    *, row: ImportRow, same: bool, by: Person | None, on: dt.date | None = None
) -> ImportRow:
    """Say whether a row that is probably an asset of the register is that asset.

    Raises PermissionDenied, and Refused where that is not the question.
    """
    with transaction.atomic():
        register_import = _in_preview(row.register_import, by)
        row = register_import.rows.select_related("asset").get(pk=row.pk)
        if row.match != Match.PROBABLE or row.asset is None:
            raise Refused("There is no question about this row.")
        _answer(register_import, [row], same=same, on=on or clock.today())
    return row


def answer_all(
    *, register_import: RegisterImport, same: bool, by: Person | None, on: dt.date | None = None
) -> int:
    """Answer alike every question that is still open; return how many there were."""
    with transaction.atomic():
        row = _in_preview(register_import, by)
        asked = row.rows.select_related("asset").filter(match=Match.PROBABLE, is_confirmed=None)
        some = list(asked)
        if some:
            _answer(row, some, same=same, on=on or clock.today())
    return len(some)


def _answer(
    register_import: RegisterImport, rows: list[ImportRow], *, same: bool, on: dt.date
) -> None:
    assets = {each.asset.pk: each.asset for each in rows if each.asset}
    earlier, _ = _earlier(register_import, assets)
    headers = told_by(register_import.columns, register_import.mapping)
    gone, newer, whose = (
        set(register_import.gone),
        _newer(register_import),
        register_import.organisation,
    )
    for each in rows:
        was, each.is_confirmed = each.is_confirmed, same
        asset = each.asset
        if asset is None:
            continue
        each.outcome, each.changes = outcome_of(
            each, asset, earlier.get(asset.pk, {}), headers, register_import.effective_on, on
        )
        if same:
            gone.discard(asset.pk)
        elif was is not False and not newer and _may_be_gone(asset, whose, on):
            gone.add(asset.pk)
    write_many(
        ImportRow,
        [
            {"id": e.pk, "outcome": e.outcome, "changes": e.changes, "is_confirmed": e.is_confirmed}
            for e in rows
        ],
        ("outcome", "changes", "is_confirmed"),
    )
    register_import.gone = sorted(gone)
    register_import.write(fingerprint=fingerprint.of(register_import))
    register_import.save(update_fields=["gone"])


def keep_gone(
    *, register_import: RegisterImport, assets: list[int] | None = None, by: Person | None
) -> RegisterImport:
    """Say that assets the file does not hold have not gone: those, or all of them.

    So that a part of a register can be brought in. Raises PermissionDenied and Refused.
    """
    with transaction.atomic():
        row = _in_preview(register_import, by)
        kept = set(row.gone) if assets is None else set(assets)
        row.gone = [pk for pk in row.gone if pk not in kept]
        row.save(update_fields=["gone"])
        row.write(fingerprint=fingerprint.of(row))
    return row


def _in_preview(register_import: RegisterImport, by: Person | None) -> RegisterImport:
    row = register_import.lock()
    if by is not None and not may_import_register(by, row.organisation):
        raise PermissionDenied(NOT_YOURS)
    if row.state != State.PREVIEW:
        raise Refused("That can be said once the rows are read, and before they are saved.")
    return row
