"""Money and shares as people write them, as tables: what is typed, and what it means."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from assets.forms.amounts import MoneyField, ShareField, WrittenNumberField
from assets.forms.fields import WrittenNumberField as SizeField

MEANT = [
    (MoneyField(), "£1,200.50", Decimal("1200.50")),
    (MoneyField(), " 12 ", Decimal(12)),
    (MoneyField(), "0", Decimal(0)),
    (MoneyField(least=None), "−£12.50", Decimal("-12.50")),
    (MoneyField(least=None), "-3", Decimal(-3)),
    (ShareField(), "20%", Decimal("0.2")),
    (ShareField(), "12.5", Decimal("0.125")),
    (ShareField(), "100 %", Decimal(1)),
    (WrittenNumberField(), "1,000", Decimal(1000)),
    (MoneyField(), "£1, 234, 567.80", Decimal("1234567.80")),
    (SizeField(units=("m²",)), "1,250.5 m²", Decimal("1250.5")),
    (WrittenNumberField(required=False), "", None),
]


@pytest.mark.parametrize(("field", "written", "value"), MEANT)
def test_what_is_written_is_understood(field, written, value):
    assert field.clean(written) == value


REFUSED = [
    (MoneyField(), "", "required"),
    (MoneyField(), "ten", "invalid"),
    (MoneyField(), "1e999", "invalid"),
    (MoneyField(), "٣", "invalid"),
    (MoneyField(), "nan", "invalid"),
    (MoneyField(), "1,5", "invalid"),
    (MoneyField(), "1,50.0", "invalid"),
    (MoneyField(), "1,2000", "invalid"),
    (SizeField(), "1,5 m²", "invalid"),
    (MoneyField(), "1.005", "places"),
    (MoneyField(), "-1", "small"),
    (MoneyField(), "99999999999", "large"),
    (ShareField(), "101%", "large"),
    (ShareField(), "-1%", "small"),
    (ShareField(), "0.001%", "places"),
    (WrittenNumberField(), "9" * 41, "max_length"),
]


@pytest.mark.parametrize(("field", "written", "code"), REFUSED)
def test_what_cannot_be_meant_is_refused(field, written, code):
    with pytest.raises(ValidationError) as refused:
        field.clean(written)
    assert refused.value.error_list[0].code == code


SHOWN = [
    (MoneyField(), Decimal("1200.00"), "1,200"),
    (MoneyField(), Decimal("12.50"), "12.50"),
    (ShareField(), Decimal("0.1250"), "12.5%"),
    (ShareField(), Decimal("1.0000"), "100%"),
    (WrittenNumberField(), Decimal("1000.00"), "1,000"),
    (MoneyField(), "as typed", "as typed"),
]


@pytest.mark.parametrize(("field", "value", "text"), SHOWN)
def test_what_is_kept_is_shown_as_people_write_it(field, value, text):
    assert field.prepare_value(value) == text
