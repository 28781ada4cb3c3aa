"""Pages that belong to no app: the gallery of components."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from groundwork.date_parts import DatePartsField

STATUSES = (
    "draft",
    "open_for_signatures",
    "starting",
    "active",
    "review_due",
    "review_overdue",
    "under_review",
    "dissolved",
    "mainstreamed",
    "withdrawn",
    "lapsed",
)
THEMES = [
    ("Health and care", [("well-being", "Well-being"), ("carers", "Carers")]),
    ("Place", [("parks", "Parks and green space"), ("streets", "Streets")]),
]


class SampleForm(forms.Form):
    """One field of each kind, to show how each is drawn."""

    name = forms.CharField(help_text="What people nearby would call it.")
    email = forms.EmailField(label="E-mail address", required=False)
    why = forms.CharField(label="Why here", widget=forms.Textarea)
    target_on = DatePartsField(
        label="Target date", help_text="For example, 27 3 2027 or 27 mar 2027"
    )
    width_m = forms.IntegerField(label="Width of the fringe in metres", min_value=0)
    kind = forms.ChoiceField(
        label="What kind of place is it?",
        choices=[("ward", "A ward"), ("street", "A street or tower block"), ("park", "A park")],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label="Themes",
        help_text="Tick all that apply.",
        choices=THEMES,
        widget=forms.CheckboxSelectMultiple,
    )
    service = forms.ChoiceField(choices=[("", "Choose one"), ("library", "Libraries")])
    shape = forms.FileField(label="A file with the shape", required=False)
    agree = forms.BooleanField(label="The lead organisations know that they are named")


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages. Found only where DEBUG is on."""
    if not settings.DEBUG:
        raise Http404
    wrong = SampleForm(
        {
            "name": "",
            "email": "not an address",
            "target_on_day": "31",
            "target_on_month": "feb",
            "target_on_year": "2027",
            "width_m": "-3",
        }
    )
    return render(
        request,
        "gallery.html",
        {
            "statuses": STATUSES,
            "form": SampleForm(auto_id="right_%s", initial={"kind": "ward", "themes": ["parks"]}),
            "wrong": wrong,
            "page_obj": Paginator(range(95), 20).page(2),
            **gallery_samples(),
        },
    )


def gallery_samples() -> dict[str, Any]:
    """Made-up contents for the components that take lists."""
    return {
        "starts_on": dt.date(2026, 3, 2),
        "target_on": dt.date(2028, 3, 1),
        "rows": [
            {
                "key": "Where",
                "lines": ["Stirchley", "Bournville and Cotteridge"],
                "change_url": "#where",
            },
            {"key": "Fringe", "value": "300 m, crisp along the canal", "change_url": "#fringe"},
            {"key": "Limits", "missing": "Say what will not change", "change_url": "#limits"},
            {"key": "Reference", "value": "SIZ-0007"},
        ],
        "tasks": [
            {"title": "Where", "url": "#where", "state": "done"},
            {"title": "What for", "url": "#for", "state": "started", "hint": "1 outcome so far"},
            {"title": "Why here", "url": "#why", "state": "todo"},
            {
                "title": "How long",
                "url": "#long",
                "state": "problem",
                "hint": "Ends before it starts",
            },
            {"title": "Check and publish", "url": "#check", "state": "waiting"},
        ],
        "columns": [
            {"label": "Area"},
            {"label": "Hectares in the zone", "numeric": True},
            {"label": "Share of the area", "numeric": True},
        ],
        "cells": [
            ["Stirchley", {"text": "189.11", "numeric": True}, {"text": "100%", "numeric": True}],
            [
                "King’s Norton North",
                {"text": "41.70", "numeric": True},
                {"text": "9%", "numeric": True},
            ],
        ],
        "facts": [
            {
                "term": "Where",
                "detail": "Stirchley and Cotteridge",
                "note": "687 ha, and a fringe of 300 m",
            },
            {"term": "Until", "detail": "1 March 2028", "note": "16 months left"},
            {"term": "Led by", "detail": "Birmingham City Council", "url": "#council"},
            {"term": "Ask", "detail": "Neighbourhood co-ordinator", "note": "0121 496 0000"},
        ],
        "contents": [
            {"id": "g-type", "title": "Words on paper"},
            {"id": "g-table", "title": "Table, pages, nothing yet"},
            {"id": "g-map", "title": "Map"},
        ],
        "events": [
            {"on": dt.date(2026, 1, 12), "title": "Proposed", "by": "Cllr Asha Begum"},
            {
                "on": dt.date(2026, 3, 2),
                "title": "Declared",
                "by": "Birmingham City Council",
                "note": "Cabinet decision of 24 February 2026.",
            },
            {"on": dt.date(2028, 3, 1), "title": "Review or end", "is_next": True},
        ],
        "problems": ["Add at least one outcome.", "Say what will not change."],
        "crumbs": [{"url": "/", "label": "Front page"}, {"url": "/zones/", "label": "Zones"}],
    }
