from django.apps import AppConfig

from generation import checks  # noqa: F401 - registers them


class GenerationConfig(AppConfig):
    name = "generation"
