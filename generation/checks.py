"""`manage.py check`: every provider that settings name can be made, and what an operator should know of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from generation import providers


@register
def providers_can_be_made(**_: Any) -> list[CheckMessage]:
    return [problem for kind in settings.KINDS for problem in _problems(kind)]


def _problems(kind: str) -> list[CheckMessage]:
    try:
        chain = providers.get(kind)
    except (ImportError, TypeError, ValueError, KeyError) as error:
        hint = f"Look at the variables for {kind} in .env.example, or reinstall requirements.txt."
        return [Error(f"No provider of {kind} can be made: {error}", hint=hint, id="generation.E001")]
    return [Warning(remark, id="generation.W001") for provider in chain for remark in provider.remarks()]
