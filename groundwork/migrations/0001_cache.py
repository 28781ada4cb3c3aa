from django.core.management import call_command
from django.db import migrations

TABLE = "groundwork_cache"


def make_table(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    """The table of Django's cache in the database."""

    dependencies = []

    operations = [migrations.RunPython(make_table, drop_table)]
