"""Whether an ElevenLabs account would read stories: free look-ups for `manage.py doctor`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from . import shapes
from .base import Finding, ProviderError

Ask = Callable[[str], Any]


def check(ask: Ask, *, model: str, voice: Callable[[], str]) -> Iterator[Finding]:
    """`ask` looks a path up in the account, `voice` chooses the voice that would read."""
    try:
        models = shapes.rows(ask("/v1/models"))
    except ProviderError as error:
        if error.code != "no_permission":
            yield Finding("ElevenLabs key", ok=False, remedy=str(error))
            return
        models = []  # a key for speech and voices alone is a good key
    yield Finding("ElevenLabs key", ok=True)
    yield from _model(model, models)
    yield from _credit(ask)
    yield _voice(ask, voice)


def _model(model: str, models: list[dict[str, Any]]) -> Iterator[Finding]:
    speaking = [row.get("model_id", "") for row in models if row.get("can_do_text_to_speech")]
    if speaking:
        ok = model in speaking
        remedy = "" if ok else f"Set AUDIO_MODEL to one of these: {', '.join(speaking)}."
        yield Finding(f"ElevenLabs model {model}", ok, remedy)


def _credit(ask: Ask) -> Iterator[Finding]:
    try:
        account = shapes.fields(ask("/v1/user/subscription"))
    except ProviderError:
        return
    limit, used = account.get("character_limit"), account.get("character_count")
    if not isinstance(limit, int) or not isinstance(used, int):
        return
    left = limit - used
    ok = left > 0 or bool(account.get("max_credit_limit_extension"))
    yield Finding(
        f"ElevenLabs quota: {max(0, left):,} credits left", ok, "" if ok else "Top up, or wait for the reset."
    )


def _voice(ask: Ask, voice: Callable[[], str]) -> Finding:
    try:
        chosen = voice()
        name = shapes.fields(ask(f"/v1/voices/{quote(chosen, safe='')}")).get("name", chosen)
    except ProviderError as error:
        return Finding("ElevenLabs voice", ok=False, remedy=str(error))
    return Finding(f"ElevenLabs voice {name}", ok=True)
