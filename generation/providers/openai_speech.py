"""Narrations from any server that speaks OpenAI's speech API: Kokoro-FastAPI, Speaches, LocalAI, or OpenAI itself.

OpenAI's answer has no times; Kokoro-FastAPI's own captioned endpoint has. It is asked first, and where there is none
the words' times are estimated and marked so.
"""

from __future__ import annotations

import base64
import math
import time
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from . import addresses, http, long_text, openai_refusals, refusals, timing
from .base import AudioProvider, AudioRequest, Finding, Media, ProviderError, Usage, Word
from .openai_refusals import NO_ROUTE

NAME = "The speech server"

# Kokoro's letter for a language; without one it would read every text as the language of the voice.
LANGUAGES = {"en": "a", "es": "e", "fr": "f", "hi": "h", "it": "i", "ja": "j", "pt": "p", "zh": "z"}
# Who reads where nobody chose a voice. Each of Kokoro's speaks one language well, so it reads no other.
KOKORO_VOICES = {
    "en": "af_heart",
    "es": "ef_dora",
    "fr": "ff_siwis",
    "hi": "hf_alpha",
    "it": "if_sara",
    "ja": "jf_alpha",
    "pt": "pf_dora",
    "zh": "zf_xiaobei",
}
OPENAI_VOICE = {"": "alloy"}


class OpenAISpeech(AudioProvider):
    """A base URL and a model are all it takes. `price`: USD for 1,000 characters; one's own server costs nothing.

    `voice`: one for everything, or a voice by language, which are then the `languages` it reads where none are named.
    `again_after`: seconds until a server that answered nonsense instead of captions is asked for them again.
    """

    vendor = "openai_speech"

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str = "",
        model: str = "kokoro",
        voice: str | Mapping[str, str] = "",
        concurrency: int = 2,
        connect_timeout: float = 5,
        read_timeout: float = 300,
        total_timeout: float = 600,
        price: Decimal | float = 0,
        languages: Iterable[str] = (),
        limit: int = 4096,
        again_after: float = 600,
    ) -> None:
        self.model, self.concurrency, self.limit, self.again_after = model, concurrency, limit, again_after
        self.voices = _voices(voice, model)
        self.price = Decimal(str(price)) / 1000
        self.languages = frozenset(_primary(language) for language in languages or self.voices if language)
        self.base_url = addresses.trust(base_url)
        self.headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.timeouts = http.Timeouts(connect_timeout, read_timeout, total_timeout)
        self.captions_from = math.inf if "openai.com" in base_url else 0.0

    def generate(self, request: AudioRequest, usage: Usage) -> Media:
        usage.model = self.model
        media = self._captioned(request) if time.monotonic() >= self.captions_from else None
        media = media or self._plain(request, usage)
        usage.units = {"characters": len(request.text)}
        usage.cost, usage.estimated = len(request.text) * self.price, bool(self.price)
        return media

    def estimate(self, characters: int) -> Decimal:
        return self.price * characters

    def body(self, request: AudioRequest) -> dict[str, Any]:
        voice = self.voices.get(_primary(request.language)) or next(iter(self.voices.values()))
        return {"model": self.model, "input": request.text, "voice": voice, "response_format": "mp3"}

    def check(self) -> Iterator[Finding]:
        return openai_refusals.check(NAME, self.base_url, self.headers, self.timeouts, self.model)

    def _plain(self, request: AudioRequest, usage: Usage) -> Media:
        answer = self._post(f"{self.base_url}/audio/speech", self.body(request))
        usage.identify(answer.headers.get("x-request-id", ""))
        return _media(request.text, answer.content, [])

    def _captioned(self, request: AudioRequest) -> Media | None:
        """None from a server without captions, which is not asked for them again for a while."""
        body = self.body(request) | {"stream": False, "return_timestamps": True}
        letter = LANGUAGES.get(_primary(request.language))
        body |= {"lang_code": letter} if letter else {}
        try:
            answer = self._post(f"{self.base_url.removesuffix('/v1')}/dev/captioned_speech", body).json()
            return _media(request.text, base64.b64decode(answer["audio"], validate=True), _tokens(answer))
        except ProviderError as error:
            if error.code not in (NO_ROUTE.code, refusals.UNREADABLE.code):
                raise
        except (TypeError, KeyError, ValueError):
            pass  # some servers answer 200 and a page of their own to anything
        self.captions_from = time.monotonic() + self.again_after
        return None

    def _post(self, url: str, body: dict[str, Any]) -> http.Answer:
        return http.post(
            url,
            vendor=NAME,
            json=body,
            headers=self.headers,
            timeouts=self.timeouts,
            limit=64 * http.MEGABYTE,
            sort=openai_refusals.sort,
        )


def _voices(voice: str | Mapping[str, str], model: str) -> Mapping[str, str]:
    """By language; "" is any language."""
    if not voice:
        return KOKORO_VOICES if "kokoro" in model.lower() else OPENAI_VOICE
    return {"": voice} if isinstance(voice, str) else voice


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _media(text: str, data: bytes, heard: list[Word]) -> Media:
    seconds = long_text.seconds(data, NAME)
    words = timing.from_tokens(text, heard) if heard else timing.estimate(text, seconds)
    return Media(data, "audio/mpeg", words=timing.within(words, seconds), words_estimated=not heard, seconds=seconds)


def _tokens(answer: dict[str, Any]) -> list[Word]:
    """Kokoro's words and punctuation marks; nothing where a row is not what we know."""
    heard = []
    for row in answer.get("timestamps") or []:
        match row:
            case {"word": str() as word, "start_time": int() | float() as start, "end_time": int() | float() as end}:
                heard.append(Word(word, start, end))
            case _:
                return []
    return heard
