"""How Django draws forms here: every field through one template, so that all pages agree."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws forms with templates/components/form.html and field.html."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
