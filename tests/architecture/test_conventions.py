"""Names mean the same everywhere, and some things are done in one place only."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

ROOT = Path(__file__).parents[2]
PACKAGES = [
    "config", "residents", "sizes", "assets", "partners", "places", "groundwork", "social_value",
]  # fmt: skip
VAGUE_NAMES = {"core", "common", "utils", "util", "helpers", "helper", "services", "misc"}
LONGEST_MODULE = 450

# A yes-or-no field reads as a statement about its row.
STATEMENT = re.compile(r"^(is|has|may|can|was|were|wants|allows|needs|takes)_")
CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
}
CLOCK_FUNCTIONS = {"Now", "TruncNow", "CurrentDate"}


def our_models():
    # The history's tables are made from ours, by pghistory.
    return [
        model
        for package in PACKAGES
        if package in apps.app_configs
        for model in apps.get_app_config(package).get_models()
        if not hasattr(model, "pgh_tracked_model")
    ]


def our_fields():
    return [
        pytest.param(field, id=f"{model._meta.label}.{field.name}")
        for model in our_models()
        for field in model._meta.local_fields
    ]


def modules():
    return [
        pytest.param(path, id=str(path.relative_to(ROOT)))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    ]


def templates():
    folders = [ROOT / "templates", *(ROOT / package / "templates" for package in PACKAGES)]
    return [
        pytest.param(path, id=str(path.relative_to(ROOT)))
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


@pytest.mark.parametrize("field", our_fields())
def test_field_is_of_the_kind_that_its_name_says(field):
    # Django's own field keeps Django's name.
    if field.model is get_user_model() and field.name == "last_login":
        return
    # A time of day is said as an instant is: "at seven".
    is_instant = isinstance(field, models.DateTimeField | models.TimeField)
    is_date = isinstance(field, models.DateField) and not is_instant
    is_person = field.is_relation and field.related_model is get_user_model()
    assert field.name.endswith("_on") == is_date, "`_on` is for dates, and dates are `_on`"
    assert field.name.endswith("_at") == is_instant, "`_at` is for instants, and they are `_at`"
    if field.name.endswith("_by"):
        assert is_person, "`_by` is for people"


@pytest.mark.parametrize("field", our_fields())
def test_yes_or_no_field_reads_as_a_statement(field):
    if isinstance(field, models.BooleanField):
        assert STATEMENT.match(field.name)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_model_begins_by_defining_its_word(model):
    first = (model.__doc__ or "").strip().partition("\n")[0]
    # Django writes "Zone(id, name, …)" where nobody wrote anything.
    assert not first.startswith(f"{model.__name__}(")
    assert len(first) > 20


@pytest.mark.parametrize("path", modules())
def test_module_is_named_for_the_thing_in_it(path):
    names = {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    assert not names & VAGUE_NAMES


@pytest.mark.parametrize("path", modules())
def test_module_is_short_enough_to_be_read(path):
    if "migrations" in path.parts:
        return
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE


def clock_uses(tree: ast.AST) -> list[int]:
    """The lines on which code asks what the time is."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", None)
            if (name, node.attr) in CLOCKS:
                lines.append(node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module:
            last = node.module.rpartition(".")[2]
            for alias in node.names:
                if (last, alias.name) in CLOCKS or alias.name in CLOCK_FUNCTIONS:
                    lines.append(node.lineno)
        elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            lines.append(node.lineno if hasattr(node, "lineno") else node.value.lineno)
    return lines


def signal_uses(tree: ast.AST) -> list[int]:
    """The lines that connect to a signal, or make one."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            named = {alias.name for alias in node.names}
            if "signals" in node.module or {"signals", "receiver", "Signal"} & named:
                lines.append(node.lineno)
    return lines


@pytest.mark.parametrize("path", modules())
def test_only_the_clock_asks_the_time(path):
    if path.relative_to(ROOT) == Path("groundwork/clock.py") or "migrations" in path.parts:
        return
    assert clock_uses(ast.parse(path.read_text())) == []


@pytest.mark.parametrize("path", modules())
def test_nothing_listens_to_signals(path):
    assert path.name != "signals.py"
    assert signal_uses(ast.parse(path.read_text())) == []


INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\b(src=|type=\"application/json\"))", re.I),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=\s*[\"']", re.I),
    "an inline event handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "a script address": re.compile(r"javascript:", re.I),
    "a third party's file": re.compile(r"<(script|link|img)\b[^>]*\b(src|href)=\"https?://", re.I),
}  # fmt: skip


def inline_parts(text: str) -> list[str]:
    """What the page's Content-Security-Policy would block, or what asks a third party."""
    text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", "", text, flags=re.S)
    return [what for what, pattern in INLINE.items() if pattern.search(text)]


@pytest.mark.parametrize("path", templates())
def test_template_holds_nothing_inline(path):
    assert inline_parts(path.read_text()) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('<script src="a.js" type="module"></script>', []),
        ('<script id="shape" type="application/json">{}</script>', []),
        ("<script>alert(1)</script>", ["an inline script"]),
        ('<p style="color: red">', ["an inline style"]),
        ('<a href="#" onclick="go()">', ["an inline event handler"]),
        ('<link href="https://elsewhere.example/a.css">', ["a third party's file"]),
        ("{# <style> #}", []),
        ("<p>A style = a way of doing things</p>", []),
    ],
)
def test_inline_parts_are_found(text, parts):
    assert inline_parts(text) == parts


@pytest.mark.parametrize(
    "code",
    [
        "import datetime\ndatetime.date.today()",
        "import datetime as dt\ndt.datetime.now()",
        "from django.utils import timezone\ntimezone.now()",
        "from django.utils.timezone import now",
        "from django.db.models.functions import Now",
        "models.DateTimeField(auto_now_add=True)",
        "models.DateTimeField(default=timezone.now)",
    ],
)
def test_asking_the_time_is_found(code):
    assert clock_uses(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "from django.dispatch import receiver",
    ],
)
def test_listening_to_signals_is_found(code):
    assert signal_uses(ast.parse(code))
