"""The forms of the register of barriers: noting one, a step with it, and the search."""

from typing import Any

from django import forms
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet

from groundwork import clock
from partners.models import Organisation, Service
from sizes.models import Barrier

LEAST_SIMILARITY = 0.5


class BarrierForm(forms.Form):
    """A rule that stopped a change."""

    rule = forms.CharField(
        label="Which rule?",
        max_length=300,
        help_text="What it is called, and what it says, in a sentence.",
        error_messages={"required": "Say which rule it is."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    stopped = forms.CharField(
        label="What did it stop?",
        max_length=2000,
        error_messages={"required": "Say what it stopped."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    owner = forms.ModelChoiceField(
        label="Whose rule is it?",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="An organisation that is not in this list",
    )
    owner_name = forms.CharField(
        label="Its name, if it is not in the list",
        max_length=200,
        required=False,
        help_text="For example a ministry, a regulator or an insurer.",
    )
    service = forms.ModelChoiceField(
        label="Which service is it about?",
        queryset=Service.objects.none(),
        required=False,
        empty_label="None of these, or all",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["owner"].queryset = (  # type: ignore[attr-defined]
            Organisation.objects.in_force(today).order_by("name")
        )
        self.fields["service"].queryset = (  # type: ignore[attr-defined]
            Service.objects.exclude(retired_on__lte=today)
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("owner") and not given.get("owner_name", "").strip():
            self.add_error("owner_name", "Say whose rule it is.")
        return given


class StepForm(forms.Form):
    """A step with a barrier: what is asked for, by whom, and why."""

    by_whom = forms.CharField(
        label="By whom?",
        max_length=200,
        help_text="The role or body, not a person’s name.",
        error_messages={"required": "Say by whom: the role or body."},
    )
    asked_for = forms.CharField(
        label="What is asked for?",
        max_length=1000,
        error_messages={"required": "Say what is asked for."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label="Why?",
        max_length=2000,
        required=False,
        error_messages={"required": "Say why it was refused."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if step != "ask":
            del self.fields["asked_for"]
        if step == "escalate":
            self.fields["by_whom"].label = "Which body is asked now?"
            self.fields["by_whom"].error_messages["required"] = "Say which body it is taken to."
        if step == "refuse":
            self.fields["reason"].required = True
        if step == "waive":
            self.fields["reason"].label = "On what conditions, or why?"

    def given(self) -> dict[str, Any]:
        """What the verbs take."""
        more = {key: value for key, value in self.cleaned_data.items() if key != "version"}
        return more | {"expected": self.cleaned_data["version"]}


class BarrierSearchForm(forms.Form):
    """Words, an owner, a service and a state to search the register by."""

    q = forms.CharField(label="Words in the rule, or whose it is", max_length=200, required=False)
    state = forms.ChoiceField(
        label="What came of it",
        choices=[("", "Anything"), *Barrier.State.choices],
        required=False,
    )
    service = forms.ModelChoiceField(
        label="Service", queryset=Service.objects.none(), required=False, empty_label="Any"
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.all()  # type: ignore[attr-defined]

    def narrowed(self, barriers: QuerySet[Barrier]) -> QuerySet[Barrier]:
        """The barriers that fit what was asked; none, where it made no sense."""
        if not self.is_valid():
            return barriers.none()
        words = self.cleaned_data["q"].strip()
        if words:
            said = (
                Q(rule__icontains=words)
                | Q(stopped__icontains=words)
                | Q(owner__name__icontains=words)
                | Q(owner_name__icontains=words)
                | Q(likeness__gte=LEAST_SIMILARITY)
            )
            barriers = barriers.annotate(likeness=TrigramWordSimilarity(words, "rule")).filter(said)
        if self.cleaned_data["state"]:
            barriers = barriers.filter(state=self.cleaned_data["state"])
        if self.cleaned_data["service"]:
            barriers = barriers.filter(service=self.cleaned_data["service"])
        return barriers
