"""Which asset of the register a row of a file speaks of: certainly, probably, or none yet.

An asset is found by one row at most. Sameness is certain by the owner's own code, or by a UPRN that
stands once on either side where the address or the place agrees; and where a row is letter by
letter the row that made the asset. What agrees only in part is probable, for a person to confirm.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assets.models import ImportRow

CERTAIN, PROBABLE = ImportRow.Match.CERTAIN, ImportRow.Match.PROBABLE
NEAR_M = 50
FAR_M = 250
ALIKE, UNLIKE = 0.6, 0.25
# What kind of thing a code stands for, behind the number: /Land and Building, /BLDG, -RES.
CODE_KIND = re.compile(r"[/\-_ ]+[A-Za-z][A-Za-z &]*$")
WORD = re.compile(r"[a-z0-9]+")
SAY_NOTHING = {"the", "and", "of", "at", "in", "to", "for", "on", "n", "a", "land", "site"}


@dataclass(frozen=True)
class Thing:
    """One side of a match: a row of the file by its number, or an asset by its primary key."""

    key: int
    values: dict[str, Any]
    cells: tuple[str, ...] = ()
    words: frozenset[str] = field(default=frozenset(), compare=False)

    @classmethod
    def of(cls, key: int, values: dict[str, Any], cells: Sequence[str] = ()) -> "Thing":
        texts = (values.get(name) or "" for name in ("name", "street_number", "street", "postcode"))
        words = frozenset(WORD.findall(" ".join(texts).lower())) - SAY_NOTHING
        return cls(key, values, tuple(cells), words)

    def says(self, name: str) -> Any:
        return self.values.get(name) or ""

    @property
    def uprn(self) -> str:
        return self.says("uprn").lstrip("0")

    @property
    def stem(self) -> str:
        """The number in its code, without what kind of thing it stands for."""
        code = self.says("asset_code").casefold()
        stem = CODE_KIND.sub("", code)
        return stem if sum(letter.isdigit() for letter in stem) >= 4 else code


@dataclass(frozen=True)
class Found:
    """The asset that a row speaks of, how surely, and why: words."""

    asset: int
    match: str
    words: str


@dataclass(frozen=True)
class Agreement:
    """How far a row and an asset say the same."""

    same_uprn: bool | None
    metres: float | None
    alike: float
    same_name: bool
    same_postcode: bool | None

    @property
    def agrees(self) -> bool:
        """Whether the address or the place is the same."""
        return self.alike >= ALIKE or (self.metres is not None and self.metres <= NEAR_M)

    @property
    def contradicts(self) -> bool:
        """Whether nothing but a code or number speaks for sameness, and more against it."""
        if self.agrees or self.same_uprn or self.alike > UNLIKE:
            return False
        return self.same_uprn is False or (self.metres is not None and self.metres > FAR_M)

    @property
    def score(self) -> float:
        return (
            (4 if self.same_uprn else 0)
            + (2 if self.metres is not None and self.metres <= NEAR_M else 0)
            + (1 if self.same_postcode else 0)
            + (2 if self.same_name else 0)
            + 2 * self.alike
        )

    @property
    def words(self) -> str:
        said = [
            "same UPRN" if self.same_uprn else "another UPRN" if self.same_uprn is False else "",
            "same name" if self.same_name else "address alike" if self.alike >= ALIKE else "",
            "same postcode" if self.same_postcode else "",
        ]
        if self.metres is not None:
            near = self.metres <= NEAR_M
            said.append("same place" if near else f"{_rounded(self.metres)} apart")
        return ", ".join(filter(None, said))


def agreement(row: Thing, asset: Thing) -> Agreement:
    """Hold a row against an asset."""
    here, there = row.says("point"), asset.says("point")
    few = min(len(row.words), len(asset.words))
    return Agreement(
        same_uprn=row.uprn == asset.uprn if row.uprn and asset.uprn else None,
        metres=math.dist(here, there) if here and there else None,
        alike=len(row.words & asset.words) / few if few else 0.0,
        same_name=_name(row) == _name(asset) != "",
        same_postcode=(
            row.says("postcode") == asset.says("postcode")
            if row.says("postcode") and asset.says("postcode")
            else None
        ),
    )


def matched(rows: Iterable[Thing], assets: Iterable[Thing]) -> dict[int, Found]:
    """Return, for the number of each row that speaks of a known asset, which it is."""
    return _Matching(list(rows), list(assets)).run()


class _Matching:
    """Rows and assets that have not found each other yet."""

    def __init__(self, rows: list[Thing], assets: list[Thing]) -> None:
        self.rows, self.assets = rows, assets
        self.found: dict[int, Found] = {}
        self.taken: set[int] = set()

    def run(self) -> dict[int, Found]:
        self._by_cells()
        self._by_reference()
        self._by_key(lambda thing: thing.says("asset_code").casefold(), "same code", is_code=True)
        self._by_key(lambda thing: thing.stem, "same number in its code", needs_agreement=True)
        self._by_uprn()
        self._by_name()
        return self.found

    def _left(self, things: list[Thing], key: Callable[[Thing], Any]) -> dict[Any, list[Thing]]:
        """Return the things without a match, by a key that is not blank."""
        known = self.found.keys() if things is self.rows else self.taken
        groups: dict[Any, list[Thing]] = defaultdict(list)
        for thing in things:
            if thing.key not in known and (said := key(thing)):
                groups[said].append(thing)
        return groups

    def _both(self, key: Callable[[Thing], Any]) -> Iterable[tuple[list[Thing], list[Thing]]]:
        rows, assets = self._left(self.rows, key), self._left(self.assets, key)
        for said, some in rows.items():
            if said in assets:
                yield some, assets[said]

    def _take(self, row: Thing, asset: Thing, match: str, words: str) -> None:
        self.found[row.key] = Found(asset.key, match, words[:300])
        self.taken.add(asset.key)

    def _by_cells(self) -> None:
        """The row is letter by letter one that was read before."""
        for some, known in self._both(lambda thing: thing.cells):
            for row, asset in zip(some, known, strict=False):
                self._take(row, asset, CERTAIN, "the same row as in the file before")

    def _by_reference(self) -> None:
        """The row carries this register's own reference."""
        for some, known in self._both(lambda thing: thing.says("reference")):
            if len(some) == len(known) == 1:
                self._take(some[0], known[0], CERTAIN, "same reference in this register")

    def _by_key(
        self,
        key: Callable[[Thing], str],
        words: str,
        *,
        is_code: bool = False,
        needs_agreement: bool = False,
    ) -> None:
        for some, known in self._both(key):
            is_only = len(some) == len(known) == 1
            for row, asset, agrees in _best_pairs(some, known):
                is_sure = not agrees.contradicts if is_code and is_only else agrees.agrees
                if needs_agreement and agrees.same_uprn:
                    is_sure = True
                more = f", {agrees.words}" if agrees.words else ""
                self._take(row, asset, CERTAIN if is_sure else PROBABLE, f"{words}{more}")

    def _by_uprn(self) -> None:
        """A UPRN that stands once on either side, or else the same name at the same UPRN."""
        rows_with, assets_with = _counts(self.rows), _counts(self.assets)
        for some, known in self._both(lambda thing: thing.uprn):
            number = some[0].uprn
            is_only = rows_with[number] == assets_with[number] == 1
            for row, asset, agrees in _best_pairs(some, known):
                if not (is_only or agrees.same_name or agrees.alike >= ALIKE):
                    continue
                other_codes = bool(row.says("asset_code") and asset.says("asset_code"))
                is_sure = is_only and agrees.agrees and not other_codes
                words = agrees.words + (", another code" if other_codes else "")
                self._take(row, asset, CERTAIN if is_sure else PROBABLE, words)

    def _by_name(self) -> None:
        """The same name, and nothing that speaks against it."""
        for some, known in self._both(_name):
            is_only = len(some) == len(known) == 1
            for row, asset, agrees in _best_pairs(some, known):
                other_codes = bool(row.says("asset_code") and asset.says("asset_code"))
                if agrees.same_uprn is False or agrees.same_postcode is False:
                    continue
                if agrees.metres is not None and agrees.metres > FAR_M:
                    continue
                is_there = bool(agrees.same_postcode or agrees.metres is not None)
                if other_codes and not is_there:
                    continue
                near = agrees.metres is None or agrees.metres <= NEAR_M
                is_sure = is_only and is_there and near and not other_codes
                words = agrees.words + (", another code" if other_codes else "")
                self._take(row, asset, CERTAIN if is_sure else PROBABLE, words)


def _best_pairs(rows: list[Thing], assets: list[Thing]) -> Iterable[tuple[Thing, Thing, Agreement]]:
    """Yield pairs of a group, those that agree most first, and each thing once."""
    pairs = sorted(
        (
            (-agrees.score, place, other, row, asset, agrees)
            for place, row in enumerate(rows[:MOST_IN_A_GROUP])
            for other, asset in enumerate(assets[:MOST_IN_A_GROUP])
            for agrees in [agreement(row, asset)]
        ),
        key=lambda pair: pair[:3],
    )
    rows_taken: set[int] = set()
    assets_taken: set[int] = set()
    for _, _, _, row, asset, agrees in pairs:
        if row.key in rows_taken or asset.key in assets_taken:
            continue
        rows_taken.add(row.key)
        assets_taken.add(asset.key)
        yield row, asset, agrees


# Each is held against each: a code on hundreds of rows is no code.
MOST_IN_A_GROUP = 60


def _counts(things: list[Thing]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for thing in things:
        counts[thing.uprn] += 1
    return counts


def _name(thing: Thing) -> str:
    return " ".join(WORD.findall(thing.says("name").lower()))


def _rounded(metres: float) -> str:
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{round(metres / 10) * 10:.0f} m"
