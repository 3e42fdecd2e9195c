"""ElevenLabs narrations, with the times of their words: https://elevenlabs.io/docs/api-reference/text-to-speech."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any
from urllib.parse import quote

from . import addresses, elevenlabs_account, elevenlabs_answer, elevenlabs_models, http, refusals
from .base import (
    AudioProvider,
    AudioRequest,
    Finding,
    Media,
    MisconfiguredError,
    PermanentError,
    ProviderError,
    RefusedError,
    TransientError,
    Usage,
)
from .elevenlabs_models import NAME
from .elevenlabs_voices import Voices
from .refusals import Failure, Refusal

FORMAT = "mp3_44100_128"
MOST_VOICES = 5  # of the account's own choice are tried for one narration; a refused call costs nothing

QUOTA = Failure(
    MisconfiguredError,
    "no_credit",
    "{vendor} says the quota is used up; top up or set another voice provider.",
)
BAD_KEY = Failure(MisconfiguredError, "bad_key", "{vendor} does not accept the key; check ELEVENLABS_API_KEY.")
PERMISSION = Failure(
    MisconfiguredError,
    "no_permission",
    "{vendor} does not allow this with the key; check ELEVENLABS_API_KEY and its permissions for speech and voices.",
)
PLAN = Failure(
    MisconfiguredError,
    "plan",
    "{vendor} wants a paid plan for this voice or model; upgrade, or set VOICE_ID to a voice of your own.",
)
ACCOUNT = Failure(
    MisconfiguredError,
    "account_blocked",
    "{vendor} has blocked the account for unusual activity; sign in there and settle it.",
)
VOICE = Failure(
    MisconfiguredError,
    "no_voice",
    "{vendor} does not know this voice in your account; set VOICE_ID to one of its voices.",
)
MODEL = Failure(
    MisconfiguredError,
    "no_model",
    "{vendor} does not offer the chosen model for narrations; set AUDIO_MODEL to another one.",
)
TOO_LONG = Failure(PermanentError, "too_long", "This scene's text is too long for {vendor}; shorten it.")
NOT_SPEAKABLE = Failure(PermanentError, "empty_text", "There is nothing in this scene {vendor} could read aloud.")
REFUSED = Failure(RefusedError, "refused", "{vendor} will not read this text; change the scene's words and try again.")
CONCURRENCY = Failure(
    TransientError,
    "busy",
    "{vendor} is already reading as much as your plan allows; try again in a while.",
    throttled=True,
)

ERRORS: dict[str, Failure] = {
    code: failure
    for failure, codes in (
        (QUOTA, "quota_exceeded insufficient_credits payment_required"),
        (BAD_KEY, "invalid_api_key missing_api_key invalid_authorization_header sign_in_required needs_authorization"),
        (PERMISSION, "missing_permissions unauthorized forbidden insufficient_permissions workspace_access_denied"),
        (PLAN, "paid_plan_required subscription_required feature_not_available only_for_creator+"),
        (PLAN, "only_for_creator_plus free_users_not_allowed famous_voice_not_permitted ivc_not_permitted"),
        (ACCOUNT, "detected_unusual_activity unusual_activity_detected user_in_probation"),
        (VOICE, "voice_not_found voice_does_not_exist invalid_voice_id voice_access_denied voice_not_fine_tuned"),
        (MODEL, "model_not_found model_access_denied unsupported_model invalid_output_format"),
        (TOO_LONG, "text_too_long max_character_limit_exceeded request_too_large"),
        (NOT_SPEAKABLE, "empty_text text_too_short invalid_text"),
        (REFUSED, "content_against_policy voice_blocked_detected"),
        (refusals.BAD_REQUEST, "invalid_parameters missing_required_field invalid_voice_settings bad_request"),
        (refusals.BAD_REQUEST, "malformed_json invalid_content_type pronunciation_dictionary_not_found not_found"),
        (CONCURRENCY, "concurrent_limit_exceeded too_many_concurrent_requests"),
        (refusals.RATE_LIMITED, "rate_limit_exceeded rate_limited"),
        (refusals.BUSY, "system_busy"),
        (refusals.UNAVAILABLE, "internal_error service_unavailable maintenance"),
        (refusals.UNAVAILABLE, "conflict already_running already_processing concurrent_modification"),
    )
    for code in codes.split()
}


def sort(refusal: Refusal) -> ProviderError | None:
    """Out of credit is a 401 like a bad key, so codes decide: `detail.code`, then the older `detail.status`."""
    detail = refusal.body.get("detail") if isinstance(refusal.body, dict) else None
    if isinstance(detail, list):  # the web framework's own list of fields it did not like
        return refusals.BAD_REQUEST.sort(refusal)
    names = [detail.get("code"), detail.get("status")] if isinstance(detail, dict) else [detail]
    failures = [ERRORS[name] for name in names if isinstance(name, str) and name in ERRORS]
    return failures[0].sort(refusal) if failures else None


class ElevenLabs(AudioProvider):
    """`voice`: a voice id, or nothing for the account's first that suits the story's language.

    `credit_price` is what the plan charges for one credit, in USD; ElevenLabs answers credits, not money.
    """

    vendor = "elevenlabs"

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str = "https://api.elevenlabs.io",
        model: str = "eleven_multilingual_v2",
        voice: str = "",
        concurrency: int = 5,
        connect_timeout: float = 5,
        read_timeout: float = 90,
        total_timeout: float = 180,
        credit_price: Decimal | float = Decimal("0.00008"),
    ) -> None:
        self.model, self.voice, self.concurrency = model, voice, concurrency
        self.takes = elevenlabs_models.takes(model)
        self.languages, self.limit = self.takes.languages, self.takes.limit
        self.credit_price = Decimal(str(credit_price))
        self.base_url = addresses.trust(base_url)
        self.headers = {"xi-api-key": api_key}
        self.timeouts = http.Timeouts(connect_timeout, read_timeout, total_timeout)
        self.voices = Voices(self.ask, model=model)

    def generate(self, request: AudioRequest, usage: Usage) -> Media:
        usage.model = self.model
        if self.voice:
            return self._read(request, self.voice, usage)
        for _ in range(MOST_VOICES):
            voice = self.voices.for_language(request.language)
            try:
                return self._read(request, voice, usage)
            except MisconfiguredError as error:
                if error.code not in (VOICE.code, PLAN.code):
                    raise
                denial = error
                self.voices.deny(voice, error)
        raise denial

    def estimate(self, characters: int) -> Decimal:
        return Decimal(str(self.takes.credits)) * characters * self.credit_price

    def body(self, request: AudioRequest) -> dict[str, Any]:
        body: dict[str, Any] = {"text": request.text, "model_id": self.model, "seed": request.seed % 2**32}
        if self.takes.language_code:
            body["language_code"] = request.language.partition("-")[0].lower()
        if self.takes.neighbours:
            neighbours = {"previous_text": request.previous_text, "next_text": request.next_text}
            body |= {name: text for name, text in neighbours.items() if text}
        return body

    def check(self) -> Iterator[Finding]:
        return elevenlabs_account.check(
            self.ask, model=self.model, voice=lambda: self.voice or self.voices.for_language("en")
        )

    def ask(self, path: str, **params: str) -> Any:
        """A free look-up in the account."""
        return http.get(
            f"{self.base_url}{path}",
            vendor=NAME,
            headers=self.headers,
            timeouts=self.timeouts,
            limit=8 * http.MEGABYTE,
            sort=sort,
            params=params,
        ).json()

    def _read(self, request: AudioRequest, voice: str, usage: Usage) -> Media:
        answer = http.post(
            f"{self.base_url}/v1/text-to-speech/{quote(voice, safe='')}/with-timestamps?output_format={FORMAT}",
            vendor=NAME,
            json=self.body(request),
            headers=self.headers,
            timeouts=self.timeouts,
            limit=64 * http.MEGABYTE,
            sort=sort,
            on_headers=partial(self._bill, usage, len(request.text)),
        ).json()
        return elevenlabs_answer.media(answer, request.text, tags=self.takes.tags)

    def _bill(self, usage: Usage, characters: int, headers: Mapping[str, str]) -> None:
        """Credits are told, their price we set."""
        try:
            credits = Decimal(headers.get("character-cost", ""))
        except InvalidOperation:
            credits = Decimal(str(self.takes.credits)) * characters
        usage.units = {"characters": characters, "credits": math.ceil(credits)}
        usage.cost, usage.estimated = credits * self.credit_price, True
        allowed = headers.get("maximum-concurrent-requests", "")
        usage.concurrency = int(allowed) if allowed.isdecimal() else None
        usage.identify(headers.get("request-id", ""))
