from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from generation import checks  # noqa: F401 - registers them


class GenerationConfig(AppConfig):
    name = "generation"
    verbose_name = _("Ledger")
