"""What kind of asset a row speaks of: by what it is filed under, its code, and its words."""

import re

from assets.models import Asset

Kind = Asset.Kind
MOVABLE = re.compile(r"\bchattels?\b", re.IGNORECASE)
TREASURES = re.compile(
    r"\b(civic regalia|regalia|art|arts? ?works?|works? of art|paintings?|sculptures?|statues?|"
    r"museum (objects?|collections?)|silver(ware)?|heritage assets?|monuments?|memorials?)\b",
    re.IGNORECASE,
)
VEHICLES = re.compile(r"\b(vehicles?|mini ?bus(es)?|vans?|fleet)\b", re.IGNORECASE)
FURNITURE = re.compile(
    r"\b(street furniture|equipment|machinery|benches|plant and)\b", re.IGNORECASE
)
ROOMS = re.compile(r"\b(meeting rooms?|community rooms?|rooms? (to|for) hire)\b", re.IGNORECASE)
STRUCTURES = re.compile(
    r"\b(bridges?|footbridge|memorial|fountains?|statue|monument|cenotaph|sundial|pond|kiosks?|"
    r"bandstand|clock|cross|wall|gates?|shelter|feature)\b",
    re.IGNORECASE,
)
LANDS = re.compile(
    r"\b(land|open spaces?|allot?t?ments?|parks?|gardens?|car ?parks?|parking|farm(land|s)?|"
    r"cemeter(y|ies)|recreation grounds?|recreational|playing fields?|sports? grounds?|woods?|"
    r"woodlands?|verges?|common|grazing|play ?(areas?|grounds?)|roads?|highways?|footpaths?|green|"
    r"nature reserves?|fields?|sites?|strips?|pitch(es)?|churchyard|meadows?|river|brook)\b",
    re.IGNORECASE,
)
BUILDINGS = re.compile(
    r"\b(buildings?|halls?|offices?|shops?|commercial|industrial|depots?|conveni?e?i?n?ences|"
    r"centres?|pavilions?|librar(y|ies)|schools?|units?|museums?|theatres?|toilets?|stores?|clubs?|"
    r"clubhouse|factor(y|ies)|warehouses?|garages?|workshops?|stadium|cafe|restaurant|nursery|"
    r"crematori(um|a)|bus station|house|lodge|hut|surgery|clinic|church|chapel|pub|hotel|floor)\b",
    re.IGNORECASE,
)
BY_CODE = {"LAND": Kind.LAND, "SITE": Kind.LAND, "BLDG": Kind.BUILDING, "STRUC": Kind.BUILDING}
CODE_END = re.compile(r"[/\-_ ]([A-Z]{4,5})$")


def kind_of(
    *, filed_as: tuple[str, ...], tenure: str = "", holding: str = "", code: str = "",
    name: str = "", has_land: bool = False, has_building: bool = False,
) -> tuple[str, str]:  # fmt: skip
    """Return the kind, and a sentence where it is neither land nor a building or none can tell."""
    if MOVABLE.search(tenure):
        return Kind.EQUIPMENT, "Its tenure is “Chattel”, a thing that moves: taken as equipment."
    for words in filed_as:
        for pattern, kind in (
            (TREASURES, Kind.OTHER),
            (VEHICLES, Kind.VEHICLE),
            (FURNITURE, Kind.EQUIPMENT),
        ):
            if pattern.search(words):
                label = kind.label.lower()
                return kind, (
                    f"It is filed as “{words[:60]}”, which is neither land nor a building: taken"
                    f" as {label}."
                )
        if ROOMS.search(words):
            return Kind.ROOM, ""
    if holding:
        return (Kind.LAND if holding == Asset.Holding.LAND else Kind.BUILDING), ""
    end = CODE_END.search(code)
    if end and end[1] in BY_CODE:
        is_structure = end[1] == "STRUC" and STRUCTURES.search(name)
        return (Kind.OTHER if is_structure else BY_CODE[end[1]]), ""
    return _by_words(filed_as, name, has_land=has_land, has_building=has_building)


def _by_words(
    filed_as: tuple[str, ...], name: str, *, has_land: bool, has_building: bool
) -> tuple[str, str]:
    for words in filed_as:
        if BUILDINGS.search(words):
            return Kind.BUILDING, ""
        if LANDS.search(words):
            return Kind.LAND, ""
    if has_building:
        return Kind.BUILDING, ""
    if has_land:
        return Kind.LAND, ""
    first = min(
        (
            (found.start(), kind)
            for pattern, kind in ((LANDS, Kind.LAND), (BUILDINGS, Kind.BUILDING))
            if (found := pattern.search(name))
        ),
        default=None,
    )
    if first:
        return first[1], ""
    return Kind.OTHER, "Nothing says whether it is land or a building: taken as something else."
