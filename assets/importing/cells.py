"""One cell of a register: a date, a number, a UPRN, a postcode, a word of a list, as people write.

Each function returns what was understood and, where something had to be put right or left out, a
sentence that says so.
"""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from assets.models import Asset
from groundwork.date_parts import month_number
from groundwork.tables import THOUSANDS, key_of

NOTHING = {
    "", "n/a", "na", "none", "null", "nil", "-", "--", "–", "tbc", "tba", "unknown", "#n/a",
    "not known", "not applicable", "?", ".", "n/k", "nan", "not recorded", "blank",
}  # fmt: skip
QUOTED_AGAINST_FORMULAS = re.compile(r"^'(?=[=+\-@\t])")
POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b", re.IGNORECASE)
SCIENTIFIC = re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?|[-+]?\.\d+")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})(?: .*)?")
DAY_MONTH_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})\.?,?[-/. ]+(\d{4}|\d{2})"
)
MONTH_NAME = re.compile(r"([A-Za-z]{3,9})\.?[-/. ]+(\d{4})")
YEAR = re.compile(r"(1[89]|20)\d\d")
SERIAL = re.compile(r"\d{5}(\.\d+)?")
FIRST_SERIAL_DAY = dt.date(1899, 12, 30)  # as spreadsheets count
SERIAL_DAYS = range(20_000, 60_000)
CENTURY_TURNS = 70  # two figures: 69 is 2069, 70 is 1970
HECTARES_AN_ACRE = Decimal("0.40468564224")
M2_A_HECTARE = Decimal(10_000)
M2_A_SQUARE_FOOT = Decimal("0.09290304")

TENURES = {
    Asset.Tenure.FREEHOLD: ("freehold", "freeholder", "fh", "f", "owned", "ownedfreehold"),
    Asset.Tenure.LEASEHOLD: ("leasehold", "lease", "leased", "leasedin", "lh", "l", "leaseholder",
                             "longleasehold", "shortleasehold", "longlease", "leasedin"),
    Asset.Tenure.OTHER: ("other", "chattel", "licence", "license", "easement", "tenancyatwill",
                         "commonland", "trust", "unregistered", "highwaysland"),
}  # fmt: skip
TENURE_DETAILS = {
    Asset.TenureDetail.OCCUPIED: (
        "occupiedbylocalauthority", "occupiedbythelocalauthority", "occupiedbytheauthority",
        "occupiedbycouncil", "occupiedbythecouncil", "occupiedbytheowner", "occupiedbyowner",
        "occupied", "owneroccupied", "occupiedbyla", "localauthorityoccupied", "inhouse",
    ),
    Asset.TenureDetail.GROUND_LEASEHOLD: ("groundleasehold", "groundlease", "groundleased"),
    Asset.TenureDetail.SUB_LEASEHOLD: (
        "subleasehold", "sublease", "subleased", "sublet", "underlease",
    ),
    Asset.TenureDetail.LEASEHOLD: ("leasehold", "lease", "leased", "leasedout", "let", "letout"),
    Asset.TenureDetail.LICENCE: ("licence", "license", "licensed", "licencee", "onlicence"),
    Asset.TenureDetail.VACANT: ("vacant", "empty", "void", "unoccupied", "vacantproperty"),
}  # fmt: skip
HOLDINGS = {
    Asset.Holding.BOTH: (
        "both", "landandbuilding", "landandbuildings", "landbuilding", "landbuildings",
        "buildingandland", "buildingsandland", "buildingland",
    ),
    Asset.Holding.BUILDINGS: ("building", "buildings", "buildingonly", "buildingsonly", "bldg"),
    Asset.Holding.LAND: ("land", "landonly", "lands"),
}  # fmt: skip
KINDS = {kind: (key_of(kind.value), key_of(str(kind.label))) for kind in Asset.Kind}


def tidy(cell: str) -> str:
    """Return a cell on one line, with one plain space where there was any white space.

    Drops the apostrophe that guards a cell against being taken for a formula.
    """
    return " ".join(QUOTED_AGAINST_FORMULAS.sub("", cell.replace("\u200b", "")).split())


