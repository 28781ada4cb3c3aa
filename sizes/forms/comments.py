"""The forms in which people say something, complain, and decide about what was said."""

from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError

from groundwork import clock
from places.lookup import find, name_with_kind
from sizes.models import Comment, Variation, Verdict, Zone

Tie, Channel = Comment.Tie, Comment.Channel
NAME_KEPT, NAME_SHOWN = "kept", "shown"


class CommentForm(forms.Form):
    """Somebody's words about a zone; all but the words is up to them."""

    text = forms.CharField(
        label="What do you want to say?",
        max_length=4000,
        help_text="Leave out the names of other people, and anything that tells who they are.",
        error_messages={
            "required": "Say something, in your own words.",
            "max_length": "That is too long. Say it in 4,000 characters or fewer.",
        },
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    tie = forms.ChoiceField(
        label="Who is speaking?",
        choices=Tie.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text="It is shown with your words.",
    )
    place = forms.CharField(
        label="Where are you speaking from?",
        max_length=200,
        required=False,
        help_text="A postcode, or the name of a ward or place. Only whether it is in the core, in "
        "the fringe or outside is counted. The place itself is never shown.",
        error_messages={"max_length": "That is too long to be the name of a place."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label="Your name",
        max_length=150,
        required=False,
        error_messages={"max_length": "That is too long. Your name in 150 characters is enough."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    name_is = forms.ChoiceField(
        label="May your name be shown?",
        choices=[
            (NAME_KEPT, "No, keep it private"),
            (NAME_SHOWN, "Yes, show it with what I say"),
        ],
        required=False,
        initial=NAME_KEPT,
        widget=forms.RadioSelect,
    )
    contact = forms.CharField(
        label="Your e-mail address or telephone number",
        max_length=200,
        required=False,
        help_text="To tell you when your words are shown and answered, and for nothing else. "
        "Never shown.",
        error_messages={"max_length": "That is too long. An e-mail address is enough."},
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    # Filled in by programs only: people do not see it.
    website = forms.CharField(required=False, max_length=200)

    point: Point | None = None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("text", "place", "name", "contact", "website"):
            self.fields[name].errors_name_it = True  # type: ignore[attr-defined]

    def clean_place(self) -> str:
        """Find the place, where one is given."""
        text = self.cleaned_data["place"]
        if not text:
            return ""
        found = find(text, on=clock.today())
        if found.choices:
            names = ", ".join(name_with_kind(area) for area in found.choices)
            raise ValidationError(f"{found.problem} {names}.", code="ambiguous")
        if found.point is None:
            raise ValidationError(found.problem, code="unknown")
        self.point = found.point
        return text

    def clean_website(self) -> str:
        """Refuse what only a program fills in."""
        if self.cleaned_data["website"]:
            raise ValidationError("Leave the last box empty.", code="program")
        return ""

    def said(self) -> dict[str, Any]:
        """What to keep, once the form is valid."""
        kept = {name: self.cleaned_data[name] for name in ("text", "tie", "name", "contact")}
        return kept | {
            "worked": self.cleaned_data.get("worked", ""),
            "point": self.point,
            "is_name_shown": self.cleaned_data["name_is"] == NAME_SHOWN,
        }


class VariationCommentForm(CommentForm):
    """The same about a variation: first whether it worked; the words say why."""

    worked = forms.ChoiceField(
        label="Did it work for you?",
        choices=Verdict.Worked.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    field_order = ("worked", "text")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Why, or what else do you want to say?"
        self.fields["text"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "text" not in self.errors and not given.get("text") and not given.get("worked"):
            self.add_error("text", "Say whether it worked for you, or something in your own words.")
        return given


class TypedCommentForm(VariationCommentForm):
    """What somebody said on the telephone or on paper, typed in for them."""

    channel = forms.ChoiceField(
        label="How did it come?",
        choices=[(Channel.TELEPHONE, "By telephone"), (Channel.PAPER, "On paper")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was phoned or came on paper."},
    )
    variation = forms.ModelChoiceField(
        label="What is it about?",
        queryset=Variation.objects.none(),
        required=False,
        empty_label="The zone as a whole",
    )

    field_order = ("channel", "variation", "worked", "text")

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["variation"].queryset = (  # type: ignore[attr-defined]
            Variation.objects.agreed().filter(acceptance__zone=zone)
        )
        self.fields["text"].label = "What did they say?"
        self.fields["worked"].label = "Did it work for them?"
        self.fields["worked"].help_text = "Only of something that is different in the zone."
        self.fields["name"].label = "Their name"
        self.fields["name_is"].label = "May their name be shown?"
        self.fields["place"].label = "Where were they speaking from?"
        self.fields["contact"].label = "Their e-mail address or telephone number"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("worked") and "variation" in given and not given["variation"]:
            self.add_error("variation", "Say which difference worked for them, or did not.")
        return given

    def said(self) -> dict[str, Any]:
        """What to keep, once the form is valid."""
        return super().said() | {name: self.cleaned_data[name] for name in ("channel", "variation")}


class ComplaintForm(forms.Form):
    """What is wrong with what somebody said."""

    why = forms.CharField(
        label="What is wrong with it?",
        max_length=1000,
        help_text="For example: it names somebody, it insults, or it is untrue. A moderator reads "
        "this; it is not shown.",
        error_messages={
            "required": "Say what is wrong with it.",
            "max_length": "That is too long. Say it in 1,000 characters or fewer.",
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    # Filled in by programs only: people do not see it.
    website = forms.CharField(required=False, max_length=200)

    clean_website = CommentForm.clean_website
