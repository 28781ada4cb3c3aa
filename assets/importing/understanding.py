"""A row of a register, cell by cell, understood as what an asset's record would say.

What is put right on the way is told in sentences; what cannot be understood is kept as written.
Nothing here knows what is on the register already.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assets.importing import cells as reads
from assets.importing import where
from assets.importing.cells import is_nothing, lines_of, tidy
from assets.importing.columns import BY_NAME, TAIL, known_field
from assets.importing.homes import sensitive_kind, why_home
from assets.importing.kinds import kind_of
from assets.importing.naming import Named, named
from assets.importing.reading import repeats_header
from assets.models import Asset, ImportRow
from assets.own_columns import NOT_READ

Outcome = ImportRow.Outcome
NOT_KEPT = {"owner", "owner_uri"}
TOTAL = re.compile(r"(grand |sub[ -]?)?totals?\b.*", re.IGNORECASE)
REFERENCE = re.compile(r"AS-[0-9A-Z]{7}")
RATING = re.compile(r"\s*\b([A-G])\s*\+?\b", re.IGNORECASE)
LONGEST_KEPT = 4_000
LENGTHS = {
    name: Asset._meta.get_field(name).max_length
    for name in ("asset_code", "street_number", "town", "category", "description")
}


@dataclass(frozen=True)
class Columns:
    """How a file's rows are to be understood: its headers, and which column holds what.

    `system` is the EPSG number that a person chose, or ""; `tail` what its addresses end with;
    `ours` are references of this organisation's assets here, each on one row of the file alone.
    """

    headers: Sequence[str]
    mapping: dict[str, int]
    system: str = ""
    tail: str = ""
    ours: frozenset[str] = frozenset()

    def cell(self, cells: Sequence[str], name: str) -> str:
        """The cell of a field, "" where the file has no such column."""
        at = self.mapping.get(name)
        return cells[at] if at is not None and at < len(cells) else ""


@dataclass
class Understood:
    """What a row comes to: `values` as plain JSON, or the outcome and why there are none.

    `mends` are pairs of a kind and a sentence. `values["made_up"]` names what the file itself does
    not say, such as a name made of the address; `name_as_written` is there where the name was told
    apart from others by its place.
    """

    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    mends: list[tuple[str, str]] = field(default_factory=list)
    outcome: str = ""
    why: str = ""

    @property
    def mended(self) -> list[str]:
        """The sentences, each once."""
        return list(dict.fromkeys(sentence for _, sentence in self.mends))

    def mend(self, kind: str, sentence: str) -> None:
        if sentence:
            self.mends.append((kind, sentence))


def understood(cells: Sequence[str], columns: Columns) -> Understood:
    """Return what a row's cells come to."""
    row = Understood()
    if not any(cell.strip() for cell in cells):
        return Understood(outcome=Outcome.LEFT_OUT, why="Every cell of this row is blank.")
    if repeats_header(list(cells), list(columns.headers)):
        return Understood(outcome=Outcome.LEFT_OUT, why="This row says the headers once more.")
    filled = [tidy(cell) for cell in cells if cell.strip()]
    if len(filled) < 4 and TOTAL.fullmatch(filled[0]):
        why = f"This row sums up others: “{filled[0][:60]}”."
        return Understood(outcome=Outcome.LEFT_OUT, why=why)
    kept: dict[str, str] = {}
    _identify(row, cells, columns)
    filed_as = _classify(row, cells, columns, kept)
    _measure(row, cells, columns)
    _locate(row, cells, columns)
    called = _name(row, cells, columns)
    if not called:
        row.values, row.mends = {}, []
        row.outcome = Outcome.REFUSED
        row.why = "It has neither a name, an address nor a code, so nobody could tell what it is."
        return row
    row.name = called
    _keep_the_rest(row, cells, columns, kept)
    _shelter(row, cells, columns, filed_as)
    return row


