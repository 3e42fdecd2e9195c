"""Which voice reads a story where nobody chose one: no voice is built in, since ElevenLabs retires its default ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from . import shapes
from .base import MisconfiguredError, PermanentError

PAGES = 5  # of a hundred voices each; an account with more should name its voice
NO_VOICES = "ElevenLabs has no voice in your account; add one there under Voices, or set VOICE_ID."
NO_SPEAKER = "No voice in your ElevenLabs account speaks “{}”; add one there under Voices, or set VOICE_ID."
NARRATOR = {"narration", "narrative_story", "narrative", "audiobook", "characters_animation", "characters"}


class Voices:
    """An account's voices. `ask(path, **params)` looks something up there. Kept as long as the provider: a process."""

    def __init__(self, ask: Callable[..., Any], *, model: str) -> None:
        self.ask, self.model = ask, model
        self._chosen: dict[str, str] = {}
        self._denied: dict[str, MisconfiguredError] = {}

    def for_language(self, language: str) -> str:
        """The account's first suitable voice. Raises MisconfiguredError where there is none, PermanentError where none
        speaks this language, so that another vendor is asked.
        """
        language = language.partition("-")[0].lower()
        if language not in self._chosen:
            self._chosen[language] = self._choose(language)
        return self._chosen[language]

    def deny(self, voice: str, error: MisconfiguredError) -> None:
        """Take another one from now on: this one is gone, or wants another plan."""
        self._denied[voice] = error
        self._chosen.clear()

    def _choose(self, language: str) -> str:
        voices, denied = list(self._all()), self._denied
        fitting = [voice for voice in voices if _suits(voice, language)]
        allowed = [voice for voice in fitting if voice["voice_id"] not in denied]
        if allowed:
            return min(allowed, key=self._rank)["voice_id"]
        if fitting:
            self._denied = {}  # asked anew the next time: somebody may have booked a plan
            raise denied[fitting[0]["voice_id"]]
        if voices:
            raise PermanentError(NO_SPEAKER.format(language), code="language")
        raise MisconfiguredError(NO_VOICES, code="no_voice")

    def _all(self) -> Iterator[dict[str, Any]]:
        params = {"page_size": "100"}
        for _ in range(PAGES):
            page = shapes.fields(self.ask("/v2/voices", **params))
            yield from (voice for voice in shapes.rows(page, "voices") if voice.get("voice_id"))
            if not (page.get("has_more") and page.get("next_page_token")):
                return
            params["next_page_token"] = page["next_page_token"]

    def _rank(self, voice: dict[str, Any]) -> tuple[bool, ...]:
        """The smallest is taken, between equals the account's first. Premade voices are retired, so they come last."""
        verified = {row.get("model_id") for row in shapes.rows(voice, "verified_languages")}
        use = shapes.fields(voice.get("labels")).get("use_case", "").lower().replace(" ", "_")
        return voice.get("category") == "premade", use not in NARRATOR, self.model not in verified


def _suits(voice: dict[str, Any], language: str) -> bool:
    """Whether a voice says that it speaks a language; one that says nothing of languages speaks any."""
    spoken = [row.get("language") for row in shapes.rows(voice, "verified_languages")]
    spoken += [shapes.fields(voice.get(name)).get("language") for name in ("labels", "fine_tuning")]
    primary = {name.partition("-")[0].lower() for name in spoken if name}
    return language in primary or not primary
