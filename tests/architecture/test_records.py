"""Each public record has its history, or says here why it has none."""

import pghistory.models
import pytest
from django.apps import apps

from groundwork.rights import only_grows

OURS = ("residents", "sizes", "assets", "partners", "places", "groundwork")
TRACKED = {event.pgh_tracked_model for event in apps.get_models() if hasattr(event, "pgh_obj")} | {
    event.pgh_tracked_model
    for event in apps.get_models()
    if issubclass(event, pghistory.models.Event) and event.pgh_tracked_model
}
WITHOUT = {
    # People's own words, names and addresses: they can be forgotten and redacted.
    "partners.Person": "personal",
    "partners.Person_groups": "personal",
    "partners.Person_user_permissions": "personal",
    "partners.Invitation": "personal",
    "partners.JoinRequest": "personal",
    "partners.Handover": "personal",
    "residents.Suggestion": "personal",
    "residents.Suggestion_themes": "personal",
    "sizes.Comment": "personal",
    "sizes.Verdict": "personal",
    "groundwork.Letter": "personal",
    # Loaded from public lists, and loaded again.
    "places.Area": "a public list",
    "places.Postcode": "a public list",
    # Short lists that administrators edit; the admin keeps its own log.
    "partners.Theme": "vocabulary",
    "partners.Service": "vocabulary",
    # Made from other rows, and made again at will.
    "sizes.BoundaryPart": "follows from its boundary",
    "sizes.Footprint": "follows from its boundary",
    "sizes.Phase": "follows from its zone",
    "sizes.FormerSlug": "follows from its zone",
    "sizes.ParkedReading": "what was read from a file, for a day",
    "assets.ImportRow": "what was read from a file, until it is saved or given up",
}


def _models():
    for label in OURS:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def test_every_model_has_a_history_or_a_reason_for_having_none():
    missing = []
    for model in _models():
        if only_grows(model) or model._meta.proxy:
            continue
        is_link_with_proxy = model._meta.auto_created and any(
            issubclass(each, model) for each in TRACKED
        )
        if model in TRACKED or is_link_with_proxy:
            continue
        if model._meta.label not in WITHOUT:
            missing.append(model._meta.label)
    assert missing == []


@pytest.mark.parametrize("label", WITHOUT)
def test_a_model_that_is_excused_is_there_and_has_no_history(label):
    assert apps.get_model(label) not in TRACKED
