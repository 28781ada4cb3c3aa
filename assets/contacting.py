"""How people ask about an asset, from one line that somebody typed: a role and a number."""

import re

from assets.models import Asset

_EMAIL = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+\.[A-Za-z]{2,}")
# Eight figures or more, as people write numbers: +44 (0)121 496 0000, 0121-496-0000 x 12.
_TELEPHONE = re.compile(
    r"(?:\+\s?)?\(?\d[\d\s().\-/]{6,}\d(?:\s*(?:x|ext\.?|extension)\s*\d{1,6})?", re.I
)
FEWEST_FIGURES = 8
_EDGES = " \t,;:–—-.()"
_JOINING = re.compile(
    r"(?:\b(?:on|at|or|and|by|tel|telephone|phone|e-?mail|ring|call)\b[\s.:]*)+$", re.I
)


def contact_in(text: str) -> dict[str, str]:
    """The role, telephone number and address in a line such as "Bookings desk, 0121 496 0000".

    A line with neither a number nor an e-mail address is a place to ask.
    """
    text = " ".join(text.split())
    email = _EMAIL.search(text)
    rest = text.replace(email[0], " ", 1) if email else text
    number = next(
        (
            match
            for match in _TELEPHONE.finditer(rest)
            if len(re.sub(r"\D", "", match[0])) >= FEWEST_FIGURES
        ),
        None,
    )
    rest = rest.replace(number[0], " ", 1) if number else rest
    if not (email or number):
        return {"contact_role": "", "contact_telephone": "", "contact_address": text[:200]}
    return {
        "contact_role": _tidy(rest)[:150],
        "contact_telephone": number[0].strip()[:40] if number else "",
        "contact_address": email[0].strip(".")[:200] if email else "",
    }


def _tidy(text: str) -> str:
    """What is left of a line once the number and address are out of it, without its joints."""
    text, before = " ".join(text.split()).strip(_EDGES), ""
    while text != before:
        before = text
        text = _JOINING.sub("", text).strip(_EDGES)
    return re.sub(r"\s*[,;]\s*(?=[,;]|$)", "", text)


def contact_line(asset: Asset) -> str:
    """How people ask about it, in one line: "Bookings desk, 0121 496 0000, hall@example.org"."""
    parts = (asset.contact_role, asset.contact_telephone, asset.contact_address)
    return ", ".join(part for part in parts if part)
