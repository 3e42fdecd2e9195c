"""What each ElevenLabs model takes, so that nothing is sent a model refuses."""

from __future__ import annotations

from typing import NamedTuple

NAME = "ElevenLabs"

MULTILINGUAL = frozenset(
    {"ar", "bg", "cs", "da", "de", "el", "en", "es", "fi", "fil", "fr", "hi", "hr", "id", "it"}
    | {"ja", "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sk", "sv", "ta", "tr", "uk", "zh"}
)


class Model(NamedTuple):
    """What a model takes. `limit`: characters in one call; `credits`: billed for a character; `tags`: [whispers]."""

    limit: int
    credits: float = 1
    languages: frozenset[str] = frozenset()
    language_code: bool = True
    neighbours: bool = True
    tags: bool = False


# By the beginning of the model's name, the first that fits. The last row is any model we do not know: it gets little.
MODELS = (
    ("eleven_multilingual_v2", Model(10_000, languages=MULTILINGUAL, language_code=False)),
    ("eleven_flash_v2_5", Model(40_000, 0.5, MULTILINGUAL | {"hu", "no", "vi"})),
    ("eleven_turbo_v2_5", Model(40_000, 0.5, MULTILINGUAL | {"hu", "no", "vi"})),
    ("eleven_flash_v2", Model(30_000, 0.5, frozenset({"en"}), language_code=False)),
    ("eleven_turbo_v2", Model(30_000, 0.5, frozenset({"en"}), language_code=False)),
    ("eleven_v3", Model(3_000, neighbours=False, tags=True)),
    ("eleven_v4_turbo", Model(10_000, 0.5, tags=True)),
    ("eleven_v4", Model(10_000, tags=True)),
    ("", Model(3_000, language_code=False, neighbours=False)),
)


def takes(model: str) -> Model:
    return next(row for name, row in MODELS if model.startswith(name))
