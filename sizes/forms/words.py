"""The pages of the wizard that ask for words: a name, *Why here*, *Limits*, the summary."""

from typing import Any

from django import forms

from partners.models import Service, Theme
from sizes.forms.answers import AnswerForm, LongText, TidyText
from sizes.forms.subject import offered
from sizes.limiting import limits_of
from sizes.models import Zone

OPEN, CLOSED = "open", "closed"


class NameForm(forms.Form):
    """All that a draft needs to begin with."""

    name = TidyText(
        label="What will the zone be called?",
        help_text="Its place, and perhaps what it is for. You can change it later.",
        max_length=120,
        error_messages={"required": "Give the zone a name"},
    )


class WhyHereForm(AnswerForm):
    """Why a zone is needed here."""

    why_here = LongText(
        label="Why is a zone needed here?",
        help_text=(
            "What makes this place different, what has been tried, and what people here say. "
            "Name no private person."
        ),
        max_length=4000,
        rows=8,
        error_messages={"required": "Say why a zone is needed here"},
    )


class Ticked(forms.MultipleChoiceField):
    """Words of a vocabulary, any number of them, in the order of the vocabulary."""

    widget = forms.CheckboxSelectMultiple
    hides_optional = True

    def clean(self, value: Any) -> list[str]:
        chosen = super().clean(value)
        return [key for key, _ in self.choices if key in chosen]


class LimitsForm(AnswerForm):
    """What will not change, and how far variations may go: in words, and to be checked."""

    what_stays = LongText(
        label="What will not change?",
        help_text=(
            "So that people inside and around feel comfortable. For example: Everyone keeps the "
            "right to be seen at any library, and nobody pays more."
        ),
        required=False,
        max_length=4000,
    )
    what_stays.hides_optional = True
    how_far = LongText(
        label="How far may differences in services go?",
        help_text=(
            "For example: Opening hours may differ by up to two hours a day. Nothing here costs "
            "more, and no service is withdrawn."
        ),
        required=False,
        max_length=4000,
    )
    how_far.hides_optional = True
    longest_days = forms.IntegerField(
        label="How many days may a variation last at most?",
        help_text="For example 180. Leave it empty if it may last as long as the zone.",
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Write the longest time as a number of days, such as 180",
            "min_value": "A variation lasts at least a day",
            "max_value": "Write at most 10,000 days, or leave it empty",
        },
    )
    longest_days.hides_optional = True
    fringe = forms.ChoiceField(
        label="May variations reach into the fringe?",
        choices=[
            (OPEN, "Yes: each says whether people in the fringe are included, or may ask"),
            (CLOSED, "No: only people in the core are covered"),
        ],
        initial=OPEN,
        required=False,
        widget=forms.RadioSelect,
    )
    fringe.hides_optional = True

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any):
        self.kept = self.limits_kept(zone)
        super().__init__(*args, zone=zone, **kwargs)
        for name, words, label, hint in TICKED:
            self.fields[name] = Ticked(
                label=label,
                help_text=hint,
                required=False,
                choices=[(str(word.pk), word.name) for word in offered(words, self.kept[name])],
            )

    def limits_kept(self, zone: Zone) -> dict[str, Any]:
        """The limits as the form shows them."""
        limits = limits_of(zone)
        return {
            "services": _keys(limits.services) if limits else [],
            "fixed_services": _keys(limits.fixed_services) if limits else [],
            "themes": _keys(limits.themes) if limits else [],
            "longest_days": limits.longest_days if limits else None,
            "fringe": CLOSED if limits and not limits.is_fringe_open else OPEN,
        }

    def saved(self, zone: Zone) -> dict[str, Any]:
        return {"what_stays": zone.what_stays, "how_far": zone.how_far} | self.kept

    def own_words(self) -> list[forms.BoundField]:
        """The fields that are words for people."""
        return [self["what_stays"], self["how_far"]]

    def checked(self) -> list[forms.BoundField]:
        """The fields that each variation is checked against."""
        return [self[name] for name in self.kept]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["fringe"] = given.get("fringe") or OPEN
        has_words = given.get("what_stays") or given.get("how_far")
        if "what_stays" in self.fields and not self._errors and not has_words:
            self.add_error("what_stays", "Say what will not change, or how far differences may go")
        both = set(given.get("services", [])) & set(given.get("fixed_services", []))
        if both:
            names = [name for key, name in self.fields["services"].choices if key in both]
            self.add_error("fixed_services", f"{names[0]} cannot both be allowed to vary and not")
        return given

    def in_words(self, name: str, value: Any) -> str:
        if isinstance(value, list) and name in self.fields:
            words = dict(self.fields[name].choices)
            return ", ".join(words.get(key, key) for key in value) or "Nothing"
        return super().in_words(name, value)

    def given(self) -> dict[str, Any]:
        """What `limiting.set_limits` takes."""
        values = self.values()
        return {
            "what_stays": values["what_stays"],
            "how_far": values["how_far"],
            "themes": Theme.objects.filter(pk__in=values["themes"]),
            "services": Service.objects.filter(pk__in=values["services"]),
            "fixed_services": Service.objects.filter(pk__in=values["fixed_services"]),
            "longest_days": values["longest_days"],
            "is_fringe_open": values["fringe"] == OPEN,
        }


TICKED = (
    (
        "services",
        Service,
        "Which services may vary?",
        "Tick none if it may be any service of the zone.",
    ),
    (
        "fixed_services",
        Service,
        "Which services may not vary at all?",
        "A variation of one of these is refused.",
    ),
    ("themes", Theme, "On which themes?", "Tick none if it may be any theme of the zone."),
)


def _keys(words: Any) -> list[str]:
    return [str(word.pk) for word in words.all()]


class SummaryForm(AnswerForm):
    """The plain-language summary in the leads' own words; blank means the generated ones."""

    summary = LongText(
        label="Summary",
        help_text="Clear the box to use the generated words again.",
        required=False,
        max_length=2000,
        rows=7,
    )
    summary.hides_optional = True
