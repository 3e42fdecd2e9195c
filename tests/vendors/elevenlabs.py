"""A stand-in for ElevenLabs' narrations and account, as its OpenAPI document and its error table say."""

from __future__ import annotations

import base64
import math
from typing import Any

from tests.vendors import samples
from tests.vendors.elevenlabs_account import LIMITS, VOICES, models, subscription
from tests.vendors.rules import boolean, fields, number, one_of, several, string, whole, wrong
from tests.vendors.server import Call, Refuse, Reply, StandIn

FORMATS = {
    *(f"mp3_44100_{rate}" for rate in (32, 64, 96, 128, 192)),
    *(f"{kind}_{rate}" for kind in ("pcm", "wav") for rate in (8000, 16000, 22050, 24000, 32000, 44100, 48000)),
    *("mp3_22050_32", "mp3_24000_48", "ulaw_8000", "alaw_8000"),
    *(f"opus_48000_{rate}" for rate in (32, 64, 96, 128, 192)),
}
TIERS = ("free", "starter", "creator", "pro", "scale", "business")
NEEDS = {  # the least tier an output format takes
    "mp3_44100_192": "creator",
    "pcm_44100": "pro",
    "wav_44100": "pro",
}
# Fields ElevenLabs does not know it passes over; null is as good as no field.
RULES = {
    "seed": whole(0, 4294967295),
    "language_code": string(),
    "previous_text": string(),
    "next_text": string(),
    "previous_request_ids": several(string(), 3),
    "next_request_ids": several(string(), 3),
    "pronunciation_dictionary_locators": several(fields({"pronunciation_dictionary_id": string()}), 3),
    "apply_text_normalization": one_of("auto", "on", "off"),
    "apply_language_text_normalization": boolean,
    "use_pvc_as_ivc": boolean,
    "voice_settings": fields({
        "stability": number(0, 1),
        "similarity_boost": number(0, 1),
        "style": number(0, 1),
        "speed": number(0.7, 1.2),
        "use_speaker_boost": boolean,
    }),
}  # fmt: skip
NEIGHBOURS = {"previous_text", "next_text", "previous_request_ids", "next_request_ids"}
HALF_PRICE = ("flash", "turbo")


