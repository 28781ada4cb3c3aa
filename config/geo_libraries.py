"""Where GDAL, GEOS and PROJ's data are found.

They come inside the pyogrio and shapely wheels, because Debian 12's own GDAL is older than the
version that GeoDjango's security fixes ask for. Where the wheels lack them, the system's are used,
with a warning that can be seen.
"""

import os
import warnings
from importlib.util import find_spec
from pathlib import Path


def _package(name: str) -> Path | None:
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _bundled(package: str, pattern: str) -> str | None:
    """The path of a shared library that a wheel brings along, or None."""
    folder = _package(package)
    found = sorted(folder.with_name(f"{package}.libs").glob(pattern)) if folder else []
    return str(found[0]) if found else None


def library_paths() -> tuple[str | None, str | None]:
    """Return the paths of GDAL and GEOS, and point PROJ and GDAL at their data."""
    gdal = _bundled("pyogrio", "libgdal*.so*")
    geos = _bundled("shapely", "libgeos_c*.so*")
    if gdal is None or geos is None:
        warnings.warn(
            "GDAL or GEOS was not found in the pyogrio and shapely wheels; using the system's.",
            RuntimeWarning,
            stacklevel=2,
        )
    pyogrio = _package("pyogrio")
    if gdal and pyogrio:
        os.environ.setdefault("PROJ_DATA", str(pyogrio / "proj_data"))
        os.environ.setdefault("GDAL_DATA", str(pyogrio / "gdal_data"))
        # Grids are never fetched: a shape must mean the same on every machine.
        os.environ.setdefault("PROJ_NETWORK", "OFF")
    return gdal, geos
