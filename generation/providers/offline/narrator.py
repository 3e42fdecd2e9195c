"""The narrator that needs no key and no network: an own voice in English, German, Spanish, French and Italian."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from threading import Lock

import numpy as np
from django.utils.module_loading import import_string

from generation import sound
from generation.providers import timing
from generation.providers.base import AudioProvider, AudioRequest, Media, PermanentError, Usage, Word
from generation.providers.offline.pico_voice import VOICES, PicoVoice
from generation.providers.offline.reading import Sentence, sentences
from generation.providers.offline.speech import Span, Speech, Voice

ENDING = 0.5  # seconds of silence after the last word, and of a narration in which nothing is said


def _english_voice() -> Voice:
    """Its libraries are large, and a process that never speaks, such as a web process, is spared them."""
    return import_string("generation.providers.offline.english_voice.EnglishVoice")()


MAKERS = {"en": _english_voice} | {language: partial(PicoVoice, language) for language in VOICES}


class Narrator(AudioProvider):
    vendor = "offline"
    model = "hibari"
    concurrency = 2
    languages = frozenset(MAKERS)

    def generate(self, request: AudioRequest, usage: Usage) -> Media:
        voice = _voice(request.language)
        usage.identify(f"offline-{_digest(request)}", voice.model)
        usage.units = {"characters": len(request.text)}
        usage.cost = Decimal(0)
        spoken = list(sentences(request.text))
        speeches = [voice.speak([word for word in each.spoken if word], request.seed) for each in spoken]
        samples, words = _told(list(zip(spoken, speeches, strict=True)), voice.rate)
        finished = sound.master(samples, voice.rate)
        guessed = any(speech.estimated for speech in speeches)
        return Media(
            finished.data, finished.content_type, words=words, words_estimated=guessed, seconds=finished.seconds
        )


_voices: dict[str, Voice] = {}
_loading = Lock()


def _voice(language: str) -> Voice:
    """A voice takes half a second and 60 MB to load, so a process does it once, when it is first needed."""
    code = language.lower().replace("_", "-").split("-")[0]
    if code not in MAKERS:
        raise PermanentError(
            f"The offline narrator does not speak this language ({language}); it speaks English, German, Spanish, "
            "French and Italian. Set ELEVENLABS_API_KEY to have it narrated.",
            code="language",
        )
    with _loading:
        if code not in _voices:
            _voices[code] = MAKERS[code]()
        return _voices[code]


def _told(read: list[tuple[Sentence, Speech]], rate: int) -> tuple[np.ndarray, tuple[Word, ...]]:
    """Sentence after sentence with the pauses between them."""
    pieces: list[np.ndarray] = []
    words: list[Word] = []
    at = 0  # samples
    for sentence, speech in read:
        words += timing.shift(_timed(sentence, iter(speech.spans)), at / rate)
        pause = np.zeros(round(sentence.pause * rate) if speech.samples.size else 0, np.float32)
        pieces += [speech.samples, pause]
        at += speech.samples.size + pause.size
    ending = np.zeros(round(ENDING * rate), np.float32)
    return np.concatenate([*pieces, ending]), tuple(words)


def _timed(sentence: Sentence, spans: Iterator[Span | None]) -> tuple[Word, ...]:
    """All words of the sentence; one that is not heard shares the gap between its neighbours."""
    given = [(word, next(spans)) for word, spoken in zip(sentence.words, sentence.spoken, strict=True) if spoken]
    heard = [Word(word, *span) for word, span in given if span]
    return timing.from_tokens(" ".join(sentence.words), heard)


def _digest(request: AudioRequest) -> str:
    asked = f"{request.language}\n{request.seed}\n{request.text}"
    return hashlib.sha256(asked.encode(errors="replace")).hexdigest()[:16]