class ElevenLabs(StandIn):
    """`alignment`: "both", "normalized" (the other is null) or "none"; `credits`: what is left;
    `tier`: "free" or a paid one; `page`: voices on a page.
    """

    vendor = "elevenlabs"

    def __init__(
        self,
        *,
        key: str | None = None,
        voices: tuple[dict[str, Any], ...] = VOICES,
        alignment: str = "both",
        credits: int = 10**9,
        tier: str = "creator",
        page: int = 100,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.key, self.voices, self.alignment = key, voices, alignment
        self.credits, self.tier, self.page = credits, tier, page

    @property
    def routes(self) -> dict[tuple[str, str], Any]:
        return {
            ("POST", "/v1/text-to-speech/{voice_id}/with-timestamps"): self.speak,
            ("GET", "/v2/voices"): self.list_voices,
            ("GET", "/v1/voices/{voice_id}"): self.show_voice,
            ("GET", "/v1/models"): self.list_models,
            ("GET", "/v1/user/subscription"): self.show_subscription,
        }

    def env(self) -> dict[str, str]:
        return {"ELEVENLABS_API_KEY": self.key or "stand-in", "ELEVENLABS_BASE_URL": self.url}

    def busy(self) -> Refuse:
        return _refuse(429, "rate_limit_error", "concurrent_limit_exceeded", quietly=True)

    def not_found(self, call: Call) -> Refuse:
        return Refuse(404, {"detail": "Not Found"})

    async def speak(self, call: Call) -> Reply:
        self._check_key(call)
        body = _checked(call)
        self._check_format(call.query)
        self._check_voice(call.parts["voice_id"])
        _check_model(body, call.query)
        cost = math.ceil(len(body["text"]) * (0.5 if any(word in body["model_id"] for word in HALF_PRICE) else 1))
        if cost > self.credits:
            raise _refuse(401, "invalid_request", "quota_exceeded", quietly=True)
        await self.pause()
        self.credits -= cost
        return Reply(self._made(body["text"]), headers=self._told(cost))

    def list_voices(self, call: Call) -> Reply:
        self._check_key(call)
        size = min(int(call.query.get("page_size", 10)), self.page)
        if not 1 <= int(call.query.get("page_size", 10)) <= 100:
            raise _refuse(400, "validation_error", "invalid_page_size")
        first = int(call.query.get("next_page_token") or 0)
        more = first + size < len(self.voices)
        page = {"voices": list(self.voices[first : first + size]), "has_more": more, "total_count": len(self.voices)}
        return Reply(page | {"next_page_token": str(first + size) if more else None})

    def show_voice(self, call: Call) -> Reply:
        self._check_key(call)
        found = [row for row in self.voices if row["voice_id"] == call.parts["voice_id"]]
        if not found:
            raise _refuse(404, "not_found", "voice_not_found")
        return Reply(found[0])

    def list_models(self, call: Call) -> Reply:
        self._check_key(call)
        return Reply(models())

    def show_subscription(self, call: Call) -> Reply:
        self._check_key(call)
        return Reply(subscription(self.tier, self.credits))

    def _made(self, text: str) -> dict[str, Any]:
        times = samples.characters(text)
        return {
            "audio_base64": base64.b64encode(samples.speech(text)).decode(),
            "alignment": times if self.alignment == "both" else None,
            "normalized_alignment": times if self.alignment != "none" else None,
        }

    def _told(self, cost: int) -> dict[str, str]:
        number = next(self.numbers)
        return {
            "request-id": f"request-{number}",
            "history-item-id": f"history-{number}",
            "character-cost": str(cost),
            "current-concurrent-requests": str(self.running),
            "maximum-concurrent-requests": str(self.limit or 5),
            "tts-latency-ms": str(round(self.seconds * 1000)),
            "x-region": "us-central1",
            "x-trace-id": f"trace-{number}",
        }

    def _check_key(self, call: Call) -> None:
        given = call.header("xi-api-key")
        if not given:
            raise _refuse(401, "authentication_error", "missing_api_key")
        if self.key and given != self.key:
            raise _refuse(401, "authentication_error", "invalid_api_key")

    def _check_format(self, query: dict[str, str]) -> None:
        wanted = query.get("output_format", "mp3_44100_128")
        if wanted not in FORMATS:
            raise _refuse(400, "validation_error", "invalid_output_format")
        if TIERS.index(self.tier) < TIERS.index(NEEDS.get(wanted, "free")):
            raise _refuse(403, "authorization_error", "subscription_required")

    def _check_voice(self, voice_id: str) -> None:
        found = [row for row in self.voices if row["voice_id"] == voice_id]
        if not found:
            raise _refuse(404, "not_found", "voice_not_found")
        if self.tier == "free" and found[0]["category"] == "professional":
            raise _refuse(402, "payment_required", "paid_plan_required", quietly=True)


def _checked(call: Call) -> dict[str, Any]:
    """The body with its default model."""
    body = call.json
    if not call.header("Content-Type").startswith("application/json"):
        raise _refuse(400, "invalid_request", "invalid_content_type")
    if not isinstance(body, dict):
        raise _refuse(400, "invalid_request", "malformed_json")
    if not isinstance(body.get("text"), str):
        missing = {"loc": ["body", "text"], "msg": "Field required", "type": "missing"}
        raise Refuse(422, {"detail": [missing]})
    if not body["text"].strip():
        raise _refuse(400, "validation_error", "empty_text")
    if field := wrong(body, RULES):
        raise Refuse(422, {"detail": [{"loc": ["body", field], "msg": "Input should be valid", "type": "value_error"}]})
    return {"model_id": "eleven_multilingual_v2"} | body


def _check_model(body: dict[str, Any], query: dict[str, str]) -> None:
    model = body["model_id"]
    if model not in LIMITS:
        raise _refuse(404, "not_found", "model_not_found")
    if len(body["text"]) > LIMITS[model]:
        raise _refuse(400, "validation_error", "text_too_long")
    if model.startswith("eleven_v3") and body.keys() & NEIGHBOURS:
        raise _refuse(400, "validation_error", "unsupported_model")
    if model.startswith(("eleven_v3", "eleven_v4")) and "optimize_streaming_latency" in query:
        raise _refuse(400, "validation_error", "unsupported_model")
    if model == "eleven_multilingual_v2" and body.get("language_code"):
        raise _refuse(400, "validation_error", "invalid_parameters")


def _refuse(status: int, kind: str, code: str, *, quietly: bool = False) -> Refuse:
    detail = {"type": kind, "code": code, "message": "…", "status": code, "request_id": "r0", "param": None}
    return Refuse(status, {"detail": detail}, {"request-id": "r0"}, quietly=quietly)
