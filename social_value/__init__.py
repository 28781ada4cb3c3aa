"""What a change is worth to people: the social return calculation, plain functions and Decimals."""

from social_value.discounting import GREEN_BOOK, RateFrom, discount_factors
from social_value.returns import Change, Return, social_return, switching_quantity

__all__ = [
    "GREEN_BOOK",
    "Change",
    "RateFrom",
    "Return",
    "discount_factors",
    "social_return",
    "switching_quantity",
]
