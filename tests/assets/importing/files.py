"""The files that are thrown at the importer, and rows as files hold them."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from assets import importing
from assets.importing.understanding import Columns, Understood, understood
from assets.models import ImportRow, RegisterImport
from partners.models import Organisation

SHARED = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[4] / "shared/data"))
CHELTENHAM_2021 = SHARED / "assets/cheltenham-land-and-assets-2021.csv"
CHELTENHAM_2023 = SHARED / "assets/cheltenham-land-and-assets-2023.csv"
with_files = pytest.mark.skipif(not CHELTENHAM_2021.exists(), reason="the data files are not here")
IN_2021, IN_2023 = dt.date(2021, 4, 1), dt.date(2023, 4, 1)
HEAD = "AssetCode,UPRN,PropertyName,StreetName,PostCode,GeoX,GeoY,TenureDetail,HoldingType\n"


def register(*rows: str) -> bytes:
    """A small register with the Code's headers."""
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


HALL = "H1,010000000001,The Hall,High Street,B30 2HA,406000,280000,Leasehold,Building"
GREEN = "G2,010000000002,The Green,Park Road,B30 2HB,406500,280500,Occupied by local authority,Land"
SHOP = "S3,,Shop,12 High Street,B30 2HC,406100,280100,Vacant,Land and Building"


def begun(
    organisation: Organisation, data: bytes, *, as_at: dt.date = IN_2021, by=None, **more
) -> RegisterImport:
    """A file that was taken in."""
    given = {"filename": "register.csv", "source": "Open data", "effective_on": as_at, "by": by}
    return importing.begin(organisation=organisation, upload=data, **given | more)


def previewed(organisation: Organisation, data: bytes, *, by=None, **more) -> RegisterImport:
    """A file whose rows are read and held against the register."""
    row = begun(organisation, data, by=by, **more)
    row = importing.choose_columns(register_import=row, mapping=row.mapping, by=by)
    return importing.work_on(row)


def saved(organisation: Organisation, data: bytes, *, by=None, **more) -> RegisterImport:
    """A file that was saved as it was shown."""
    row = previewed(organisation, data, by=by, **more)
    return importing.save(register_import=row, by=by, expected_fingerprint=row.fingerprint)


def outcomes(row: RegisterImport) -> dict[str, str]:
    """The name of each row, and what becomes of it."""
    return dict(row.rows.values_list("name", "outcome"))


def counts(row: RegisterImport) -> dict[str, int]:
    """What is not nought."""
    return {key: number for key, number in importing.counts_of(row).items() if number}


def one_row(ours: Iterable[str] = (), **cells: str) -> Understood:
    """What a row with these fields and no others comes to; `ours` are references we gave."""
    mapping = {name: at for at, name in enumerate(cells)}
    columns = Columns(list(cells), mapping, ours=frozenset(ours))
    return understood(list(cells.values()), columns)


def mends(row: RegisterImport) -> Counter:
    """How many rows of a file were mended in which way; those that are not used mend nothing."""
    columns = Columns(row.columns, row.mapping, row.reference_system)
    unused = (ImportRow.Outcome.REFUSED, ImportRow.Outcome.LEFT_OUT)
    kinds: Counter = Counter()
    for cells in row.rows.exclude(outcome__in=unused).values_list("cells", flat=True):
        kinds.update({kind for kind, _ in understood(cells, columns).mends})
    return kinds
