"""Changing what was declared: at once within the limits, or after a time for objection.

A change is drafted, and then either made at once (an *adjustment*: it keeps within what was
signed) or opened for objection and made or abandoned (an *amendment*: it goes further). The zone is
as it was until a change is made.
"""

from sizes.amending.checking import problems, put_off_in
from sizes.amending.drafting import (
    begin,
    change_dates,
    change_limits,
    change_outcomes,
    change_place,
    change_words,
    keep_place,
    say_why,
)
from sizes.amending.judging import kind_of, why_amendment
from sizes.amending.making import (
    abandon,
    adjust,
    end_with_zone,
    make,
    open_for_objection,
    problems_to_adjust,
    problems_to_make,
    problems_to_open,
    put_off,
)
from sizes.amending.objecting import leave, object_to, sign_again, standing_objections

__all__ = [
    "abandon",
    "adjust",
    "begin",
    "change_dates",
    "change_limits",
    "change_outcomes",
    "change_place",
    "change_words",
    "end_with_zone",
    "keep_place",
    "kind_of",
    "leave",
    "make",
    "object_to",
    "open_for_objection",
    "problems",
    "problems_to_adjust",
    "problems_to_make",
    "problems_to_open",
    "put_off",
    "put_off_in",
    "say_why",
    "sign_again",
    "standing_objections",
    "why_amendment",
]
