from django.apps import AppConfig


class SizesConfig(AppConfig):
    name = "sizes"
