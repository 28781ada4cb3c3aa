"""The first themes and services, to be edited by administrators."""

from django.db import migrations
from django.utils.text import slugify

THEMES = (
    "Health and well-being",
    "Children and young people",
    "Older people",
    "Jobs, skills and enterprise",
    "Homes and neighbours",
    "Safety",
    "Green space and climate",
    "Culture and sport",
    "Getting about",
    "High streets",
    "Money and advice",
    "Learning",
)
SERVICES = (
    "Parks and open spaces",
    "Libraries",
    "Leisure centres",
    "Community centres and halls",
    "Public health",
    "GP and community health services",
    "Adult social care",
    "Children's services and youth work",
    "Schools and early years",
    "Housing management",
    "Streets, parking and transport",
    "Waste and recycling",
    "Planning and licensing",
    "Policing and community safety",
    "Employment and skills support",
    "Benefits and advice",
    "Grants and commissioning",
    "Land and buildings",
)


def add(apps, schema_editor):
    for model, names in (("Theme", THEMES), ("Service", SERVICES)):
        words = apps.get_model("partners", model)
        words.objects.bulk_create(
            words(name=name, slug=slugify(name), position=10 * place)
            for place, name in enumerate(names, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_models")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
