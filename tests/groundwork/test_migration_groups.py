"""Operations that are taken together do what they do one by one, and backwards in reverse."""

from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from groundwork.migration_groups import Together


class Noted(migrations.RunPython):
    """An operation that writes down that it ran."""

    def __init__(self, name, seen):
        super().__init__(lambda *_: seen.append(name), lambda *_: seen.append(f"not {name}"))

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.code()

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.reverse_code()


def a_state():
    state = ProjectState()
    state.add_model(ModelState("shop", "Book", [("id", models.AutoField(primary_key=True))]))
    return state


def test_state_is_the_same_as_one_by_one_and_models_are_not_rendered():
    index = migrations.AddIndex("Book", models.Index(fields=["id"], name="by_id"))
    check = migrations.AddConstraint(
        "Book", models.CheckConstraint(condition=models.Q(id__gt=0), name="positive")
    )
    alone, grouped = a_state(), a_state()
    assert grouped.apps.get_model("shop", "Book")
    for operation in (index, check):
        operation.state_forwards("shop", alone)
    Together([index, check]).state_forwards("shop", grouped)
    assert "apps" not in grouped.__dict__
    assert grouped == alone
    options = grouped.apps.get_model("shop", "Book")._meta
    assert [each.name for each in (*options.indexes, *options.constraints)] == ["by_id", "positive"]


def test_operations_run_in_their_order_and_backwards_in_reverse():
    seen = []
    group = Together([Noted("one", seen), Noted("two", seen)])
    group.database_forwards("shop", None, None, None)
    group.database_backwards("shop", None, None, None)
    assert seen == ["one", "two", "not two", "not one"]
