"""What an asset is called, and its street, from the cells in which registers put either."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assets.importing.cells import POSTCODE, is_nothing, lines_of, tidy

LONGEST = 200
# What says what a thing is but not which: it is told apart by where it is.
GENERIC = re.compile(
    r"(shops?|land|car ?parks?|garages?|community (hall|centre)|hall|offices?|stores?|"
    r"(former )?(public )?(toilets?|conveniences?)|allotments?|allotment gardens|grass verges?|"
    r"open space|public open space|play ?ground|play area|playing fields?|sports ground|pavilion|"
    r"(now )?part of (the )?highways?( and verges?)?|footpath|depot|library|workshop|kiosk|unit|"
    r"residential|retail units?|bus shelter|tennis courts?|bowling green|recreation ground|"
    r"public conveniences?|car parking|pavill?ions?|amenity land|cemetery|cafe|"
    r"building|site|various)\.?",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"\b(in|of|at|off|to|near|on|for|by|the|and|adjacent|adjoining|opposite|between|behind|"
    r"adj|fronting|rear of|side of|front of|junction of)$",
    re.IGNORECASE,
)
# How address lists say that a street, and no building on it, is meant.
STREET_RECORD = re.compile(r"^street record\b[\s,]*", re.IGNORECASE)
TAIL_SHARE = 0.6
TAIL_ROWS = 10


@dataclass(frozen=True)
class Named:
    """An asset's name and street. `is_made_up` where the file itself gives it no name."""

    name: str
    street: str
    is_made_up: bool


def named(
    *, name: str = "", number: str = "", street: str = "", address: str = "", code: str = "",
    tail: str = "",
) -> Named:  # fmt: skip
    """Return the name and street of a row, "" where nothing names it.

    `tail` is what nearly all addresses of the file end with: it tells none from another.
    """
    lines = _joined([STREET_RECORD.sub("", line) for line in lines_of(street)])
    if number and lines and not lines[0].startswith(number):
        numbered = [f"{number} {lines[0]}", *lines[1:]]
    else:
        numbered = lines
    whole = _without_postcode(
        STREET_RECORD.sub("", ", ".join(_joined(lines_of(address)))) if address else ""
    )
    given = "" if is_nothing(tidy(name)) else " ".join(lines_of(name))
    first = _short(whole, tail)
    if given:
        others = [line for line in lines if line.casefold() != given.casefold()]
        called = _told_apart(given, numbered or ([first] if first else []))
        return Named(_cut(called), _cut(", ".join(others) or whole), is_made_up=False)
    if numbered:
        rest = lines[1:] if len(lines) > 1 else lines
        called = _told_apart(numbered[0], numbered[1:])
        return Named(_cut(called), _cut(", ".join(rest)), is_made_up=True)
    if whole:
        return Named(_cut(first), _cut(whole), is_made_up=True)
    return Named(_cut(f"Asset {code}") if code else "", "", is_made_up=True)


def _told_apart(name: str, lines: list[str]) -> str:
    """Return a name that is cut short, or says only what kind of thing it is, with where it is."""
    others = [line for line in lines if line.casefold() not in name.casefold()]
    if not others:
        return name
    first = others[0]
    if GOES_ON.search(name):
        return f"{name} {first}"
    if GENERIC.fullmatch(name):
        return f"{name.rstrip('.')}, {first}"
    if name[:1].islower():
        return f"{first}: {name}"
    return name


def _joined(lines: Iterable[str]) -> list[str]:
    """Return lines with each that stops in the middle of a phrase joined to the next."""
    joined: list[str] = []
    for line in filter(None, lines):
        if joined and GOES_ON.search(joined[-1]):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _short(address: str, tail: str) -> str:
    """Return the part of an address that names the place."""
    if tail and address.lower().endswith(tail.lower()) and len(address) > len(tail):
        address = address[: -len(tail)].rstrip(" ,")
    pieces = [piece.strip() for piece in address.split(",") if piece.strip()]
    if not pieces:
        return ""
    size = 1
    while size < len(pieces) and not _stands_alone(", ".join(pieces[:size])):
        size += 1
    return ", ".join(pieces[:size])


def _stands_alone(text: str) -> bool:
    """Whether a piece of an address has words that tell, and no bracket left open."""
    if GENERIC.fullmatch(text):
        return False
    return bool(re.search(r"[A-Za-z]{3}", text)) and text.count("(") == text.count(")")


def _without_postcode(address: str) -> str:
    return POSTCODE.sub("", address).strip(" ,")


def _cut(text: str) -> str:
    text = text.strip(" ,;")
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def common_tail(addresses: Iterable[str]) -> str:
    """Return the words with which most addresses of a file end, or ""."""
    ends: list[list[str]] = []
    for address in addresses:
        text = _without_postcode(" ".join(lines_of(address)))
        if text and not is_nothing(text):
            ends.append(text.split())
    if len(ends) < TAIL_ROWS:
        return ""
    tail: list[str] = []
    while True:
        size = len(tail) + 1
        longer = Counter(
            words[-size]
            for words in ends
            if len(words) > size and (not tail or words[-len(tail) :] == tail)
        )
        word, number = longer.most_common(1)[0] if longer else ("", 0)
        if number < TAIL_SHARE * len(ends):
            return " ".join(tail).strip(" ,")
        tail.insert(0, word)
