from django.apps import AppConfig

from storymimi import checks  # noqa: F401 - registers them


class StoryMimiConfig(AppConfig):
    name = "storymimi"
