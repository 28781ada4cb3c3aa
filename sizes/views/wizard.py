"""The wizard: where a draft begins, its task list, and the page that checks all answers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.problems import Refused
from places.drawing import draw_bands
from sizes import lifecycle
from sizes.answers import Answers, Progress, answers_of, tasks_of
from sizes.boundaries import as_shapely, how_it_was_made
from sizes.drafting import start_draft
from sizes.forms.words import NameForm
from sizes.models import Zone
from sizes.permissions import may_answer_for, may_edit
from sizes.reckoning import reckon
from sizes.status import State
from sizes.views.checking import rows_of
from sizes.views.editing import zone_seen_by
