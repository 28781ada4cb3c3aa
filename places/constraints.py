"""Checks that the database itself makes on stored shapes and dates, raw SQL included.

An error from such a check holds row data: it is for the developer, never for a page or a log.
"""

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.lookups import LessThanOrEqual

MOST_POINTS = 20_000

# The box, in metres, within which the British National Grid (EPSG:27700) means anything.
METRIC_BOX = (0, 0, 700_000, 1_300_000)


class IsValid(Func):
    """Whether no ring crosses itself or another."""

    function = "ST_IsValid"
    output_field = models.BooleanField()


class HasPoints(Func):
    """Whether a shape is not empty."""

    template = "(NOT ST_IsEmpty(%(expressions)s))"
    output_field = models.BooleanField()


class PointCount(Func):
    """How many points a shape has."""

    function = "ST_NPoints"
    output_field = models.IntegerField()


class IsInAreaOfUse(Func):
    """Whether a metric shape lies in the box where its reference system means anything."""

    template = (
        f"(ST_XMin(%(expressions)s) >= {METRIC_BOX[0]} AND ST_YMin(%(expressions)s) >= "
        f"{METRIC_BOX[1]} AND ST_XMax(%(expressions)s) <= {METRIC_BOX[2]} AND "
        f"ST_YMax(%(expressions)s) <= {METRIC_BOX[3]})"
    )
    output_field = models.BooleanField()


class DayRange(Func):
    """The half-open range of days from the first to the second; none means without end."""

    function = "DATERANGE"
    template = "%(function)s(%(expressions)s, '[)')"


def sound_shape(column: str, *, name: str) -> list[models.CheckConstraint]:
    """Return the checks that a stored metric shape must pass: valid, bounded, somewhere real."""
    shape = F(column)
    return [
        models.CheckConstraint(condition=HasPoints(shape), name=f"{name}_not_empty"),
        models.CheckConstraint(
            condition=LessThanOrEqual(PointCount(shape), Value(MOST_POINTS)),
            name=f"{name}_at_most_20000_points",
        ),
        models.CheckConstraint(condition=IsInAreaOfUse(shape), name=f"{name}_in_area_of_use"),
        models.CheckConstraint(condition=IsValid(shape), name=f"{name}_valid"),
    ]
