from django.apps import AppConfig

from groundwork.form_words import use_plain_words


class GroundworkConfig(AppConfig):
    """Sees to it that every form speaks plainly, before any form is made."""

    name = "groundwork"

    def ready(self) -> None:
        use_plain_words()
