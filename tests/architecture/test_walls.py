"""Relations between apps point the way imports do: strings, which hide from import-linter."""

from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).parents[2]
# From the top down, as in pyproject.toml; groundwork and social_value are side by side.
LAYERS = ["config", "residents", "sizes", "assets", "partners", "places", "groundwork"]
OURS = [*LAYERS, "social_value"]
# Apps of others that ours may lean on; a relation to any other is a decision to write down here.
OUTSIDE = {"contenttypes", "auth", "pghistory"}


def may_lean_on(lower: str, upper: str) -> bool:
    """Whether a relation from the first app to the second points downwards or stays inside."""
    return LAYERS.index(lower) <= LAYERS.index(upper)


def relations():
    return [
        pytest.param(label, field, id=f"{model._meta.label}.{field.name}")
        for label in OURS
        if label in apps.app_configs
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and not field.auto_created and field.related_model
    ]


@pytest.mark.parametrize(("label", "field"), relations())
def test_relation_points_downwards(label, field):
    target = field.related_model._meta.app_label
    if target in OUTSIDE:
        return
    assert target in LAYERS, f"{target} is neither ours nor listed as one to lean on"
    assert may_lean_on(label, target), f"{label} must not know of {target}"


@pytest.mark.parametrize(("label", "field"), relations())
def test_relation_to_another_app_leaves_no_name_there(label, field):
    target = field.related_model._meta.app_label
    if target == label or target not in LAYERS:
        return
    hidden = field.remote_field.hidden
    assert hidden, f'{field} needs related_name="+": the way back is a queryset method here'


@pytest.mark.parametrize("label", [label for label in OURS if label in apps.app_configs])
def test_migrations_need_no_app_above(label):
    graph = MigrationLoader(None, ignore_no_migrations=True)
    needed = {
        parent
        for (app, _), migration in graph.disk_migrations.items()
        if app == label
        for parent, _ in [*migration.dependencies, *migration.run_before]
        if parent in LAYERS
    }
    above = {parent for parent in needed if not may_lean_on(label, parent)}
    assert not above


def test_every_package_has_a_place_among_the_layers():
    """A new package must be put in its place, here and in pyproject.toml."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == set(OURS)


# What a person or a program meets, and what reads their input. All other modules of an app hold
# its rules, and rules know nothing of doors.
DOORS = {"urls", "views", "api", "admin", "management", "templatetags", "forms", "filters"}


@pytest.fixture(scope="module")
def imports():
    return grimp.build_graph(*OURS, cache_dir=None)


def part_of(module: str) -> str:
    """`sizes.views.public` is part of `views`; `sizes.lifecycle` of `lifecycle`."""
    return module.partition(".")[2].partition(".")[0]


@pytest.mark.parametrize("label", ["residents", "sizes", "assets", "partners", "places"])
def test_rules_import_no_door(label, imports):
    wrong = [
        f"{importer} imports {imported}"
        for importer in sorted(imports.find_descendants(label))
        if part_of(importer) not in DOORS
        for imported in sorted(imports.find_modules_directly_imported_by(importer))
        if imported.startswith(f"{label}.") and part_of(imported) in DOORS
    ]
    assert not wrong
