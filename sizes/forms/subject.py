"""The page *What for*: the shared intention, themes, services, outcomes and initiatives."""

from typing import Any

from django import forms
from django.db.models import Q

from groundwork import clock
from partners.models import Service, Theme, Vocabulary
from sizes.drafting import InitiativeGiven, OutcomeGiven
from sizes.forms.answers import AnswerForm, LongText, RowForm, TidyText
from sizes.models import Initiative, Outcome, Scope, Zone

NOT_PART = ("", "Not part of it")


class OutcomeRow(RowForm):
    """An outcome: what should get better, and how anyone would know."""

    leading = "statement"
    needed = "Say what should get better, or clear the rest of this outcome"

    statement = TidyText(
        label="What should get better?",
        help_text="For example: More older people are active every week.",
        required=False,
        max_length=500,
    )
    indicator = TidyText(
        label="How would anyone know?",
        help_text="Something that can be counted or asked, if you know it.",
        required=False,
        max_length=300,
    )
    baseline = TidyText(
        label="Where it stands now", help_text="For example: 31%", required=False, max_length=100
    )
    target = TidyText(
        label="Where it should be", help_text="For example: 40%", required=False, max_length=100
    )
    scope = forms.ChoiceField(
        label="How central is it?",
        choices=Scope.choices,
        initial=Scope.CORE.value,
        widget=forms.RadioSelect,
        required=False,
    )

    statement.hides_optional = scope.hides_optional = True

    def clean_scope(self) -> str:
        return self.cleaned_data["scope"] or Scope.CORE.value


class InitiativeRow(RowForm):
    """Something that already goes on here or just outside."""

    leading = "name"
    needed = "Name the initiative, or clear the rest of it"

    name = TidyText(label="Name", required=False, max_length=200)
    description = TidyText(label="What it does", required=False, max_length=500)
    place = forms.ChoiceField(
        label="Where",
        choices=Initiative.Place.choices,
        initial=Initiative.Place.HERE.value,
        widget=forms.RadioSelect,
        required=False,
    )
    website = forms.URLField(label="Website", required=False, max_length=200, assume_scheme="https")

    name.hides_optional = place.hides_optional = True

    def clean_place(self) -> str:
        return self.cleaned_data["place"] or Initiative.Place.HERE.value


class ScopeField(forms.ChoiceField):
    """Whether a theme or a service is core, may also be touched, or is not part of the zone."""

    widget = forms.RadioSelect
    hides_optional = True

    def __init__(self, label: str):
        super().__init__(label=label, choices=[*Scope.choices, NOT_PART], required=False)


def offered(words: type[Vocabulary], chosen: Any) -> list[Any]:
    """The words on offer today, and those that the zone already chose."""
    today = clock.today()
    kept = Q(retired_on=None) | Q(retired_on__gt=today) | Q(pk__in=chosen)
    return list(words.objects.filter(kept))


class SubjectForm(AnswerForm):
    """What a zone is for. Themes and services are fields of their own: theme_3, service_12."""

    lists = {"outcomes": OutcomeRow, "initiatives": InitiativeRow}
    list_labels = {"outcomes": "Outcomes", "initiatives": "Existing initiatives"}

    name = TidyText(
        label="Name of the zone",
        max_length=120,
        error_messages={"required": "Give the zone a name"},
    )
    purpose = LongText(
        label="What do you intend to improve together?",
        help_text="One sentence of shared intention, as you would say it to a neighbour.",
        required=False,
        max_length=1000,
        rows=3,
    )
    purpose.hides_optional = True

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any):
        self.themes = offered(Theme, zone.themes.values("theme"))
        self.services = offered(Service, zone.services.values("service"))
        super().__init__(*args, zone=zone, **kwargs)
        for kind, words in (("theme", self.themes), ("service", self.services)):
            for word in words:
                self.fields[f"{kind}_{word.pk}"] = ScopeField(word.name)

    def saved(self, zone: Zone) -> dict[str, Any]:
        themes = {row.theme_id: row.scope for row in zone.themes.all()}
        services = {row.service_id: row.scope for row in zone.services.all()}
        return {
            "name": zone.name,
            "purpose": zone.purpose,
            **{f"theme_{t.pk}": themes.get(t.pk, "") for t in self.themes},
            **{f"service_{s.pk}": services.get(s.pk, "") for s in self.services},
            "outcomes": [_row(outcome, OutcomeRow) for outcome in zone.outcomes.all()],
            "initiatives": [_row(each, InitiativeRow) for each in zone.initiatives.all()],
        }

    def theme_fields(self) -> list[forms.BoundField]:
        return [self[f"theme_{theme.pk}"] for theme in self.themes]

    def service_fields(self) -> list[forms.BoundField]:
        return [self[f"service_{service.pk}"] for service in self.services]

    def given(self) -> dict[str, Any]:
        """What `drafting.set_subject` takes."""
        values = self.values()
        return {
            "name": values["name"],
            "purpose": values["purpose"],
            "themes": _scopes(values, "theme_"),
            "services": _scopes(values, "service_"),
            "outcomes": [OutcomeGiven(**row) for row in values["outcomes"]],
            "initiatives": [InitiativeGiven(**row) for row in values["initiatives"]],
        }


def _row(row: Outcome | Initiative, row_form: type[RowForm]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row_form.base_fields}


def _scopes(values: dict[str, Any], prefix: str) -> dict[int, str]:
    return {
        int(name.removeprefix(prefix)): scope
        for name, scope in values.items()
        if name.startswith(prefix) and scope
    }