def _identify(row: Understood, cells: Sequence[str], columns: Columns) -> None:
    """Read the codes by which the row can be known again, and its date."""
    values, mapping = row.values, columns.mapping
    if "reference" in mapping:
        said = tidy(columns.cell(cells, "reference"))
        if REFERENCE.fullmatch(said):
            values["reference"] = said
    if "uprn" in mapping:
        values["uprn"], sentence = reads.uprn(columns.cell(cells, "uprn"))
        row.mend("uprn", sentence)
    for name in ("asset_code", "street_number", "town"):
        if name in mapping:
            values[name] = _text(row, columns.cell(cells, name), name, columns)
    if "postcode" in mapping:
        cell = columns.cell(cells, "postcode")
        values["postcode"], sentence = reads.postcode(cell)
        row.mend("postcode", sentence)
    if not values.get("postcode"):
        for name in ("address", "street", "name"):
            found = reads.POSTCODE.search(tidy(columns.cell(cells, name)))
            if found:
                values["postcode"] = f"{found[1]} {found[2]}".upper()
                break
    if "effective_on" in mapping:
        day, sentence = reads.a_date(columns.cell(cells, "effective_on"))
        row.mend("date", sentence)
        if day:
            values["effective_on"] = day.isoformat()


def _text(row: Understood, cell: str, name: str, columns: Columns) -> str:
    text = tidy(cell)
    if is_nothing(text):
        return ""
    longest = LENGTHS[name]
    if len(text) > longest:
        header = columns.headers[columns.mapping[name]]
        row.mend("long", f"“{header}” is longer than {longest} letters and was cut.")
        text = text[: longest - 1] + "…"
    return text.rstrip("#").strip() if name != "asset_code" else text


def _classify(
    row: Understood, cells: Sequence[str], columns: Columns, kept: dict[str, str]
) -> tuple[str, ...]:
    """Read tenure, holding and use; return the words that the row is filed under."""
    values, mapping = row.values, columns.mapping
    for name, words in (("tenure", reads.TENURES), ("tenure_detail", reads.TENURE_DETAILS)):
        if name not in mapping:
            continue
        cell = columns.cell(cells, name)
        values[name], sentence = reads.a_word(cell, words)
        row.mend(name, sentence)
        if tidy(cell) and not is_nothing(tidy(cell)) and values[name] in ("", "other"):
            kept[BY_NAME[name].headers[0]] = tidy(cell)
    if "tenure_detail" in mapping:
        is_vacant = values["tenure_detail"] == Asset.TenureDetail.VACANT
        values["use_state"] = Asset.UseState.EMPTY if is_vacant else ""
    held = tidy(columns.cell(cells, "holding"))
    filed_as: tuple[str, ...] = ()
    if "holding" in mapping:
        values["holding"], sentence = reads.a_word(held, reads.HOLDINGS, may_be_left=True)
        row.mend("holding", sentence)
        if not values["holding"] and not is_nothing(held):
            filed_as = (held,)
            if "category" not in mapping:
                del values["holding"]
    if "category" in mapping:
        values["category"] = _text(row, columns.cell(cells, "category"), "category", columns)
        filed_as = tuple(filter(None, (values["category"], *filed_as)))
    elif filed_as:
        values["category"] = held[: LENGTHS["category"]]
    return filed_as


def _measure(row: Understood, cells: Sequence[str], columns: Columns) -> None:
    """Read sizes, the energy rating, how many it takes, and what the public is told."""
    values, mapping = row.values, columns.mapping
    for name, unit in (("building_m2", "m2"), ("land_ha", "ha")):
        if name in mapping:
            header = columns.headers[mapping[name]]
            size, sentence = reads.an_area(columns.cell(cells, name), header, unit=unit)
            values[name] = None if size is None else str(size)
            row.mend("size", sentence)
    if "energy_rating" in mapping:
        text = tidy(columns.cell(cells, "energy_rating"))
        found = RATING.search(text)
        fits = len(text) <= Asset._meta.get_field("energy_rating").max_length
        values["energy_rating"] = "" if is_nothing(text) else text if fits else ""
        if text and not fits:
            values["energy_rating"] = found[1].upper() if found else ""
            row.mend("energy", f"The energy rating “{text[:40]}” was read as"
                     f" “{values['energy_rating'] or 'none'}”.")  # fmt: skip
    if "capacity" in mapping:
        values["capacity"], sentence = reads.a_count(columns.cell(cells, "capacity"))
        row.mend("capacity", sentence)
    if "description" in mapping:
        cell = "\n".join(lines_of(columns.cell(cells, "description")))
        values["description"] = cell[: LENGTHS["description"]]


