from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds the commands that speak of all apps at once, such as the demonstration."""

    name = "config"
    label = "config"
