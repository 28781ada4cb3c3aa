"""Homes, which no register here lists, and places that must not be found: told by their words.

A home is told by what the owner files it under, by the owner's code, or by an address that begins
with a flat and its number. Words such as "House" or "Flats" in a name tell nothing: Clarence House
may be offices, and School Road Flats may be the lawn before them. Where a place shelters people it
is kept, but as a sensitive place.
"""

import re

ROAD = r"(?!\s+(road|street|lane|close|avenue|drive|way|gardens|terrace|place|rd|st|hill)\b)"
SENSITIVE = {
    "Refuge": r"(?<!traffic )(?<!pedestrian )(?<!wildlife )(?<!bird )(?<!animal )(?<!central )"
    r"\brefuges?\b(?! (island|collection|centre for animals))|\bwomen'?s aid\b|"
    r"\bsafe ?house\b|\bdomestic (abuse|violence)\b",
    "Children's home": r"\bchild(ren)?('?s|s')? (residential |care )?homes?\b|"
    r"\blooked[ -]after children\b|\bsecure (children|unit)|"
    r"\b(young people|youth)('?s)? (residential )?homes?\b",
    "Hostel": r"\bhostels?\b|\bnight ?shelter\b|\bhomeless(ness)?\b|\brough sleep|\bbail hostel|"
    r"\bapproved premises\b|\bhalf-?way house\b|\basylum seeker",
    "Supported housing": r"\bsupported (housing|living|accommodation|lodging)|"
    r"\b(temporary|emergency|move-?on) accommodation\b",
    "Care home": r"\b(care|nursing|residential|respite) homes?\b|\bresidential care\b|"
    r"\bextra[ -]care\b",
}
SENSITIVE_WORDS = tuple(
    (label, re.compile(f"({pattern}){ROAD}", re.IGNORECASE)) for label, pattern in SENSITIVE.items()
)
FILED_AS_HOME = re.compile(
    r"\b(residential|dwellings?|dwelling ?houses?|council (house|housing|home|dwelling)s?|"
    r"housing stock|hra|flats?|bungalows?|maisonettes?|apartments?|social housing|general needs|"
    r"sheltered (housing|scheme|flats?|accommodation)|tied (house|cottage|accommodation)s?|"
    r"domestic propert(y|ies))\b|^(council )?(house|home)s?$",
    re.IGNORECASE,
)
FILED_AS_MORE = re.compile(
    r"\bnon[ -]?(residential|domestic|hra|housing)|\bnot residential|\b(commercial|shops?|offices?|"
    r"garages?|parking|car ?parks?|land|open spaces?|amenity|communal|community|hall|mixed|depots?|"
    r"laundry|stores?|sheds?|ground rents?|play ?areas?)\b",
    re.IGNORECASE,
)
NAMED_AS_HOME = re.compile(
    r"(residential|(a )?dwelling( ?house)?|house|flat|bungalow|maisonette|council (house|flat)|"
    r"residential (property|dwelling|flat|house))\.?",
    re.IGNORECASE,
)
FLAT = re.compile(
    r"(^|,\s*)(flat|apartment|apt\.?|maisonette|bedsit|studio flat)\s+"
    r"(no\.?\s*)?(\d+\s?[a-z]?|[a-z]\d?)(?=\s*(,|$|\s\d|\s[A-Z]))",
    re.IGNORECASE,
)
LODGING = re.compile(
    r"\b(caretaker|warden|(park ?)?keeper|gardener|groundsm[ae]n)('?s|s')? "
    r"(house|flat|bungalow|cottage|lodge|accommodation)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"\b(land|garages?|parking|car ?parks?|strip|verge|rear|adj|adjacent|adjoining|opposite|behind|"
    r"next to|near|between|front|off|outside|store|substation|sub ?station|access|footpath|part of|"
    r"piece|plot|site|open space|beneath|under|below|cellars?|basement)\b",
    re.IGNORECASE,
)
HOME_CODE = re.compile(
    r"[/\-_. ](RES|RESI|RESID|RESIDENTIAL|DWELL|DWELLING|HRA|FLAT)$", re.IGNORECASE
)
NO_HOME = "If it is no home, add it by hand."


def sensitive_kind(*texts: str) -> str:
    """Return what sort of sheltering place the words speak of, or ""."""
    for text in texts:
        plain = text.replace("’", "'")
        for label, pattern in SENSITIVE_WORDS:
            if pattern.search(plain):
                return label
    return ""


def why_home(
    *, name: str = "", address: str = "", filed_as: tuple[str, ...] = (), code: str = ""
) -> str:
    """Return by what a row is known to be a home, as a sentence, or ""."""
    for words in filed_as:
        if FILED_AS_HOME.search(words) and not FILED_AS_MORE.search(words):
            return f"It is left out as a home: it is filed as “{words[:60]}”. {NO_HOME}"
    told = name or address
    if NAMED_AS_HOME.fullmatch(told.strip()):
        return f"It is left out as a home: it is called “{told.strip()[:60]}”. {NO_HOME}"
    for text in filter(None, (name, address)):
        found = FLAT.search(text)
        if found and not BESIDE.search(text[: found.start()]) and not BESIDE.search(name):
            said = found[0].strip(" ,")
            return f"It is left out as a home: its address says “{said[:60]}”. {NO_HOME}"
        found = LODGING.search(text)
        if found and not BESIDE.search(text):
            return f"It is left out as a home: it is a {found[0].lower()[:60]}. {NO_HOME}"
    found = HOME_CODE.search(code)
    if found and not BESIDE.search(told):
        return (
            f"It is left out as a home: its code ends in “{found[1]}”, for residential. {NO_HOME}"
        )
    return ""