def _locate(row: Understood, cells: Sequence[str], columns: Columns) -> None:
    """Read the place: an outline, two coordinates, or a text that gives both."""
    values, mapping = row.values, columns.mapping
    told = {"stated": columns.cell(cells, "reference_system"), "chosen": columns.system}
    if "shape" in mapping:
        found = where.of_shape(columns.cell(cells, "shape"), **told)
        row.mends += found.mends
        values["boundary"] = found.outline.wkb_hex if found.outline else None
        if found.point:
            values["point"] = list(found.point)
    if "x" not in mapping and "coordinates" not in mapping:
        return
    found = where.Where()
    if "x" in mapping:
        found = where.of_cells(columns.cell(cells, "x"), columns.cell(cells, "y"), **told)
    if not found.point and "coordinates" in mapping:
        by_text = where.of_text(columns.cell(cells, "coordinates"), **told)
        if by_text.point or not found.mends:
            found = by_text
    row.mends += found.mends
    if found.point or "point" not in values:
        values["point"] = list(found.point) if found.point else None


def _name(row: Understood, cells: Sequence[str], columns: Columns) -> str:
    """Name the asset and its street, and tell its kind; return the name."""
    values, mapping = row.values, columns.mapping
    number = values.get("street_number", "")
    called = named(
        name=columns.cell(cells, "name"),
        number=number,
        street=columns.cell(cells, "street"),
        address=columns.cell(cells, "address"),
        code=values.get("asset_code", ""),
        tail=columns.tail,
    )
    written = tidy(columns.cell(cells, "name"))
    if written and values.get("reference") in columns.ours:
        # The row was written here, where its name and street are already what they should be.
        called = Named(written, tidy(columns.cell(cells, "street")), is_made_up=False)
    values["name"] = called.name
    if not called.is_made_up and written != called.name:
        values["name_as_written"] = written
    made_up = ["name"] if called.is_made_up else []
    if called.is_made_up and called.name and "name" in mapping:
        row.mend("named", f"It has no name, so it is called “{called.name[:80]}”.")
    if "street" in mapping or "address" in mapping:
        values["street"] = called.street
        if "street" not in mapping:
            made_up.append("street")
    values["made_up"] = made_up
    return called.name


def _keep_the_rest(
    row: Understood, cells: Sequence[str], columns: Columns, kept: dict[str, str]
) -> None:
    """Keep as written what no field takes, but for the owner's name and second copies."""
    used = {at: name for name, at in columns.mapping.items()}
    for at, (header, cell) in enumerate(zip(columns.headers, cells, strict=False)):
        text = tidy(cell)
        name = used.get(at)
        if not text or (name and name != "other_detail") or known_field(header) in NOT_KEPT:
            continue
        if header in NOT_READ:
            continue
        first = TAIL.sub("", header)
        is_second = first != header and first in columns.headers
        if is_second and tidy(cells[list(columns.headers).index(first)]) == text:
            continue
        kept["OtherDetail" if name == "other_detail" else header] = text[:LONGEST_KEPT]
    row.values["other_columns"] = kept


def _shelter(
    row: Understood, cells: Sequence[str], columns: Columns, filed_as: tuple[str, ...]
) -> None:
    """Tell the kind; leave a home out; take name and place from a place that shelters people."""
    values = row.values
    address = next(iter(lines_of(columns.cell(cells, "street"))), "") or tidy(
        columns.cell(cells, "address")
    )
    given = tidy(columns.cell(cells, "name"))
    given = "" if is_nothing(given) else given
    # Of what is on the register people here have said already what it is.
    is_ours = values.get("reference") in columns.ours
    detail = tidy(columns.cell(cells, "other_detail"))
    label = "" if is_ours else sensitive_kind(given, *filed_as, address, detail)
    if not (label or is_ours):
        why = why_home(
            name=given, address=address, filed_as=filed_as, code=values.get("asset_code", "")
        )
        if why:
            row.outcome, row.why, row.mends = Outcome.LEFT_OUT, why, []
            return
    tenure = tidy(columns.cell(cells, "tenure"))
    said, _ = reads.a_word(columns.cell(cells, "kind"), reads.KINDS, may_be_left=True)
    if said:
        values["kind"] = said
    else:
        values["kind"], sentence = kind_of(
            filed_as=filed_as,
            tenure=tenure,
            holding=values.get("holding", ""),
            code=values.get("asset_code", ""),
            name=row.name,
            has_land=bool(values.get("land_ha") or values.get("boundary")),
            has_building=bool(values.get("building_m2")),
        )
        row.mend("kind", sentence)
        values["made_up"].append("kind")
    if label:
        values |= {"is_sensitive": True, "name": label}
        values.pop("name_as_written", None)
        values["made_up"] = [name for name in values["made_up"] if name != "name"]
        row.mend(
            "sensitive",
            f"It looks like a place that shelters people ({label.lower()}): it is kept without a"
            f" place or an address that the public can see, and called “{label}”.",
        )
