"""KML: the placemarks of a drawing, always in longitude and latitude."""

from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from shapely import Geometry

from places.formats.geometry import Builder, joined
from places.formats.records import Limits, Record, Sheet, Unreadable

DEEPEST = 100


def read(data: bytes, *, limits: Limits) -> Sheet:
    """Return a record for each Placemark; raise Unreadable where the XML is not sound."""
    builder = Builder()
    sheet = Sheet("KML", [], standard=4326)
    depth = 0
    try:
        for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                if depth == 0 and _tag(element) != "kml":
                    raise Unreadable(f"It is XML but not KML: it begins with “{_tag(element)}”.")
                depth += 1
                if depth > DEEPEST:
                    raise Unreadable("It is nested too deeply to be a map of anything.")
                continue
            depth -= 1
            if _tag(element) == "Placemark":
                sheet.records.append(_record(len(sheet.records) + 1, element, builder))
                element.clear()
            if len(sheet.records) > limits.records or builder.points > limits.points:
                raise Unreadable("It has too many placemarks or points.")
    except ParseError as error:
        line = error.position[0]
        raise Unreadable(
            f"It is not well-formed XML: it goes wrong at line {line}, as a file cut short does."
        ) from None
    except DefusedXmlException:
        raise Unreadable("It declares a document type or entities, which are not read.") from None
    if not sheet.records:
        raise Unreadable("It has no placemarks.")
    if builder.has_heights:
        sheet.notes.append("Heights (third coordinates) were dropped.")
    return sheet


def _record(row: int, placemark: Element, builder: Builder) -> Record:
    properties: dict[str, object] = {}
    for child in placemark.iter():
        tag = _tag(child)
        if tag == "SimpleData" and child.get("name"):
            properties[child.get("name", "")] = (child.text or "").strip()
        elif tag == "Data" and child.get("name"):
            value = next((part for part in child if _tag(part) == "value"), None)
            properties[child.get("name", "")] = ((value is not None and value.text) or "").strip()
    for child in placemark:
        if _tag(child) in {"name", "description"}:
            properties[_tag(child)] = (child.text or "").strip()
    try:
        return Record(row, properties, _geometry(placemark, builder))
    except Unreadable as problem:
        return Record(row, properties, why=problem.sentence)


def _geometry(placemark: Element, builder: Builder) -> Geometry:
    found = {"Polygon": [], "Point": [], "LineString": [], "LinearRing": []}
    for child in placemark.iter():
        if _tag(child) in found:
            found[_tag(child)].append(child)
    if found["Polygon"]:
        return joined([builder.built("Polygon", _rings(part)) for part in found["Polygon"]])
    if found["Point"]:
        positions = _positions(found["Point"][0])
        return builder.built("Point", positions[0] if positions else [])
    if found["LineString"]:
        raise Unreadable("It is a line, and an area is needed.")
    raise Unreadable("It has no shape.")


def _rings(polygon: Element) -> list:
    outer = [part for part in polygon if _tag(part) == "outerBoundaryIs"]
    inner = [part for part in polygon if _tag(part) == "innerBoundaryIs"]
    return [_positions(part) for part in outer + inner]


def _positions(element: Element) -> list[list[float]]:
    text = " ".join(part.text or "" for part in element.iter() if _tag(part) == "coordinates")
    try:
        return [[float(number) for number in triple.split(",")] for triple in text.split()]
    except ValueError:
        raise Unreadable("Its coordinates are not all numbers.") from None


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
