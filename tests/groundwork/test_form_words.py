"""What a form says where nothing better was written for a field."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

ONE = [("a", "A")]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (forms.CharField(), "", "Fill this in."),
        (forms.CharField(max_length=3), "four", "Keep it to 3 characters or fewer. It has 4 now."),
        (forms.EmailField(), "no address", "Write an e-mail address, such as name@example.org."),
        (forms.URLField(assume_scheme="https"), "a b", "Write a web address, such as example.org."),
        (forms.IntegerField(), "some", "Write a whole number, such as 12."),
        (forms.IntegerField(min_value=5), "3", "Write 5 or more."),
        (forms.IntegerField(max_value=5), "7", "Write 5 or less."),
        (forms.ChoiceField(choices=ONE), "", "Choose one."),
        (forms.ChoiceField(choices=ONE), "b", "“b” is not listed. Choose one that is."),
        (forms.MultipleChoiceField(choices=ONE), [], "Choose at least one."),
        (forms.MultipleChoiceField(choices=ONE), ["b"], "Choose from those listed."),
        (forms.BooleanField(), False, "Tick this to go on."),
        (forms.FileField(), None, "Choose a file."),
    ],
)
def test_field_says_what_to_do_in_plain_words_when_the_value_will_not_do(field, value, sentence):
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    assert refused.value.messages == [sentence]


def test_field_keeps_words_of_its_own():
    field = forms.CharField(error_messages={"required": "Give the zone a name."})
    with pytest.raises(ValidationError, match="Give the zone a name"):
        field.clean("")
