"""From ElevenLabs' JSON to a narration: sound in base64, times per character or none."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from . import long_text, refusals, timing
from .base import Media, Word
from .elevenlabs_models import NAME


def media(answer: Any, text: str, *, tags: bool) -> Media:
    """Raises TransientError where there is no sound in it."""
    try:
        data = base64.b64decode(answer["audio_base64"], validate=True)
    except (TypeError, KeyError, ValueError) as error:
        raise refusals.UNREADABLE.of(NAME) from error
    seconds = long_text.seconds(data, NAME)
    words = _words(answer, text, tags)
    return Media(
        data,
        "audio/mpeg",
        words=timing.within(words or timing.estimate(text, seconds, tags=tags), seconds),
        words_estimated=not words,
        seconds=seconds,
    )


def _words(answer: Mapping[str, Any], text: str, tags: bool) -> tuple[Word, ...]:
    """Nothing where the answer has no usable times; either alignment may be null."""
    for name in ("alignment", "normalized_alignment"):
        match answer.get(name):
            case {
                "characters": [str(), *_] as characters,
                "character_start_times_seconds": [int() | float(), *_] as starts,
                "character_end_times_seconds": [int() | float(), *_] as ends,
            } if _is_whole(characters, starts, ends):
                return timing.from_characters(text, characters, starts, ends, tags=tags)
    return ()


def _is_whole(characters: Sequence[Any], starts: Sequence[Any], ends: Sequence[Any]) -> bool:
    return (
        len(characters) == len(starts) == len(ends)
        and all(isinstance(character, str) for character in characters)
        and all(isinstance(second, int | float) for second in (*starts, *ends))
    )