def lines_of(cell: str) -> list[str]:
    """Return the lines of a cell that hold something."""
    pieces = (tidy(line).strip(" ,;#") for line in re.split(r"[\r\n\u2028\x0b]+", cell))
    return [piece for piece in pieces if piece]


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say: blank, N/A, a dash."""
    return text.strip().lower() in NOTHING


def uprn(cell: str) -> tuple[str, str]:
    """Return a UPRN as text with its zeros, "" where it is none."""
    text = tidy(cell).replace(" ", "")
    if is_nothing(text):
        return "", ""
    if SCIENTIFIC.fullmatch(text):
        return "", f"The UPRN “{text}” was shortened by a spreadsheet, so it was left out."
    bare = re.sub(r"\.0+$", "", text).removeprefix("'").replace(",", "")
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 12 or not int(bare):
        return "", f"“{text[:40]}” is not a UPRN, which has up to 12 figures, so it was left out."
    if len(bare) == 12 and bare.endswith("000000"):
        return "", f"The UPRN {bare} was rounded by a spreadsheet, so it was left out."
    if bare != text:
        return bare, f"The UPRN was written “{text[:40]}”: read as {bare}."
    return bare, ""


def postcode(cell: str) -> tuple[str, str]:
    """Return a postcode in capitals with its space, "" where the cell holds none."""
    text = tidy(cell)
    if is_nothing(text):
        return "", ""
    found = POSTCODE.search(text.upper())
    if not found:
        return "", f"“{text[:40]}” is not a postcode, so it was left out."
    return f"{found[1]} {found[2]}", ""


def a_date(cell: str) -> tuple[dt.date | None, str]:
    """Return the day in a cell: 2017-12-28, 28/12/2017, 28.12.2017, 28-Dec-17, 28 December 2017.

    A month or a year alone is its first day; a number of days as a spreadsheet counts them is
    understood. None where it is no date.
    """
    text = tidy(cell)
    if is_nothing(text):
        return None, ""
    try:
        if found := ISO.fullmatch(text):
            return _day(found[1], found[2], found[3]), ""
        if found := DAY_FIRST.fullmatch(text):
            return _day(found[3], found[2], found[1]), ""
        if found := DAY_MONTH_NAME.fullmatch(text):
            return _day(found[3], str(month_number(found[2])), found[1]), ""
        if found := MONTH_NAME.fullmatch(text):
            day = _day(found[2], str(month_number(found[1])), "1")
            return day, f"The date says only “{text}”: taken as its first day."
        if YEAR.fullmatch(text):
            return _day(text, "1", "1"), f"The date says only {text}: taken as its first day."
        if SERIAL.fullmatch(text) and int(float(text)) in SERIAL_DAYS:
            day = FIRST_SERIAL_DAY + dt.timedelta(days=int(float(text)))
            return day, f"The date stood as a spreadsheet's number, {text}: read as {_said(day)}."
    except ValueError:
        pass
    return None, f"“{text[:40]}” is not a date, so it was left out."


def _day(year: str, month: str, day: str) -> dt.date:
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= CENTURY_TURNS else 2000
    return dt.date(number, int(month), int(day))


def _said(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def plain_number(text: str) -> Decimal | None:
    """Return a number written with or without commas between thousands, or None."""
    text = text.strip()
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**12 else None


def an_area(cell: str, header: str, *, unit: str) -> tuple[Decimal | None, str]:
    """Return an area in `unit`, "ha" or "m2"; the cell or else the header may name another."""
    text = tidy(cell)
    if is_nothing(text):
        return None, ""
    found = NUMBER.search(text)
    number = plain_number(found[0]) if found else None
    rest = text.replace(found[0], "", 1).strip() if found else text
    if number is None or number < 0 or NUMBER.search(re.sub(r"m2|m\^2", "", rest)):
        return None, f"“{text[:40]}” is not a size, so it was left out."
    said = _unit(rest) or _unit(header) or unit
    places = Decimal("0.0001") if unit == "ha" else Decimal("0.01")
    if said == unit:
        return number.quantize(places), ""
    in_m2 = (
        number
        * {
            "ha": M2_A_HECTARE,
            "m2": Decimal(1),
            "acres": M2_A_HECTARE * HECTARES_AN_ACRE,
            "sqft": M2_A_SQUARE_FOOT,
        }[said]
    )
    size = (in_m2 / M2_A_HECTARE if unit == "ha" else in_m2).quantize(places)
    names = {"ha": "hectares", "m2": "square metres", "acres": "acres", "sqft": "square feet"}
    return size, f"{number} {names[said]} were reckoned as {size.normalize():f} {names[unit]}."


def _unit(words: str) -> str:
    text = words.lower()
    if re.search(r"acre", text):
        return "acres"
    if re.search(r"hectare|\bha\b|\(ha\)", text):
        return "ha"
    if re.search(r"sq\.?\s*(ft|feet)|square\s+f|ft2|ft²", text):
        return "sqft"
    if re.search(r"m2|m²|m\^2|sq\.?\s*m|square\s+m", text):
        return "m2"
    return ""


def a_count(cell: str) -> tuple[int | None, str]:
    """Return a whole number from 0 to a million."""
    text = tidy(cell)
    if is_nothing(text):
        return None, ""
    number = plain_number(text)
    if number is None or number != number.to_integral_value() or not 0 <= number <= 1_000_000:
        return None, f"“{text[:40]}” is not a number of people, so it was left out."
    return int(number), ""


def a_word(
    cell: str, words: dict, *, may_be_left: bool = False
) -> tuple[str, str]:  # fmt: skip
    """Return the value of a list that a cell means, small slips of the pen included.

    "" and a sentence where it means none; no sentence where that `may_be_left` to others.
    """
    text = tidy(cell)
    key = key_of(text)
    if is_nothing(text) or not key:
        return "", ""
    for value, names in words.items():
        if key == key_of(str(value)) or key in names:
            return str(value), ""
    for value, names in words.items():
        for name in names:
            if len(name) > 5 and _is_slip(key, name):
                return str(value), f"“{text[:40]}” was read as “{value.label}”."
    if may_be_left:
        return "", ""
    return "", f"“{text[:40]}” is not in the list, so it was left out and is kept as written."


def _is_slip(written: str, meant: str) -> bool:
    """Whether two words differ by one letter left out, put in, changed, or two swapped."""
    if abs(len(written) - len(meant)) > 1 or written[:1] != meant[:1]:
        return False
    at = next(
        (n for n, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b),
        min(len(written), len(meant)),
    )
    left, right = written[at:], meant[at:]
    return (
        left[1:] == right
        or left == right[1:]
        or left[1:] == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )
