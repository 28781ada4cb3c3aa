"""The geographic libraries are those in the wheels: the system's may be too old to be safe."""

import re

import pytest
from django.contrib.gis import gdal, geos
from django.core.checks import run_checks


def version_of(text: bytes | str) -> tuple[int, ...]:
    found = re.search(r"(\d+)\.(\d+)", text.decode() if isinstance(text, bytes) else text)
    return tuple(int(part) for part in found.groups())


def test_gdal_is_new_enough_for_djangos_security_fixes():
    assert version_of(gdal.gdal_version()) >= (3, 9)


def test_geos_and_gdal_come_from_the_wheels(settings):
    assert "pyogrio.libs" in settings.GDAL_LIBRARY_PATH
    assert "shapely.libs" in settings.GEOS_LIBRARY_PATH
    assert version_of(geos.geos_version()) >= (3, 11)


def test_gdal_finds_the_data_of_its_projections():
    point = gdal.OGRGeometry("POINT (400000 100000)", srs=27700)
    point.transform(4326)
    lonlat = sorted([point.x, point.y])
    assert lonlat == [pytest.approx(-2.0, abs=0.01), pytest.approx(50.8, abs=0.01)]


def test_django_finds_nothing_wrong():
    assert run_checks() == []
