"""A date in three fields is read as people write it, and refused with a sentence."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError

from groundwork.date_parts import DatePartsField


class Form(forms.Form):
    target_on = DatePartsField(label="Target date")


@pytest.mark.parametrize("month", ["3", "03", "mar", "Mar.", "March", " MARCH "])
def test_date_parts_reads_the_month_however_it_is_written(month):
    assert DatePartsField(label="Target date").clean(["27", month, "2027"]) == dt.date(2027, 3, 27)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (["", "", ""], "Target date: write a day, a month and a year"),
        (["27", "", "2027"], "Target date must include a month"),
        (["", "3", ""], "Target date must include a day and a year"),
        (["31", "2", "2027"], "Target date must be a real date, such as 27 3 2027"),
        (["27", "ma", "2027"], "Target date must be a real date, such as 27 3 2027"),
        (["27", "13", "2027"], "Target date must be a real date, such as 27 3 2027"),
        (["27", "3", "9" * 15], "Target date must be a real date, such as 27 3 2027"),
        (["31", "12", "9999"], "Target date must be a real date, such as 27 3 2027"),
        (["27", "3", "27"], "Target date: write the year with four figures"),
    ],
)
def test_date_parts_refuses_with_a_sentence_when_it_cannot_be_read(written, sentence):
    with pytest.raises(ValidationError) as refusal:
        DatePartsField(label="Target date").clean(written)
    assert refusal.value.messages == [sentence]


def test_date_parts_is_none_when_optional_and_left_blank():
    assert DatePartsField(required=False).clean(["", "", ""]) is None


def test_date_parts_keeps_what_was_typed_when_refused():
    form = Form({"target_on_day": "31", "target_on_month": "feb", "target_on_year": "2027"})
    assert not form.is_valid()
    page = form.as_div()
    assert 'value="31"' in page
    assert 'value="feb"' in page
    assert "Target date must be a real date" in page


def test_date_parts_shows_the_stored_date_in_its_three_boxes():
    page = str(Form(initial={"target_on": dt.date(2027, 3, 27)})["target_on"])
    assert 'name="target_on_day" id="id_target_on_0" value="27"' in page
    assert 'name="target_on_year" id="id_target_on_2" value="2027"' in page
