"""Where the files of real data are, which tests read and the product does not need."""

import os
from pathlib import Path

import pytest

FOLDER = Path(
    os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data"
)


def shared_file(name: str) -> Path:
    """Return the path of a file of real data, or skip the test where there is none."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"needs the real data: set SHARED_DATA to the folder that has {name}")
    return path
